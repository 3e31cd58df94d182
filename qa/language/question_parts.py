"""Whether a question has several parts, asks for a numbered item, or asks for a list. By rules; strings only.

A question is divided only where it surely has parts: two clauses that each have a question word, coordinated nouns
before 分别 or 各, two question words side by side, or two things that are compared. Everything else is one question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.numerals import numeral_value
from corpus.text import fold, is_han
from qa.language.english_parts import english_parts
from qa.language.tagger import NUMERALS, words

_MAX_PARTS = 4
_MAX_QUESTION = 80  # characters; what is longer tells a story before it asks

_ASKS = (
    "什么时候|什么时间|什么地方|什么原因|为什么|什么|谁|多少(?:钱|[个人年天元米次公]+)?|第几|哪(?:里|儿|些|[一几两]?[个年天月日位家座条种项国所只名场届地])|"
    "何[时地人年]|为何|怎么样?|怎样|如何|(?<![隔来前后这那近每好数十])几(?:点|[个人年月号位所座条名次岁家层站种天]+)|多[长高大重远深宽久快]"
)
_ASK = re.compile(f"(?:{_ASKS})")
_SENTENCE = re.compile("[?!。;]+")
_CLAUSE = re.compile("[,，]")
_ELLIPSIS = re.compile("呢$")
# Words between clauses of which the second depends on the first, so that they ask one thing.
_DEPENDENT = re.compile("如果|假如|(?:^|[,，])若|当.{1,12}时|除了|因为|由于|既然|根据|按照|还是|那么|以便|其中")
_SIDE_BY_SIDE = re.compile(f"(?P<first>[在于从由]?(?:{_ASKS}))(?:和|与|及|以及|、)(?P<second>[在于从由]?(?:{_ASKS}))")
_EACH = re.compile("(?<!的)分别(?:是|为|有|在|由|占|达|增|调|多|叫|什)|各(?:是|为|占|调|得|多少|几|在|由|增|达)")
_AND = re.compile("和|与|跟|同|及|、|以及")

# Adjectives of a comparison, and how to ask for the measure.
_MEASURES = {
    "长": "多长", "短": "多长", "高": "多高", "矮": "多高", "低": "多少", "大": "多大", "小": "多大",
    "远": "多远", "近": "多远", "快": "多快", "慢": "多快", "深": "多深", "浅": "多深",
    "重": "多重", "轻": "多重", "宽": "多宽", "窄": "多宽", "厚": "多厚",
    "贵": "多少钱", "便宜": "多少钱", "多": "多少", "少": "多少", "早": "什么时候", "晚": "什么时候", "老": "多少岁",
}  # fmt: skip
_ADJECTIVE = "|".join(sorted(_MEASURES, key=len, reverse=True))
_WHICH = "哪(?:一|边|方)?[个条座艘家种项位年所只届场本部辆架款栋]?(?:者|边|方)?|谁"
_CHOICE = re.compile(
    f"^(?P<left>.+?)(?:和|与|跟|同)(?P<right>.+?)[,，]?(?:相比|比较|比起来|中|之间|之中)?[,，]?(?P<which>{_WHICH})(?P<noun>.*?)(?:更|比较|较|最)?"
    f"(?P<adjective>{_ADJECTIVE})(?:一些|一点|些|点)?[?？。]*$"
)
_THAN = re.compile(
    f"^(?P<left>.+?)(?<![同环占之对相])比(?![例率赛分重上去前同])(?P<right>.+?)(?<![增减缩])(?:要|还)?(?P<adjective>{_ADJECTIVE})(?:了|出)?(?:多少|几|多[大长])(?P<unit>.{{0,4}}?)[?？。]*$"
)
_OR = re.compile(
    f"^(?:(?P<before>.*?)(?:哪(?:一)?[个条座艘家种项位年所只届场本部辆架款]|谁)(?P<noun>.{{0,8}}?)(?:更|比较|较)(?P<adjective>{_ADJECTIVE})[,，:：]\\s*)"
    f"(?:是)?(?P<left>.+?)还是(?P<right>.+?)[?？。]*$"
)

_ITEM = re.compile(
    f"第(?P<number>[0-9]{{1,3}}|[{NUMERALS}]{{1,4}})(?P<unit>条|款|点|项|件|步|章|节|大点|个?(?:问题|原因|方面|建议|目标|要求|任务|理由|措施))"
    "(?=事|是|的(?:内容|规定|要求|具体)|规定|内容|[讲说写对为]|要求|怎|如何|有什么|包括|[,:?呢]|$)"
)
_ENGLISH_ITEM = re.compile(r"\b(?:article|item|point|section|clause|rule|step) (?P<number>[0-9]{1,3})\b")
_LIST = re.compile(
    "哪些|哪几|哪[两二三四五六七八九十]|(?:都|分别)(?:是|有)(?:什么|谁)|有(?:什么|哪)(?:内容|要求|规定|条件|措施)|包括什么|列举|清单"
)
_ENGLISH_LIST = re.compile(
    r"\b(?:which|what) (?:two|three|four|five|six|\w+s)\b(?<!is)(?<!was)(?<!does)(?<!has)|\blist\b"
)


@dataclass(frozen=True, slots=True)
class QuestionParts:
    """What a question asks for beside one phrase.

    `questions` are its parts, each understood on its own, or empty where it has only one. `item` is the number of the
    item that it asks for (第八条), `unit` the word behind it, `is_list` says that it asks for all of several things.
    `one_subject` says that all parts are about the same thing.
    """

    questions: tuple[str, ...] = ()
    item: int | None = None
    unit: str = ""
    is_list: bool = False
    one_subject: bool = False

    @property
    def plain(self) -> bool:
        """Whether one quote answers it."""
        return not self.questions and self.item is None and not self.is_list

    @staticmethod
    def without_item(question: str) -> str:
        """The question without the words that name the item: what it is an item of."""
        folded = fold(question)
        match = (_ITEM if is_han(folded) else _ENGLISH_ITEM).search(folded)
        return question if match is None else question[: match.start()] + question[match.end() :]


def question_parts(question: str) -> QuestionParts:
    """The parts of a question; it is plain where it surely has none."""
    text = question.strip()
    folded = fold(text)
    han = is_han(folded)
    if match := (_ITEM if han else _ENGLISH_ITEM).search(folded):
        value = numeral_value(match["number"]) or match["number"]
        if value.isdigit():
            return QuestionParts(item=int(value), unit=match.groupdict().get("unit") or "")
    is_list = (_LIST if han else _ENGLISH_LIST).search(folded) is not None
    if len(text) > _MAX_QUESTION * (1 if han else 3):
        return QuestionParts(is_list=is_list)
    parts, one_subject = _chinese(text, folded) if han else english_parts(text)
    parts = list(dict.fromkeys(parts))
    if not 2 <= len(parts) <= _MAX_PARTS:
        return QuestionParts(is_list=is_list)
    return QuestionParts(tuple(parts), one_subject=one_subject)


def _chinese(text: str, folded: str) -> tuple[list[str], bool]:
    """The parts, and whether all are about the same thing."""
    for divide in (_compared, _each, _beside, _clauses):
        if parts := divide(text, folded):
            return parts, divide in (_beside, _clauses)
    return [], False


def _compared(text: str, folded: str) -> list[str]:
    """`A和B哪个更长`, `A比B高多少`, `哪个更长，A还是B`: the measure of each."""
    for rule in (_CHOICE, _THAN, _OR):
        match = rule.search(folded)
        if match is None:
            continue

        def part(name: str, match: re.Match[str] = match) -> str:
            return text[slice(*match.span(name))].strip(" ,，、") if name in match.re.groupindex else ""

        measure = _MEASURES[match["adjective"]]
        noun = part("noun").rpartition("的")[2]
        left, right = part("left"), part("right")
        if rule is _THAN:
            left, noun = _owner(left)
            if part("unit"):
                measure = "几" + part("unit") if match["adjective"] in "多少" else measure
        before, one, other, tail = _aligned(left, right)
        before = part("before") + before if rule is _OR else before
        if not one or not other:
            return []
        if noun[-1:] in ("得", "着"):  # 跑得更快
            noun = "速度" if measure == "多快" else ""
        if not noun:
            return [f"{before}{each}{tail}{measure}？" for each in (one, other)]
        asked = measure if measure[0] == "几" or noun == tail else f"是{'多少' if measure[:1] == '多' else measure}"
        return [f"{before}{each}{tail}的{noun}{asked}？" for each in (one, other)]
    return []


def _owner(left: str) -> tuple[str, str]:
    """`4号线的车站` is 4号线 and its 车站."""
    owner, link, noun = left.rpartition("的")
    return (owner, noun) if link else (left, "")


def _aligned(left: str, right: str) -> tuple[str, str, str, str]:
    """What stands before both, the two parallel parts, and what stands behind both.

    `2025望潮马拉松男子组`, `女子组冠军`: the parts that are alike end in the same character.
    """
    last = left[-1:]
    cut = right.rfind(last) + 1 if last and last in right[-8:] else 0
    if cut:
        other, tail = right[:cut], right[cut:]
    else:
        other, tail = right, ""
    tagged = words(fold(left))
    one, length = "", 0
    for word in reversed(tagged):
        if length >= len(other):
            break
        length += len(word.text)
    if length > len(other) + 2:
        length = len(tagged[-1].text)
    one = left[len(left) - length :] if length else left
    one = one.lstrip("年月日的")
    if (opened := max(left.rfind(mark) for mark in "《“「")) >= 0:
        one = left[opened:]
    before = left[: len(left) - len(one)]
    return before, one, other, tail


def _each(text: str, folded: str) -> list[str]:
    """`A和B分别是多少`: the question of each."""
    match = _EACH.search(folded)
    joints = list(_AND.finditer(folded, 0, match.start())) if match else []
    if match is None or not joints or not _ASK.search(folded, match.start()):
        return []
    rest = text[match.start() :].removeprefix("分别").removeprefix("分別").removeprefix("各")
    bounds = [0, *(edge for joint in joints for edge in joint.span()), match.start()]
    members = [text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    if len(members) > _MAX_PARTS or not all(members):
        return []
    before, _, last, tail = _aligned(members[-2], members[-1])
    if len(members) > 2:
        before = _aligned(members[0], members[1])[0]
    named = [members[0][len(before) :] if members[0].startswith(before) else members[0], *members[1:-1], last]
    return [f"{before}{name}{tail}{rest}" for name in named]


def _beside(text: str, folded: str) -> list[str]:
    """`什么时候、在哪里举行`: the question with each of the question words."""
    match = _SIDE_BY_SIDE.search(folded)
    if match is None or (_in_name(folded, match.start())):
        return []
    before, after = text[: match.start()], text[match.end() :]
    return [f"{before}{text[slice(*match.span(name))]}{after}" for name in ("first", "second")]


def _in_name(folded: str, at: int) -> bool:
    """Whether a title that is still open stands before: 《何时何地》."""
    return folded.rfind("《", 0, at) > folded.rfind("》", 0, at)


def _clauses(text: str, folded: str) -> list[str]:
    """`谁当选，得了多少票`, `有多长？造价多少？`: each clause with the subject of the first."""
    if _DEPENDENT.search(folded):
        return []
    marks = [*_SENTENCE.finditer(folded), *_CLAUSE.finditer(folded)]
    cuts = sorted({0, len(folded), *(match.end() for match in marks)})
    spans = [(a, b) for a, b in pairwise(cuts) if folded[a:b].strip(" ,，?!。;")]
    asks = [(a, b) for a, b in spans if _ASK.search(folded, a, b) or _is_ellipsis(folded[a:b])]
    asks = [(a, b) for a, b in asks if not folded[a:b].rstrip(" ,，").endswith(("中", "里", "下"))]
    if len(asks) < 2 or not _ASK.search(folded, *asks[0]) or asks[0] != spans[0]:
        return []
    context = "".join(text[a:b].strip(" ,，?？!！。;；") for a, b in spans if (a, b) not in asks)
    if context and spans[-1] in asks:
        return []  # the context stands between the questions: a story
    first = _ASK.search(folded, *asks[0])
    assert first is not None
    subject = _subject(text[asks[0][0] : first.start()]) or text[first.end() : asks[0][1]].strip(" ,，?？!！。;；")
    parts = []
    for number, (a, b) in enumerate(asks):
        clause = text[a:b].strip(" ,，?？!！。;；")
        if number and _is_ellipsis(fold(clause)):
            clause = f"{clause[:-1]}{'是多少' if fold(first.group())[:1] in '多几' else ''}"
        parts.append(f"{context}{subject if number else ''}{clause}？")
    return parts


def _is_ellipsis(clause: str) -> bool:
    return _ELLIPSIS.search(clause.strip(" ,，?!。;")) is not None


def _subject(before: str) -> str:
    """The thing asked about, from what stands before a question word: the words up to the first verb."""
    kept = ""
    for word in words(fold(before)):
        if kept and word.tag[:1] in ("v", "p", "d", "c") and word.tag not in ("vn",):
            break
        kept += word.text
    return before[: len(kept)].rstrip("是在有的于從从为為")
