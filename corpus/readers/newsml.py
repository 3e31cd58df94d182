"""NewsML-G2, the IPTC's format for the exchange of news: items of text, alone or several in one message.

The text of an item is XHTML or NITF within it, or plain text. Headline, byline, dateline and date stand in the
metadata of its content. An item of a picture is its caption.

Source: https://iptc.org/standards/newsml-g2/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.account import characters
from corpus.messages import Message
from corpus.readers import dates, news_text, nitf, table_rows
from corpus.readers.news_text import Story, child, first, key, text_of
from corpus.readers.xml_tree import local_name
from corpus.records import Document, Refusal

_ITEMS = 100_000  # of a message
_DATES = ("contentCreated", "versionCreated", "firstCreated")
_SAME_TEXT = 0.8  # of the longest content's characters: another rendition of the same text
_OTHER_USE = re.compile("seo|short|web|mobile|slug|social|internal", re.IGNORECASE)  # roles of other headlines


def documents(root: Any, path: str) -> Iterator[Document | Refusal]:
    """The articles of a file whose root is `newsItem` or `newsMessage`; an item without text is refused."""
    items = [root] if local_name(root) == "newsItem" else list(root.iter("{*}newsItem"))[:_ITEMS]
    beside = news_text.text_nodes(root, set(items)) if items != [root] else ""
    for item in items:
        story = story_of(item)
        if story.lines:
            yield story.document(path, beside)
            beside = ""
        else:
            yield Refusal(path, Message("row_without_text"), item.sourceline)


def story_of(item: Any) -> Story:
    """The article in an element `newsItem`, which has no lines if it has no text."""
    meta = first(item, "contentMeta")
    meta = meta if meta is not None else item.makeelement("contentMeta")
    content = _content(item)
    headline, others = _headlines(meta)
    bylines = [found for found in meta.iterfind("{*}by") if text_of(found)]
    datelines = [found for found in meta.iterfind("{*}dateline") if text_of(found)]
    title = text_of(headline) or content.title
    said = (title, content.title, *map(text_of, (*bylines, *others)))
    lines = news_text.with_lead(map(text_of, (*others, *datelines)), news_text.without(content.lines, said))
    captions = [] if content.lines else [found for found in meta.iterfind("{*}description") if text_of(found)]
    lines = (*lines, *map(text_of, captions)) if content.lines or captions else ()
    source, source_element = _source(item)
    facts = [*bylines, source_element, *(first(item, name) for name in _DATES)]
    return replace(
        content,
        title=title,
        lines=lines,
        date=_date(item, content.date),
        source=source or content.source,
        authors=_authors(bylines, meta) or content.authors,
        url=guid if (guid := item.get("guid") or "").startswith(("http:", "https:")) else None,
        id=guid or None,
        text=news_text.text_nodes(item),
        facts=(*(text_of(element) for element in facts if element is not None), *content.facts),
    )


def _content(item: Any) -> Story:
    """What the content of an item says; of several renditions the best one that has all the text."""
    elements = [
        element
        for holder in item.iterfind("{*}contentSet")
        for element in holder
        if local_name(element) in ("inlineXML", "inlineData")
    ]
    elements.sort(key=lambda element: local_name(element) != "inlineXML")
    renditions = [_rendition(element) for element in elements]
    longest = max(map(_size, renditions), default=0)
    return next((story for story in renditions if story.lines and _size(story) >= _SAME_TEXT * longest), Story())


def _size(story: Story) -> int:
    return characters("".join(story.lines))


def _rendition(element: Any) -> Story:
    """What one rendition of the content says: NITF, XHTML, or text."""
    story = first(element, "nitf")
    if story is not None:
        return nitf.story_of(story)
    if local_name(element) == "inlineXML":
        body = first(element, "body")
        body = body if body is not None else element
        header = child(body, "header")
        heading = first(header, "h1") if header is not None else None
        repeated = header if heading is not None else None
        lines = (line for part in body if part is not repeated for line in _lines_and_tail(part))
        return Story(title=text_of(heading), lines=(*_text_lines(body.text), *lines))
    text = "".join(element.itertext())
    if "html" in (element.get("contenttype") or "") or table_rows.TAG.search(text):
        return Story(lines=news_text.markup_lines(text))
    return Story(lines=_text_lines(text))


def _lines_and_tail(part: Any) -> Iterator[str]:
    if local_name(part):
        yield from news_text.element_lines(part)
    yield from _text_lines(part.tail)


def _text_lines(text: str | None) -> tuple[str, ...]:
    return tuple(block.text for block in table_rows.paragraphs(text)) if text and text.strip() else ()


def _headlines(meta: Any) -> tuple[Any, list[Any]]:
    """The element of the main headline, and those of the others that are printed with it."""
    found = [element for element in meta.iterfind("{*}headline") if text_of(element)]
    ranked = sorted(found, key=lambda element: ("main" not in (element.get("role") or ""), _rank(element)))
    others = [element for element in ranked[1:] if not _OTHER_USE.search(element.get("role") or "")]
    main = key(text_of(ranked[0])) if ranked else ""
    return (ranked[0] if ranked else None), [element for element in others if key(text_of(element)) != main]


def _rank(element: Any) -> int:
    rank = element.get("rank") or ""
    return int(rank) if rank.isdecimal() and len(rank) < 4 else 1


def _authors(bylines: list[Any], meta: Any) -> tuple[str, ...]:
    """The names of the bylines, else the creators who are given by name."""
    names = [name for element in bylines for name in news_text.authors(text_of(element))]
    if not names:
        named = (text_of(creator.find("{*}name")) for creator in meta.iterfind("{*}creator"))
        names = [name for name in named if name]
    return tuple(dict.fromkeys(names))


def _source(item: Any) -> tuple[str, Any]:
    """Who provides the item, and the element whose text says so."""
    for name in ("provider", "infoSource", "copyrightHolder"):
        element = first(item, name)
        if element is None:
            continue
        named = element.find("{*}name")
        code = (element.get("qcode") or "").partition(":")[2]
        if value := text_of(named) or news_text.line(element.get("literal")) or text_of(element) or code:
            return value, element
    return "", None


def _date(item: Any, printed: str | None) -> str | None:
    """The day when the content was made, else the printed one, else that of the version."""
    created, *versions = (dates.iso(text_of(first(item, name))) for name in _DATES)
    return created or printed or next(filter(None, versions), None)
