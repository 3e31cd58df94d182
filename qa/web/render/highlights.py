"""Texts with marked spans: the one place where HTML is made by hand, since spans are offsets into the plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from qa.i18n.messages import LANGUAGES, message

Span = tuple[int, int]

_WORD = re.compile("[A-Za-z0-9\u00c0-\u024f]{2}")
_SENTENCE_END = re.compile("[。！？!?；\\n][”’」』）]*\\s*|\\.\\s+")
_NO_BEGINNING = " ，。、；：！？）》」』”,.;:!?)"
_CONTEXT_BEFORE, _CONTEXT_AFTER = 40, 90  # characters shown around the highlights of a shortened passage
_MAX_PAGE_LABEL = 16  # characters; a longer one is broken where it does not fit


def marked(content: str, spans: Iterable[Span], name: str = "evidence") -> Markup:
    """Return the escaped text with `<mark class=name>` around the spans, which are offsets into `content`.

    Spans may overlap, be in any order and reach past the text: overlapping parts are marked once.
    """
    parts, offset = [], 0
    for start, end in sorted(spans):
        start, end = max(start, offset), min(end, len(content))
        if start < end:
            parts += [escape(content[offset:start]), f'<mark class="{name}">', escape(content[start:end]), "</mark>"]
            offset = end
    parts.append(escape(content[offset:]))
    return Markup("".join(parts))


def two_marks(line: str, offset: int, spans: Sequence[Span]) -> Markup:
    """Return a line of an article that starts at `offset`, with the evidence marked and, in it, the phrase.

    `spans` are offsets into the article's text: the evidence first, then the phrases.
    """
    end_offset = offset + len(line)
    inside = [
        (max(0, start - offset), min(len(line), end - offset))
        for start, end in spans
        if start < end_offset and end > offset
    ]
    if not inside:
        return escape(line)
    (start, end), *phrases = inside
    evidence = marked(line[start:end], [(first - start, last - start) for first, last in phrases], "phrase")
    return Markup('{}<mark class="evidence">{}</mark>{}').format(line[:start], evidence, line[end:])


def _whole_facts() -> re.Pattern[str]:
    """ISO dates, and pages as they are worded in both languages."""
    sign = "[^\\s·()（）]"
    facts = ["[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"]
    for language in LANGUAGES:
        for key in ("page", "file_page"):
            worded = re.escape(message(language, key, page="\0"))
            label = f"{sign}{{1,{_MAX_PAGE_LABEL}}}" + (f"(?!{sign})" if worded.endswith("\0") else "?")
            facts.append(worded.replace("\0", label))
    return re.compile("|".join(facts))


_WHOLE = _whole_facts()


def unbroken(label: str) -> Markup:
    """Return the escaped label with each date and page in a span that the style never breaks over two lines."""
    return Markup(_WHOLE.sub(lambda match: f'<span class="whole">{match[0]}</span>', str(escape(label))))


def shortened(content: str, spans: Sequence[Span], *, marks: bool = True) -> tuple[str, Markup, str]:
    """Return a passage in three parts: hidden text, shown text around its spans, and hidden text.

    With `marks` the spans are marked.
    """
    left, right = _shown_range(content, spans)
    if left >= right or (left == 0 and right == len(content)):
        return "", marked(content, spans if marks else ()), ""
    shifted = [(start - left, end - left) for start, end in spans] if marks else []
    return content[:left], marked(content[left:right], shifted), content[right:]


def _shown_range(content: str, spans: Sequence[Span]) -> Span:
    """Where the shown part starts and ends: at a sentence or at least at a word, and never to hide a few characters."""
    first = min((start for start, _ in spans), default=0)
    last = max((end for _, end in spans), default=0)
    left, right = first - _CONTEXT_BEFORE, last + _CONTEXT_AFTER
    left = 0 if left < _CONTEXT_BEFORE else left
    right = len(content) if len(content) - right < _CONTEXT_BEFORE else right
    sentence_end = _SENTENCE_END.search(content, left, first - 1) if left else None
    left = sentence_end.end() if sentence_end else left
    while 0 < left < first and (_splits_word(content, left) or content[left] in _NO_BEGINNING):
        left += 1
    while last < right < len(content) and _splits_word(content, right):
        right -= 1
    return left, right


def _splits_word(content: str, offset: int) -> bool:
    return bool(_WORD.fullmatch(content[offset - 1 : offset + 1]))


def language_tag(content: str) -> str:
    """Return the `lang` of a text, from which a browser chooses fonts and line breaks."""
    return "zh-CN" if any("\u3400" <= character <= "\u9fff" for character in content[:200]) else "en"
