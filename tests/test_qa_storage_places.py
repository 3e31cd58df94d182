"""The places of an article in the database: exact, small, and readable as they were written before."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article, Page, Region
from qa.storage.database import Database
from qa.storage.places import pack, unpack

EDGE = st.integers(0, 100_000).map(lambda number: number / 100_000)
BOX = st.tuples(EDGE, EDGE, EDGE, EDGE)
ANY_BOX = st.tuples(*[st.floats(0, 1)] * 4)
REGION = st.builds(Region, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 3000), st.none() | BOX)
FREE_REGION = st.builds(Region, st.integers(0, 99), st.integers(0, 99), st.integers(1, 9), ANY_BOX)
SIDE = st.none() | st.floats(1, 1e5)
PAGE = st.builds(Page, st.integers(1, 3000), st.text(), st.text(), SIDE, SIDE, st.sampled_from(["pt", "px"]), st.text())
MANY = st.lists(REGION | FREE_REGION, max_size=12).map(tuple)


@given(MANY, st.lists(PAGE, max_size=3).map(tuple), MANY)
def test_places_come_back_as_they_were(
    regions: tuple[Region, ...], pages: tuple[Page, ...], titles: tuple[Region, ...]
) -> None:
    assert unpack(pack(regions, pages, titles)) == (regions, pages, titles)


def test_a_printed_line_takes_a_few_bytes() -> None:
    # Four columns of fifty lines with 18 characters each, whose widths vary a little, as on a page.
    lines = [
        Region(18 * (50 * c + r), 18 * (50 * c + r + 1), 1, (
            (10_000 + 20_000 * c) / 1e5, (20_000 + 1_500 * r) / 1e5, (28_000 + 20_000 * c - 7 * (r % 5)) / 1e5,
            (21_250 + 1_500 * r) / 1e5,
        ))
        for c in range(4) for r in range(50)
    ]  # fmt: skip
    packed = pack(lines, (Page(1, "A05", "要闻", 1190.55, 1683.78),), ())
    assert unpack(packed)[0] == tuple(lines)
    assert len(packed) < 3 * len(lines)


def test_places_of_libraries_made_before() -> None:
    assert unpack("[]") == ((), (), ())
    assert unpack("[[0, 26, 1, [0.1, 0.25, 0.2667, 0.2812]], [27, 40, 2, null]]") == (
        (Region(0, 26, 1, (0.1, 0.25, 0.2667, 0.2812)), Region(27, 40, 2, None)),
        (),
        (),
    )


def test_damaged_places_are_refused() -> None:
    packed = pack([Region(0, 5, 1, (0.1, 0.2, 0.3, 0.4))], (), ())
    assert isinstance(packed, bytes)
    for value in (packed[:-6], b"", b"\0" * 20):
        with pytest.raises(ValueError):
            unpack(value)


def test_an_article_comes_back_from_the_database(tmp_path: Path) -> None:
    article = Article(
        "a", "清溪大桥建成通车。", "标题", "2026-05-08", path="/a.pdf",
        regions=(Region(0, 9, 2, (0.1, 0.2, 0.3, 0.21)),),
        pages=(Page(2, "A05", "要闻", 1190.55, 1683.78, "pt", "/pages/5.jpg"),),
        title_regions=(Region(0, 2, 2, (0.1, 0.1, 0.3, 0.15)),),
    )  # fmt: skip
    database = Database(tmp_path / "library.db", create=True)
    database.add(article, [])
    assert database.article("a") == article
    assert list(database.problems()) == []
