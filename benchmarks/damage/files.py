"""Good files of every format, and damaged ones made from them.

Every damaged file here is read or refused with an ordinary error. None of them makes a parser crash, hang or exhaust
memory: the limits against such files are tested with the limits lowered and with stand-in readers.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator, Sequence

from benchmarks.archives import write_ofd, write_warc

SENTENCES = "河西新桥昨天通车。市民王女士说，过去绕行要四十分钟。大桥全长1.2公里，双向六车道。总投资8.6亿元。"
TEXT = "\n".join(SENTENCES for _ in range(20))
PICTURES = (".png", ".jpg", ".tif")  # recognising the text of one takes about a second
_WRONG_SUFFIXES = (".txt", ".jsonl", ".html", ".docx", ".pdf", ".png", ".zip", ".csv", ".xlsx", ".epub")
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


def article_files() -> dict[str, bytes]:
    """One good file of every format that articles are read from, by name."""
    row = json.dumps({"text": SENTENCES, "title": "通车"}, ensure_ascii=False)
    page = f"<html><head><title>通车</title></head><body><h1>通车</h1><p>{TEXT}</p></body></html>"
    return {
        "good.txt": TEXT.encode(),
        "gbk.txt": TEXT.encode("gb18030"),
        "good.md": f"# 通车\n\n{TEXT}".encode(),
        "good.html": page.encode(),
        "good.jsonl": f"{row}\n".encode() * 20,
        "good.csv": ("title,text\n" + f"通车,{SENTENCES}\n" * 20).encode(),
        "good.tsv": ("title\ttext\n" + f"通车\t{SENTENCES}\n" * 20).encode(),
        "good.xlsx": _xlsx([("title", "text"), *((f"通车{n}", SENTENCES) for n in range(20))]),
        "good.docx": _docx(),
        "good.epub": _epub(),
        "good.pdf": _pdf(),
        "good.zip": zipped({"a.txt": TEXT.encode(), "b/c.jsonl": f"{row}\n".encode() * 20}),
        "good.warc.gz": (archive := _web_archive(page)),
        "good.wacz": write_warc.collection({"a.warc.gz": archive}),
        "good.warc": _web_archive(page, packed=False),
        "good.ofd": _ofd(),
        **_pictures(),
    }


def question_files() -> dict[str, list[bytes]]:
    """Good question files, by their suffix."""
    rows = [
        {"id": "1", "question": "大桥全长多少？", "answers": ["1.2公里"], "articles": ["通车"], "answerable": True},
        {"question": "谁说的？", "evidence": ["市民王女士说"], "history": [{"question": "大桥？", "answer": "通车"}]},
        {"question": "票价多少？", "answers": [], "answerable": False, "passages": ["p1", "p2"]},
    ]
    table = [
        ("id", "question", "answers", "articles", "answerable"),
        ("1", "大桥全长多少？", "1.2公里|1200米", "a", "1"),
        ("2", '说"了"什么,谁？', "王女士", "", "true"),
        ("3", "票价？", "", "", "false"),
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    squad = {"id": "q1", "question": "全长？", "answers": [{"text": "1.2公里", "answer_start": 40}]}
    data = {"data": [{"title": "通车", "paragraphs": [{"context": SENTENCES, "qas": [squad]}]}]}
    found = {
        ".jsonl": [lines.encode(), lines.encode("gb18030"), lines.encode("utf-16")],
        ".json": [json.dumps(data, ensure_ascii=False).encode(), json.dumps(rows).encode()],
        ".txt": ["大桥全长多少？\n谁说的？\n\n票价？".encode()],
        ".xlsx": [_xlsx(table)],
    }
    for suffix, mark in ((".csv", ","), (".tsv", "\t")):
        text = "\n".join(mark.join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in table)
        found[suffix] = [text.encode(), text.encode("gb18030")]
    return found


def damaged_files(draw: random.Random) -> Iterator[tuple[str, bytes]]:
    """Names and contents: good files cut, changed, doubled or renamed, and files that are odd in other ways."""
    for name, data in article_files().items():
        stem, suffix = name.split(".", 1)
        for share in (0.0, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
            yield f"cut{share}-{name}", data[: int(len(data) * share)]
        for index in range(6):
            flipped = bytearray(data)
            for _ in range(1 + index * 8):
                flipped[draw.randrange(len(flipped))] = draw.randrange(256)
            yield f"flip{index}-{name}", bytes(flipped)
        middle = len(data) // 2
        yield f"zeros-{name}", data[:middle] + b"\0" * 4096 + data[middle + 4096 :]
        yield f"twice-{name}", data + data[middle:]
        for other in _WRONG_SUFFIXES:
            if other != f".{suffix}":
                yield f"wrong-{stem}-{suffix}{other}", data
    yield from _odd_texts()
    yield from _odd_packages()
    yield from _odd_archives()


def _odd_texts() -> Iterator[tuple[str, bytes]]:
    """Encodings that lie, and rows that are none."""
    row = json.dumps({"text": SENTENCES}, ensure_ascii=False).encode() + b"\n"
    yield "utf16-odd.txt", TEXT.encode("utf-16")[:-1]
    yield "utf32.txt", TEXT.encode("utf-32")
    yield "mixed.txt", TEXT.encode("utf-8") + TEXT.encode("gbk")
    yield "surrogates.txt", b"\xed\xa0\x80" * 3000
    yield "overlong.txt", b"\xc0\x80" * 3000
    yield "one-byte.txt", b"\xff"
    yield "bom-only.txt", b"\xef\xbb\xbf"
    yield "controls.txt", bytes(range(32)) * 300
    yield "broken-rows.jsonl", (row + b"{\n") * 1000
    yield "values.jsonl", b'{"text": NaN}\n{"text": [1, null]}\n{"text": {"a": 1}}\nnull\n7\n[]\n' + row
    yield "surrogate.jsonl", b'{"text": "\\ud800 \\udfff"}\n' + row
    yield "utf16.jsonl", (row.decode() * 1000).encode("utf-16")
    yield "header-only.csv", b"text,title\n"
    yield "no-header.csv", f"{SENTENCES},1\n".encode() * 100
    yield "nul.csv", b"text\n" + b"\0" * 100_000 + f"\n{SENTENCES}\n".encode()
    yield "open-quote.csv", b'text,title\n"' + TEXT.encode()
    yield "front-open.md", b"---\n" + b"title: b\n" * 1000
    for charset in ("no-such-charset", "utf-8", "zip"):
        yield f"charset-{charset}.html", f'<meta charset="{charset}"><p>'.encode() + TEXT.encode("gbk")


def _odd_packages() -> Iterator[tuple[str, bytes]]:
    """Word files, workbooks and books with a part that is missing or not what it should be."""
    good, document, sheet = article_files(), "word/document.xml", "xl/worksheets/sheet1.xml"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    yield "missing.docx", changed(good["good.docx"], {}, [document])
    yield "missing-types.docx", changed(good["good.docx"], {}, ["[Content_Types].xml"])
    yield "no-body.docx", changed(good["good.docx"], {document: f'{_XML}<w:document xmlns:w="{word}"/>'.encode()})
    yield "not-xml.docx", changed(good["good.docx"], {document: b"hello"})
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row><row r="2">{}</row>'
    book = f'{_XML}<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
    yield "missing.xlsx", changed(good["good.xlsx"], {}, [sheet])
    for name, cell in (("string-missing", 't="s"><v>999999</v>'), ("date", 't="d"><v>9999-99-99</v>')):
        yield f"{name}.xlsx", changed(good["good.xlsx"], {sheet: book.format(f'<c r="A2" {cell}</c>').encode()})
    climbing = b'<c><rootfile full-path="../../../../etc/passwd"/></c>'
    yield "climbs.epub", changed(good["good.epub"], {"META-INF/container.xml": climbing})
    yield "chapter-missing.epub", changed(good["good.epub"], {"content.opf": _spine("none.xhtml")})


def _odd_archives() -> Iterator[tuple[str, bytes]]:
    """Archives with climbing names, wrong sizes, encryption and methods that nobody knows."""
    text = TEXT.encode()
    names = ("../../a.txt", "/etc/b.txt", "..\\c.txt", "C:\\d.txt", "good.txt")
    yield "climbs.zip", zipped(dict.fromkeys(names, text))
    nested = zipped({"good.txt": text})
    for depth in range(2, 5):
        nested = zipped({"inner.zip": nested, f"level{depth}.txt": text})
        yield f"nested{depth}.zip", nested
    yield "lzma.zip", zipped({"a.txt": text}, zipfile.ZIP_LZMA)
    yield "empty.zip", zipped({})
    yield "no-text.zip", zipped({"a.exe": b"MZ", "b.dat": b"x"})
    whole = zipped({"a.txt": text, "good.txt": text})
    encrypted = bytearray(whole)
    for start in (whole.index(b"PK\x03\x04") + 6, whole.index(b"PK\x01\x02") + 8):
        encrypted[start] |= 1
    yield "encrypted.zip", bytes(encrypted)
    yield "wrong-size.zip", whole.replace(len(text).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    yield "method-unknown.zip", whole.replace(b"\x08\x00", b"\x63\x00")


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, replaced: dict[str, bytes], dropped: Sequence[str] = ()) -> bytes:
    """A zip archive with entries replaced or left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist() if name not in dropped}
    return zipped(entries | replaced)


