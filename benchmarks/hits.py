"""How often the first hits are right, and how often articles are said to differ.

    python -m benchmarks.hits DATA [--libraries DIR] [--every N] [--verbose]

DATA holds a folder for each set, with corpus.jsonl and questions.jsonl; DIR keeps a library of each (`d-SET`). Prints,
for the first five hits, success@1, success@5 and recall@5 by articles, the share of questions with an answer in one of
them, and the mean number of different articles. Then it counts the questions for which `qa.answer.conflicts` shows
several figures: on these sets each must be checked by hand (--verbose).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from corpus.text import clean, fold
from qa.evaluation.questions import read_questions
from qa.language.question_type import Kind, classify_question
from qa.library import Library

_MEASURED = (Kind.NUMBER, Kind.DATE, Kind.DURATION)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--libraries", type=Path)
    parser.add_argument("--every", type=int, default=1, help="each Nth question of sets that have more than 2,000")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for folder in sorted(path.parent for path in options.data.glob("*/questions.jsonl")):
            library = Library((options.libraries or Path(temporary)) / f"d-{folder.name}")
            if not library.exists:
                library.add([folder / "corpus.jsonl"])
            measure(folder, library, options.every, options.verbose)


def measure(folder: Path, library: Library, every: int, verbose: bool) -> None:
    questions = read_questions(folder / "questions.jsonl")[0]
    questions = questions[::every] if len(questions) > 2000 else questions
    rows: list[tuple[float, ...]] = []
    differ, measured = 0, 0
    for question, reply in zip(questions, library.ask_all([(clean(q.question), ()) for q in questions]), strict=True):
        articles = [hit.article_id for hit in reply.hits]
        answers = [_plain(answer) for answer in question.answers]
        has_answer = any(answer in _plain(hit.text) for answer in answers for hit in reply.hits)
        relevant = set(question.articles)
        among = relevant & set(articles)
        rows.append((
            articles[0] in relevant, bool(among), len(among) / max(1, len(relevant)),
            has_answer if answers else np.nan, len(set(articles)),
        ))  # fmt: skip
        measured += classify_question(reply.standalone_question).kind in _MEASURED
        differ += bool(reply.disagreement)
        if verbose and reply.disagreement:
            print(question.question, [(figure.date, figure.text) for figure in reply.disagreement])
    means = np.nanmean(np.array(rows, np.float64), 0)
    print(f"{folder.name}: {len(rows)} questions")
    print("| success@1 | success@5 | recall@5 | answer in 5 | articles |\n|---|---|---|---|---|")
    print(f"| {' | '.join(f'{mean:.3f}' for mean in means[:4])} | {means[4]:.2f} |")
    print(f"said to differ: {differ} of {measured} questions for a number, a date or a duration", flush=True)


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")


if __name__ == "__main__":
    main()
