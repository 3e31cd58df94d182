"""PDF files and pictures with loops, bombs and too much of everything."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Iterator

from benchmarks.damage.good import MB, Make, pdf, written


def pdfs() -> Iterator[tuple[str, Make]]:
    """PDF files with loops, bombs and too much of everything."""
    yield "pages-10000.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"] * 10_000))
    yield "pages-4900.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"] * 4_900))
    yield (
        "text-2mb.pdf",
        written(pdf([b"BT /F 9 Tf 50 800 Td " + b"(some text goes here) Tj 0 -1 Td " * 100_000 + b"ET"])),
    )
    yield (
        "lines-20000.pdf",
        written(
            pdf(
                [
                    b"BT /F 1 Tf "
                    + b"".join(b"1 0 0 1 %d %d Tm (a%d) Tj " % (n % 200 * 3, n // 200 * 7, n) for n in range(20_000))
                    + b"ET"
                ]
            )
        ),
    )
    yield "flate-bomb.pdf", written(pdf([b" " * (500 * MB)], packed=True))
    yield "flate-bomb-text.pdf", written(pdf([b"BT /F 9 Tf (a) Tj ET " * (5 * MB)], packed=True))
    yield "flate-bombs-text.pdf", written(pdf([b"BT /F 9 Tf (a) Tj ET " * (2 * MB)] * 10, packed=True))
    yield (
        "flate-bomb-twice.pdf",
        written(pdf([zlib.compress(b" " * (900 * MB), 9)], packed=True, filters=b"[/FlateDecode /FlateDecode]")),
    )
    yield "operators.pdf", written(pdf([b"q 1 0 0 1 0 0 cm " * 2_000_000], packed=True))
    yield "paths.pdf", written(pdf([b"0 0 m 9 9 l S " * 2_000_000], packed=True))
    yield "box-huge.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"], box=b"0 0 1e30 1e30"))
    yield "box-zero.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"], box=b"0 0 0 0"))
    yield "box-nan.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"], box=b"a b c d"))
    yield "tree-loop.pdf", written(pdf([b"BT ET"]).replace(b"/Kids [", b"/Kids [2 0 R "))
    yield "count-lies.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"]).replace(b"/Count 1", b"/Count 4000"))
    yield "count-negative.pdf", written(pdf([b"BT /F 9 Tf 50 50 Td (page) Tj ET"]).replace(b"/Count 1", b"/Count -9"))
    yield "form-loop.pdf", written(pdf([b"/X Do " * 10_000], form=b"/X Do /X Do"))
    yield "image-huge.pdf", written(pdf([b"600 0 0 800 0 0 cm /I Do"], image=(100_000, 100_000)))
    yield "image-large.pdf", written(pdf([b"600 0 0 800 0 0 cm /I Do"], image=(8_000, 8_000)))
    yield "arrays.pdf", written(pdf([b"[" * 1_000_000]))
    yield (
        "dictionaries.pdf",
        written(
            pdf([b"BT ET"]).replace(b"/MediaBox", b"/A " + b"<</A " * 50_000 + b"1 " + b">>" * 50_000 + b" /MediaBox")
        ),
    )
    yield "header-only.pdf", written(b"%PDF-1.7\n")
    yield "header-random.pdf", written(b"%PDF-1.7\n" + random.Random(2).randbytes(MB))
    yield "xref-loop.pdf", written(pdf([b"BT ET"]).replace(b"/Size", b"/Prev 9 /Size"))
    yield (
        "encrypt.pdf",
        written(
            pdf([b"BT ET"]).replace(b"/Root", b"/Encrypt << /Filter /Standard /V 2 /R 3 /O (a) /U (b) /P -4 >> /Root")
        ),
    )


def pictures() -> Iterator[tuple[str, Make]]:
    """Pictures that claim or hold too many pixels or pages."""
    from PIL import Image

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    def png(wide: int, high: int, rows: bytes) -> bytes:
        header = wide.to_bytes(4, "big") + high.to_bytes(4, "big") + b"\x08\0\0\0\0"
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

    yield "claims-huge.png", written(png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0" * 1000)))
    yield "claims-60000.png", written(png(60_000, 60_000, zlib.compress(b"\0" * MB, 9)))
    yield "zero.png", written(png(0, 0, b""))
    yield "one-pixel.png", written(png(1, 1, zlib.compress(b"\0\xff")))
    yield "thin.png", written(png(30_000, 2, zlib.compress(b"\0" * 60_002, 9)))
    yield "short-data.png", written(png(3_000, 3_000, zlib.compress(b"\0" * 1000)))
    yield (
        "text-bomb.png",
        written(
            png(9, 9, zlib.compress(b"\0" * 90)).replace(
                chunk(b"IEND", b""),
                chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * (100 * MB), 9)) + chunk(b"IEND", b""),
            )
        ),
    )
    white = Image.new("L", (300, 400), 255)
    out = io.BytesIO()
    white.save(out, "TIFF", save_all=True, append_images=[white] * 60, compression="tiff_deflate")
    yield "pages-60.tif", written(out.getvalue())
    tiff = io.BytesIO()
    white.save(tiff, "TIFF")
    data = tiff.getvalue()
    start = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[start : start + 2], "little")
    next_at = start + 2 + 12 * entries
    yield "loop.tif", written(data[:next_at] + start.to_bytes(4, "little") + data[next_at + 4 :])
    noise = Image.frombytes("L", (1200, 1600), random.Random(3).randbytes(1200 * 1600))
    held = io.BytesIO()
    noise.save(held, "JPEG")
    yield "noise.jpg", written(held.getvalue())
    lines = Image.new("L", (1200, 1600), 255)
    lines.paste(0, (0, 0, 1200, 1))
    for row in range(0, 1600, 6):
        lines.paste(0, (0, row, 1200, row + 2))
    held = io.BytesIO()
    lines.save(held, "PNG")
    yield "stripes.png", written(held.getvalue())
