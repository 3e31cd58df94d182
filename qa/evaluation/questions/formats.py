"""The formats of question files: JSONL, CSV, TSV, XLSX, plain text, JSON (SQuAD's, or a list of rows), a BEIR folder.

A row that cannot be used is named with its line and its reason, and the others go on. `FORMATS` lists the readers.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.readers import limits, xlsx
from corpus.readers.encoding import decode, lines
from corpus.text import sentences
from qa.errors import QuestionError
from qa.evaluation.questions import fields
from qa.evaluation.questions.records import Question, Skipped

Row = tuple[int | None, Mapping[str, object] | str]  # its line, and its cells or why it cannot be read

_MAX_BYTES = limits.PACKAGE_BYTES


def read_questions(path: Path) -> tuple[list[Question], list[Skipped]]:
    """The questions of a file, and the rows that are none.

    Raises `QuestionError` where the file is missing, of an unknown kind, or holds no question at all.
    """
    if path.is_dir():
        rows = _beir(path)
    elif not path.exists():
        raise QuestionError(f"{path} is not there: give a file of questions")
    elif (reader := FORMATS.get(path.suffix.lower())) is None:
        raise QuestionError(f"{path} is no question file: give {', '.join(FORMATS)}, or a folder in the BEIR layout")
    else:
        rows = reader(path)
    questions: list[Question] = []
    skipped: list[Skipped] = []
    taken: dict[str, int | None] = {}
    try:
        for line, row in rows:
            try:
                if isinstance(row, str):
                    raise QuestionError(row)
                question = fields.question(row, line)
                given = any(fields.field_of(name) == "id" for name, value in row.items() if value not in (None, ""))
                questions.append(_numbered(question, given, taken))
            except QuestionError as error:
                skipped.append(Skipped(line, str(error)))
    except CorpusError as error:
        raise QuestionError(f"{path}: {error}") from error
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror or error}") from error
    if not questions:
        reasons = "; ".join(f"line {row.line}: {row.reason}" for row in skipped[:3])
        raise QuestionError(f"{path} holds no question" + (f" ({reasons})" if reasons else ": write one a row"))
    return questions, skipped


def write_questions(path: Path, questions: Sequence[Question]) -> None:
    """Write questions as JSONL, so that reading them gives the same. Raises `QuestionError` where it cannot be."""
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for question in questions:
                stream.write(json.dumps(question.as_json(), ensure_ascii=False) + "\n")
    except OSError as error:
        raise QuestionError(f"{path} cannot be written: {error.strerror or error}") from error


def _numbered(question: Question, given: bool, taken: dict[str, int | None]) -> Question:
    """The question with an id that none before it has. An id that the file gives twice is an error of the file."""
    name = question.id
    if name in taken and given:
        raise QuestionError(f"the id {name} is that of line {taken[name]} already: give another")
    count = 1
    while name in taken:
        count += 1
        name = f"{question.id}-{count}"
    taken[name] = question.line
    return replace(question, id=name)


def _jsonl(path: Path) -> Iterator[Row]:
    with path.open("rb") as stream:
        for number, line in lines(stream, limits.ROW_BYTES):
            if line is None:
                yield number, "the row is too long or is not text: leave it out"
            elif line.strip():
                yield number, _object(line)


def _object(line: str) -> Mapping[str, object] | str:
    try:
        row = json.loads(line)
    except RecursionError:
        return "the row is nested too deeply: give a flat JSON object"
    except ValueError as error:
        return f"the row is not JSON ({' '.join(str(error).split())[:100]}): mend or remove it"
    return row if isinstance(row, dict) else 'the row is not a JSON object: write {"question": "…"}'


def _table(path: Path) -> Iterator[Row]:
    """CSV and TSV: the first row names the columns, the separator is found from it."""
    csv.field_size_limit(limits.ROW_BYTES)  # the module's own limit is of 131,072 characters
    text = _load(path).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    begin = len(text) - len(text.lstrip("\n"))
    header = text[begin:].partition("\n")[0]
    marks = "\t" if path.suffix.lower() == ".tsv" else "\t,;|，"
    delimiter = max(marks, key=lambda mark: _known(header.split(mark)))
    if not _known(header.split(delimiter)):
        delimiter = marks[1:2] or marks
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    rows: Iterator[tuple[int, list[str]]] = _numbered_rows(reader)
    columns: list[str] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _header(cells)
        elif any(cell.strip() for cell in cells[len(columns) :]):
            yield line, f"the row has {len(cells)} cells, more than the {len(columns)} columns: quote what holds commas"
        else:
            yield line, _cells(columns, cells)


def _numbered_rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CorpusError(f"line {line} is broken ({error}): mend it") from error


def _xlsx(path: Path) -> Iterator[Row]:
    """The first sheet that has a column of questions; the line is the row's number in the sheet."""
    problem = QuestionError("the workbook is empty")
    with path.open("rb") as stream:
        for rows in xlsx.sheets(stream):
            columns: list[str] = []
            for line, cells in rows:
                if columns:
                    yield line, _cells(columns, cells)
                    continue
                try:
                    columns = _header(cells)
                except QuestionError as error:
                    problem = error
                    break
            if columns:
                return
    raise problem


