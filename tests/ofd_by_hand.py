"""OFD files written by hand, as GB/T 33190-2016 describes them: a zip archive of XML files. Lengths are millimetres."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from corpus.readers import ofd
from corpus.records import Document, Refusal

WIDTH, HEIGHT = 200, 300
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def shown(text: str, left: float, base: float, size: float = 4, code: str | None = None, more: str = "") -> str:
    """Text with its baseline's left end at a place; `code` replaces the offsets of its characters."""
    offsets = f'DeltaX="g {len(text) - 1} {size}"' if code is None else code
    return (
        f'<ofd:TextObject ID="1" Boundary="{left} {base - size} 90 {size}" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}" {offsets}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def column(text: str, left: float, top: float, width: int = 20) -> str:
    """A paragraph in lines of `width` characters of 4 mm, 6 mm apart, the first line indented by two."""
    padded = "　　" + text
    pieces = [padded[start : start + width] for start in range(0, len(padded), width)]
    bare = [(piece.lstrip("　"), index) for index, piece in enumerate(pieces)]
    return "".join(shown(text, left + 8 * (index == 0), top + 6 * index) for text, index in bare)


def page(body: str, box: str = f"0 0 {WIDTH} {HEIGHT}", head: str = "") -> str:
    """A page that draws `body` in one layer; `head` stands before its content."""
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>" if box else ""
    layer = f'<ofd:Content><ofd:Layer ID="2" Type="Body">{body}</ofd:Layer></ofd:Content>'
    return f"{HEAD}<ofd:Page {NS}>{area}{head}{layer}</ofd:Page>"


def document(pages: Sequence[str], common: str = "", after: str = "") -> str:
    """The root of a document of pages at these places."""
    box = "<ofd:PageArea><ofd:PhysicalBox>0 0 100 150</ofd:PhysicalBox></ofd:PageArea>"
    entries = "".join(f'<ofd:Page ID="{10 + number}" BaseLoc="{place}"/>' for number, place in enumerate(pages))
    data = f"<ofd:CommonData>{box}{common}</ofd:CommonData>"
    return f"{HEAD}<ofd:Document {NS}>{data}<ofd:Pages>{entries}</ofd:Pages>{after}</ofd:Document>"


def main(*roots: str, title: str = "") -> str:
    """The file `OFD.xml` with a document for each root."""
    info = f"<ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
    bodies = "".join(f"<ofd:DocBody>{info}<ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody>" for root in roots)
    return f'{HEAD}<ofd:OFD {NS} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>'


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as held:
        for name, data in files.items():
            held.writestr(name, data)
    return buffer.getvalue()


def files(*pages: str, common: str = "", after: str = "", title: str = "") -> dict[str, str | bytes]:
    """The files of a package with one document of these pages."""
    places = [f"Pages/Page_{number}/Content.xml" for number in range(len(pages))]
    found: dict[str, str | bytes] = {"OFD.xml": main("Doc_0/Document.xml", title=title)}
    found["Doc_0/Document.xml"] = document(places, common, after)
    found.update({f"Doc_0/{place}": text for place, text in zip(places, pages, strict=True)})
    return found


def read(held: Mapping[str, str | bytes]) -> list[Document]:
    """The documents of a package of these files."""
    found: list[Document | Refusal] = list(ofd.read(io.BytesIO(packed(held)), "a.ofd"))
    return [item for item in found if isinstance(item, Document)]
