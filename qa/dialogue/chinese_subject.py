"""What a Chinese question is about, and what a pronoun of the next turn refers to.

Works by rules over folded text and jieba's tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.text import fold, is_han
from qa.dialogue.english_subject import subject as english_subject
from qa.language.question_type import PERSONS, QUANTITIES, AnswerType, Kind, classify_question
from qa.language.tagger import UNKNOWN, Word, words

MARKS = "?。!,;:…~ "
_MAX_REFERENT = 20  # characters of an answer that a pronoun can stand for

# What stands between a subject and the gap and belongs to neither.
_COPULA = re.compile(
    "(?:是因|是|在|有|由|叫做?|为|于|被|到底|究竟|一共|总共|大约|约|共|要|会|能|都|占|从|(?<![费作信利应使效])用|又|最"
    "早|现在|目前|后来|将|对|给|向|把|比|的|总|时|[来去花用得装设]了)$"
)
_IS_PERSON, _PERSON_OF = re.compile(f"(?:{PERSONS})$"), re.compile(f"的(?:{PERSONS})$")
# An attribute that was asked for: 大桥的总投资, 大桥全长. It has hardly any attribute of its own but its size.
AMOUNT = (
    f"(?:{'|'.join(noun for noun in QUANTITIES.split('|') if len(noun) > 1)}|[全总]长|通高|造价|费用|经费|成本|售价|量)"
)
_ATTRIBUTE = re.compile(
    f"的[^的]{{0,8}}(?:{AMOUNT}|时间|日期|年份|原因|目的)$"
    f"|(?:地区|国内)?生产总值$|gdp$|(?:[总全]|常住|户籍|建筑|占地|旅游|最[高低]|平均){AMOUNT}$|(?:[全总]长|通高|面积|海拔|[高长宽深]度|重量|体积)$"
)
_ABOUT_ATTRIBUTE = re.compile(
    "比(?!赛)|增|减|涨|跌|升|降|占(?!地)|其中|包括|包含|高于|低于|超过|变|翻|多了|少了|怎么算|组成|构成|哪来|出[的资钱]"
)
_THING_ATTRIBUTE = re.compile("[全总]长|长度|宽度|深度|面积|人口|投资|造价|票价|海拔|产量")  # which no person has
_VERBAL_TAGS = frozenset("vuy")


def subject(question: str) -> str:
    """What a question is about: the words before its gap without the verb, or else those behind it; "" if neither."""
    if not is_han(question):
        return english_subject(question)
    asked = classify_question(question)
    left = _trimmed(question[: asked.start])
    if len(left) > 1:
        return left
    right = fold(question)[asked.end :].rstrip(MARKS)
    rest = words(right)
    while rest and (_is_verbal(rest[0]) or rest[0].text in "的了过着在是把被"):
        rest = rest[1:]
    size = sum(len(word.text) for word in rest)
    end = asked.end + len(right)
    return question[end - size : end] if size > 1 else ""


def _trimmed(left: str) -> str:
    """The text before a gap without copula, adverbs and the verb that governs the gap."""
    copula = False
    while left:
        plain = fold(left).rstrip(MARKS)
        match = _COPULA.search(plain)
        if match:
            copula = copula or match.group() in ("是", "叫", "叫做", "为", "有", "的", "在")
            left = left[: match.start()]
            continue
        tagged = words(plain)
        if len(tagged) > 1 and not copula and (_is_verbal(tagged[-1]) or tagged[-1].text == "得"):
            left = left[: len(plain) - len(tagged[-1].text)]
            continue
        return left[: len(plain)]
    return ""


def _is_verbal(word: Word) -> bool:
    return word.tag != UNKNOWN and word.tag[0] in _VERBAL_TAGS


def owner(about: str, body: str) -> str:
    """The subject without the attribute that was asked for (大桥 of 大桥的总投资).

    Unless the turn `body` is about the attribute itself: 它增加了多少？
    """
    plain = fold(about)
    match = _ATTRIBUTE.search(plain)
    if match is None or _ABOUT_ATTRIBUTE.search(fold(body)):
        return about
    before = words(plain[: match.start()])
    is_thing = bool(before) and (
        before[-1].tag[0] == "n" or before[-1].tag in ("j", "s", "eng", UNKNOWN) or before[-1].text == "年"
    )
    return about[: match.start()] if is_thing and match.start() > 1 else about


def implied_subject(body: str, last: str) -> str:
    """The subject that a turn without one has: the owner of what the last question asked for, not a person of it if the
    turn asks for something that only things have."""
    about = owner(subject(last), body)
    return _PERSON_OF.sub("", about) if _THING_ATTRIBUTE.search(fold(body)) else about


def referent(last: str, answer: Callable[[], str], kinds: tuple[Kind, ...], body: str) -> str:
    """What a pronoun in the turn `body` refers to.

    The phrase that answered, if the last question asked for a thing of one of these kinds, or, without kinds, if it
    opened with its gap; else the last question's subject. `answer` finds that phrase; "" if there was none.
    """
    phrase = answer() if _refers_to_answer(classify_question(last), last, kinds) else ""
    if 1 < len(phrase) <= _MAX_REFERENT:
        return phrase
    about = owner(subject(last), body)
    if Kind.PERSON in kinds:
        if _IS_PERSON.search(about):
            return about
        return _first_tagged(about, ("nr", "nrt", "nrfg")) or _before_verb(about)
    if not kinds:
        about = _PERSON_OF.sub("", about)
    if Kind.PLACE in kinds and (place := _first_tagged(about, ("ns",))):
        return place
    return about


def _before_verb(about: str) -> str:
    """The name at the head of a subject: 郑岚 of 郑岚在场上."""
    head = re.split("[在有于从到对为]", about, maxsplit=1)[0]
    return head if len(head) > 1 else about


def _refers_to_answer(asked: AnswerType, last: str, kinds: tuple[Kind, ...]) -> bool:
    if kinds:
        return asked.kind in kinds
    before = last[: asked.start]
    opens = not _trimmed(before) or (asked.kind in (Kind.THING, Kind.ORGANISATION, Kind.PLACE) and _only_places(before))
    return opens and asked.start < len(last) // 2


def _only_places(text: str) -> bool:
    tagged = [word for word in words(fold(text)) if word.text not in "的在是"]
    return bool(tagged) and all(word.tag == "ns" for word in tagged)


def _first_tagged(text: str, tags: tuple[str, ...]) -> str:
    """The first word of more than one character with one of these tags; "" if there is none."""
    start = 0
    for word in words(fold(text)):
        if word.tag in tags and len(word.text) > 1:
            return text[start : start + len(word.text)]
        start += len(word.text)
    return ""


def joint(about: str, body: str) -> str:
    """What joins a subject to the turn: 的 before a noun, a comma after a long subject, else nothing."""
    first = words(fold(body).removeprefix("的"))[0]
    if len(about) > 10:
        return "，"
    return "的" if first.tag in ("n", "vn", "nz", "nr") else ""


def without_year(about: str) -> str:
    """The subject without its year."""
    return re.sub("到?(?:1[0-9]|20)[0-9]{2}年的?", "", about)


def is_nominal(word: Word) -> bool:
    """Whether the word is a noun, or may be a part of a name."""
    return word.tag[0] in "nfsb" or (word.tag in ("j", "l", "vn", "v", UNKNOWN) and len(word.text) > 1)
