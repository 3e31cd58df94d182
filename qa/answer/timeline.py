"""The dated figures of a subject and a measure (云溪市 GDP), each with its sentence, from the passages that name both.

A figure counts where its sentence names the measure before it with nothing between that makes it another figure, and
where the sentence, the text before it or the headline names the subject, and no other of its kind stands nearer.
Forecasts and plans are left out. `docs/answers.md` has what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.numerals import Number, numbers
from corpus.records import Article, Passage
from corpus.text import HAN, fold, tokens
from qa.answer.timeline_dates import order_of, times
from qa.errors import QuestionError
from qa.language.question_type import QUANTITIES
from qa.records import DatedFigure, PassageSource, Place, Series, Timeline

MAX_PASSAGES = 400
_SAME_MEASURE = (
    ("地区生产总值", "国内生产总值", "生产总值", "经济总量", "gdp"),
    ("细颗粒物", "pm2.5"),
    ("票房", "票房收入"),
    ("接待游客", "游客接待量", "游客量", "游客"),
    ("客流量", "客流"),
    ("旅客吞吐量", "旅客量"),
)
# Before a measure, they make it another one.
_OTHER_MEASURE = re.compile(
    "(?:人均|户均|常住|户籍|流动|农村|城镇|城区|乡村|老年|出生|死亡|海洋|工业|农业|新增|外来|就业|累计|平均|入境|过夜|中小学|"
    "第[一二三]产业|高新技术|民营)$"
)
_UNIT = re.compile(
    r"(?:多|余)?\s*(人次|架次|班次|美元|港元|平方公里|平方千米|平方米|立方米|公里|千米|公顷|公斤|千克|千瓦时|微克|小时|分钟|摄氏度|[^\W\d_])"
)
_SAME_UNIT = {"千米": "公里", "平方千米": "平方公里", "千克": "公斤"}
_CHANGE = re.compile("增长|增加|提高|上升|上涨|增|下降|减少|降低|回落|下跌|减|降|跌")
_FALL = re.compile("下降|减少|降低|回落|下跌|减|降|跌")
_LEVEL_AFTER_CHANGE = re.compile(
    "(?:增长|增加|提高|上升|上涨|增|下降|减少|降低|回落|下跌|减|降|跌|扩大)(?:了)?(?:到|至|为)"
)
_PLANNED = re.compile("预计|预期|预测|目标|力争|计划|规划|有望|将(?!近)|争取|拟|设计")
_PLANNED_BEFORE = 30  # characters
_BOUND = re.compile("突破|超过|超|逾|跨越|跨过|迈上|站上|迈过")
_EXACTLY = re.compile("达|为|增至|升至")
_BREAK = re.compile("其中|[。；;！？\n]")
_NOISE = re.compile("历年|逐年|多年来|的?(?:变化|走势|趋势|情况|数据)|是多少|[?？]|随时间|over time", re.IGNORECASE)
_GAP = 24  # characters between the measure and its first figure, without times
_KINDS = "市县区省州镇乡村国桥港站馆院校厂路线"  # last characters of subjects, by which others of their kind are told
_ROUNDING = 0.002


@dataclass(frozen=True, slots=True)
class _Asked:
    subject: str
    measure: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    """A number at [start, end) of a sentence, with its unit. `kind` is as in `qa.records.Series`, or `change`."""

    kind: str
    unit: str
    value: float
    start: int
    end: int
    measure: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure with the series that it belongs to."""

    measure: str
    kind: str
    unit: str
    figure: DatedFigure


def timeline(query: str, find: Callable[[Sequence[str], int], Sequence[int]], source: PassageSource) -> Timeline:
    """The figures for a subject and a measure. `find` gives the numbers of the passages that hold most of some tokens.

    Raises `QuestionError` where the query is empty.
    """
    if not any(map(str.isalnum, query)):
        raise QuestionError("timeline_empty")
    asked = _asked(query)
    numbers_found = dict.fromkeys(
        number
        for alias in asked.aliases
        for number in find(list(dict.fromkeys(tokens(f"{asked.subject} {alias}"))), MAX_PASSAGES)
    )
    passages = [passage for _, passage in source.passages_with_headings(list(numbers_found)).values()]
    articles = source.article_metadata(sorted({passage.article_id for passage in passages}))
    told = [
        one
        for passage in passages
        if passage.article_id in articles
        for one in _figures(passage, articles[passage.article_id], asked)
    ]
    return Timeline(query, asked.subject, asked.measure, _series(told, asked))


