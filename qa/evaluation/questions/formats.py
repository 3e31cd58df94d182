"""Reads question files: JSONL, CSV, TSV, XLSX, plain text, JSON (SQuAD, or a list of rows), and BEIR folders.

A row that cannot be used is reported with its line and the reason; the other rows are read. To add a format, write a
reader and add a line to `FORMATS`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.messages import Message, system_reason
from corpus.readers import limits, xlsx
from corpus.readers.encoding import decode, lines
from corpus.text import sentences
from qa.errors import ErrorMessage, QuestionError, joined
from qa.evaluation.questions import fields
from qa.evaluation.questions.records import Question, Skipped

Row = tuple[int | None, Mapping[str, object] | Message]  # the line, and the cells or why there are none

_MAX_BYTES = limits.PACKAGE_BYTES
_MAX_DETAIL = 100  # characters of a parser's own message
_SHOWN_REASONS = 3


def read_questions(path: Path) -> tuple[list[Question], list[Skipped]]:
    """The questions of a file or a BEIR folder, and the rows that were skipped.

    Raises `QuestionError` where the file is missing, cannot be read, has an unknown format, or contains no question.
    """
    questions: list[Question] = []
    skipped: list[Skipped] = []
    lines_of_ids: dict[str, int | None] = {}
    try:
        for line, row in _reader(path)(path):
            if isinstance(row, Message):
                skipped.append(Skipped(line, row))
                continue
            try:
                question = fields.question(row, line)
                has_id = any(fields.field_of(name) == "id" for name, value in row.items() if value not in (None, ""))
                questions.append(_with_unique_id(question, has_id, lines_of_ids))
            except QuestionError as error:
                skipped.append(Skipped(line, error.message))
    except CorpusError as error:
        raise QuestionError("file_message", path=path, message=error.message) from error
    except OSError as error:
        raise QuestionError("path_unreadable", path=path, reason=system_reason(error)) from error
    if not questions:
        raise _no_question(path, skipped)
    return questions, skipped


def _reader(path: Path) -> Callable[[Path], Iterator[Row]]:
    if path.is_dir():
        return _beir
    if not path.exists():
        raise QuestionError("question_file_missing", path=str(path))
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        raise QuestionError("question_file_unknown_format", path=str(path), formats=", ".join(FORMATS))
    return reader


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


def _jsonl(path: Path) -> Iterator[Row]:
    with path.open("rb") as stream:
        for number, line in lines(stream, limits.ROW_BYTES):
            if line is None:
                yield number, Message("row_unreadable")
            elif line.strip():
                yield number, _object(line)


def _object(line: str) -> Mapping[str, object] | Message:
    try:
        row = json.loads(line)
    except RecursionError:
        return Message("row_nested_too_deeply")
    except ValueError as error:
        return Message("row_not_json", detail=_detail(error))
    return row if isinstance(row, dict) else ErrorMessage("question_row_not_object")


def _detail(error: Exception) -> str:
    """A parser's own message, on one line and cut if it is long."""
    return " ".join(str(error).split())[:_MAX_DETAIL]


def _table(path: Path) -> Iterator[Row]:
    """CSV and TSV. The first row names the columns; the delimiter is the one that gives the most known columns."""
    csv.field_size_limit(limits.ROW_BYTES)  # the module's own limit is 131,072 characters
    text = _load(path).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    header = text.lstrip("\n").partition("\n")[0]
    delimiters = "\t" if path.suffix.lower() == ".tsv" else "\t,;|，"
    delimiter = max(delimiters, key=lambda mark: _count_known(header.split(mark)))
    if not _count_known(header.split(delimiter)):
        delimiter = delimiters[1:2] or delimiters
    columns: list[str] = []
    for line, cells in _numbered_rows(csv.reader(text.splitlines(keepends=True), delimiter=delimiter)):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _header(cells)
        elif any(cell.strip() for cell in cells[len(columns) :]):
            yield line, ErrorMessage("question_row_too_many_cells", cells=len(cells), columns=len(columns))
        else:
            yield line, _cells(columns, cells)


def _numbered_rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows of a `csv.reader`, each with the line on which it begins."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise QuestionError("question_table_broken", line=line, detail=_detail(error)) from error


def _xlsx(path: Path) -> Iterator[Row]:
    """The first sheet that has a column of questions; the line is the row's number in the sheet."""
    problem = QuestionError("question_workbook_empty")
    with path.open("rb") as stream:
        for rows in xlsx.sheets(stream):
            first = next(rows, None)
            if first is None:
                continue
            try:
                columns = _header(first[1])
            except QuestionError as error:
                problem = error
                continue
            yield from ((line, _cells(columns, cells)) for line, cells in rows)
            return
    raise problem


