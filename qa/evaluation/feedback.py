"""Users' judgments of answers, stored as JSON lines in the library's folder, and read as questions."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from corpus.records import content_id
from qa.errors import QuestionError
from qa.evaluation.questions import Question
from qa.records import Reply, Turn

FILE = "feedback.jsonl"

_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Judgment:
    """A line of `feedback.jsonl`. It has the fields of a question file, as far as the judgment says something.

    `verdict` is None where an earlier judgment was withdrawn. The last line of an `id` counts.
    """

    id: str
    question: str
    standalone_question: str | None
    answers: tuple[str, ...]
    articles: tuple[str, ...]
    passages: tuple[str, ...]
    answerable: bool | None
    history: tuple[Turn, ...]
    verdict: Literal["good", "bad"] | None
    quote: str = ""
    article_id: str = ""
    confidence: float = 0.0
    time: str = ""


_ADAPTER = TypeAdapter(Judgment)


def record(
    folder: Path, question: str, reply: Reply, verdict: bool | None, history: Sequence[Turn], filtered: bool = False
) -> None:
    """Append a judgment to `feedback.jsonl` in the library's folder. Raises `OSError` where it cannot be written.

    `verdict` is True for good, False for bad, None for withdrawn. `filtered` says whether filters restricted the
    articles: then a good refusal says nothing about the whole library.
    """
    answer = reply.answer
    location = (answer.passage_id, str(answer.start)) if answer else ()
    good = answer if verdict else None
    judgment = Judgment(
        id=content_id(question, reply.standalone_question, *location),
        question=question,
        standalone_question=reply.standalone_question,
        answers=(reply.answer_phrase,) if verdict and reply.answer_phrase else (),
        articles=(good.article_id,) if good else tuple(one.article_id for one in reply.articles if verdict),
        passages=(good.passage_id,) if good else (),
        answerable=_answerable(verdict, not reply.answered, filtered),
        history=tuple(history),
        verdict=None if verdict is None else "good" if verdict else "bad",
        quote=answer.text if answer else "",
        article_id=answer.article_id if answer else "",
        confidence=round(reply.confidence, 4),
        time=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    row = _ADAPTER.dump_python(judgment, mode="json", exclude={"history": {"__all__": {"standalone"}}})
    with _writing, (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _answerable(verdict: bool | None, refused: bool, filtered: bool) -> bool | None:
    """Whether the library answers the question, by the judgment; None where it does not say."""
    if not refused:
        return True if verdict else None  # the library may have no answer, or another one
    if verdict and filtered:
        return None  # an article that was filtered out may answer it
    return None if verdict is None else not verdict


def questions(folder: Path) -> list[Question]:
    """The judgments in a library's folder as questions, in the order in which they were first given.

    A good answer is what is expected. A bad one says that its quote is wrong, and that another is wanted, if any: while
    the same sentence is quoted, the answer is wrong; another quote is shown but not scored. A good refusal says that
    the library does not answer the question, a bad one that it does, but not where. Where judgments contradict each
    other on that, the last counts. Withdrawn judgments are left out. The column `verdict` is `good` or `bad`. Raises
    `QuestionError` where there is no judgment, or a line is not one.
    """
    given = {judgment.id: (line, judgment) for line, judgment in _judgments(folder / FILE)}
    given = {name: numbered for name, numbered in given.items() if numbered[1].verdict}
    if not given:
        raise QuestionError("feedback_empty")
    answerable = {
        _meaning(judgment): judgment.answerable
        for _, judgment in sorted(given.values(), key=lambda numbered: numbered[0])
        if judgment.answerable is not None
    }
    return [
        _question(line, judgment)
        for line, judgment in given.values()
        if judgment.answerable in (None, answerable.get(_meaning(judgment)))
    ]


def _judgments(path: Path) -> Iterator[tuple[int, Judgment]]:
    """All judgments with their lines, none where the file is missing."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            # Lines of earlier versions lack these two fields.
            absent = {"answerable": True if row["verdict"] == "good" else None, "standalone_question": None}
            judgment = _ADAPTER.validate_python(absent | row)
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionError("feedback_bad_line", path=str(path), line=number) from error
        yield number, judgment


def _meaning(judgment: Judgment) -> tuple[str, str]:
    """What was asked: the question, and how it was understood after the earlier turns."""
    return judgment.question, judgment.standalone_question or repr(judgment.history)


def _question(line: int, judgment: Judgment) -> Question:
    return Question(
        judgment.id, judgment.question, judgment.answers, judgment.articles, judgment.passages, line=line,
        answerable=judgment.answerable, history=judgment.history, columns={"verdict": judgment.verdict or ""},
        wrong=(judgment.quote,) if judgment.verdict == "bad" and judgment.quote else (),
    )  # fmt: skip
