"""How words and vectors are weighed: success@1 and mrr@10 of BM25 settings and weights, on every set in a folder.

    python benchmarks/fit_retrieval.py DATA     (DATA/*/corpus.jsonl and questions.jsonl; default $WENBAO_DATA)

Encodes each set once (minutes on two cores), then tries all settings; prints the best by their mean over the sets.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np

from corpus.passages import split
from corpus.records import Article
from corpus.text import clean
from embeddings import encoder
from qa import lexical

BM25 = ((1.6, 0.3), (1.2, 0.75), (1.0, 0.5))
WEIGHTS = (0.0, 0.3, 0.5, 0.75, 1.0, 1.5, 2.5)


def load(folder: Path, model: encoder.Encoder) -> dict[str, Any]:
    rows = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    questions = [json.loads(line) for line in (folder / "questions.jsonl").open(encoding="utf-8")]
    questions = [row for row in questions if row["question"].strip()]
    articles = [Article(row["id"], clean(row["text"])) for row in rows]
    passages = [p for article in articles for p in split(article, model.window, model.count_tokens)]
    sentences = [p.text[a - p.start : b - p.start] for p in passages for a, b in p.sentences]
    return {
        "passages": passages,
        "starts": np.cumsum([0, *(len(p.sentences) for p in passages)])[:-1],
        "questions": questions,
        "P": model.encode_documents([p.text for p in passages]),
        "S": model.encode_documents(sentences),
        "Q": model.encode_queries([row["question"] for row in questions]),
    }


def rank(scores: np.ndarray[Any, Any], articles: list[str], right: set[str]) -> int:
    """The place of the first right article among the articles, best first; 0 where it is past the tenth."""
    seen: dict[str, None] = {}
    for row in np.argsort(-scores, kind="stable")[:200]:
        seen.setdefault(articles[row])
        if articles[row] in right:
            return len(seen)
        if len(seen) == 10:
            break
    return 0


def main(data: Path) -> None:
    model = encoder.load()
    found: dict[tuple[Any, ...], dict[str, tuple[float, float]]] = {}
    for folder in sorted(path.parent for path in data.glob("*/questions.jsonl")):
        held = load(folder, model)
        articles = [passage.article_id for passage in held["passages"]]
        for k1, b in BM25:
            lexical.K1, lexical.B = k1, b
            words = lexical.WordIndex.build(range(len(articles)), (p.text for p in held["passages"]))
            ranks: dict[float, list[int]] = {weight: [] for weight in WEIGHTS}
            for row, vector in zip(held["questions"], held["Q"], strict=True):
                best = np.maximum.reduceat(held["S"] @ vector, held["starts"])
                dense, bm25 = 1.5 * (held["P"] @ vector + best), words.scores(row["question"])
                for weight in WEIGHTS:
                    ranks[weight].append(rank(dense + weight * bm25, articles, set(row["articles"])))
            for weight, places in ranks.items():
                first = np.mean([place == 1 for place in places])
                reciprocal = np.mean([1 / place if place else 0 for place in places])
                found.setdefault((k1, b, weight), {})[folder.name] = (float(first), float(reciprocal))
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    for (k1, b, weight), sets in sorted(found.items(), key=lambda item: -np.mean([v[0] for v in item[1].values()])):
        cells = "  ".join(f"{name} {first:.3f}/{mrr:.3f}" for name, (first, mrr) in sets.items())
        print(f"k1 {k1} b {b} weight {weight}: {cells}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["WENBAO_DATA"]))
