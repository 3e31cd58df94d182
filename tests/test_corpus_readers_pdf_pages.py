"""PDF: the order of articles on newspaper pages and over pages, headlines in parts, and what is no running head."""

from __future__ import annotations

from pdf_by_hand import column, documents, made, shown, texts

from corpus.account import Account
from corpus.readers import layout
from corpus.readers.page_lines import Page, TextLine

HARBOUR = "白沙港港务局五月六日通报，今年前四个月完成吞吐量三千二百万吨。/副局长郑岚介绍，二号泊位改造已经完工。"
HONEY = "松岭镇养蜂合作社去年产蜜四十六吨，社员一百一十户。/理事长吴小满说，今年要统一商标，统一检测。"


def down(text: str, left: float, top: float, step: float = 21) -> str:
    """A vertical headline of letters of 20 points."""
    return "".join(shown(char, left, top + step * row, 20) for row, char in enumerate(text))


def line(text: str, left: float, top: float, size: float = 10.0) -> TextLine:
    return TextLine(text, left, top, left + size * len(text), top + size, size)


def set_in(lines: list[str], left: float, top: float) -> list[TextLine]:
    """Lines of ten characters; one that begins with two ideographic spaces is indented."""
    found = []
    for row, text in enumerate(lines):
        bare = text.lstrip("\u3000")
        found.append(line(bare, left + 10 * (len(text) - len(bare)), top + 15 * row))
    return found


def read_in_order(*pages: list[TextLine]) -> list[str]:
    made_pages = [Page(number, 600.0, 800.0, tuple(lines)) for number, lines in enumerate(pages, start=1)]
    return [block.text for block in layout.blocks(made_pages).blocks]


def test_vertical_headlines_below_each_other_are_two() -> None:
    content = down("白沙港增一成", 50, 120) + down("松岭蜂户增收", 50, 260)
    content += column(HARBOUR, 90, 112) + column(HONEY, 90, 252)
    assert [item.title for item in documents(made(content))] == ["白沙港增一成", "松岭蜂户增收"]


def test_an_ideographic_space_does_not_part_a_vertical_headline() -> None:
    """Chromium does not write it."""
    content = down("白沙港", 50, 120, 21.3) + down("增一成", 50, 120 + 4 * 21.3, 21.3) + column(HARBOUR, 90, 112)
    content += shown("松岭养蜂户增收", 50, 350, 20) + column(HONEY, 50, 390)
    titles = [item.title for item in documents(made(content))]
    assert titles == ["白沙港增一成", "松岭养蜂户增收"]


def test_level_lines_at_the_top_of_a_vertical_headline_are_part_of_it() -> None:
    head = shown("今年前四个月", 46, 96, 14) + down("白沙港增一成", 50, 120) + column(HARBOUR, 90, 112)
    subtitle = down("白沙港增一成", 50, 120) + shown("——泊位改造已经完工", 75, 115, 14) + column(HARBOUR, 90, 137)
    rest = shown("松岭养蜂户增收", 50, 350, 20) + column(HONEY, 50, 390)
    for content, title in ((head, "今年前四个月 白沙港增一成"), (subtitle, "白沙港增一成 ——泊位改造已经完工")):
        assert [item.title for item in documents(made(content + rest))] == [title, "松岭养蜂户增收"]


def test_a_shoulder_headline_in_two_halves_is_taken_whole() -> None:
    content = shown("松岭养蜂户增收", 50, 150, 22) + column(HONEY, 50, 190)
    content += column("今年还要再建一座蜂蜜博物馆，请各地的游客们都来看。", 320, 190)
    content += shown("今年前四个月再创新高", 50, 290, 11) + shown("泊位改造已经完工", 175, 290, 11)
    content += shown("白沙港吞吐量增一成", 50, 325, 22) + column(HARBOUR, 50, 360)
    content += column("港务局说，下一步要再建两个泊位，明年春天动工。", 320, 360)
    found = documents(made(content))
    assert [item.title for item in found] == [
        "松岭养蜂户增收",
        "今年前四个月再创新高 泊位改造已经完工 白沙港吞吐量增一成",
    ]


