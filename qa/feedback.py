"""Judgments that users give with a thumb, kept as lines of JSON beside the library. Knows no component."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from corpus.records import content_id
from qa.conversation import Exchange
from qa.errors import QuestionError
from qa.questions import Question
from qa.records import Turn

FILE = "feedback.jsonl"

_writing = threading.Lock()


def record(folder: Path, exchange: Exchange, history: list[Turn]) -> None:
    """Append one judgment to `feedback.jsonl` in the library's folder. Raises `OSError` where it cannot be written.

    The fields of a question file (`question`, `answers`, `passages`, `articles`, `history`) hold what was judged good;
    `verdict` is `good`, `bad`, or null where a judgment was taken back. The last line of an `id` counts.
    """
    reply = exchange.reply
    if reply is None or reply.answer is None:
        return
    answer = reply.answer
    good = exchange.verdict is True
    line = {
        "id": content_id(exchange.question, reply.standalone_question, answer.passage_id, str(answer.start)),
        "question": exchange.question,
        "answers": [answer.phrase] if good else [],
        "articles": [answer.article_id] if good else [],
        "passages": [answer.passage_id] if good else [],
        "history": [{"question": turn.question, "answer": turn.answer} for turn in history],
        "verdict": {True: "good", False: "bad", None: None}[exchange.verdict],
        "quote": answer.text,
        "article_id": answer.article_id,
        "confidence": round(reply.confidence, 4),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with _writing, (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def questions(folder: Path) -> list[Question]:
    """The judgments in a library's folder as questions, in the order in which they were first given.

    A good answer is what is expected. A bad one says only that another is wanted: its question has no judgments, so it
    is asked and shown, and not scored. The column `verdict` tells them apart; what was taken back is left out. Raises
    `QuestionError` where there is none.
    """
    last: dict[str, Question] = {}
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
                answerable=True if row["verdict"] == "good" else None,
                columns={"verdict": row["verdict"] or ""},
                line=number,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionError(f"line {number} of {folder / FILE} is no judgment: take it out") from error
        last[found.id] = found
    given = [question for question in last.values() if question.columns["verdict"]]
    if not given:
        raise QuestionError("nobody has judged an answer of this library yet: give thumbs in the chat first")
    return given
