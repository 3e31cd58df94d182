"""Judgments that users give with a thumb, kept as lines of JSON beside the library. Knows no component."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from corpus.records import content_id
from qa.errors import QuestionError
from qa.evaluation.questions import Question
from qa.records import Turn
from qa.web.conversation import Exchange

FILE = "feedback.jsonl"

_writing = threading.Lock()


def record(folder: Path, exchange: Exchange, history: list[Turn]) -> None:
    """Append one judgment to `feedback.jsonl` in the library's folder. Raises `OSError` where it cannot be written.

    The fields of a question file (`question`, `answers`, `passages`, `articles`, `answerable`, `history`) hold what the
    judgment says; `verdict` is `good`, `bad`, or null where it was taken back. The last line of an `id` counts.
    """
    reply = exchange.reply
    if reply is None:
        return
    answer = reply.answer
    place = (answer.passage_id, str(answer.start)) if answer else ()
    gold = answer if exchange.verdict is True else None
    line = {
        "id": content_id(exchange.question, reply.standalone_question, *place),
        "question": exchange.question,
        "standalone_question": reply.standalone_question,
        "answers": [gold.phrase] if gold else [],
        "articles": [gold.article_id] if gold else [],
        "passages": [gold.passage_id] if gold else [],
        "answerable": _answerable(exchange.verdict, answer is None, any(exchange.filters)),
        "history": [{"question": turn.question, "answer": turn.answer} for turn in history],
        "verdict": {True: "good", False: "bad", None: None}[exchange.verdict],
        "quote": answer.text if answer else "",
        "article_id": answer.article_id if answer else "",
        "confidence": round(reply.confidence, 4),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with _writing, (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _answerable(verdict: bool | None, refused: bool, filtered: bool) -> bool | None:
    """What a judgment says of whether the library answers the question; None where it says nothing."""
    if not refused:
        return True if verdict else None  # of a wrong answer: there may be a right one, or none
    if verdict and filtered:
        return None  # what a filter leaves out may answer it
    return None if verdict is None else not verdict


def questions(folder: Path) -> list[Question]:
    """The judgments in a library's folder as questions, in the order in which they were first given.

    A good answer is what is expected. A bad one says only that another is wanted: its question has no judgments, so it
    is asked and shown, and not scored. A good refusal says that the library does not answer the question, a bad one
    that it does, though not where. Where a later judgment says otherwise of that, the earlier one is left out. The
    column `verdict` tells good from bad; what was taken back is left out. Raises `QuestionError` where there is none.
    """
    last: dict[str, Question] = {}
    asked: dict[str, tuple[str, str]] = {}  # what a question of that id asks
    try:
        lines = (folder / FILE).read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            found = Question(
                row["id"],
                row["question"],
                tuple(row["answers"]),
                tuple(row["articles"]),
                tuple(row["passages"]),
                history=tuple(Turn(turn["question"], turn["answer"]) for turn in row["history"]),
                answerable=row.get("answerable", True if row["verdict"] == "good" else None),
                columns={"verdict": row["verdict"] or ""},
                line=number,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionError(f"line {number} of {folder / FILE} is no judgment: take it out") from error
        last[found.id] = found
        asked[found.id] = (found.question, str(row.get("standalone_question") or found.history))
    given = [question for question in last.values() if question.columns["verdict"]]
    said = {
        asked[question.id]: question.answerable
        for question in sorted(given, key=lambda question: question.line or 0)
        if question.answerable is not None
    }
    if not given:
        raise QuestionError("nobody has judged an answer of this library yet: give thumbs in the chat first")
    return [question for question in given if question.answerable in (None, said.get(asked[question.id]))]
