"""A conversation as the browser stores it.

What comes back from a browser is not trusted: `from_json` and `earlier_turns` skip what does not have the right shape.
Only the names of files leave the machine, never their folders.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from pydantic import TypeAdapter

from corpus.records import content_id
from qa.quotation import CheckedQuotation
from qa.records import Reply, Timeline, Turn
from qa.web.inputs import validated

MAX_EXCHANGES = 200  # stored by a browser for one conversation; the oldest are dropped
MAX_TURNS = 50  # with which a question is understood, the last ones


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its reply. `reply` is None while the question is pending, or if `error` says why it failed.

    `id` is unique within a conversation. `filters` are (after, before, source). `verdict` is the user's judgment:
    True for good, False for wrong, None for none. `article` is the id of the only article that was asked, `title` its
    headline, and of the first where `several` were asked; `undated` is the number of articles that a filter by date
    left out since they have none. A quotation to be checked has `checked`, a question for figures over time `timeline`,
    in place of `reply`. `collection` is the name of the collection that was asked.
    """

    id: str
    question: str
    reply: Reply | None = None
    filters: tuple[str, str, str] = ("", "", "")
    verdict: bool | None = None
    error: str = ""
    article: str = ""
    title: str = ""
    undated: int = 0
    checked: CheckedQuotation | None = None
    timeline: Timeline | None = None
    several: int = 0
    collection: str = ""


_EXCHANGE = TypeAdapter(Exchange)
_TURN = TypeAdapter(Turn)
_TURN_KEYS = {"question": "question", "answer": "answer", "standalone": "standalone_question"}  # field: key in JSON


def storage_key(library: Path) -> str:
    """Return the name under which a browser stores the conversation with the library in that folder."""
    return f"wenbao-{content_id(str(library.absolute()))}"


def turns(exchanges: Iterable[Exchange]) -> list[Turn]:
    """Return the exchanges that have a reply as earlier turns for `Library.ask`."""
    return [
        Turn(
            exchange.question,
            exchange.reply.answer.text if exchange.reply.answer else "",
            exchange.reply.standalone_question,
        )
        for exchange in exchanges
        if exchange.reply is not None
    ]


def earlier_turns(value: object) -> list[Turn]:
    """Return the turns of a list of objects with `question`, `answer` and `standalone_question`, at most the last
    `MAX_TURNS`. Rows of another shape are skipped.
    """
    parsed = []
    for row in value[-MAX_TURNS:] if isinstance(value, (list, tuple)) else []:
        try:
            fields = {name: row.get(key) or "" for name, key in _TURN_KEYS.items()}
            parsed.append(validated(_TURN, fields))
        except (AttributeError, ValueError):
            continue
    return parsed


def public_json(reply: Reply) -> dict[str, Any]:
    """Return the reply as JSON values for a browser or a program: a hit has `file`, its file's name, but no `path`."""
    value = reply.as_json()
    hits = [{**_public(hit), "also": [*map(_public, hit["also"])]} for hit in value["hits"]]
    return {**value, "hits": hits, "articles": [*map(_public, value["articles"])]}


def _public(place: Mapping[str, Any]) -> dict[str, Any]:
    # Gradio would take a value with the key `path` for one of its own files.
    fields = {key: value for key, value in place.items() if key != "path"}
    return {**fields, "file": PurePath(place["path"]).name}


def to_json(exchanges: Sequence[Exchange]) -> list[str]:
    """Return the last `MAX_EXCHANGES` exchanges, each as JSON text, which the browser stores as it is."""
    return [
        json.dumps(
            {
                "id": exchange.id,
                "question": exchange.question,
                "reply": _reply_json(exchange.reply) if exchange.reply else None,
                "filters": list(exchange.filters),
                "verdict": exchange.verdict,
                "error": exchange.error,
                "article": exchange.article,
                "title": exchange.title,
                "undated": exchange.undated,
                "several": exchange.several,
                "collection": exchange.collection,
                **_inquiries_json(exchange),
            },
            ensure_ascii=False,
        )
        for exchange in exchanges[-MAX_EXCHANGES:]
    ]


def _inquiries_json(exchange: Exchange) -> dict[str, Any]:
    fields = {"checked": exchange.checked, "timeline": exchange.timeline}
    return {name: with_file_names(value.as_json()) for name, value in fields.items() if value is not None}


def with_file_names(value: Any) -> Any:
    """Return JSON values in which each `path` is left out, and `file`, the name of its file, stands in its place."""
    if isinstance(value, list):
        return [with_file_names(item) for item in value]
    if isinstance(value, dict):
        fields = {key: with_file_names(item) for key, item in value.items()}
        return _public(fields) if "path" in fields else fields
    return value


def _reply_json(reply: Reply) -> dict[str, Any]:
    best = reply.best_quote.as_json() if reply.best_quote else None
    value = {**public_json(reply), "best_quote": best}
    # A browser's storage is small, and an article that is opened knows its boxes.
    quotes = {key: value[key] and {**value[key], "boxes": []} for key in ("answer", "best_quote")}
    return {**value, **quotes, "hits": [{**hit, "boxes": [], "article_boxes": []} for hit in value["hits"]]}


def from_json(value: object) -> list[Exchange]:
    """Return the exchanges that `to_json` wrote, also in earlier versions. Entries of another shape are skipped."""
    exchanges = []
    for item in value[-MAX_EXCHANGES:] if isinstance(value, (list, tuple)) else []:
        try:
            exchange = validated(_EXCHANGE, json.loads(item, object_hook=_with_path))
        except (TypeError, ValueError, RecursionError):
            continue
        if exchange.reply is None or 0 <= exchange.reply.confidence <= 1:
            exchanges.append(exchange)
    return exchanges


def _with_path(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a JSON object; a hit or a place gets the name of its `file` as `path`, as in the records."""
    others = {key: value for key, value in fields.items() if key != "path"}
    return {**others, "path": PurePath(fields["file"]).name} if isinstance(fields.get("file"), str) else others
