"""Turns a document into its articles in reading order. Newspaper pages are repaired; other texts stay as they are.

A page is recognised by its lines: a sentence that breaks off, several datelines, lines that belong to no article. Its
lines get roles (`line_roles`), broken sentences are joined (`joins`), and the joined lines are put into articles
(`reading_order`).

Known gaps, with their numbers in docs/newspaper.md: pages in Latin script are left as they are. A short line may be a
sub-headline or the start of a paragraph that its column cuts off; where its characters do not decide, it is left alone.
A column that ends with ： is not joined to the next. Printed lines are not merged into paragraphs. Where the columns of
an article hold paragraphs and its first column came out last, one in four of these columns is left broken off (with a
warning) or joined wrongly.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.account import FACTS, Account, characters, merged, prints_title, taken
from corpus.dateline import (
    Dateline,
    HeadLine,
    complete_date,
    find_byline,
    find_closing_source,
    find_dateline,
    find_dates,
    find_head_line,
)
from corpus.messages import Message
from corpus.newspaper.joins import PairScorer, find_joins
from corpus.newspaper.line_roles import Line, PageLines, PageMark, looks_broken, read_lines
from corpus.newspaper.opening import MAX_LINES, Opening, Part, read_opening
from corpus.newspaper.pages import on_pages, own_label
from corpus.newspaper.places import part_regions, printed_regions, title_regions
from corpus.newspaper.reading_order import Layout, lay_out
from corpus.printed_dates import find_file_date
from corpus.records import Article, Block, Document, LeftOut, Region, content_id
from corpus.text import clean, is_han

__all__ = ["Division", "PairScorer", "divide", "segment"]

_TIME = re.compile(r"(?:时间|時間|日期)\s*[:：]")
_MAX_DAYS_APART = 60  # between the date in a file's name and a date in its text
_QUOTE_CHARS = 12  # of a broken sentence shown in a warning
_MAX_WARNINGS = 20
_LONG_BLOCK_CHARS = 200  # above which a block of a single line is not searched for noise


@dataclass(frozen=True, slots=True)
class Division:
    """The articles of a document in reading order, and warnings about sentences that stay broken off.

    `left_out` accounts for the document's text that is in none of them, after what its reader left out; `added` counts
    the characters that they hold and the file does not, `taken` those of their texts and titles (`corpus/account.py`).
    """

    articles: tuple[Article, ...]
    warnings: tuple[Message, ...]
    left_out: tuple[LeftOut, ...] = ()
    added: int = 0
    taken: int = 0


def segment(document: Document, score: PairScorer | None = None) -> tuple[list[Article], list[Message]]:
    """The articles and warnings of `divide`."""
    division = divide(document, score)
    return list(division.articles), list(division.warnings)


def divide(document: Document, score: PairScorer | None = None) -> Division:
    """The articles of a document in reading order, with warnings and the account of its text.

    Documents of one article or in order, and texts that are no broken page, come out unchanged; a first line that is a
    headline becomes the title. `score`, if given, rates pairs of texts (what breaks off, what may continue it) in
    natural logarithms of odds, higher for a better continuation. It is called at most once for some hundred lines, and
    once for the headlines of a page on which lines were joined.
    """
    account = Account()
    whole = document.one_article or document.in_order
    if whole or not looks_broken(document) or not is_han(_sample(document)):
        return _division(document, [_unchanged(document, document.one_article, account)], [], account)
    page = read_lines(document.blocks, on_page=True, account=account)
    marked = page.noise > 0 or any(line.dateline or line.closes_article for line in page.lines)
    page_joins = find_joins(page.lines, marked, score)
    layouts = lay_out(page.lines, page_joins.joins, score)
    if not page_joins.joins and len(layouts) < 2 and not page.noise:
        account = Account()
        return _division(document, [_unchanged(document, False, account)], [], account)
    articles = [_page_article(document, page, layout, sole=len(layouts) == 1) for layout in layouts]
    if len(layouts) != 1 and not prints_title(document):
        account.leave("account_titles", document.title)
    return _division(document, articles, _warnings([page.lines[i].text for i in page_joins.left_open]), account)


def _division(document: Document, articles: list[Article], warnings: list[Message], account: Account) -> Division:
    """The articles that hold something, with the account settled."""
    found = tuple(article for article in articles if article.text or article.title)
    held = sum(characters(each.title) + characters(each.text) for each in found)
    missing = taken(document) - account.left - held
    if missing > 0:
        account.leave_count("account_unexplained", missing, may_be_article=True)
    left_out = merged((*document.left_out, *account.left_out()))
    return Division(found, tuple(warnings), left_out, document.added + max(0, -missing), held)


def _warnings(broken: Sequence[str]) -> list[Message]:
    warnings = [Message("page_sentence_breaks_off", end=text[-_QUOTE_CHARS:]) for text in broken[:_MAX_WARNINGS]]
    if len(broken) > _MAX_WARNINGS:
        warnings.append(Message("page_more_sentences_break_off", count=len(broken) - _MAX_WARNINGS))
    return warnings


def _sample(document: Document) -> str:
    return "".join(block.text[:500] for block in document.blocks[:200])


def _unchanged(document: Document, is_article: bool, account: Account) -> Article:
    """The document as one article, nothing moved: its blocks cleaned, one paragraph a line.

    Noise is dropped unless the document is known to be one article.
    """
    parts: list[tuple[str, Block]] = []
    marks: list[PageMark] = []
    for block in document.blocks:
        lines = (clean(block.text),) if is_article else [line.text for line in _plain_lines(block, marks, account)]
        text = "\n".join(lines)
        if text:
            parts.append((text, block))
    known = HeadLine(document.date, document.source, document.authors)
    opening = read_opening(document.title, known, parts)
    _count_opening(document, parts, opening, account)
    text = "\n".join(text for text, _ in opening.parts)
    head = text[:300].split("\n", 3)[:3]
    dateline = next((found for line in head if (found := find_dateline(line))), None)
    signatures = [*text[-200:].split("\n")[-3:], *head]
    closing = HeadLine() if is_article else _closing_line(signatures)
    saved = _near_date(document.saved, text)
    known_date = saved if is_article else closing.date or _near_date(find_file_date(document.path), text) or saved
    read = _with_line(document, opening.line)
    if dateline is None:
        read = _with_line(read, HeadLine(source=closing.source))
    article = _article(read, opening.title, text, dateline, signatures, known_date)
    above = title_regions(opening.title, parts, opening.parts)
    return on_pages(article, document, part_regions(opening.parts), above, marks, own_label(opening.line.page, parts))


def _count_opening(document: Document, parts: Sequence[Part], opening: Opening, account: Account) -> None:
    """Count the lines at the beginning that became data about the article, and a title that is printed again."""
    tail = max(0, len(parts) - MAX_LINES)  # what follows the opening is unchanged
    before, after = parts[: len(parts) - tail], opening.parts[: len(opening.parts) - tail]
    facts = _count(before) - _count(after)
    title = opening.title
    if title != document.title:
        facts -= characters(title)
    elif title and _lines(before).count(title) > _lines(after).count(title):
        facts -= characters(title)
        if not prints_title(document):
            account.leave("account_titles", title)
    account.leave_count(FACTS, max(0, facts))


def _count(parts: Sequence[Part]) -> int:
    return characters("\n".join(text for text, _ in parts))


def _lines(parts: Sequence[Part]) -> list[str]:
    return "\n".join(text for text, _ in parts).split("\n", MAX_LINES)[:MAX_LINES]


def _with_line(document: Document, line: HeadLine) -> Document:
    """The document, with what it lacks from a line of its text."""
    return replace(
        document,
        date=document.date or line.date,
        source=document.source or line.source,
        authors=document.authors or line.authors,
    )


def _closing_line(lines: Sequence[str]) -> HeadLine:
    """What a line of its own says about a text: （来源：江城晚报 2025年4月2日）. The times of events are none."""
    found = (find_head_line(line) for line in lines if not _TIME.match(line))
    return next((line for line in found if line and line.date), HeadLine())


def _near_date(date: str | None, text: str) -> str | None:
    """A date that is not printed, such as that in a file's name, if the text prints no date or one that is near."""
    near = [abs(_days(date) - _days(other)) <= _MAX_DAYS_APART for other in find_dates(text[:5000])] if date else []
    return date if any(near) or not near else None


