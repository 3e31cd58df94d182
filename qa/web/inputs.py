"""What a browser sends, validated by pydantic on the records themselves: it may come from anyone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class PageEvent:
    """What the page's script sends with an event or a call; each uses some of the fields.

    `spans` are start and end of the evidence, then of the phrase, as offsets into the article's text. `exchanges` are
    as `conversation.to_json` wrote them; `kind`, `title` and `date` say which file they become.
    """

    id: str = ""
    question: str = ""
    good: bool = False
    language: str = "en"
    spans: tuple[int, ...] = ()
    exchanges: tuple[str, ...] = ()
    kind: str = ""
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page's script sends it, with the `id` of its exchange.

    `earlier` are the earlier turns of the conversation, for `conversation.earlier_turns`. `article` is the id of the
    only article to ask, `title` its headline; `articles` are the ids of the only ones, where these are several.
    """

    id: str = ""
    question: str = ""
    language: str = "en"
    earlier: tuple[Any, ...] = ()
    after: str = ""
    before: str = ""
    source: str = ""
    article: str = ""
    title: str = ""
    articles: tuple[str, ...] = ()
    collection: str = ""


_PAGE_EVENT = TypeAdapter(PageEvent)
_ASKED = TypeAdapter(Asked)


def validated(adapter: TypeAdapter[Record], value: object) -> Record:
    """Return JSON values as a record, without converting types. Raises `ValueError` for values of another shape."""
    try:
        return adapter.validate_json(json.dumps(value), strict=True)  # strict JSON, unlike Python, has lists for tuples
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def page_event(data: object) -> PageEvent:
    """Return the data of an event; data of another shape counts as none."""
    try:
        return validated(_PAGE_EVENT, data)
    except ValueError:
        return PageEvent()


def asked_question(data: object) -> Asked:
    """Return the question that the page's script sends; data of another shape counts as an empty one."""
    try:
        return validated(_ASKED, data)
    except ValueError:
        return Asked()
