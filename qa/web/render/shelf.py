"""The library's tab as HTML: its tools, and under them the collections and the list of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qa.i18n.messages import message
from qa.records import Collection
from qa.web.article_list import SORTS, Entry
from qa.web.render.environment import render_template

_STEP = 100  # articles that are shown more at once

SHELF_TEXTS = (
    "undo", "selected", "add_to_collection", "new_collection", "collection_name", "take_out", "field_title",
    "field_date", "field_source", "save_edit", "cancel", "date_hint", "chip_collection", "all_collections",
    "remove_selected", "unselect",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShelfState:
    """What is shown beside the list: collections, which of them is `chosen`, and who sees it.

    `of_file` are all articles of the file that is shown, none if all files are. `names` are their collections.
    """

    known: Sequence[Collection] = ()
    chosen: Collection | None = None
    owner: str = ""
    of_file: Sequence[Entry] = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


def shelf_tools(language: str) -> str:
    """Return the tools above the list; the page's script fills in what is under them."""
    return render_template("shelf_tools.html", language, sorts=[(key, f"sort_{key}") for key in SORTS])


def shelf(shown: Sequence[Entry], total: int, words: str, state: ShelfState, language: str, everything: int = 0) -> str:
    """Return the collections and the list: those `shown` of the `total` articles of the view."""
    rows = [(entry, _facts(entry, language), state.names.get(entry.id, ())) for entry in shown]
    return render_template(
        "shelf.html", language, entries=rows, total=total, words=words, state=state, everything=everything,
        more=min(_STEP, total - len(shown)), file=state.of_file[0] if state.of_file else None,
        own=[one for one in state.known if one.owner == state.owner],
    )  # fmt: skip


def _facts(entry: Entry, language: str) -> str:
    length = message(language, "characters", n=entry.characters)
    return " · ".join(filter(None, (entry.source, entry.date, length)))
