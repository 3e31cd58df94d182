"""NITF, the IPTC's News Industry Text Format: one article a file, in XML.

The headline is `hl1`, further ones (`hl2`) and the abstract are lines above the text. The date is that of the
publication or the issue, else that of the dateline. A name and a sequence in `pubdata` are the page it was printed on.

Source: https://iptc.org/std/NITF/3.6/documentation/nitf-3-6.html; versions 2 and 3 have the same elements.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import CorpusError
from corpus.readers import dates, news_text, xml_tree
from corpus.readers.news_text import Story, child, first, text_of
from corpus.records import Document, Page, Refusal

_NORM = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")  # the day in ISO 8601, with or without its marks
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")  # which may name another encoding than that of the text
_NOT_PRINTED = "npa"  # the type of a note to editors that is not for publication


def documents(root: Any, path: str) -> Iterator[Document | Refusal]:
    """The article of a file whose root is `nitf`. Raises `CorpusError` if it has no text."""
    story = story_of(root)
    if not story.lines:
        raise CorpusError("no_text")
    yield story.document(path)


def story_of(root: Any) -> Story:
    """The article in an element `nitf`, which has no lines if it has no text."""
    body = child(root, "body")
    head, content, end = (child(body, name) for name in ("body.head", "body.content", "body.end"))
    if content is None and head is None:
        content = body
    headline, subheads = _headlines(head)
    title = headline if headline is not None else first(root, "title")
    printed = _printed_head(head)
    byline = [element for element in printed if xml_tree.local_name(element) == "byline"]
    closing = [element for element in (end if end is not None else ()) if xml_tree.local_name(element) != "datasource"]
    source, source_element = _source(root)
    lead = [*map(text_of, subheads), *(line for part in printed if part not in byline for line in _lines(part))]
    said = (text_of(title), *map(text_of, byline))
    lines = news_text.without(_lines(content), said) if content is not None else ()
    lines = (*news_text.with_lead(lead, lines), *(line for part in closing for line in _lines(part)))
    facts = [*byline, source_element]
    return Story(
        title=text_of(title),
        lines=lines,
        date=_date(root),
        source=source,
        authors=tuple(dict.fromkeys(name for element in byline for name in _authors(element))),
        id=_attribute(first(root, "doc-id"), "id-string") or None,
        page=_page(first(root, "pubdata")),
        text=news_text.text_nodes(root),
        facts=tuple(text_of(element) for element in facts if element is not None),
    )


def lines_of(markup: str) -> tuple[str, ...]:
    """The lines of an article that is given as the text of a NITF file. Raises `CorpusError` like `xml_tree.parse`."""
    return story_of(xml_tree.parse(io.BytesIO(_DECLARATION.sub("", markup).encode("utf-8", "replace")))).lines


def _lines(element: Any) -> tuple[str, ...]:
    return news_text.element_lines(element)


def _headlines(head: Any) -> tuple[Any, list[Any]]:
    """The element of the headline, and those of the other headlines beside it."""
    hedline = child(head, "hedline")
    found = [element for element in (hedline.iter() if hedline is not None else ()) if text_of(element)]
    main = next((element for element in found if xml_tree.local_name(element) == "hl1"), None)
    others = [element for element in found if xml_tree.local_name(element) in ("hl1", "hl2") and element is not main]
    return (main, others) if main is not None or not others else (others[0], others[1:])


def _printed_head(head: Any) -> list[Any]:
    """The parts of the head that a reader sees: notes for publication, bylines, the dateline and the abstract."""
    parts = [
        element
        for element in (head if head is not None else ())
        if xml_tree.local_name(element) in ("note", "abstract", "byline", "dateline")
        and element.get("type") != _NOT_PRINTED
        and text_of(element)
    ]
    return sorted(parts, key=lambda part: ("note", "abstract", "byline", "dateline").index(xml_tree.local_name(part)))


def _authors(byline: Any) -> tuple[str, ...]:
    """The persons whom a byline marks, else the names in its words."""
    persons = [name for person in byline.iter("{*}person") for name in (text_of(person),) if name]
    return tuple(persons) or news_text.authors(text_of(byline))


def _date(root: Any) -> str | None:
    """The day of publication; the day of the dateline only where the file says nothing else."""
    for name, attribute in (
        ("pubdata", "date.publication"),
        ("date.issue", "norm"),
        ("story.date", "norm"),
        ("date.release", "norm"),
    ):
        match = _NORM.match(_attribute(first(root, name), attribute))
        if match is not None and (date := dates.iso("-".join(match.groups()))):
            return date
    return dates.iso(text_of(first(root, "story.date")))


def _source(root: Any) -> tuple[str, Any]:
    """The paper or the agency, and the element whose text names it."""
    if name := _attribute(first(root, "pubdata"), "name"):
        return name, None
    distributor = first(root, "distributor")
    if name := text_of(distributor):
        return name, distributor
    return _attribute(first(root, "doc.copyright"), "holder"), None


def _page(pubdata: Any) -> Page | None:
    label, name = _attribute(pubdata, "position.sequence"), _attribute(pubdata, "position.section")
    return Page(1, label=label, name=name) if label or name else None


def _attribute(element: Any, name: str) -> str:
    return news_text.line(element.get(name)) if element is not None else ""
