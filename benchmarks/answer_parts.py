"""What each part of choosing an answer adds beside the reader: `python -m benchmarks.answer_parts WORK SET…`.

Each question of a set is searched once, then answered with all parts and with one of them off, or with more or fewer
tokens read. A reading is made once for the same texts. Prints the share of quotes that hold the answer, the F1 and the
exact match of the phrase, whatever the confidence, and the area under the curve of the confidence of right answers
against wrong ones; with the difference from all parts and its 95 % bootstrap interval.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from benchmarks.answering import Answered, answered, library_of
from embeddings.span_reader import Reading
from qa.answer import evidence, phrase, quote, spans
from qa.evaluation.answer_matching import exact_match, f1
from qa.evaluation.bootstrap import intervals
from qa.evaluation.metrics import auroc


def _by_chance(places: np.ndarray, chances: np.ndarray) -> tuple[spans.Phrase, ...]:
    """Phrases by their own probability, in place of what they are expected to share with the answer."""
    order = np.argsort(-chances, kind="stable")
    return tuple(spans.Phrase(int(places[i, 0]), int(places[i, 1]), float(chances[i]), 1.0) for i in order)


def _priors_alone(read: Sequence[Any], scored: Sequence[Any], found: Sequence[Any]) -> list[float]:
    """What orders sentences without the reader."""
    values = quote.sentence_priors(scored, found).sum(1)
    value_of = {(one.rank, one.number): float(value) for one, value in zip(scored, values, strict=True)}
    return [value_of[one.rank, one.number] for one in read]


ALL = "all parts"
Patch = tuple[Any, str, Any]  # a module, a name in it, and what stands there instead
PARTS: dict[str, tuple[Patch, ...]] = {
    ALL: (),
    "sentence by the reader alone": ((quote, "SENTENCE_WEIGHTS", dict.fromkeys(quote.SENTENCE_WEIGHTS, 0.0)),),
    "sentence by the search alone": ((quote, "_values", _priors_alone),),
    "missing numbers not counted": ((quote, "_NUMBER_MISSING", 0.0),),
    "never two sentences": ((quote, "_MIN_SECOND", 2.0),),
    "likeliest phrase": ((spans, "by_agreement", _by_chance),),
    "phrases of a list not joined": ((phrase, "_MIN_LISTED", 2.0),),
    "phrases with several figures": ((phrase, "_single", lambda question, best, passage, *span: span),),
    "phrases that cut words": ((phrase, "_whole_words", lambda passage, best, *span: span),),
    "edges of phrases as read": ((phrase, "trimmed", lambda text, start, end: (start, end)),),
    "a phrase always marked": ((phrase, "_MIN_AGREEMENT", 0.0),),
    **{f"one pass, {tokens} tokens": ((evidence, "TOKENS", (tokens,)),) for tokens in (100, 140, 200, 250, 350)},
    "two passes, 100 and 250 tokens": ((evidence, "TOKENS", (100, 250)),),
    "three passages": ((evidence, "PASSAGES", 3),),
}


@dataclass(slots=True)
class _Remembering:
    """A reader that reads the same texts once. `milliseconds` are those of the readings that were made."""

    reader: quote.Reader
    known: dict[tuple[Any, ...], Reading]
    milliseconds: list[float]

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
        key = (question, *texts)
        if key not in self.known:
            started = time.perf_counter()
            self.known[key] = self.reader.read(question, texts)
            self.milliseconds.append((time.perf_counter() - started) * 1000)
        return self.known[key]


def values(rows: Sequence[Answered], reader: quote.Reader) -> np.ndarray:
    """Quote right, F1, exact match and confidence of each question, float64 (questions, 4)."""
    found = []
    for row in rows:
        chosen = quote.select_quote(row.searched, row.found, replace(row.context, reader=reader))
        answers = row.question.answers
        if chosen is None or not answers:
            found.append((0.0, 0.0, 0.0, chosen.confidence if chosen else 0.0))
            continue
        shown = chosen.answer.phrase
        right = replace(row, quote=chosen).is_right
        found.append((right, f1(shown, answers), exact_match(shown, answers), chosen.confidence))
    return np.array(found, float)


def _row(name: str, of: np.ndarray, all_parts: np.ndarray, answerable: np.ndarray, cost: Callable[[], str]) -> None:
    difference = (of - all_parts)[answerable, :2]
    low, high = intervals(difference)
    area = auroc(of[:, 3], of[:, 0]) or 0.0
    cells = [f"{mean:.3f}" for mean in of[answerable, :3].mean(0)] + [f"{area:.3f}"]
    cells += [f"{d:+.3f} [{a:+.3f}, {b:+.3f}]" for d, a, b in zip(difference.mean(0), low, high, strict=True)]
    print(f"| {name} | {' | '.join(cells)} | {cost()} |", flush=True)


def measure(folder: Path, work: Path, every: int) -> None:
    """Print the table of a set."""
    library = library_of(folder, work)
    rows = list(answered(library, folder, without=False, every=every))
    answerable = np.array([bool(row.question.answers) for row in rows])
    print(f"\n{folder.name}: {len(rows)} questions\n| | quote | f1 | exact | area | quote − all | f1 − all | ms |")
    reader = _Remembering(library.load_reader(), {}, [])
    all_parts = None
    for name, patches in PARTS.items():
        reader.milliseconds.clear()
        with ExitStack() as stack:
            for module, attribute, value in patches:
                stack.enter_context(mock.patch.object(module, attribute, value))
            of = values(rows, reader)
        all_parts = of if all_parts is None else all_parts
        _row(name, of, all_parts, answerable, lambda: f"{np.median(reader.milliseconds or [0]):.0f}")


def main() -> None:
    """Measure the sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    for folder in options.sets:
        measure(folder, options.work, options.every)


if __name__ == "__main__":
    main()
