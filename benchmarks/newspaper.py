"""Measures how well broken newspaper pages are mended, on pages that are made with a fixed seed.

    python -m benchmarks.newspaper [NEWS_CORPUS_JSONL] [--seed 20240] [--pages 400]

The corpus is news-sample's by default, under $WENBAO_DATA; the half of it that nothing is fitted on. Pages of three
kinds: `benchmarks/pages.py` with whole columns and with columns of paragraphs, and `benchmarks/other_pages.py`, whose
kind nothing is fitted on. Prints a table and writes benchmarks/results/newspaper.json. Intervals are 95 %, by bootstrap
over pages.

Joins are counted in the text that comes out: a broken sentence is joined where its end is followed by its beginning,
and a join is false where an end is followed by anything else but a line's end. An article is exact when its text is
that of the printed article to the letter (spaces apart) and nothing else, and found when that holds for 95 % of its
characters and 95 % of what came out for it. Last, articles in paragraphs, as they are and with a headline, which must
come out line for line.
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

from benchmarks.other_pages import make_other_pages
from benchmarks.pages import Page, TrueArticle, load, make_pages, part
from corpus.newspaper import segment
from corpus.records import Article, Block, Document
from corpus.text import sentences

_SEAM = 10  # characters compared on each side of a seam


_RESAMPLES = 2000
# What is a share of what, by the names under which they are counted.
_SHARES = {
    "neighbours joined": ("near joined", "near"),
    "far joined": ("far joined", "far"),
    "false joins": ("false joins", "joins"),
    "articles found": ("found", "articles"),
    "articles exact": ("exact", "articles"),
    "headlines exact": ("headlines", "articles"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction of 1 with its 95 % interval, and of how many it is one."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Result:
    """The shares over all pages of a kind by their names; `milliseconds` is the mean over its pages."""

    pages: int
    milliseconds: float
    shares: dict[str, Share]


def measure(pages: Sequence[Page]) -> Result:
    """All pages through `segment`, and what came out held against what is true."""
    counted: list[Counter[str]] = []
    seconds = 0.0
    for page in pages:
        document = Document("page.txt", tuple(Block(line) for line in page.lines))
        begin = time.perf_counter()
        articles, _ = segment(document)
        seconds += time.perf_counter() - begin
        counts = _joins(page, articles)
        for article in page.articles:
            counts.update(_article(article, articles))
        counted.append(counts)
    shares = {name: _share(counted, part, whole) for name, (part, whole) in _SHARES.items()}
    return Result(len(pages), 1000 * seconds / max(len(pages), 1), shares)


def _share(counted: Sequence[Counter[str]], part: str, whole: str) -> Share:
    table = np.array([[counts[part], counts[whole]] for counts in counted], dtype=float)
    draws = np.random.default_rng(0).integers(len(table), size=(_RESAMPLES, len(table)))
    sums = table[draws].sum(axis=1)
    low, high = np.quantile(sums[:, 0] / np.maximum(sums[:, 1], 1), (0.025, 0.975))
    return Share(table[:, 0].sum() / max(table[:, 1].sum(), 1), float(low), float(high), int(table[:, 1].sum()))


def changed(texts: Sequence[str], count: int, seed: int) -> int:
    """How many of `count` articles in paragraphs of one to five sentences, half of them under a headline, do not come
    out line for line."""
    draw = random.Random(seed)
    wrong = 0
    for text in draw.sample(texts, count):
        spans = sentences(text)
        lines, at = ["今日要闻一览"] if draw.random() < 0.5 else [], 0
        while at < len(spans):
            step = draw.randint(1, 5)
            lines.append(text[spans[at][0] : spans[min(at + step, len(spans)) - 1][1]])
            at += step
        articles, _ = segment(Document("article.txt", tuple(Block(line) for line in lines)))
        wrong += [line for one in articles for line in (one.title, *one.text.split("\n")) if line] != lines
    return wrong


def _joins(page: Page, articles: Sequence[Article]) -> Counter[str]:
    text = "\n" + "\n".join(article.text for article in articles) + "\n"
    counts: Counter[str] = Counter()
    true = {one.left: one for one in page.breaks}
    # The printed lines that each line of the page is a part of; what stands at several places tells nothing.
    printed = [line for article in page.articles for line in article.lines]
    pieces = {
        line: [one for one in printed if line in one]
        for line in page.lines
        if sum(line in one for one in page.lines) == 1
    }
    for line in page.lines:
        one = true.get(line)
        if one is not None:
            kind = "far" if one.far else "near"
            counts[kind] += 1
            counts[kind + " joined"] += one.left[-_SEAM:] + one.right[:_SEAM] in text
        if line not in pieces:
            continue
        end = line[-2 * _SEAM :]
        behind = {part.split("\n", 1)[0][:_SEAM] for part in text.split(end)[1:]}
        if behind and "" not in behind:
            counts["joins"] += 1
            counts["false joins"] += not any(end + part in one for part in behind for one in pieces[line])
    return counts


def _article(article: TrueArticle, found: Sequence[Article]) -> Counter[str]:
    printed = "".join("".join(line.split()) for line in article.lines)
    best, same, exact, title = 0.0, 0.0, False, ""
    for one in found:
        text = "".join(one.text.split())
        lines, own = Counter(printed), Counter(text)
        shared = sum((lines & own).values())
        if shared / max(len(printed), 1) > best:
            best, same, exact = shared / len(printed), shared / max(len(text), 1), text == printed
            title = one.title
    return Counter(
        {
            "articles": 1,
            "found": int(best >= 0.95 and same >= 0.95),
            "exact": int(exact),
            "headlines": int("".join(title.split()) == "".join("".join(article.article_metadata).split())),
        }
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("WENBAO_DATA", "data")) / "news-sample" / "corpus.jsonl"
    parser.add_argument("corpus", type=Path, nargs="?", default=default)
    parser.add_argument("--seed", type=int, default=20240)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    texts = part(load(arguments.corpus), "report")
    count, seed = arguments.pages, arguments.seed
    results = {
        "whole columns": measure(make_pages(texts, count, seed, paragraphs=False)),
        "columns of paragraphs": measure(make_pages(texts, count, seed + 1, paragraphs=True)),
        "other pages": measure(make_other_pages(texts, count, seed + 2)),
    }
    wrong = changed(texts, min(count, len(texts)), seed + 3)
    for kind, result in results.items():
        sys.stdout.write(f"{kind}: {result.pages} pages, {result.milliseconds:.1f} ms a page\n")
        for name, share in result.shares.items():
            sys.stdout.write(f"  {name:18} {share.value:7.2%}  [{share.low:.2%}, {share.high:.2%}]  of {share.of}\n")
    sys.stdout.write(f"articles that are no page: {wrong} of {min(count, len(texts))} changed\n")
    if not arguments.no_write:
        place = Path(__file__).parent / "results" / "newspaper.json"
        place.parent.mkdir(exist_ok=True)
        machine = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
        report = {
            "seed": arguments.seed,
            "machine": machine,
            "date": f"{date.today():%Y-%m-%d}",
            "changed": wrong,
            "results": {kind: asdict(result) for kind, result in results.items()},
        }
        place.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
