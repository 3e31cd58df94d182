"""Measures articles that go on over boxes, below other articles and on other pages, in PDF.

    python -m benchmarks.columns CORPUS.jsonl [--issues 40] [--seed 22] [--keep FOLDER] [--no-scorer] [--errors]

Papers of two or three pages are made from the half of the corpus that nothing is fitted on
(`benchmarks/issue_pages`), printed to PDF in shuffled order, and read as `wenbao index` reads them. White space,
boxes and captions are left aside. An article is whole if 98 % of its 8-grams are in one article,
of whose 8-grams they are 95 %. A
sentence is torn if no article has it. A sentence is placed if the page that a quote of it shows is the one on which it
begins. Intervals are 95 %, by bootstrap over papers.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.issue_pages import Issue, PrintedArticle, make_issues, write_pdf
from benchmarks.page_order import grams_of, unspaced
from benchmarks.pages import load, part
from benchmarks.pdf import is_plain
from corpus.newspaper import PairScorer, segment
from corpus.newspaper.continued_articles import put_together
from corpus.readers import read
from corpus.records import Article, Document
from corpus.text import clean, sentences
from embeddings import continuation_scorer

_SHARES = (
    ("articles whole", "whole", "articles"),
    ("8-grams in an article", "grams of an article", "grams"),
    ("8-grams in its article", "grams of its article", "grams"),
    ("sentences torn", "torn", "sentences"),
    ("sentences placed", "placed", "found"),
    ("references left", "references left", "references"),
)
_GRAM = 8
_MIN_RECALL, _MIN_PRECISION = 0.98, 0.95  # of an article that is whole
_MIN_CHARS = 8  # of a sentence that is looked for
_RESAMPLES = 2000


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--issues", type=int, default=40)
    parser.add_argument("--seed", type=int, default=22)
    parser.add_argument("--keep", type=Path, help="a folder for the papers, to look at")
    parser.add_argument("--no-scorer", action="store_true")
    parser.add_argument("--errors", action="store_true", help="print the articles that are not whole")
    options = parser.parse_args()
    texts = [text for text in part(load(options.corpus), "report") if is_plain(text)]
    issues = make_issues(texts, options.issues, options.seed)
    score = None if options.no_scorer else continuation_scorer.if_installed()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{number:03}.pdf" for number in range(len(issues))]
        for number, (issue, path) in enumerate(zip(issues, paths, strict=True)):
            write_pdf(_shuffled(issue, options.seed + number), path)
        begin = time.perf_counter()
        articles = read_all(paths, score)
        seconds = time.perf_counter() - begin
    counted: dict[str, list[Counter[str]]] = {}
    for issue, path in zip(issues, paths, strict=True):
        name = path.name if options.errors else ""
        for kind, counts in _counts(issue, articles[str(path)], name).items():
            counted.setdefault(kind, []).append(counts)
    for kind, of_kind in sorted(counted.items()):
        _report(kind, of_kind)
    print(f"{seconds / max(1, len(issues)):.2f} s a paper")


def read_all(paths: Sequence[Path], score: PairScorer | None) -> dict[str, list[Article]]:
    """The articles of each file, by its path."""
    found: dict[str, list[Article]] = {str(path): [] for path in paths}
    for item in put_together(read(paths), score):
        if isinstance(item, Document):
            found[item.path].extend(segment(item, score)[0])
    return found


def _shuffled(issue: Issue, seed: int) -> Issue:
    """The paper with the lines of each page drawn in another order; those of vertical pages in theirs."""
    if issue.vertical:
        return issue
    draw = random.Random(seed)
    return replace(issue, pages=[draw.sample(lines, len(lines)) for lines in issue.pages])


def _counts(issue: Issue, articles: Sequence[Article], name: str) -> dict[str, Counter[str]]:
    """What is right in a paper, in all and by the kind of article."""
    beside = {gram for line in issue.loose for gram in grams_of(unspaced([clean(line)]), _GRAM)}
    found = [_grams(unspaced([article.title, "\n", article.text]), beside) for article in articles]
    counts: dict[str, Counter[str]] = {"all": _gram_counts(issue, found)}
    for article in issue.articles:
        kind = "vertical" if issue.vertical else article.kind
        recall, precision = _best(article, found, beside)
        whole = recall >= _MIN_RECALL and precision >= _MIN_PRECISION
        right = Counter(articles=1, whole=int(whole)) + _sentence_counts(article, articles)
        counts.setdefault(kind, Counter()).update(right)
        counts["all"].update(right)
        if name and not whole:
            print(name, kind, article.headline, round(recall, 3), round(precision, 3))
    left = sum(unspaced([one]) in unspaced([article.text]) for one in issue.references for article in articles)
    counts["all"].update({"references": len(issue.references), "references left": left})
    return counts


def _grams(text: str, beside: Collection[str]) -> Counter[str]:
    """The 8-grams of a text, without those of what stands in boxes and below pictures."""
    return Counter(gram for gram in grams_of(text, _GRAM) if gram not in beside)


def _true(article: PrintedArticle) -> str:
    return unspaced([clean(paragraph) for paragraph in article.paragraphs])


def _best(article: PrintedArticle, found: Sequence[Counter[str]], beside: Collection[str]) -> tuple[float, float]:
    """The share of an article's 8-grams in the article that has most of them, and their share of that one's."""
    true = _grams(_true(article), beside)
    with_headline = _grams(unspaced([clean(article.headline)]) + _true(article), beside)
    best = max(found, key=lambda one: (one & true).total(), default=Counter[str]())
    shared = (best & true).total(), (best & with_headline).total()
    return shared[0] / max(1, true.total()), shared[1] / max(1, best.total())


def _gram_counts(issue: Issue, found: Sequence[Counter[str]]) -> Counter[str]:
    true = [Counter(grams_of(unspaced([clean(one.headline)]) + _true(one), _GRAM)) for one in issue.articles]
    every = set().union(*true)
    counts: Counter[str] = Counter()
    for article in found:
        counts["grams"] += article.total()
        counts["grams of an article"] += sum(count for gram, count in article.items() if gram in every)
        own = max(true, key=lambda one: (article & one).total())
        counts["grams of its article"] += sum(count for gram, count in article.items() if gram in own)
    return counts


def _sentence_counts(article: PrintedArticle, articles: Sequence[Article]) -> Counter[str]:
    """The sentences that are torn, and those that a quote shows on the page where they begin."""
    counts: Counter[str] = Counter()
    pages = "".join(chr(line.page) * len(unspaced([clean(line.text)])) for line in article.lines)
    true, at = _true(article), 0
    paragraphs = map(clean, article.paragraphs)
    for text in (unspaced([paragraph[a:b]]) for paragraph in paragraphs for a, b in sentences(paragraph)):
        at = max(at, true.find(text, at))
        if len(text) < _MIN_CHARS:
            continue
        counts["sentences"] += 1
        holder = next((one for one in articles if text in unspaced([one.text])), None)
        counts["torn"] += holder is None
        if holder is not None:
            counts["found"] += 1
            counts["placed"] += _shown_page(holder, text) == ord(pages[min(at, len(pages) - 1)])
    return counts


def _shown_page(article: Article, text: str) -> int:
    """The page of the region in which a text, without spaces, begins; 0 if there is none."""
    places = [place for place, char in enumerate(article.text) if not char.isspace()]
    start = places[unspaced([article.text]).find(text)]
    return next((region.page for region in article.regions if region.start <= start < region.end), 0)


def _report(kind: str, papers: Sequence[Counter[str]]) -> None:
    print(f"{kind}: {len(papers)} papers")
    for name, right, whole in _SHARES:
        table = np.array([[paper[right], paper[whole]] for paper in papers], dtype=float)
        if not table[:, 1].sum():
            continue
        draws = np.random.default_rng(0).integers(len(table), size=(_RESAMPLES, len(table)))
        sums = table[draws].sum(axis=1)
        low, high = 100 * np.quantile(sums[:, 0] / np.maximum(sums[:, 1], 1), (0.025, 0.975))
        value = 100 * table[:, 0].sum() / table[:, 1].sum()
        print(f"  {name:24} {value:6.2f} % [{low:.1f}, {high:.1f}] of {table[:, 1].sum():.0f}")


if __name__ == "__main__":
    main()
