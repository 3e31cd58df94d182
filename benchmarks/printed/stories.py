"""What is printed on the pages: papers with a date and a page number, and articles made of a corpus."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from benchmarks.page_text import in_paragraphs, other_headline
from corpus.dateline import find_dateline
from corpus.text import sentences

Masthead = Literal["large", "medium", "line"]
Arrangement = Literal["stacked", "flow", "grid"]

_PAPERS = ("江城晚报", "清溪日报", "白沙都市报", "松岭早报", "东湖时报", "三桥青年报", "云浦商报", "南屏周刊")
_SECTIONS = ("要闻", "综合", "民生", "经济", "社会", "文化", "国际")
_NAMES = ("林一凡", "郑岚", "吴小满", "周启明", "何雨", "陈思远", "王敏", "许文强")
_TOWNS = ("松岭镇", "石桥乡", "白沙镇", "云浦乡", "南屏镇", "东湖镇")
_CROPS = ("玉米", "大豆", "油菜", "水稻", "茶叶")
_DATELINES = (
    "本报讯（记者 {name}）",
    "本报讯 记者{name}报道：",
    "本报{town}{month}月{day}日电（记者 {name} 通讯员 {other}）",
    "{paper}讯（记者 {name}）",
    "",
)
_MIN_HEADLINE_CHARS = 5
_BYLINES = ("本报记者 {name}", "□本报记者 {name} {other}", "■记者 {name}", "本报记者 {name} 通讯员 {other}")


@dataclass(frozen=True, slots=True)
class Story:
    """An article as printed. `table` stands before the paragraph `table_at`; the byline is a line of its own."""

    headline: str
    paragraphs: tuple[str, ...]
    shoulder: str = ""
    subtitle: str = ""
    byline: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    table_at: int = 0
    drop_cap: bool = False
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How a page is set: sizes in points, `width` and `height` in millimetres."""

    width: int
    height: int
    columns: int
    size: float
    leading: float
    headline: float
    gutter: float
    justified: bool
    ruled: bool
    indented: bool
    arrangement: Arrangement
    masthead: Masthead


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its articles; `rows` divides them into rows of articles side by side, for a grid."""

    paper: str
    date: datetime.date
    label: str
    section: str
    editors: str
    stories: tuple[Story, ...]
    rows: tuple[tuple[int, ...], ...]
    style: Style

    @property
    def day(self) -> str:
        """The date as printed, with the day of the week."""
        return f"{self.date.year}年{self.date.month}月{self.date.day}日 星期{'一二三四五六日'[self.date.weekday()]}"


def make_sheets(texts: Sequence[str], count: int, seed: int) -> list[Sheet]:
    """`count` pages of three to six articles in two to four columns. The same texts and seed give the same pages."""
    draw = random.Random(seed)
    return [_sheet(draw, draw.sample(list(texts), draw.randint(3, 6))) for _ in range(count)]


def _sheet(draw: random.Random, texts: Sequence[str]) -> Sheet:
    paper = draw.choice(_PAPERS)
    date = datetime.date(2019, 1, 1) + datetime.timedelta(days=draw.randrange(2500))
    columns = draw.randint(2, 4)
    size = draw.choice((9.0, 9.5, 10.5))
    width, height = draw.choice(((280, 400), (297, 420), (390, 540))) if columns > 2 else (210, 297)
    style = Style(
        width,
        height,
        columns,
        size,
        draw.choice((1.4, 1.55, 1.7)),
        draw.choice((16.0, 20.0, 24.0)),
        draw.choice((14.0, 18.0, 24.0)),
        draw.random() < 0.6,
        draw.random() < 0.4,
        draw.random() < 0.85,
        draw.choice(("stacked", "flow", "grid")),
        draw.choice(("large", "medium", "line")),
    )
    stories = tuple(_story(draw, text, paper, date, columns) for text in texts)
    return Sheet(
        paper,
        date,
        draw.choice(("第{:02}版", "A{:02}", "{:02}版", "{:02}")).format(draw.randint(1, 16)),
        draw.choice(_SECTIONS),
        draw.choice(("", f"责编：{draw.choice(_NAMES)} 版式：{draw.choice(_NAMES)}")),
        stories,
        _rows(draw, len(stories), columns),
        style,
    )


def _rows(draw: random.Random, count: int, columns: int) -> tuple[tuple[int, ...], ...]:
    """The numbers of the articles in rows of one, two or three."""
    rows: list[tuple[int, ...]] = []
    left = list(range(count))
    while left:
        most = min(len(left), columns, 3)
        step = draw.randint(1, most)
        rows.append(tuple(left[:step]))
        left = left[step:]
    return tuple(rows)


def _story(draw: random.Random, text: str, paper: str, date: datetime.date, columns: int) -> Story:
    parts = [text[start:end] for start, end in sentences(text)]
    dated = find_dateline(parts[0])  # its own dateline would be another date and paper
    parts = parts[1:] if dated else parts
    wanted = draw.randint(220, 620)
    while len(parts) > 4 and len("".join(parts)) > wanted:
        parts.pop()
    name, other = draw.sample(_NAMES, 2)
    values = {"name": name, "other": other, "paper": paper, "town": draw.choice(_TOWNS)}
    values |= {"month": str(date.month), "day": str(date.day)}
    byline = draw.choice(_BYLINES).format(**values) if draw.random() < 0.35 else ""
    paragraphs = in_paragraphs(draw, parts, 4)
    drop_cap = draw.random() < 0.12 and paragraphs[0][0] >= "一"
    if not byline and not drop_cap:
        paragraphs[0] = draw.choice(_DATELINES).format(**values) + paragraphs[0]
    table = _table(draw) if draw.random() < 0.12 else ()
    lines = draw.random()
    return Story(
        make_headline(draw, text, 6, 16),
        tuple(paragraphs),
        shoulder=make_headline(draw, text, 5, 12) if lines < 0.12 else "",
        subtitle="——" + make_headline(draw, text, 5, 12) if lines > 0.9 else "",
        byline=byline,
        table=table,
        table_at=draw.randint(1, len(paragraphs)),
        drop_cap=drop_cap,
        vertical=draw.random() < 0.08 and columns > 1,
    )


def make_headline(draw: random.Random, text: str, least: int, most: int) -> str:
    """A headline that is no bare figure; an ideographic space parts its halves."""
    for _ in range(20):
        line = other_headline(draw, text, least, most).replace(" ", "　")
        if sum("一" <= char <= "鿿" for char in line) >= _MIN_HEADLINE_CHARS:
            return line
    return "今日要闻一览"


def _table(draw: random.Random) -> tuple[tuple[str, ...], ...]:
    """A small table of figures."""
    head = ("乡镇", "作物", "面积（亩）", "产量（吨）")[: draw.randint(3, 4)]
    rows = [head]
    for town in draw.sample(_TOWNS, draw.randint(3, 5)):
        row = (town, draw.choice(_CROPS), f"{draw.randint(100, 9000)}", f"{draw.randint(10, 900)}.{draw.randint(1, 9)}")
        rows.append(row[: len(head)])
    return tuple(rows)
