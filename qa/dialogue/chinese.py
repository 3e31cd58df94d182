"""Chinese turns: pronouns, ellipsis (北京呢？), bare question words (为什么？), questions without their subject.

What a turn leans on is put in its place, so that the result reads like a question: 它在哪里？ becomes 岳麓书院在哪里？.
Rules over folded text and jieba's tags. Knows the turn, the last question that stands alone, and what answered it.
"""

from __future__ import annotations

import re

from corpus.text import HAN, fold
from qa.answer.span_chinese import phrases
from qa.dialogue.follow_up import YEAR, Dependence, Rewrite, with_year
from qa.language.question_terms import question_terms
from qa.language.question_type import PERSONS, QUANTITIES, AnswerType, Kind, classify_question
from qa.language.tagger import UNKNOWN, Word, words

_MARKS = "?。!,;:…~ "
_LEAD = re.compile("^(?:那么|那(?![个里儿些座位年次天时家边种句本条边是])|然后|另外|此外|再问|请问)[,、 ]*")
_FURTHER = re.compile(
    "(?:还有|其他|其它|别的|另外|更多|继续|接着说|接下来)"
    "(?:的|别的|其他的?|其它的?|更多|哪些|哪个|谁|什么|没有|信息|内容)*[呢吗么嘛]?"
)
_ELLIPSIS = re.compile("(.{1,30}?)(?:的)?(?:呢|怎么样|如何|又如何)")
_YEAR_ONLY = re.compile("(?:到|在)?((?:1[0-9]|20)[0-9]{2})年?")
_YEARS_ON = {"前一年": -1, "上一年": -1, "次年": 1, "后一年": 1, "下一年": 1, "第二年": 1}

_PLACE = re.compile("[那这]里|[那这]儿|当地")
_PERSON = re.compile("(?<!其)[他她](?:们)?(?!人)")
_THING = re.compile("[它牠](?:们)?|(?<![极尤与])其(?![中他它实次余间后]|事)|(?:这|那|该|此)者")
_MEASURE = "[个座位次项家条本院馆桥部件所篇场届种首幅艘支名]"
_POINTED = re.compile(f"(?:(?:这|那|该)(?:一?{_MEASURE}|些)|该|本)(?=[{HAN}])")
_POINTS_BACK = re.compile(
    f"(?:这|那|该)(?:一?{_MEASURE}|些|时|年|天|是)|当时|当年|其中|^(?:那|这)(?:是|有)|此[后前外时]|后来"
)
_GENERIC = "名字|地方|问题|数字|目标|消息|说法|人|时候|原因|事|情况|日子|方法|办法|词"

_LONG = 8  # characters: a turn that says more than this seldom leans on another
_SOMETHING = 4  # characters: a turn that says as much or more may have a subject of its own
_SAYS_LITTLE = re.compile(
    "什么|多少|哪些|哪个|哪位|哪里|哪|谁|为什么|为何|怎么|怎样|如何|何时|几|[是的了吗呢有在被由要会个位]"
)

# What stands between a subject and its gap and belongs to neither.
_COPULA = re.compile(
    "(?:是因|是|在|有|由|叫做?|为|于|被|到底|究竟|一共|总共|大约|约|共|要|会|能|都|占|从|用|又|最"
    "早|现在|目前|后来|将|对|给|向|把|比|的|总|时)$"
)
_IS_PERSON, _PERSON_OF = re.compile(f"(?:{PERSONS})$"), re.compile(f"的(?:{PERSONS})$")
# What was asked of a subject: 大桥的总投资, 大桥全长. It has hardly anything of its own but its size.
_AMOUNT = (
    f"(?:{'|'.join(noun for noun in QUANTITIES.split('|') if len(noun) > 1)}|[全总]长|通高|造价|费用|经费|成本|售价|量)"
)
_ATTRIBUTE = re.compile(
    f"的[^的]{{0,8}}(?:{_AMOUNT}|时间|日期|年份|原因|目的)$"
    f"|(?:[总全]|常住|户籍|建筑|占地|旅游|最[高低]|平均){_AMOUNT}$|(?:[全总]长|通高|面积|海拔|[高长宽深]度|重量|体积)$"
)
_OF_AMOUNT = re.compile(
    "比(?!赛)|增|减|涨|跌|升|降|占(?!地)|其中|包括|包含|高于|低于|超过|变|翻|多了|少了|怎么算|组成|构成|哪来|出[的资钱]"
)
_OF_THINGS = re.compile("[全总]长|长度|宽度|深度|面积|人口|投资|造价|票价|海拔|产量")  # no person has it
_ADVERBIAL = frozenset({Kind.REASON, Kind.DATE, Kind.PLACE, Kind.PERSON, Kind.MANNER})
_VERBAL, _NAME = frozenset("vuy"), frozenset(("nr", "ns", "nt", "nz", "nrt", "nrfg", UNKNOWN))
_WANTED = {
    Kind.NUMBER: "是多少",
    Kind.DATE: "是什么时候",
    Kind.PERSON: "是谁",
    Kind.PLACE: "在哪里",
    Kind.REASON: "是什么",
}


