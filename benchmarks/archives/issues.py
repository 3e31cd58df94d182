"""Twelve issues of invented newspapers: pages, stories in places on them, and stories that go on on another page.

All of the wording is made here from parts, with a seed, so that every run writes the same issues.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

ISSUES = 12
WIDTH, HEIGHT = 400, 600  # of a page's picture, in pixels
Point = tuple[int, int]
Box = tuple[int, int, int, int]

_PAPERS = ("临江日报", "西河晚报", "青岭都市报", "东湖时报")
_NAMES = ("要闻", "综合", "民生", "经济", "文化·副刊", "县域")
_TOWNS = ("北塘镇", "西河镇", "青岭乡", "石桥村", "南浦街道", "东渡口", "白水湾", "松林坡", "沙洲头", "竹园里")
_WHAT = ("渡口", "农贸市场", "小学操场", "社区食堂", "水厂", "图书馆", "养老院", "公交首末站", "体育馆", "博物馆")
_DONE = ("恢复开放", "改造完工", "重新开张", "开工扩建", "通过验收", "试运行", "迁入新址", "延长开放时间")
_PEOPLE = ("罗小舟", "何平", "秦远山", "陆一鸣", "沈听雨", "顾长河", "邹明远", "柳依依")
_FACTS = (
    "{town}{what}昨日{done}，前来的居民有{n}人。",
    "工程总投资{n}万元，工期{m}个月，比原计划提前{k}天。",
    "负责人{who}说，“第一期先解决最急的事，明年再办第二期”。",
    "附近的住户反映，过去要绕行{k}公里，现在步行{m}分钟就到。",
    "据介绍，这里每天开放{m}小时，票价{k}元，六十五岁以上的老人免费。",
    "施工中共更换管道{n}米，新装路灯{m}盏，栽树{n}棵。",
    "{who}告诉记者，报名的有{n}户，经抽签选出{m}户。",
    "下一步，{town}还将在{what}旁修建停车场，预计有{m}个车位。",
    "去年同期为{n}人次，今年增加了{k}%。",
)
# How a page is divided: the polygons of its stories, in pixels.
_LAYOUTS: tuple[tuple[tuple[Point, ...], ...], ...] = (
    (
        ((10, 20), (390, 20), (390, 220), (10, 220)),
        ((10, 230), (190, 230), (190, 590), (10, 590)),
        ((200, 230), (390, 230), (390, 590), (200, 590)),
    ),
    (
        ((10, 20), (190, 20), (190, 300), (390, 300), (390, 440), (10, 440)),
        ((200, 20), (390, 20), (390, 290), (200, 290)),
        ((10, 450), (390, 450), (390, 590), (10, 590)),
    ),
    (
        ((10, 20), (130, 20), (130, 590), (10, 590)),
        ((140, 20), (390, 20), (390, 310), (140, 310)),
        ((140, 320), (260, 320), (260, 590), (140, 590)),
        ((270, 320), (390, 320), (390, 590), (270, 590)),
    ),
)


# The boxes of the polygons that are none themselves, from top to bottom.
_BOXES: dict[tuple[Point, ...], tuple[Box, ...]] = {
    ((10, 20), (190, 20), (190, 300), (390, 300), (390, 440), (10, 440)): ((10, 20, 190, 300), (10, 300, 390, 440)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """What stands of a story on a page: its lines, of which the first goes on with the last one before if `goes_on`.

    `page` is an index; `polygon` has its corners in order, in pixels of the page's picture.
    """

    page: int
    polygon: tuple[Point, ...]
    lines: tuple[str, ...]
    goes_on: bool = False

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes that the polygon consists of: left, top, right, bottom."""
        (left, top), (right, bottom) = self.polygon[0], self.polygon[2]
        return _BOXES.get(self.polygon, ((left, top, right, bottom),))


@dataclass(frozen=True, slots=True)
class Story:
    """A story with its shoulder headline and subtitle, which may be empty; `caption` is that of a picture."""

    number: int
    title: str
    above: str
    below: str
    authors: tuple[str, ...]
    parts: tuple[Part, ...]
    caption: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs as they should be read, those over two pages whole."""
        lines: list[str] = []
        for part in self.parts:
            if part.goes_on:
                lines[-1] += part.lines[0]
            lines += part.lines[part.goes_on :]
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class IssuePage:
    """A page with the number that is printed on it, and its name."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of a paper; `number` counts from 0."""

    number: int
    paper: str
    date: str
    pages: tuple[IssuePage, ...]
    stories: tuple[Story, ...]


def issues() -> Iterator[Issue]:
    """The issues, the same at every run."""
    for number in range(ISSUES):
        yield _issue(number, random.Random(f"issue {number}"))


def _issue(number: int, draw: random.Random) -> Issue:
    letter = "A" if number % 3 == 2 else ""
    pages = tuple(IssuePage(f"{letter}{page + 1:02d}", draw.choice(_NAMES)) for page in range(2 + number % 3))
    free = [(page, polygon) for page in range(len(pages)) for polygon in draw.choice(_LAYOUTS)]
    stories: list[Story] = []
    titles: set[str] = set()
    while free:
        place = free.pop(0)
        later = [other for other in free if other[0] > place[0]] if len(stories) in (0, 3) else []
        places = [place, *later[:1]]
        free = [other for other in free if other not in places]
        story = _story(1000 * (number + 1) + len(stories), places, draw)
        while story.title in titles:
            story = _story(story.number, places, draw)
        titles.add(story.title)
        stories.append(story)
    date = f"2025-{1 + number:02d}-{draw.randint(1, 28):02d}"
    return Issue(number, _PAPERS[number % len(_PAPERS)], date, pages, tuple(stories))


def _story(number: int, places: list[tuple[int, tuple[Point, ...]]], draw: random.Random) -> Story:
    town, what, done = draw.choice(_TOWNS), draw.choice(_WHAT), draw.choice(_DONE)
    paragraphs = [_paragraph(town, what, done, draw) for _ in range(draw.randint(2, 5) + len(places))]
    title = f"{town}{what}{done}{draw.choice(('', f' 惠及{draw.randint(2, 90)}个小区', '记'))}"
    parts = [Part(places[0][0], places[0][1], tuple(paragraphs))]
    if len(places) == 2:
        cut = draw.randint(1, len(paragraphs) - 1)
        first, second = paragraphs[:cut], paragraphs[cut:]
        goes_on = draw.random() < 0.5
        if goes_on:  # within a sentence, behind a comma
            at = first[-1].rindex("，") + 1
            first[-1], second = first[-1][:at], [first[-1][at:], *second]
        parts = [
            Part(places[0][0], places[0][1], tuple(first)),
            Part(places[1][0], places[1][1], tuple(second), goes_on),
        ]
    return Story(
        number,
        title,
        above=f"{town}{draw.choice(('民生实事', '连线', '一线见闻'))}" if draw.random() < 0.5 else "",
        below=f"总投资{draw.randint(100, 900)}万元" if draw.random() < 0.5 else "",
        authors=tuple(draw.sample(_PEOPLE, draw.randint(1, 2))),
        parts=tuple(parts),
        caption=f"{town}{what}一角。" if draw.random() < 0.3 else "",
    )


def _paragraph(town: str, what: str, done: str, draw: random.Random) -> str:
    chosen = draw.sample(_FACTS, draw.randint(1, 3))
    return "".join(
        fact.format(
            town=town, what=what, done=done, who=draw.choice(_PEOPLE), n=draw.randint(100, 9000), m=draw.randint(4, 60),
            k=draw.randint(2, 9),
        )
        for fact in chosen
    )  # fmt: skip