def _xlsx(rows: list[tuple[str, ...]]) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def _web_archive(page: str, packed: bool = True) -> bytes:
    """A few pages, packed and sent in every way."""
    ways = [("", False), ("gzip", False), ("gzip", True), ("br", True)]
    day, kind = "2024-05-06", "text/html; charset=utf-8"
    records = [
        write_warc.response(f"http://example.com/{number}", day, page.encode(), kind, 200, *way)
        for number, way in enumerate(ways)
    ]
    records.append(write_warc.response("http://example.com/a.txt", day, TEXT.encode(), "text/plain"))
    return write_warc.archive(records, day, packed)


def _ofd() -> bytes:
    """Two documents of a page each, the second with a template."""
    lines = [write_ofd.Line(SENTENCES, 10, 20 + 6 * number, 3.5) for number in range(20)]
    pages = [write_ofd.OfdPage(210, 297, lines), write_ofd.OfdPage(210, 297, lines, lines[:1])]
    return write_ofd.package([pages[:1], pages[1:]])


def _docx() -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    for paragraph in TEXT.split("\n"):
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def _spine(chapter: str) -> bytes:
    item = f'<item id="c" href="{chapter}" media-type="application/xhtml+xml"/>'
    spine = '<spine><itemref idref="c"/></spine>'
    return f"{_XML}<package><manifest>{item}</manifest>{spine}</package>".encode()


def _epub() -> bytes:
    return zipped({
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container><rootfile full-path="content.opf"/></container>',
        "content.opf": _spine("c.xhtml"),
        "c.xhtml": f"<html><body><h1>通车</h1><p>{TEXT}</p></body></html>".encode(),
    })  # fmt: skip


def _pdf() -> bytes:
    """A page with one line of text in Helvetica."""
    content = b"BT /F 12 Tf 50 700 Td (The new bridge opened on Monday morning.) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents 5 0 R "
        b"/Resources << /Font << /F 3 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _pictures() -> dict[str, bytes]:
    from PIL import Image, ImageDraw

    picture, found = Image.new("L", (600, 80), 255), {}
    ImageDraw.Draw(picture).text((20, 20), "The new bridge opened on Monday.", fill=0, font_size=28)
    for suffix, kind in ((".png", "PNG"), (".jpg", "JPEG"), (".tif", "TIFF")):
        out = io.BytesIO()
        picture.save(out, kind)
        found[f"good{suffix}"] = out.getvalue()
    return found
