"""Texts with marks in them: the one place where a text of an article becomes HTML. Knows spans alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from qa.i18n.messages import text

Span = tuple[int, int]

_WORD = re.compile("[A-Za-z0-9\u00c0-\u024f]{2}")
_SENTENCE_END = re.compile("[。！？!?；\\n][”’」』）]*\\s*|\\.\\s+")
_NO_BEGINNING = " ，。、；：！？）》」』”,.;:!?)"
_BEFORE, _AFTER = 40, 90  # characters that stay in sight around a marked sentence when a passage is folded


def marked(content: str, spans: Iterable[Span], name: str = "evidence") -> str:
    """The escaped text with `<mark class=name>` around the spans. They count from the text's first character.

    Spans may overlap, lie in any order or reach past the text: what overlaps is marked once.
    """
    out, at = [], 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(content))
        if start >= end:
            continue
        out += [escape(content[at:start]), f'<mark class="{name}">{escape(content[start:end])}</mark>']
        at = end
    out.append(escape(content[at:]))
    return "".join(out)


def folded(content: str, spans: Sequence[Span], language: str) -> str:
    """A passage with its marks, cut down to their neighbourhood until it is unfolded."""
    first = min((start for start, _ in spans), default=0)
    last = max((end for _, end in spans), default=0)
    left, right = max(0, first - _BEFORE), min(len(content), last + _AFTER)
    left = 0 if left < _BEFORE else left  # a few characters are not worth a fold
    right = len(content) if len(content) - right < _BEFORE else right
    ended = _SENTENCE_END.search(content, left, first - 1) if left else None
    left = ended.end() if ended else left
    while 0 < left < first and (_splits_word(content, left) or content[left] in _NO_BEGINNING):
        left += 1
    while last < right < len(content) and _splits_word(content, right):
        right -= 1
    if left >= right or (left == 0 and right == len(content)):
        return marked(content, spans)
    more, less = escape(text(language, "unfold")), escape(text(language, "fold"))
    before, after = escape(content[:left]), escape(content[right:])
    inner = marked(content[left:right], [(start - left, end - left) for start, end in spans])
    return (
        (f'<span class="far">{before}</span><span class="gap">…</span>' if before else "")
        + inner
        + (f'<span class="gap">…</span><span class="far">{after}</span>' if after else "")
        + f' <button type="button" class="quiet unfold" aria-expanded="false" data-fold="{less}" data-unfold="{more}">'
        f"{more}</button>"
    )


def _splits_word(content: str, at: int) -> bool:
    return bool(_WORD.fullmatch(content[at - 1 : at + 1]))


def two_marks(line: str, at: int, spans: Sequence[Span]) -> str:
    """A line of an article that begins at `at`, with the evidence marked and the phrase in it marked again."""
    inside = [
        (max(0, start - at), min(len(line), end - at)) for start, end in spans if start < at + len(line) and end > at
    ]
    if not inside:
        return escape(line)
    (start, end), phrase = inside[0], [(a - inside[0][0], b - inside[0][0]) for a, b in inside[1:]]
    return (
        f'{escape(line[:start])}<mark class="evidence">{marked(line[start:end], phrase, "phrase")}</mark>'
        f"{escape(line[end:])}"
    )


def lang(content: str) -> str:
    """The language that a text is marked as, so that a browser takes the right fonts and line breaks."""
    return "zh-CN" if any("\u3400" <= char <= "\u9fff" for char in content[:200]) else "en"
