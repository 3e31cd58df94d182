"""The pages of an article: what the reader knows of them, and the number printed in the text or in the file's name."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from corpus.boxes import by_sentences
from corpus.newspaper.line_roles import PageMark
from corpus.newspaper.places import Part
from corpus.page_labels import PageLabel, find_file_page, find_page_label, same_label
from corpus.printed_dates import find_file_date
from corpus.records import Article, Document, Page, Region

_OPENING_LINES = 12
_MAX_DAYS_APART = 60  # between the date in a file's name and that of its article


def on_pages(
    article: Article,
    document: Document,
    regions: Sequence[Region],
    title_regions: Sequence[Region],
    marks: Sequence[PageMark],
    own: PageLabel | None = None,
) -> Article:
    """The article with its regions, sentence by sentence, and with what is known of its pages.

    `marks` are the lines that the pages print about themselves. `own` is what a line about the article says of its
    first page.
    """
    known = {page.number: page for page in document.pages}
    numbers = list(dict.fromkeys(region.page for region in (*title_regions, *regions))) or [min(known, default=1)]
    pages = [known.get(number, Page(number)) for number in numbers]
    pages = [_labelled(page, _marked(page, marks, len(known) < 2)) for page in pages]
    if own is not None:
        first = pages[0]
        name = first.name if same_label(first.label, own.label) or not first.label else ""
        pages[0] = replace(first, label=own.label, name=own.name or name)
    elif len(known) < 2 and len(pages) == 1 and not pages[0].label and _file_fits(article):
        pages[0] = replace(pages[0], label=find_file_page(document.path) or "")
    described = tuple(page for page in pages if page != Page(page.number))
    return replace(
        article,
        regions=_united(by_sentences(regions, article.text, described)),
        title_regions=by_sentences(title_regions, article.title, described),
        pages=described,
    )


def own_label(number: str | None, parts: Sequence[Part]) -> PageLabel | None:
    """The page number that the opening of a text gives, with the name beside it; None without a number."""
    if number is None:
        return None
    lines = "\n".join(text for text, _ in parts[:_OPENING_LINES]).split("\n")[:_OPENING_LINES]
    labels = (find_page_label(line) for line in lines)
    return next((label for label in labels if label and same_label(label.label, number)), PageLabel(number.upper()))


def _united(regions: Sequence[Region]) -> tuple[Region, ...]:
    """The regions, those that touch and have the same page and box as one."""
    united: list[Region] = []
    for region in regions:
        last = united[-1] if united else None
        if last is not None and (last.page, last.box) == (region.page, region.box) and region.start - last.end <= 1:
            united[-1] = replace(last, end=max(last.end, region.end))
        else:
            united.append(region)
    return tuple(united)


def _file_fits(article: Article) -> bool:
    """Whether a page in the file's name may be believed: its date is near the article's, or only one has a date."""
    named, date = find_file_date(article.path), article.date
    if named is None or date is None or len(date) < len("2026-05-08"):
        return named is not None or date is not None
    apart = datetime.date.fromisoformat(named) - datetime.date.fromisoformat(date)
    return abs(apart.days) <= _MAX_DAYS_APART


def _labelled(page: Page, label: PageLabel | None) -> Page:
    """The page with a label where it has none."""
    if label is None or (page.label and not same_label(page.label, label.label)):
        return page
    return replace(page, label=page.label or label.label, name=page.name or label.name)


def _marked(page: Page, marks: Sequence[PageMark], only: bool) -> PageLabel | None:
    """What lines of a page say of it; None if they differ. `only`: the document has no other page."""
    found = [mark.label for mark in marks if mark.page == page.number or (mark.page is None and only)]
    if not found or any(not same_label(found[0].label, other.label) for other in found):
        return None
    return next((label for label in found if label.name), found[0])
