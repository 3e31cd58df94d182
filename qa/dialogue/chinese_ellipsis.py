"""Chinese turns that name only something new: 北京呢？ 第五轮呢？ 五月份呢？ 那副局长呢？

The new thing takes the place of one of its sort in the last question: a time, a number of the same unit, the people
that something holds for, a word that ends alike, a name. Else it is something of the last question's subject.
"""

from __future__ import annotations

import re

from corpus.text import HAN, fold
from qa.dialogue.chinese_subject import AMOUNT, is_nominal, joint, owner, subject, without_year
from qa.language.dates import YEAR
from qa.language.question_type import PERSONS, AnswerType, Kind, classify_question
from qa.language.tagger import UNKNOWN, words

_ASKS_FOR = {
    Kind.NUMBER: "是多少",
    Kind.DATE: "是什么时候",
    Kind.PERSON: "是谁",
    Kind.PLACE: "在哪里",
    Kind.REASON: "是什么",
}
_NAME_TAGS = frozenset(("nr", "ns", "nt", "nz", "nrt", "nrfg", UNKNOWN))
_GENERIC_ENDS = (
    "省市县区镇乡村国州山江河湖海岛洲楼塔寺桥站馆院校路街线号墓简人月日轮届期季组队店厂场社局部厅会赛杯奖节船车票口"
)
_DIGITS = "[0-9零一二三四五六七八九十百两]+"
_NUMERALS = "零一二三四五六七八九十"
_NUMBER = re.compile(f"第?{_DIGITS}")
_COUNTED = re.compile(f"第?{_DIGITS}(?P<unit>[{HAN}])[{HAN}]{{0,4}}")
_MONTH = f"(?:{_DIGITS})月份?"
# Times of one sort, and people that something holds for. The first two may be missing in the last question.
_TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        f"(?:上个?|下个?|本|当)月|{_MONTH}(?:(?:[12]?[0-9]|3[01])[日号])?",
        "(?:上|下|这|本)?(?:周|星期|礼拜)(?:[一二三四五六日天末])|平日|工作日|平时|周末|双休日|节假日|假日|每天",
        "第?[一二三四1-4]季度|[上下]半年|全年",
        "早上|早晨|上午|中午|下午|晚上|傍晚|夜里|夜间|白天|凌晨",
        "[春夏秋冬][季天]",
    )
)
_PEOPLE = tuple(
    re.compile(pattern)
    for pattern in (
        "成年?人|大人|学生|儿童|小孩子?|孩子|小朋友|老人|老年人|残疾人|现役军人|军人|婴儿",
        "[男女](?:子组?|性|生|队|单|双|排|篮|足)",
        "(?:单|双)(?:方|缴存)?职工",
        "进口|出口|进出口",
        "[首末头]班车?",
        "主队|客队",
    )
)
_CHILD = re.compile("小孩子?|孩子|小朋友")
_FORMER = re.compile("前任|现任|继任|首任|上一?任|下一?任")
_OFFICE = re.compile(f"(?:副|总|常务)*(?:[{HAN}]{{0,2}}长|主任|书记|主席|经理|教练|工程师|代表|秘书|会长|{PERSONS})$")
_HEADS = "副总正前代新老原首末大小男女单双"  # before a noun: 副局长


def with_replacement(new: str, last: str) -> str:
    """`北京呢`: the new thing in place of a similar one in the last question; else asked of that question's subject."""
    if question := _of_sort(new, last) or _of_office(new, last):
        return question
    place = _similar_span(new, last)
    if place is not None:
        return last[: place[0]] + new + last[place[1] :]
    about = owner(subject(last), new)
    if YEAR.search(new):
        about = without_year(about)
    return f"{about}{joint(about, new)}{new}{_asks_for(new, last)}？"


def _asks_for(new: str, last: str) -> str:
    """What is asked of the new thing: what its noun says, or, where that says nothing, what was asked before."""
    kind = Kind.NUMBER if re.search(f"{AMOUNT}$", fold(new)) else classify_question(f"{new}是什么").kind
    if kind not in _ASKS_FOR and "的" not in new and classify_question(last).kind is Kind.NUMBER:
        kind = Kind.NUMBER
    return _ASKS_FOR.get(kind, "是什么")


def _of_sort(new: str, last: str) -> str:
    """The new thing in place of a time, a number or people of the same sort; a time where there is none in front."""
    plain, other = fold(new), fold(last)
    for pattern in _TIMES:
        if pattern.fullmatch(plain):
            match = pattern.search(other)
            return (
                last[: match.start()] + _written_as(match.group(), new) + last[match.end() :] if match else new + last
            )
    for pattern in _PEOPLE:
        if pattern.fullmatch(plain):
            match = pattern.search(other)
            word = "儿童" if _CHILD.fullmatch(plain) else new  # as papers say
            gap = classify_question(last).start
            start, end = match.span() if match else (gap, gap)
            return last[:start] + word + last[end:] if match or pattern is _PEOPLE[0] else ""
    counted = _COUNTED.fullmatch(plain)
    return _of_number(new, last, counted) if counted else ""


