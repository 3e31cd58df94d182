"""Sentences of PDF pages are boxed where they are drawn, within two points, over columns and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.boxes import PageBox, boxes, outline, printed
from corpus.newspaper import segment
from corpus.readers import layout, ocr, pictures
from corpus.readers.even_pieces import even
from corpus.readers.line_places import PlacedText, regions
from corpus.readers.page_lines import TextLine
from corpus.records import Article, Document, Page, Region
from tests.pdf_by_hand import HEIGHT, HELVETICA, WIDTH, column, documents, latin, made, shown

# Paragraphs in lines of twenty characters: thirty lines, of which the sentence about the pier has the last eight
# characters of line 15 and all of line 16.
WIDE = 20
HEADLINE = "清溪大桥建成通车"
LINES = [
    "　　江州日报讯清溪大桥昨天上午建成通车，",
    "数千名居民冒着小雨走上桥面，看江水从桥下",
    "流过。大桥由省交通设计院设计，桥面宽二十",
    "六米，双向四车道，两侧有人行道和栏杆。市",
    "长林海在通车仪式上说，过去渡江要等半个钟",
    "头，从今天起只要三分钟。施工队用了三年时",
    "间，先后战胜两次洪水。桥墩深入河床四十米",
    "，是全省最深的一座。居民陈树家住北岸，每",
    "天要到南岸上班，他说以后不用再绕行十公里",
    "。大桥夜间亮灯，灯光由太阳能供电。管理处",
    "提醒行人不要在桥上停留。公交公司同时开通",
]


def article_of(*pages: str) -> Article:
    found = [article for item in documents(made(*pages)) for article in segment(item)[0]]
    (article,) = (article for article in found if article.text)
    return article


def found(article: Article, sentence: str) -> list[tuple[int, tuple[float, ...]]]:
    """The boxes of a sentence in points."""
    flat = article.text.replace("\n", "")
    assert sentence in flat
    start = article.text.index(sentence[:6])
    end = article.text.index(sentence[-6:]) + 6
    return [
        (place.page, (place.box[0] * WIDTH, place.box[1] * HEIGHT, place.box[2] * WIDTH, place.box[3] * HEIGHT))
        for place in boxes(article, start, end)
    ]


def drawn(left: float, baseline: float, first: int, last: int, size: float = 10) -> tuple[float, ...]:
    """Where the characters [first, last) of a line are, which begins at `left` on a baseline."""
    return (left + first * size, baseline - 0.88 * size, left + last * size, baseline + 0.12 * size)


def near(expected: list[tuple[int, tuple[float, ...]]]) -> object:
    return [(page, pytest.approx(box, abs=2)) for page, box in expected]


def set_in(lines: list[str], left: float, top: float) -> str:
    return "".join(
        shown(line.lstrip("　"), left + 10 * (len(line) - len(line.lstrip("　"))), top + 15 * row)
        for row, line in enumerate(lines)
    )


def test_a_sentence_over_the_break_of_a_column() -> None:
    # Seven lines in the left column: the sentence about the piers begins in its last line, after eleven characters.
    page = shown(HEADLINE, 50, 80, 20) + set_in(LINES[:7], 50, 120) + set_in(LINES[7:], 280, 120)
    article = article_of(page)
    assert found(article, "桥墩深入河床四十米，是全省最深的一座。") == near([
        (1, drawn(50, 120 + 15 * 6, 11, 20)),
        (1, drawn(280, 120, 0, 10)),
    ])  # fmt: skip
    assert found(article, "大桥夜间亮灯，灯光由太阳能供电。") == near([(1, drawn(280, 120 + 15 * 2, 1, 17))])


def test_a_sentence_over_the_break_of_a_page() -> None:
    one = shown(HEADLINE, 50, 80, 20) + set_in(LINES[:7], 50, 120)
    article = article_of(one, set_in(LINES[7:], 70, 130))
    assert found(article, "桥墩深入河床四十米，是全省最深的一座。") == near([
        (1, drawn(50, 120 + 15 * 6, 11, 20)),
        (2, drawn(70, 130, 0, 10)),
    ])  # fmt: skip
    assert [page.number for page in article.pages] == [1, 2]
    assert {(page.width, page.height, page.unit) for page in article.pages} == {(WIDTH, HEIGHT, "pt")}


def test_the_outline_has_the_headline_and_both_columns() -> None:
    page = shown(HEADLINE, 50, 80, 20) + set_in(LINES[:7], 50, 120) + set_in(LINES[7:], 280, 120)
    headline, left, right = outline(article_of(page))
    scaled = [
        tuple(edge * (WIDTH, HEIGHT)[i % 2] for i, edge in enumerate(part.box)) for part in (headline, left, right)
    ]
    assert scaled == [
        pytest.approx(drawn(50, 80, 0, 8, 20), abs=2),
        pytest.approx((50, 120 - 8.8, 250, 120 + 15 * 6 + 1.2), abs=2),
        pytest.approx((280, 120 - 8.8, 480, 120 + 15 * 3 + 1.2), abs=2),
    ]


def test_vertical_lines_are_boxed_downwards() -> None:
    # Lines of ten characters from the right, 16 points apart; the second sentence has the last three characters of
    # the second line and the third line.
    text = ["清溪大桥昨天上午建成", "通车居民走上桥。桥面", "宽二十六米有人行道。"]
    page = "".join(
        shown(char, 500 - 16 * row, 100 + 10 * place)
        for row, line in enumerate(text)
        for place, char in enumerate(line)
    )
    (item,) = documents(made(page))
    (article,) = segment(item)[0]
    assert found(article, "桥面宽二十六米有人行道。") == near([
        (1, (500 - 16, 100 + 80 - 8.8, 510 - 16, 100 + 90 + 1.2)),
        (1, (500 - 32, 100 - 8.8, 510 - 32, 100 + 90 + 1.2)),
    ])  # fmt: skip


def test_words_of_unequal_letters_are_boxed_where_they_stand() -> None:
    # Helvetica: i is 2.22 wide at 10 points, m and W far wider. The widths are those of Adobe's metrics.
    widths = {"i": 2.22, "l": 2.22, "m": 8.33, "W": 9.44, ".": 2.78, " ": 2.78}
    first, second = "Will Willi ill.", "Mmmm".replace("M", "W") + " mWm."
    line = f"BT /F 10 Tf 1 0 0 1 50 {HEIGHT - 100} Tm ({first} {second}) Tj ET\n"
    more = f"BT /F 10 Tf 1 0 0 1 50 {HEIGHT - 115} Tm (Will mill WWW mmm ill Will.) Tj ET\n"
    (item,) = documents(made(line + more, font=HELVETICA))
    (article,) = segment(item)[0]
    start = article.text.index(second)
    (place,) = boxes(article, start, start + len(second))
    left = 50 + sum(widths[char] for char in f"{first} ")
    right = left + sum(widths[char] for char in second)
    assert (place.box[0] * WIDTH, place.box[2] * WIDTH) == pytest.approx((left, right), abs=2)


def test_a_page_that_is_turned_is_boxed_as_it_is_shown() -> None:
    content = shown(HEADLINE, 50, 80, 20) + set_in(LINES, 50, 120)
    (item,) = documents(made(content, rotate=90))
    (article,) = segment(item)[0]
    (place,) = boxes(article, *_span(article.text, "大桥夜间亮灯，灯光由太阳能供电。"))
    left, top, right, bottom = drawn(50, 120 + 15 * 9, 1, 17)
    page = article.pages[0]
    assert (page.width, page.height) == (HEIGHT, WIDTH)
    # A quarter turn clockwise: what was at the top is at the right.
    expected = (HEIGHT - bottom, left, HEIGHT - top, right)
    scaled = tuple(edge * (HEIGHT, WIDTH)[i % 2] for i, edge in enumerate(place.box))
    assert scaled == pytest.approx(expected, abs=2)


def _span(text: str, sentence: str) -> tuple[int, int]:
    start = text.index(sentence)
    return start, start + len(sentence)


BODY = column("江州日报讯清溪大桥昨天上午建成通车。" * 6, 50, 150)


@pytest.mark.parametrize(
    ("head", "label", "name"),
    [
        (shown("江州日报", 50, 30) + shown("2026年5月8日", 250, 30) + shown("第A05版", 450, 30), "A05", ""),
        (shown("05版：要闻", 50, 30), "05", "要闻"),
        (shown("A05", 50, 30) + shown("要闻", 500, 30), "A05", "要闻"),
        (shown("江州日报", 200, 60, 40) + shown("2026年5月8日　星期五　第3版", 200, 90), "3", ""),
        (shown("今日8版", 50, 30), "", ""),
    ],
)
def test_the_number_in_a_running_head_or_masthead_is_the_label(head: str, label: str, name: str) -> None:
    article = article_of(head + shown(HEADLINE, 50, 120, 20) + BODY)
    assert article.pages == (Page(1, label, name, WIDTH, HEIGHT),)
    assert f"{label}版" not in article.title + article.text


def test_a_bare_number_counts_only_beside_the_name_of_a_section() -> None:
    def labels(*heads: str) -> list[tuple[str, str]]:
        (page, *_) = documents(made(*(head + BODY for head in heads)))[0].pages
        return [(page.label, page.name)]

    assert labels(shown("05", 50, 30) + shown("综合", 500, 30)) == [("05", "综合")]
    assert labels(shown("05", 50, 30)) == labels(shown("- 5 -", 300, 780)) == [("", "")]


def test_even_characters_are_one_piece_and_uneven_ones_several() -> None:
    assert list(even("清溪大桥", [0.0, 10.0, 20.2, 30.0], 40.0)) == [("清溪大桥", 0.0, 40.0)]
    wide_gap = even("清溪 大桥", [0.0, 10.0, 20.0, 60.0, 70.0], 80.0)
    assert list(wide_gap) == [("清溪", 0.0, 20.0), ("大桥", 60.0, 80.0)]
    # A dash of two squares is one glyph.
    assert list(even(["清", "——", "溪"], [0.0, 10.0, 30.0], 40.0)) == [("清——溪", 0.0, 40.0)]
    words = even("ill mmm", [0.0, 2.0, 4.0, 6.0, 9.0, 17.0, 25.0], 33.0)
    assert list(words) == [("ill", 0.0, 6.0), ("mmm", 9.0, 33.0)]


def test_pieces_are_found_in_the_text_that_was_joined_of_them() -> None:
    pieces = [PlacedText(text, 1, None) for text in ("The com- ", "mittee met", "and left .")]
    text = "The committee met and left."
    assert regions(text, pieces) == (Region(0, 7, 1, None), Region(7, 17, 1, None), Region(18, 27, 1, None))


def test_justified_words_are_boxed() -> None:
    rows = [
        "The bridge over the river was opened today.",
        "It is the longest bridge of the whole province",
        "and it took three years to build the piers .",
    ]
    page = "".join(latin(row, 50, 100 + 15 * place, 350) for place, row in enumerate(rows))
    (item,) = documents(made(page))
    (article,) = segment(item)[0]
    start = article.text.index("It is")
    first, *_ = boxes(article, start, start + len("It is the longest bridge of the whole province"))
    assert isinstance(first, PageBox)
    scaled = [edge * (WIDTH, HEIGHT)[i % 2] for i, edge in enumerate(first.box)]
    assert scaled == pytest.approx([50, 115 - 8.8, 350, 115 + 1.2], abs=2)


def test_a_picture_of_a_page_is_measured_in_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # 1200 by 1600 pixels at 200 a inch are 432 by 576 points, in which the recogniser gives its lines.
    image = pytest.importorskip("PIL.Image")
    image.new("L", (1200, 1600), 255).save(tmp_path / "page.png", dpi=(200, 200))
    head = TextLine("第05版：要闻", 36, 14.4, 108, 24.4, 10)
    lines = (head, TextLine(LINES[1], 36, 72, 216, 81, 9), TextLine("过。大桥开通。", 36, 90, 99, 99, 9))
    monkeypatch.setattr(ocr, "page", lambda picture, number, width, height: layout.Page(number, width, height, lines))
    with (tmp_path / "page.png").open("rb") as stream:
        (item,) = pictures.parse(stream, "page.png", lambda: None)
    assert isinstance(item, Document)
    assert item.pages == (Page(1, "05", "要闻", 1200.0, 1600.0, "px"),)
    (article,) = segment(item)[0]
    (place,) = printed(boxes(article, *_span(article.text, "大桥开通。")), article.pages)
    assert (place.unit, place.page_label) == ("px", "05")
    assert place.box == pytest.approx((100 + 2 * 25, 250, 100 + 7 * 25, 275), abs=2)
