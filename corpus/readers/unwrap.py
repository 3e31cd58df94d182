"""White space that a file's layout left in running text, and lines put together to a paragraph.

Chinese is written without spaces: a line's end between two of its characters stands for nothing, between two words of a
Latin script for a space. Knows no file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.text import HAN, is_han

# Han, kana, hangul-free: CJK punctuation and full-width forms too, beside which no space is written.
_WIDE = f"{HAN}\u2014\u2018-\u201d\u2026\u3000-\u30ff\uff01-\uff60"
_LINE_END = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n\s*(?=\S)|\s*\n\s*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010]$")
# A number that a column cuts: 1|60个, 57.|3亿元, 12|%. Two numbers do not follow each other in Chinese without a mark.
_IN_NUMBER = re.compile(r"[0-9]\n[0-9]|[0-9][.,]\n[0-9]|[0-9]\n[.%‰]")


def unwrap(text: str) -> str:
    """One line out of wrapped ones: white space collapses as in HTML, and goes at a line's end beside Chinese."""
    return _SPACES.sub(" ", _LINE_END.sub("", text)).strip(" \t\r\n\f")


def join_lines(lines: Sequence[str]) -> str:
    """The lines of a typeset paragraph as one: words and numbers divided at a line's end are put together again.

    Numbers in Chinese only: in Latin scripts a space may stand between two of them.
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
