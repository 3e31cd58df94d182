"""Which format a file has: by the suffix of its name, and by its first bytes where these say that the suffix is wrong.

The first bytes of closed formats are those that tools for converting them look for (caj2pdf, ceb2pdf; a published
description of PDG). CEBX is known by its suffix alone.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import mhtml
from corpus.records import Document, Refusal

_PACKED = re.compile(r"\.w?arc\.gz", re.IGNORECASE)
_HEAD_BYTES = 4096
_BLANK = b"\xef\xbb\xbf \t\r\n"

# Formats that only one program opens, with this program: by their first bytes, and by the suffix of the name.
_CNKI, _APABI, _CHAOXING = "CAJViewer", "Apabi Reader", "SSReader"
_CLOSED_BYTES: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    (re.compile(rb"Founder CEB"), "CEB", _APABI),
    (re.compile(rb"CAJ\x00"), "CAJ", _CNKI),
    (re.compile(rb"HN(?:\x00\x00|\xc8\x00)"), "CAJ (HN)", _CNKI),
    (re.compile(rb"\xc8\x00\x00\x00"), "CAJ (C8)", _CNKI),
    (re.compile(rb"KDH "), "KDH", _CNKI),
    (re.compile(rb"TEB\x00"), "TEB", _CNKI),
    (re.compile(rb"HH.{13}[\x00-\x0f\xaa-\xff]", re.DOTALL), "PDG", _CHAOXING),
)
CLOSED: dict[str, tuple[str, str]] = {
    ".ceb": ("CEB", _APABI),
    ".cebx": ("CEBX", _APABI),
    ".caj": ("CAJ", _CNKI),
    ".nh": ("NH", _CNKI),
    ".kdh": ("KDH", _CNKI),
    ".teb": ("TEB", _CNKI),
    ".pdg": ("PDG", _CHAOXING),
}
# What other files begin with, the format, and the suffixes under which this is no surprise.
_PAGES = frozenset((".html", ".htm", ".xhtml", ".mhtml", ".mht", ".hocr"))
_OFFICE = frozenset((".docx", ".xlsx", ".odt", ".epub", ".ofd"))
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".tif", ".tiff"))
_TEXT = frozenset((".md", ".markdown", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".xml"))
_BEGINNINGS: tuple[tuple[re.Pattern[bytes], str, frozenset[str]], ...] = (
    (re.compile(rb"%PDF-"), ".pdf", frozenset((".pdf",))),
    (re.compile(rb"\{\\rtf"), ".rtf", frozenset((".rtf",))),
    (re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE), ".html", _PAGES | _TEXT),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), ".png", _PICTURES),
    (re.compile(rb"\xff\xd8\xff"), ".jpg", _PICTURES),
    (re.compile(rb"II\*\x00|MM\x00\*"), ".tif", _PICTURES),
    (re.compile(rb"WARC/[01]\.\d"), ".warc", frozenset((".warc", ".warc.gz"))),
)
_MIMETYPES = {b"application/epub+zip": ".epub", b"application/vnd.oasis.opendocument.text": ".odt"}


def suffix(name: str) -> str:
    """The suffix of a name or path, in lower case and with its dot; empty where there is none.

    Packed web archives have two parts of it: `.warc.gz`. Paths inside archives may hold backslashes.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    last = "".join(path.suffixes[-2:])
    return last.lower() if _PACKED.fullmatch(last) else path.suffix.lower()


def actual(stream: BinaryIO, named: str) -> str:
    """The suffix of the format that a file has by its first bytes; `named`, that of its name, if they do not tell.

    The position of the stream is then its start. Raises `CorpusError` if the format is one that only its own program
    opens.
    """
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    for pattern, name, program in _CLOSED_BYTES:
        if pattern.match(head) and b"\x00" in head[:64]:  # without zeros it may be text
            raise CorpusError("format_closed", name=name, program=program)
    if head.startswith(b"PK\x03\x04"):
        return _actual_zip(stream, head, named)
    if named in (".doc", ".wps") and mhtml.is_saved_page(head):
        return ".mhtml"
    bare = head.lstrip(_BLANK)
    found = next((item for item in _BEGINNINGS if item[0].match(bare)), None)
    if found is not None and named not in found[2]:
        return found[1]
    return named


def refuse(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """Read a file whose name has the suffix of a closed format: raises `CorpusError`."""
    name, program = CLOSED[suffix(path)]
    raise CorpusError("format_closed", name=name, program=program)
    yield


def _actual_zip(stream: BinaryIO, head: bytes, named: str) -> str:
    """The format of a zip archive, by its first entry or, where the name says something else, by all entries."""
    length = int.from_bytes(head[26:28], "little")
    first, behind = head[30 : 30 + length], head[30 + length + int.from_bytes(head[28:30], "little") :]
    if first == b"mimetype":
        return next((kind for mime, kind in _MIMETYPES.items() if behind.startswith(mime)), named)
    office = first.startswith((b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"OFD.xml"))
    if named in _OFFICE | {".zip", ".wacz"} and not office:
        return named
    try:
        with zipfile.ZipFile(stream) as held:
            names = held.namelist()
    except Exception:
        return named
    finally:
        stream.seek(0)
    return _by_entries(names, named)


def _by_entries(names: list[str], named: str) -> str:
    lower = {name.lower() for name in names}
    if "[content_types].xml" in lower:
        return next((kind for folder, kind in (("word/", ".docx"), ("xl/", ".xlsx")) if _any(names, folder)), named)
    if "ofd.xml" in lower:
        return ".ofd"
    if named in _OFFICE | CLOSED.keys() | {".zip", ".wacz"}:
        return named
    if "datapackage.json" in lower and _any(names, "archive/"):
        return ".wacz"
    return ".zip"


def _any(names: list[str], folder: str) -> bool:
    return any(name.startswith(folder) for name in names)
