"""Reads question files: JSONL, CSV, TSV, XLSX, plain text, JSON, topics of TREC, and BEIR folders.

`datasets` and `exports` know the layouts of published datasets and of other tools. A row that cannot be used is
reported with its line and the reason; the other rows are read. To add a format, write a reader and add a line to
`FORMATS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.errors import CorpusError
from corpus.messages import Message, system_reason
from qa.errors import ErrorMessage, QuestionError, joined
from qa.evaluation.questions import columns, datasets, exports, fields, tables, trec
from qa.evaluation.questions.files import Row, detail, jsonl, load, numbered_items
from qa.evaluation.questions.records import Question, Skipped

_SHOWN_REASONS = 3
_LISTS = ("data", "questions", "tests", "goldens", "examples", "items", "rows", "results", "Data")
_MAX_NAMES = 5  # of columns or words, in a note
_NO_CHOICE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user says about a file.

    - `columns`: the field of a column by its name, or `columns.IGNORED` for a column of the user's own.
    - `separator`: what stands between several texts of a cell, besides `|` and lines.
    - `qrels`: a file of judgments by the questions' ids.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: _NO_CHOICE)
    separator: str = ""
    qrels: Path | None = None


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """The questions of a file, the rows that were skipped, and notes on how cells were understood."""

    questions: list[Question]
    skipped: list[Skipped]
    notes: list[str]


_AS_IT_IS = Reading()


def read_questions(path: Path) -> tuple[list[Question], list[Skipped]]:
    """The questions of a file or a BEIR folder, and the rows that were skipped. Raises what `read_file` raises."""
    found = read_file(path)
    return found.questions, found.skipped


def read_file(path: Path, reading: Reading = _AS_IT_IS) -> QuestionFile:
    """The questions of a file or a BEIR folder.

    Raises `QuestionError` where a file is missing, cannot be read, has an unknown format, or contains no question, and
    where a column may hold right answers but has an unknown name.
    """
    try:
        rows = [(line, adapted) for line, row in _reader(path)(path) for adapted in _adapted(row)]
        grades = trec.qrels(reading.qrels) if reading.qrels else None
    except CorpusError as error:
        raise QuestionError("file_message", path=path, message=error.message) from error
    except OSError as error:
        raise QuestionError("path_unreadable", path=error.filename or path, reason=system_reason(error)) from error
    names = [name for _, row in rows if not isinstance(row, Message) for name in row if not fields.is_empty(row[name])]
    roles = columns.of_file(names, reading.columns)
    made = fields.Rows(roles, reading.separator)
    questions, skipped = _questions(rows, made, roles)
    if not questions:
        raise _no_question(path, skipped)
    notes = _notes(made, roles)
    if grades is not None:
        judged = [_judged(question, grades) for question in questions if question.id in grades]
        if not judged:
            raise QuestionError("question_qrels_of_others", path=str(reading.qrels))
        if len(judged) < len(questions):
            notes.append(ErrorMessage("questions_not_in_qrels", count=len(questions) - len(judged)))
        questions = judged
    return QuestionFile(questions, skipped, notes)


def _adapted(row: Mapping[str, Any] | Message) -> Iterator[Mapping[str, Any] | Message]:
    """The rows that a row of another layout stands for, else the row itself."""
    if isinstance(row, Message):
        yield row
        return
    adapter = next((adapt for fits, adapt in (*datasets.LAYOUTS, *exports.LAYOUTS) if fits(row)), None)
    try:
        yield from adapter(row) if adapter else (row,)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        yield ErrorMessage("question_row_broken_layout", detail=detail(error))


def _questions(rows: Sequence[Row], made: fields.Rows, roles: columns.Columns) -> tuple[list[Question], list[Skipped]]:
    questions: list[Question] = []
    skipped: list[Skipped] = []
    lines_of_ids: dict[str, int | None] = {}
    for line, row in rows:
        if isinstance(row, Message):
            skipped.append(Skipped(line, row))
            continue
        try:
            question = made.question(row, line)
            has_id = any(roles.role(name) == "id" and not fields.is_empty(cell) for name, cell in row.items())
            questions.append(_with_unique_id(question, has_id, lines_of_ids))
        except QuestionError as error:
            skipped.append(Skipped(line, error.message))
    return questions, skipped


def _judged(question: Question, grades: trec.Judgments) -> Question:
    """The question with the articles that the judgments name."""
    relevant = {name: grade for name, grade in grades[question.id].items() if grade > 0}
    return replace(question, articles=tuple(relevant), grades={**question.grades, **relevant})


def _notes(made: fields.Rows, roles: columns.Columns) -> list[str]:
    """What the user should know about how cells were understood."""
    notes: list[str] = []
    if made.unanswerable:
        words = "、".join(word[:20] for word, _ in made.unanswerable.most_common(_MAX_NAMES))
        notes.append(ErrorMessage("questions_read_unanswerable", count=made.unanswerable.total(), words=words))
    if of_a_system := roles.of_a_system:
        notes.append(ErrorMessage("questions_of_a_system", columns=", ".join(of_a_system[:_MAX_NAMES])))
    if made.joined:
        notes.append(ErrorMessage("questions_joined_answers", count=made.joined))
    return notes


def _reader(path: Path) -> Callable[[Path], Iterator[Row]]:
    if path.is_dir():
        return trec.beir
    if not path.exists():
        raise QuestionError("question_file_missing", path=str(path))
    return FORMATS.get(path.suffix.lower(), _topics)  # topics have names such as topics.301-350


def _no_question(path: Path, skipped: Sequence[Skipped]) -> QuestionError:
    """The error for a file without a usable row, with the reasons of its first rows."""
    if not skipped:
        return QuestionError("question_file_empty", path=str(path))
    shown = [
        row.reason if row.line is None else ErrorMessage("question_file_row_reason", line=row.line, reason=row.reason)
        for row in skipped[:_SHOWN_REASONS]
    ]
    return QuestionError("question_file_no_usable_row", path=str(path), reasons=joined(shown))


def write_questions(path: Path, questions: Sequence[Question]) -> None:
    """Write questions as JSONL; reading the file gives the same questions. Raises `QuestionError` where that fails."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for question in questions:
                stream.write(json.dumps(question.as_json(), ensure_ascii=False) + "\n")
    except OSError as error:
        raise QuestionError("path_not_written", path=path, reason=system_reason(error)) from error


