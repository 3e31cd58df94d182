"""One good file of every format, and what the other modules make files with."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path], None]  # writes the file of a case

MB = 1 << 20
SENTENCES = "河西新桥昨天通车。市民王女士说，过去绕行要四十分钟。大桥全长1.2公里，双向六车道。总投资8.6亿元。"
TEXT = "\n".join(SENTENCES for _ in range(20))
XML = '<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
)


def written(data: bytes) -> Make:
    """A maker that writes these bytes."""
    return lambda path: path.write_bytes(data) and None


def repeated(piece: bytes, count: int, before: bytes = b"", after: bytes = b"") -> Make:
    """A maker of a large file that is not held in memory here."""

    def make(path: Path) -> None:
        with path.open("wb") as out:
            out.write(before)
            step = max(1, MB // len(piece))
            for _ in range(count // step):
                out.write(piece * step)
            out.write(piece * (count % step) + after)

    return make


def changed(
    data: bytes, change: dict[str, bytes], drop: tuple[str, ...] = (), method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip file with entries replaced, added or left out. What is stored is no bomb, so a parser gets to see it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in change and name not in drop:
                new.writestr(name, old.read(name))
        for name, content in change.items():
            new.writestr(name, content, method)
    return out.getvalue()


def spine(references: str, href: str = "c.xhtml") -> bytes:
    """The package document of an EPUB with one chapter."""
    item = f'<item id="c" href="{href}" media-type="application/xhtml+xml"/>'
    return f"{XML}<package><manifest>{item}</manifest><spine>{references}</spine></package>".encode()


def good_files() -> dict[str, bytes]:
    """One good file of every format."""
    import docx
    from openpyxl import Workbook
    from PIL import Image, ImageDraw

    found: dict[str, bytes] = {
        "good.txt": TEXT.encode(),
        "gbk.txt": TEXT.encode("gb18030"),
        "good.md": f"# 通车\n\n{TEXT}".encode(),
    }
    found["good.html"] = (
        f"<html><head><title>通车</title></head><body><h1>通车</h1><p>{TEXT}</p></body></html>".encode()
    )
    row = json.dumps({"text": SENTENCES, "title": "通车"}, ensure_ascii=False)
    found["good.jsonl"] = f"{row}\n".encode() * 20
    found["good.csv"] = ("title,text\n" + f"通车,{SENTENCES}\n" * 20).encode()
    found["good.tsv"] = ("title\ttext\n" + f"通车\t{SENTENCES}\n" * 20).encode()
    book = Workbook()
    for cells in (("title", "text"), *((f"通车{n}", SENTENCES) for n in range(20))):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    found["good.xlsx"] = out.getvalue()
    document = docx.Document()
    for paragraph in TEXT.split("\n"):
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    found["good.docx"] = out.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("mimetype", "application/epub+zip")
        held.writestr("META-INF/container.xml", '<container><rootfile full-path="content.opf"/></container>')
        held.writestr("content.opf", spine('<itemref idref="c"/>'))
        held.writestr("c.xhtml", f"<html><body><h1>通车</h1><p>{TEXT}</p></body></html>")
    found["good.epub"] = out.getvalue()
    found["good.pdf"] = pdf([b"BT /F 12 Tf 50 700 Td (The new bridge opened on Monday morning.) Tj ET"])
    picture = Image.new("L", (600, 80), 255)
    ImageDraw.Draw(picture).text((20, 20), "The new bridge opened on Monday.", fill=0, font_size=28)
    for suffix, kind in (("png", "PNG"), ("jpg", "JPEG"), ("tif", "TIFF")):
        out = io.BytesIO()
        picture.save(out, kind)
        found[f"good.{suffix}"] = out.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("a.txt", TEXT)
        held.writestr("b/c.jsonl", f"{row}\n" * 20)
    found["good.zip"] = out.getvalue()
    return found


def pdf(
    contents: list[bytes],
    packed: bool = False,
    filters: bytes = b"/FlateDecode",
    box: bytes = b"0 0 600 850",
    form: bytes = b"",
    image: tuple[int, int] | None = None,
) -> bytes:
    """A PDF by hand: a page for each stream of contents, deflated where `packed`."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    objects.append(b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % len(contents))
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    resources = b"<< /Font << /F 3 0 R >> /XObject << /X 4 0 R /I 5 0 R >> >>"
    objects.append(stream(form, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources " + resources))
    wide, high = image or (1, 1)
    pixels = zlib.compress(b"\xff" * min(wide * high, 100 * MB), 9)
    objects.append(
        stream(
            pixels,
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceGray "
            b"/Filter /FlateDecode" % (wide, high),
        )
    )
    for index, content in enumerate(contents):
        page = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox ["
            + box
            + b"] /Contents %d 0 R /Resources " % (first + 2 * index + 1)
        )
        objects.append(page + resources + b" >>")
        objects.append(stream(zlib.compress(content, 9), b"/Filter " + filters) if packed else stream(content))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """The body of a stream object."""
    return b"<< /Length %d " % len(data) + entries + b" >>\nstream\n" + data + b"\nendstream"
