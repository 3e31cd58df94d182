"""What programs can call, over HTTP and as MCP tools: JSON in, JSON out, without the folders of this machine.

The docstrings of the endpoints are shown to clients.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.dialogue.history import turns_of
from qa.errors import QuestionError, WenbaoError
from qa.language.date_input import parse_range
from qa.library import Library
from qa.quotation import CheckedQuotation
from qa.records import MAX_QUESTION, UNFILTERED, Filters, Timeline
from qa.web import limits
from qa.web.conversation import MAX_TURNS, public_json, with_file_names
from qa.web.dropped_files import DroppedFiles, with_values
from qa.web.people import owner
from qa.web.tasks import Workers

if TYPE_CHECKING:
    from qa.evaluation import Evaluation

DEFAULT_PASSAGES = 5  # shown with an answer
SEARCHED_PASSAGES = 10  # found by a search
MAX_PASSAGES = 100


def check_question(question: str) -> None:
    """Raise `QuestionError` for a question that is empty or too long."""
    if not (question or "").strip():
        raise QuestionError("server_question_empty")
    if len(question) > MAX_QUESTION:
        raise QuestionError("server_question_too_long", limit=MAX_QUESTION)


def filters_of(after: str | None, before: str | None, source: str | None, collection: str | None = None) -> Filters:
    """The filters of these fields. Raises `QuestionError`, which names the field, for a date that cannot be used."""
    within = (collection or "").strip() or None
    return Filters(*parse_range(after, before), (source or "").strip() or None, collection=within, owner=owner())


def _count(wanted: int | None, default: int) -> int:
    return default if wanted is None else max(1, min(int(wanted), MAX_PASSAGES))


def evaluate_file(
    library: Library,
    path: Path | None,
    progress: Callable[[str, int, int], None],
    stop: threading.Event,
    max_wrong: float | None = None,
    within: Filters = UNFILTERED,
) -> Evaluation:
    """Evaluate a file of questions, or with None the judgments of the chat, and find the threshold for `max_wrong`.

    `within` names the collection to ask, if any.

    After `stop`, or `limits.EVALUATION_SECONDS`, what was asked so far is measured.
    Raises `WenbaoError` if the file cannot be read or has too many questions; the message has no folder in it.
    """
    from qa.evaluation import EvaluationStoppedError, Options, evaluate, feedback
    from qa.evaluation.questions import QuestionFile, read_file
    from qa.evaluation.run import Answering
    from qa.evaluation.within import Within

    try:
        given = read_file(path) if path else QuestionFile(feedback.questions(library.folder), [], [])
    except WenbaoError as error:
        folder = f"{path.parent if path else library.folder}/"
        raise type(error)(with_values(error.message, lambda text: text.replace(folder, ""))) from error
    if (count := len(given.questions)) > limits.MAX_QUESTIONS:
        raise QuestionError("server_too_many_questions", questions=count, limit=limits.MAX_QUESTIONS)

    def step(what: str, done: int, total: int) -> None:
        progress(what, done, total)
        if done and stop.is_set():  # without any answer there is nothing to measure
            raise EvaluationStoppedError

    options = Options(max_wrong=max_wrong, time_limit=limits.EVALUATION_SECONDS)
    asked: Answering = library
    if within.collection is not None:
        inside = partial(library.collections.articles, within.collection, within.owner)
        asked = Within(library, within, inside)
    evaluation = evaluate(asked, given.questions, given.skipped, options, step)
    return replace(evaluation, reading_notes=tuple(given.notes))


class Endpoints:
    """The endpoints of one library. Each raises `WenbaoError` with a message in one line that says what to do."""

    def __init__(self, library: Library, workers: Workers) -> None:
        """`workers` run the questions; nothing is read yet."""
        self._library = library
        self._workers = workers
        self._dropped = DroppedFiles(library.folder)

    def ask(
        self, question: str, history: list[Any] | None = None, passages: int | None = DEFAULT_PASSAGES,
        after: str | None = "", before: str | None = "", source: str | None = "", collection: str | None = "",
    ) -> dict[str, Any]:  # fmt: skip
        """Answer a question with a sentence quoted from the articles, or say that they do not answer it.

        Args:
            question: The question, in Chinese or English.
            history: Earlier turns of the conversation, oldest first, each with "question", "answer" (the quoted text)
                and, where known, "standalone_question"; or pairs [question, answer]; or messages with "role" ("user" or
                "assistant") and "content".
            passages: How many passages to return with the answer, 1 to 100.
            after: Only articles of this day or later: 2023, 2023-09, 2023-09-18 or 2023年9月.
            before: Only articles of this day or earlier.
            source: Only articles of this source, by its name or a part of it.
            collection: Only articles of the collection of this name.

        Returns:
            answerable, confidence (a probability), threshold (the confidence from which a question is answered),
            answer (text, start, end, highlight, article_id, boxes; or null), answers (further quotes of the same form,
            where several things are asked for), and hits. "page" counts from 1 in the file, "page_label" is the printed
            number (A05); "boxes" say where each line stands on its page, in points or pixels.
        """
        check_question(question)
        filters = filters_of(after, before, source, collection)
        top_k, turns = _count(passages, DEFAULT_PASSAGES), turns_of(history)[-MAX_TURNS:]
        try:
            reply = self._workers.run(lambda: self._library.ask(question, turns, top_k=top_k, filters=filters))
        except WenbaoError as error:
            raise self._public(error) from error
        return public_json(reply)

    def search(
        self, query: str, passages: int | None = SEARCHED_PASSAGES, after: str | None = "", before: str | None = "",
        source: str | None = "", collection: str | None = "",
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Find the passages of the articles that are nearest to a query, best first.

        Args:
            query: What to look for, in Chinese or English.
            passages: How many passages to return, 1 to 100.
            after: Only articles of this day or later: 2023, 2023-09, 2023-09-18 or 2023年9月.
            before: Only articles of this day or earlier.
            source: Only articles of this source, by its name or a part of it.
            collection: Only articles of the collection of this name.

        Returns:
            Passages with text, title, source, date, page (of the file), page_label (as printed), score, highlights as
            offsets into the article's text, and boxes on the pages.
        """
        top_k = _count(passages, SEARCHED_PASSAGES)
        hits: list[dict[str, Any]] = self.ask(query, None, top_k, after, before, source, collection)["hits"]
        return hits

    def check(self, quotation: str, places: int | None = DEFAULT_PASSAGES) -> dict[str, Any]:
        """Say whether a wording stands in the articles to the letter, nearly (with each difference), or nowhere.

        Args:
            quotation: The wording, 1 to 5,000 characters; marks around it and an ellipsis between two parts may stand.
            places: How many places to describe, the earliest first, 1 to 100.

        Returns:
            verdict ("verbatim", "nearly" or "nowhere"), places with text, start, end, differences and source, count (of
            all places; complete is false where there may be more), and nearest, the nearest wording if it is nowhere.
        """
        shown = _count(places, DEFAULT_PASSAGES)
        return self._inquire(lambda: self._library.check(quotation or "", shown=shown))

    def timeline(
        self, query: str, after: str | None = "", before: str | None = "", source: str | None = "",
        collection: str | None = "",
    ) -> dict[str, Any]:  # fmt: skip
        """List the dated figures of a subject and a measure, each with its sentence and source.

        Args:
            query: A subject and a measure, such as 云溪市 GDP.
            after: Only articles of this day or later: 2023, 2023-09, 2023-09-18 or 2023年9月.
            before: Only articles of this day or earlier.
            source: Only articles of this source, by its name or a part of it.
            collection: Only articles of the collection of this name.

        Returns:
            series, that which was asked for first, each with measure, kind ("level", "share" or "rate"), unit and
            figures: date, value, text, quote and place.
        """
        check_question(query)
        filters = filters_of(after, before, source, collection)
        return self._inquire(lambda: self._library.timeline(query, filters=filters))

    def _inquire(self, find: Callable[[], CheckedQuotation | Timeline]) -> dict[str, Any]:
        try:
            value: dict[str, Any] = with_file_names(self._workers.run(find).as_json())
        except WenbaoError as error:
            raise self._public(error) from error
        return value

    def evaluate(
        self, questions: list[dict[str, Any]], max_wrong: float | None = 0.0, collection: str | None = ""
    ) -> dict[str, Any]:
        """Ask many questions and measure how well the library answers them.

        Args:
            questions: Rows with "question" and, where known, "answers", "all_of", "articles", "evidence" or
                "answerable".
            max_wrong: The share of wrong answers that is allowed, such as 0.05; 0 to look for no threshold.
            collection: Only articles of the collection of this name; judged articles outside of it count as missing.

        Returns:
            Each metric with its mean and 95 % interval, the seconds it took, and the rows that were skipped. After an
            hour, what was asked so far is measured, "partial" is true, and "unasked" counts the rest. "max_wrong" has
            the lowest confidence from which on answers are wrong no more often than allowed, at a level of 95 %.
        """
        within = filters_of(None, None, None, collection)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "questions.jsonl"
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in questions), "utf-8")
            try:
                return evaluate_file(
                    self._library, path, lambda *step: None, threading.Event(), max_wrong or None, within
                ).as_json()
            except WenbaoError as error:
                raise self._public(error) from error

    def _public(self, error: WenbaoError) -> WenbaoError:
        """The error without the folders of this machine."""
        return type(error)(self._dropped.public(error.message))
