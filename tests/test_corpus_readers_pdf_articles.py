"""PDF: articles by their headlines, the masthead, tables and drop caps."""

from __future__ import annotations

from pdf_by_hand import column, documents, made, shown, texts

from corpus.newspaper import segment

HARBOUR = "白沙港港务局五月六日通报，今年前四个月完成吞吐量三千二百万吨。/副局长郑岚介绍，二号泊位改造已经完工。"
HONEY = "松岭镇养蜂合作社去年产蜜四十六吨，社员一百一十户。/理事长吴小满说，今年要统一商标，统一检测。"
PAGE = (
    shown("白沙港吞吐量增一成", 50, 150, 22)
    + column(HARBOUR, 50, 190)
    + shown("松岭养蜂户增收", 50, 350, 22)
    + column(HONEY, 50, 390)
)


def test_each_headline_begins_an_article() -> None:
    found = documents(made(PAGE))
    assert [item.title for item in found] == ["白沙港吞吐量增一成", "松岭养蜂户增收"]
    read = [article for item in found for article in segment(item)[0]]
    assert [(one.title, one.text) for one in read] == [
        ("白沙港吞吐量增一成", HARBOUR.replace("/", "\n")),
        ("松岭养蜂户增收", HONEY.replace("/", "\n")),
    ]


def test_the_masthead_and_its_line_give_paper_and_date_of_all_articles() -> None:
    head = shown("清溪晚报", 200, 70, 40) + shown("2026年4月19日　星期日", 50, 105, 9) + shown("第03版", 500, 105, 9)
    found = documents(made(head + PAGE))
    assert [(item.title, item.source, item.date) for item in found] == [
        ("白沙港吞吐量增一成", "清溪晚报", "2026-04-19"),
        ("松岭养蜂户增收", "清溪晚报", "2026-04-19"),
    ]
    assert not any("清溪晚报" in block.text or "第03版" in block.text for item in found for block in item.blocks)


def test_a_headline_that_ends_like_a_paper_is_a_headline() -> None:
    content = shown("清溪水库水质公报", 50, 120, 22) + shown("丰水期数据今日发布", 50, 150, 16)
    for page, title in (
        (shown("清溪水库日报", 50, 150, 22), "清溪水库日报"),
        (content, "清溪水库水质公报 丰水期数据今日发布"),
    ):
        (found,) = documents(made(page + column(HARBOUR, 50, 190)))
        assert (found.title, found.source) == (title, None)


def test_headlines_of_sections_begin_no_articles() -> None:
    content = shown("年度工作报告", 50, 100, 26) + column(HARBOUR, 50, 150)
    content += (
        shown("港口", 50, 250, 14) + column(HONEY, 50, 280) + shown("渔业", 50, 400, 14) + column(HARBOUR, 50, 430)
    )
    (found,) = documents(made(content))
    assert found.title == "年度工作报告"
    numbered = shown("一、港口", 50, 100, 20) + column(HONEY, 50, 150) + shown("二、渔业", 50, 300, 20)
    assert len(documents(made(numbered + column(HARBOUR, 50, 350)))) == 1


def test_a_table_is_read_row_by_row() -> None:
    rows = (("乡镇", "作物", "产量"), ("松岭镇", "玉米", "46"), ("石桥乡", "大豆", "31.5"))
    content = column(HARBOUR, 50, 100)
    for number, row in enumerate(rows):
        for left, cell in zip((50, 130, 210), row, strict=True):
            content += shown(cell, left, 200 + 20 * number)
    content += column(HONEY, 50, 300)
    assert texts(made(content)) == [
        *HARBOUR.split("/"),
        "乡镇 作物 产量",
        "松岭镇 玉米 46",
        "石桥乡 大豆 31.5",
        *HONEY.split("/"),
    ]


def test_numbers_at_equal_distances_are_cells() -> None:
    rows = (("名次", "队伍", "胜", "负", "积分"), ("1", "清溪", "9", "1", "27"), ("2", "白沙", "8", "2", "24"))
    content = ""
    for number, row in enumerate(rows):
        for middle, cell in zip((60, 100, 135, 160, 187.5), row, strict=True):
            half = sum(2.5 if char.isascii() else 5 for char in cell)
            content += shown(cell, middle - half, 200 + 20 * number)
    assert texts(made(content)) == [" ".join(row) for row in rows]


