"""Cutting an article into passages: runs of whole sentences that fit a model's window, about equally long.

Knows the window only as a number, and how long a text is only through the function that it is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from corpus.records import Article, Passage
from corpus.text import ends_sentence, sentences

Count = Callable[[Sequence[str]], Sequence[int]]

_HEADING_LENGTH = 40  # characters; a longer line without a sentence's end is a broken paragraph, not a sub-headline
_BREAKS = ("；;", "，,", "、：: ")  # where a sentence that is too long may be cut, best first


def characters(texts: Sequence[str]) -> list[int]:
    """The lengths of the texts in characters: the measure where no model is at hand."""
    return [len(text) for text in texts]


def split(article: Article, window: int, count: Count = characters) -> list[Passage]:
    """The passages of an article, in order; together they hold all its sentences.

    `count` gives the length of each of several texts in the unit of `window`, whatever a model adds to each text
    included; every passage with its context (see `in_context`) is at most `window` long. A single sentence that is too
    long for the window is cut at a semicolon or a comma near its middle, or where it must be. Raises `ValueError` where
    the window does not hold even one character beside the headline.
    """
    (empty,) = count([""])
    lines = _headings(article.text)
    context = max(count([in_context(article.title, heading, "") for heading in {"", *(h for _, h in lines)}]))
    room = window - context
    if room < 1:  # a headline that fills the window is left out rather than the text
        return split(_untitled(article), window, count) if article.title else _no_room(window)
    spans = _fitting(article.text, sentences(article.text), room, count, empty)
    lengths = [n - empty for n in count([article.text[start:end] for start, end in spans])]
    passages: list[Passage] = []
    for group in _pack(spans, lengths, room):
        passages.extend(_checked(article, group, lines, window, count))
    return passages


def in_context(title: str, heading: str, text: str) -> str:
    """What a model reads of a passage: the headline and the sub-headline that it stands under, and its text."""
    return "\n".join(part for part in (title, heading, text) if part)


def _no_room(window: int) -> list[Passage]:
    raise ValueError(f"a window of {window} holds no text")


def _untitled(article: Article) -> Article:
    return Article(article.id, article.text, path=article.path)


def _headings(text: str) -> list[tuple[int, str]]:
    """The (end, text) of each line that is a sub-headline: short, without a sentence's end, with text below it."""
    found = []
    start = 0
    lines = text.split("\n")
    for number, line in enumerate(lines):
        end = start + len(line)
        below = number + 1 < len(lines) and len(lines[number + 1]) > _HEADING_LENGTH
        if (
            number > 0
            and 1 < len(line) <= _HEADING_LENGTH
            and below
            and not ends_sentence(line)
            and line[-1] not in "，,：:；;、"
        ):
            found.append((end, line))
        start = end + 1
    return found


def _fitting(text: str, spans: Sequence[tuple[int, int]], room: int, count: Count, empty: int) -> list[tuple[int, int]]:
    """The spans, each longer than the room cut into pieces that fit."""
    fitting = []
    for (start, end), length in zip(spans, count([text[a:b] for a, b in spans]), strict=True):
        if length - empty <= room:
            fitting.append((start, end))
        elif end - start == 1:
            _no_room(room)
        else:
            middle = _cut(text, start, end)
            fitting.extend(_fitting(text, [(start, middle), (middle, end)], room, count, empty))
    return fitting


def _cut(text: str, start: int, end: int) -> int:
    """Where to cut a sentence in two: behind the best break in its middle half, else in the middle."""
    middle, quarter = (start + end) // 2, (end - start) // 4
    for marks in _BREAKS:
        places = [i + 1 for i in range(middle - quarter, middle + quarter) if text[i] in marks]
        if places:
            return min(places, key=lambda place: (abs(place - middle), place))
    return middle


def _pack(spans: Sequence[tuple[int, int]], lengths: Sequence[int], room: int) -> list[list[tuple[int, int]]]:
    """Runs of spans, each at most `room` long, as few as may be and about equally long."""
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
    article: Article, group: list[tuple[int, int]], lines: list[tuple[int, str]], window: int, count: Count
) -> list[Passage]:
    """The group as a passage, or as several where the whole is longer than the sum of its sentences."""
    start, end = group[0][0], group[-1][1]
    heading = next((text for at, text in reversed(lines) if at <= start), "")
    text = article.text[start:end]
    if len(group) > 1 and count([in_context(article.title, heading, text)])[0] > window:
        half = len(group) // 2
        return _checked(article, group[:half], lines, window, count) + _checked(
            article, group[half:], lines, window, count
        )
    return [Passage(f"{article.id}#{start}-{end}", article.id, start, end, text, tuple(group), heading)]
