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
    texts = [clean(question.question) for question in questions]
    vectors = library.encoder.encode_queries(texts)
    rows: dict[float, list[tuple[float, ...]]] = {strength: [] for strength in _STRENGTHS}
    differ, measured, usual = 0, 0, diversity.REPEATED
    with library._reader.snapshot() as (store, engine):
        kept = PassageReader(store)
        for question, text, vector in zip(questions, texts, vectors, strict=True):
            candidates = search(engine, text, vector, READ, texts=kept.passages_with_headings)
            passages = {
                number: passage
                for number, (_, passage) in kept.passages_with_headings([c.number for c in candidates]).items()
            }
            names = {number: passage.article_id for number, passage in passages.items()}
            answers = [_plain(answer) for answer in question.answers]
            relevant = set(question.articles)
            for strength in _STRENGTHS:
                diversity.REPEATED = strength
                hits = diversity.spread(candidates, names)[:5]
                found = [names[hit.number] for hit in hits]
                held = any(answer in _plain(passages[hit.number].text) for answer in answers for hit in hits)
                among = relevant & set(found)
                rows[strength].append((
                    found[0] in relevant, bool(among), len(among) / max(1, len(relevant)), held if answers else np.nan,
                    len(set(found)),
                ))  # fmt: skip
            diversity.REPEATED = usual
            shown = diversity.spread(candidates, names)
            told = NearDuplicates([(candidate, passages[candidate.number]) for candidate in shown])
            reply = build_reply(text, text, told, 5, kept, engine, library.encoder.word_vectors)
            measured += classify_question(text).kind in _MEASURED
            differ += bool(reply.disagreement)
            if verbose and reply.disagreement:
                print(text, [(figure.date, figure.text) for figure in reply.disagreement])
    print(f"{folder.name}: {len(texts)} questions")
    print("| strength | success@1 | success@5 | recall@5 | answer in 5 | articles |\n|---|---|---|---|---|---|")
    for strength, values in rows.items():
        means = np.nanmean(np.array(values, np.float64), 0)
        print(f"| {strength} | {' | '.join(f'{mean:.3f}' for mean in means[:4])} | {means[4]:.2f} |")
    print(f"said to differ: {differ} of {measured} questions for a number, a date or a duration", flush=True)


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")


if __name__ == "__main__":
    main()
