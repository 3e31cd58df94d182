"""The width and height of a picture, from the first bytes of its file: PNG, JPEG, GIF. The picture is not decoded."""

from __future__ import annotations

from typing import BinaryIO

_MAX_MARKERS = 1_000  # of a JPEG file before the one that gives its size
_HEAD_BYTES = 32
_SIZES = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF))


def read(stream: BinaryIO) -> tuple[int, int] | None:
    """The size in pixels; None for another format and for a damaged file."""
    head = stream.read(_HEAD_BYTES)
    size = None
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        size = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    elif head.startswith((b"GIF87a", b"GIF89a")):
        size = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    elif head.startswith(b"\xff\xd8"):
        size = _of_jpeg(stream)
    return size if size and all(size) else None


def _of_jpeg(stream: BinaryIO) -> tuple[int, int] | None:
    stream.seek(2)
    for _ in range(_MAX_MARKERS):
        marker = stream.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:
            return None
        length = int.from_bytes(marker[2:], "big")
        if marker[1] in _SIZES:
            size = stream.read(5)
            return int.from_bytes(size[3:5], "big"), int.from_bytes(size[1:3], "big")
        stream.seek(length - 2, 1)
    return None
