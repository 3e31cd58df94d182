"""ninjs, the IPTC's "News in JSON", versions 1 to 3: one item an article, with the associated items of a package.

Version 1 has `headline`, `byline` and `body_text`, `body_xhtml`, …; versions 2 and 3 have `headlines` and `bodies` with
roles, and `by`. Version 3 writes its names with capitals (`versionCreated`), so names are compared in lower case.
Of several bodies, which hold the same text in several forms, one is taken. Captions of pictures follow the text.

Source: https://www.iptc.org/std/ninjs/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.account import characters
from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import dates, news_text, nitf, table_rows
from corpus.readers.news_text import Story, key, line
from corpus.records import Document, Refusal

_PICTURES = frozenset(("picture", "graphic", "video", "audio"))
_DATES = ("versioncreated", "contentcreated", "firstcreated", "embargoed")
_SAME_TEXT = 0.8  # of the longest body's characters: another form of the same text
_DEPTH = 4  # packages within packages
_ITEMS = 2_000  # of a package
_FACTS = ("uri", "byline", "by", "versioncreated", "infosource", "infosources")


def is_item(value: object) -> bool:
    """Whether a JSON value is an item of ninjs and no other row of a table."""
    if not isinstance(value, Mapping):
        return False
    item = _folded(value)
    standard = item.get("standard")
    if isinstance(standard, Mapping) and "ninjs" in str(standard.get("name")).lower():
        return True
    if any(_values(item.get(name)) for name in ("bodies", "headlines")):
        return True
    has_body = any(name.startswith("body_") for name in item)
    return ("versioncreated" in item and (has_body or "uri" in item)) or ("uri" in item and has_body)


def documents(value: Mapping[str, object], path: str, number: int | None = None) -> Iterator[Document | Refusal]:
    """The articles of an item: itself, and those of the text items that it packages.

    `number` is the line in the file, for refusals; an item without text is refused.
    """
    stories = list(_stories(_folded(value), _DEPTH, [_ITEMS]))
    if not stories:
        yield Refusal(path, Message("row_without_text"), number)
    inside = Counter("".join(story.text for story in stories))
    beside = "".join((Counter("".join(_strings(value))) - inside).elements())
    for story in stories:
        yield story.document(path, beside)
        beside = ""


def _folded(value: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).lower(): inner for name, inner in value.items()}


def _stories(item: dict[str, Any], depth: int, room: list[int]) -> Iterator[Story]:
    """The stories of an item. `room` is how many items of the package may still be read."""
    room[0] -= 1
    if room[0] < 0:
        return
    associated = [_folded(inner) for inner in _associations(item)]
    captions = [caption for inner in associated if _is_picture(inner) and (caption := _caption(inner))]
    story = _story(item, captions)
    if story is not None:
        yield story
    for inner in associated if depth else ():
        if not _is_picture(inner):
            yield from _stories(inner, depth - 1, room)


def _associations(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The associated items: an array since version 2, an object with a name for each before."""
    value = item.get("associations")
    found = list(value.values()) if isinstance(value, Mapping) else value
    return [inner for inner in found if isinstance(inner, Mapping)] if isinstance(found, Sequence) else []


def _is_picture(item: Mapping[str, Any]) -> bool:
    return str(item.get("type")).lower() in _PICTURES


def _caption(item: Mapping[str, Any]) -> str:
    texts = [text for _, text in _texts(item, "description")][:1]
    return line("\n".join(texts or _chosen(_bodies(item)) or [_headline(item)]))


