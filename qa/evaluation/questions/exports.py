"""Rows that evaluation tools export, as rows of a question file: ragas, LangChain and LangSmith, promptfoo, chat messages.

Names as of ragas 0.4, LangSmith 0.4 and promptfoo 0.119. Most tools need no adapter: `columns` knows their columns.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from qa.evaluation.questions.cells import TableCell, value
from qa.evaluation.questions.columns import field_of, may_be_question

Cells = Mapping[str, Any]
_RUN = frozenset(
    {"reference_outputs", "reference_example_id", "run_id", "trace_id", "execution_time", "latency", "error"}
)
_ASSERTION = re.compile(r"^(not-)?([a-z]+(?:-[a-z]+)*)(?:\([\d.]*\))?\s*:\s*(.*)$", re.S)
_SAME = frozenset(
    {"equals", "contains", "icontains", "starts-with", "similar", "factuality", "levenshtein", "context-recall"}
)
_ANY = frozenset({"contains-any", "icontains-any"})
_ALL = frozenset({"contains-all", "icontains-all"})
_OTHERS = "__metadata", "__config", "__prefix", "__suffix", "__threshold", "__metric", "__providerOutput"


def _messages(row: Cells) -> Iterator[Cells]:
    """A conversation as a list of messages: the user's last one is the question, the earlier ones are its history."""
    name = next(name for name, cell in row.items() if may_be_question(name) and _are_messages(cell))
    said = [(str(m.get("type") or m.get("role")), m.get("content")) for m in row[name]]
    asked = [number for number, (who, _) in enumerate(said) if who in ("human", "user", "HumanMessage")]
    turns = []
    for number in asked[:-1]:
        reply = next((text for who, text in said[number + 1 :] if who in ("ai", "assistant", "AIMessage")), "")
        turns.append({"question": said[number][1], "answer": reply or ""})
    rest = {key: cell for key, cell in row.items() if key != name}
    yield rest | {name: said[asked[-1]][1] if asked else "", "history": turns}


def _are_messages(cell: object) -> bool:
    return isinstance(cell, list) and bool(cell) and all(isinstance(m, dict) and "content" in m for m in cell)


def _langsmith(row: Cells) -> Iterator[Cells]:
    """An example of LangSmith, or a run of one: `inputs`, `outputs`, and of a run `reference_outputs`.

    The outputs of an example are right answers, those of a run are the tested system's. Columns such as `inputs.question`
    are those of `ExperimentResults.to_pandas`.
    """
    rest: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {"inputs": {}, "outputs": {}, "reference": {}}
    for name, cell in row.items():
        stem, _, key = name.partition(".")
        stem = {"reference_outputs": "reference"}.get(stem, stem)
        content = value(cell) if isinstance(cell, TableCell) and not key else cell
        if stem not in parts or content in (None, ""):
            rest[name] = cell
        elif key:
            parts[stem][key] = cell
        else:
            content = content[0] if isinstance(content, list) and len(content) == 1 else content
            parts[stem] |= content if isinstance(content, dict) else {"": content}
    is_run = bool(parts["reference"]) or bool(_RUN & row.keys()) or any(name.startswith("feedback.") for name in row)
    gold = parts["reference"] if is_run else parts["outputs"]
    rest = {name: cell for name, cell in rest.items() if name.partition(".")[0] not in ("feedback", "metadata")}
    found = _named(parts["inputs"], "question") | _named(gold, "ground_truth")
    for adapted in _messages(found) if _are_messages(found.get("question")) else (found,):
        yield {**{name: cell for name, cell in rest.items() if name not in _RUN}, **adapted}


def _named(part: Cells, name: str) -> dict[str, Any]:
    """The cells of inputs or outputs: the only one, or the one with a known name, under `name`; others by their own."""
    keys = [key for key in part if (may_be_question(key) if name == "question" else field_of(key) == "answers")]
    chosen = keys[:1] or (list(part) if len(part) == 1 else [])
    return {name if key in chosen else key: cell for key, cell in part.items()}


def _promptfoo(row: Cells) -> Iterator[Cells]:
    """A test of promptfoo: variables, and assertions in `assert` or in columns `__expected`.

    Assertions that name a text are right answers; the others (a rubric, code) are kept as a note.
    """
    variables = row.get("vars")
    found: dict[str, Any] = dict(variables) if isinstance(variables, dict) else {}
    found |= {
        k: v for k, v in row.items() if k not in ("vars", "assert") and not k.startswith(("__expected", *_OTHERS))
    }
    asserted = [(str(a.get("type", "equals")), a.get("value")) for a in row.get("assert") or [] if isinstance(a, dict)]
    asserted += [_assertion(str(cell)) for name, cell in row.items() if name.startswith("__expected") and cell]
    answers: list[object] = []
    every: list[object] = []
    others = []
    for kind, wanted in asserted:
        if kind in _SAME and isinstance(wanted, str | int | float):
            answers.append(wanted)
        elif kind in _ANY | _ALL:
            texts = wanted if isinstance(wanted, list) else [part.strip() for part in str(wanted).split(",")]
            (answers if kind in _ANY else every).extend(texts)
        else:
            others.append(kind)
    found |= {"ground_truth": answers, "all_of": every, "assertions": ", ".join(dict.fromkeys(others))}
    yield {name: cell for name, cell in found.items() if cell not in ("", [])}


def _assertion(cell: str) -> tuple[str, str]:
    """The type and the value of an assertion in a cell, `equals` where it has no type."""
    found = _ASSERTION.match(cell.strip())
    if found is None or found[2] not in _SAME | _ANY | _ALL | _KNOWN_KINDS:
        return "equals", cell.strip()
    return (found[1] or "") + found[2], found[3].strip()


_KNOWN_KINDS = frozenset({
    "llm-rubric", "javascript", "python", "regex", "is-json", "contains-json", "latency", "cost", "fn", "eval", "grade", "file",
    "model-graded-closedqa", "answer-relevance", "context-relevance", "context-faithfulness", "webhook", "rouge-n", "bleu",
    "perplexity", "moderation", "classifier", "is-refusal",
})  # fmt: skip


def _is_langsmith(row: Cells) -> bool:
    stems = {name.partition(".")[0] for name in row}
    return "inputs" in stems and "question" not in row and bool(stems & {"inputs", "outputs", "reference_outputs"})


# Layouts: how a row of one is known, and its adapter.
LAYOUTS = (
    (_is_langsmith, _langsmith),
    (lambda row: isinstance(row.get("vars"), dict) or any(n.startswith("__expected") for n in row), _promptfoo),
    (lambda row: any(may_be_question(name) and _are_messages(cell) for name, cell in row.items()), _messages),
)
