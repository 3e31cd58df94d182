"""Word files: automatic numbers, symbols, hidden text, embedded documents, merged cells, and which title counts."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from corpus.messages import Message
from corpus.readers import docx, symbol_fonts
from corpus.readers.docx_numbering import _FORMATS
from corpus.records import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def xml(text: str) -> Any:
    from docx.oxml import parse_xml

    head, _, rest = text.partition(">")
    slash = "/" if head.endswith("/") else ""
    return parse_xml(f"{head.rstrip('/')} {W} {R}{slash}>{rest}")


def read(build: Callable[[Any], None]) -> Document:
    (found,) = docx.read(io.BytesIO(word(build)), "a.docx")
    assert isinstance(found, Document)
    return found


def word(build: Callable[[Any], None]) -> bytes:
    import docx as python_docx

    document = python_docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def texts(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


# Numbers


def numbered(
    document: Any, levels: list[tuple[str, str]], more: str = "", number_id: int = 90
) -> Callable[[str, int], Any]:
    """Add a list with these formats and patterns; the result adds a paragraph at a level of it."""
    parts = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{name}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for index, (name, pattern) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, xml(f'<w:abstractNum w:abstractNumId="{number_id}">{parts}</w:abstractNum>'))
    numbering.append(xml(f'<w:num w:numId="{number_id}"><w:abstractNumId w:val="{number_id}"/>{more}</w:num>'))

    def add(text: str, level: int) -> Any:
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'))
        return paragraph

    return add


def test_automatic_numbers_are_printed_as_their_list_says() -> None:
    def build(document: Any) -> None:
        add = numbered(
            document,
            [("chineseCounting", "第%1条"), ("chineseCounting", "（%2）"), ("decimal", "%3．"), ("decimal", "%3.%4")],
        )
        for text, level in (("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 3), ("己", 0), ("庚", 1)):
            add(text, level)

    assert texts(read(build)) == ["第一条 甲", "（一）乙", "（二）丙", "1．丁", "1.1 戊", "第二条 己", "（一）庚"]


def test_numbers_start_where_the_instance_says_and_bullets_say_nothing() -> None:
    def build(document: Any) -> None:
        add = numbered(
            document, [("decimal", "%1、")], '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
        )
        add("甲", 0)
        add("乙", 0)
        numbered(document, [("bullet", "•")], number_id=91)("丙", 0)
        document.add_paragraph("丁")

    assert texts(read(build)) == ["5、甲", "6、乙", "丙", "丁"]


def test_numbers_of_a_style() -> None:
    def build(document: Any) -> None:
        numbered(document, [("upperRoman", "%1.")])
        style = document.styles["Heading 2"].element
        style.get_or_add_pPr().append(xml('<w:numPr><w:numId w:val="90"/></w:numPr>'))
        for text in ("总则", "附则"):
            document.add_heading(text, 2)
        plain = document.add_heading("无号", 2)
        plain._p.get_or_add_pPr().append(xml('<w:numPr><w:numId w:val="0"/></w:numPr>'))

    assert texts(read(build)) == ["I. 总则", "II. 附则", "无号"]


@pytest.mark.parametrize(
    ("name", "numbers", "written"),
    [
        (
            "chineseCountingThousand",
            (1, 10, 11, 20, 21, 100, 105, 110, 1001),
            "一 十 十一 二十 二十一 一百 一百零五 一百一十 一千零一",
        ),
        ("chineseLegalSimplified", (1, 12, 30), "壹 壹拾贰 叁拾"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 甲"),
        ("ideographZodiac", (1, 12), "子 亥"),
        ("ideographDigital", (2, 10), "二 一〇"),
        ("decimalEnclosedCircle", (1, 20, 21), "① ⑳ 21"),
        ("decimalEnclosedParen", (3,), "⑶"),
        ("decimalFullWidth", (12,), "１２"),
        ("decimalZero", (3, 12), "03 12"),
        ("lowerLetter", (1, 26, 27), "a z aa"),
        ("upperRoman", (4, 9, 14, 40), "IV IX XIV XL"),
    ],
)
def test_formats_of_numbers(name: str, numbers: tuple[int, ...], written: str) -> None:
    assert " ".join(map(_FORMATS[name], numbers)) == written


# Symbols and hidden text


def test_symbols_are_read_and_hidden_text_is_not() -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("水温")
        for run in (
            '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>25</w:t><w:sym w:font="Symbol" w:char="F0B0"/></w:r>',
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>开放</w:t></w:r>',
            '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>',
            '<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>\uf0fc</w:t></w:r>',
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>编者留言。</w:t></w:r>",
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>关闭。</w:t></w:r>',
            '<w:r><w:sym w:font="Own Signs" w:char="F041"/></w:r>',
        ):
            paragraph._p.append(xml(run))

    found = read(build)
    assert texts(found) == ["水温≥25°☑开放☐✓关闭。"]
    assert found.warnings == (Message("word_hidden_left_out", count=5), Message("word_symbols_left_out", count=1))


def test_places_of_symbol_fonts() -> None:
    assert [symbol_fonts.character("Symbol", code) for code in (0xF061, 0x57, 0xF0A3, 0xF0B4, 0xF0E5)] == list("αΩ≤×∑")
    assert symbol_fonts.character("SimSun", 0x25A1) == "□"
    assert symbol_fonts.translated("SimSun", "\uf0fc") == "\uf0fc"


# Embedded documents


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        ("a.html", "text/html", "<html><body><p>附一。</p><p>附<b>二</b>。</p></body></html>"),
        ("a.txt", "text/plain", "附一。\n附二。"),
        ("a.rtf", "application/rtf", r"{\rtf1\ansi\ansicpg936 \'b8\'bd\'d2\'bb\'a1\'a3\par \u-27068?\u20108?\u12290?}"),
        (
            "a.mht",
            "message/rfc822",
            "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>附一。</p><p>附二。</p>",
        ),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""),
    ],
)
def test_embedded_documents_are_read_where_they_stand(name: str, kind: str, data: str) -> None:
    def inner(document: Any) -> None:
        document.add_paragraph("附一。")
        document.add_paragraph("附二。")

    found = read(lambda document: embed(document, name, kind, data.encode() or word(inner)))
    assert texts(found) == ["正文。", "附一。", "附二。", "末。"]
    assert found.warnings == ()


@pytest.mark.inexact
def test_an_embedded_document_of_an_unknown_kind_is_named() -> None:
    found = read(lambda document: embed(document, "a.bin", "application/x-own", b"x"))
    assert texts(found) == ["正文。", "末。"]
    assert found.warnings == (Message("word_parts_left_out", kind="application/x-own", count=1),)


def embed(document: Any, name: str, kind: str, data: bytes) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document.add_paragraph("正文。")
    part = Part(PackURI(f"/word/{name}"), kind, data, document.part.package)
    relation = document.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    )
    document.paragraphs[-1]._p.addnext(xml(f'<w:altChunk r:id="{relation}"/>'))
    document.add_paragraph("末。")


# Merged cells


def test_merged_cells_reach_their_rows() -> None:
    def build(document: Any) -> None:
        table = document.add_table(4, 3)
        rows = (("镇", "档", "价"), ("北镇", "一档", "2.1元"), ("", "二档", "3.4元"), ("南镇", "", "5元"))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0)).text = "北镇"
        table.cell(3, 0).merge(table.cell(3, 1)).text = "南镇"

    assert texts(read(build)) == ["镇 档 价", "北镇 一档 2.1元", "北镇 二档 3.4元", "南镇 5元"]


# Titles


@pytest.mark.parametrize(
    ("given", "style", "title"),
    [
        ("关于2018年值班的通知", "Title", "三镇水价调整"),
        ("关于2018年值班的通知", "Heading 1", "三镇水价调整"),
        ("关于2018年值班的通知", "Normal", ""),  # the first line, which becomes the title later
        ("三镇水价调整", "Normal", "三镇水价调整"),
        ("Microsoft Word - 稿.doc", "Normal", ""),
        ("文档1", "Normal", ""),
        ("", "Normal", ""),
    ],
)
def test_a_title_in_the_properties_never_beats_a_printed_one(given: str, style: str, title: str) -> None:
    def build(document: Any) -> None:
        document.core_properties.title = given
        document.add_paragraph("三镇水价调整", style=style)
        document.add_paragraph("三镇水价昨日起调整，居民用水每吨2.1元。")

    assert read(build).title == title


def test_a_title_in_the_properties_counts_where_the_text_has_none() -> None:
    def build(document: Any) -> None:
        document.core_properties.title = "三镇水价调整"
        document.add_paragraph("三镇水价昨日起调整，居民用水每吨2.1元。")
        document.add_paragraph("新水价分三档。")

    assert read(build).title == "三镇水价调整"
