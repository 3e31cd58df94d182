"""Damaged files of every format, and random mutations of good ones: time, memory, reasons, broken promises.

    python -m benchmarks.damage [--minutes 0] [--seed 5] [--only PART …] [--failures FOLDER]

Each file goes through the whole of `corpus` (readers, newspaper pages, passages), with a good file beside it, in a
process of its own whose time and memory are bounded. A file passes where the process ends by itself, a document or a
reason comes out, every passage and sentence lies where it says, and the good file is read. With `--minutes`, mutated
articles and question files follow for that long; questions must also come back the same when they are written and
read again. `--only` takes the files whose names hold one of the parts; what fails is kept in `--failures`. Ends with
a table, a row for each format; exit code 1 where a file failed. Needs an operating system that forks.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.damage.files import PICTURES, TEXT, article_files, damaged_files, question_files
from benchmarks.damage.mutations import mutated
from corpus.newspaper import segment
from corpus.passages import split
from corpus.readers import read
from corpus.records import Document, Refusal
from qa.errors import QuestionError
from qa.evaluation.questions import read_questions, write_questions

SECONDS = 120  # of the clock, for one file
MEMORY_BYTES = 4 << 30  # of address space, for the process of one file
_QUESTIONS = "questions-"  # begins the names of question files
_BESIDE = "zz-good.txt"


@dataclass
class Outcome:
    """What happened to a file: `failure` is empty where it passed."""

    name: str
    seconds: float = 0.0
    megabytes: float = 0.0
    documents: int = 0
    reasons: list[str] = field(default_factory=list)
    failure: str = ""


class PromiseError(Exception):
    """What was read does not hold what it promises."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--failures", type=Path, default=Path("damage-failures"))
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # openpyxl's about what was damaged on purpose
    _warm_up()
    print(f"libraries alone: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", flush=True)
    draw = random.Random(options.seed)
    damaged = _run(damaged_files(draw), options)
    _report("damaged files", damaged)
    changed: list[Outcome] = []
    if options.minutes:
        until = time.monotonic() + 60 * options.minutes
        files = itertools.takewhile(lambda _: time.monotonic() < until, _mutations(draw))
        changed = _run(files, options)
        _report(f"mutations, {options.minutes} min, seed {options.seed}", changed)
    sys.exit(any(outcome.failure for outcome in (*damaged, *changed)))


