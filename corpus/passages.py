"""Splitting an article into passages: runs of whole sentences of about equal length that fit a model's window.

The model is seen only through the size of its window and a function that measures texts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from corpus.errors import CorpusError
from corpus.records import Article, Passage
from corpus.text import ends_sentence, sentences

Count = Callable[[Sequence[str]], Sequence[int]]

_HEADING_CHARS = 40  # a longer line that does not end a sentence is a broken paragraph, not a sub-headline
_BREAKS = ("；;", "，,", "、：: ")  # where a sentence that is too long may be cut, best first


def characters(texts: Sequence[str]) -> list[int]:
    """The lengths of the texts in characters, for use without a model."""
    return [len(text) for text in texts]


def split(article: Article, window: int, count: Count = characters) -> list[Passage]:
    """The passages of an article, in order; together they hold all its sentences.

    `count` gives the lengths of texts in the unit of `window`, including what a model adds to each text. Every passage
    with its context (see `in_context`) is at most `window` long. A sentence that is too long is cut at a semicolon or a
    comma near its middle, otherwise in its middle. A headline that leaves no room for text is left out of the context.

    Raises `CorpusError` if the window has no room for a single character.
    """
    (empty,) = count([""])
    headings = _headings(article.text)
    context = max(count([in_context(article.title, heading, "") for heading in {"", *(text for _, text in headings)}]))
    room = window - context
    if room < 1 and article.title:
        return split(Article(article.id, article.text, path=article.path), window, count)
    if room < 1:
        raise CorpusError("window_too_small", window=window)
    spans = _fitting(article.text, sentences(article.text), room, count, empty)
    lengths = [n - empty for n in count([article.text[start:end] for start, end in spans])]
    passages: list[Passage] = []
    for group in _pack(spans, lengths, room):
        passages.extend(_checked(article, group, headings, window, count))
    return passages


def in_context(title: str, heading: str, text: str) -> str:
    """What a model reads for a passage: the headline, the sub-headline and the text, each on a line of its own."""
    return "\n".join(part for part in (title, heading, text) if part)


def _headings(text: str) -> list[tuple[int, str]]:
    """The (end, text) of each sub-headline: a short line that does not end a sentence, above a longer line."""
    headings = []
    start = 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        end = start + len(line)
        short = number > 0 and 1 < len(line) <= _HEADING_CHARS
        text_below = number + 1 < len(lines) and len(lines[number + 1]) > _HEADING_CHARS
        if short and text_below and not ends_sentence(line) and line[-1] not in "，,：:；;、":
            headings.append((end, line))
        start = end + 1
    return headings


def _fitting(text: str, spans: Sequence[tuple[int, int]], room: int, count: Count, empty: int) -> list[tuple[int, int]]:
    """The spans, with every span that is too long cut into pieces that fit."""
    fitting = []
    for (start, end), length in zip(spans, count([text[a:b] for a, b in spans]), strict=True):
        if length - empty <= room:
            fitting.append((start, end))
        elif end - start == 1:
            raise CorpusError("window_too_small", window=room)
        else:
            middle = _cut(text, start, end)
            fitting.extend(_fitting(text, [(start, middle), (middle, end)], room, count, empty))
    return fitting


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut a sentence in two: after the best break in its middle half, otherwise in the middle."""
    middle, quarter = (start + end) // 2, (end - start) // 4
    for marks in _BREAKS:
        places = [i + 1 for i in range(middle - quarter, middle + quarter) if text[i] in marks]
        if places:
            return min(places, key=lambda place: (abs(place - middle), place))
    return middle


def _pack(spans: Sequence[tuple[int, int]], lengths: Sequence[int], room: int) -> list[list[tuple[int, int]]]:
    """Runs of spans, each at most `room` long, as few as possible and of about equal length."""
    total = sum(lengths)
    goal = total / max(1, math.ceil(total / room))
    groups: list[list[tuple[int, int]]] = []
    size = 0
    for span, length in zip(spans, lengths, strict=True):
        if not groups or size + length > room or size + length / 2 > goal:
            groups.append([])
            size = 0
        groups[-1].append(span)
        size += length
    return groups


def _checked(
    article: Article, group: list[tuple[int, int]], headings: list[tuple[int, str]], window: int, count: Count
) -> list[Passage]:
    """The group as a passage, or as several if the whole is longer than the sum of its sentences."""
    start, end = group[0][0], group[-1][1]
    heading = next((heading for offset, heading in reversed(headings) if offset <= start), "")
    text = article.text[start:end]
    if len(group) > 1 and count([in_context(article.title, heading, text)])[0] > window:
        half = len(group) // 2
        first = _checked(article, group[:half], headings, window, count)
        return first + _checked(article, group[half:], headings, window, count)
    return [Passage(f"{article.id}#{start}-{end}", article.id, start, end, text, tuple(group), heading)]