def _story(item: dict[str, Any], captions: list[str]) -> Story | None:
    """The item as a story; None if it has no text."""
    bodies = _bodies(item)
    descriptions = _texts(item, "description")
    title = _headline(item)
    byline = line(item.get("byline") or item.get("by"))
    chosen = _chosen(bodies)
    lead = [text for role, text in descriptions if not chosen or "lead" in role]
    lines = news_text.with_lead(lead[:1], news_text.without(chosen, (title, byline)))
    whole = key("\n".join((title, byline, *lines)))
    lines = (*lines, *dict.fromkeys(caption for caption in captions if key(caption) not in whole))
    if not lines:
        return None
    return Story(
        title=title,
        lines=lines,
        date=next((date for name in _DATES if (date := dates.iso(item.get(name)))), None),
        source=_source(item),
        authors=news_text.authors(byline),
        url=uri if (uri := line(item.get("uri"))).startswith(("http:", "https:")) else None,
        id=uri or None,
        text="".join(_strings({name: value for name, value in item.items() if name != "associations"}))
        + "".join(_strings([inner for inner in _associations(item) if _is_picture(_folded(inner))])),
        facts=tuple(text for name in _FACTS if name in item for text in _strings(item[name])),
    )


def _headline(item: Mapping[str, Any]) -> str:
    """The main headline, else the first one, else the title."""
    headlines = _values(item.get("headlines"))
    main = [value for role, _, value in headlines if role in ("main", "")]
    candidates = [*main, *(value for _, _, value in headlines), item.get("headline"), item.get("title")]
    return next((text for value in candidates if (text := line(value))), "")


def _source(item: Mapping[str, Any]) -> str:
    """Who the item says it is from: the source of the information, else who holds the rights."""
    for name in ("infosources", "infosource", "source", "provider", "copyrightholder"):
        value = item.get(name)
        named = value if isinstance(value, list) else [value]
        if text := next((text for inner in named if (text := line(table_rows.plain(inner)))), ""):
            return text
    return ""


def _values(value: object) -> list[tuple[str, str, str]]:
    """The role, the content type and the text of each entry of `headlines`, `bodies` or `descriptions`."""
    entries = [_folded(entry) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    return [
        (str(entry.get("role") or "").lower(), str(entry.get("contenttype") or "").lower(), entry["value"])
        for entry in entries
        if isinstance(entry.get("value"), str)
    ]


def _texts(item: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    """The role and the text of each entry of `descriptions`, or of each `description_…` of version 1."""
    entries = [(role, value) for role, _, value in _values(item.get(f"{name}s"))]
    return [
        *entries,
        *(
            (other.partition("_")[2], value)
            for other, value in item.items()
            if (other == name or other.startswith(f"{name}_")) and isinstance(value, str)
        ),
    ]


def _bodies(item: Mapping[str, Any]) -> list[tuple[int, tuple[str, ...]]]:
    """The bodies of an item as lines, each with a rank: lower for forms that tell paragraphs apart."""
    entries = _values(item.get("bodies"))
    for name, value in item.items():
        if name.startswith("body_") and isinstance(value, str):
            entries.append((name.removeprefix("body_"), "", value))
    return [_body(role, kind, value) for role, kind, value in entries if value.strip()]


def _body(role: str, kind: str, value: str) -> tuple[int, tuple[str, ...]]:
    form = kind or role
    try:
        if "nitf" in form and value.lstrip().startswith("<"):
            return 1, nitf.lines_of(value)
        if "html" in form or ("xml" in form and value.lstrip().startswith("<")) or table_rows.TAG.search(value):
            return 0 if "html" in form else 3, news_text.markup_lines(value)
    except CorpusError:
        return 4, ()
    return 2, tuple(block.text for block in table_rows.paragraphs(value))


def _chosen(bodies: list[tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    """The best form of the text among those that hold nearly all of it."""
    longest = max((characters("".join(lines)) for _, lines in bodies), default=0)
    whole = [(rank, lines) for rank, lines in bodies if characters("".join(lines)) >= _SAME_TEXT * longest]
    return min(whole, key=lambda body: body[0], default=(0, ()))[1]


def _strings(value: object) -> list[str]:
    """All strings and numbers in a value, without the names of its fields."""
    found: list[str] = []
    stack: list[object] = [value]
    while stack:
        inner = stack.pop()
        if isinstance(inner, Mapping | list):
            stack.extend(inner.values() if isinstance(inner, Mapping) else inner)
        elif isinstance(inner, str | int | float) and not isinstance(inner, bool):
            found.append(str(int(inner) if isinstance(inner, float) and inner.is_integer() else inner))
    return found
