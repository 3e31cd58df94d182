"""The reader: a whole article with what was found marked, and its printed page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corpus.records import Article
from qa.i18n.messages import text
from qa.web.render.highlights import Span, lang, two_marks

_STRETCH = 40  # paragraphs


def article(found: Article | None, spans: Sequence[Span], picture: str, language: str) -> str:
    """A whole article for the reader: the first span is what was found, the second the exact phrase in it.

    `picture` is HTML of the printed page, empty where there is none.
    """
    if found is None:
        return f'<p class="failure">{escape(text(language, "gone"))}</p>'
    page = text(language, "page", page=found.page) if found.page else None
    facts = " · ".join(part for part in (found.source, found.date, page, "、".join(found.authors)) if part)
    paragraphs, at = [], 0
    for line in found.text.split("\n"):
        paragraphs.append(f"<p>{two_marks(line, at, spans)}</p>")
        at += len(line) + 1
    # The browser lays out only the stretches in sight: an article may have tens of thousands of paragraphs.
    runs = (paragraphs[first : first + _STRETCH] for first in range(0, len(paragraphs), _STRETCH))
    stretches = [f'<div class="stretch">{"".join(run)}</div>' for run in runs]
    return (
        f'<header><h2 id="reader-title">{escape(found.title or text(language, "untitled"))}</h2>'
        f'<p class="facts">{escape(facts)}</p></header>{picture}'
        f'<div class="text" lang="{lang(found.text)}">{"".join(stretches)}</div>'
    )


def page_picture(data: str, boxes: Sequence[tuple[float, float, float, float]], language: str) -> str:
    """The picture of a printed page, a `data:` address, with boxes in fractions of the page drawn on it."""
    caption = escape(text(language, "page_picture"))
    drawn = "".join(
        f'<span class="box" style="left:{100 * left:.2f}%;top:{100 * top:.2f}%;'
        f'width:{100 * (right - left):.2f}%;height:{100 * (bottom - top):.2f}%"></span>'
        for left, top, right, bottom in boxes
    )
    return (
        f'<figure class="page"><div class="sheet"><img src="{escape(data)}" alt="{caption}">{drawn}</div>'
        f'<figcaption>{caption} <button type="button" class="quiet" data-to-mark>{escape(text(language, "to_text"))}'
        "</button></figcaption></figure>"
    )
