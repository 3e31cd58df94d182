"""What a user gets on each set: `wenbao index` on its corpus, then `wenbao evaluate` on its questions.

    python -m benchmarks.product DATA [--vectors DIR] [--sets NAME …]

DATA holds a folder for each set, with corpus.jsonl and questions.jsonl. Vectors of a set that `benchmarks.fit_answer`
keeps in DIR are not computed again. All these questions have an answer, so each is also asked with its articles left
out of the search. 95 % bootstrap intervals.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.fit_answer import samples
from corpus.passages import in_context
from corpus.text import clean
from embeddings import encoder
from embeddings.encoder import Encoder, Progress, Vectors
from qa.answer import THRESHOLD
from qa.answer.reply import build_reply
from qa.evaluation import evaluate
from qa.evaluation.bootstrap import interval_of, intervals
from qa.evaluation.metrics import auroc
from qa.evaluation.questions import Question, read_questions
from qa.library import Library
from qa.search.near_duplicates import group_duplicates
from qa.search.ranking import search
from qa.storage.passage_cache import PassageReader

SHOWN = ("success@1", "mrr@10", "answer_in_quote", "f1", "exact_match", "ece")
KEPT_SHARE = 0.95  # of the answerable questions


class CachedEncoder(Encoder):
    """A model that knows the vectors of a set."""

    def __init__(self, model: Encoder, given: samples.Set) -> None:
        self.__dict__.update(model.__dict__)
        by_id = {article.id: article for article in given.articles}
        texts = [in_context(by_id[p.article_id].title, p.heading, p.text) for p in given.passages]
        sentences = [p.text[a - p.start : b - p.start] for p in given.passages for a, b in p.sentences]
        vectors = given.vectors
        self._known = dict(zip(sentences, vectors["S"], strict=True)) | dict(zip(texts, vectors["P"], strict=True))
        self._asked = {clean(row["question"]): v for row, v in zip(given.questions, vectors["Q"], strict=True)}

    def encode_documents(self, texts: Sequence[str], progress: Progress = lambda done: None) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= dict(zip(missing, super().encode_documents(missing), strict=True))
        return np.array([self._known[text] for text in texts], np.float32).reshape(-1, self.dimension)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in self._asked]
        self._asked |= dict(zip(missing, super().encode_queries(missing), strict=True))
        return np.array([self._asked[text] for text in texts], np.float32).reshape(-1, self.dimension)


def main(data: Path, vectors: Path | None, sets: Sequence[str]) -> None:
    """Measure each set."""
    model = encoder.load()
    for path in sorted(data.glob("*/questions.jsonl")):
        if sets and path.parent.name not in sets:
            continue
        cached = CachedEncoder(model, samples.load(path.parent, vectors))
        with tempfile.TemporaryDirectory() as folder:
            library = Library(Path(folder), loaded=cached)
            library.add([path.parent / "corpus.jsonl"])
            questions, skipped = read_questions(path)
            evaluation = evaluate(library, questions, skipped)
            print(f"{path.parent.name}: {len(evaluation.results)} questions")
            for name in SHOWN:
                estimate = evaluation.metrics[name]
                print(f"| {name} | {_cell(estimate.mean, (estimate.low, estimate.high))} |", flush=True)
            refusal(library, questions, np.array([result.confidence for result in evaluation.results]))


def refusal(library: Library, questions: Sequence[Question], there: np.ndarray) -> None:
    """Print how well the confidence with the articles (`there`, float64 (questions,)) is above that without them."""
    without = np.array(_without(library, questions))
    confidence = np.concatenate([there, without])
    answerable = np.repeat([1.0, 0.0], [len(there), len(without)])
    area = partial(auroc, confidence, answerable)
    mean = area(np.ones(len(confidence))) or 0.0
    print(f"| area, articles left out | {_cell(mean, interval_of(area, len(confidence)))} |")
    wrong = (without >= np.quantile(there, 1 - KEPT_SHARE)).astype(float)
    print(f"| answered without them, {KEPT_SHARE:.0%} kept | {_cell(wrong.mean(), intervals(wrong[:, None])[:, 0])} |")
    for name, values in (("kept", there), ("answered without them", without)):
        answered = (values >= THRESHOLD).astype(float)
        print(f"| {name} at {THRESHOLD} | {_cell(answered.mean(), intervals(answered[:, None])[:, 0])} |", flush=True)


def _without(library: Library, questions: Sequence[Question]) -> list[float]:
    """The confidence of each question with its articles left out."""
    confidences = []
    with library._reader.snapshot() as (store, engine):
        texts = PassageReader(store)
        for question in questions:
            text, right = clean(question.question), set(question.articles)
            vector = library.load_encoder().encode_queries([text])[0]
            find = partial(search, engine, text, vector)
            duplicates = group_duplicates(partial(samples.others, find, right), texts.passages_with_headings, 5)
            reply = build_reply(
                question.question, text, duplicates, 5, texts, engine.idf, library.load_encoder().word_vectors
            )
            confidences.append(reply.confidence)
    return confidences


def _cell(mean: float, interval: Sequence[float]) -> str:
    return f"{mean:.3f} [{interval[0]:.3f}, {interval[1]:.3f}]"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--sets", nargs="*", default=())
    options = parser.parse_args()
    main(options.data, options.vectors, options.sets)