def test_a_single_headline_that_begins_with_a_number_begins_an_article() -> None:
    content = shown("白沙港吞吐量增一成", 50, 150, 22) + column(HARBOUR, 50, 190)
    content += shown("3.松岭养蜂户增收", 50, 350, 22) + column(HONEY, 50, 390)
    assert [item.title for item in documents(made(content))] == ["白沙港吞吐量增一成", "3.松岭养蜂户增收"]


def test_a_headline_beside_a_table_is_no_cell() -> None:
    rows = (("乡镇", "作物", "产量"), ("松岭镇", "玉米", "46"), ("石桥乡", "大豆", "31.5"), ("南屏乡", "油菜", "27"))
    lines = [
        line(cell, left, 100 + 16.0 * number)
        for number, row in enumerate(rows)
        for left, cell in zip((50, 120, 190), row, strict=True)
    ]
    lines += [line(text, 320, 90 + 25.0 * row, 20) for row, text in enumerate(("白沙港务", "局货物增", "长一成"))]
    lines += set_in(["　　港务局昨天通报，", "吞吐量增长一成。"], 320, 180)
    found = read_in_order(lines)
    assert {"白沙港务局货物增长一成", *(" ".join(row) for row in rows)} <= set(found)


def test_a_headline_at_the_foot_of_a_column_has_its_text_in_the_next() -> None:
    """Only the byline stands below the headline; white space runs across above it."""
    left = [line("养蜂户增收", 50, 100, 20), *set_in(["　　合作社去年产蜜四", "十六吨。"], 50, 135)]
    left += [line("港口增一成", 50, 300, 20), line("记者郑岚", 50, 330)]
    right = set_in(["　　港务局五月通报，", "吞吐量增长一成，其中", "外贸增长两成。"], 200, 100)
    right += [
        line("图书馆开门", 200, 170, 20),
        *set_in(["　　新馆有八万册书，", "每天从早上八点开到晚", "上九点。"], 200, 205),
    ]
    found = read_in_order(left + right)
    assert found.index("港口增一成") + 2 == found.index("港务局五月通报，吞吐量增长一成，其中外贸增长两成。")
    assert found[-2] == "图书馆开门"


def test_columns_below_each_headline_stay_with_it_where_one_looks_broken_off() -> None:
    """The first article's second column begins with an indent, though the first ends within a sentence."""
    upper = [line("养蜂户增收", 50, 100, 20)]
    upper += set_in(["　　合作社去年产蜜。", "社员一百户，今年还要"], 50, 135)
    upper += set_in(["　　统一商标并且统一", "检测，能看蜂巢。"], 200, 135)
    lower = [line("港口增一成", 50, 200, 20)]
    lower += set_in(["　　港务局昨天通报。", "货物增长一成，其中外", "贸增两成。"], 50, 235)
    lower += set_in(["　　局长说，还要再建", "两个泊位，明年春天动", "工。"], 200, 235)
    found = "".join(read_in_order(upper + lower))
    assert found.index("蜂巢") < found.index("港口增一成") < found.index("局长说")


def test_articles_side_by_side_go_on_in_their_columns_on_the_next_page() -> None:
    first = [line("养蜂户增收", 50, 600, 20), *set_in(["　　合作社去年产蜜。", "社员一百户，今年还要"], 50, 640)]
    first += [line("港口增一成", 200, 600, 20), *set_in(["　　港务局昨天通报。", "货物增长一成，其中外"], 200, 640)]
    second = set_in(["统一商标，统一检测。"], 50, 40) + set_in(["贸增长两成，比去年高", "出不少。"], 200, 40)
    second += [line("图书馆开门", 50, 120, 20), *set_in(["　　新馆有八万册书，", "每天开放。"], 50, 160)]
    found = "".join(read_in_order(first, second))
    assert "今年还要统一商标，统一检测。港口增一成" in found
    assert "其中外贸增长两成，比去年高出不少。图书馆开门" in found


