"""What the page's script calls for the tab of the library: the list, edits, removals, collections, and undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from corpus.records import Article
from corpus.text import fold
from qa.errors import QuestionError, WenbaoError
from qa.i18n.error_messages import translate
from qa.i18n.messages import LANGUAGES, message
from qa.library import Library
from qa.records import Collection
from qa.web import render
from qa.web.article_list import ArticleList, View
from qa.web.dropped_files import DroppedFiles
from qa.web.inputs import validated
from qa.web.people import owner
from qa.web.undo import Step, UndoSteps

PAGE = 100  # articles that are shown at once; more on demand
_MAX_SHOWN = 2000
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShelfEvent:
    """What the page's script sends; each call uses some of the fields.

    `words`, `sort`, `collection`, `file` and `shown` say what is listed. `ids` are articles, `token` names a step.
    """

    language: str = "en"
    words: str = ""
    sort: str = "added"
    collection: str = ""
    file: str = ""
    shown: int = PAGE
    ids: tuple[str, ...] = ()
    action: str = ""
    name: str = ""
    token: str = ""
    title: str = ""
    date: str = ""
    source: str = ""


_EVENT = TypeAdapter(ShelfEvent)


def _event(data: object) -> ShelfEvent:
    try:
        event = validated(_EVENT, data)
    except ValueError:
        return ShelfEvent()
    return event if event.language in LANGUAGES else ShelfEvent()


class Shelf:
    """The calls of the tab, for all users. It keeps what can be undone."""

    def __init__(self, library: Library, articles: ArticleList) -> None:
        """Nothing is read yet."""
        self._library, self._articles = library, articles
        self._collections = library.collections
        self._undo = UndoSteps()
        self._read: tuple[int, dict[int, frozenset[str]]] = 0, {}  # generation, and the articles of collections
        self._dropped = DroppedFiles(library.folder)

    @property
    def calls(self) -> tuple[Callable[[Any], Any], ...]:
        """What the page's script may call, by the methods' names."""
        return (self.shelf, self.collections, self.shelf_remove, self.shelf_edit, self.shelf_collect, self.shelf_undo)

    def shelf(self, data: Any) -> str:
        """Return the collections and the list of articles, as HTML."""
        event, who = _event(data), owner()
        known = self._known(who)
        chosen = next((one for one in known if one.name == event.collection), None)
        ids = None if chosen is None else self._members(chosen)
        view = View(event.words, event.file, ids, event.sort)
        entries, total = self._articles.search(view, max(PAGE, min(event.shown, _MAX_SHOWN)))
        of_file = self._articles.of_file(event.file) if event.file else []
        names = self._collections.by_article([entry.id for entry in entries], who) if known else {}
        return render.shelf(
            entries, total, event.words, render.ShelfState(known, chosen, who, of_file, names), event.language,
            everything=len(self._articles.entries()),
        )  # fmt: skip

    def collections(self, data: Any) -> list[str]:
        """Return the names of the collections that the user sees, to ask within one."""
        return [one.name for one in self._known(owner())]

    def shelf_remove(self, data: Any) -> Answer:
        """Remove the articles `ids`, or all of the `file`."""
        event = _event(data)
        ids = [one.id for one in self._articles.of_file(event.file)] if event.file else event.ids

        def remove() -> Step | None:
            kept = self._library.kept(ids)
            if not kept:
                return None
            self._library.remove([one.article.id for one in kept])
            size = sum(len(one.article.text) for one in kept)
            names = _named([one.article for one in kept], event.language)
            return Step(owner(), lambda: self._library.restore(kept), *_worded("removed", names), size)

        return self._done(event, remove)

    def shelf_edit(self, data: Any) -> Answer:
        """Change the title, date and source of the article `ids[0]`. A date that is wrong comes back as `wrong`."""
        event = _event(data)

        def edit() -> Step | None:
            article_id = "".join(event.ids[:1])
            if self._library.article(article_id) is None:
                return None
            before = self._library.edit(article_id, title=event.title, date=event.date, source=event.source)
            back = {"title": before.title, "date": before.date or "", "source": before.source or ""}
            title = before.title or message(event.language, "untitled")
            return Step(owner(), lambda: self._library.edit(article_id, **back), "edited_one", {"title": title})

        try:
            return self._done(event, edit)
        except QuestionError as error:
            return {"wrong": self._text(error, event.language)}

    def shelf_collect(self, data: Any) -> Answer:
        """Carry out an `action` on the `collection`: create, rename (to `name`), delete, add or leave (`ids`)."""
        event, who = _event(data), owner()
        actions: Mapping[str, Callable[[ShelfEvent, str], Step | None]] = {
            "create": self._create, "rename": self._rename, "delete": self._delete, "add": self._add,
            "leave": self._leave,
        }  # fmt: skip
        return self._done(event, lambda: actions[event.action](event, who)) if event.action in actions else {}

    def shelf_undo(self, data: Any) -> Answer:
        """Take the step of `token` back."""
        event = _event(data)
        step = self._undo.take(event.token, owner())
        if step is None:
            return {"refused": message(event.language, "undo_gone")}
        try:
            step.run()
        except WenbaoError as error:
            return {"refused": self._text(error, event.language), "again": self._undo.put(step)}
        return {"news": message(event.language, "undone")}

    def _create(self, event: ShelfEvent, who: str) -> Step:
        made = self._collections.create(event.name, who)
        if event.ids:
            self._collections.add(made.name, event.ids, who)
        return Step(who, lambda: self._collections.delete(made.name, who), "made_collection", {"name": made.name})

    def _rename(self, event: ShelfEvent, who: str) -> Step:
        new = self._collections.rename(event.collection, event.name, who)

        def back() -> None:
            self._collections.rename(new.name, event.collection, who)

        return Step(who, back, "renamed_collection", {"name": new.name})

    def _delete(self, event: ShelfEvent, who: str) -> Step:
        deleted = self._collections.delete(event.collection, who)
        values: dict[str, object] = {"name": deleted.collection.name}
        return Step(who, lambda: self._collections.restore(deleted), "deleted_collection", values)

    def _add(self, event: ShelfEvent, who: str) -> Step:
        new = self._collections.add(event.collection, event.ids, who)
        values: dict[str, object] = {"name": event.collection, "n": len(new)}
        return Step(who, lambda: self._collections.remove(event.collection, new, who), "added_to_collection", values)

    def _leave(self, event: ShelfEvent, who: str) -> Step:
        left = self._collections.remove(event.collection, event.ids, who)
        values: dict[str, object] = {"name": event.collection, "n": len(left)}
        return Step(who, lambda: self._collections.add(event.collection, left, who), "left_collection", values)

    def _known(self, who: str) -> list[Collection]:
        """The collections that a user sees; of two with one name, the user's own."""
        known = self._collections.all(who) if self._library.exists else []
        own = {fold(one.name) for one in known if one.owner}
        return [one for one in known if one.owner or fold(one.name) not in own]

    def _members(self, collection: Collection) -> frozenset[str]:
        """The articles of a collection, read again when the library has changed."""
        generation = self._library.generation
        if self._read[0] != generation:
            self._read = generation, {}
        members = self._read[1]
        if collection.id not in members:
            members[collection.id] = frozenset(self._collections.articles(collection.name, collection.owner))
        return members[collection.id]

    def _done(self, event: ShelfEvent, act: Callable[[], Step | None]) -> Answer:
        """Do something. Returns what it did, and the token to undo it; or why it could not be done."""
        try:
            step = act()
        except QuestionError:
            raise
        except WenbaoError as error:
            return {"refused": self._text(error, event.language)}
        if step is None:
            return {"refused": message(event.language, "gone")}
        return {"news": message(event.language, step.key, **step.values), "undo": self._undo.put(step)}

    def _text(self, error: WenbaoError, language: str) -> str:
        return translate(self._dropped.public(error.message), language)


def _named(articles: list[Article], language: str) -> dict[str, object]:
    title = articles[0].title or message(language, "untitled")
    return {"title": title, "n": len(articles)}


def _worded(key: str, values: dict[str, object]) -> tuple[str, dict[str, object]]:
    return (f"{key}_one", {"title": values["title"]}) if values["n"] == 1 else (f"{key}_several", {"n": values["n"]})
