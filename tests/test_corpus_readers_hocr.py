"""hOCR: pages of Tesseract and of the Internet Archive, spaces, places, confidence, and what is no hOCR."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.messages import Message
from corpus.readers import hocr, limits, read
from corpus.records import Document, Refusal

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns="http://www.w3.org/1999/xhtml"><head>'
    '<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/></head><body>'
)


def word(text: str, confidence: int = 95) -> str:
    return f"<span class='ocrx_word' title='bbox 1 1 9 9; x_wconf {confidence}'>{text}</span>"


def line(*words: str, top: int = 100, left: int = 100, kind: str = "ocr_line", more: str = "") -> str:
    inner = "\n".join(word(one) for one in words)
    return f'<span class="{kind}" title="bbox {left} {top} {left + 300} {top + 40}; baseline 0 -5{more}">{inner}</span>'


def paragraph(*lines: str) -> str:
    return f"<p class='ocr_par' title=\"bbox 100 100 400 300\">{' '.join(lines)}</p>"


def page(*paragraphs: str, title: str = 'image "p1.png"; bbox 0 0 1000 2000; ppageno 0; scan_res 300 300') -> str:
    return f"<div class='ocr_page' title='{title}'><div class='ocr_carea'>{''.join(paragraphs)}</div></div>"


def documents(folder: Path, *pages: str, name: str = "a.hocr") -> list[Document]:
    (folder / name).write_text(HEAD + "".join(pages) + "</body></html>", "utf-8")
    found = list(read([folder / name]))
    assert not any(isinstance(item, Refusal) for item in found), found
    return [item for item in found if isinstance(item, Document)]


def texts(folder: Path, *pages: str) -> list[str]:
    (document,) = documents(folder, *pages)
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("name", ["a.hocr", "a.html", "a.htm"])
def test_hocr_is_known_by_its_pages_whatever_its_suffix(name: str, tmp_path: Path) -> None:
    (document,) = documents(tmp_path, page(paragraph(line("渡轮", "今", "晨"), line("开航。", top=150))), name=name)
    assert [block.text for block in document.blocks] == ["渡轮今晨开航。"]
    assert not document.one_article


def test_chinese_is_written_without_spaces_and_latin_words_with(tmp_path: Path) -> None:
    mixed = line("全长", "144", "公里", "的", "High", "Speed", "Rail", "于", "9", "月", "通车")
    assert texts(tmp_path, page(paragraph(mixed))) == ["全长144公里的High Speed Rail于9月通车"]
    assert texts(tmp_path, page(paragraph(line("The", "“old”", "ferry"), line("sailed.", top=150)))) == [
        "The “old” ferry sailed."
    ]
    assert texts(tmp_path, page(paragraph(line("<strong>The</strong>", "<em>ferry</em>")))) == ["The ferry"]
    # The archive's files hold the characters of each word, and no white space between words that touch.
    characters = "".join(f"<span class='ocrx_cinfo' title='x_bboxes 1 1 2 2'>{char}</span>" for char in "ferry")
    touching = word("the ") + word(characters) + word(",")
    assert texts(tmp_path, page(paragraph(f'<span class="ocr_line" title="bbox 1 1 9 9">{touching}</span>'))) == [
        "the ferry,"
    ]


def test_a_few_spaces_in_a_line_of_chinese_are_printed_ones(tmp_path: Path) -> None:
    headline = line("渡轮码头昨天迁到西岸", "市民出行更加便利")
    assert texts(tmp_path, page(paragraph(headline))) == ["渡轮码头昨天迁到西岸 市民出行更加便利"]


def test_a_line_without_words_and_a_block_without_lines_are_read(tmp_path: Path) -> None:
    bare = '<span class="ocr_line" title="bbox 100 100 400 140">渡 轮 开航，</span>'
    assert texts(tmp_path, page(paragraph(bare))) == ["渡轮开航，"]
    assert texts(tmp_path, page('<p class="ocr_par" title="bbox 100 100 400 140">渡轮开航。</p>')) == ["渡轮开航。"]


def test_words_divided_between_lines_are_whole(tmp_path: Path) -> None:
    assert texts(tmp_path, page(paragraph(line("The", "har-"), line("bour", "wall", top=150)))) == ["The harbour wall"]


def test_places_and_sizes_are_those_of_the_page(tmp_path: Path) -> None:
    (document,) = documents(tmp_path, page(paragraph(line("One", more="; x_size 50"), line("two.", top=150))))
    (found,) = document.blocks
    assert [(r.start, r.end, r.page, r.box) for r in found.regions] == [
        (0, 3, 1, (0.1, 0.05, 0.4, 0.07)),
        (4, 8, 1, (0.1, 0.075, 0.4, 0.095)),
    ]
    assert (found.page, found.box, found.size) == (1, (0.1, 0.05, 0.4, 0.095), 12.0)
    assert (document.pages[0].width, document.pages[0].height, document.pages[0].unit) == (1000, 2000, "px")


def test_a_page_that_does_not_begin_at_the_corner_keeps_its_places(tmp_path: Path) -> None:
    (document,) = documents(tmp_path, page(paragraph(line("One.")), title="bbox 100 100 1100 2100"))
    assert document.blocks[0].box == (0.0, 0.0, 0.3, 0.02)
    (document,) = documents(tmp_path, page(paragraph(line("One.")), title="ppageno 3"))
    assert (document.blocks[0].box, document.pages[0].width) == (None, None)


def test_each_page_is_a_document_and_an_empty_one_is_none(tmp_path: Path) -> None:
    found = documents(tmp_path, page(paragraph(line("甲。"))), page(), page(paragraph(line("丙。"))))
    assert [(d.pages[0].number, d.blocks[0].text, d.blocks[0].page) for d in found] == [(1, "甲。", 1), (3, "丙。", 3)]


def test_headings_are_text_and_footers_are_not(tmp_path: Path) -> None:
    parts = (
        paragraph(line("渡轮开航", kind="ocr_header"))
        + paragraph(line("今晨开航。", top=200))
        + paragraph(line("12", top=1900, kind="ocr_footer"))
    )
    (document,) = documents(tmp_path, page(parts))
    assert [b.text for b in document.blocks] == ["渡轮开航", "今晨开航。"]
    assert document.pages[0].label == "12"
    assert [item.characters for item in document.left_out] == [2]


def test_a_page_whose_words_are_uncertain_says_so(tmp_path: Path) -> None:
    poor = " ".join(word(f"字{at}", 41) for at in range(12))
    (document,) = documents(tmp_path, page(f'<span class="ocr_line" title="bbox 1 1 9 9">{poor}</span>'))
    assert document.warnings == (Message("ocr_low_confidence", pages="1 (41 %)"),)


def test_web_pages_that_only_speak_of_hocr_are_web_pages(tmp_path: Path) -> None:
    talk = "<html><body><h1>格式</h1><p>每一页是 class=ocr_page 的元素，程序读取它并给出文字和位置。</p></body></html>"
    (tmp_path / "a.html").write_text(talk, "utf-8")
    (document,) = read([tmp_path / "a.html"])
    assert isinstance(document, Document) and document.one_article
    assert not hocr.is_hocr(b'<p title="class=ocr_page">') and hocr.is_hocr(b"<div id=a class='x ocr_page y'>")


def test_what_is_no_hocr_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.hocr").write_text("<html><p>渡轮开航。</p></html>", "utf-8")
    (refused,) = read([tmp_path])
    assert isinstance(refused, Refusal) and isinstance(refused.reason, Message)
    assert refused.reason.key == "hocr_unreadable"
    monkeypatch.setattr(limits, "XML_BYTES", 50)
    (tmp_path / "a.hocr").write_text(HEAD + page(paragraph(line("甲。"))), "utf-8")
    (refused,) = read([tmp_path])
    assert isinstance(refused, Refusal) and isinstance(refused.reason, Message)
    assert refused.reason.key == "file_too_large"


def test_a_file_that_is_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    whole = HEAD + page(paragraph(line("甲。"))) + page(paragraph(line("乙。")))
    (tmp_path / "a.hocr").write_text(whole[: whole.rindex("乙") + 2], "utf-8")
    found = [item for item in read([tmp_path]) if isinstance(item, Document)]
    assert [b.text for d in found for b in d.blocks] == ["甲。", "乙。"]