def _warm_up() -> None:
    """Import and load what files need, so that the time of a process is the time of its file."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in article_files().items():
            if not name.endswith(PICTURES):  # the recogniser's threads do not survive a fork
                (Path(folder) / name).write_bytes(data)
        for item in read([folder]):
            if isinstance(item, Refusal):
                print(f"a good file is refused: {item.path}: {item.reason}")
            else:
                _check_document(item)


def _mutations(draw: random.Random) -> Iterator[tuple[str, bytes]]:
    """Mutated files of all formats but pictures, in turns, without end."""
    seeds: dict[str, list[bytes]] = {}
    for name, data in article_files().items():
        if not name.endswith(PICTURES):
            seeds.setdefault(f"input.{name.partition('.')[2]}", []).append(data)
    seeds |= {f"{_QUESTIONS}input{suffix}": data for suffix, data in question_files().items()}
    for number in itertools.count():
        for name, good in seeds.items():
            kind, suffix = name.split(".", 1)
            yield f"{kind}{number}.{suffix}", mutated(draw.choice(good), good, draw)


def _run(files: Iterator[tuple[str, bytes]], options: argparse.Namespace) -> list[Outcome]:
    outcomes = []
    for name, data in files:
        if not any(part in name for part in options.only):
            continue
        outcome = _outcome(name, data)
        outcomes.append(outcome)
        if outcome.failure:
            options.failures.mkdir(parents=True, exist_ok=True)
            (options.failures / name).write_bytes(data)
            print(f"{name} fails: {outcome.failure}", flush=True)
        elif outcome.seconds > 10 or outcome.megabytes > 1000:
            print(f"{name}: {outcome.seconds:.1f} s, {outcome.megabytes:.0f} MB", flush=True)
    return outcomes


def _outcome(name: str, data: bytes) -> Outcome:
    """Check one file in a forked process; its processor time and peak memory include those of its children."""
    with tempfile.TemporaryDirectory() as temporary:
        path, note = Path(temporary) / "in" / name, Path(temporary) / "note.json"
        path.parent.mkdir()
        path.write_bytes(data)
        child = os.fork()
        if child == 0:
            signal.alarm(SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            note.write_text(json.dumps(asdict(_checked(path))), "utf-8")
            os._exit(0)
        _, status, usage = os.wait4(child, 0)
        outcome = Outcome(**json.loads(note.read_text("utf-8"))) if note.exists() else Outcome(name)
    outcome.seconds, outcome.megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    if status:
        outcome.failure = f"killed by signal {status}" if os.WIFSIGNALED(status) else f"exit status {status}"
    return outcome


def _checked(path: Path) -> Outcome:
    """Read the file and hold it to its promises; runs in the process of the file."""
    outcome = Outcome(path.name)
    try:
        if path.name.startswith(_QUESTIONS):
            _check_questions(path, outcome)
        else:
            _check_articles(path, outcome)
    except BaseException as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        outcome.failure = f"{type(error).__name__}: {error} ({Path(frame.filename).name}:{frame.lineno})"
    return outcome


def _check_articles(path: Path, outcome: Outcome) -> None:
    (path.parent / _BESIDE).write_text(TEXT, "utf-8")
    good_file_read = False
    for item in read([path.parent]):
        if isinstance(item, Refusal):
            if not item.reason or str(path.parent) in item.reason:
                raise PromiseError(f"the reason is {item.reason!r}")
            outcome.reasons.append(item.reason)
        elif Path(item.path).name == _BESIDE:
            good_file_read = True
        else:
            outcome.documents += 1
            _check_document(item)
    if not good_file_read:
        raise PromiseError("the good file beside it was not read")
    if not outcome.documents and not outcome.reasons:
        raise PromiseError("neither a document nor a reason came out")


def _check_document(document: Document) -> None:
    for article in segment(document)[0]:
        article.text.encode()
        last = 0
        for passage in split(article, 512, lambda texts: [len(text) + 2 for text in texts]):
            if article.text[passage.start : passage.end] != passage.text or passage.start < last:
                raise PromiseError("a passage is not where it says")
            last = passage.start
            if any(not passage.start <= start < end <= passage.end for start, end in passage.sentences):
                raise PromiseError("a sentence is not in its passage")


def _check_questions(path: Path, outcome: Outcome) -> None:
    try:
        questions, skipped = read_questions(path)
    except QuestionError as error:
        if not str(error):
            raise PromiseError("an error without a message") from error
        outcome.reasons.append(str(error))
        return
    outcome.documents = len(questions)
    outcome.reasons += [row.reason for row in skipped]
    if any(not question.question.strip() for question in questions) or not all(row.reason for row in skipped):
        raise PromiseError("an empty question or reason")
    if len({question.id for question in questions}) != len(questions):
        raise PromiseError("two questions have one id")
    copy = path.with_name("copy.jsonl")
    write_questions(copy, questions)
    again, refused = read_questions(copy)
    if refused or [question.as_json() for question in again] != [question.as_json() for question in questions]:
        raise PromiseError("written and read again, the questions differ")


def _report(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print a row for each format: how many passed, were read or refused, the slowest and the largest."""
    kinds = sorted({_kind(outcome.name) for outcome in outcomes})
    print(f"\n| {title} | files | passed | read | refused | slowest | largest |\n|---|---|---|---|---|---|---|")
    for kind in [*kinds, "all"]:
        rows = [outcome for outcome in outcomes if kind in ("all", _kind(outcome.name))]
        if rows:
            slow, large = max(rows, key=lambda row: row.seconds), max(rows, key=lambda row: row.megabytes)
            passed, with_text = sum(not row.failure for row in rows), sum(row.documents > 0 for row in rows)
            print(f"| {kind} | {len(rows)} | {passed} | {with_text} | {len(rows) - with_text} "
                  f"| {slow.seconds:.1f} s ({slow.name}) | {large.megabytes:.0f} MB ({large.name}) |")  # fmt: skip
    reasons = Counter(reason[:60] for outcome in outcomes for reason in set(outcome.reasons))
    print("\nreasons: " + "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common(12)), flush=True)


def _kind(name: str) -> str:
    return f"questions {Path(name).suffix}" if name.startswith(_QUESTIONS) else Path(name).suffix


if __name__ == "__main__":
    main()
