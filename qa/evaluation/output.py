"""What an evaluation leaves on disk for other programs: results, metrics, and the TREC files."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from qa.errors import QuestionError
from qa.evaluation.questions.records import Question
from qa.evaluation.results import Evaluation, Result

RESULTS, METRICS = "results.jsonl", "metrics.json"
# Signs that a spreadsheet takes for the begin of a formula, if a cell begins with them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def results_name(retriever: str, first: str) -> str:
    """The name of the file of a run's results; `first` is the retriever that is evaluated, not compared with."""
    return RESULTS if retriever == first else f"results-{retriever}.jsonl"


def line(result: Result) -> str:
    """A result as a line of `results.jsonl`."""
    return json.dumps(result.as_json(), ensure_ascii=False) + "\n"


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of results; a last line that a killed process has left half is passed over."""
    found = []
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            for text in stream:
                try:
                    row = json.loads(text)
                except ValueError:
                    continue
                if isinstance(row, dict):
                    found.append(row)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror or error}") from error
    return found


def kept(path: Path, keys: Mapping[str, Question]) -> dict[str, Result]:
    """The results in a file that belong to these questions, by the question's id. `keys` are those of `Result.key`."""
    found = {}
    for row in rows(path):
        question = keys.get(str(row.get("key")))
        if question is not None and row.get("id") == question.id:
            try:
                found[question.id] = Result.of_json(row, question)
            except (KeyError, TypeError):
                continue
    return found


def write(evaluation: Evaluation, folder: Path) -> None:
    """Write `metrics.json`, `results.jsonl`, `results.csv`, `run.trec` and `qrels.trec` into the folder.

    Each run that is compared with gets a `results-NAME.jsonl` and a `run-NAME.trec` of its own. Raises
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
    """Write a file so that it is there whole or as it was before. Raises `QuestionError` where it cannot be written."""
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
        raise QuestionError(f"{path} cannot be written: {error.strerror or error}") from error


def table(evaluation: Evaluation) -> str:
    """`results.csv`: a row a question, its metrics in columns. A byte order mark leads Excel to UTF-8.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    names = list(dict.fromkeys(name for result in evaluation.results for name in result.metrics))
    kinds = list(dict.fromkeys(name for result in evaluation.results for name in result.slices))
    out = io.StringIO("\ufeff")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    head = ["id", "line", "question", "answers", "answered", "confidence", "quote", "phrase", "quote_article", "right"]
    writer.writerow([*head, *names, *(_cell(f"slice: {kind}") for kind in kinds)])
    for result in evaluation.results:
        question = result.question
        cells = [
            question.id, question.line, question.question, " | ".join(question.answers), result.answered,
            f"{result.confidence:.4f}", result.quote, result.phrase, result.quote_article,
            "" if result.right is None else result.right,
        ]  # fmt: skip
        numbers = [f"{result.metrics[name]:.6g}" if name in result.metrics else "" for name in names]
        writer.writerow([*map(_cell, cells), *numbers, *(_cell(result.slices.get(kind, "")) for kind in kinds)])
    return out.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def run(results: Sequence[Result], name: str) -> str:
    """A run as TREC has it: question, Q0, document, rank, score, name of the run. The score only repeats the rank."""
    return "".join(
        f"{trec_id(result.question.id)} Q0 {trec_id(document)} {rank} {len(result.documents) + 1 - rank} {name}\n"
        for result in results
        if result.judged
        for rank, document in enumerate(result.documents, 1)
    )


def qrels(results: Sequence[Result]) -> str:
    """The judgments as TREC has them: question, 0, document, grade."""
    return "".join(
        f"{trec_id(result.question.id)} 0 {trec_id(document)} {grade}\n"
        for result in results
        for document, grade in result.relevant.items()
    )


def trec_id(name: str) -> str:
    """A name as TREC's files hold it: what is no printable ASCII, and `%`, becomes `%` with two hexadecimal digits."""
    return quote(name, safe="!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~", errors="surrogatepass")


def of_trec_id(name: str) -> str:
    """The name that `trec_id` was given."""
    return unquote(name, errors="surrogatepass")