def _asked(query: str) -> _Asked:
    """The subject and the measure: the measure is the last part, behind a space or 的, or a known one at the end."""
    text = _NOISE.sub("", fold(query)).strip(" ,，、:：的")
    parts = [part for part in re.split(r"\s+|的", text) if part]
    if len(parts) < 2:
        measures = [*QUANTITIES.split("|"), *(name for group in _SAME_MEASURE for name in group)]
        ends = [name for name in measures if len(name) > 1 and text.endswith(name) and len(name) < len(text)]
        measure = max(ends, key=len, default=text)
        parts = [text.removesuffix(measure), measure] if measure != text else [text]
    subject, measure = "".join(parts[:-1]), parts[-1]
    if (prefix := _OTHER_MEASURE.search(subject)) is not None and prefix.start():
        subject, measure = subject[: prefix.start()], prefix.group() + measure
    group = next((group for group in _SAME_MEASURE if measure in group), (measure,))
    return _Asked(subject, measure, (measure, *(name for name in group if name != measure)))


def _figures(passage: Passage, article: Article, asked: _Asked) -> Iterator[_Told]:
    folded = fold(passage.text)
    for start, end in passage.sentences:
        sentence = folded[start - passage.start : end - passage.start]
        before = folded[: start - passage.start]
        named = _named(sentence, asked)
        if named is None or not _is_of_subject(sentence, named, before, article, passage, asked):
            continue
        for one in _told(sentence, named, article.date, before, asked):
            span = start + one.start, start + one.end
            text = passage.text[span[0] - passage.start : span[1] - passage.start]
            quote = passage.text[start - passage.start : end - passage.start]
            place = _place(passage, article, span[0])
            figure = DatedFigure(one.date, one.value, text, *span, quote, start, place)
            yield _Told(one.measure, one.kind, one.unit, figure)


def _named(sentence: str, asked: _Asked) -> tuple[int, int] | None:
    """Where the sentence names the measure; of several names that begin there, the longest."""
    found = [(sentence.find(name), -len(name)) for name in asked.aliases if name in sentence]
    if not found:
        return None
    start, length = min(found)
    return start, start - length


def _is_of_subject(
    sentence: str, named: tuple[int, int], before: str, article: Article, passage: Passage, asked: _Asked
) -> bool:
    if not asked.subject:
        return True
    place = sentence.rfind(asked.subject, 0, named[1])
    between = sentence[max(place, 0) + (len(asked.subject) if place >= 0 else 0) : named[0]]
    if _other_of_kind(between, asked.subject):
        return False
    if place >= 0:
        return True
    if asked.subject in sentence:
        return False  # behind the measure: compared with it
    last = before.rfind(asked.subject)
    if last >= 0:
        return not _other_of_kind(before[last + len(asked.subject) :], asked.subject)
    return asked.subject in fold(f"{article.title}\n{passage.heading}") and not _other_of_kind(before, asked.subject)


def _other_of_kind(text: str, subject: str) -> bool:
    """Whether the text names another of the subject's kind, such as another city; 全市 and 该市 are the subject."""
    if subject[-1] not in _KINDS:
        return False
    for match in re.finditer(rf"[{HAN}]{{2,3}}{subject[-1]}(?![{HAN}]?场)", text):
        name = match.group()
        if not re.search("[全本该我各两这那新老的在和]", name) and name not in subject:
            return True
    return False


