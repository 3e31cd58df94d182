"""Random mutations of good files: of their bytes, of the format's own tokens, and of the parts inside a zip."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence

from benchmarks.damage.files import zipped

LARGEST = 200_000  # bytes of a mutated file
TOKENS = [
    '"', '""', "'", ",", ";", "\t", "\n", "\r", "\r\n", "\0", "{", "}", "[", "]", ":", "null", "true", "NaN",
    "-Infinity", "1e999", "-0", "\\u0000", "\\ud800", "\ufeff", "\u202e", "\u2028", "﷽", "𠮷", "e\u0301",
    "<", ">", "&", "&amp;", "&#0;", "<!--", "-->", "]]>", "<script>", "</", "<table><tr><td>", "<p>", "</p>",
    "# ", "---\n", "```", "| a | b |\n|-|-|\n", "* ", "question", "answers", "articles", "evidence", "answerable",
    "history", "text", "title", "date", "id", "2023-13-45", "0000-00-00", "９９年", "■", "据", "本报讯", "记者",
    "……", "。”", "（", "）", "100%", "10.5亿元", "=1+1", "../", "C:\\", "{{", "%s", " " * 300, "长" * 600,
]  # fmt: skip


def mutated(data: bytes, others: Sequence[bytes], draw: random.Random) -> bytes:
    """The good file after one to eight mutations; `others` are good files to splice with."""
    if data[:2] == b"PK" and draw.random() < 0.8:
        return _mutated_package(data, draw)
    for _ in range(draw.choice((1, 1, 2, 3, 5, 8))):
        mutate = draw.choice((_flip, _cut, _repeat, _token, _token, _token, _swap))
        data = _splice(data, draw.choice(others), draw) if draw.random() < 0.12 else mutate(data, draw)
    return data[:LARGEST]


def _span(data: bytes, draw: random.Random) -> tuple[int, int]:
    start = draw.randrange(len(data) + 1)
    return start, min(len(data), start + int(draw.expovariate(1 / 40)) + 1)


def _flip(data: bytes, draw: random.Random) -> bytes:
    flipped = bytearray(data or b"\0")
    for _ in range(draw.choice((1, 2, 8, 32))):
        flipped[draw.randrange(len(flipped))] = draw.choice((0, 255, 127, 10, 34, draw.randrange(256)))
    return bytes(flipped)


def _cut(data: bytes, draw: random.Random) -> bytes:
    start, end = _span(data, draw)
    return data[:start] + (b"" if draw.random() < 0.3 else data[end:])


def _repeat(data: bytes, draw: random.Random) -> bytes:
    start, end = _span(data, draw)
    return data[:end] + data[start:end] * draw.choice((1, 3, 50)) + data[end:]


def _token(data: bytes, draw: random.Random) -> bytes:
    codec = draw.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16-le"))
    token = draw.choice(TOKENS).encode(codec, "replace") * draw.choice((1, 1, 1, 2, 40))
    start, end = _span(data, draw)
    return data[:start] + token + data[end if draw.random() < 0.5 else start :]


def _splice(data: bytes, other: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)] + other[draw.randrange(len(other) + 1) :]


def _swap(data: bytes, draw: random.Random) -> bytes:
    (a, b), (c, d) = sorted((_span(data, draw), _span(data, draw)))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:] if b <= c else data


def _mutated_package(data: bytes, draw: random.Random) -> bytes:
    """A zip with one to four of its parts changed, dropped or renamed, packed again so that parsers reach them."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(draw.choice((1, 1, 2, 4))):
        name, kind = draw.choice(sorted(parts)), draw.random()
        part = parts[name]
        if kind < 0.8:
            parts[name] = mutated(part, list(parts.values()), draw)
        elif kind < 0.87 and len(parts) > 1:
            del parts[name]
        else:
            prefix = draw.choice(("../", "a/", "/", draw.choice(TOKENS)[:200].replace("\0", "_")))
            parts[prefix + name] = parts.pop(name)
    return zipped(parts, draw.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))
