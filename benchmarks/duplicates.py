"""Near-duplicates: how many retellings of an article are merged into one hit, and what else is merged.

    python -m benchmarks.duplicates SET [SET …] [--seed 5] [--articles 150]

SET is a folder with corpus.jsonl and questions.jsonl. Articles are retold by generated edits, and both versions are
cut into passages. Each sentence of the original that is also in the retelling takes its turn as the one that a
question is about; it counts as found if its passage is merged with a passage of the retelling. Then, for each
question, the passages of different articles that the word search finds are compared: how many pairs are merged at
each similarity (the product's threshold is `_MIN_SIMILARITY` in `qa/search/near_duplicates.py`), and how long the
comparison takes.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from corpus.dateline import find_dateline
from corpus.passages import in_context, split
from corpus.records import Article, Passage
from corpus.text import clean, sentences
from embeddings import encoder
from qa.index import postings
from qa.index.bm25 import WordIndex
from qa.search import near_duplicates
from qa.search.ranking import Candidate

DEPTH = 30  # passages of a question
SIMILARITIES = (0.3, 0.4, 0.5, 0.6, 0.7)
MIN_SENTENCES = 5  # of an article that is retold
_PUNCTUATION = str.maketrans("，。；：？！（）“”", ",.;:?!()「」")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--articles", type=int, default=150)
    options = parser.parse_args()
    counter = encoder.load_token_counter()
    for folder in options.sets:
        rows = [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]
        articles = [Article(str(row["id"]), clean(row["text"]), clean(row.get("title") or "")) for row in rows]
        passages = [passage for article in articles for passage in split(article, counter.window, counter.count_tokens)]
        print(f"\n{folder.name}: {len(articles)} articles, {len(passages)} passages")
        report_retellings(articles, counter, random.Random(options.seed), options.articles)
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        report_found([json.loads(line)["question"] for line in lines], passages, articles)


def edits(draw: random.Random) -> dict[str, Callable[[str], str]]:
    """Ways in which another paper prints the same report, by name."""
    from opencc import OpenCC

    traditional = OpenCC("s2t")

    def cut(text: str, low: float, high: float) -> str:
        spans = sentences(text)
        return text[: spans[max(0, int(len(spans) * (1 - draw.uniform(low, high))) - 1)][1]]

    def dateline(text: str) -> str:
        old = find_dateline(text)
        day = draw.randrange(1, 29)
        return f"本报讯(记者 李小明)据新华社{draw.choice('京沪津渝')}{day}日电 {text[old.end if old else 0 :]}"

    def dropped(text: str) -> str:
        spans = sentences(text)
        size = max(1, len(spans) // 5)
        first = draw.randrange(1, max(2, len(spans) - size))
        return text[: spans[first - 1][1]] + text[spans[min(len(spans) - 1, first + size - 1)][1] :]

    def all_of_these(text: str) -> str:
        text = cut(dropped(dateline(text)), 0.1, 0.3)
        return traditional.convert(text.translate(_PUNCTUATION))

    return {
        "ending cut by 10-30 %": lambda text: cut(text, 0.1, 0.3),
        "ending cut by 30-50 %": lambda text: cut(text, 0.3, 0.5),
        "another dateline": dateline,
        "other punctuation": lambda text: text.translate(_PUNCTUATION),
        "traditional characters": traditional.convert,
        "a fifth dropped inside": dropped,
        "all of these": all_of_these,
    }


def report_retellings(
    articles: Sequence[Article], counter: encoder.TokenCounter, draw: random.Random, count: int
) -> None:
    """Print the share of sentences whose retelling is merged, for each edit and similarity."""
    long = [article for article in articles if len(sentences(article.text)) >= MIN_SENTENCES]
    chosen = draw.sample(long, min(count, len(long)))
    print(f"  {len(chosen)} retold articles of {MIN_SENTENCES} sentences or more; similarity: {SIMILARITIES}")
    for name, edit in edits(draw).items():
        merged, total = np.zeros(len(SIMILARITIES), int), 0
        for article in chosen:
            retelling = Article("retold", clean(edit(article.text)), article.title)
            before, after = (split(one, counter.window, counter.count_tokens) for one in (article, retelling))
            spans = _sentences_in_both(article, before, retelling)
            total += len(spans)
            merged += [_merged(before, after, spans, similarity) for similarity in SIMILARITIES]
        print(f"    {name:24} {total:6} sentences  " + "  ".join(f"{share:.3f}" for share in merged / max(1, total)))


def _sentences_in_both(
    article: Article, passages: Sequence[Passage], retelling: Article
) -> list[tuple[int, tuple[int, int]]]:
    """The sentences of the article that the retelling has too, each with the position of its passage."""
    retold = _shingles(retelling.text)
    found = []
    for position, passage in enumerate(passages):
        for span in passage.sentences:
            shingles = _shingles(article.text[slice(*span)])
            if len(shingles) > 10 and np.isin(shingles, retold).mean() > 0.9:
                found.append((position, span))
    return found


def _shingles(text: str) -> NDArray[np.uint16]:
    return near_duplicates._shingle_sets([text]).hashes


def _merged(
    before: Sequence[Passage], after: Sequence[Passage], spans: Sequence[tuple[int, tuple[int, int]]], similarity: float
) -> int:
    """For how many of the sentences the passage is merged with one of the retelling."""
    duplicates = compare([*before, *after], similarity)
    groups = [
        next(group for group in duplicates.groups({position: span}) if position in group) for position, span in spans
    ]
    return sum(any(position >= len(before) for position in group) for group in groups)


def report_found(questions: Sequence[str], passages: Sequence[Passage], articles: Sequence[Article]) -> None:
    """Print how many pairs of passages of different articles are merged, and the time of a comparison."""
    titles = {article.id: article.title for article in articles}
    texts = (in_context(titles[passage.article_id], passage.heading, passage.text) for passage in passages)
    words = WordIndex([postings.build(texts)], [None])
    merged, pairs, seconds = np.zeros(len(SIMILARITIES), int), 0, []
    for question in questions:
        best = np.argsort(-words.scores(0, question), kind="stable")[:DEPTH]
        found = [passages[i] for i in best]
        for i, similarity in enumerate(SIMILARITIES):
            begun = time.thread_time()
            groups = compare(found, similarity).groups()
            if similarity == near_duplicates._MIN_SIMILARITY:
                seconds.append(time.thread_time() - begun)
            ids = [[found[position].article_id for position in group] for group in groups]
            merged[i] += sum(other != group[0] for group in ids for other in group[1:])
        pairs += len(found) * (len(found) - 1) // 2
    print(f"  {len(questions)} questions, {pairs} pairs among the first {DEPTH}; merged: ", end="")
    print(", ".join(f"{count} at {similarity}" for similarity, count in zip(SIMILARITIES, merged, strict=True)))
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    print(f"  comparing takes {p50:.2f} ms a question (p50), {p95:.2f} (p95)")


def compare(passages: Sequence[Passage], similarity: float) -> near_duplicates.NearDuplicates:
    """The passages as found for a question that is closest to the first sentence of each, at this threshold."""
    found = []
    for number, passage in enumerate(passages):
        cosines = tuple(float(i == 0) for i in range(len(passage.sentences)))
        found.append((Candidate(number, 0.0, 0.0, cosines, 0.0), passage))
    with patch.object(near_duplicates, "_MIN_SIMILARITY", similarity):
        return near_duplicates.NearDuplicates(found)


if __name__ == "__main__":
    main()