def go_on(question: str, last: str, answer: str) -> Rewrite:
    """The turn as it goes on from the last question that stands alone, and its answer (empty where there was none)."""
    plain = fold(question)
    lead = _LEAD.match(plain)
    body = question[lead.end() if lead else 0 :].strip()
    core = fold(body).rstrip(_MARKS)
    if not core or _FURTHER.fullmatch(plain.rstrip(_MARKS)) or _FURTHER.fullmatch(core):
        return Rewrite(last, Dependence.FURTHER)
    if moved := _moved_year(core, last):
        return Rewrite(moved, Dependence.YES)
    ellipsis = _ELLIPSIS.fullmatch(core)
    if ellipsis and not _asks(ellipsis[1]):
        return Rewrite(_replaced(re.sub("^[它他她]们?的", "", body[: ellipsis.end(1)]), last), Dependence.YES)
    if put := _with_pronoun(body, last, answer):
        return Rewrite(put, Dependence.YES)
    wanted = classify_question(body)
    if _is_bare(wanted, core):
        return Rewrite(_in_gap(body, wanted, last), Dependence.YES)
    if _stands(core, last):
        return Rewrite(question, Dependence.NO)
    if put := _pointed(body, last, answer):
        return Rewrite(put, Dependence.YES)
    prefixed = _with_subject(body, last)
    if lead or _POINTS_BACK.search(core):
        return Rewrite(prefixed, Dependence.YES)
    if prefixed == body:
        return Rewrite(question, Dependence.NO)
    return Rewrite(prefixed, Dependence.UNLIKELY if _says(core) >= _SOMETHING else Dependence.PERHAPS)


def subject(question: str) -> str:
    """What a question is about: what stands before its gap without the verb, or else behind it."""
    wanted = classify_question(question)
    left = _trimmed(question[: wanted.start])
    if len(left) > 1:
        return left
    right = fold(question)[wanted.end :].rstrip(_MARKS)
    found = words(right)
    while found and (_is_verbal(found[0]) or found[0].text in "的了过着在是把被"):
        found = found[1:]
    size = sum(len(word.text) for word in found)
    end = wanted.end + len(right)
    return question[end - size : end] if size > 1 else ""


def _trimmed(left: str) -> str:
    """The left of a gap without copula, adverbs and the verb that governs the gap."""
    copula = False
    while left:
        plain = fold(left).rstrip(_MARKS)
        match = _COPULA.search(plain)
        if match:
            copula = copula or match.group() in ("是", "叫", "叫做", "为", "有", "的", "在")
            left = left[: match.start()]
            continue
        found = words(plain)
        if len(found) > 1 and not copula and (_is_verbal(found[-1]) or found[-1].text == "得"):
            left = left[: len(plain) - len(found[-1].text)]
            continue
        return left[: len(plain)]
    return ""


def _is_verbal(word: Word) -> bool:
    return word.tag != UNKNOWN and word.tag[0] in _VERBAL


def _asks(text: str) -> bool:
    return bool(re.search("谁|什么|哪|几[个年月天位]|多少|多[大高长重久远]|怎|为何|何时", text))


def _moved_year(core: str, last: str) -> str:
    """`2025年呢`, `前一年呢`: the last question, asked of that year; nothing where the turn is no year."""
    plain = re.sub("的?(?:呢|怎么样|如何)?$", "", core)
    if match := _YEAR_ONLY.fullmatch(plain):
        return with_year(last, match[1], "年")
    years = YEAR.findall(last)
    if plain in _YEARS_ON and years:
        return with_year(last, str(int(years[-1]) + _YEARS_ON[plain]))
    return ""