def _told(sentence: str, named: tuple[int, int], published: str | None, before: str, asked: _Asked) -> Iterator[_Value]:
    """Each figure of the measure."""
    measure = _full_name(sentence, named, asked)
    stop = _BREAK.search(sentence, named[1])
    until = stop.start() if stop else len(sentence)
    known = times(sentence, published, before)
    told: list[_Value] = []
    begin, bound, unit = named[1], False, ""
    for number in numbers(sentence):
        if number.start < named[1] or number.end > until or any(t.start <= number.start < t.end for t in known):
            continue
        dates = [time for time in known if time.end <= number.start]
        own = bool(dates) and dates[-1].start >= begin
        gap = sentence[begin : number.start]
        gap = gap if not own else sentence[begin : dates[-1].start] + sentence[dates[-1].end : number.start]
        read = _read(sentence, number, gap)
        if read is None or _PLANNED.search(sentence, max(0, number.start - _PLANNED_BEFORE), number.start):
            continue
        exactly = bound and read.unit == unit and _EXACTLY.search(gap) is not None
        if len(gap) > _GAP or not (begin == named[1] or read.kind == "rate" or exactly or (own and read.unit == unit)):
            break  # another measure begins
        if exactly:
            told.pop()  # 突破900亿元，达到913亿元
        begin, bound = read.end, _BOUND.search(gap) is not None
        unit = unit or (read.unit if read.kind != "rate" else "")
        date = dates[-1].date if dates else published
        if read.kind != "change" and date:
            told.append(replace(read, measure=measure, date=date))
    yield from told


def _full_name(sentence: str, named: tuple[int, int], asked: _Asked) -> str:
    """The measure with what stands before it and makes it another one: 人均 of 人均GDP."""
    prefix = _OTHER_MEASURE.search(sentence, max(0, named[0] - 6), named[0])
    if prefix and prefix.group() not in asked.measure and not asked.subject.endswith(prefix.group()):
        return f"{prefix.group()}{asked.measure}"
    return asked.measure


def _read(sentence: str, number: Number, gap: str) -> _Value | None:
    """A number with its kind and unit; None without a unit. `gap` is the text before it, without times."""
    text = sentence[number.start : number.end]
    changes = bool(_CHANGE.search(gap)) and not _LEVEL_AFTER_CHANGE.search(gap)
    value = float(number.values[0])
    if "%" in text or text.startswith("百分之"):
        value = -value if changes and _FALL.search(gap) else value
        return _Value("rate" if changes else "share", "%", value, number.start, number.end)
    unit = _UNIT.match(sentence, number.end)
    if unit is None:
        return None
    if unit[1] == "个" and sentence.startswith("百分点", unit.end()):
        return _Value("change", "百分点", value, number.start, unit.end() + 3)
    kind = "change" if changes else "level"
    return _Value(kind, _SAME_UNIT.get(unit[1], unit[1]), value, number.start, unit.end())


def _place(passage: Passage, article: Article, start: int) -> Place:
    page = article.printed_at(start)
    return Place(
        article.id, article.title, article.source, article.date, article.path, article.page_at(start),
        passage.start, passage.end, passage.id, page.label if page else "", page.name if page else "",
    )  # fmt: skip


def _series(told: Sequence[_Told], asked: _Asked) -> tuple[Series, ...]:
    groups: dict[tuple[str, str, str], list[DatedFigure]] = {}
    for one in told:
        groups.setdefault((one.measure, one.kind, one.unit), []).append(one.figure)
    rate_asked = re.search("率|增速|增幅|涨幅|占比", asked.measure) is not None
    series = [Series(*key, _merged(figures)) for key, figures in groups.items()]
    return tuple(
        sorted(
            series,
            key=lambda one: (
                one.measure != asked.measure, (one.kind == "level") == rate_asked, -len(one.figures), one.kind, one.unit
            ),
        )
    )  # fmt: skip


def _merged(figures: Sequence[DatedFigure]) -> tuple[DatedFigure, ...]:
    """The figures by time; equal ones of one time once, different ones marked, the newest article first."""
    merged: dict[str, list[DatedFigure]] = {}
    for figure in sorted(figures, key=lambda one: (one.place.date or "", one.place.article_id), reverse=True):
        same_time = merged.setdefault(figure.date, [])
        for i, other in enumerate(same_time):
            if abs(other.value - figure.value) <= _ROUNDING * max(abs(other.value), abs(figure.value)):
                if figure.place.article_id != other.place.article_id:
                    same_time[i] = replace(other, also=(*other.also, figure.place))
                break
        else:
            same_time.append(figure)
    return tuple(
        replace(figure, differs=len(merged[date]) > 1)
        for date in sorted(merged, key=order_of)
        for figure in merged[date]
    )
