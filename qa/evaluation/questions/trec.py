"""Topics and judgments of TREC, NTCIR and BEIR: SGML or XML topics, tables of ids and queries, qrels, BEIR folders."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus.messages import Message
from qa.errors import QuestionError
from qa.evaluation.questions.files import Row, jsonl, load

Judgments = dict[str, dict[str, int]]  # the grade of each judged document, by the question's id
_TOPIC = re.compile(r"<top>(.*?)(?:</top>|(?=<top>)|\Z)", re.S | re.I)
_XML_TOPIC = re.compile(r"<topic\b([^>]*)>(.*?)</topic>", re.S | re.I)
_FIELD = re.compile(r"<((?:\w-)?(?:num|title|desc|narr)|query|question|narrative|description)\s*>([^<]*)", re.I)
_LABEL = re.compile(r"^\s*(?:Number|Topic|Title|Description|Narrative)\s*:", re.I)
_NUMBER = re.compile(r"""number\s*=\s*["']([^"']+)""", re.I)
_NAMES = {"narr": "narrative", "desc": "description", "query": "title"}
_MAX_ID = 40  # characters
_QREL_COLUMNS = {
    "query": ("query-id", "queryid", "qid", "query_id", "topic"),
    "document": ("corpus-id", "corpusid", "pid", "docid", "doc_id", "docno", "corpus_id"),
    "grade": ("score", "relevance", "rel", "label", "grade"),
}


def has_topics(text: str) -> bool:
    """Whether a text is a file of topics in SGML or XML."""
    return bool(re.search(r"<top>|<topics?[\s>]", text[:4000], re.I))


def topics(text: str) -> Iterator[Row]:
    """The topics of a text: the title is the question, else what is asked in other words."""
    found = list(_TOPIC.finditer(text)) or list(_XML_TOPIC.finditer(text))
    for topic in found:
        line = text.count("\n", 0, topic.start()) + 1
        number = _NUMBER.search(topic[1]) if topic.re is _XML_TOPIC else None
        fields: dict[str, object] = {"id": number[1]} if number else {}
        for name, content in _FIELD.findall(topic[topic.lastindex or 1]):
            words = " ".join(html.unescape(_LABEL.sub("", content)).split())
            plain = name.lower().rpartition("-")[2]
            fields.setdefault("id" if plain == "num" else _NAMES.get(plain, plain), words)
        title = fields.pop("title", "") or fields.pop("question", "") or fields.get("description", "")
        yield line, fields | {"question": title}


def is_listing(lines: list[str]) -> bool:
    """Whether each line is an id and a query, separated by a tab."""
    rows = [line.split("\t") for line in lines if line.strip()]
    ids = [cells[0].strip() for cells in rows]
    return (
        bool(rows)
        and all(len(cells) == 2 and cells[1].strip() for cells in rows)
        and all(name and len(name) <= _MAX_ID and not re.search(r"\s", name) and name.isascii() for name in ids)
        and len(set(ids)) == len(ids)
        and any(any(char.isdigit() for char in name) for name in ids)
    )


def listing(lines: list[str]) -> Iterator[Row]:
    """The rows of a file for which `is_listing` holds."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            name, query = line.split("\t")
            yield number, {"id": name.strip(), "question": query}


def beir(folder: Path) -> Iterator[Row]:
    """The BEIR layout: `queries.jsonl` and `qrels/test.tsv` (else dev, else train). Only judged queries are read."""
    queries = folder / "queries.jsonl"
    splits = [folder / "qrels" / f"{name}.{kind}" for name in ("test", "dev", "train") for kind in ("tsv", "jsonl")]
    path = next((path for path in splits if path.is_file()), None)
    if not queries.is_file() or path is None:
        raise QuestionError("beir_incomplete", path=str(folder))
    grades = qrels(path)
    for number, row in jsonl(queries):
        if isinstance(row, Message):
            yield number, row
        elif (name := str(row.get("_id", row.get("id", "")))) in grades:
            metadata = row.get("metadata")
            columns = metadata if isinstance(metadata, dict) else {}
            yield number, {**columns, "id": name, "question": row.get("text"), "articles": grades[name]}


def qrels(path: Path) -> Judgments:
    """The judgments of a file: TREC's four columns, BEIR's three, or JSON lines. Raises `QuestionError`."""
    grades: Judgments = {}
    order: list[str] = []
    for number, line in enumerate(load(path).splitlines(), 1):
        if not line.strip():
            continue
        if line.lstrip().startswith("{"):
            cells = _from_json(line)
        else:
            cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())]
            if number == 1 and (header := [_role(cell) for cell in cells]) and all(header[-1:]):
                order = header
                continue
            if order:
                cells = [cells[order.index(name)] if name in order and order.index(name) < len(cells) else ""
                         for name in ("query", "document", "grade")]  # fmt: skip
            elif len(cells) == 4:  # TREC's second column has no meaning
                del cells[1]
        if len(cells) != 3 or not re.fullmatch(r"-?\d+(?:\.0+)?", cells[2]):
            raise QuestionError("beir_bad_qrels", path=str(path), line=number)
        query, document, grade = cells
        grades.setdefault(query, {})[document] = int(float(grade))
    return grades


def _role(name: str) -> str:
    return next((role for role, names in _QREL_COLUMNS.items() if name.lower().strip('"') in names), "")


def _from_json(line: str) -> list[str]:
    try:
        row: Mapping[str, object] = json.loads(line)
    except (ValueError, RecursionError):
        return []
    by_role = {_role(str(name)): value for name, value in row.items()}
    return [str(by_role.get(name, "")) for name in ("query", "document", "grade")]