def _replaced(new: str, last: str) -> str:
    """`北京呢`: the new thing in the place of the last question's like; else asked of the last question's subject."""
    about = _holder(subject(last), new)
    place = _like(new, last)
    if place is not None:
        return last[: place[0]] + new + last[place[1] :]
    kind = Kind.NUMBER if re.search(f"{_AMOUNT}$", fold(new)) else classify_question(f"{new}是什么").kind
    if YEAR.search(new):
        about = _without_year(about)
    return f"{about}{_joint(about, new)}{new}{_WANTED.get(kind, '是什么')}？"


def _like(new: str, last: str) -> tuple[int, int] | None:
    """Where the last question has a thing like the new one: one that ends alike, or a name of the same sort."""
    plain, other = fold(new), fold(last)
    best = (0, 0, 0)
    wanted = classify_question(last)
    for end in range(1, len(other) + 1):
        if wanted.start < end <= wanted.end:
            continue
        alike = _common_end(plain, other[:end])
        head = plain[: len(plain) - alike]
        if not alike or not head:
            continue
        start = _head_start(head, other[: end - alike])
        if start < end - alike and alike > best[0]:
            best = (alike, start, end)
    ends_as_name = best[0] > 1 or (best[0] == 1 and plain[-1] in _SORTS)
    if ends_as_name:
        return best[1], best[2]
    sort = {word.tag for word in words(plain)} & _NAME
    if len(words(plain)) == 1 and sort:
        at = 0
        for word in words(other):
            if word.tag in sort or (word.tag in _NAME and word.tag != UNKNOWN and sort == {UNKNOWN}):
                return at, at + len(word.text)
            at += len(word.text)
    return None


_SORTS = "省市县区镇乡村国州山江河湖海岛洲楼塔寺桥站馆院校路街线号墓简人月日"


def _common_end(a: str, b: str) -> int:
    size = 0
    while size < min(len(a), len(b)) and a[-1 - size] == b[-1 - size]:
        size += 1
    return size


def _head_start(head: str, before: str) -> int:
    """Where what answers to `head` begins in the text before the common end: a number's run, or the words of a name."""
    number = re.search("(?:[0-9]+|第?[零一二三四五六七八九十百两]+)$", before)
    if re.fullmatch("[0-9]+|第?[零一二三四五六七八九十百两]+", head):
        return number.start() if number else len(before)
    if number:
        return len(before)
    start = len(before)
    for word in reversed(words(before)):
        if not (_is_nominal(word) and word.tag not in ("t", "m", "q")):
            break
        start -= len(word.text)
    return start


def _is_nominal(word: Word) -> bool:
    return word.tag[0] in "nfsb" or (word.tag in ("j", "l", "vn", "v", UNKNOWN) and len(word.text) > 1)


def _with_pronoun(body: str, last: str, answer: str) -> str:
    """The turn with what its pronoun means in the pronoun's place; empty where it has none, or none is known."""
    plain = fold(body)
    for pattern, kinds in ((_PERSON, (Kind.PERSON,)), (_PLACE, (Kind.PLACE,)), (_THING, ())):
        match = pattern.search(plain)
        if match is None:
            continue
        meant = _meant(last, answer, kinds, body)
        possessive = "的" if plain[match.end() - 1] == "其" and meant else ""
        return body[: match.start()] + meant + possessive + body[match.end() :] if meant else ""
    return ""


def _pointed(body: str, last: str, answer: str) -> str:
    """The turn with what 这座桥 points at in its place; empty where it points at nothing of that name."""
    plain = fold(body)
    match = _POINTED.search(plain)
    if match is None or re.match(_GENERIC, plain[match.end() :]):
        return ""
    noun = words(plain[match.end() :])[0].text
    about = next((text for text in (_meant(last, answer, (), body), subject(last)) if noun[0] in fold(text)), "")
    if not about:
        return ""
    return body[: match.start()] + about + body[match.end() + len(noun) :]


def _stands(core: str, last: str) -> bool:
    """Whether the turn says itself what it is about: it names something that was not named, or says much."""
    if "《" in core or _says(core) > _LONG:
        return True
    other = fold(last)
    return any(
        (word.tag in ("ns", "nt") or (word.tag in ("nr", "nz") and len(word.text) > 2)) and word.text not in other
        for word in words(core)
    )


def _says(core: str) -> int:
    """How many characters of the turn say something."""
    return len(re.findall(f"[{HAN}0-9]", _SAYS_LITTLE.sub("", core)))