def _text(path: Path) -> Iterator[Row]:
    """Plain text: a question a line."""
    for number, line in enumerate(_load(path).splitlines(), 1):
        if line.strip():
            yield number, {"question": line}


def _json(path: Path) -> Iterator[Row]:
    """SQuAD JSON, or a list of rows."""
    try:
        held = json.loads(_load(path))
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{path} is not JSON ({' '.join(str(error).split())[:100]}): mend it") from error
    data = held.get("data", held.get("questions")) if isinstance(held, dict) else held
    if not isinstance(data, list):
        raise QuestionError(f"{path} is not understood: give SQuAD's layout, or a list of objects with `question`")
    for item in data:
        if not isinstance(item, dict):
            yield None, 'the row is not a JSON object: write {"question": "…"}'
        elif isinstance(item.get("paragraphs"), list):
            yield from _squad(item)
        else:
            yield None, item


def _squad(article: Mapping[str, Any]) -> Iterator[Row]:
    """Rows of an article of SQuAD (1.1, 2.0, and its like: CMRC 2018, DRCD). The sentence in which the first answer
    stands is the evidence, so that it matters neither how the library's articles are called nor how they are split.
    """
    title = article.get("title")
    for paragraph in article["paragraphs"]:
        context = paragraph.get("context") if isinstance(paragraph, dict) else None
        if not isinstance(context, str) or not isinstance(paragraph.get("qas"), list):
            yield None, "a paragraph without `context` or `qas`: see SQuAD's layout"
            continue
        spans = sentences(context)
        for asked in paragraph["qas"]:
            if not isinstance(asked, dict):
                yield None, "a question that is not a JSON object: see SQuAD's layout"
                continue
            row = {name: value for name, value in asked.items() if name not in ("answers", "plausible_answers")}
            answers = [answer for answer in asked.get("answers") or [] if isinstance(answer, dict)]
            row["answers"] = [answer.get("text") for answer in answers]
            if answers and isinstance(start := answers[0].get("answer_start"), int):
                row["evidence"] = [context[a:b] for a, b in spans if a <= start < b]
            yield None, row if title is None else {"title": title} | row


def _beir(folder: Path) -> Iterator[Row]:
    """The BEIR layout: `queries.jsonl` and `qrels/test.tsv` (else dev, else train); queries not judged are left out."""
    queries = folder / "queries.jsonl"
    splits = [folder / "qrels" / f"{name}.tsv" for name in ("test", "dev", "train")]
    qrels = next((path for path in splits if path.is_file()), None)
    if not queries.is_file() or qrels is None:
        raise QuestionError(f"{folder} lacks queries.jsonl or qrels/test.tsv: give a question file or the BEIR layout")
    judged: dict[str, dict[str, int]] = {}
    for place, line in enumerate(_load(qrels).splitlines(), 1):
        cells = line.split("\t")
        if len(cells) == 4:  # TREC's own four columns
            del cells[1]
        if len(cells) == 3 and cells[2].strip().lstrip("-").isdigit():
            judged.setdefault(cells[0].strip(), {})[cells[1].strip()] = int(cells[2])
        elif line.strip() and place > 1:
            raise QuestionError(f"{qrels}: line {place} is not a query, an article and a grade between tabs")
    for number, row in _jsonl(queries):
        if isinstance(row, str):
            yield number, row
            continue
        name = str(row.get("_id", ""))
        if name in judged:
            metadata = row.get("metadata")
            more = metadata if isinstance(metadata, dict) else {}
            own = {key: value for key, value in more.items() if fields.field_of(key) is None}
            yield number, own | {"id": name, "question": row.get("text"), "articles": judged[name]}


def _load(path: Path) -> str:
    if (size := path.stat().st_size) > _MAX_BYTES:
        raise CorpusError(f"the file holds {size // limits.MB} MB, more than {_MAX_BYTES // limits.MB}: split it")
    return decode(path.read_bytes()).text


def _known(cells: Sequence[object]) -> int:
    return sum(fields.field_of(str(cell).strip('" ')) is not None for cell in cells)


def _header(cells: Sequence[object]) -> list[str]:
    """The names of the columns. Raises `QuestionError` where none holds questions."""
    columns = ["" if cell is None else str(cell).strip() for cell in cells]
    if not any(fields.field_of(name) == "question" for name in columns):
        names = ", ".join(name[:20] for name in columns[:12] if name)
        raise QuestionError(f"no column is named `question` or 问题 in the first row (it has: {names})")
    return columns


def _cells(columns: Sequence[str], cells: Sequence[object]) -> dict[str, object]:
    """A row by column; columns of the same name get a number, so that each counts."""
    row: dict[str, object] = {}
    for place, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        name = column if column not in row else f"{column}{place}"
        if name:
            row[name] = fields.listed(name, cell)
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
