"""Near-duplicates: how many retellings of an article are seen as one hit with it, and what else is merged.

    python -m benchmarks.duplicates SET [SET …] [--seed 5] [--articles 150]

SET is a folder with corpus.jsonl and questions.jsonl. Articles of the sets are retold by made-up edits, both versions
cut into passages, and each sentence of the original that is in the retelling is taken in turn for the one that a
question is about: found is the share of these whose passage has a passage of the retelling merged with it. Then the
passages that the word search finds for each question are compared, those of different articles: how many pairs are
merged at each threshold of likeness (the product's is
`_MIN_SIMILARITY` in `qa/search/near_duplicates.py`), and what the comparison costs.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpus.dateline import find_dateline
from corpus.passages import in_context, split
from corpus.records import Article, Passage
from corpus.text import clean, sentences
from embeddings import encoder
from qa.index import postings
from qa.index.bm25 import WordIndex
from qa.search import near_duplicates
from qa.search.ranking import Candidate

DEPTH = 30
LIKENESS = (0.3, 0.4, 0.5, 0.6, 0.7)
MARKS = str.maketrans("，。；：？！（）“”", ",.;:?!()「」")


def main() -> None:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--articles", type=int, default=150)
    options = parser.parse_args()
    measure = encoder.load_token_counter()
    for folder in options.sets:
        rows = [json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()]
        articles = [Article(str(row["id"]), clean(row["text"]), clean(row.get("title") or "")) for row in rows]
        passages = [passage for article in articles for passage in split(article, measure.window, measure.count_tokens)]
        print(f"\n{folder.name}: {len(articles)} articles, {len(passages)} passages")
        retold(articles, measure, random.Random(options.seed), options.articles)
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        found([json.loads(line)["question"] for line in lines], passages, articles)


def edits(draw: random.Random) -> dict[str, Callable[[str], str]]:
    """Ways in which another paper prints the same report."""
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
        at = draw.randrange(1, max(2, len(spans) - size))
        return text[: spans[at - 1][1]] + text[spans[min(len(spans) - 1, at + size - 1)][1] :]

    every = [
        dateline,
        dropped,
        lambda text: cut(text, 0.1, 0.3),
        lambda text: traditional.convert(text.translate(MARKS)),
    ]

    def all_of_it(text: str) -> str:
        for edit in every:
            text = edit(text)
        return text

    return {
        "ending cut by 10-30 %": lambda text: cut(text, 0.1, 0.3),
        "ending cut by 30-50 %": lambda text: cut(text, 0.3, 0.5),
        "another dateline": dateline,
        "other punctuation": lambda text: text.translate(MARKS),
        "traditional characters": traditional.convert,
        "a fifth dropped inside": dropped,
        "all of these": all_of_it,
    }


def retold(articles: Sequence[Article], measure: encoder.TokenCounter, draw: random.Random, count: int) -> None:
    """The table of made-up edits."""
    long = [article for article in articles if len(sentences(article.text)) >= 5]
    chosen = draw.sample(long, min(count, len(long)))
    print(f"  retold, {len(chosen)} articles of five sentences or more; likeness: " + " ".join(map(str, LIKENESS)))
    for name, edit in edits(draw).items():
        hits, total = np.zeros(len(LIKENESS), int), 0
        for article in chosen:
            other = Article("retold", clean(edit(article.text)), article.title)
            before, after = (split(one, measure.window, measure.count_tokens) for one in (article, other))
            kept = near_duplicates._shingle_sets([other.text]).hashes
            spans = []
            for place, passage in enumerate(before):
                for span in passage.sentences:
                    runs = near_duplicates._shingle_sets([article.text[slice(*span)]]).hashes
                    if len(runs) > 10 and np.isin(runs, kept).mean() > 0.9:
                        spans.append((place, span))
            total += len(spans)
            for i, likeness in enumerate(LIKENESS):
                told = tellings([*before, *after], likeness)
                for place, span in spans:
                    group = next(group for group in told.groups({place: span}) if place in group)
                    hits[i] += any(one >= len(before) for one in group)
        print(f"    {name:24} {total:6} sentences  " + "  ".join(f"{share:.3f}" for share in hits / max(1, total)))


def found(questions: Sequence[str], passages: Sequence[Passage], articles: Sequence[Article]) -> None:
    """Pairs of passages of different articles that are found together, and those that are merged."""
    titles = {article.id: article.title for article in articles}
    texts = (in_context(titles[passage.article_id], passage.heading, passage.text) for passage in passages)
    words = WordIndex([postings.build(texts)], [None])
    merged, pairs, seconds = np.zeros(len(LIKENESS), int), 0, []
    for question in questions:
        best = np.argsort(-words.scores(0, question), kind="stable")[:DEPTH]
        held = [passages[i] for i in best]
        for i, likeness in enumerate(LIKENESS):
            begun = time.thread_time()
            told = tellings(held, likeness)
            groups = told.groups()
            if likeness == near_duplicates._MIN_SIMILARITY:
                seconds.append(time.thread_time() - begun)
            ids = [[held[place].article_id for place in group] for group in groups]
            merged[i] += sum(one != group[0] for group in ids for one in group[1:])
        pairs += len(held) * (len(held) - 1) // 2
    print(f"  {len(questions)} questions, {pairs} pairs among the first {DEPTH}; merged: ", end="")
    print(", ".join(f"{count} at {likeness}" for likeness, count in zip(LIKENESS, merged, strict=True)))
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    print(f"  comparing takes {p50:.2f} ms a question (p50), {p95:.2f} (p95)")


def tellings(passages: Sequence[Passage], likeness: float) -> near_duplicates.NearDuplicates:
    """The passages as a question finds them, its words closest to their first sentences."""
    near_duplicates._MIN_SIMILARITY, usual = likeness, near_duplicates._MIN_SIMILARITY
    try:
        flat = [tuple(float(i == 0) for i in range(len(passage.sentences))) for passage in passages]
        return near_duplicates.NearDuplicates(
            [(Candidate(i, 0.0, 0.0, flat[i], 0.0), passage) for i, passage in enumerate(passages)]
        )
    finally:
        near_duplicates._MIN_SIMILARITY = usual


if __name__ == "__main__":
    main()
