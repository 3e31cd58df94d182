"""The handlers of the page's events: a click or a dropped file becomes a call of the library, and its result becomes
values of components. `page` says which components an event reads and updates.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import gradio as gr

from qa.errors import WenbaoError
from qa.evaluation import feedback
from qa.i18n.error_messages import translate
from qa.i18n.messages import LANGUAGES, message
from qa.library import Library
from qa.records import Filters
from qa.web import limits, render, updates
from qa.web.api import DEFAULT_PASSAGES, check_question, evaluate_file
from qa.web.article_list import ArticleList
from qa.web.citations import quotes
from qa.web.conversation import Exchange, earlier_turns, from_json, turns
from qa.web.dates import read_range
from qa.web.dropped_files import DroppedFiles
from qa.web.export import file_name, to_docx, to_markdown
from qa.web.guard.errors import language_of
from qa.web.inputs import Asked, asked_question, page_event
from qa.web.inquiries import quotation_in, timeline_in
from qa.web.labels import Labels
from qa.web.page_images import boxed_page
from qa.web.people import owner
from qa.web.shelf import Shelf
from qa.web.source_files import has_file, source_file
from qa.web.suggestions import Suggestions
from qa.web.tasks import Ended, Step, Workers, in_background

_EXAMPLES, _NEXT_QUESTIONS = 4, 3
_SUGGESTING = 2  # lists of next questions that are made at once
_TRIED_ARTICLES = 24  # for the examples
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SKIP = gr.skip()
Values = tuple[Any, ...]  # of the components that an event updates, in their order


class Handlers:
    """The handlers of all users' events. Of a user it holds only which evaluation to stop."""

    def __init__(self, library: Library, workers: Workers, labels: Labels) -> None:
        """`workers` run the questions; `labels` are the components that change with the language."""
        self._library = library
        self._workers = workers
        self._labels = labels
        self._article_list = ArticleList(library)
        self.shelf = Shelf(library, self._article_list)
        self._suggestions = Suggestions(library)
        self._dropped = DroppedFiles(library.folder)
        self._asking = threading.BoundedSemaphore(limits.MAX_WAITING_QUESTIONS)
        self._suggesting = threading.BoundedSemaphore(_SUGGESTING)
        self._stops: dict[str | None, threading.Event] = {}  # by session: stops its running evaluation

    # Asking

    def open(self, language: str, request: gr.Request) -> Values:
        """Show the page. The script adds the conversation that the browser keeps, and asks what the address asks."""
        if language not in LANGUAGES:
            language = language_of(request.headers)
        thread = updates.frame(len(self._article_list.entries()), language)
        return (thread, language, *self._labels.updates(language))

    def welcome(self, data: Any) -> str:
        """Return what an empty conversation shows, with questions that were tried: that may have to wait for the model.

        Without examples if the library cannot be asked: a question then shows why.
        """
        language, entries = page_event(data).language, self._article_list.entries()
        spread = entries[:: max(1, len(entries) // _TRIED_ARTICLES)]
        chinese = language == "zh"
        examples: list[str] = []
        with contextlib.suppress(WenbaoError):
            for wanted in (chinese, not chinese):  # in the other language where no article is in this one
                examples = examples or self._suggestions.examples([one.id for one in spread], _EXAMPLES, wanted)
        return render.welcome(len(entries), examples, language)

    async def next_questions(self, data: Any) -> str:
        """Return questions to go on with after the last of `exchanges`, as HTML.

        Empty if none is found, or while others are being tried: questions that were asked come first.
        """
        request = page_event(data)
        exchanges = from_json(request.exchanges)
        reply = exchanges[-1].reply if exchanges else None
        if reply is None or reply.answer is None or not self._suggesting.acquire(blocking=False):
            return ""
        articles = list(dict.fromkeys([reply.answer.article_id, *(hit.article_id for hit in reply.hits)]))[:3]
        known = [(quote.start, quote.end) for quote in quotes(reply) if quote.article_id == articles[0]]
        asked = [exchange.question for exchange in exchanges]
        try:
            found = await self._workers.result(
                lambda: self._suggestions.next_questions(articles, known, asked, _NEXT_QUESTIONS)
            )
        except WenbaoError:
            return ""
        finally:
            self._suggesting.release()
        return render.next_questions(found, request.language) if found else ""

    def sources(self, data: Any) -> list[str]:
        """Return the names of all sources, to choose from."""
        return self._article_list.sources()

    def dates(self, data: Any) -> dict[str, Any]:
        """Return the dates of a filter in ISO 8601, and by field what is wrong with them."""
        asked = asked_question(data)
        return asdict(read_range(asked.after, asked.before, asked.language))

    def turns(self, data: Any) -> list[dict[str, str]]:
        """Return stored exchanges as HTML, each with its id. The page's script calls this for those that it shows."""
        request = page_event(data)
        exchanges = from_json(request.exchanges)
        return [{"id": one.id, "html": render.exchange(one, request.language)} for one in exchanges]

    async def ask(self, data: Any) -> updates.Update:
        """Answer a question. The page's script has shown it already, and keeps what this returns.

        Who waits takes no thread. A bug is raised, and so logged; the script then says that something went wrong.
        """
        asked = asked_question(data)
        days = read_range(asked.after, asked.before, asked.language)
        try:
            check_question(asked.question)
        except WenbaoError as error:
            return updates.refused(translate(error.message, asked.language))
        if days.errors:
            return updates.refused(next(iter(days.errors.values())))
        if not self._asking.acquire(blocking=False):
            return updates.refused(message(asked.language, "busy"))
        exchange = Exchange(
            asked.id or secrets.token_hex(8), asked.question.strip(), filters=(days.after, days.before, asked.source),
            article=asked.article or next(iter(asked.articles), ""), title=asked.title, several=len(asked.articles),
            collection=asked.collection,
        )  # fmt: skip
        who = owner()
        try:
            return await self._workers.result(lambda: self._answer(exchange, asked, who))
        except WenbaoError as error:
            return updates.exchange(replace(exchange, error=self._error_text(error, asked.language)), asked.language)
        finally:
            self._asking.release()

    def _answer(self, exchange: Exchange, asked: Asked, who: str) -> updates.Update:
        after, before, source = (value or None for value in exchange.filters)
        filters = Filters(
            after, before, source, exchange.article or None, asked.articles, exchange.collection or None, who
        )
        quotation, query = quotation_in(exchange.question), timeline_in(exchange.question)
        if quotation is not None:
            return updates.exchange(replace(exchange, checked=self._library.check(quotation)), asked.language)
        if query is not None:
            found = self._library.timeline(query, filters=filters)
            return updates.exchange(replace(exchange, timeline=found), asked.language)
        history = earlier_turns(asked.earlier)
        reply = self._library.ask(exchange.question, history, top_k=DEFAULT_PASSAGES, filters=filters)
        by_date = any(exchange.filters[:2]) and not exchange.article
        undated = self._article_list.undated(asked.source) if by_date else 0
        return updates.exchange(replace(exchange, reply=reply, undated=undated), asked.language)

    def judge(self, data: Any) -> updates.Update | None:
        """Record a thumb, or withdraw it if it is pressed again. `data` has the conversation up to the judged reply."""
        judgment = page_event(data)
        exchanges = from_json(judgment.exchanges)
        if not exchanges or exchanges[-1].id != judgment.id:
            return None
        *earlier, exchange = exchanges
        judged = replace(exchange, verdict=None if exchange.verdict is judgment.good else judgment.good)
        if judged.reply is not None:
            feedback.record(
                self._library.folder, judged.question, judged.reply, judged.verdict, turns(earlier),
                filtered=any((*judged.filters, judged.article, judged.collection)),
            )  # fmt: skip
        return updates.judged(judged)

    def article(self, data: Any) -> str:
        """Return an article for the reader. The page's script calls this with `id`, `spans` and `language`."""
        request = page_event(data)
        spans = list(zip(request.spans[:4:2], request.spans[1:4:2], strict=False))
        article = self._library.article(request.id)
        picture = boxed_page(article, spans[0], request.language) if article and spans else ""
        return render.article(
            article, spans, picture, request.language, has_file=article is not None and has_file(article)
        )

    def file(self, data: Any) -> dict[str, Any]:
        """Return an article's file, or why it cannot be opened."""
        request = page_event(data)
        article = self._library.article(request.id)
        file = source_file(article) if article else None
        return asdict(file) if file else updates.refused(message(request.language, "no_file"))

    def export(self, data: Any) -> dict[str, Any]:
        """Return a conversation as a file that the page's script saves: `kind` is `md` or `docx`."""
        request = page_event(data)
        said = from_json(request.exchanges), request.title, request.date, request.language
        if request.kind == "docx":
            return updates.download(file_name(request.title, request.date, ".docx"), _DOCX, to_docx(*said))
        return updates.download(file_name(request.title, request.date, ".md"), "text/markdown", to_markdown(*said))

    # Evaluation

    def evaluate(self, path: str | None, language: str, request: gr.Request) -> Iterator[Values]:
        """Evaluate a file of questions; if it is stopped, what was asked is measured.

        Gives the drop zone, the table, the button to stop, those for the files, and the evaluation.
        """
        if not path:
            yield (_SKIP,) * 5
            return
        shown, hidden = gr.update(visible=True), gr.update(visible=False)
        yield None, render.progress(message(language, "progress_waiting"), 0, 0, language), hidden, hidden, None
        begun, stop, name = time.monotonic(), threading.Event(), Path(path).name
        self._stops[request.session_hash] = stop
        try:
            for step in in_background(lambda report: evaluate_file(self._library, Path(path), report, stop)):
                if not isinstance(step, Ended):
                    yield _SKIP, self._evaluating(step, time.monotonic() - begun, name, language), shown, hidden, None
                elif step.result is None:
                    yield _SKIP, self._failure(step.error, language), hidden, hidden, None
                else:
                    yield _SKIP, render.evaluation(step.result, language), hidden, shown, step.result
        finally:
            stop.set()  # also if the browser has left
            self._stops.pop(request.session_hash, None)

    @staticmethod
    def _evaluating(step: Step, elapsed: float, name: str, language: str) -> str:
        """How far the evaluation of a file is; what has no number of steps has no bar."""
        from qa.evaluation.run import MEASURING

        if step.what == MEASURING:
            return render.progress(message(language, "measuring"), 0, 0, language)
        return render.progress(message(language, "evaluating"), step.done, step.total, language, elapsed, name)

    def stop(self, request: gr.Request) -> None:
        """Stop the evaluation that this session runs."""
        if request.session_hash in self._stops:
            self._stops[request.session_hash].set()

    # The interface

    def switch(self, evaluation: Any, event: gr.EventData) -> Values:
        """Show everything in the other language. Gives the values of `open`, and the evaluation's table."""
        language = page_event(event._data).language
        language = language if language in LANGUAGES else "en"
        thread = updates.frame(len(self._article_list.entries()), language)
        measured = render.evaluation(evaluation, language) if evaluation is not None else _SKIP
        return (thread, language, *self._labels.updates(language), measured)

    def _error_text(self, error: Exception | None, language: str) -> str:
        """The message of an error without folders of this machine; of a bug, only that something went wrong."""
        if not isinstance(error, WenbaoError):
            return message(language, "failed")
        return translate(self._dropped.public(error.message), language)

    def _failure(self, error: Exception | None, language: str) -> str:
        return render.notice(self._error_text(error, language), failure=True)