def test_the_last_column_of_a_flow_goes_on_on_the_next_page() -> None:
    """The first article has ended above the foot of its column."""
    first = [line("养蜂户增收", 50, 600, 20), *set_in(["　　合作社去年产蜜。", "社员一百户。"], 50, 640)]
    first += [line("港口增一成", 200, 600, 20), *set_in(["　　港务局昨天通报。", "货物增长一成，其中外"], 200, 640)]
    second = set_in(["贸增长两成，比去年高", "出不少。"], 50, 40) + set_in(["　　局长说要再建泊位", "两个。"], 200, 40)
    found = "".join(read_in_order(first, second))
    assert "社员一百户。港口增一成" in found
    assert "其中外贸增长两成，比去年高出不少。局长说要再建泊位两个。" in found


def test_lines_at_the_top_of_pages_that_differ_in_their_numbers_are_text() -> None:
    """A table goes on on the next pages; the numbers of the pages themselves are in step with these."""
    pages = []
    for number, (name, harvest) in enumerate((("松岭镇", 4125), ("松岭镇", 3870), ("松岭镇", 2961)), start=1):
        top = [line(f"{name}产量{harvest}公斤", 50, 30), line(str(harvest), 300, 30)]
        foot = [line(f"统计公报{100 + number}", 250, 780)]
        pages.append(Page(number, 600.0, 800.0, (*top, *set_in(["　　甲乡去年收成好。"], 50, 200), *foot)))
    account = Account()
    found = layout.blocks(pages, account)
    text = "".join(block.text for block in found.blocks)
    for kept in ("4125公斤", "3870公斤", "2961公斤"):
        assert f"松岭镇产量{kept}" in text
    assert [head for _, head in found.heads.texts] == ["统计公报101", "统计公报102", "统计公报103"]
    assert text.count("4125") == 2


def test_what_is_taken_for_running_heads_is_in_the_account() -> None:
    foot = [shown(f"清溪水文年报 {12 + number}", 250, 790, 9) for number in (1, 2)]
    first, second = (column(text, 50, 200) for text in (HARBOUR, HONEY))
    (found,) = documents(made(first + foot[0], second + foot[1]))
    assert "".join(block.text for block in found.blocks) == (HARBOUR + HONEY).replace("/", "")
    assert [(part.reason.key, part.characters) for part in found.left_out] == [("account_headers", 16)]
    assert texts(made(first + foot[0])) == [*HARBOUR.split("/"), "清溪水文年报13"]


def test_the_last_line_of_a_paragraph_that_every_page_repeats_is_text() -> None:
    """As a page of the web is printed: address and number of the page stand apart from the text."""
    said = "吴小满说合作社今年产蜜四十六吨比去年多蜂箱也换了新的，还要再建一座博物馆。"
    contents = []
    for number in (1, 2, 3):
        outer = shown("11/30/26, 9:09 PM", 24, 25, 8) + shown("松岭养蜂网", 280, 25, 8)
        outer += shown("https://example.org/honey", 24, 790, 8) + shown(f"{number}/3", 570, 790, 8)
        contents.append(outer + column(said, 50, 735) + column(f"第{number}户的蜂箱已经换好。", 50, 200))
    found = texts(made(*contents))
    assert [text for text in found if "11/30" in text or "https" in text or "/3" in text or text == "松岭养蜂网"] == []
    assert "".join(found) == "".join(f"第{number}户的蜂箱已经换好。{said}" for number in (1, 2, 3))
    (document,) = documents(made(*contents))
    assert {part.reason.key: part.characters for part in document.left_out} == {
        "account_headers": 3 * (15 + 5 + 25),
        "account_page_numbers": 9,
    }