def _of_number(new: str, last: str, counted: re.Match[str]) -> str:
    """The new thing in place of the first with another number of the same unit."""
    plain, other = fold(new), fold(last)
    match = re.search(f"第?{_DIGITS}{counted['unit']}", other)
    if match is None or other[match.start()] == "第" != plain[0]:
        return ""
    behind, end = plain[counted.start("unit") + 1 :], match.end()
    while behind and other.startswith(behind[0], end):  # 2号线, after 3号线
        behind, end = behind[1:], end + 1
    return last[: match.start()] + _written_as(match.group(), new) + last[end:]


def _written_as(model: str, new: str) -> str:
    """The new thing with its number in figures, or in characters, as the model has its own: 5月份 for 4月."""
    if re.search("[0-9]", model):
        return re.sub(f"[{_NUMERALS}]+", lambda match: str(_value(match.group())), new, count=1)
    if re.search(f"[{_NUMERALS}]", model):
        return re.sub("[1-9][0-9]?(?![0-9])", lambda match: _numeral(int(match.group())), new, count=1)
    return new


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten and len(numeral) > 1:  # 二〇, digit by digit
        return int("".join(str(_NUMERALS.index(digit)) for digit in numeral))
    return 10 * (_NUMERALS.index(tens) if tens else 1 if ten else 0) + (_NUMERALS.index(ones) if ones else 0)


def _numeral(value: int) -> str:
    tens, ones = divmod(value, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十") + (_NUMERALS[ones] if ones else "")


def _of_office(new: str, last: str) -> str:
    """`前任呢`, `总工程师呢` after a question for another office of the same body."""
    about = subject(last)
    plain, match = fold(new), _OFFICE.search(fold(about))
    if match is None or not about or about not in last:
        return ""
    start = last.index(about) + match.start()
    former = _FORMER.fullmatch(plain)
    if former:
        return last[:start] + new + last[start:]
    if not _OFFICE.fullmatch(plain) or any(word.tag in _NAME_TAGS for word in words(plain)):
        return ""
    end = start + len(match.group())
    # 水利局局长: of what the pattern found, the office is the last word
    office = words(fold(last[:end]))[-1].text
    return last[: end - len(office)] + new + last[end:] if match.start() or office != fold(about) else ""


def _similar_span(new: str, last: str) -> tuple[int, int] | None:
    """Where the last question has a thing like the new one: one that ends alike, or a name of the same sort."""
    plain, other = fold(new), fold(last)
    length, start, end = _longest_common_end(plain, other, classify_question(last))
    if length > 1 or (length == 1 and plain[-1] in _GENERIC_ENDS):
        return start, end
    tagged = words(plain)
    tags = {word.tag for word in tagged} & _NAME_TAGS
    return _name_tagged(tags, other) if len(tagged) == 1 and tags else None


def _longest_common_end(new: str, last: str, asked: AnswerType) -> tuple[int, int, int]:
    """Of the spans of `last` outside its gap that end like `new`, the first with the longest common end.

    Returns the length of that end and the span; (0, 0, 0) if there is none.
    """
    best = (0, 0, 0)
    for end in range(1, len(last) + 1):
        if asked.start < end <= asked.end:
            continue
        length = _common_end(new, last[:end])
        head = new[: len(new) - length]
        if not length or not head:
            continue
        start = _head_start(head, new, last[: end - length], last[:end])
        if start < end - length and length > best[0]:
            best = (length, start, end)
        elif length > max(1, best[0]) and head in _HEADS:  # 副局长 after 局长
            best = (length, end - length, end)
    return best


def _name_tagged(tags: set[str], last: str) -> tuple[int, int] | None:
    """The first word of `last` that is a name with one of the tags; an unknown word can stand for any name."""
    start = 0
    for word in words(last):
        end = start + len(word.text)
        if word.tag in tags or (word.tag in _NAME_TAGS and word.tag != UNKNOWN and tags == {UNKNOWN}):
            return start, end
        start = end
    return None


def _common_end(a: str, b: str) -> int:
    size = 0
    while size < min(len(a), len(b)) and a[-1 - size] == b[-1 - size]:
        size += 1
    return size


def _head_start(head: str, new: str, before: str, whole: str) -> int:
    """Where the counterpart of `head`, the part of `new` before the common end, begins in the text `before` that end.

    A number stands for a number. Of a name, all nouns before belong to it; of other words as many as the new thing has.
    """
    if head in _HEADS and before[-1:] and before[-1] in _HEADS:
        return len(before) - 1
    number = re.search(f"{_NUMBER.pattern}$", before)
    if _NUMBER.fullmatch(head):
        return number.start() if number else len(before)
    if number:
        return len(before)
    of_new = words(new)
    is_name = any(word.tag in _NAME_TAGS for word in of_new)
    left = len(before) if is_name else sum(1 for _ in of_new)
    start, common = len(whole), len(whole) - len(before)
    for place, word in enumerate(reversed(words(whole))):
        inside = len(whole) - start < common
        if not inside and (place >= left or not is_nominal(word) or word.tag in ("t", "m", "q")):
            break
        start -= len(word.text)
    return min(start, len(before))
