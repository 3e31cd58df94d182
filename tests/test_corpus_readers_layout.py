"""Pages: columns and paragraphs by geometry, PDF, pictures, and the process that reads them."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pdf_by_hand
import pytest

from corpus.account import Account
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import layout, limits, ocr, pdf, read
from corpus.readers.layout import Page, TextLine
from corpus.records import Document, Refusal

WIDTH, HEIGHT = 600.0, 800.0


def line(text: str, left: float, top: float, size: float = 10.0) -> TextLine:
    """A line of square letters."""
    return TextLine(text, left, top, left + size * len(text), top + size, size)


def column(text: str, left: float, top: float, width: int = 10, indent: int = 2) -> list[TextLine]:
    """Paragraphs, parted by `/`, set in a column of `width` letters."""
    lines: list[TextLine] = []
    for paragraph in text.split("/"):
        padded = "　" * indent + paragraph
        for start in range(0, len(padded), width):
            piece = padded[start : start + width]
            bare = piece.lstrip("　")
            lines.append(line(bare, left + 10 * (len(piece) - len(bare)), top + 15 * len(lines)))
    return lines


def page(*lines: TextLine, number: int = 1) -> Page:
    return Page(number, WIDTH, HEIGHT, tuple(lines))


def texts(*pages: Page) -> list[str]:
    return [block.text for block in layout.blocks(pages)[0]]


ONE, TWO, THREE = "甲" * 26, "乙" * 30, "丙" * 28


def test_columns_are_read_one_after_the_other_whatever_the_order_of_drawing() -> None:
    lines = [*column(TWO, 170, 200), *column(ONE, 50, 200), *column(THREE, 290, 200), line("新桥通车", 50, 150, 24)]
    expected = ["新桥通车", ONE, TWO, THREE]
    assert texts(page(*lines)) == expected
    assert texts(page(*reversed(lines))) == expected


def test_a_headline_over_some_columns_only_comes_before_all_of_its_article() -> None:
    for left in (50, 150, 290):
        lines = [
            line("新桥通车", left, 150, 24),
            *column(ONE, 50, 200),
            *column(TWO, 170, 200),
            *column(THREE, 290, 200),
        ]
        assert texts(page(*lines)) == ["新桥通车", ONE, TWO, THREE]


def test_articles_under_each_other_do_not_mix() -> None:
    upper = [line("上篇", 50, 150, 24), *column(ONE, 50, 200), *column(TWO, 170, 200)]
    lower = [line("下篇", 50, 400, 24), *column(THREE, 50, 440), *column(ONE, 170, 440)]
    assert texts(page(*lower, *upper)) == ["上篇", ONE, TWO, "下篇", THREE, ONE]


def test_articles_side_by_side_do_not_mix() -> None:
    left = [line("左篇", 50, 150, 24), *column(ONE, 50, 200), *column(TWO, 170, 200)]
    right = [line("右篇", 310, 150, 24), *column(THREE, 310, 200)]
    below = [line("下篇", 50, 500, 24), *column(ONE, 50, 540), *column(TWO, 310, 540)]
    assert texts(page(*below, *right, *left)) == ["左篇", ONE, TWO, "右篇", THREE, "下篇", ONE, TWO]


def test_a_paragraph_of_one_full_line_does_not_take_the_next_one() -> None:
    lines = column("甲甲甲甲甲甲甲。/" + "乙" * 25, 50, 200)  # indented by two, the first fills its line of ten
    assert texts(page(*lines)) == ["甲甲甲甲甲甲甲。", "乙" * 25]
    assert texts(page(*column("甲甲甲甲甲甲甲甲/" + "乙" * 25, 50, 200))) == ["甲" * 8 + "乙" * 25]  # no sentence ends


def test_paragraphs_are_told_apart_by_indent_short_lines_and_gaps() -> None:
    first, second = "甲" * 18, "乙" * 25  # the first fills its last line: only the indent of the next shows the end
    assert texts(page(*column(f"{first}/{second}", 50, 200))) == [first, second]
    flush = column("丁" * 24 + "/" + "戊" * 20, 50, 200, indent=0)  # no indent: the short line shows it
    assert texts(page(*flush)) == ["丁" * 24, "戊" * 20]
    apart = [line("己" * 10, 50, 200), line("庚" * 10, 50, 215), line("辛" * 10, 50, 230), line("壬" * 10, 50, 260)]
    assert texts(page(*apart)) == ["己" * 10 + "庚" * 10 + "辛" * 10, "壬" * 10]


def test_latin_lines_are_joined_with_spaces() -> None:
    lines = [
        line("the new bridge was open-", 50, 200, 5),
        line("ed on Monday by the may-", 50, 208, 5),
        line("or.", 50, 216, 5),
    ]
    assert texts(page(*lines)) == ["the new bridge was opened on Monday by the mayor."]


def test_a_mark_that_hangs_over_the_edge_does_not_join_two_columns() -> None:
    left = [line("甲" * 10, 50, 200 + 15 * row) for row in range(6)]
    left[2] = line("甲" * 10 + "，", 50, 230)
    left[5] = line("甲" * 9 + "。", 50, 275)
    right = [line("乙" * 10, 164, 200 + 15 * row) for row in range(6)]
    found = texts(page(*left, *right))
    assert found == ["甲" * 30 + "，" + "甲" * 29 + "。", "乙" * 60]


def test_pieces_of_a_line_are_put_together() -> None:
    lines = [line("总投资", 50, 200), line("8.6", 80, 200), line("亿元", 112, 201), line("单独", 250, 200)]
    assert texts(page(*lines)) == ["总投资8.6亿元", "单独"]


def test_running_heads_and_page_numbers_go_and_leave_their_date() -> None:
    pages = [
        page(
            line("江城晚报 2023年9月18日 星期一", 50, 20),
            line(f"A0{number}", 550, 20),
            line("要闻", 300, 20),
            *column(text, 50, 200),
            line(f"— {number} —", 280, 780),
            number=number,
        )
        for number, text in ((1, ONE), (2, TWO), (3, THREE))
    ]
    found, heads = layout.blocks(pages)
    assert [(block.page, block.text) for block in found] == [(1, ONE), (2, TWO), (3, THREE)]
    assert heads.date == "2023-09-18"


@pytest.mark.parametrize(("times", "goes"), [(2, False), (3, True)])
def test_a_running_head_stands_on_three_pages_of_ten(times: int, goes: bool) -> None:
    pages = [
        page(*([line("江城晚报要闻", 300, 20)] if number <= times else []), *column(ONE, 50, 200), number=number)
        for number in range(1, 11)
    ]
    found, _ = layout.blocks(pages)
    assert sum(block.text == "江城晚报要闻" for block in found) == (0 if goes else times)


def test_lines_of_the_text_are_no_running_heads_though_they_recur_at_the_top_of_pages() -> None:
    # The columns begin at 20 of 800 points, where running heads may stand.
    counts = ["至2021年底全市共有公园12座，绿地面积继续增加。", "至2022年底全市共有公园15座，绿地面积继续增加。"]
    pages = [
        page(*column(f"{count}/{text}", 50, 20), number=number)
        for number, (count, text) in enumerate(zip(counts, (ONE, TWO), strict=True), 1)
    ]
    found, heads = layout.blocks(pages)
    assert [block.text for block in found] == [counts[0], ONE, counts[1], TWO]
    assert heads.texts == ()


def test_numbers_in_the_upper_rows_of_a_table_are_no_page_numbers() -> None:
    rows = [("2019", "12", "19"), ("2020", "15", "22"), ("2021", "18", "25"), ("2022", "21", "28")]
    cells = [
        line(text, 50 + 100 * at, 20 + 15 * row) for row, cells in enumerate(rows) for at, text in enumerate(cells)
    ]
    account = Account()
    found, _ = layout.blocks([page(*cells)], account)
    assert [block.text for block in found] == [" ".join(row) for row in rows]
    assert account.left == 0


def test_dates_that_differ_are_no_date_and_text_in_the_middle_is_never_dropped() -> None:
    pages = [
        page(line(f"2023年9月{number}日", 50, 20), line("12", 50, 400), *column(ONE, 50, 200), number=number)
        for number in (1, 2)
    ]
    found, heads = layout.blocks(pages)
    assert heads.date is None
    assert [block.text for block in found] == [ONE, "12"] * 2


def test_boxes_are_fractions_of_the_page() -> None:
    (block,) = layout.blocks([page(line("甲" * 10, 60, 200), line("甲" * 10, 60, 215))])[0]
    assert (block.page, block.box, block.size) == (1, (0.1, 0.25, 0.2667, 0.2812), 10.0)


def test_a_page_of_very_many_frames_is_ordered_from_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [*column(ONE, 50, 200), *column(TWO, 170, 190)]
    assert texts(page(*lines)) == [ONE, TWO]
    monkeypatch.setattr(layout, "_MAX_FRAMES", 1)
    assert texts(page(*lines)) == [TWO, ONE]


# PDF


made = partial(pdf_by_hand.made, font=pdf_by_hand.HELVETICA)


def shown(text: str, left: float, top: float, size: float = 10) -> str:
    return f"BT /F {size} Tf 1 0 0 1 {left} {HEIGHT - top} Tm ({text}) Tj ET\n"


COLUMNS = (
    shown("Second column begins here", 320, 200)
    + shown("and it ends with this line.", 320, 213)
    + shown("The first column starts on", 50, 200)
    + shown("the left of this very page", 50, 213)
    + shown("Bridge opened", 50, 160, 24)
)


def parsed(data: bytes) -> Document:
    (found,) = pdf.parse(io.BytesIO(data), "a.pdf", lambda: None)
    assert isinstance(found, Document)
    return found


def test_a_pdf_is_read_by_columns_with_places_and_sizes() -> None:
    found = parsed(made(COLUMNS, shown("Next page.", 50, 300)))
    assert [(block.page, block.text) for block in found.blocks] == [
        (1, "Bridge opened"),
        (1, "The first column starts on the left of this very page"),
        (1, "Second column begins here and it ends with this line."),
        (2, "Next page."),
    ]
    headline, body = found.blocks[:2]
    assert (headline.size, body.size) == (24.0, 10.0)
    assert body.box is not None
    assert body.box[0] == pytest.approx(50 / WIDTH, abs=0.005)
    assert body.box[1] == pytest.approx(190 / HEIGHT, abs=0.01)
    assert not found.one_article


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(rotate: int) -> None:
    turned = {
        0: lambda x, y: (1, 0, 0, 1, x, HEIGHT - y),
        90: lambda x, y: (0, 1, -1, 0, y, x),
        180: lambda x, y: (-1, 0, 0, -1, WIDTH - x, y),
        270: lambda x, y: (0, -1, 1, 0, WIDTH - y, HEIGHT - x),
    }[rotate]
    content = ""
    for text, left, top in (("under it", 50, 213), ("One line", 50, 200), ("Other column", 300, 200)):
        content += f"BT /F 10 Tf {' '.join(map(str, turned(left, top)))} Tm ({text}) Tj ET\n"
    assert [block.text for block in parsed(made(content, rotate=rotate)).blocks] == [
        "One line under it",
        "Other column",
    ]


def test_vertical_lines_are_told() -> None:
    down = "".join(
        shown("abcdefghij"[row], 100 - 20 * column, 90 + 12 * row) for column in range(3) for row in range(10)
    )
    assert parsed(made(COLUMNS, down)).warnings == (Message("pdf_pages_vertical", pages="2"),)
    assert parsed(made(COLUMNS)).warnings == ()


def test_the_title_of_a_pdf_counts_where_its_page_shows_it() -> None:
    content = shown("Bridge opened", 50, 160) + shown("The bridge was opened on Monday by the mayor.", 50, 190)
    for title, expected in (("Bridge opened", "Bridge opened"), ("Microsoft Word - a.doc", "")):
        data = made(content, info=f"/Title ({title}) /CreationDate (D:20200101)")
        found = parsed(data)
        assert (found.title, found.date) == (expected, None)


def test_damaged_large_and_wrong_pdfs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CorpusError, match="damaged"):
        parsed(b"%PDF-1.4\nnothing")
    with pytest.raises(CorpusError, match="suffix"):
        list(pdf.read(io.BytesIO(b"hello"), "a.pdf"))
    monkeypatch.setattr(limits, "PDF_PAGES", 1)
    with pytest.raises(CorpusError, match="2 pages"):
        parsed(made(COLUMNS, COLUMNS))
    monkeypatch.setattr(limits, "PDF_CHARS", 50)
    with pytest.raises(CorpusError, match="50 characters"):
        parsed(made(COLUMNS))
    monkeypatch.setattr(limits, "PDF_PAGES", 2)
    beside = shown("a" * 30, 9000, 100)  # costs time, though nobody sees it
    with pytest.raises(CorpusError, match="50 characters"):
        parsed(made(beside, beside))


# The other process


def test_files_are_read_in_one_other_process_which_ends_with_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    real = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *given, **named: started.append(real(*given, **named)) or started[-1]
    )
    for name in ("a.pdf", "b.pdf", "d.pdf"):
        (tmp_path / name).write_bytes(made(COLUMNS))
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4\nnothing")
    found = list(read([tmp_path]))
    assert found[0] == replace(parsed(made(COLUMNS)), path=str(tmp_path / "a.pdf"))
    assert [type(item) for item in found] == [Document, Document, Refusal, Document]
    assert [process.poll() is not None for process in started] == [True]


def test_a_reading_that_is_left_ends_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    real = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *given, **named: started.append(real(*given, **named)) or started[-1]
    )
    (tmp_path / "a.pdf").write_bytes(made(COLUMNS))
    reading = read([tmp_path])
    next(reading)
    assert started[0].poll() is None
    reading.close()
    assert started[0].poll() is not None


def test_a_process_that_hangs_or_dies_ends_in_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.Popen
    alive = "import time\nwhile True:\n print('{\"beat\": null}', flush=True)\n time.sleep(0.1)"
    for code, silent, reason in (
        ("import time; time.sleep(60)", 0.5, "page takes longer"),
        ("import os; os.abort()", 60, "parser fail"),
        (alive, 60, "file takes longer"),
    ):
        monkeypatch.setattr(limits, "SILENT_SECONDS", silent)
        monkeypatch.setattr(limits, "FILE_SECONDS", 60 if "abort" in code else 1)
        monkeypatch.setattr(
            subprocess, "Popen", lambda command, code=code, **rest: real([command[0], "-c", code], **rest)
        )
        with pytest.raises(CorpusError, match=reason):
            list(pdf.read(io.BytesIO(made(COLUMNS)), "a.pdf"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_the_memory_of_the_other_process_is_bounded() -> None:
    code = "from corpus.readers import sandbox, limits; limits.MEMORY_BYTES = 1 << 28\n"
    code += "sandbox._limit_memory(); bytes(1 << 29)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in ended.stderr


# Pictures


def test_without_the_extra_a_picture_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    (found,) = read([tmp_path / "a.png"])
    assert isinstance(found, Refusal)
    assert 'pip install -e ".[ocr]"' in found.reason


def test_a_scanned_pdf_without_the_extra_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    image = "q 600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q\n"
    with pytest.raises(CorpusError, match="ocr"):
        parsed(made(image))
    found = parsed(made(image, COLUMNS))
    assert {block.page for block in found.blocks} == {2}
    assert found.warnings == (Message("pdf_pages_pictures", pages="1", advice=ocr.MISSING),)


def test_gutters_are_found_in_the_picture() -> None:
    np = pytest.importorskip("numpy")
    ink = np.zeros((300, 400), bool)
    for row in range(10):
        ink[20 * row : 20 * row + 16, 10:190] = True  # two columns of ten lines, a gutter of 20
        ink[20 * row : 20 * row + 16, 210:390] = True
    assert ocr._gutters(ink, 10, 80, 390, 96) == [200]
    assert ocr._gutters(ink, 10, 80, 190, 96) == []
    ink[80:96, 190:210] = True  # something printed across it
    assert ocr._gutters(ink, 10, 80, 390, 96) == []


def test_a_picture_is_read(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    pytest.importorskip("onnxruntime")
    from PIL import Image, ImageDraw

    pages = []
    for text in ("The new bridge opened on Monday.", "It is 1200 metres long."):
        picture = Image.new("L", (700, 120), 255)
        ImageDraw.Draw(picture).text((30, 40), text, fill=0, font_size=32)
        pages.append(picture)
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    (found,) = read([tmp_path / "a.tiff"])
    assert isinstance(found, Document)
    squeezed = [(block.page, block.text.replace(" ", "")) for block in found.blocks]
    assert squeezed == [(1, "ThenewbridgeopenedonMonday."), (2, "Itis1200metreslong.")]
