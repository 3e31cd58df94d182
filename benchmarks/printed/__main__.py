"""Newspaper pages printed by Chromium, LibreOffice and reportlab, and read again.

    python -m benchmarks.printed CORPUS.jsonl [--pages 60] [--seed 16] [--keep FOLDER] [--only PRINTER] [--errors]

Every page has three to six articles in two to four columns, a masthead or a line with paper, date and printed page
number, and some have bylines, tables, drop caps, shoulder headlines, subtitles and a vertical headline. Pages that are
in FOLDER already are not printed again. It needs Chromium, LibreOffice (`soffice`), the fonts Noto CJK and WenQuanYi
(Debian's fonts-noto-cjk, fonts-wqy-zenhei and fonts-wqy-microhei) and the extra `bench`.

Measured is what `wenbao index` would store, white space ignored. Two neighbouring sentences of an article are in order
if one article has the second directly behind the first. An article is found if one article has 95 % of its
characters, and these, with its shoulder headline and subtitle, are 95 % of that article's. A headline is right if the
title is the headline, with or without its shoulder headline and subtitle. Intervals are 95 %, by bootstrap over pages.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.pages import load, part
from benchmarks.printed import chromium, office, platypus
from benchmarks.printed.stories import Sheet, Story, make_sheets
from corpus.newspaper import segment
from corpus.readers import read
from corpus.records import Article, Document
from corpus.text import clean, sentences

# The printers in turn, each with its font.
PRINTERS = (
    ("chromium", "Noto Serif CJK SC"),
    ("chromium", "WenQuanYi Zen Hei"),
    ("libreoffice", "Noto Serif CJK SC"),
    ("reportlab", "STSong-Light"),
    ("chromium", "Noto Sans CJK SC"),
    ("chromium", "WenQuanYi Micro Hei"),
    ("libreoffice", "WenQuanYi Zen Hei"),
    ("reportlab", "WenQuanYi"),
)
# The name of each share, the counts that are divided, and the target in percent.
SHARES = (
    ("neighbours in order", "ordered", "pairs", 99.5),
    ("articles found", "found", "articles", 97.0),
    ("headlines right", "headlines", "articles", 97.0),
    ("date and paper", "headed", "articles", 99.0),
    ("paragraphs whole", "whole", "paragraphs", None),
)
_MIN_SHARE = 0.95
_RESAMPLES = 2000


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--keep", type=Path, help="a folder for the pages, to look at and to read again")
    parser.add_argument("--only", help="measure the pages of one printer: chromium, libreoffice or reportlab")
    parser.add_argument("--errors", action="store_true", help="print what is wrong on each page")
    options = parser.parse_args()
    sheets = make_sheets(part(load(options.corpus), "report"), options.pages, options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        names = [
            f"{number:03}-{'-'.join(PRINTERS[number % len(PRINTERS)]).replace(' ', '')}.pdf"
            for number in range(len(sheets))
        ]
        paths = [folder / name for name in names]
        print_all(sheets, paths, Path(scratch))
        counted: dict[str, list[Counter[str]]] = {}
        chosen = [n for n in range(len(sheets)) if options.only in (None, PRINTERS[n % len(PRINTERS)][0])]
        begin = time.perf_counter()
        articles = read_all([paths[number] for number in chosen])
        seconds = time.perf_counter() - begin
        for number in chosen:
            printer, font = PRINTERS[number % len(PRINTERS)]
            name = paths[number].name if options.errors else ""
            found = counts(sheets[number], articles[str(paths[number])], name)
            counted.setdefault(f"{printer}, {font.split()[0]}", []).append(found)
    for kind, pages in sorted(counted.items()):
        report(kind, pages)
    every = [page for pages in counted.values() for page in pages]
    report("all", every)
    print(f"{seconds / max(1, len(every)):.3f} s a file, with the start of the process that reads them")


def read_all(paths: Sequence[Path]) -> dict[str, list[Article]]:
    """The articles of each file, by its path."""
    found: dict[str, list[Article]] = {str(path): [] for path in paths}
    for item in read(paths):
        if isinstance(item, Document):
            found[item.path].extend(segment(item)[0])
    return found


def print_all(sheets: Sequence[Sheet], paths: Sequence[Path], scratch: Path) -> None:
    """Print the pages that are not there yet."""
    office_sheets = []
    for number, (sheet, path) in enumerate(zip(sheets, paths, strict=True)):
        printer, font = PRINTERS[number % len(PRINTERS)]
        if path.exists():
            continue
        if printer == "chromium":
            chromium.print_html(sheet, font, path)
        elif printer == "reportlab":
            platypus.write_pdf(sheet, font, path)
        else:
            office_sheets.append((sheet, font, path))
    office.print_office(office_sheets, scratch / "profile")


def unspaced(*texts: str) -> str:
    """The texts without white space."""
    return "".join("".join(text.split()) for text in texts)


def counts(sheet: Sheet, articles: Sequence[Article], name: str) -> Counter[str]:
    """What is right on a page; with a name, what is wrong is printed."""
    found: Counter[str] = Counter()
    texts = [unspaced(article.text) for article in articles]
    lines = {unspaced(line) for article in articles for line in article.text.split("\n")}
    wrong: list[str] = []
    for story in sheet.stories:
        for first, second in neighbours(story):
            right = any(first + second in text for text in texts)
            found.update(pairs=1, ordered=int(right))
            wrong += [] if right else [f"pair {first[-12:]} | {second[:12]}"]
        for paragraph in story.paragraphs:
            found.update(paragraphs=1, whole=int(unspaced(clean(paragraph)) in lines))
        found += _article(sheet, story, articles, wrong)
    if name and wrong:
        print(name, sheet.style.arrangement, sheet.style.masthead, sheet.style.columns)
        print("\n".join(f"    {line}" for line in wrong))
    return found


def neighbours(story: Story) -> list[tuple[str, str]]:
    """The neighbouring sentences of an article, but for those that a table parts."""
    groups = (
        [story.paragraphs[: story.table_at], story.paragraphs[story.table_at :]] if story.table else [story.paragraphs]
    )
    found: list[tuple[str, str]] = []
    for group in groups:
        parts = [unspaced(text[a:b]) for text in map(clean, group) for a, b in sentences(text)]
        found += pairwise(parts)
    return found


def _article(sheet: Sheet, story: Story, articles: Sequence[Article], wrong: list[str]) -> Counter[str]:
    cells = [cell for row in story.table for cell in row]
    printed = unspaced(clean("\n".join((*story.paragraphs, story.byline, *cells))))
    best = max(articles, key=lambda one: _shared(printed, unspaced(one.text)), default=Article("", ""))
    text = unspaced(best.text)
    shared = _shared(printed, text)
    more = _shared(printed + unspaced(clean(story.shoulder + story.subtitle)), text)
    right = shared >= _MIN_SHARE * len(printed) and more >= _MIN_SHARE * max(1, len(text))
    heads = {
        unspaced(clean(before), clean(story.headline), clean(after))
        for before in ("", story.shoulder)
        for after in ("", story.subtitle)
    }
    titled, headed = unspaced(best.title) in heads, (best.date, best.source) == (sheet.date.isoformat(), sheet.paper)
    if not right:
        wrong.append(f"article {story.headline}: {shared} of {len(printed)} in {len(text)}")
    if not titled:
        kind = "vertical headline" if story.vertical else "headline"
        wrong.append(f"{kind} {story.shoulder}|{story.headline}|{story.subtitle} -> {best.title}")
    if not headed:
        wrong.append(f"date and paper {sheet.date} {sheet.paper} -> {best.date} {best.source}")
    return Counter(articles=1, found=int(right), headlines=int(titled), headed=int(headed))


def _shared(one: str, other: str) -> int:
    return sum((Counter(one) & Counter(other)).values())


def report(kind: str, pages: Sequence[Counter[str]]) -> None:
    """Print the shares of the pages of a kind."""
    print(f"{kind}: {len(pages)} pages")
    for name, right, whole, target in SHARES:
        table = np.array([[page[right], page[whole]] for page in pages], dtype=float)
        draws = np.random.default_rng(0).integers(len(table), size=(_RESAMPLES, len(table)))
        sums = table[draws].sum(axis=1)
        low, high = 100 * np.quantile(sums[:, 0] / np.maximum(sums[:, 1], 1), (0.025, 0.975))
        value = 100 * table[:, 0].sum() / max(1, table[:, 1].sum())
        wanted = f", target {target}" if target else ""
        print(f"  {name:20} {value:6.2f} % [{low:.1f}, {high:.1f}] of {table[:, 1].sum():.0f}{wanted}")


if __name__ == "__main__":
    main()
