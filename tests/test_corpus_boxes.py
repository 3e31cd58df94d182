"""Where spans of an article stand on its pages."""

from __future__ import annotations

import pytest

from corpus.boxes import PageBox, as_json, boxes, by_sentences, outline
from corpus.newspaper import segment
from corpus.records import Article, Block, Document, Page, Region

PAGE = Page(2, "A05", "要闻", 1000.0, 1000.0, "px")


def placed(text: str, *regions: Region, page: Page = PAGE) -> Article:
    return Article("a", text, regions=regions, pages=(page,))


def test_a_line_is_cut_by_the_widths_of_its_characters() -> None:
    # Eight characters, of which four are half as wide: twelve halves from .2 to .8, so that each is .05 wide.
    line = placed("清溪12.5公里", Region(0, 8, 2, (0.2, 0.1, 0.8, 0.15)))
    assert boxes(line, 2, 6) == (PageBox(2, (0.4, 0.1, 0.6, 0.15)),)
    assert boxes(line, 0, 8) == (PageBox(2, (0.2, 0.1, 0.8, 0.15)),)
    assert boxes(line, 8, 9) == ()


def test_vertical_lines_are_cut_from_the_top() -> None:
    line = placed("清溪大桥", Region(0, 4, 2, (0.5, 0.2, 0.55, 0.4)))
    assert boxes(line, 1, 3) == (PageBox(2, (0.5, 0.25, 0.55, 0.35)),)


def test_words_on_one_line_are_one_box_and_columns_are_not() -> None:
    words = (
        Region(0, 2, 2, (0.1, 0.1, 0.2, 0.15)),
        Region(2, 4, 2, (0.2, 0.101, 0.3, 0.152)),
        Region(4, 6, 2, (0.6, 0.1, 0.7, 0.15)),
    )
    assert boxes(placed("清溪大桥通车", *words), 0, 6) == (
        PageBox(2, (0.1, 0.1, 0.3, 0.152)),
        PageBox(2, (0.6, 0.1, 0.7, 0.15)),
    )


def test_characters_of_a_vertical_line_with_boxes_of_their_own_are_one_box() -> None:
    chars = [Region(i, i + 1, 2, (0.5, 0.2 + 0.05 * i, 0.55, 0.25 + 0.05 * i)) for i in range(3)]
    (found,) = boxes(placed("清溪桥", *chars), 0, 3)
    assert found.box == pytest.approx((0.5, 0.2, 0.55, 0.35))


def test_a_region_of_several_lines_is_taken_whole() -> None:
    text = "清溪大桥昨天建成通车。" * 4
    assert boxes(placed(text, Region(0, 44, 2, (0.1, 0.1, 0.3, 0.25))), 11, 22) == (PageBox(2, (0.1, 0.1, 0.3, 0.25)),)


def test_sentences_divide_lines_where_their_characters_stand() -> None:
    # The first sentence ends within the second line, after the narrow word of three letters.
    text = "清溪桥通车OK!全长米。"
    words = (
        Region(0, 3, 2, (0.1, 0.1, 0.25, 0.15)),
        Region(3, 5, 2, (0.1, 0.2, 0.2, 0.25)),
        Region(5, 8, 2, (0.2, 0.2, 0.23, 0.25)),
        Region(8, 12, 2, (0.24, 0.2, 0.44, 0.25)),
    )
    assert by_sentences(words, text, (PAGE,)) == (
        Region(0, 3, 2, (0.1, 0.1, 0.25, 0.15)),
        Region(3, 8, 2, (0.1, 0.2, 0.23, 0.25)),
        Region(8, 12, 2, (0.24, 0.2, 0.44, 0.25)),
    )


def test_an_outline_has_a_box_for_the_headline_and_for_each_column() -> None:
    rows = [Region(4 * i, 4 * i + 4, 2, (0.1, 0.3 + 0.06 * i, 0.3, 0.35 + 0.06 * i)) for i in range(3)]
    rows += [Region(12 + 4 * i, 16 + 4 * i, 2, (0.35, 0.3 + 0.06 * i, 0.55, 0.35 + 0.06 * i)) for i in range(2)]
    article = Article("a", "字" * 20, "标题", regions=tuple(rows), pages=(PAGE,), title_regions=(
        Region(0, 2, 2, (0.1, 0.1, 0.55, 0.2)),
    ))  # fmt: skip
    headline, one, other = outline(article)
    assert headline.box == (0.1, 0.1, 0.55, 0.2)
    assert one.box == pytest.approx((0.1, 0.3, 0.3, 0.47))
    assert other.box == pytest.approx((0.35, 0.3, 0.55, 0.41))


def test_vertical_columns_have_one_outline() -> None:
    lines = [Region(9 * i, 9 * i + 9, 2, (0.9 - 0.06 * i, 0.1, 0.95 - 0.06 * i, 0.55)) for i in range(3)]
    (found,) = outline(placed("字" * 27, *lines))
    assert found.box == pytest.approx((0.78, 0.1, 0.95, 0.55))


def test_boxes_come_in_the_unit_of_the_page() -> None:
    article = placed("清溪大桥", Region(0, 4, 2, (0.1, 0.2, 0.3, 0.25)), page=Page(2, "A05", "要闻", 600.0, 800.0))
    assert as_json(boxes(article, 0, 4), article.pages) == [
        {
            "page": 2,
            "page_label": "A05",
            "page_name": "要闻",
            "box": [60.0, 160.0, 180.0, 200.0],
            "unit": "pt",
            "width": 600.0,
            "height": 800.0,
        }
    ]
    (unknown,) = as_json([PageBox(3, (0.1, 0.2, 0.3, 0.25))], article.pages)
    assert (unknown["box"], unknown["unit"], unknown["width"]) == ([0.1, 0.2, 0.3, 0.25], "page", 1.0)


LEAD = "江州日报2026年5月8日讯 清溪大桥昨天建成通车，全长1250米。"
REST = "大桥总投资12亿元，由省交通设计院设计，每天可通行三万辆汽车。"


def test_regions_of_a_block_follow_its_text_into_the_article() -> None:
    # A headline, a line about the article, and a paragraph in two columns; spaces and marks that cleaning removes.
    text = f"清溪大桥建成通车\n2026年5月8日  江州日报  第A05版\n　　{LEAD}{REST}"
    start = text.index(LEAD)
    middle = start + len(LEAD)
    regions = (
        Region(0, 8, 1, (0.1, 0.1, 0.5, 0.15)),
        Region(9, start - 3, 1, (0.1, 0.2, 0.5, 0.22)),
        Region(start - 2, middle, 1, (0.1, 0.3, 0.9, 0.32)),
        Region(middle, len(text), 2, (0.1, 0.1, 0.9, 0.12)),
    )
    (article,), _ = segment(Document("a.pdf", (Block(text, 1, None, None, regions),)))
    assert (article.title, article.text) == ("清溪大桥建成通车", LEAD + REST)
    assert article.title_regions == (Region(0, 8, 1, (0.1, 0.1, 0.5, 0.15)),)
    assert [(region.start, region.end, region.page) for region in article.regions] == [
        (0, len(LEAD), 1),
        (len(LEAD), len(LEAD + REST), 2),
    ]
    assert article.pages == (Page(1, "A05"),)
    assert article.printed_at(3) == Page(1, "A05") and article.printed_at(len(LEAD)) is None
