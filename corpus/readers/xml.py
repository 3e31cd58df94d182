"""XML files, each by its first element: the suffix `.xml` says nothing about the format.

A new format is a module with `read(root, path)` and a line in `ROOTS`. The namespace is not looked at, since files of
one format have many, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from corpus.errors import CorpusError
from corpus.readers import alto, mets_issue, newsml, nitf, page_xml, xml_tree
from corpus.records import Document, Refusal

if TYPE_CHECKING:
    from lxml.etree import _Element

RootReader = Callable[["_Element", str], Iterator[Document | Refusal]]

ROOTS: dict[str, RootReader] = {
    "PcGts": page_xml.read,
    "alto": alto.read,
    "mets": mets_issue.alone,
    "newsItem": newsml.documents,
    "newsMessage": newsml.documents,
    "nitf": nitf.documents,
}


def read(stream: BinaryIO, path: str) -> Iterator[Document | Refusal]:
    """The documents of the format that the first element names. Raises `CorpusError` like `xml_tree.parse`, for an
    unknown format, and what its reader raises.
    """
    name = xml_tree.root_name(stream)
    if not name or name in ROOTS:
        root = xml_tree.parse(stream)
        name = xml_tree.local_name(root)
    if name not in ROOTS:
        raise CorpusError("xml_unknown", root=name[:40], formats=" ".join(sorted(ROOTS)))
    yield from ROOTS[name](root, path)
