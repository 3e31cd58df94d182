"""What the events of the page do: a click or a dropped file becomes a call of the library, and what comes of it becomes
values of components. Knows which values an event gives, not which components show them.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from qa.errors import SlowError, WenbaoError
from qa.evaluation import feedback
from qa.i18n.error_messages import translate
from qa.i18n.messages import LANGUAGES, text
from qa.library import Library
from qa.records import Filters
from qa.web import limits, render, updates
from qa.web.api import PASSAGES, run_file, why_not
from qa.web.article_list import Catalogue
from qa.web.conversation import Exchange, earlier_turns, from_json, to_json, to_markdown, turns
from qa.web.dropped_files import DroppedFiles
from qa.web.page_images import boxed_page
from qa.web.tasks import Ended, Workers, in_background

SHOWN = 200  # articles listed at once
_UNDONE = 50  # removals that can be undone, the last ones

_SKIP = gr.skip()


class Events:
    """One object serves all users; of one user it holds no more than a wish to stop."""

    def __init__(self, library: Library, workers: Workers, accounts: bool = False) -> None:
        self.library = library
        self.workers = workers
        self.accounts = accounts
        self.catalogue = Catalogue(library)
        self.dropped = DroppedFiles(library.folder)
        self.stops: dict[str | None, threading.Event] = {}  # of the evaluation that a session runs

    # Asking

    def open(self, kept: Any, language: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Show the page with the conversation as it was. What the address asks the page's script asks then."""
        if language not in LANGUAGES:
            language = "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"
        exchanges = from_json(kept)
        articles = len(self.catalogue.entries())
        whole = updates.whole(render.thread(exchanges, articles, (), language))
        rest = (language, *self.words(language), *self.shelf("", language))
        readable = isinstance(kept, list) and len(kept) == len(exchanges)
        yield (whole, _SKIP if readable else to_json(exchanges), *rest)
        if not exchanges:  # making examples may have to wait for the model
            examples = render.welcome(articles, self.catalogue.examples(), language)
            yield (updates.welcome(examples), *(_SKIP,) * (len(rest) + 1))

    def ask(
        self, question: str, earlier: Any, language: str, after: str, before: str, source: str, event: gr.EventData
    ) -> Iterator[tuple[Any, Any]]:
        """Answer: first the question alone, then the reply. Gives the question's box, and what is new in the thread.

        The question is what is written, or an example or a link that the page's script tells.
        """
        question = str((event._data or {}).get("question") or question or "").strip()
        filters = ((after or "").strip(), (before or "").strip(), source or "")
        wrong = why_not(question, filters[:2], language)
        if wrong:
            gr.Info(wrong, duration=4)
            yield _SKIP, _SKIP
            return
        exchange = Exchange(secrets.token_hex(8), question, filters=filters)
        yield "", updates.asked(exchange, language)
        chosen, turns = Filters(*(value or None for value in filters)), earlier_turns(earlier)
        try:
            reply = self.workers.run(lambda: self.library.ask(question, turns, top_k=PASSAGES, filters=chosen))
        except Exception as error:
            yield _SKIP, updates.asked(replace(exchange, error=self._public(error, language)), language)
            if not isinstance(error, WenbaoError):
                raise
            return
        yield _SKIP, updates.asked(replace(exchange, reply=reply), language)

    def thread(self, exchanges: Sequence[Exchange], language: str) -> updates.Update:
        """The whole conversation."""
        examples = () if exchanges else self.catalogue.examples()
        return updates.whole(render.thread(exchanges, len(self.catalogue.entries()), examples, language))

    def judge(self, kept: Any, event: gr.EventData) -> Any:
        """Keep a thumb, or take it back where it is pressed again."""
        exchanges, good = from_json(kept), event._data.get("good") is True
        for number, exchange in enumerate(exchanges):
            if exchange.id == event._data.get("id"):
                judged = replace(exchange, verdict=None if exchange.verdict is good else good)
                if judged.reply is not None:
                    feedback.record(
                        self.library.folder, judged.question, judged.reply, judged.verdict, turns(exchanges[:number]),
                        filtered=any(judged.filters),
                    )  # fmt: skip
                return updates.judged(judged)
        return _SKIP

    def clear(self, language: str) -> tuple[Any, Any, Any]:
        """Begin a new conversation."""
        return "", self.thread((), language), []

    def article(self, asked: Any) -> str:
        """An article for the reader. Called by the page's script with `id`, `spans` and `language`."""
        asked = asked if isinstance(asked, dict) else {}
        numbers = [int(number) for number in asked.get("spans", ())[:4]]
        spans = list(zip(numbers[::2], numbers[1::2], strict=False))
        found = self.library.article(str(asked.get("id")))
        language = str(asked.get("language"))
        picture = boxed_page(found, spans[0], language) if found and spans else ""
        return render.article(found, spans, picture, language)

    def export(self, kept: Any, language: str) -> dict[str, Any]:
        """The conversation as a Markdown file that the page's script saves."""
        return updates.download("wenbao.md", "text/markdown", to_markdown(from_json(kept), language))

    # The library

    def shelf(self, words: str, language: str) -> tuple[Any, Any]:
        """The list of articles, and the sources to choose from."""
        found, total = self.catalogue.search(words or "", SHOWN)
        choices = [(text(language, "all_sources"), ""), *((name, name) for name in self.catalogue.sources())]
        return render.entries(found, total, words or "", language), gr.update(
            choices=choices, label=text(language, "source")
        )

    def add(self, paths: list[str] | None, words: str, language: str) -> Iterator[tuple[Any, ...]]:
        """Add dropped files. Gives the drop zone, the news, the list, the sources; asking goes on meanwhile."""
        if not paths:
            yield (_SKIP,) * 4
            return
        yield None, render.progress(text(language, "progress_waiting"), 0, 0, language), _SKIP, _SKIP
        kept = self.dropped.keep(paths)
        for step in in_background(lambda tell: self.library.add(kept, progress=tell), limits.UPLOAD_SECONDS):
            if not isinstance(step, Ended):
                what, done, total, item = step
                label, name = text(language, f"progress_{what}"), self.dropped.public(item)
                yield _SKIP, render.progress(label, done, total, language, item=name), _SKIP, _SKIP
            elif step.result is None:
                yield (_SKIP, self._failure(step.error, language), *self.shelf(words, language))
            else:
                ids = (*step.result.added, *step.result.updated)
                read = [article for article in map(self.library.article, ids) if article is not None]
                news = render.changes(step.result, read, [*map(str, kept)], self.dropped.public, language)
                yield (_SKIP, news, *self.shelf(words, language))

    def remove(self, taken: Sequence[Any], words: str, language: str, event: gr.EventData) -> tuple[Any, ...]:
        """Remove an article. Gives the news, the undo button, what it would put back, the list, the sources."""
        article = self.library.article(str(event._data.get("id")))
        if article is None:
            return (render.message(text(language, "gone")), _SKIP, _SKIP, *self.shelf(words, language))
        try:
            self.library.remove([article.id])
        except WenbaoError as error:
            return (self._failure(error, language), _SKIP, _SKIP, *self.shelf(words, language))
        news = render.message(text(language, "removed_one", title=article.title or text(language, "untitled")))
        return (news, gr.update(visible=True), [*taken[1 - _UNDONE :], article], *self.shelf(words, language))

    def undo(self, taken: Sequence[Any], words: str, language: str) -> tuple[Any, ...]:
        """Put the article back that was removed last, of those that this session removed and has not put back."""
        if not taken:
            return ("", gr.update(visible=False), _SKIP, *self.shelf(words, language))
        *left, article = taken
        try:
            self.library.restore([article])
        except WenbaoError as error:
            return (self._failure(error, language), _SKIP, _SKIP, *self.shelf(words, language))
        news = render.message(text(language, "restored", title=article.title or text(language, "untitled")))
        return (news, gr.update(visible=bool(left)), left, *self.shelf(words, language))

    # Evaluation

    def evaluate(self, path: str | None, language: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Run a file of questions. Gives the drop zone, the table, the buttons that stop it and that bring the report,
        the evaluation.

        What was asked when it is stopped is measured.
        """
        if not path:
            yield (_SKIP,) * 5
            return
        shown, hidden = gr.update(visible=True), gr.update(visible=False)
        yield None, render.progress(text(language, "progress_waiting"), 0, 0, language), hidden, hidden, None
        begun, stop, name = time.monotonic(), threading.Event(), Path(path).name
        self.stops[request.session_hash] = stop
        try:
            for step in in_background(lambda tell: run_file(self.library, Path(path), tell, stop)):
                if not isinstance(step, Ended):
                    label, elapsed = text(language, "evaluating"), time.monotonic() - begun
                    yield _SKIP, render.progress(label, *step[1:3], language, elapsed, name), shown, hidden, None
                elif step.result is None:
                    yield _SKIP, self._failure(step.error, language), hidden, hidden, None
                else:
                    yield _SKIP, render.measured(step.result, language), hidden, shown, step.result
        finally:
            stop.set()  # also where the browser has gone
            self.stops.pop(request.session_hash, None)

    def stop(self, request: gr.Request) -> None:
        """End the evaluation that this session runs."""
        if request.session_hash in self.stops:
            self.stops[request.session_hash].set()

    def report(self, evaluation: Any) -> dict[str, Any] | None:
        """The report as an HTML file that the page's script saves."""
        if evaluation is None:
            return None
        from qa.evaluation import report

        return updates.download("report.html", "text/html", report.render(evaluation))

    # The interface

    def words(self, language: str) -> tuple[Any, ...]:
        """Every component's texts in a language, in the order of `worded` in `build`."""

        def label(key: str, placeholder: str = "") -> Any:
            more: dict[str, Any] = {"placeholder": text(language, placeholder)} if placeholder else {}
            return gr.update(label=text(language, key), **more)

        def value(key: str) -> Any:
            return gr.update(value=text(language, key))

        return (
            render.masthead(language, self.accounts), render.guide(language),
            label("tab_ask"), label("tab_library"), label("tab_evaluation"), label("tab_help"),
            label("question", "placeholder"), value("ask"), label("filters"),
            label("after", "date_hint"), label("before", "date_hint"), value("export"), value("clear"),
            label("drop"), render.message(text(language, "formats")), label("search", "search"), value("undo"),
            label("drop_questions"), render.message(text(language, "evaluation_about")), value("stop"), value("report"),
        )  # fmt: skip

    def switch(self, kept: Any, words: str, evaluation: Any, event: gr.EventData) -> tuple[Any, ...]:
        """Show everything in the other language."""
        language = "zh" if event._data.get("language") == "zh" else "en"
        thread = self.thread(from_json(kept), language)
        measured = render.measured(evaluation, language) if evaluation is not None else _SKIP
        return (thread, _SKIP, language, *self.words(language), *self.shelf(words, language), measured)

    def _public(self, error: Exception | None, language: str) -> str:
        """What a user is told of an error: its message without folders of this machine, or that something failed."""
        if isinstance(error, SlowError):
            return text(language, "slow")
        if not isinstance(error, WenbaoError):
            return text(language, "failed")
        return translate(self.dropped.public(str(error)), language)

    def _failure(self, error: Exception | None, language: str) -> str:
        return render.message(self._public(error, language), failure=True)