def _with_unique_id(question: Question, has_id: bool, lines_of_ids: dict[str, int | None]) -> Question:
    """The question with an id that no earlier one has. An id that the file itself gives twice is an error."""
    name = question.id
    if name in lines_of_ids and has_id:
        line = lines_of_ids[name]
        if line is None:
            raise QuestionError("question_row_id_taken_before", id=name)
        raise QuestionError("question_row_id_taken", id=name, line=line)
    count = 1
    while name in lines_of_ids:
        count += 1
        name = f"{question.id}-{count}"
    lines_of_ids[name] = question.line
    return replace(question, id=name)


def _text(path: Path) -> Iterator[Row]:
    """Plain text: topics of TREC, lines with an id and a question, or one question per line."""
    text = load(path)
    lines = text.splitlines()
    if trec.has_topics(text):
        yield from trec.topics(text)
    elif trec.is_listing(lines):
        yield from trec.listing(lines)
    else:
        yield from ((number, {"question": line}) for number, line in enumerate(lines, 1) if line.strip())


def _topics(path: Path) -> Iterator[Row]:
    text = load(path)
    if not trec.has_topics(text):
        raise QuestionError("question_file_unknown_format", path=str(path), formats=", ".join(FORMATS))
    yield from trec.topics(text)


def _json(path: Path) -> Iterator[Row]:
    """A list of rows, SQuAD JSON, or an object with one list of rows."""
    text = load(path)
    try:
        content = json.loads(text)
        numbered = numbered_items(text) if isinstance(content, list) else []
    except (ValueError, RecursionError) as error:
        raise QuestionError("question_file_not_json", path=str(path), detail=detail(error)) from error
    if isinstance(content, dict):
        data = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
        if data is None:
            raise QuestionError("question_file_unknown_json", path=str(path))
        numbered = [(None, item) for item in data]
    for line, item in numbered:
        yield line, item if isinstance(item, dict) else ErrorMessage("question_row_not_object")


FORMATS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".jsonl": jsonl,
    ".ndjson": jsonl,
    ".csv": tables.delimited,
    ".tsv": tables.delimited,
    ".xlsx": tables.workbook,
    ".json": _json,
    ".txt": _text,
}
