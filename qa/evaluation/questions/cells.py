"""Cells of tables: several texts in one, lists that other programs print into a cell, and words for "no answer"."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections.abc import Sequence

from qa.evaluation.answer_matching import contains_answer, normalised

_LINES_AND_BARS = re.compile(r"\s*[|｜\n]\s*")
_MAYBE = ("[;；]", r"\s*[/／]\s*", "、")  # marks between several answers, and within one
_MAX_VARIANTS = 6
_MAX_LITERAL = 200_000  # characters of a printed list
# Strings that NumPy prints without a comma between them: ['a' 'b'].
_NUMPY_GAP = re.compile(r"(?<=['\"])\s+(?=['\"])")
_ARRAY = re.compile(r"^array\((\[.*\])(?:,\s*dtype=\w+)?\)$", re.S)
SEVERAL = re.compile(r"[;；]|\s[/／]\s")  # in an answer, a sign that it may be several

# Right answers that say that there is none. The first may also answer a question: 有人受伤吗? 无.
_NONE = frozenset({"无", "無", "none", "没有", "沒有"})
_NO_ANSWER = frozenset((
    "无", "無", "none", "无答案", "無答案", "没有答案", "沒有答案", "不知道", "不清楚", "未知", "未提及", "未提到", "未说明", "未說明",
    "没有提到", "沒有提到", "没有提及", "沒有提及", "文中未提及", "文中未提到", "文中没有提到", "文中没有提及", "文章未提及",
    "文章没有提到", "原文未提及", "文中无答案", "文章里没有答案", "没有相关信息", "无相关信息", "無相關資訊", "无法回答", "無法回答",
    "不能回答", "无法确定", "无法得知", "无从得知", "不可回答", "na", "nil", "null", "unanswerable", "notanswerable", "noanswer",
    "noanswerpresent", "cannotanswer", "cannotbeanswered", "idontknow", "dontknow", "unknown", "notmentioned", "notstated",
    "notgiven", "notfound", "noinformation",
))  # fmt: skip
_NA = re.compile(r"^#?n\s*[./]\s*a\.?$", re.I)  # not NA, which is also a name


class TableCell(str):
    """A text from a table, which may hold several; unlike a string of JSON, whose file has lists."""

    __slots__ = ()


def several(cell: str, separator: str = "") -> list[object]:
    """The texts of a cell: a list in JSON or as Python prints it, or texts between `|`, lines and the `separator`."""
    text = cell.strip()
    listed = _list(text)
    if listed is not None:
        return listed
    parts = _LINES_AND_BARS.split(text)
    if separator:
        parts = [piece.strip() for part in parts for piece in part.split(separator)]
    return list(parts)


def value(cell: str) -> object:
    """A cell's value: parsed where it is a list or an object, else the text."""
    listed = _list(cell.strip(), objects=True)
    return str(cell) if listed is None else listed


def _list(text: str, objects: bool = False) -> list[object] | None:
    """The list that a text is, in JSON or printed by Python or NumPy; None for other texts."""
    if array := _ARRAY.match(text[:_MAX_LITERAL]):
        text = array[1]
    if text[:1] not in ("[", "{") or text[-1:] not in ("]", "}"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(_NUMPY_GAP.sub(",", text)) if len(text) <= _MAX_LITERAL else None
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None  # many texts begin with […] or {…}
    if isinstance(found, dict):
        return [found]
    return found if isinstance(found, list) else None


def variants(answer: str) -> list[str]:
    """An answer as several where that is sure: where the longest of the parts holds all others (王芳/王芳市长).

    Otherwise `、` and `/` may join what must all be said, or belong to one name.
    """
    for mark in _MAYBE:
        parts = [part.strip() for part in re.split(mark, answer)]
        if not 2 <= len(parts) <= _MAX_VARIANTS or not all(map(normalised, parts)):
            continue
        longest = max(parts, key=len)
        if all(contains_answer(longest, part) for part in parts) and not longest.isdigit():
            return parts
    return [answer]


def says_no_answer(answers: Sequence[str], has_evidence: bool) -> bool:
    """Whether each of a question's right answers says that the articles do not answer it.

    With evidence beside it, 无 is the answer to a question such as 有人受伤吗.
    """
    return bool(answers) and all(
        is_no_answer(answer) and not (has_evidence and _plain(answer) in _NONE) for answer in answers
    )


def is_no_answer(text: str) -> bool:
    """Whether a text says that there is no answer."""
    plain = _plain(text)
    return plain in _NO_ANSWER and (plain != "na" or bool(_NA.match(text.strip())))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")