def _text(path: Path) -> Iterator[Row]:
    """Plain text: one question per line."""
    for number, line in enumerate(_load(path).splitlines(), 1):
        if line.strip():
            yield number, {"question": line}


def _json(path: Path) -> Iterator[Row]:
    """SQuAD JSON, or a list of rows."""
    try:
        content = json.loads(_load(path))
    except (ValueError, RecursionError) as error:
        raise QuestionError("question_file_not_json", path=str(path), detail=_detail(error)) from error
    data = content.get("data", content.get("questions")) if isinstance(content, dict) else content
    if not isinstance(data, list):
        raise QuestionError("question_file_unknown_json", path=str(path))
    for item in data:
        if not isinstance(item, dict):
            yield None, ErrorMessage("question_row_not_object")
        elif isinstance(item.get("paragraphs"), list):
            yield from _squad(item)
        else:
            yield None, item


def _squad(article: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of an article in the SQuAD layout (1.1, 2.0, CMRC 2018, DRCD).

    The sentence with the first answer becomes the evidence, so that the titles of the library's articles, and how they
    are split, do not matter.
    """
    titled = {name: title for name, title in article.items() if name == "title" and title is not None}
    for paragraph in article["paragraphs"]:
        context = paragraph.get("context") if isinstance(paragraph, dict) else None
        if not isinstance(context, str) or not isinstance(paragraph.get("qas"), list):
            yield None, ErrorMessage("question_squad_no_context")
            continue
        for entry in paragraph["qas"]:
            if isinstance(entry, dict):
                yield None, titled | _squad_row(entry, context)
            else:
                yield None, ErrorMessage("question_squad_not_object")


def _squad_row(entry: Mapping[str, Any], context: str) -> dict[str, object]:
    row = {name: value for name, value in entry.items() if name not in ("answers", "plausible_answers")}
    answers = [answer for answer in entry.get("answers") or [] if isinstance(answer, dict)]
    row["answers"] = [answer.get("text") for answer in answers]
    start = answers[0].get("answer_start") if answers else None
    if isinstance(start, int):
        row["evidence"] = [context[begin:end] for begin, end in sentences(context) if begin <= start < end]
    return row


def _beir(folder: Path) -> Iterator[Row]:
    """The BEIR layout: `queries.jsonl` and `qrels/test.tsv` (else dev, else train). Only judged queries are read."""
    queries = folder / "queries.jsonl"
    splits = [folder / "qrels" / f"{name}.tsv" for name in ("test", "dev", "train")]
    qrels = next((path for path in splits if path.is_file()), None)
    if not queries.is_file() or qrels is None:
        raise QuestionError("beir_incomplete", path=str(folder))
    grades = _qrels(qrels)
    for number, row in _jsonl(queries):
        if isinstance(row, Message):
            yield number, row
        elif (name := str(row.get("_id", ""))) in grades:
            metadata = row.get("metadata")
            columns = metadata if isinstance(metadata, dict) else {}
            own = {key: value for key, value in columns.items() if fields.field_of(key) is None}
            yield number, own | {"id": name, "question": row.get("text"), "articles": grades[name]}


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    """The grade of each judged document, by query. The file may have BEIR's three columns or TREC's four."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_load(path).splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == 4:  # TREC's second column has no meaning
            del cells[1]
        if len(cells) == 3 and cells[2].lstrip("-").isdigit():
            query, document, grade = cells
            grades.setdefault(query, {})[document] = int(grade)
        elif line.strip() and number > 1:
            raise QuestionError("beir_bad_qrels", path=str(path), line=number)
    return grades


def _load(path: Path) -> str:
    if (size := path.stat().st_size) > _MAX_BYTES:
        limit = _MAX_BYTES // limits.MB
        raise QuestionError("question_file_too_large", path=str(path), size=size // limits.MB, limit=limit)
    return decode(path.read_bytes()).text


def _count_known(cells: Sequence[object]) -> int:
    return sum(fields.field_of(str(cell).strip('" ')) is not None for cell in cells)


def _header(cells: Sequence[object]) -> list[str]:
    """The names of the columns. Raises `QuestionError` where no column contains questions."""
    columns = ["" if cell is None else str(cell).strip() for cell in cells]
    if not any(fields.field_of(name) == "question" for name in columns):
        names = ", ".join(name[:20] for name in columns[:12] if name)
        raise QuestionError("question_table_no_column", columns=names)
    return columns


def _cells(columns: Sequence[str], cells: Sequence[object]) -> dict[str, object]:
    """A row by column. A column whose name is taken gets its number appended, so that none is lost."""
    row: dict[str, object] = {}
    for number, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        name = column if column not in row else f"{column}{number}"
        if name:
            row[name] = fields.parse_cell(name, cell)
    return row


FORMATS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".csv": _table,
    ".tsv": _table,
    ".xlsx": _xlsx,
    ".json": _json,
    ".txt": _text,
}
