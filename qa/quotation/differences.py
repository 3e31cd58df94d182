"""What differs between a quotation and the place that it was aligned with, as offsets in both."""

from __future__ import annotations

from dataclasses import dataclass

from qa.quotation.alignment import Alignment, Edit, edits, is_swap
from qa.quotation.normal import Key, variation
from qa.quotation.records import Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """The span of the article, the differences, and what differs without being counted."""

    span: tuple[int, int]
    differences: tuple[Difference, ...]
    variations: tuple[str, ...]


def compared(quotation: str, wording: Key, source: str, offset: int, text: Key, alignment: Alignment) -> Comparison:
    """Compare a part of a quotation with a text. `source` is the article's text from `offset` on."""

    def difference(edit: Edit) -> Difference:
        quoted, printed = _span(wording, edit.start, edit.end), _span(text, edit.text_start, edit.text_end)
        here, there = quotation[quoted[0] : quoted[1]], source[printed[0] - offset : printed[1] - offset]
        return Difference(
            _kind(edit, wording, text), *quoted, *printed, here, there,
            punctuation=not any(map(str.isalnum, here + there)),
        )  # fmt: skip

    found = edits(alignment, wording.text, text.text)
    start, end = _span(text, alignment.start, alignment.end)
    return Comparison(
        (start, end),
        tuple(map(difference, found)),
        _variations(quotation, wording, source, offset, text, alignment),
    )


def letters_that_differ(wording: Key, text: Key, alignment: Alignment) -> int:
    """The letters, digits and characters that were changed, dropped or added; two that changed places count as one."""
    found = edits(alignment, wording.text, text.text) if alignment.distance else []
    return sum(_letters(edit, wording, text) for edit in found)


def _letters(edit: Edit, wording: Key, text: Key) -> int:
    if is_swap(edit, wording.text, text.text):
        return 1
    here, there = wording.text[edit.start : edit.end], text.text[edit.text_start : edit.text_end]
    return max(sum(map(str.isalnum, here)), sum(map(str.isalnum, there)))


def _span(key: Key, start: int, end: int) -> tuple[int, int]:
    """The characters of a key as offsets in its text; of none, the place between its neighbours."""
    if start < end:
        return key.offsets[start], key.offsets[end - 1] + 1
    place = key.offsets[start] if start < len(key.offsets) else key.offsets[-1] + 1
    return place, place


def _kind(edit: Edit, wording: Key, text: Key) -> str:
    if edit.start == edit.end:
        return "lacking"
    if edit.text_start == edit.text_end:
        return "added"
    return "swapped" if is_swap(edit, wording.text, text.text) else "changed"


def _variations(
    quotation: str, wording: Key, source: str, offset: int, text: Key, alignment: Alignment
) -> tuple[str, ...]:
    """What differs in characters that count as equal, and between them."""
    names: dict[str, None] = {}
    last: tuple[int, int] | None = None
    for i, j in alignment.pairs:
        a, b = wording.offsets[i], text.offsets[j] - offset
        if quotation[a] != source[b]:
            names[variation(quotation[a], source[b])] = None
        if last is not None and (i, j) == (last[0] + 1, last[1] + 1):
            name = _gap(quotation[wording.offsets[i - 1] + 1 : a], source[text.offsets[j - 1] - offset + 1 : b])
            names[name] = None
        last = i, j
    names.pop("", None)
    return tuple(names)


def _gap(here: str, there: str) -> str:
    """How the white space between two characters differs: "", `line_breaks` or `spaces`."""
    if here == there:
        return ""
    if ("\n" in here) != ("\n" in there):
        return "line_breaks"
    return "spaces" if bool(here.strip("\n\r")) != bool(there.strip("\n\r")) else ""