def _days(date: str) -> int:
    return datetime.date.fromisoformat(date).toordinal()


def _plain_lines(block: Block, marks: list[PageMark], account: Account) -> Sequence[Line]:
    """The lines of a block without noise, whose marks are added to `marks`."""
    if len(block.text) > _LONG_BLOCK_CHARS and "\n" not in block.text:
        return (Line(clean(block.text), "body"),) if block.text.strip() else ()
    page = read_lines((block,), on_page=False, account=account, roles=False)
    marks += page.marks
    return page.lines


def _page_article(document: Document, page: PageLines, layout: Layout, sole: bool) -> Article:
    """One article of a page. `sole`: the page holds no other, so the document's title and id are the article's."""
    headline = [page.lines[i] for i in layout.headline]
    title = " ".join(line.text for line in headline)
    paragraphs = layout.paragraphs
    if sole and document.title and document.title != title:
        title, paragraphs, headline = document.title, (*((i,) for i in layout.headline), *paragraphs), []
    text, regions = _printed([[page.lines[i] for i in paragraph] for paragraph in paragraphs])
    lines = [page.lines[i] for paragraph in paragraphs for i in paragraph]
    dateline = next((line.dateline for line in lines if line.dateline is not None), None)
    signatures = [line.text for line in reversed(lines) if line.closes_article]
    known_date = page.issue_date or _near_date(find_file_date(document.path), text) or _near_date(document.saved, text)
    article = _article(document, title, text, dateline, signatures, known_date, sole)
    return on_pages(article, document, regions, printed_regions(headline, title), page.marks)


