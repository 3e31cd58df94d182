"""Twelve issues written in the formats of archives and read back: articles, text, headline, date, paper, page, places.

    python -m benchmarks.archives [--format NAME] [--keep FOLDER]

An article is found if exactly one article read has its headline, and none is read besides. Its text is right if it is
equal to the letter, lines included. A box is right within two pixels, and all boxes of a story have to be there. What a
format does not say is shown as –.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archives import agencies, editions
from benchmarks.archives.issues import HEIGHT, WIDTH, Issue, Story, issues
from corpus.boxes import outline
from corpus.newspaper import segment
from corpus.readers import read
from corpus.records import Article, Document

_PIXELS = 2.0  # by which a box may be off


@dataclass(frozen=True)
class Format:
    """How issues are written, and what the format says: further headlines, all pages, the first one, or boxes."""

    write: Callable[[Issue, Path], None]
    headlines: bool = False
    pages: bool = False
    first_page: bool = False
    boxes: bool = False


FORMATS: dict[str, Format] = {
    "digital edition": Format(editions.write, headlines=True, pages=True, boxes=True),
    "NITF": Format(agencies.write_nitf, headlines=True, first_page=True),
    "NewsML-G2": Format(agencies.write_newsml, headlines=True),
    "ninjs": Format(agencies.write_ninjs),
}


def measure(kind: Format, folder: Path) -> dict[str, tuple[int, int]]:
    """For each measure how many are right, of how many."""
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for issue in issues():
        place = folder / f"{issue.number:02d}"
        place.mkdir(parents=True)
        kind.write(issue, place)
        found = [article for item in read([place]) if isinstance(item, Document) for article in segment(item)[0]]
        refused = sum(not isinstance(item, Document) for item in read([place]))
        totals["articles"] += len(issue.stories)
        counts["articles"] -= max(0, len(found) - len(issue.stories)) + refused
        for story in issue.stories:
            named = [article for article in found if article.title == story.title]
            counts["articles"] += len(named) == 1
            for name, right in _judged(kind, issue, story, named[0] if named else None).items():
                totals[name] += 1
                counts[name] += right
    return {name: (counts[name], totals[name]) for name in totals}


def _judged(kind: Format, issue: Issue, story: Story, article: Article | None) -> dict[str, bool]:
    found = article or Article("", "")
    above = [story.above, story.below] if kind.headlines else []
    text = "\n".join(filter(None, [*above, *story.paragraphs, story.caption]))
    judged = {
        "text": found.text == text,
        "headline": found.title == story.title,
        "date": found.date == issue.date,
        "paper": found.source == issue.paper,
        "authors": found.authors == story.authors,
    }
    pages = [(issue.pages[part.page].label, issue.pages[part.page].name) for part in story.parts]
    if kind.pages or kind.first_page:
        judged["page"] = [(page.label, page.name) for page in found.pages] == pages[: None if kind.pages else 1]
    if kind.boxes:
        judged["boxes"] = article is not None and _are_boxed(story, article)
    return judged


def _are_boxed(story: Story, article: Article) -> bool:
    """Whether the places of an article are those of its story, page by page."""
    numbers = [page.number for page in article.pages]
    if len(numbers) != len(story.parts):
        return False
    found = [(place.page, _in_pixels(place.box)) for place in outline(article)]
    wanted = [(numbers[at], box) for at, part in enumerate(story.parts) for box in part.boxes]
    return len(found) == len(wanted) and all(any(_is_near(place, other) for other in found) for place in wanted)


def _is_near(one: tuple[int, Sequence[float]], other: tuple[int, Sequence[float]]) -> bool:
    return one[0] == other[0] and all(abs(a - b) <= _PIXELS for a, b in zip(one[1], other[1], strict=True))


def _in_pixels(box: Sequence[float]) -> list[float]:
    return [edge * side for edge, side in zip(box, (WIDTH, HEIGHT) * 2, strict=True)]


def main() -> None:
    """Print the measures of each format."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--format", choices=FORMATS, help="only this format")
    parser.add_argument("--keep", type=Path, help="write the files into this folder")
    options = parser.parse_args()
    names = ("articles", "text", "headline", "date", "paper", "authors", "page", "boxes")
    print("| format | " + " | ".join(names) + " | seconds |")
    print("|---" * (len(names) + 2) + "|")
    for name, kind in FORMATS.items():
        if options.format not in (None, name):
            continue
        with tempfile.TemporaryDirectory() as temporary:
            start = time.process_time()
            found = measure(kind, (options.keep or Path(temporary)) / name)
            cells = [f"{found[each][0]} / {found[each][1]}" if each in found else "–" for each in names]
            print(f"| {name} | {' | '.join(cells)} | {time.process_time() - start:.1f} |", flush=True)


if __name__ == "__main__":
    main()
