"""Measures how well broken newspaper pages are mended, on pages that `benchmarks/pages.py` makes with a fixed seed.

    python -m benchmarks.newspaper [NEWS_CORPUS_JSONL] [--seed 20240] [--pages 400]

The corpus is news-sample's by default, under $WENBAO_DATA. Prints a table and writes benchmarks/results/newspaper.json.
Joins are counted in the text that comes out: a broken sentence is joined where its end is followed by its beginning,
and a join is false where an end is followed by anything else but a line's end. An article is exact when its text is
that of the printed article to the letter (spaces apart) and nothing else, and found when that holds for 95 % of its
characters and 95 % of what came out for it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.pages import Page, TrueArticle, load, make_pages
from corpus.newspaper import segment
from corpus.records import Article, Block, Document

_SEAM = 10  # characters compared on each side of a seam


@dataclass(frozen=True, slots=True)
class Result:
    """Counts and shares (fractions of 1) over all pages of a kind; `milliseconds` is the mean over its pages."""

    pages: int
    neighbours: int
    neighbours_joined: float
    far: int
    far_joined: float
    joins: int
    false_joins: float
    articles: int
    articles_found: float
    articles_exact: float
    headlines_exact: float
    milliseconds: float


def measure(pages: Sequence[Page]) -> Result:
    """All pages through `segment`, and what came out held against what is true."""
    counts: Counter[str] = Counter()
    seconds = 0.0
    for page in pages:
        document = Document("page.txt", tuple(Block(line) for line in page.lines))
        begin = time.perf_counter()
        articles, _ = segment(document)
        seconds += time.perf_counter() - begin
        counts.update(_joins(page, articles))
        for article in page.articles:
            counts.update(_article(article, articles))
    return Result(
        pages=len(pages),
        neighbours=counts["near"],
        neighbours_joined=counts["near joined"] / max(counts["near"], 1),
        far=counts["far"],
        far_joined=counts["far joined"] / max(counts["far"], 1),
        joins=counts["joins"],
        false_joins=counts["false joins"] / max(counts["joins"], 1),
        articles=counts["articles"],
        articles_found=counts["found"] / max(counts["articles"], 1),
        articles_exact=counts["exact"] / max(counts["articles"], 1),
        headlines_exact=counts["headlines"] / max(counts["articles"], 1),
        milliseconds=1000 * seconds / max(len(pages), 1),
    )


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
            "headlines": int("".join(title.split()) == "".join("".join(article.heads).split())),
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
    texts = load(arguments.corpus)
    results = {
        "whole columns": measure(make_pages(texts, arguments.pages, arguments.seed, paragraphs=False)),
        "columns of paragraphs": measure(make_pages(texts, arguments.pages, arguments.seed + 1, paragraphs=True)),
    }
    names = list(asdict(next(iter(results.values()))))
    sys.stdout.write(f"{'':20}" + "".join(f"{kind:>24}" for kind in results) + "\n")
    for name in names:
        row = "".join(f"{getattr(result, name):>24.4g}" for result in results.values())
        sys.stdout.write(f"{name.replace('_', ' '):20}{row}\n")
    if not arguments.no_write:
        place = Path(__file__).parent / "results" / "newspaper.json"
        place.parent.mkdir(exist_ok=True)
        machine = f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
        report = {
            "seed": arguments.seed,
            "machine": machine,
            "results": {kind: asdict(result) for kind, result in results.items()},
        }
        place.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
