"""A text as a quotation is compared with it: folded, without spaces and line breaks, each character with its place.

Full and half width, simplified and traditional characters, upper and lower case, and the marks of a quotation (「」 “”)
are folded; punctuation stays.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from corpus.text import HAN, MEANINGLESS, fold

_MARKS = {"「": "“", "」": "”", "『": "‘", "』": "’", "﹁": "“", "﹂": "”", "﹃": "‘", "﹄": "’", "〝": "“", "〞": "”"}
# 著, 藉 and 瞭 depend on their neighbours (著名, 狼藉), which a quotation may lack or have changed: here always equal.
_VARIANTS = {"著": "着", "藉": "借", "瞭": "了", "揹": "背", "伕": "夫", "暱": "昵", "甦": "苏"}
_CHANGES = {**_MARKS, **_VARIANTS}
_CHANGED = frozenset(_CHANGES)
_QUOTATION_MARKS = frozenset("“”‘’「」『』﹁﹂﹃﹄〝〞\"'")
_OPENING = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    '"': '"',
    "'": "'",
    "«": "»",
    "﹁": "﹂",
    "﹃": "﹄",
    "〝": "〞",
}
_SKIPPED = re.compile(rf"\s+|{MEANINGLESS.pattern}")
_ELLIPSIS = re.compile("(?:…|⋯|\\.{3}|。{3}|·{6})(?:…|⋯|[.。·])*|\\[(?:…+|\\.{3})\\]|（略）|\\(略\\)")
_SPACE_BESIDE_HAN = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])")
_MIN_PART = 2  # letters, digits or characters that a part beside an ellipsis has


@dataclass(frozen=True)
class Key:
    """The characters that are compared.

    `kept` are the [start, end) of what they come from in a text whose first character has the offset `start`.
    """

    text: str
    start: int
    kept: tuple[tuple[int, int], ...]

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """The offset of each character."""
        return tuple(self.start + offset for begin, end in self.kept for offset in range(begin, end))


def key_of(text: str, start: int = 0) -> Key:
    """The key of a text whose first character has the offset `start`."""
    folded = fold(text)
    for character in _CHANGED.intersection(folded):  # mostly none: faster than to translate
        folded = folded.replace(character, _CHANGES[character])
    kept, begin = list[tuple[int, int]](), 0
    for match in _SKIPPED.finditer(text):
        kept.append((begin, match.start()))
        begin = match.end()
    kept.append((begin, len(text)))
    return Key("".join(folded[a:b] for a, b in kept), start, tuple(kept))


def inside_marks(text: str) -> tuple[int, int]:
    """The span of a quotation without the spaces around it, and without a pair of marks that encloses all of it."""
    start, end = 0, len(text)
    while True:
        while start < end and _SKIPPED.match(text[start]):
            start += 1
        while end > start and _SKIPPED.match(text[end - 1]):
            end -= 1
        close = _OPENING.get(text[start]) if end - start > 2 else None
        if close is None or text[end - 1] != close or close in text[start + 1 : end - 1]:
            return start, end
        start, end = start + 1, end - 1


def parts_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans between the ellipses of a quotation; one span where there is no ellipsis between two wordings."""
    spans, begin = [], start
    for match in _ELLIPSIS.finditer(text, start, end):
        spans.append((begin, match.start()))
        begin = match.end()
    spans.append((begin, end))
    spans = [(a, b) for a, b in spans if sum(map(str.isalnum, text[a:b])) >= _MIN_PART]
    return spans if spans and len(spans) > 1 else [(start, end)]


def for_words(text: str) -> str:
    """The text folded as the word index folds it, without spaces that may be line breaks between Chinese characters."""
    return _SPACE_BESIDE_HAN.sub("", MEANINGLESS.sub("", fold(text)))


def variation(one: str, other: str) -> str:
    """How two characters differ that are equal in their keys: "", or `width`, `case`, `quotation_marks` or `script`."""
    if one == other:
        return ""
    if one in _QUOTATION_MARKS and other in _QUOTATION_MARKS:
        return "quotation_marks"
    a, b = unicodedata.normalize("NFKC", one), unicodedata.normalize("NFKC", other)
    if a == b:
        return "width"
    return "case" if a.lower() == b.lower() else "script"