def _holder(about: str, body: str) -> str:
    """The subject without what was asked of it (大桥 of 大桥的总投资), unless the turn tells of that: 它增加了多少？"""
    plain = fold(about)
    match = _ATTRIBUTE.search(plain)
    if match is None or _OF_AMOUNT.search(fold(body)):
        return about
    found = words(plain[: match.start()])
    is_thing = bool(found) and (found[-1].tag[0] == "n" or found[-1].tag in ("j", "s", "eng", UNKNOWN))
    return about[: match.start()] if is_thing and match.start() > 1 else about


def _meant(last: str, answer: str, kinds: tuple[Kind, ...], body: str) -> str:
    """What a pronoun means: what answered, where the last question asked for a thing of that kind; else its subject."""
    wanted = classify_question(last)
    about = _holder(subject(last), body)
    opens = not _trimmed(last[: wanted.start]) or (
        wanted.kind in (Kind.THING, Kind.ORGANISATION, Kind.PLACE) and _only_places(last[: wanted.start])
    )
    if answer and (wanted.kind in kinds or (not kinds and opens and wanted.start < len(last) // 2)):
        told = _phrase(last, answer)
        if 1 < len(told) <= 20:
            return told
    if Kind.PERSON in kinds:
        return about if _IS_PERSON.search(about) else _first_of(about, ("nr", "nrt", "nrfg")) or about
    if not kinds:
        about = _PERSON_OF.sub("", about)
    if Kind.PLACE in kinds and (place := _first_of(about, ("ns",))):
        return place
    return about


def _phrase(question: str, answer: str) -> str:
    """The phrase of an answer that the question asked for; empty where there is none."""
    wanted = classify_question(question)
    found = phrases(wanted, question_terms(wanted, lambda unit: 1.0), [fold(answer)])
    scores = found.scores()
    if not len(scores):
        return ""
    best = int(scores.argmax())
    return answer[int(found.start[best]) : int(found.end[best])]


def _only_places(text: str) -> bool:
    found = [word for word in words(fold(text)) if word.text not in "的在是"]
    return bool(found) and all(word.tag == "ns" for word in found)


def _first_of(text: str, tags: tuple[str, ...]) -> str:
    at = 0
    for word in words(fold(text)):
        if word.tag in tags and len(word.text) > 1:
            return text[at : at + len(word.text)]
        at += len(word.text)
    return ""


def _is_bare(wanted: AnswerType, core: str) -> bool:
    """Whether the turn is a question word with at most a particle: `为什么？`, `在什么地方？`, `是谁呢？`."""
    rest = core[: wanted.start] + core[wanted.end :]
    return _asks(core) and not re.sub("[那这是在于从呢啊呀的了又,]", "", rest)


def _in_gap(body: str, wanted: AnswerType, last: str) -> str:
    """The last question with the turn's question word in its gap; where that makes no sense, both."""
    gap = classify_question(last)
    word = re.sub("^[那这]是?", "", body).rstrip("？?。 呢")
    if gap.kind in _ADVERBIAL and wanted.kind in _ADVERBIAL and gap.start:
        left = last[: gap.start]
        if left.endswith(("由", "在")) or (word.startswith("是") and left.endswith("是")):
            left = left[:-1]
        return f"{left}{word}{last[gap.end :]}"
    return f"{last.rstrip('？?。 ')}，{body}"


def _with_subject(body: str, last: str) -> str:
    """The turn under the subject of the last question; as it is where there is none or the turn names it already."""
    about = _holder(subject(last), body)
    plain = fold(body)
    if _OF_THINGS.search(plain):
        about = _PERSON_OF.sub("", about)
    if YEAR.search(plain):
        about = _without_year(about)
    if not about or fold(about) in plain:
        return body
    if re.match("[谁哪].*的[?]?$", plain):  # 谁提出的？ reads 是谁提出的？ behind its subject
        return f"{about}是{body}"
    return f"{about}{_joint(about, body)}{body}"


def _joint(about: str, body: str) -> str:
    """的 before what the subject has, a comma where the subject is long, else nothing."""
    first = words(fold(body).removeprefix("的"))[0]
    if len(about) > 10:
        return "，"
    return "的" if first.tag in ("n", "vn", "nz", "nr") else ""


def _without_year(about: str) -> str:
    return re.sub("到?(?:1[0-9]|20)[0-9]{2}年的?", "", about)
