"""Joining the lines of a paragraph, and the white space that a layout leaves in running text.

Chinese is written without spaces: the end of a line between two Chinese characters means nothing, between two words in
Latin letters it means a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.text import HAN, is_han

# Han, kana, CJK punctuation and full-width forms, beside which no space is written. Not Hangul.
_WIDE = f"{HAN}\u2014\u2018-\u201d\u2026\u3000-\u30ff\uff01-\uff60"
_LINE_END = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n\s*(?=\S)|\s*\n\s*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010]$")
# A number at a line's end: 1|60个, 57.|3亿元, 12|%. In Chinese, a mark or a character stands between two numbers.
_IN_NUMBER = re.compile(r"[0-9]\n[0-9]|[0-9][.,]\n[0-9]|[0-9]\n[.%‰]")


def unwrap(text: str) -> str:
    """Wrapped lines as one: white space collapses as in HTML, and is removed at line ends beside Chinese."""
    return _SPACES.sub(" ", _LINE_END.sub("", text)).strip(" \t\r\n\f")


def join_lines(lines: Sequence[str]) -> str:
    """The lines of a typeset paragraph as one, with words and numbers that were divided at a line's end joined again.

    Numbers are joined in Chinese only: in Latin scripts there may be a space between two numbers.
    """
    han = is_han("".join(lines))
    parts: list[str] = []
    for line in filter(None, map(unwrap, lines)):
        last = parts[-1] if parts else ""
        if _HYPHEN.search(last) and line[0].islower():
            parts[-1] = last[:-1]
        elif last and not (han and _IN_NUMBER.search(f"{last[-2:]}\n{line[0]}")):
            parts.append("\n")
        parts.append(line)
    return unwrap("".join(parts))
