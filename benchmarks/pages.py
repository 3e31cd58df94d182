"""Makes newspaper pages whose columns came out of order, and what they should become, from the articles of a corpus.

A page is what a text layer or an OCR engine gives: a list of lines, each a paragraph or the part of one in a
column. The same corpus and seed give the same pages. Two generators are here:

- `make_pages`, whose pages the weights of `corpus/newspaper` are fitted on;
- `make_other_pages`, whose pages nothing is fitted on. Their columns are cut at any character, also after commas and
  brackets, and come out in more orders. Headlines end with a word and may have shoulder headlines or sub-headlines.
  They have other datelines, bylines and noise, boxes of figures, traditional characters and recognition errors.

A third, `make_full_pages` in `benchmarks/full_pages.py`, makes pages with more articles, and with what stands between.

    python -m benchmarks.pages CORPUS_JSONL [--seed 1] [--pages 3] [--paragraphs | --other | --full]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks import page_text
from benchmarks.page_text import INNER_NOISE, ITEM_MARKS, NOISE, OTHER_INNER_NOISE, OTHER_NOISE, SOURCES, in_paragraphs
from corpus.text import clean, ends_sentence, sentences

_WEB = re.compile(r"原标题[：:]|返回搜狐.*|责任编辑.*|查看更多.*|来源：.*$|分享让更多人看到|\(完\)|（完）")

HALF_WIDTH = str.maketrans("，：！？；（）", ",:!?;()")  # as some text layers give it

Piece = tuple[str, tuple[int, int] | None]  # a line, and the article and column that it comes from
_Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Break:
    """A sentence cut in two: the line that breaks off, the line that continues it, and whether they are far apart."""

    left: str
    right: str
    far: bool


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """An article as printed: its headline, and the lines of its text in reading order."""

    headline: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines that come out of a file, the articles they should become, and the sentences that were cut.

    `loose` are lines beside the text of articles, such as captions and advertisements, which may stand in any;
    `noise` are those that belong in none.
    """

    lines: tuple[str, ...]
    articles: tuple[TrueArticle, ...]
    breaks: tuple[Break, ...]
    loose: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The lines of each column in reading order, and whether each column but the last breaks off a sentence."""

    lines: list[list[str]]
    cuts: list[bool]


@dataclass(frozen=True, slots=True)
class Printed:
    """An article in columns, with the lines above the columns (headline and lead) and below them."""

    article: TrueArticle
    head: list[str]
    columns: Columns
    tail: list[str]


def load(path: Path) -> list[str]:
    """The texts of a corpus.jsonl that are long enough to fill columns, without what web sites put around them."""
    texts = []
    with path.open(encoding="utf-8") as rows:
        for row in rows:
            text = article_text(json.loads(row)["text"])
            whole = [sentence for sentence in sentences_of(text) if sentence[-1] in "。！？”"]
            if len(whole) >= 7 and max(map(len, whole)) < 260 and len("".join(whole)) >= 350:
                texts.append("".join(whole))
    return texts


def article_text(text: str) -> str:
    """The text of an article in one line, without what web sites put around it."""
    return clean(_WEB.sub("", text)).replace("\n", "")


def part(texts: Sequence[str], use: Literal["characters", "weights", "report"]) -> list[str]:
    """The texts for one use only: a quarter to count characters, a quarter to fit weights, half to measure."""
    return list({"characters": texts[0::4], "weights": texts[2::4], "report": texts[1::2]}[use])


def make_pages(texts: Sequence[str], count: int, seed: int, paragraphs: bool) -> list[Page]:
    """`count` pages of one to three articles each; `paragraphs`: whether columns hold paragraphs and sub-headlines."""
    draw = random.Random(seed)
    return [_page(draw, draw.sample(texts, draw.choice((1, 2, 2, 3))), paragraphs) for _ in range(count)]


def make_other_pages(texts: Sequence[str], count: int, seed: int) -> list[Page]:
    """`count` pages of one to three articles each, of the kind that nothing is fitted on."""
    draw = random.Random(seed)
    return [_other_page(draw, draw.sample(texts, draw.choice((1, 1, 2, 2, 2, 3)))) for _ in range(count)]


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def assembled(
    flat: Sequence[Piece], articles: Sequence[TrueArticle], cuts: Sequence[Sequence[bool]], noise: Sequence[str]
) -> Page:
    """The page of these lines, with the sentences that the cuts between columns break."""
    breaks = []
    for number, of_article in enumerate(cuts):
        for column, is_cut in enumerate(of_article):
            if is_cut:
                left = max(i for i, (_, origin) in enumerate(flat) if origin == (number, column))
                right = min(i for i, (_, origin) in enumerate(flat) if origin == (number, column + 1))
                between = [line for line, _ in flat[left + 1 : right] if line not in noise]
                breaks.append(Break(flat[left][0], flat[right][0], right < left or bool(between)))
    return Page(tuple(line for line, _ in flat), tuple(articles), tuple(breaks))


def changed_page(page: Page, line: _Change, printed: _Change | None = None) -> Page:
    """The page with its lines changed, and with its articles changed by `printed`, if that differs."""
    printed = printed or line
    articles = (TrueArticle(tuple(map(printed, one.headline)), tuple(map(printed, one.lines))) for one in page.articles)
    breaks = (Break(line(one.left), line(one.right), one.far) for one in page.breaks)
    loose, noise = tuple(map(line, page.loose)), tuple(map(line, page.noise))
    return Page(tuple(map(line, page.lines)), tuple(articles), tuple(breaks), loose, noise)


def _printed(draw: random.Random, text: str, with_paragraphs: bool) -> Printed:
    whole = sentences_of(text)[: 14 if len(text) > 1500 else None]
    others = draw.sample(whole, min(5, len(whole)))
    headline = [page_text.headline(draw, others[0])]
    if draw.random() < 0.35:
        headline.append(page_text.headline(draw, others[1]))
    if draw.random() < 0.05:
        headline[0] += "！"
    dateline, signed = page_text.dateline(draw) if draw.random() < 0.7 else "", draw.random() < 0.6
    tail = [page_text.byline(draw)] if signed or not dateline else []
    if draw.random() < 0.1:
        tail.append(draw.choice(SOURCES))
    paragraphs = in_paragraphs(draw, whole, 4) if with_paragraphs else _lead_and_rest(draw, whole)
    paragraphs[0] = dateline + paragraphs[0]
    lines = _with_subheadlines(draw, paragraphs, others[2:])
    article = TrueArticle(tuple(headline), (*(line for line, _ in lines), *tail))
    if (len(lines) > 4 and draw.random() < 0.3) or (not with_paragraphs and len(lines) > 1):
        headline = [*headline, lines.pop(0)[0]]
    return Printed(article, headline, _columns(draw, lines, draw.randint(13, 22) if with_paragraphs else 1), tail)


def _lead_and_rest(draw: random.Random, parts: Sequence[str]) -> list[str]:
    """The text as one paragraph, perhaps below a lead that is set above the columns."""
    lead = draw.randint(1, 3) if draw.random() < 0.3 else 0
    return [paragraph for paragraph in ("".join(parts[:lead]), "".join(parts[lead:])) if paragraph]


def _with_subheadlines(draw: random.Random, paragraphs: list[str], parts: list[str]) -> list[tuple[str, bool]]:
    """The paragraphs and perhaps sub-headlines between them: (line, whether it is one)."""
    lines = [(paragraph, False) for paragraph in paragraphs]
    if len(lines) > 3 and draw.random() < 0.5:
        for place in sorted(draw.sample(range(2, len(lines)), draw.randint(1, min(2, len(lines) - 2))), reverse=True):
            lines.insert(place, (page_text.headline(draw, draw.choice(parts)), True))
    return lines


def column_ends(draw: random.Random, total: int, count: int, spread: int) -> list[int]:
    """Where `count` columns of about the same length end, in characters of the whole text, the last left aside."""
    return [total * (i + 1) // count + draw.randint(-spread, spread) for i in range(count - 1)]


def _columns(draw: random.Random, lines: list[tuple[str, bool]], width: int) -> Columns:
    """The lines cut into columns, at the ends of printed lines of `width` characters; paragraphs are indented."""
    count = draw.randint(2, 4)
    targets = column_ends(draw, sum(len(line) for line, _ in lines), count, 12)
    columns = Columns([[]], [])
    offset = 0
    for line, is_headline in lines:
        begin = 0
        while targets and not is_headline and targets[0] < offset + len(line):
            cut = max(targets.pop(0) - offset, begin + 2)
            cut += -(cut + 2) % width
            while cut < len(line) - 1 and not _may_cut(line, cut, "，。、；：！？”》） ", "。！？”“《（ "):
                cut += 1
            if cut >= len(line) - 1 or (cut < 14 and begin == 0 and offset == 0):
                continue
            columns.lines[-1].append(line[begin:cut].strip())
            columns.lines.append([])
            columns.cuts.append(True)
            begin = cut
        if rest := line[begin:].strip():
            columns.lines[-1].append(rest)
        offset += len(line)
    return columns


def _may_cut(line: str, cut: int, not_first: str, not_last: str) -> bool:
    """Whether a printed line may end there: by the marks around, and not within a Latin word."""
    if line[cut] in not_first or line[cut - 1] in not_last:
        return False
    return not (line[cut - 1 : cut + 1].isascii() and line[cut - 1].isalpha() and line[cut].isalpha())


def _shuffled(draw: random.Random, number: int, printed: Printed) -> list[Piece]:
    """The lines of an article; its first column may come out last."""
    order = list(range(len(printed.columns.lines)))
    tail_first = False
    if len(order) > 1 and draw.random() < 0.35:
        order = [*order[1:], 0]
        tail_first = draw.random() < 0.6
    groups: list[list[Piece]] = [[(line, None) for line in printed.head]]
    for column in order:
        group: list[Piece] = [(line, (number, column)) for line in printed.columns.lines[column]]
        if draw.random() < 0.1:
            group.append((draw.choice(INNER_NOISE), None))
        groups.append(group)
    groups.insert(len(groups) - 1 if tail_first else len(groups), [(line, None) for line in printed.tail])
    return [piece for group in groups for piece in group]


def _nested(draw: random.Random, outer: list[Piece], inner: list[Piece]) -> list[Piece]:
    """The lines of two articles, the second between two columns of the first."""
    origins = [origin for _, origin in outer]
    places = [i for i in range(1, len(outer)) if origins[i] and origins[i - 1] and origins[i] != origins[i - 1]]
    place = draw.choice(places) if places else len(outer)
    return outer[:place] + inner + outer[place:]


def _page(draw: random.Random, texts: Sequence[str], paragraphs: bool) -> Page:
    printed = [_printed(draw, text, paragraphs) for text in texts]
    pieces = [_shuffled(draw, number, one) for number, one in enumerate(printed)]
    if len(pieces) > 1 and draw.random() < 0.15:
        pieces[:2] = [_nested(draw, pieces[0], pieces[1])]
    flat = [piece for of_article in pieces for piece in of_article]
    if draw.random() < 0.3:
        flat.insert(0, (draw.choice(NOISE[3:]), None))
    if draw.random() < 0.2:
        flat.append((draw.choice(NOISE), None))
    page = assembled(flat, [one.article for one in printed], [one.columns.cuts for one in printed], NOISE)
    return changed_page(page, lambda line: line.translate(HALF_WIDTH)) if draw.random() < 0.3 else page


def _other_columns(draw: random.Random, lines: Sequence[str], headlines: set[int]) -> Columns:
    """The lines in columns of about the same length, cut at any character that may end a printed line."""
    count = draw.randint(2, 5)
    targets = column_ends(draw, sum(map(len, lines)), count, 20)
    columns = Columns([[]], [])
    offset = 0
    for number, line in enumerate(lines):
        begin = 0
        while targets and number not in headlines and targets[0] < offset + len(line):
            cut = max(targets.pop(0) - offset, begin + draw.randint(8, 20))
            while cut < len(line) and not _may_cut_anywhere(line, cut):
                cut += 1
            if cut > len(line) - 3:
                continue
            columns.lines[-1].append(line[begin:cut])
            columns.lines.append([])
            columns.cuts.append(not ends_sentence(line[:cut]))
            begin = cut
        columns.lines[-1].append(line[begin:])
        offset += len(line)
    return columns


def _may_cut_anywhere(line: str, cut: int) -> bool:
    """Whether a printed line may end there: not before a closing mark, after an opening one, or in Latin text."""
    marks = line[cut] in "，。、；：！？”’》）】) " or line[cut - 1] in "“‘《（【( "
    return not marks and not line[cut - 1 : cut + 1].isascii()


def _other_printed(draw: random.Random, text: str) -> Printed:
    headline = [page_text.other_headline(draw, text, 6, 18)]
    if draw.random() < 0.3:
        headline.insert(0, page_text.other_headline(draw, text, 6, 14))
    if draw.random() < 0.3:
        headline.append(draw.choice(("", "——")) + page_text.other_headline(draw, text, 8, 22))
    paragraphs = in_paragraphs(draw, sentences_of(text)[:16], draw.choice((2, 4, 7, 20)))
    dated = draw.random() < 0.75
    paragraphs[0] = (page_text.other_dateline(draw) if dated else "") + paragraphs[0]
    tail = [page_text.other_byline(draw)] if not dated or draw.random() < 0.5 else []
    subheadlines: set[int] = set()
    if len(paragraphs) > 3 and draw.random() < 0.5:
        for place in sorted(draw.sample(range(2, len(paragraphs)), draw.randint(1, 2)), reverse=True):
            paragraphs.insert(place, page_text.other_headline(draw, paragraphs[place], 5, 14))
            subheadlines = {i + 1 for i in subheadlines} | {place}
    tail += page_text.box(draw, text) if tail else []
    article = TrueArticle(tuple(headline), (*paragraphs, *tail))
    halves = [half for line in tail for half in (line.split(" ") if line[0] in ITEM_MARKS else [line])]
    return Printed(article, headline, _other_columns(draw, paragraphs, subheadlines), halves)


def _other_shuffled(draw: random.Random, number: int, printed: Printed) -> list[list[Piece]]:
    """The lines of an article in groups; its first column may come out last, or the last one first."""
    order = list(range(len(printed.columns.lines)))
    shape = draw.random()
    if shape < 0.25:
        order = [*order[1:], order[0]]
    elif shape < 0.35:
        order = [order[-1], *order[:-1]]
    groups: list[list[Piece]] = [[(line, None) for line in printed.head]]
    for column in order:
        group: list[Piece] = [(line, (number, column)) for line in printed.columns.lines[column]]
        if draw.random() < 0.1:
            group.append((draw.choice(OTHER_INNER_NOISE), None))
        groups.append(group)
    groups.append([(line, None) for line in printed.tail])
    if order[-1] == 0 and len(order) > 1 and draw.random() < 0.5:
        groups[-1], groups[-2] = groups[-2], groups[-1]
    return groups


def _other_page(draw: random.Random, texts: Sequence[str]) -> Page:
    printed: list[Printed] = []
    groups: list[list[list[Piece]]] = []
    for number, text in enumerate(texts):
        printed.append(_other_printed(draw, text))
        groups.append(_other_shuffled(draw, number, printed[-1]))
    if len(groups) > 1 and draw.random() < 0.15:  # two articles side by side, read across
        first, second = groups[0], groups[1]
        place = draw.randint(2, max(2, len(first) - 1))
        groups[:2] = [[*first[:place], *second, *first[place:]]]
    flat = [piece for of_article in groups for group in of_article for piece in group]
    for place in sorted(draw.sample(range(len(flat) + 1), min(len(flat), draw.choice((0, 0, 1, 2)))), reverse=True):
        if place in (0, len(flat)) or flat[place - 1][1] != flat[place][1]:
            flat.insert(place, (draw.choice(OTHER_NOISE), None))
    page = assembled(flat, [one.article for one in printed], [one.columns.cuts for one in printed], OTHER_NOISE)
    shape = draw.random()
    if shape < 0.15:
        from opencc import OpenCC

        return changed_page(page, OpenCC("s2t").convert)
    if shape < 0.3:
        return misread_page(page, page_text.misreading(draw))
    return changed_page(page, lambda line: line.translate(HALF_WIDTH)) if shape < 0.5 else page


def misread_page(page: Page, change: _Change) -> Page:
    """The page with errors. Its articles have the same errors, since these are not to be repaired."""
    lines = {line: line if line in OTHER_NOISE or line in page.noise else change(line) for line in page.lines}

    def printed(line: str) -> str:
        parts, rest = [], line
        while rest:  # a printed line is made of lines of the page
            if rest[0] == " " and line[0] in ITEM_MARKS:
                parts.append(" ")
                rest = rest[1:]
            piece = max((one for one in lines if one and rest.startswith(one)), key=len, default=rest)
            parts.append(lines.get(piece, piece))
            rest = rest[len(piece) :]
        return "".join(parts)

    return changed_page(page, lines.__getitem__, printed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=1)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--paragraphs", action="store_true")
    kind.add_argument("--other", action="store_true")
    kind.add_argument("--full", action="store_true")
    arguments = parser.parse_args()
    texts, count, seed = load(arguments.corpus), arguments.pages, arguments.seed
    if arguments.full:
        from benchmarks.full_pages import make_full_pages

        pages = make_full_pages(texts, count, seed)
    elif arguments.other:
        pages = make_other_pages(texts, count, seed)
    else:
        pages = make_pages(texts, count, seed, arguments.paragraphs)
    for page in pages:
        sys.stdout.write("\n\n".join(page.lines) + "\n\n=====\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
