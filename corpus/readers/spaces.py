"""White space that a file's layout left in running text, and lines put together to a paragraph.

Chinese is written without spaces: a line's end between two of its characters stands for nothing, between two words of a
Latin script for a space. Knows no file.
"""

from __future__ import annotations

import re

from corpus.text import HAN

# Han, kana, hangul-free: CJK punctuation and full-width forms too, beside which no space is written.
_WIDE = f"{HAN}\u2014\u2018-\u201d\u2026\u3000-\u30ff\uff01-\uff60"
_LINE_END = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n\s*(?=\S)|\s*\n\s*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010]$")


def unwrap(text: str) -> str:
    """One line out of wrapped ones: white space collapses as in HTML, and goes at a line's end beside Chinese."""
    return _SPACES.sub(" ", _LINE_END.sub("", text)).strip(" \t\r\n\f")


def join_lines(lines: list[str]) -> str:
    """The lines of a typeset paragraph as one: words divided at a line's end are put together again."""
    joined = ""
    for line in lines:
        if joined and _HYPHEN.search(joined) and line[:1].islower():
            joined = joined[:-1] + line
        else:
            joined = unwrap(f"{joined}\n{line}")
    return joined
