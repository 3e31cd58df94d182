"""Measures questions in another script or spelling: `python -m benchmarks.across WORK`.

The questions are those of `benchmarks/crossing`: `english.jsonl`, in English on Chinese articles, and `spelled.jsonl`,
in pinyin, with typing errors, by office, abbreviation and synonym, with some that have no answer. The articles are the
samples and those of `benchmarks`, 62 in all; WORK keeps their library. `--show` prints each question that is wrong.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from qa import Library, evaluate, read_questions
from qa.evaluation.outcomes import outcome
from qa.evaluation.results import Result

HERE = Path(__file__).parent
ARTICLES = [HERE.parent / "corpus" / "samples", HERE / "dialogue_articles.jsonl", HERE / "crossing" / "articles.jsonl"]
SURE = 0.8  # the confidence from which the page calls an answer reliable


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    library = Library(options.work / "across.library", today=date(2026, 6, 1), notify=print)
    if not library.exists:
        library.add([*ARTICLES, *sorted((HERE / "crossing").glob("*.md"))])
    print("| questions | n | article first | quote right | refused | answered at .8 and more |")
    print("|---|---|---|---|---|---|")
    for name in ("english", "spelled"):
        file = HERE / "crossing" / f"{name}.jsonl"
        kinds = {row["id"]: row.get("kind", name) for row in map(json.loads, file.read_text("utf-8").splitlines())}
        results = evaluate(library, *read_questions(file)).results
        for kind in dict.fromkeys(kinds.values()):
            _report(kind, [one for one in results if kinds[one.question.id] == kind], options.show)


def _report(kind: str, results: Sequence[Result], show: bool) -> None:
    """Print the row of a kind."""
    first = sum(one.metrics.get("success@1", 0.0) for one in results)
    right = sum(one.metrics.get("answer_in_quote", 0.0) for one in results)
    answered = [one for one in results if one.answered]
    sure = sum(one.confidence >= SURE for one in answered)
    print(
        f"| {kind} | {len(results)} | {first:.0f} | {right:.0f} | {len(results) - len(answered)} | {sure} |", flush=True
    )
    for one in results if show else ():
        if outcome(one).why:
            print(f"    {' '.join(outcome(one))} {one.confidence:.2f}: {one.question.question} | {one.quote}")


if __name__ == "__main__":
    main()