def test_columns_of_text_are_no_table() -> None:
    content = "".join(
        column(text * 3, left, 100, 10) for text, left in (("甲" * 40, 50), ("乙" * 40, 170), ("丙" * 40, 290))
    )
    assert texts(made(content)) == ["甲" * 120, "乙" * 120, "丙" * 120]


def test_a_drop_cap_is_the_first_character_of_its_paragraph() -> None:
    content = shown("白", 50, 128, 34) + shown("沙港港务局五月六日通报，今年前", 86, 110)
    content += shown("四个月完成吞吐量三千二百万吨，", 86, 125) + shown("比上年增长一成。", 50, 140)
    assert texts(made(content)) == ["白沙港港务局五月六日通报，今年前四个月完成吞吐量三千二百万吨，比上年增长一成。"]


def test_the_paper_is_read_from_a_small_line_above_the_page() -> None:
    for line in (
        "清溪晚报　2026年4月19日　星期日　第03版　要闻",
        "2026年4月19日　星期日　农历三月初三　A03　要闻　责编：林一凡　清溪晚报",
        "《清溪晚报》 2026年4月19日",
    ):
        found = documents(made(shown(line, 50, 40, 9) + PAGE))
        assert [(item.title, item.source, item.date) for item in found] == [
            ("白沙港吞吐量增一成", "清溪晚报", "2026-04-19"),
            ("松岭养蜂户增收", "清溪晚报", "2026-04-19"),
        ]
        assert not any("清溪" in block.text for item in found for block in item.blocks)


def test_what_stands_beside_the_date_of_the_issue_is_no_text() -> None:
    head = shown("清溪晚报", 50, 40, 14) + shown("2026年4月19日", 200, 40, 9) + shown("要闻", 300, 40, 9)
    head += shown("责编：郑岚 版式：林一凡", 400, 40, 9)
    (found,) = documents(made(head + column(HARBOUR, 50, 190)))
    assert (found.source, found.date) == ("清溪晚报", "2026-04-19")
    assert [block.text for block in found.blocks] == HARBOUR.split("/")


def test_text_that_begins_with_a_date_at_the_top_of_a_page_stays() -> None:
    content = shown("清溪晚报　2026年4月19日　第03版", 50, 20, 9) + shown("2025年12月8日，蜂蜜出口", 50, 40)
    content += shown("到三个县，共四十六吨。", 50, 55)
    (found,) = documents(made(content))
    assert [block.text for block in found.blocks] == ["2025年12月8日，蜂蜜出口到三个县，共四十六吨。"]
    assert found.date == "2026-04-19"


def test_the_words_of_a_wrapped_headline_stay_in_order() -> None:
    """Chromium does not write the ideographic space between them."""
    content = (
        shown("白沙港", 50, 150, 22) + shown("今年前四个月", 50 + 4 * 22, 150, 22) + shown("吞吐量增", 50, 180, 22)
    )
    assert documents(made(content + column(HARBOUR, 50, 220)))[0].title == "白沙港 今年前四个月吞吐量增"


def test_a_vertical_headline_stands_before_its_text() -> None:
    down = "".join(shown(char, 50, 150 + 24 * row, 22) for row, char in enumerate("港口吞吐量增长"))
    content = down + column(HARBOUR, 90, 140) + shown("松岭养蜂户增收", 50, 350, 22) + column(HONEY, 50, 390)
    found = documents(made(content))
    assert [(item.title, [block.text for block in item.blocks[1:]]) for item in found] == [
        ("港口吞吐量增长", HARBOUR.split("/")),
        ("松岭养蜂户增收", HONEY.split("/")),
    ]


