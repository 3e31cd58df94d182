"""PDF: characters to lines, by baselines and font sizes; what is drawn twice, raised, turned, or lies over the text."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from chat_browser import CHROMIUM, needs_chromium
from pdf_by_hand import column, documents, latin, made, shown, texts

from corpus.messages import Message

FIRST = "清溪县一座新图书馆将于一月一日开门迎客，一人一证即可借阅。"
SECOND = "馆长林一凡说，第一批读者可以领到一份地图，全馆设座位六百三十个。"


def test_characters_in_actualtext_spans_stay_in_their_line() -> None:
    assert texts(made(column(f"{FIRST}/{SECOND}", 50, 200, actual="一日，。"))) == [FIRST, SECOND]


@needs_chromium
def test_a_page_printed_by_chromium_is_not_torn(tmp_path: Path) -> None:
    """Its commonest Chinese font becomes Type 3, with an ActualText span for characters that look like others."""
    style = "font: 16px 'Noto Serif CJK SC'; text-align: justify"
    page, printed = tmp_path / "a.html", tmp_path / "a.pdf"
    page.write_text(f'<meta charset=utf-8><body style="{style}"><p>{FIRST}<p>{SECOND}', encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run([*command, f"--print-to-pdf={printed}", page.as_uri()], check=True, capture_output=True, timeout=60)
    assert texts(printed.read_bytes()) == [FIRST, SECOND]


def test_text_that_is_drawn_twice_is_read_once() -> None:
    once = column(f"{FIRST}/{SECOND}", 50, 200)
    for right, down in ((0.3, 0.0), (1.5, 0.0), (0.4, 0.4)):
        again = column(f"{FIRST}/{SECOND}", 50 + right, 200 + down)
        assert texts(made(once + again)) == [FIRST, SECOND]
    doubled = shown("人人有书读，天天有书看，谢谢各位读者。", 50, 200)
    assert texts(made(doubled)) == ["人人有书读，天天有书看，谢谢各位读者。"]


def test_a_second_copy_that_is_wrapped_does_not_come_into_the_text() -> None:
    content = shown("新图书馆元旦开馆", 50, 100, 20)
    content += shown("新图书馆元旦开", 50.4, 100, 20) + shown("馆", 50.4, 130, 20)
    content += column(f"{FIRST}/{SECOND}", 50, 200) + shown("清溪县", 80, 200)
    (found,) = documents(made(content))
    assert (found.title, [block.text for block in found.blocks]) == (
        "新图书馆元旦开馆",
        ["新图书馆元旦开馆", FIRST, SECOND],
    )


def test_a_copied_character_that_is_given_before_the_one_over_it_is_left_out() -> None:
    content = shown("公交集团", 50, 200) + shown("集", 90, 200) + shown("：社区巴士票价一元。", 90, 200)
    assert texts(made(content)) == ["公交集团：社区巴士票价一元。"]


def test_raised_and_lowered_digits_are_kept_as_such() -> None:
    content = shown("库容3.1×10", 50, 200)
    content += shown("8", 105, 196, 7) + shown("m", 109, 200) + shown("3", 117, 196, 7) + shown("，CO", 121, 200)
    content += shown("2", 141, 202, 7) + shown("正常。", 145, 200)
    assert texts(made(content)) == ["库容3.1×10⁸m³，CO₂正常。"]


def test_a_justified_line_is_one_however_wide_its_spaces_are() -> None:
    lines = [
        "the harbour was reopened on Tuesday",
        "unprecedented reconstruction",
        "of its northern breakwater was done",
    ]
    content = "".join(latin(line, 50, 200 + 15 * row, 240) for row, line in enumerate(lines))
    assert texts(made(content)) == [" ".join(lines)]


def test_cells_with_unequal_spaces_are_no_justified_line() -> None:
    content = ""
    for row, cells in enumerate((("Apples", "ripe", "12"), ("Pears", "unripe", "3"), ("Quinces", "dry", "140"))):
        for left, cell in zip((50, 130, 200), cells, strict=True):
            content += latin(cell, left, 200 + 15 * row, 400)
    assert texts(made(content)) == ["Apples ripe 12", "Pears unripe 3", "Quinces dry 140"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("a well-", "known house", "a well-known house"),  # a compound
        ("a co-", "operative house", "a co-operative house"),
        ("a build-", "ing", "a building"),  # a divided word
        ("was high-", "ly praised", "was highly praised"),
    ],
)
def test_hyphens_of_compounds_stay(first: str, second: str, expected: str) -> None:
    content = latin(first, 50, 200, 50 + 5 * len(first)) + latin(second, 50, 215, 50 + 5 * len(second))
    assert texts(made(content)) == [expected]


def test_a_compound_is_known_from_elsewhere_in_the_file() -> None:
    lines = ["the silver-grey house and its silver-", "grey roof is made of pure white plati-", "num and of zinc."]
    content = "".join(latin(line, 50, 200 + 15 * row, 50 + 5 * len(line)) for row, line in enumerate(lines))
    expected = "the silver-grey house and its silver-grey roof is made of pure white platinum and of zinc."
    assert texts(made(content)) == [expected]


def test_turned_text_is_left_out_and_named() -> None:
    oblique = "0.7 0.7 -0.7 0.7"
    content = column(f"{FIRST}/{SECOND}", 50, 200) + shown("样报请勿外传", 80, 300, 20, oblique)
    (found,) = documents(made(content))
    assert [block.text for block in found.blocks] == [FIRST, SECOND]
    assert found.warnings == (Message("pdf_asides_left_out", texts="样报请勿外传"),)


def test_large_letters_across_the_lines_are_left_out_and_named() -> None:
    content = column(f"{FIRST}/{SECOND}", 50, 200) + shown("内部资料", 60, 240, 40)
    (found,) = documents(made(content))
    assert [block.text for block in found.blocks] == [FIRST, SECOND]
    assert found.warnings == (Message("pdf_asides_left_out", texts="内部资料"),)


def test_transparent_letters_are_left_out_and_named() -> None:
    faint = "q /Faint gs\n" + shown("征求意见稿", 60, 500, 40) + "Q\n"
    (found,) = documents(made(column(f"{FIRST}/{SECOND}", 50, 200) + faint))
    assert [block.text for block in found.blocks] == [FIRST, SECOND]
    assert found.warnings == (Message("pdf_asides_left_out", texts="征求意见稿"),)


def test_a_page_whose_text_is_all_turned_is_read_as_its_text_stands() -> None:
    content = shown("".join(FIRST), 100, 700, 10, "0 1 -1 0")
    (found,) = documents(made(content))
    assert ([block.text for block in found.blocks], found.warnings) == ([FIRST], ())
    (left, top, right, bottom) = found.blocks[0].box or (0, 0, 0, 0)
    assert right - left < bottom - top  # the box is one on the page, where the line runs upwards


def test_vertical_lines_are_read_from_the_right_and_told() -> None:
    content = ""
    for number, text in enumerate(("清溪县新图书馆将于一月", "一日开门迎客，一人一证", "即可借阅。")):
        for row, char in enumerate(text):
            content += shown(char, 500 - 20 * number, 100 + 10 * row, actual="，一")
    (found,) = documents(made(content))
    assert [block.text for block in found.blocks] == ["清溪县新图书馆将于一月一日开门迎客，一人一证即可借阅。"]
    assert found.warnings == (Message("pdf_pages_vertical", pages="1"),)


def test_lines_that_stand_far_apart_are_one_paragraph() -> None:
    text = f"{FIRST}{SECOND}"
    content = "".join(shown(text[start : start + 15], 50, 200 + start / 15 * 25) for start in range(0, len(text), 15))
    assert texts(made(content)) == [text]


def test_two_characters_of_one_glyph_are_both_read() -> None:
    wide = shown("—", 110, 200, 20, matrix="2 0 0 1")
    content = shown("到底值", 50, 200, 20) + wide + shown("不值得", 150, 200, 20)
    assert texts(made(content, glyph=("—", "——"))) == ["到底值——不值得"]


def test_white_space_between_han_and_digits_that_is_not_written_is_none() -> None:
    """Word and LibreOffice set digits apart from Han characters."""
    content, left = "", 50.0
    for piece in ("清溪县", "8", "月", "13", "日"):
        content += shown(piece, left, 200)
        left += sum(5 if char.isascii() else 10 for char in piece) + 2.5
    assert texts(made(content)) == ["清溪县8月13日"]
