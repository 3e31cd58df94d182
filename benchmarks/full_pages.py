"""Makes full newspaper pages, of three to six articles, whose columns came out of order.

Columns are cut at the end of a printed line, wherever that falls: within numbers and names too. Between columns stand
captions, pull quotes, boxes of figures and advertisements. Two articles may have the same subject. A file may give a
page's columns article by article, across the page, or with some columns elsewhere.

    python -m benchmarks.pages CORPUS_JSONL --full [--seed 1] [--pages 3]
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from benchmarks import full_page_text as printed_text
from benchmarks.page_text import in_paragraphs
from benchmarks.pages import (
    HALF_WIDTH,
    Columns,
    Page,
    Piece,
    Printed,
    TrueArticle,
    assembled,
    changed_page,
    column_ends,
    misread_page,
    sentences_of,
)
from corpus.text import ends_sentence

_MAX_CHARS = 1500  # of an article
_SAME_SUBJECT = (0.12, 0.6)  # the cosine of the bigrams of two articles on one subject that are not one text
_NOT_FIRST, _NOT_LAST = "，。、；：！？”’》）】%) ", "“‘《（【( "

# An article's columns, and what stands in and between them: each a group of lines.
_Group = list[Piece]


def make_full_pages(texts: Sequence[str], count: int, seed: int) -> list[Page]:
    """`count` pages of three to six articles each."""
    draw = random.Random(seed)
    nearest = nearest_texts(texts)
    return [_page(draw, _drawn(draw, texts, nearest)) for _ in range(count)]


def nearest_texts(texts: Sequence[str]) -> list[int]:
    """The number of the text on the nearest subject for each text, -1 if there is none."""
    from scipy.sparse import csr_matrix

    counts = [Counter(text[i : i + 2] for i in range(len(text) - 1)) for text in texts]
    vocabulary = {pair: i for i, pair in enumerate(sorted({pair for one in counts for pair in one}))}
    rows = np.repeat(np.arange(len(texts)), [len(one) for one in counts])
    columns = [vocabulary[pair] for one in counts for pair in one]
    seen = np.bincount(columns, minlength=len(vocabulary))
    values = [
        (1 + np.log(n)) * np.log(len(texts) / seen[vocabulary[pair]]) for one in counts for pair, n in one.items()
    ]
    table = csr_matrix((values, (rows, columns)), shape=(len(texts), len(vocabulary)))
    norms = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    cosines = np.asarray((table @ table.T).todense()) / np.maximum(np.outer(norms, norms), 1e-9)
    cosines[(cosines < _SAME_SUBJECT[0]) | (cosines > _SAME_SUBJECT[1])] = -1.0
    best = cosines.argmax(axis=1)
    return [int(j) if cosines[i, j] > 0 else -1 for i, j in enumerate(best)]


def _drawn(draw: random.Random, texts: Sequence[str], nearest: Sequence[int]) -> list[str]:
    numbers = draw.sample(range(len(texts)), draw.choice((3, 3, 3, 4, 4, 5, 6)))
    other = nearest[numbers[0]]
    if draw.random() < 0.4 and other >= 0 and other not in numbers:
        numbers[1] = other
    return [texts[i] for i in numbers]


def _page(draw: random.Random, texts: Sequence[str]) -> Page:
    whole = draw.random() < 0.4  # columns come out as one line each
    articles, groups, loose = [], [], []
    for number, text in enumerate(texts):
        printed = _poem(draw, text) if number > 1 and draw.random() < 0.06 else _printed(draw, text, whole)
        between = _between(draw, text)
        loose += between
        articles.append(printed)
        groups.append(_groups(draw, number, printed, between))
    flat = [piece for group in _ordered(draw, groups) for piece in group]
    extra = [printed_text.advertisement(draw) for _ in range(draw.choice((0, 0, 0, 1, 2)))]
    loose += extra
    noise = [printed_text.noise(draw) for _ in range(draw.choice((0, 0, 1, 2)))]
    for line in [*extra, *noise]:
        flat.insert(_place(draw, flat), (line, None))
    page = assembled(flat, [one.article for one in articles], [one.columns.cuts for one in articles], noise)
    return _in_print(draw, replace(page, loose=tuple(loose), noise=tuple(noise)))


def _place(draw: random.Random, flat: Sequence[Piece]) -> int:
    """A place at the top, at the end, or between two columns."""
    places = [i for i in range(1, len(flat)) if flat[i - 1][1] != flat[i][1]]
    return draw.choice([0, len(flat), *places])


def _in_print(draw: random.Random, page: Page) -> Page:
    """The page as a text layer or an OCR engine gives it."""
    shape = draw.random()
    if shape < 0.12:
        from opencc import OpenCC

        return changed_page(page, OpenCC("s2t").convert)
    if shape < 0.3:
        return misread_page(page, printed_text.misreading(draw, 0.01))
    return changed_page(page, lambda line: line.translate(HALF_WIDTH)) if shape < 0.45 else page


def _poem(draw: random.Random, text: str) -> Printed:
    title, lines = printed_text.headline(draw, text)[:1], printed_text.poem(draw, text)
    byline = [printed_text.byline(draw)]
    return Printed(TrueArticle(tuple(title), (*byline, *lines)), [*title, *byline], Columns([lines], []), [])


def _printed(draw: random.Random, text: str, whole: bool) -> Printed:
    parts: list[str] = []
    for sentence in sentences_of(text):
        if sum(map(len, parts)) + len(sentence) > _MAX_CHARS:
            break
        parts.append(sentence)
    headline = printed_text.headline(draw, text)
    paragraphs = in_paragraphs(draw, parts, draw.choice((2, 3, 5)))
    if draw.random() < 0.12:
        paragraphs = printed_text.numbered(paragraphs, draw)
    dated = draw.random() < 0.65
    if dated:
        paragraphs[0] = printed_text.dateline(draw) + paragraphs[0]
    signed_above = draw.random() < 0.25
    signature = [printed_text.byline(draw)] if signed_above or not dated or draw.random() < 0.4 else []
    lines = _with_subheadlines(draw, paragraphs)
    lines = _as_single_lines(lines) if whole else lines
    columns = _columns(draw, lines)
    body = [line for line, _ in lines]
    if signed_above:
        return Printed(TrueArticle(tuple(headline), (*signature, *body)), [*headline, *signature], columns, [])
    return Printed(TrueArticle(tuple(headline), (*body, *signature)), list(headline), columns, signature)


def _with_subheadlines(draw: random.Random, paragraphs: Sequence[str]) -> list[tuple[str, bool]]:
    lines = [(paragraph, False) for paragraph in paragraphs]
    if len(lines) > 4 and draw.random() < 0.4:
        for place in sorted(draw.sample(range(2, len(lines)), draw.randint(1, 2)), reverse=True):
            lines.insert(place, (printed_text.subheadline(draw, lines[place][0]), True))
    return lines


def _columns(draw: random.Random, lines: Sequence[tuple[str, bool]]) -> Columns:
    """The lines in columns, cut where a printed line ends."""
    width, total = draw.randint(11, 22), sum(len(line) for line, _ in lines)
    targets = column_ends(draw, total, min(draw.randint(2, 5), max(1, total // 90)), width)
    columns = Columns([[]], [])
    offset = 0
    for line, is_headline in lines:
        begin = 0
        while targets and not is_headline and targets[0] < offset + len(line):
            cut = max(targets.pop(0) - offset, begin + width - 2)
            cut += -(cut + 2) % width
            while cut < len(line) and not _may_cut(line, cut):
                cut += 1
            if cut > len(line) - 2:
                continue
            columns.lines[-1].append(line[begin:cut])
            columns.lines.append([])
            columns.cuts.append(not ends_sentence(line[:cut]))
            begin = cut
        columns.lines[-1].append(line[begin:])
        offset += len(line)
        if targets and not is_headline and abs(targets[0] - offset) < width:  # a column that ends with its paragraph
            targets.pop(0)
            columns.lines.append([])
            columns.cuts.append(False)
    kept = [i for i, column in enumerate(columns.lines) if column]
    return Columns([columns.lines[i] for i in kept], [columns.cuts[i] for i in kept[:-1]])


def _may_cut(line: str, cut: int) -> bool:
    """Whether a printed line may end there: by the marks around, and not within Latin text; numbers may be cut."""
    around = line[cut - 1 : cut + 1]
    latin = around.isascii() and not around.isdigit()
    return not (latin or line[cut] in _NOT_FIRST or line[cut - 1] in _NOT_LAST)


def _as_single_lines(lines: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The lines, with the paragraphs between two headlines as one."""
    merged: list[tuple[str, bool]] = []
    for line, is_headline in lines:
        if merged and not is_headline and not merged[-1][1]:
            merged[-1] = merged[-1][0] + line, False
        else:
            merged.append((line, is_headline))
    return merged


