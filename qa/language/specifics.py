"""What a question names so exactly that a text about its sibling is no answer: 4号线, 第五届, 2024年, 望潮市, 刘建明.

A sentence is about another one where it names another of the same sort, or where the last mention before it, or else
the headline, does. Numerals are compared by value, years also as 去年 by the article's date, names without regard to
script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.numerals import HAN_DIGITS, numeral_value
from corpus.text import HAN, fold, han_runs, is_han
from qa.language.places import place_doubt, places_in
from qa.language.question_type import Kind, classify_question
from qa.language.tagger import UNKNOWN, Word, words
from qa.language.years import year_doubt, years_in

_NUMERAL = f"[0-9]+|[{HAN_DIGITS}十百零〇廿卅]+"
_SORTS = "届轮期批季集章回篇卷次版条"
# Names with a number: 4号线, “澜舟三号”, 101路, 第五届; in a text also 五届 and 首届.
_NUMBERED = re.compile(
    rf"(?P<strict>第(?P<value>{_NUMERAL})(?P<sort>[{_SORTS}])|(?P<first>首)(?P<sort1>[{_SORTS}])"
    rf"|(?<![0-9.第])(?P<value2>{_NUMERAL})(?P<sort2>号线|号)|(?<![0-9.第])(?P<value3>[0-9]+)(?P<sort3>路)(?![人口段])"
    r"|\b(?P<sort4>line) (?:no\.? ?)?(?P<value4>[0-9]{1,3})\b)"
    rf"|(?<![0-9.第])(?P<value5>{_NUMERAL})(?P<sort5>[{_SORTS}])"
)
_FIRST_EVER = re.compile("第一[次条回批]$")  # 第一条地铁: the first ever
_DAY = re.compile(r"[0-9一二三四五六七八九十]月$")
_NAME_BEFORE = re.compile(f"[{HAN}]{{2}}$")
_HAN_NEXT = re.compile(f"[{HAN}]")
# What is compared or connected with is not what a sentence is about: 比1号线多, 与1号线换乘.
_BESIDE_BEFORE = re.compile("(?:比|较|与|和|跟|同|及|换乘|超过|类似|相当于|不如|than|with|like) ?$")
_BESIDE_BEHIND = re.compile("(?:的[0-9一二两三四五六七八九十.]+倍|相比|不同|一样|换乘)")
_QUOTED = re.compile("[“「『《〈](?P<name>[^”」』》〉]{2,30})[”」』》〉]")
_MARKS = re.compile(r"[\W_]+")
_CAPITALISED = re.compile(r"(?<=[a-z,’'] )[A-Z][a-z]+(?:(?: & | and | )[A-Z][a-z]+)*")
_JOINED = re.compile(" & | and ")
_NOT_NAMES = frozenset(
    "january february march april may june july august september october november december monday tuesday "  # noqa: SIM905
    "wednesday thursday friday saturday sunday line no north south east west and".split()
)
# Characters that name the other of two: 总馆 and 分馆, 女子组 and 男子组, 末班车 and 首班车.
_OPPOSITES = (
    "总分",
    "男女",
    "东西",
    "南北",
    "上下",
    "左右",
    "前后",
    "正副",
    "首末",
    "进出",
    "内外",
    "旧新",
    "老新",
    "中西",
    "早晚",
)
_OTHERS = {one: [pair.replace(one, "") for pair in _OPPOSITES if one in pair] for pair in _OPPOSITES for one in pair}
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费薛雷贺倪汤滕罗毕郝安常乐于傅"
    "齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米贝明臧戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘"
    "丁邓单洪包左石崔吉龚程邢裴陆荣翁甄曲封靳段巫焦牧谷车侯宁仇甘祖武符刘景詹龙叶幸司黎蒲邰赖卓屠蒙池乔阳闻党翟谭姬冉桑边燕尚温庄晏柴瞿阎慕连习容向古"
    "易廖耿满匡文寇欧利师聂晁关相查游权益桓"
)
_ENDS_NO_NAME = frozenset("现曾是的在于与和今任担所从被把将对由原又也就都有为了去来说第最")  # 高登现效力于: no 高登现
_CLAUSE = re.compile("[。!?;\n]")
_NAME_LENGTH = 3  # of a person's name that can be taken for another's
_MAX = 2  # doubts of one kind that are counted


@dataclass(frozen=True, slots=True)
class Doubts:
    """How much of what a question names is another one in a sentence, and how much is missing there.

    `office` says how many of the others are an office, which a sentence can name beside the one that is asked for.
    """

    other: int = 0
    missing: int = 0
    office: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """The passage of a sentence; the heading, the date and the newspaper of its article, "" where not known."""

    passage: str
    heading: str = ""
    date: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A name with a number at [start, end). `keys` are its sorts, one of which is enough; `strict`: no mere count."""

    start: int
    end: int
    keys: frozenset[str]
    value: str
    strict: bool


