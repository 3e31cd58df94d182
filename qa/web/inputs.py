"""What a browser sends, validated by pydantic on the records themselves: it may come from anyone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeVar

from pydantic import TypeAdapter

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class PageEvent:
    """What the page's script sends with an event; each event uses some of the fields.

    `spans` are start and end of the evidence, then of the phrase, as offsets into the article's text.
    """

    id: str = ""
    question: str = ""
    good: bool = False
    language: str = "en"
    spans: tuple[int, ...] = ()


_PAGE_EVENT = TypeAdapter(PageEvent)


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
