"""The exact phrase of a quote: the spans that the reader found, put right where they cannot be the answer.

The reader's best span is the one that shares most with the others, so it can run over several figures where it is
undecided between them. A question for one number gets the part that holds just one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from corpus.numerals import numbers
from corpus.records import Passage
from corpus.text import fold
from qa.answer.spans import Phrase, ReadSentence, by_agreement, trimmed
from qa.language.question_type import Kind, classify_question
from qa.language.tagger import word_across

_MIN_AGREEMENT = 0.35  # that a phrase needs to be marked
_MIN_LISTED = 0.3  # of the best phrase's chance that another of a list has
_MAX_BETWEEN = 4  # characters between phrases of a list that are marked as one
_MIN_SINGLE = 0.1  # of all phrases' chance that those with one figure have together

# Between two numbers that are one figure: 15至20厘米, 2小时30分, 3元5角.
_RANGE = re.compile(r"[^\W\d提升增降减加涨跌调改由]{0,3}\s*(?:[-~—–]+|至|到|\bto\b)\s*[^\W\d]?")
_SMALLER_UNIT = re.compile("(?:年|个?月|天|日|个?小?时|点|分钟?|元|角|米|公里|度|尺|斤)[又零]?")
_SEVERAL = re.compile("各|分别|[和与及、]|\\b(?:each|both|and|respectively)\\b")
_BEFORE = re.compile("原[来先本]|原是|[之此以]前|过去|\\b(?:before|previous(?:ly)?|originally|used to)\\b")
# 由50万元提高到60万元: the figure that holds is the second one.
_FROM = re.compile("[由从]$|\\bfrom $")
_TO = re.compile(
    "(?P<change>[^，。；,;:]{0,6}?(?:到|至|为|成| to )(?:约|近|超过)?)(?P<to>[0-9][0-9.,]*[万亿千百]*)", re.IGNORECASE
)
_FIGURE = re.compile("[0-9][0-9.,]*[万亿千百]*")
_NAME_TAGS = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz"})
_HYPHENATED = re.compile("-[A-Za-z]+")


def marked(question: str, best: ReadSentence, passage: Passage) -> tuple[int, int] | None:
    """Where the exact phrase stands in the article, [start, end): the best, with those of the same list that adjoin it.

    None if the reader's spans of the sentence share too little.
    """
    if not best.phrases or best.phrases[0].agreement < _MIN_AGREEMENT:
        return None
    start, end = best.phrases[0].start, best.phrases[0].end
    for other in _listed(best.phrases):
        if 0 <= other.start - end <= _MAX_BETWEEN:
            end = other.end
        elif 0 <= start - other.end <= _MAX_BETWEEN:
            start = other.start
    start, end = _trimmed(passage, start, end)
    start, end = _single(question, best, passage, start, end)
    start, end = _whole_words(passage, best, start, end)
    return (start, end) if end > start else None


def _listed(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Phrases beside the best that are nearly as likely and overlap none before them."""
    chosen = [phrases[0]]
    for one in phrases[1:]:
        apart = all(one.end <= other.start or one.start >= other.end for other in chosen)
        if apart and one.chance >= _MIN_LISTED * phrases[0].chance:
            chosen.append(one)
    return chosen[1:]


def _trimmed(passage: Passage, start: int, end: int) -> tuple[int, int]:
    start, end = trimmed(passage.text, start - passage.start, end - passage.start)
    return start + passage.start, end + passage.start


def _text(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]


def _single(question: str, best: ReadSentence, passage: Passage, start: int, end: int) -> tuple[int, int]:
    """Of a phrase in which a question for one number finds several: the part that holds just one."""
    asked = classify_question(question)
    names_thing = asked.text.startswith(("什", "甚", "哪"), asked.start)  # 什么价格调整
    if asked.kind not in (Kind.NUMBER, Kind.DURATION) or names_thing or _SEVERAL.search(asked.text):
        return start, end
    if not _is_figure(_text(passage, start, end)):
        spans = [(phrase, _trimmed(passage, phrase.start, phrase.end)) for phrase in best.phrases]
        inside = [
            (a, b, phrase.chance)
            for phrase, (a, b) in spans
            if start <= a < b <= end and _is_figure(_text(passage, a, b))
        ]
        chances = np.array([chance for *_, chance in inside])
        if inside and chances.sum() >= _MIN_SINGLE * sum(one.chance for one in best.phrases):
            chosen = by_agreement(np.array([span for *span, _ in inside]), chances)[0]
            start, end = chosen.start, chosen.end
    return (start, end) if _BEFORE.search(asked.text) else _changed_to(best, passage, start, end)


def _is_figure(text: str) -> bool:
    """Whether a text holds one number; a range, and a figure in two units, are one."""
    folded = fold(text)
    found = numbers(folded)
    gaps = [folded[one.end : other.start] for one, other in pairwise(found)]
    return bool(found) and all(_RANGE.fullmatch(gap) or _SMALLER_UNIT.fullmatch(gap) for gap in gaps)


def _changed_to(best: ReadSentence, passage: Passage, start: int, end: int) -> tuple[int, int]:
    """Of a figure that was changed to another in the same unit, that other one."""
    text = _text(passage, start, end)
    before, behind = _text(passage, best.start, start), _text(passage, end, best.end)
    figure, change = _FIGURE.match(text), _TO.match(behind)
    if figure is None or change is None or _FROM.search(before) is None:
        return start, end
    unit = text[figure.end() :]
    if not behind.startswith(unit, change.end("to")):
        return start, end
    return end + change.start("to"), end + change.end("to") + len(unit)


def _whole_words(passage: Passage, best: ReadSentence, start: int, end: int) -> tuple[int, int]:
    """The phrase with the rest of a name or a Latin word that it cuts: 欧阳牧 of 欧阳牧之, 41 of 41-storey."""
    if end > start and (across := word_across(_text(passage, best.start, best.end), end - best.start)):
        word, at = across
        if word.tag in _NAME_TAGS:
            end = best.start + at + len(word.text)
    text, left, right = passage.text, start - passage.start, end - passage.start
    while 0 < left < right and _is_latin(text[left - 1]) and _is_latin(text[left]):
        left -= 1
    while left < right < len(text) and _is_latin(text[right - 1]) and _is_latin(text[right]):
        right += 1
    if left < right and _is_latin(text[right - 1]) and (match := _HYPHENATED.match(text, right)):
        right = match.end()
    return left + passage.start, right + passage.start


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
