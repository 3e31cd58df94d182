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

from corpus.messages import Message
from corpus.readers import dates, news_text, nitf, table_rows
from corpus.readers.news_text import Story, characters, first, key, text_of
from corpus.readers.xml_tree import local_name
from corpus.records import Document, Refusal

_ITEMS = 100_000  # of a message
_SAME_TEXT = 0.8  # of the longest content's characters: another rendition of the same text
_OTHER_USE = re.compile("seo|short|web|mobile|slug|social|internal", re.IGNORECASE)  # roles of other headlines


def documents(root: Any, path: str) -> Iterator[Document | Refusal]:
    """The articles of a file whose root is `newsItem` or `newsMessage`; an item without text is refused."""
    items = [root] if local_name(root) == "newsItem" else list(root.iter("{*}newsItem"))[:_ITEMS]
    for item in items:
        story = story_of(item)
        yield story.document(path) if story.lines else Refusal(path, Message("row_without_text"), item.sourceline)


def story_of(item: Any) -> Story:
    """The article in an element `newsItem`, which has no lines if it has no text."""
    meta = first(item, "contentMeta")
    meta = meta if meta is not None else item.makeelement("contentMeta")
    content, element = _content(item)
    headline, others = _headlines(meta)
    bylines = [found for found in meta.iterfind("{*}by") if text_of(found)]
    datelines = [found for found in meta.iterfind("{*}dateline") if text_of(found)]
    title = text_of(headline) or content.title
    said = (title, content.title, *map(text_of, (*bylines, *others)))
    lines = news_text.with_lead(map(text_of, (*others, *datelines)), news_text.without(content.lines, said))
    captions = [] if content.lines else [found for found in meta.iterfind("{*}description") if text_of(found)]
    lines = (*lines, *map(text_of, captions)) if content.lines or captions else ()
    source, source_element = _source(item)
    taken = [headline, *others, *bylines, *datelines, *captions, element, source_element, *_date_elements(item)]
    left_out = news_text.other_fields(item, [found for found in taken if found is not None])
    return replace(
        content,
        title=title,
        lines=lines,
        date=_date(item, content.date),
        source=source or content.source,
        authors=_authors(bylines, meta) or content.authors,
        url=guid if (guid := item.get("guid") or "").startswith(("http:", "https:")) else None,
        id=guid or None,
        left_out={**left_out, **content.left_out},
    )


def _content(item: Any) -> tuple[Story, Any]:
    """What the content of an item says, and its element; of several renditions the best one that has all the text."""
    renditions = [
        (_rendition(element), element)
        for holder in item.iterfind("{*}contentSet")
        for element in holder
        if local_name(element) in ("inlineXML", "inlineData")
    ]
    longest = max((_size(story) for story, _ in renditions), default=0)
    whole = [found for found in renditions if _size(found[0]) >= _SAME_TEXT * longest and found[0].lines]
    return min(whole, key=lambda found: local_name(found[1]) != "inlineXML", default=(Story(), None))


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
        header = body.find("{*}header")
        repeated = header if header is not None and first(header, "h1") is not None else None
        lines = (
            tuple(line for part in body if part is not repeated for line in _tail_and_lines(part)) if len(body) else ()
        )
        lines = (*_text_lines(body.text), *lines)
        left_out = news_text.other_fields(repeated, ()) if repeated is not None else {}
        heading = first(repeated, "h1") if repeated is not None else None
        return Story(title=text_of(heading), lines=lines, left_out=left_out)
    text = "".join(element.itertext())
    if "html" in (element.get("contenttype") or "") or table_rows.TAG.search(text):
        return Story(lines=news_text.markup_lines(text))
    return Story(lines=_text_lines(text))


def _tail_and_lines(part: Any) -> Iterator[str]:
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
    created, *others = (dates.iso(text_of(first(item, name))) for name in ("contentCreated", *_VERSIONS))
    return created or printed or next(filter(None, others), None)


_VERSIONS = ("versionCreated", "firstCreated")


def _date_elements(item: Any) -> list[Any]:
    return [first(item, name) for name in ("contentCreated", *_VERSIONS)]
