"""PDF files written by hand: pages of text in Adobe's Song, which need not be embedded."""

from __future__ import annotations

import io

from corpus.readers import pdf
from corpus.records import Document

WIDTH, HEIGHT = 600.0, 800.0
SONG = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [ << /Type /Font"
    " /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 907 500]"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >> ] >>"
)


HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def made(*contents: str, rotate: int = 0, font: str = SONG, info: str = "", glyph: tuple[str, str] = ("", "")) -> bytes:
    """A PDF with a page for each stream of contents; `info` is what its dictionary of properties holds.

    `glyph`: a character and the text that its glyph stands for.
    """
    map_number = 4 + 2 * len(contents)
    if glyph[0]:
        font = font.removesuffix(">>") + f"/ToUnicode {map_number} 0 R >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(contents)))
    objects += [f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>", font]
    for index, content in enumerate(contents):
        faint = "/ExtGState << /Faint << /ca 0.15 >> >>"
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate} /Resources << /Font << /F 3 0 R >> {faint} >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {5 + 2 * index} 0 R >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    if glyph[0]:
        code, text = (part.encode("utf-16-be").hex() for part in glyph)
        table = f"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <{code}> <{text}> endbfchar"
        table = f"/CIDInit /ProcSet findresource begin begincmap {table} endcmap end"
        objects.append(f"<< /Length {len(table)} >>\nstream\n{table}\nendstream")
    objects.append(f"<< {info} >>")
    out, places = "%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Root 1 0 R /Size {len(objects) + 1} /Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}").encode("latin-1")


def shown(text: str, left: float, top: float, size: float = 10, matrix: str = "1 0 0 1", actual: str = "") -> str:
    """Text with its baseline's left end at a place; each character of `actual` in an ActualText span of its own."""
    out, along = "", 0.0
    a, b, *_ = map(float, matrix.split())
    for char in text:
        code = char.encode("utf-16-be").hex()
        x, y = left + a * along, HEIGHT - top + b * along
        along += size / 2 if char.isascii() else size
        drawn = f"BT /F {size} Tf {matrix} {x:.2f} {y:.2f} Tm <{code}> Tj ET\n"
        out += f"/Span << /ActualText <FEFF{code}> >> BDC\n{drawn}EMC\n" if char in actual else drawn
    return out


def latin(words: str, left: float, top: float, right: float, size: float = 10) -> str:
    """Words of letters of half a square, with equal spaces between them, so that they fill a line."""
    parts = words.split()
    space = (right - left - sum(len(word) * size / 2 for word in parts)) / max(1, len(parts) - 1)
    out, x = "", left
    for word in parts:
        out += f"BT /F {size} Tf 1 0 0 1 {x:.2f} {HEIGHT - top} Tm <{word.encode('utf-16-be').hex()}> Tj ET\n"
        x += len(word) * size / 2 + space
    return out


def column(text: str, left: float, top: float, width: int = 20, actual: str = "") -> str:
    """Paragraphs, parted by `/`, in lines of `width` characters, the first of each indented by two."""
    out, row = "", 0
    for paragraph in text.split("/"):
        padded = "　　" + paragraph
        for start in range(0, len(padded), width):
            piece = padded[start : start + width]
            bare = piece.lstrip("　")
            out += shown(bare, left + 10 * (len(piece) - len(bare)), top + 15 * row, actual=actual)
            row += 1
    return out


def documents(data: bytes) -> list[Document]:
    """What the file is read as."""
    found = list(pdf.parse(io.BytesIO(data), "a.pdf", lambda: None))
    assert all(isinstance(item, Document) for item in found)
    return [item for item in found if isinstance(item, Document)]


def texts(data: bytes) -> list[str]:
    """The texts of all blocks."""
    return [block.text for item in documents(data) for block in item.blocks]