@dataclass(frozen=True, slots=True)
class _Named:
    numbered: tuple[_Numbered, ...]
    years: frozenset[int]
    asks_date: bool
    places: tuple[tuple[str, str], ...]
    persons: tuple[str, ...]
    quoted: tuple[str, ...]
    latin: tuple[str, ...]
    opposites: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def anything(self) -> bool:
        return any((
            self.numbered, self.years, self.places, self.persons, self.quoted, self.latin, self.opposites
        ))  # fmt: skip


def doubts(question: str, source: Source, start: int, end: int) -> Doubts:
    """What the question names that the sentence at [start, end) of the passage is not about."""
    named = _named(question)
    if not named.anything:
        return Doubts()
    passage, heading = fold(source.passage), fold(source.heading)
    found = [_number_doubt(one, named.numbered, passage, heading, start, end) for one in named.numbered]
    if named.years:
        other, missing = year_doubt(named.years, passage, heading, source.date, start, end)
        # A date is asked for because it is not known: that of another year corrects the question.
        found.append((0, max(other, missing)) if named.asks_date else (other, missing))
    of_passage = _passage_doubts(question, source)
    found += of_passage.doubts
    if of_passage.is_han:
        found += [_opposite_doubt(one, passage[start:end]) for one in named.opposites]
    return Doubts(min(_MAX, sum(other for other, _ in found)), min(_MAX, sum(missing for _, missing in found)))


@dataclass(frozen=True, slots=True)
class _OfPassage:
    """What holds for all sentences of a passage."""

    is_han: bool
    doubts: tuple[tuple[int, int], ...]


@lru_cache(maxsize=64)
def _passage_doubts(question: str, source: Source) -> _OfPassage:
    """The doubts about a passage with its heading, whichever sentence of it is meant."""
    named = _named(question)
    whole = f"{fold(source.heading)}\n{fold(source.passage)}"
    in_han = is_han(whole)
    found: list[tuple[int, int]] = []
    if in_han:
        found += [place_doubt(one, f"{whole}\n{fold(source.paper)}") for one in named.places]
        found += [_person_doubt(name, whole) for name in named.persons]
    if named.quoted:
        plain = _MARKS.sub("", whole)
        found += [(0, int(_MARKS.sub("", name) not in plain)) for name in named.quoted]
    if is_han(question) == in_han:
        found += [_latin_doubt(name, whole) for name in named.latin]
    return _OfPassage(in_han, tuple(found))


@lru_cache(maxsize=64)
def _named(question: str) -> _Named:
    folded = fold(question)
    numbered = tuple(one for one in _numbered(folded) if one.strict and not _FIRST_EVER.search(folded[: one.end]))
    quoted = tuple(match["name"] for match in _QUOTED.finditer(folded))
    latin: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    if is_han(question):
        persons = tuple(word.text for word in words(folded) if _is_person(word) and word.text not in "".join(quoted))
    else:
        latin = tuple(match.group() for match in _CAPITALISED.finditer(question))
    years = years_in(folded, None)
    asks_date = bool(years) and classify_question(question).kind is Kind.DATE
    return _Named(numbered, years, asks_date, places_in(folded), persons, quoted, latin, tuple(_opposites(folded)))