def test_a_shoulder_headline_belongs_to_the_headline_below_it() -> None:
    content = shown("松岭养蜂户增收", 50, 150, 22)
    content += column(HONEY, 50, 190) + column("今年还要再建一座蜂蜜博物馆，请游客来看。", 320, 190)
    content += shown("今年前四个月再创新高", 50, 290, 11) + shown("白沙港吞吐量增一成", 50, 325, 22)
    found = documents(made(content + column(HARBOUR, 50, 360)))
    assert [item.title for item in found] == ["松岭养蜂户增收", "今年前四个月再创新高 白沙港吞吐量增一成"]


def test_headlines_of_two_columns_that_are_level_by_chance_do_not_part_the_columns() -> None:
    """The text of the first column goes on at the top of the second."""
    left = shown("松岭养蜂户增收", 50, 100, 20) + column(HONEY, 50, 130)
    left += shown("白沙港增一成", 50, 300, 20) + column(
        "白沙港港务局昨天通报，今年前四个月完成吞吐量三千二百万吨，", 50, 330, 16
    )
    right = column("甲" * 30, 320, 100, 15).replace(shown("甲", 340, 100), "", 1)
    right = shown("比上年同期增长一成，其中外贸增", 320, 100) + shown("长两成。", 320, 115)
    right += shown("新图书馆开门", 320, 300, 20) + column(HARBOUR, 320, 330)
    found = documents(made(left + right))
    assert [item.title for item in found] == ["松岭养蜂户增收", "白沙港增一成", "新图书馆开门"]


def test_a_table_beside_a_column_of_text_is_read_row_by_row() -> None:
    rows = (("乡镇", "作物", "产量"), ("松岭镇", "玉米", "46"), ("石桥乡", "大豆", "31.5"))
    content = column(HARBOUR + HONEY, 50, 190)
    for number, row in enumerate(rows):
        for left, cell in zip((320, 400, 480), row, strict=True):
            content += shown(cell, left, 190 + 16 * number)
    found = texts(made(content))
    assert found[-3:] == ["乡镇 作物 产量", "松岭镇 玉米 46", "石桥乡 大豆 31.5"]
    assert "".join(found[:-3]) == (HARBOUR + HONEY).replace("/", "")


def test_a_paragraph_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    text = "白沙港务局五月六日通报前四个月吞吐量三千二百万吨副局长郑岚介绍二号泊位改造已经完工今年还要建三号泊位"
    lines = [text[start : start + 16] for start in range(0, 48, 16)]
    first = column(HONEY, 50, 100, 18) + shown(lines[0], 70, 190)
    second = shown(lines[1] + "两字", 320, 100) + column(HONEY, 320, 115, 18)
    found = texts(made(first + second))
    assert lines[0] + lines[1] + "两字" in "".join(found)
    across = texts(made(column(HONEY, 50, 100, 18) + shown(lines[0], 70, 190), shown(lines[2] + "。", 50, 100)))
    assert across[-1] == lines[0] + lines[2] + "。"


def test_a_paragraph_that_ends_at_the_end_of_a_column_does_not_go_on() -> None:
    first = column(HONEY, 50, 100, 18)
    found = texts(made(first, column(HARBOUR, 50, 100, 18)))
    assert found == [*HONEY.split("/"), *HARBOUR.split("/")]


def test_on_a_vertical_page_articles_stand_below_each_other() -> None:
    """Of two headlines in different sizes, the smaller may be that of a section, unless text stands in two rows."""

    def down(text: str, right: float, top: float, size: float) -> str:
        lines = [text[start : start + 18] for start in range(0, len(text), 18)]
        chars = [(char, column, row) for column, line in enumerate(lines) for row, char in enumerate(line)]
        return "".join(shown(char, right - 1.5 * size * x, top + size * y, size) for char, x, y in chars)

    page = down("白沙港吞吐量增一成", 500, 60, 22) + down("　　" + HARBOUR.replace("/", ""), 470, 60, 10)
    page += down("松岭养蜂户增收", 500, 400, 14) + down("　　" + HONEY.replace("/", ""), 470, 400, 10)
    assert [item.title for item in documents(made(page))] == ["白沙港吞吐量增一成", "松岭养蜂户增收"]
