"""The weights of `confidence`, and how well it refuses, on questions with and without their article.

    python benchmarks/fit_confidence.py DATA     (DATA/*/corpus.jsonl and questions.jsonl; default $WENBAO_DATA)

Every question is asked twice: with its articles, and with them taken out. A logistic regression learns whether the
quote holds the answer; each set is also predicted by the others alone. Prints the area under the curve, the
calibration error, the share answered wrongly where 95 % of the answerable are kept, and last the weights over all sets.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np
from fit_retrieval import load
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from embeddings import encoder
from qa.answer import THRESHOLD, _overlap
from qa.evaluation.answers import holds_any
from qa.lexical import WordIndex, question_tokens

SKIPPED = {"rgb-refine"}  # its judgments leave out passages that answer too, so taking out the named ones is not enough


def samples(held: dict[str, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    passages, starts = held["passages"], held["starts"]
    articles = np.array([passage.article_id for passage in passages])
    words = WordIndex.build(range(len(passages)), (passage.text for passage in passages))
    rows, right, present = [], [], []
    for question, vector in zip(held["questions"], held["Q"], strict=True):
        passage, sentence = held["P"] @ vector, held["S"] @ vector
        best, bm25 = np.maximum.reduceat(sentence, starts), words.scores(question["question"])
        scores = 1.5 * (passage + best) + 0.5 * bm25
        weights = {token: words.idf(token) for token in question_tokens(question["question"])}
        gold = np.isin(articles, question["articles"])
        for there in (True, False):
            first = int(np.argmax(scores if there else np.where(gold, -np.inf, scores)))
            found = passages[first]
            texts = [found.text[a - found.start : b - found.start] for a, b in found.sentences]
            overlaps = [_overlap(text, weights) for text in texts]
            quote = max(range(len(texts)), key=lambda i: 0.8 * overlaps[i] + 0.4 * sentence[starts[first] + i])
            rows.append([passage[first], best[first], bm25[first], overlaps[quote]])
            right.append(there and holds_any(texts[quote], question["answers"]))
            present.append(there)
    return np.array(rows), np.array(right), np.array(present)


def calibration_error(probability: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> float:
    bins = np.minimum((probability * 10).astype(int), 9)
    return float(sum(abs((probability[bins == i] - right[bins == i]).sum()) for i in range(10)) / len(right))


def main(data: Path) -> None:
    model = encoder.load()
    folders = [path.parent for path in sorted(data.glob("*/questions.jsonl")) if path.parent.name not in SKIPPED]
    sets = {folder.name: samples(load(folder, model)) for folder in folders}
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    for name, (rows, right, present) in sets.items():
        others = [found for other, found in sets.items() if other != name]
        fit = LogisticRegression(C=100, max_iter=5000)
        fit.fit(np.concatenate([found[0] for found in others]), np.concatenate([found[1] for found in others]))
        probability = fit.predict_proba(rows)[:, 1]
        wrong = (probability[~present] >= np.quantile(probability[present], 0.05)).mean()
        kept, let = (probability[present] >= THRESHOLD).mean(), (probability[~present] >= THRESHOLD).mean()
        area, error = roc_auc_score(present, probability), calibration_error(probability, right)
        print(f"{name}: quote holds the answer {right[present].mean():.3f}, AUROC {area:.3f}, error {error:.3f},")
        print(
            f"  answered wrongly at 95 % kept {wrong:.3f}; at {THRESHOLD} kept {kept:.3f}, answered wrongly {let:.3f}"
        )
    fit = LogisticRegression(C=100, max_iter=5000)
    fit.fit(np.concatenate([found[0] for found in sets.values()]), np.concatenate([f[1] for f in sets.values()]))
    print("intercept", fit.intercept_.round(2), "passage, sentence, lexical, overlap", fit.coef_.round(2))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["WENBAO_DATA"]))
