"""Writes an evaluation for other programs (results, metrics, TREC files), and reads results back."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.messages import system_reason
from qa.errors import QuestionError
from qa.evaluation.outcomes import outcome
from qa.evaluation.question_table import table
from qa.evaluation.questions.records import Question
from qa.evaluation.results import Evaluation, Result

RESULTS, METRICS = "results.jsonl", "metrics.json"


def results_name(retriever: str, evaluated: str) -> str:
    """The name of a run's file of results; `evaluated` is the retriever that the others are compared with."""
    return RESULTS if retriever == evaluated else f"results-{retriever}.jsonl"


def line(result: Result) -> str:
    """A result as a line of `results.jsonl`, with its outcome."""
    kind, why = outcome(result)
    return result.as_line(outcome=kind, why=why) + "\n"


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of results, none where the file is missing.

    Lines that are not JSON objects are skipped: a killed process may leave half a line. Raises `QuestionError` where
    the file cannot be read.
    """
    found = []
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            for text in stream:
                with suppress(ValueError):
                    row = json.loads(text)
                    if isinstance(row, dict):
                        found.append(row)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise QuestionError("path_unreadable", path=path, reason=system_reason(error)) from error
    return found


def saved_results(path: Path, questions: Mapping[str, Question]) -> dict[str, Result]:
    """The results in a file that still hold, by the question's id. `questions` are given by `Result.key`.

    Raises `QuestionError` where the file cannot be read.
    """
    results = {}
    for row in rows(path):
        question = questions.get(str(row.get("key")))
        if question is not None and row.get("id") == question.id:
            with suppress(ValueError):
                results[question.id] = Result.from_json(row, question)
    return results


def append_results(path: Path, results: Sequence[Result]) -> None:
    """Add lines to a file of results. Raises `QuestionError` where it cannot be written."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.writelines(map(line, results))
    except OSError as error:
        raise QuestionError("path_not_written", path=path, reason=system_reason(error)) from error


def write(evaluation: Evaluation, folder: Path) -> None:
    """Write `metrics.json`, `results.jsonl`, `results.csv`, `run.trec` and `qrels.trec` into the folder.

    Each further run of a comparison has a `results-NAME.jsonl` and a `run-NAME.trec` of its own. Raises
    `QuestionError` where the folder cannot be written.
    """
    runs = {evaluation.retriever: evaluation.results}
    runs |= {name: other.results for name, other in evaluation.compare.items() if other.results}
    texts = {
        METRICS: json.dumps(evaluation.as_json(), ensure_ascii=False, indent=1) + "\n",
        "results.csv": table(evaluation),
        "qrels.trec": qrels(evaluation.results),
    }
    for name, results in runs.items():
        texts[results_name(name, evaluation.retriever)] = "".join(map(line, results))
        texts["run.trec" if name == evaluation.retriever else f"run-{name}.trec"] = run(results, name)
    for name, text in texts.items():
        replace_file(folder / name, text)


def replace_file(path: Path, text: str) -> None:
    """Write a file, whole or not at all. Raises `QuestionError` where it cannot be written."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=path.name, suffix=".part", delete=False
        ) as stream:
            temporary = stream.name
            stream.write(text)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)  # noqa: PTH105
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise QuestionError("path_not_written", path=path, reason=system_reason(error)) from error


def run(results: Sequence[Result], name: str) -> str:
    """A run in TREC's format: question, Q0, document, rank, score, name of the run. The score follows from the rank."""
    return "".join(
        f"{trec_id(result.question.id)} Q0 {trec_id(document)} {rank} {len(result.documents) + 1 - rank} {name}\n"
        for result in results
        if result.judged
        for rank, document in enumerate(result.documents, 1)
    )


def qrels(results: Sequence[Result]) -> str:
    """The relevant documents in TREC's format: question, 0, document, grade."""
    return "".join(
        f"{trec_id(result.question.id)} 0 {trec_id(document)} {grade}\n"
        for result in results
        for document, grade in result.relevant.items()
    )


def trec_id(name: str) -> str:
    """A name for TREC's files: `%` and all but printable ASCII is percent-encoded (RFC 3986) as UTF-8."""
    return quote(name, safe="!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~", errors="surrogatepass")