def _printed(paragraphs: Sequence[Sequence[Line]]) -> tuple[str, list[Region]]:
    """The text, one paragraph a line, and where its parts stand on the pages."""
    texts: list[str] = []
    for paragraph in paragraphs:
        text = ""
        for line in paragraph:
            text += (_separator(text, line) if text else "") + line.text
        texts.append(text)
    text = "\n".join(texts)
    return text, printed_regions([line for paragraph in paragraphs for line in paragraph], text)


def _separator(text: str, line: Line) -> str:
    """A space between Latin words and before the second line of a box item, else nothing."""
    last, first = text[-1], line.text[0]
    latin = last.isascii() and last.isalpha() and first.isascii() and first.isalpha()
    return " " if latin or line.role == "item" else ""


def _article(
    document: Document,
    title: str,
    text: str,
    dateline: Dateline | None,
    signatures: Sequence[str],
    known_date: str | None,
    sole: bool = True,
) -> Article:
    """The article with the metadata of the document; what is missing there comes from its dateline and signatures."""
    return Article(
        id=document.id if document.id and sole else content_id(title, text),
        text=text,
        title=title,
        date=_date(document.date, dateline, known_date, text),
        source=document.source or _source(dateline, signatures),
        authors=document.authors or _authors(dateline, signatures),
        url=document.url,
        path=document.path,
    )


def _source(dateline: Dateline | None, signatures: Sequence[str]) -> str | None:
    if dateline and dateline.source:
        return dateline.source
    for line in signatures:
        if name := find_closing_source(line):
            return name
    bylines = (find_byline(line) for line in signatures)
    return next((byline.source for byline in bylines if byline and byline.source), None)


def _authors(dateline: Dateline | None, signatures: Sequence[str]) -> tuple[str, ...]:
    """The authors of the dateline and of the bylines, each once."""
    bylines = (find_byline(line) for line in signatures)
    signed = (name for byline in bylines if byline for name in byline.authors)
    return tuple(dict.fromkeys([*(dateline.authors if dateline else ()), *signed]))


def _date(given: str | None, dateline: Dateline | None, known: str | None, text: str) -> str | None:
    """The date given to day, else the dateline's, its year from a known date or the first full date in the text.

    Without either it is the known date, if that is full.
    """
    known = given or known
    full = known if known and len(known) == 10 else None
    if given and len(given) >= 10:
        return given
    if dateline is None:
        return given or full
    if dateline.month and not dateline.year and not known:
        printed = re.search(rf"(?:19|20)\d\d(?=年0?{dateline.month}月0?{dateline.day}[日号])", text[:20_000])
        known = printed[0] if printed else None
    return complete_date(dateline, known) or given or full
