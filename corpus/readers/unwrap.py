"""Joining the lines of a paragraph, and the white space that a layout leaves in running text.

Chinese is written without spaces: the end of a line between two Chinese characters means nothing, between two words in
Latin letters it means a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.dateline import find_byline, find_dateline, find_head_line
from corpus.text import HAN, ends_sentence, is_han

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


_SAMPLE = 500  # paragraphs that show whether a text is wrapped
_MIN_WIDTH, _LATIN_MIN_WIDTH = 20, 50  # in columns, of which a Chinese character takes two
_MAX_LINE_CHARS = 120  # of a wrapped text
_FULL = 0.8  # of the usual width, from which a line is full
_MARK = re.compile("[，。；：！？、,;:!?.…—]")
_MARKED_END = re.compile("[，。；：！？、,;:!?.…][”’」』）)]*$")
_ITEM = re.compile(
    rf"(?:[-*+•·●○■□◆◇★☆▲△▪—>#|]|[（(]?(?:\d{{1,3}}|[a-zA-Z]|[一二三四五六七八九十]{{1,3}})[)）.、．]\s*(?!\d)|[①-⑳]"
    rf"|第[一二三四五六七八九十百\d]+[条章节]|[{HAN}A-Za-z]{{2,6}}[:：])"
)
_INDENT = re.compile(r"[\u3000]{1,4}|[ \t\u00a0]{2,}")


def rejoined(paragraphs: Sequence[str]) -> list[str] | None:
    """The paragraphs of a plain text, with the lines put together that a hard wrap divided; None if none is.

    Poems and lists stay. A text is wrapped if most lines inside its paragraphs are nearly as long as the longest and
    end within a sentence. Paragraphs begin at blank lines or, in a text without any, at indented lines, and end with
    short lines.
    """
    width = _wrap_width(_groups(paragraphs[:_SAMPLE]))
    if not width:
        return None
    return [text for group in _groups(paragraphs) for text in _joined(group, width)]


def _groups(paragraphs: Sequence[str]) -> list[list[str]]:
    """The lines of the paragraphs; where no paragraph has two, paragraphs are made by the indents of the lines."""
    groups = [[line for line in text.split("\n") if line.strip()] for text in paragraphs]
    return groups if any(len(group) > 1 for group in groups) else _by_indent([line for (line,) in groups])


def _by_indent(lines: Sequence[str]) -> list[list[str]]:
    """Lines in paragraphs that begin where a line is indented; the lines above the first stay alone. All lines in one
    if none is indented.
    """
    if not any(map(_INDENT.match, lines)):
        return [list(lines)]
    groups: list[list[str]] = []
    indented = False
    for line in lines:
        starts = _INDENT.match(line) is not None
        if starts or not indented:
            groups.append([])
        indented = indented or starts
        groups[-1].append(line)
    return groups


def _columns(line: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in line.rstrip())


def _wrap_width(groups: Sequence[Sequence[str]]) -> int:
    """The usual width of full lines in columns; 0 for a text that is not wrapped."""
    prose = [group for group in groups if _is_prose(group)]
    inner = [line for group in prose for line in group[:-1]]
    if not inner:
        return 0
    widths = sorted(map(_columns, inner))
    width = widths[len(widths) * 3 // 4]
    full = [line for line in inner if _columns(line) >= _FULL * width]
    longest = max(max(map(_columns, group)) for group in prose)
    least = _MIN_WIDTH if is_han("".join(inner[:20])) else _LATIN_MIN_WIDTH
    if width < least or longest > 1.25 * width or len(full) < 0.5 * len(inner):
        return 0
    # A single line may end within a sentence by chance.
    return width if _count_cut(full) >= (2 if len(groups) == 1 else 1) else 0


def _count_cut(lines: Sequence[str]) -> int:
    return sum(_MARKED_END.search(line.rstrip()) is None for line in lines)


def _is_prose(group: Sequence[str]) -> bool:
    """Whether lines are a paragraph: marks stand inside them rather than at their ends, and few begin like items."""
    if len(group) < 2 or max(map(len, group)) > _MAX_LINE_CHARS:
        return False
    lines = [line.strip() for line in group]
    inside = sum(len(_MARK.findall(line[:-1])) for line in lines)
    ends = [line for line, following in pairwise(lines) if not _in_number(line, following)]
    marked = len(ends) - _count_cut(ends)
    ended = sum(map(ends_sentence, ends))
    items = sum(_ITEM.match(line) is not None for line in lines[1:])
    return inside >= max(1, 2 * marked) and 2 * ended < len(lines) and 2 * items < len(lines)


def _in_number(line: str, following: str) -> bool:
    return _IN_NUMBER.search(f"{line[-2:]}\n{following[:1]}") is not None


def _joined(group: Sequence[str], width: int) -> list[str]:
    """The paragraphs of lines that stand together: where none of them breaks off, each line is one."""
    if len(group) < 2 or not (_is_prose(group) or _has_full_line(group, width)):
        return list(group)
    parts = [[group[0]]]
    for number, (line, following) in enumerate(pairwise(group)):
        if _ends_paragraph(line, following, width, first=number == 0):
            parts.append([])
        parts[-1].append(following)
    return [join_lines([line.strip() for line in part]) for part in parts]


def _has_full_line(group: Sequence[str], width: int) -> bool:
    """Whether a line is full and breaks off within a sentence."""
    return any(_columns(line) >= _FULL * width and not _MARKED_END.search(line.rstrip()) for line in group[:-1])


def _ends_paragraph(line: str, following: str, width: int, first: bool) -> bool:
    """Whether a paragraph ends between two lines of a wrapped text."""
    stripped, next_stripped = line.strip(), following.strip()
    if any(find_head_line(one) or find_byline(one) for one in (stripped, next_stripped)):
        return True
    if _INDENT.match(following) and not _INDENT.match(line):
        return True
    if _ITEM.match(next_stripped) or (find_dateline(next_stripped) and ends_sentence(stripped)):
        return True
    if _columns(line) >= _FULL * width or _in_number(stripped, next_stripped):
        return False
    if first and not _MARK.search(stripped):
        return True  # a headline
    return ends_sentence(stripped)
