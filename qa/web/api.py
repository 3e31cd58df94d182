"""What programs may call, over HTTP and as tools: JSON in, JSON out, without the folders of this machine.

The docstrings are what a client is shown. Knows neither Gradio nor HTML.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.errors import QuestionError, WenbaoError
from qa.i18n.messages import text
from qa.language.dates import parse_iso_date
from qa.library import Library
from qa.records import MAX_QUESTION, Filters
from qa.web import limits
from qa.web.conversation import earlier_turns, public_json
from qa.web.dropped_files import DroppedFiles
from qa.web.tasks import Workers

if TYPE_CHECKING:
    from qa.evaluation import Evaluation

PASSAGES = 5  # shown with an answer
MOST_PASSAGES = 100


def why_not(question: str, dates: Sequence[str], language: str) -> str | None:
    """Why a question cannot be asked, in words; None where it can."""
    if not (question or "").strip():
        return text(language, "question_empty")
    if len(question) > MAX_QUESTION:
        return text(language, "question_long", limit=MAX_QUESTION)
    try:
        for date in filter(None, dates):
            parse_iso_date(date)
    except QuestionError:
        return text(language, "date_wrong")
    return None


def run_file(
    library: Library, path: Path, progress: Callable[[str, int, int], None], stop: threading.Event
) -> Evaluation:
    """Run a file of questions. Stopped, or after `limits.EVALUATION_SECONDS`, what was asked till then is measured.

    Raises `WenbaoError` where it cannot be read or holds more than the chat runs; it names the file without its folder.
    """
    from qa.evaluation import evaluate
    from qa.evaluation.questions import read_questions

    try:
        questions, skipped = read_questions(path)
    except WenbaoError as error:
        raise type(error)(str(error).replace(f"{path.parent}/", "")) from error
    if len(questions) > limits.MAX_ROWS:
        raise QuestionError(
            f"{len(questions)} questions are more than {limits.MAX_ROWS}: run them with `wenbao evaluate FILE`"
        )
    until = time.monotonic() + limits.EVALUATION_SECONDS

    def step(what: str, done: int, total: int) -> None:
        progress(what, done, total)
        if done and (stop.is_set() or time.monotonic() > until):
            raise KeyboardInterrupt  # as Ctrl-C does it; before the first answer there is nothing to measure

    return evaluate(library, questions, skipped, progress=step)


class Endpoints:
    """The functions, over one library. Each raises `WenbaoError` with one line that says what to mend."""

    def __init__(self, library: Library, workers: Workers) -> None:
        """Name the library, and who asks it; nothing is read yet."""
        self._library = library
        self._workers = workers
        self._dropped = DroppedFiles(library.folder)

    def ask(
        self, question: str, history: list[dict[str, str]] | None = None, passages: int = PASSAGES,
        after: str = "", before: str = "", source: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """Answer a question with a sentence quoted from the articles, or say that they do not answer it.

        Args:
            question: The question, in Chinese or English.
            history: Earlier turns of the conversation, oldest first, each with "question", "answer" (the quoted text)
                and, where known, "standalone_question".
            passages: How many passages to return with the answer, 1 to 100.
            after: Only articles of this day or later: 2023, 2023-09 or 2023-09-18.
            before: Only articles of this day or earlier.
            source: Only articles of this source, by its name or a part of it.

        Returns:
            answerable, confidence (a probability), answer (text, start, end, highlight, article_id; or null), and hits.
        """
        wrong = why_not(question, (after, before), "en")
        if wrong:
            raise QuestionError(wrong)
        filters = Filters(after or None, before or None, source or None)
        most, turns = max(1, min(int(passages), MOST_PASSAGES)), earlier_turns(history)
        try:
            reply = self._workers.run(lambda: self._library.ask(question, turns, top_k=most, filters=filters))
        except WenbaoError as error:
            raise type(error)(self._dropped.public(str(error))) from error
        return public_json(reply)

    def search(
        self, query: str, passages: int = 10, after: str = "", before: str = "", source: str = ""
    ) -> list[dict[str, Any]]:
        """Find the passages of the articles that are nearest to a query, best first.

        Args:
            query: What to look for, in Chinese or English.
            passages: How many passages to return, 1 to 100.
            after: Only articles of this day or later: 2023, 2023-09 or 2023-09-18.
            before: Only articles of this day or earlier.
            source: Only articles of this source, by its name or a part of it.

        Returns:
            Passages with text, title, source, date, page, score, and highlights as offsets into the article's text.
        """
        found: list[dict[str, Any]] = self.ask(query, None, passages, after, before, source)["hits"]
        return found

    def evaluate(self, questions: list[dict[str, Any]]) -> dict[str, Any]:
        """Ask many questions and measure how well the library answers them.

        Args:
            questions: Rows with "question" and, where known, "answers", "articles", "evidence" or "answerable".

        Returns:
            Each metric with its mean and 95 % interval, the seconds it took, and the rows that were skipped. After an
            hour what was asked till then is measured, and "unasked" counts the rest.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "questions.jsonl"
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in questions), "utf-8")
            try:
                return run_file(self._library, path, lambda *told: None, threading.Event()).as_json()
            except WenbaoError as error:
                raise type(error)(self._dropped.public(str(error))) from error
