"""DOCX, XLSX, EPUB and zip archives with bombs, climbing names and lies."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.damage.good import LAUGHS, MB, SENTENCES, TEXT, XML, Make, changed, good_files, spine, written

STORED = zipfile.ZIP_STORED


def packages() -> Iterator[tuple[str, Make]]:
    """DOCX, XLSX and EPUB with bombs inside."""
    good = good_files()
    document, sheet, strings = "word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    many = {f"word/media/{n}.txt": b"a" for n in range(10_000)}
    yield "entries-10000.docx", written(changed(good["good.docx"], many))
    body = f'<w:document xmlns:w="{word}"><w:body>{{}}</w:body></w:document>'
    paragraph = f"<w:p><w:r><w:t>{SENTENCES}</w:t></w:r></w:p>"
    for name, inner in (
        ("laughs", f"{LAUGHS}" + body.format("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>")),
        (
            "entity",
            '<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + body.format(paragraph + "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"),
        ),
        ("deep", body.format("<w:p>" * 100_000)),
        ("deep-tables", body.format("<w:tbl><w:tr><w:tc>" * 2_000)),
        ("paragraphs", body.format(paragraph * 100_000)),
        ("runs", body.format("<w:p>" + "<w:r><w:t>中</w:t></w:r>" * 500_000 + "</w:p>")),
        (
            "cells",
            body.format(
                "<w:tbl>" + "<w:tr>" + "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 3_000 + "</w:tr></w:tbl>"
            ),
        ),
        (
            "span",
            body.format(
                '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
                + paragraph
            ),
        ),
        ("boxes", body.format("<w:p><w:r><w:t>中</w:t><w:pict><w:txbxContent>" * 50)),
        (
            "boxes-closed",
            body.format(
                "<w:p><w:r><w:t>中</w:t><w:pict><w:txbxContent>" * 50
                + paragraph
                + "</w:txbxContent></w:pict></w:r></w:p>" * 50
            ),
        ),
        (
            "tables-in-tables",
            body.format(
                "<w:tbl><w:tr><w:tc>" * 60 + paragraph * 50_000 + "</w:tc></w:tr></w:tbl>" * 60,
            ),
        ),
        (
            "rows",
            body.format(
                "<w:tbl>" + "<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>" * 200_000 + "</w:tbl>"
            ),
        ),
        ("no-body", f'<w:document xmlns:w="{word}"/>'),
        ("not-xml", "hello"),
        ("spaces-60mb", body.format(paragraph + " " * (60 * MB))),
    ):
        yield f"{name}.docx", written(changed(good["good.docx"], {document: f"{XML}{inner}".encode()}, (), STORED))
    yield "zeros-90mb.docx", written(changed(good["good.docx"], {document: b"\0" * (90 * MB)}))
    with zipfile.ZipFile(io.BytesIO(good["good.docx"])) as held:
        styles = held.read("word/styles.xml")
    circle = styles.replace(b'<w:name w:val="Normal"/>', b'<w:name w:val="Normal"/><w:basedOn w:val="Normal"/>')
    yield (
        "style-circle.docx",
        written(changed(good["good.docx"], {"word/styles.xml": circle.replace(b"<w:sz ", b"<w:s ")})),
    )
    yield "missing.docx", written(changed(good["good.docx"], {}, drop=(document,)))
    yield "missing-types.docx", written(changed(good["good.docx"], {}, drop=("[Content_Types].xml",)))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book = f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData>{{}}</sheetData></worksheet>'
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
    cell = f'<row r="{{}}"><c r="A{{}}" t="inlineStr"><is><t>{SENTENCES}</t></is></c></row>'
    for name, inner in (
        ("claims", book.format(head + cell.format(1048576, 1048576))),
        ("column-xfd", book.format(head + '<row r="2"><c r="XFD2"><v>1</v></c></row>' * 20_000)),
        ("column-huge", book.format(head + '<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>')),
        ("row-huge", book.format(head + cell.format(10**15, 10**15))),
        ("empty-rows", book.format(head + "<row/>" * 1_000_000)),
        ("rows", book.format(head + "".join(cell.format(n, n) for n in range(2, 60_000)))),
        ("laughs", LAUGHS + book.format(head + '<row r="2"><c r="A2" t="inlineStr"><is><t>&a11;</t></is></c></row>')),
        ("strings-out", book.format(head + '<row r="2"><c r="A2" t="s"><v>999999</v></c></row>')),
        ("deep", book.format("<row>" * 100_000)),
        ("date", book.format(head + '<row r="2"><c r="A2" t="d"><v>9999-99-99</v></c></row>')),
    ):
        yield f"{name}.xlsx", written(changed(good["good.xlsx"], {sheet: f"{XML}{inner}".encode()}, (), STORED))
    shared = f'{XML}<sst xmlns="{main}">' + "<si><t>中文</t></si>" * 1_500_000 + "</sst>"
    yield "strings.xlsx", written(changed(good["good.xlsx"], {strings: shared.encode()}, (), STORED))
    yield "missing.xlsx", written(changed(good["good.xlsx"], {}, drop=(sheet,)))
    for name, change in (
        ("climbs", {"META-INF/container.xml": b'<c><rootfile full-path="../../../../etc/passwd"/></c>'}),
        ("laughs", {"content.opf": f"{XML}{LAUGHS}<package>&a11;</package>".encode()}),
        ("spine", {"content.opf": spine('<itemref idref="c"/>' * 300_000)}),
        ("spine-loop", {"content.opf": spine('<itemref idref="c"/>', "content.opf")}),
        ("chapter-20mb", {"c.xhtml": b"<p>" + b"a" * (20 * MB)}),
        ("chapter-deep", {"c.xhtml": b"<div>" * 500_000}),
        ("chapter-missing", {"content.opf": spine('<itemref idref="c"/>', "none.xhtml")}),
        ("deep", {"content.opf": b"<a>" * 500_000}),
    ):
        yield f"{name}.epub", written(changed(good["good.epub"], change, (), STORED))


def archives() -> Iterator[tuple[str, Make]]:
    """Zip archives with bombs, climbing names and lies."""
    text = TEXT.encode()

    def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as held:
            for name, data in entries.items():
                held.writestr(name, data)
        return out.getvalue()

    bomb = zipped({"bomb.txt": b"\0" * (300 * MB), "good.txt": text})
    yield "bomb.zip", written(bomb)
    yield "bombs.zip", written(zipped({f"{n}.zip": bomb for n in range(200)} | {"good.txt": text}, zipfile.ZIP_STORED))
    yield (
        "climbs.zip",
        written(
            zipped({"../../a.txt": text, "/etc/b.txt": text, "..\\c.txt": text, "C:\\d.txt": text, "good.txt": text})
        ),
    )
    nested = zipped({"good.txt": text})
    for depth in range(2, 9):
        nested = zipped({"inner.zip": nested, f"level{depth}.txt": text})
        yield f"nested{depth}.zip", written(nested)
    yield "entries-300000.zip", many_entries(300_000)
    yield "entries-20000.zip", many_entries(20_000)
    yield "lzma.zip", written(zipped({"a.txt": text}, zipfile.ZIP_LZMA))
    yield "bzip2-bomb.zip", written(zipped({"a.txt": b"\0" * (300 * MB), "good.txt": text}, zipfile.ZIP_BZIP2))
    yield "empty.zip", written(zipped({}))
    yield "no-text.zip", written(zipped({"a.exe": b"MZ", "b.dat": b"x"}))
    yield "same-name.zip", same_name
    whole = zipped({"a.txt": text, "good.txt": text})
    encrypted = bytearray(whole)
    for start in (whole.index(b"PK\x03\x04") + 6, whole.index(b"PK\x01\x02") + 8):
        encrypted[start] |= 1
    yield "encrypted.zip", written(bytes(encrypted))
    lie = whole.replace(len(text).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    yield "size-lies-small.zip", written(lie)
    yield (
        "size-lies-large.zip",
        written(whole.replace(len(text).to_bytes(4, "little"), (2**32 - 2).to_bytes(4, "little"))),
    )
    yield "method-unknown.zip", written(whole.replace(b"\x08\x00", b"\x63\x00"))
    yield (
        "bomb-epub-inside.zip",
        written(
            zipped(
                {
                    "a.docx": changed(good_files()["good.docx"], {"word/document.xml": b"\0" * (90 * MB)}),
                    "good.txt": text,
                }
            )
        ),
    )


def many_entries(count: int) -> Make:
    """A maker of an archive with this many tiny files."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as held:
            for index in range(count):
                held.writestr(f"{index}.txt", b"a")

    return make


def same_name(path: Path) -> None:
    """An archive in which 500 entries share a name."""
    import warnings

    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as held:
        warnings.simplefilter("ignore")
        for _ in range(500):
            held.writestr("a.txt", TEXT)
