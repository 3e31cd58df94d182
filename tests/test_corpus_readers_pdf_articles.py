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
