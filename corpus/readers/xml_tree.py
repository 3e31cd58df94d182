"""XML parsed without entities, network and unbounded trees; and the name of the element that a file begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.errors import CorpusError
from corpus.readers import limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEAD_BYTES, _STEP_BYTES = 1 << 16, 1 << 12  # of a file in which its first element is looked for
_ENTITY = ("<!ENTITY".encode("utf-16-le"), "<!ENTITY".encode("utf-16-be"), b"<!ENTITY")


def root_name(stream: BinaryIO) -> str:
    """The name of the first element, without its prefix, judged by the beginning of the file; empty if it is not XML.

    The position of the stream is then its start.
    """
    from lxml import etree

    stream.seek(0)
    parser = etree.XMLPullParser(("start",), **_safe())
    name = ""
    try:
        for _ in range(0, _HEAD_BYTES, _STEP_BYTES):
            parser.feed(stream.read(_STEP_BYTES))
            if (first := next(parser.read_events(), None)) is not None:
                name = local_name(first[1])
                break
    except etree.XMLSyntaxError:
        pass
    stream.seek(0)
    return name


def parse(stream: BinaryIO) -> _Element:
    """The first element of the file, without comments and processing instructions.

    Raises `CorpusError` if the file is too large, no XML, damaged, nested too deeply, or declares entities. A document
    type is not loaded.
    """
    from lxml import etree

    data = limits.load(stream, limits.XML_BYTES)
    if any(mark in data for mark in _ENTITY):
        raise CorpusError("xml_entities")
    with limits.parsing("xml_damaged"):
        root = etree.fromstring(data, etree.XMLParser(**_safe()))
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and any(True for _ in declared.iterentities()):  # in an encoding that hid them
            raise CorpusError("xml_entities")
        return root


def local_name(element: _Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _safe() -> dict[str, Any]:
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
    }
