"""Links in METS files from the logical structure (articles) to the physical one (areas of pages): `structLink`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corpus.readers.xml_tree import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element


def links(root: _Element) -> dict[str, list[str]]:
    """The ids of the divisions to which a division is linked, in the order of the links, by its id."""
    found: dict[str, list[str]] = {}
    for section in root:
        if local_name(section) != "structLink":
            continue
        for item in section:
            if local_name(item) == "smLink":
                found.setdefault(_end(item, "from"), []).append(_end(item, "to"))
            elif local_name(item) == "smLinkGrp":
                targets = {
                    _end(child, "label"): _end(child, "href") for child in item if local_name(child) == "smLocatorLink"
                }
                for arc in item:
                    if local_name(arc) == "smArcLink":
                        start, end = _end(arc, "from"), _end(arc, "to")
                        found.setdefault(targets.get(start, start), []).append(targets.get(end, end))
    return found


def _end(element: _Element, name: str) -> str:
    """An attribute of XLink, whose namespace is written in several ways; without the mark of a fragment."""
    values = (str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name)
    return next(values, "").removeprefix("#")


def shared(pages: Counter[str], divided: set[str]) -> set[str]:
    """The files that no article can have as a whole: those that several have, or of which another has a part."""
    return {file for file, count in pages.items() if count > 1 or file in divided}
