"""What the page's script calls to add articles from the chat: files, pasted text, how far it is, what to ask then."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from qa.errors import WenbaoError
from qa.i18n.messages import message
from qa.web import limits, render, updates
from qa.web.additions import Addition, Additions
from qa.web.dropped_files import DroppedFiles, StoredFile
from qa.web.inputs import validated
from qa.web.suggestions import Suggestions

if TYPE_CHECKING:
    from qa.library import Library

_EXAMPLE_ARTICLES = 3  # of which an example question is looked for


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file: its path, and its name, which may begin with the folders that it was dropped with."""

    path: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class AddingEvent:
    """What the script sends; each call uses some of the fields. `articles` are ids."""

    id: str = ""
    language: str = "en"
    files: tuple[Upload, ...] = ()
    title: str = ""
    text: str = ""
    articles: tuple[str, ...] = ()


_EVENT = TypeAdapter(AddingEvent)


def adding_event(data: object) -> AddingEvent:
    """Return the data of a call; data of another shape counts as none."""
    try:
        return validated(_EVENT, data)
    except ValueError:
        return AddingEvent()


class Adding:
    """The calls of all users. Each returns an update for the script: HTML, and whether the addition has ended."""

    def __init__(self, library: Library, uploads: Path) -> None:
        """`uploads` is the folder of uploaded files: no other file is added."""
        self._uploads = uploads
        self._dropped = DroppedFiles(library.folder)
        self._additions = Additions(library, self._dropped)
        self._suggestions = Suggestions(library)

    def add_files(self, data: Any) -> updates.Update:
        """Begin to add uploaded files, which the script names as Gradio does."""
        asked = adding_event(data)
        given = [(one.path, one.name) for one in asked.files if self._is_uploaded(Path(one.path))]
        if not given:
            return updates.refused(message(asked.language, "adding_refused"))
        if len(given) > limits.MAX_UPLOAD_FILES:
            return updates.refused(message(asked.language, "too_many_files", most=limits.MAX_UPLOAD_FILES))
        return self._started(lambda: self._dropped.store(given), asked.language)

    def add_text(self, data: Any) -> updates.Update:
        """Begin to add a pasted `text` with its `title`."""
        asked = adding_event(data)
        if len(asked.text) > limits.MAX_PASTED_CHARACTERS:
            return updates.refused(message(asked.language, "pasted_too_long", most=limits.MAX_PASTED_CHARACTERS))
        if not asked.text.strip():
            return updates.refused(message(asked.language, "adding_refused"))

        def store() -> Iterator[StoredFile]:
            yield self._dropped.store_text(" ".join(asked.title.split()), asked.text)

        return self._started(store, asked.language)

    def adding(self, data: Any) -> updates.Update:
        """Return how far the addition `id` is."""
        asked = adding_event(data)
        addition = self._additions.get(asked.id)
        if addition is None:
            return updates.refused(message(asked.language, "adding_gone"))
        return self._shown(addition, asked.language)

    def stop_adding(self, data: Any) -> updates.Update:
        """Stop the addition `id`; what was stored stays."""
        asked = adding_event(data)
        addition = self._additions.get(asked.id)
        if addition is not None:
            addition.stop.set()
        return self.adding(data)

    def example(self, data: Any) -> str:
        """Return a question that the added `articles` answer; empty if none was found."""
        asked, chinese = adding_event(data), adding_event(data).language == "zh"
        found: list[str] = []
        with contextlib.suppress(WenbaoError):
            for wanted in (chinese, not chinese):
                found = found or self._suggestions.examples(asked.articles[:_EXAMPLE_ARTICLES], 1, wanted)
        return found[0] if found else ""

    @property
    def calls(self) -> tuple[Callable[[Any], Any], ...]:
        """The methods that the script may call."""
        return self.add_files, self.add_text, self.adding, self.stop_adding, self.example

    def _is_uploaded(self, path: Path) -> bool:
        return path.is_relative_to(self._uploads) and path.resolve() == path and path.is_file()

    def _started(self, store: Callable[[], Iterator[StoredFile]], language: str) -> updates.Update:
        addition = self._additions.start(store)
        return self._shown(addition, language) if addition else updates.refused(message(language, "adding_busy"))

    def _shown(self, addition: Addition, language: str) -> updates.Update:
        if not addition.ended:
            html = render.adding(addition, self._dropped.public, language)
            return {"id": addition.id, "html": html, "ended": False}
        error = self._dropped.error_text(addition.error, language) if addition.error else ""
        first = min(addition.articles, key=lambda article: (article.path, article.id), default=None)
        return {
            "id": addition.id, "html": render.added(addition, error, self._dropped.public, language), "ended": True,
            "articles": [article.id for article in addition.articles[: limits.MAX_ASKED_ARTICLES]],
            "title": (first.title or message(language, "untitled")) if first else "",
            "failed": not addition.articles,
        }  # fmt: skip
