"""The reader: a whole article with its evidence marked, and its printed page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from markupsafe import Markup

from corpus.boxes import Box
from corpus.records import Article, Page
from qa.i18n.messages import message
from qa.records import Place
from qa.web.citations import citation, page_line
from qa.web.render.environment import render_template
from qa.web.render.highlights import Span, language_tag, two_marks


def article(
    shown: Article | None, spans: Sequence[Span], picture: str, language: str, *, has_file: bool = False
) -> str:
    """Return an article for the reader; the first span is the evidence, the second the exact phrase in it.

    `picture` is the HTML of the printed page, empty if there is none; `has_file` says whether the article's file can be
    opened. Of `None` it says that the article is gone.
    """
    if shown is None:
        return render_template("article.html", language, article=None)
    facts = " · ".join(
        part for part in (shown.source, shown.date, _page(shown, language), "、".join(shown.authors)) if part
    )
    lines = shown.text.split("\n")
    offsets = accumulate((len(line) + 1 for line in lines), initial=0)
    paragraphs = [two_marks(line, offset, spans) for line, offset in zip(lines, offsets, strict=False)]
    return render_template(
        "article.html", language, article=shown, facts=facts, picture=Markup(picture), paragraphs=paragraphs,
        language_tag=language_tag(shown.text), has_file=has_file, citation=_citation(shown, spans, language),
    )  # fmt: skip


def _citation(shown: Article, spans: Sequence[Span], language: str) -> str:
    """The evidence with its source, ready to paste; empty where nothing is marked."""
    quote = " ".join(shown.text[slice(*spans[0])].split()) if spans else ""
    page = shown.page_at(spans[0][0]) if quote else None
    known = next((one for one in shown.pages if one.number == page), None)
    place = Place(
        shown.id, shown.title, shown.source, shown.date, shown.path, page, 0, 0, "", known.label if known else ""
    )
    return citation(quote, place, language) if quote else ""


def _page(shown: Article, language: str) -> str:
    """The page on which an article begins: its printed number and its name."""
    page = shown.printed_at(0) or Page(0)
    return page_line(page.label, shown.page, language, page.name)


def page_picture(data: str, boxes: Sequence[Box], language: str, outlines: Sequence[Box] = (), page: str = "") -> str:
    """Return the picture of a printed page, a `data:` address, with boxes and fainter outlines drawn on it.

    Both are (left, top, right, bottom) as fractions of the page's width and height. `page` says which page it is.
    """
    caption = " · ".join(filter(None, (page, message(language, "page_picture"))))
    return render_template("page_picture.html", language, data=data, boxes=boxes, outlines=outlines, caption=caption)