def _between(draw: random.Random, text: str) -> list[str]:
    """What stands between the columns of an article and is none of its text."""
    lines: list[str] = []
    if draw.random() < 0.3:
        lines.append(printed_text.caption(draw, text))
    if draw.random() < 0.12:
        lines.append(printed_text.pull_quote(draw, draw.choice(sentences_of(text))))
    if draw.random() < 0.12:
        lines += printed_text.figures(draw, text)
    return lines


def _groups(draw: random.Random, number: int, printed: Printed, between: Sequence[str]) -> list[_Group]:
    """The head of an article, its columns in some order with what stands between, and its tail."""
    columns: list[_Group] = [[(line, (number, i)) for line in column] for i, column in enumerate(printed.columns.lines)]
    shape = draw.random()
    if shape < 0.14:
        columns = [*columns[1:], columns[0]]
    elif shape < 0.2:
        columns = [columns[-1], *columns[:-1]]
    elif shape < 0.24:
        draw.shuffle(columns)
    groups: list[_Group] = [[(line, None) for line in printed.head], *columns]
    if between:
        groups.insert(draw.randint(1, len(groups)), [(line, None) for line in between])
    tail: _Group = [(line, None) for line in printed.tail]
    groups.insert(len(groups) - (shape < 0.07 and len(columns) > 1), tail)
    return [group for group in groups if group]


def _ordered(draw: random.Random, groups: list[list[_Group]]) -> list[_Group]:
    """The groups of all articles in the order of the file."""
    shape = draw.random()
    if shape < 0.12:  # across: two articles, one below the other, by the columns of the page
        upper, lower = groups[0], groups[1]
        mixed = [*upper[:1]]
        for pair in zip_longest(upper[1:], [[*lower[0], *lower[1]], *lower[2:]] if len(lower) > 1 else lower):
            mixed += [group for group in pair if group]
        groups = [mixed, *groups[2:]]
    elif shape < 0.24:  # one article within another
        place = draw.randint(2, max(2, len(groups[0]) - 1))
        groups = [[*groups[0][:place], *groups[1], *groups[0][place:]], *groups[2:]]
    elif shape < 0.32 and len(groups[0]) > 2:  # a column of the first article at the end of the page
        moved = groups[0].pop(draw.randint(2, len(groups[0]) - 1))
        groups = [*groups, [moved]]
    return [group for of_article in groups for group in of_article]