def _opposites(folded: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The first two characters of words that begin with one of `_OPPOSITES`, with the opposite: 总馆, 分馆."""
    at = 0
    for word in words(folded):
        one, behind = folded[at : at + 1], folded[at + 1 : at + 2]
        at += len(word.text)
        if one in _OTHERS and behind and _HAN_NEXT.match(behind):
            others = tuple(other + behind for other in _OTHERS[one])
            if not any(other in folded for other in others):
                yield one + behind, others


def _opposite_doubt(one: tuple[str, tuple[str, ...]], sentence: str) -> tuple[int, int]:
    """Whether a sentence has only the opposite."""
    own, others = one
    return int(own not in sentence and any(other in sentence for other in others)), 0


def _is_person(word: Word) -> bool:
    """Whether a word of a question is a person's name, by the dictionary or by its surname."""
    name = word.text
    return (word.tag == "nr" and 1 < len(name) < 5) or (
        word.tag == UNKNOWN and 1 < len(name) <= _NAME_LENGTH and name[0] in _SURNAMES and name[-1] not in _ENDS_NO_NAME
    )


@lru_cache(maxsize=256)  # a passage's, for each of its sentences
def _numbered(folded: str) -> tuple[_Numbered, ...]:
    """The names with a number in a folded text, in order."""
    found = []
    for match in _NUMBERED.finditer(folded):
        numeral = next((match[name] for name in ("value", "value2", "value3", "value4", "value5") if match[name]), "一")
        sort = next(match[name] for name in ("sort", "sort1", "sort2", "sort3", "sort4", "sort5") if match[name])
        before, behind = folded[: match.start()], folded[match.end() :]
        if sort == "号" and _DAY.search(before):
            continue
        keys = {"号线" if sort == "line" else sort}
        if sort == "号":  # it says little: what stands beside it must be the same
            name, thing = _NAME_BEFORE.search(before), _HAN_NEXT.match(behind)
            keys = {f"{name.group()}号" if name else "", f"号{thing.group()}" if thing else ""} - {""}
        value = numeral if numeral.isdigit() else numeral_value(numeral)
        if value and keys:
            plain = value.lstrip("0") or "0"
            found.append(_Numbered(match.start(), match.end(), frozenset(keys), plain, bool(match["strict"])))
    return tuple(found)


def _number_doubt(
    one: _Numbered, asked: Sequence[_Numbered], passage: str, heading: str, start: int, end: int
) -> tuple[int, int]:
    """Whether the sentence is about another of the same sort, and whether the one that is asked for is missing.

    What a sentence only compares with (比1号线多) says nothing of what it is about.
    """
    wanted = {other.value for other in asked if other.keys & one.keys}
    inside = [other for other in _numbered(passage) if other.keys & one.keys]
    own = [other for other in inside if start <= other.start < end]
    about = [other for other in own if not _is_beside(passage, other)]
    if any(other.value in wanted for other in about):
        return 0, 0
    if any(other.strict for other in about):
        return 1, 0
    titled = [other for other in _numbered(heading) if other.keys & one.keys]
    if any(other.value in wanted for other in titled):
        return 0, 0
    before = [other for other in inside if other.end <= start and other.strict and not _is_beside(passage, other)]
    if before:
        clause = _clause_start(passage, before[-1].start)
        return (0, 0) if any(other.value in wanted for other in before if other.start >= clause) else (1, 0)
    if any(other.strict for other in titled):
        return 1, 0
    return (0, 0) if any(other.value in wanted for other in inside) else (0, 1)


def _clause_start(passage: str, at: int) -> int:
    """Where the sentence begins that holds a position."""
    return max((match.end() for match in _CLAUSE.finditer(passage, 0, at)), default=0)


def _is_beside(folded: str, one: _Numbered) -> bool:
    before, behind = folded[max(0, one.start - 8) : one.start], folded[one.end : one.end + 8]
    return bool(_BESIDE_BEFORE.search(before) or _BESIDE_BEHIND.match(behind))


def _person_doubt(name: str, source: str) -> tuple[int, int]:
    """Whether a text has a name that differs in one character, and whether it has none."""
    if name in source:
        return 0, 0
    if len(name) == _NAME_LENGTH and name[0] in _SURNAMES:
        for number in range(1, len(name)):
            similar = re.escape(name[:number]) + "." + re.escape(name[number + 1 :])
            if re.search(similar, han_runs(source)):
                return 1, 0
    return 0, 1


def _latin_doubt(name: str, source: str) -> tuple[int, int]:
    """Whether a text has only one of two names that an and joins (Calder & Lynch), and whether a name is missing."""
    plain = _without_marks(source)
    parts = [part for part in re.findall("[a-z]+", _without_marks(fold(name))) if part not in _NOT_NAMES]
    lacking = [part for part in parts if not re.search(rf"\b{part}", plain)]
    if not lacking:
        return 0, 0
    return (1, 0) if len(lacking) < len(parts) and _JOINED.search(name) else (0, int(len(lacking) == len(parts)))


@lru_cache(maxsize=256)
def _without_marks(text: str) -> str:
    """A text without the marks over its letters: temür → temur."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
