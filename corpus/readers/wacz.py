"""Collections of web archives (WACZ 1.1.1): a zip archive that holds web archives, which are read as one.

The indexes, lists of pages and logs beside them say nothing that the archives lack.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import CorpusError
from corpus.readers import archive, warc
from corpus.records import Document, Refusal

_ARCHIVES = frozenset((".warc", ".warc.gz", ".arc", ".arc.gz"))


def read(stream: BinaryIO, path: str, read_as: warc.ReadAs) -> Iterator[Document | Refusal]:
    """The documents of all its archives. Raises `CorpusError` if it is damaged or too large, or holds no archive.

    `read_as` as in `warc.read`.
    """
    reading = warc.Reading(read_as, path)
    empty = True
    for name, entry in archive.opened_entries(stream, _ARCHIVES):
        empty = False
        try:
            if isinstance(entry, CorpusError):
                raise entry
            yield from reading.archive(entry, f"{path}/{name}")
        except CorpusError as error:
            yield from reading.refuse(f"{path}/{name}", error.message)
    if empty:
        raise CorpusError("wacz_without_archives")
    yield from reading.end()
