"""The numbers of ordered lists, which browsers draw and the text of a page does not hold."""

from __future__ import annotations

import re
from typing import Any

# Digits of a number that is typed although the list has numbers of its own.
_TYPED = re.compile(
    r"\s*(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z])[.．、)）:：]|第[一二三四五六七八九十百\d]+[条章节项步]|[①-⑳])"
)
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.IGNORECASE)
_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
    "upper-roman": "I", "cjk-ideographic": "一", "simp-chinese-informal": "一", "trad-chinese-informal": "一",
    "simp-chinese-formal": "一", "trad-chinese-formal": "一", "none": "none", "decimal": "1",
}  # fmt: skip
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HAN = "零一二三四五六七八九"
_MAX_NUMBER = 9999


def number_lists(tree: Any) -> None:
    """Write the number of each item of an ordered list before its text: `5. `, `C. `, `iv. `, `三、`.

    Obeys `start`, `reversed`, `type` and a list style, and the `value` of an item. An item that begins with a typed
    number gets none, and a list without numbers by its own style has none.
    """
    for ordered in tree.iter("ol"):
        items = [child for child in ordered if child.tag == "li"]
        step = -1 if ordered.get("reversed") is not None else 1
        number = _integer(ordered.get("start"), len(items) if step < 0 else 1)
        kind = _kind(ordered, "1")
        for item in items:
            number = _integer(item.get("value"), number)
            _prefix(item, _mark(number, _kind(item, kind)))
            number += step


def _kind(element: Any, default: str) -> str:
    style = _STYLE.search(element.get("style") or "")
    named = next((_STYLES[word] for word in (style[1].lower().split() if style else ()) if word in _STYLES), "")
    kind = element.get("type") or ""
    return named or (kind if kind in ("1", "a", "A", "i", "I") else default)


def _mark(number: int, kind: str) -> str:
    if kind == "none":
        return ""
    if kind == "一" and 0 < number < 100:
        return f"{_han(number)}、"
    if kind in "aA" and 0 < number <= _MAX_NUMBER:
        text = _letters(number)
    elif kind in "iI" and 0 < number < 4000:
        text = _roman(number)
    else:
        text = str(number)
    return f"{text.upper() if kind in 'AI' else text}. "


def _letters(number: int) -> str:
    text = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_HAN[tens]}十"
    return head + (_HAN[ones] if ones or not tens else "")


def _prefix(item: Any, mark: str) -> None:
    """Put a mark before the first text of an item, also where that is in a paragraph of its own."""
    element = item
    while not (element.text or "").strip() and len(element) and element[0].tag in ("p", "div", "section", "span", "b"):
        element = element[0]
    if mark and not _TYPED.match("".join(element.itertext())[:12]) and "".join(item.itertext()).strip():
        element.text = mark + (element.text or "").lstrip()


def _integer(text: str | None, default: int) -> int:
    try:
        number = int(text or "")
    except ValueError:
        return default
    return number if abs(number) <= _MAX_NUMBER else default
