"""Measures how well broken newspaper pages are repaired, on pages made with a fixed seed.

    python -m benchmarks.newspaper [NEWS_CORPUS_JSONL] [--seed 20240] [--pages 400] [--no-write] [--no-scorer]

The corpus is that of news-sample by default, under $WENBAO_DATA: the half of it that nothing is fitted on. There are
four kinds of pages: with whole columns, with columns of paragraphs, those of the other generator, whose kind nothing is
fitted on (`benchmarks/pages.py`), and full pages (`benchmarks/full_pages.py`). Prints a table and writes
benchmarks/results/newspaper.json. Intervals are 95 %, by bootstrap over pages.

Joins are counted in the resulting text. A broken sentence is joined if its end is followed by its beginning. A join is
false if an end is followed by anything else but a line end. An article is exact if its text is that of the printed
article (spaces ignored) and nothing else; it is found if this holds for 95 % of its characters and for 95 % of those
that came out for it. Last, articles in paragraphs, with and without a headline, must come out line for line.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.fit_newspaper import load_scorer
from benchmarks.full_pages import make_full_pages
from benchmarks.page_order import order_counts, unspaced
from benchmarks.page_text import in_paragraphs
from benchmarks.pages import Page, TrueArticle, load, make_other_pages, make_pages, part
from corpus.newspaper import PairScorer, segment
from corpus.records import Article, Block, Document
from corpus.text import sentences
from embeddings import continuation_scorer

_EDGE_CHARS = 10  # compared on each side of a join
_RESAMPLES = 2000
_MIN_SHARE = 0.95  # of the characters of an article that is found
# The name of each share, and the counts that are divided.
_SHARES = {
    "neighbours joined": ("near joined", "near"),
    "far joined": ("far joined", "far"),
    "false joins": ("false joins", "joins"),
    "articles found": ("found", "articles"),
    "articles exact": ("exact", "articles"),
    "headlines exact": ("headlines", "articles"),
    "8-grams in an article": ("grams of an article", "grams"),
    "8-grams in its article": ("grams of the article", "grams"),
    "BLEU-4": ("bleu", "pages"),
    "Kendall's τ": ("tau", "pages"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction of 1, or the mean of a score, with its 95 % interval, and the number of cases."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Result:
    """The shares over all pages of a kind, by name; `milliseconds` is the mean time of a page."""

    pages: int
    milliseconds: float
    shares: dict[str, Share]


def measure(pages: Sequence[Page], score: PairScorer | None = None) -> Result:
    """Run `segment` on all pages and compare the articles with the true ones."""
    counted: list[Counter[str]] = []
    seconds = 0.0
    for page in pages:
        document = Document("page.txt", tuple(Block(line) for line in page.lines))
        begin = time.perf_counter()
        articles, _ = segment(document, score)
        seconds += time.perf_counter() - begin
        text = "\n" + "\n".join(article.text for article in articles) + "\n"
        counts = _joined(page, text) + _false_joins(page, text) + order_counts(page, articles)
        for article in page.articles:
            counts.update(_article(article, articles, page.loose))
        counted.append(counts)
    shares = {name: _share(counted, part, whole) for name, (part, whole) in _SHARES.items()}
    return Result(len(pages), 1000 * seconds / max(len(pages), 1), shares)


def _share(counted: Sequence[Counter[str]], part: str, whole: str) -> Share:
    table = np.array([[counts[part], counts[whole]] for counts in counted], dtype=float)
    draws = np.random.default_rng(0).integers(len(table), size=(_RESAMPLES, len(table)))
    sums = table[draws].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / np.maximum(sums[:, 1], 1), (0.025, 0.975))
    return Share(table[:, 0].sum() / max(table[:, 1].sum(), 1), float(low), float(high), int(table[:, 1].sum()))


def changed(texts: Sequence[str], count: int, seed: int, score: PairScorer | None = None) -> int:
    """How many of `count` articles, in paragraphs of one to five sentences, do not come out line for line.

    Half of them have a headline.
    """
    draw = random.Random(seed)
    wrong = 0
    for text in draw.sample(texts, count):
        lines = ["今日要闻一览"] if draw.random() < 0.5 else []
        lines += in_paragraphs(draw, [text[start:end] for start, end in sentences(text)], 5)
        articles, _ = segment(Document("article.txt", tuple(Block(line) for line in lines)), score)
        wrong += [line for one in articles for line in (one.title, *one.text.split("\n")) if line] != lines
    return wrong


def _joined(page: Page, text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in page.breaks:
        kind = "far" if one.far else "near"
        counts[kind] += 1
        counts[kind + " joined"] += one.left[-_EDGE_CHARS:] + one.right[:_EDGE_CHARS] in text
    return counts


def _false_joins(page: Page, text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    printed = [line for article in page.articles for line in article.lines]
    for line in page.lines:
        if sum(line in other for other in page.lines) > 1:
            continue  # it is unclear which of them is meant
        end = line[-2 * _EDGE_CHARS :]
        following = {part.split("\n", 1)[0][:_EDGE_CHARS] for part in text.split(end)[1:]}
        if following and "" not in following:
            right = [one for one in printed if line in one]
            counts["joins"] += 1
            counts["false joins"] += not any(end + part in one for part in following for one in right)
    return counts


def _article(article: TrueArticle, articles: Sequence[Article], loose: Sequence[str]) -> Counter[str]:
    printed = unspaced(article.lines)
    recall, precision, exact, title = 0.0, 0.0, False, ""
    for one in articles:
        text = unspaced([line for line in one.text.split("\n") if line not in loose])
        shared = sum((Counter(printed) & Counter(text)).values())
        if shared / max(len(printed), 1) > recall:
            recall, precision, exact = shared / len(printed), shared / max(len(text), 1), text == printed
            title = one.title
    return Counter(
        {
            "articles": 1,
            "found": int(recall >= _MIN_SHARE and precision >= _MIN_SHARE),
            "exact": int(exact),
            "headlines": int(unspaced([title]) == unspaced(article.headline)),
        }
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("WENBAO_DATA", "data")) / "news-sample" / "corpus.jsonl"
    parser.add_argument("corpus", type=Path, nargs="?", default=default)
    parser.add_argument("--seed", type=int, default=20240)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--scorer", type=Path, default=continuation_scorer.FILE, help="of the continuation scorer")
    parser.add_argument("--no-scorer", action="store_true")
    arguments = parser.parse_args()
    texts = part(load(arguments.corpus), "report")
    count, seed = arguments.pages, arguments.seed
    score = None if arguments.no_scorer else load_scorer(arguments.scorer)
    results = {
        "whole columns": measure(make_pages(texts, count, seed, paragraphs=False), score),
        "columns of paragraphs": measure(make_pages(texts, count, seed + 1, paragraphs=True), score),
        "other pages": measure(make_other_pages(texts, count, seed + 2), score),
        "full pages": measure(make_full_pages(texts, count, seed + 4), score),
    }
    wrong = changed(texts, min(count, len(texts)), seed + 3, score)
    for kind, result in results.items():
        sys.stdout.write(f"{kind}: {result.pages} pages, {result.milliseconds:.1f} ms a page\n")
        for name, share in result.shares.items():
            sys.stdout.write(f"  {name:22} {share.value:7.2%}  [{share.low:.2%}, {share.high:.2%}]  of {share.of}\n")
    sys.stdout.write(f"articles that are no pages: {wrong} of {min(count, len(texts))} changed\n")
    if not arguments.no_write:
        output = Path(__file__).parent / "results" / "newspaper.json"
        output.parent.mkdir(exist_ok=True)
        machine = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
        report = {
            "seed": arguments.seed,
            "machine": machine,
            "date": f"{date.today():%Y-%m-%d}",
            "changed": wrong,
            "results": {kind: asdict(result) for kind, result in results.items()},
        }
        output.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
