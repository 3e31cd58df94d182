"""A document becomes its articles in reading order: pages of newspapers are mended, everything else stays as it is.

A page is recognised by what its lines show: a sentence that breaks off, several datelines, lines that belong to no
article. Its lines get roles (`lines`), broken sentences are joined (`stitch`, by the measures of `seams`), and the
joined lines are laid into articles (`order`). Knows no file format, vector or question.

Known gaps, with their numbers in docs/newspaper.md: Latin-script pages are left as they are. A short line may be a
sub-headline or the beginning of a paragraph that its column cuts; where characters do not tell, it is left alone. A
column that ends with ： is not joined to the next. Lines wrapped as printed are not put together. Where the columns of
an article hold paragraphs and its first column came out last, one in four of these is left broken (a warning says so)
or joined wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.dateline import Dateline, complete_date, find_byline, find_closing_source, find_dateline
from corpus.newspaper.joins import Score, find_joins
from corpus.newspaper.line_roles import Line, PageLines, looks_broken, read_lines
from corpus.newspaper.reading_order import Layout, lay_out
from corpus.records import Article, Block, Document, Region, content_id
from corpus.text import clean, ends_sentence, is_han

__all__ = ["Score", "segment"]

_TITLE = 60  # the longest first line that is taken for a title, in characters
_QUOTED = 12  # characters of a broken sentence shown in a warning
_WARNINGS = 20


def segment(document: Document, score: Score | None = None) -> tuple[list[Article], list[str]]:
    """The articles of a document in reading order, and warnings about what could not be told.

    A document of one article, and text that is no broken page, comes out as it is, its first line as the title where
    that is a headline. `score`, where given, rates pairs of texts (what breaks off, what may go on), higher for what
    goes on, in natural logarithms of odds: an encoder can help to choose. It is called once for a page.
    """
    if document.one_article or not looks_broken(document) or not is_han(_sample(document)):
        return _listed(_whole(document, document.one_article)), []
    reading = read_lines(document.blocks, on_page=True)
    marked = reading.noise > 0 or any(line.dateline or line.role in ("byline", "source") for line in reading.lines)
    stitching = find_joins(reading.lines, marked, score)
    layouts = lay_out(reading.lines, stitching.joins)
    if not stitching.joins and len(layouts) < 2 and not reading.noise:
        return _listed(_whole(document, False)), []
    articles = [_article(document, reading, layout, len(layouts) == 1) for layout in layouts]
    open_ends = [
        f"“…{reading.lines[i].text[-_QUOTED:]}” breaks off, and no continuation is certain" for i in stitching.left_open
    ]
    more = [f"{len(open_ends) - _WARNINGS} more sentences break off"] if len(open_ends) > _WARNINGS else []
    return [article for article in articles if article.text or article.title], open_ends[:_WARNINGS] + more


def _listed(article: Article) -> list[Article]:
    return [article] if article.text or article.title else []


def _sample(document: Document) -> str:
    return "".join(block.text[:500] for block in document.blocks[:200])


def _whole(document: Document, untouched: bool) -> Article:
    """The document as one article, nothing moved: its blocks, cleaned, one paragraph a line."""
    pieces: list[tuple[str, Block]] = []
    for block in document.blocks:
        text = clean(block.text) if untouched else "\n".join(line.text for line in _plain_lines(block))
        if text:
            pieces.append((text, block))
    title, pieces = _title(document.title, pieces)
    text, regions = _set(pieces)
    lines = text[:300].split("\n", 3)[:3]
    opening = next((found for line in lines if (found := find_dateline(line))), None)
    tail = [*text[-200:].split("\n")[-3:], *lines]
    return _made(document, title, text, regions, opening, tail, document.date)


def _plain_lines(block: Block) -> Sequence[Line]:
    """The lines of a block as they are; only a short text can hold noise, so a long one is not looked through."""
    if len(block.text) > 200 and "\n" not in block.text:
        return (Line(clean(block.text), "body"),) if block.text.strip() else ()
    return read_lines((block,), on_page=False, roles=False).lines


def _title(given: str, pieces: list[tuple[str, Block]]) -> tuple[str, list[tuple[str, Block]]]:
    """The title, and the pieces without it: what the format gives, else a first line that is a headline."""
    if not pieces:
        return given, pieces
    (text, block), *rest = pieces
    first, _, behind = text.partition("\n")
    following = behind.partition("\n")[0] or (rest[0][0].partition("\n")[0] if rest else "")
    headline = (
        len(first) <= _TITLE
        and not ends_sentence(first)
        and first[-1] not in "，、,：:；;"
        and (ends_sentence(following) or len(following) > _TITLE or find_byline(following) is not None)
        and len(following) > len(first)
    )
    if (given and first != given) or (not given and not headline):
        return given, pieces
    return first, [(behind, block), *rest] if behind else rest


def _set(pieces: Sequence[tuple[str, Block]]) -> tuple[str, tuple[Region, ...]]:
    regions: list[Region] = []
    offset = 0
    for text, block in pieces:
        if block.page is not None:
            regions.append(Region(offset, offset + len(text), block.page, block.box))
        offset += len(text) + 1
    return "\n".join(text for text, _ in pieces), tuple(regions)


def _article(document: Document, reading: PageLines, layout: Layout, alone: bool) -> Article:
    lines = reading.lines
    texts: list[str] = []
    regions: list[Region] = []
    offset = 0
    paragraphs = layout.paragraphs
    title = " ".join(lines[i].text for i in layout.heads)
    if alone and document.title and document.title != title:
        title, paragraphs = document.title, (*((i,) for i in layout.heads), *paragraphs)
    for paragraph in paragraphs:
        text = ""
        for i in paragraph:
            line = lines[i]
            text += _seam(text, line) if text else ""
            begin = offset + len(text)
            text += line.text
            if line.page is not None:
                _mark(regions, Region(begin, offset + len(text), line.page, line.box))
        texts.append(text)
        offset += len(text) + 1
    inside = [lines[i] for paragraph in paragraphs for i in paragraph]
    opening = next((line.dateline for line in inside if line.dateline is not None), None)
    tail = [line.text for line in reversed(inside) if line.role in ("byline", "source")]
    known = document.date or reading.issue_date
    return _made(document, title, "\n".join(texts), tuple(regions), opening, tail, known, alone)


def _seam(text: str, line: Line) -> str:
    """What stands between two parts of a paragraph: a space between Latin words and between the lines of a box."""
    if line.role == "item":
        return " "
    return (
        " " if text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii() and line.text[0].isalpha() else ""
    )


def _mark(regions: list[Region], region: Region) -> None:
    last = regions[-1] if regions else None
    if last is not None and (last.page, last.box) == (region.page, region.box) and region.start - last.end <= 1:
        regions[-1] = Region(last.start, region.end, last.page, last.box)
    else:
        regions.append(region)


def _made(
    document: Document,
    title: str,
    text: str,
    regions: tuple[Region, ...],
    opening: Dateline | None,
    tail: Sequence[str],
    known: str | None,
    alone: bool = True,
) -> Article:
    """The article with what the document says of it, else what its own lines say."""
    bylines = [found for line in tail if (found := find_byline(line))]
    closing = next((name for line in tail if (name := find_closing_source(line))), None)
    authors = document.authors or tuple(
        dict.fromkeys([*(opening.authors if opening else ()), *(name for byline in bylines for name in byline.authors)])
    )
    return Article(
        id=document.id if document.id and alone else content_id(title, text),
        text=text,
        title=title,
        date=_date(document.date, opening, known, text),
        source=document.source
        or (opening.source if opening else None)
        or closing
        or next((byline.source for byline in bylines if byline.source), None),
        authors=authors,
        url=document.url,
        path=document.path,
        regions=regions,
    )


def _date(given: str | None, opening: Dateline | None, known: str | None, text: str) -> str | None:
    if (given and len(given) >= 10) or opening is None:
        return given
    if opening.month and not opening.year and not known:
        printed = re.search(rf"(?:19|20)\d\d(?=年0?{opening.month}月0?{opening.day}[日号])", text[:20_000])
        known = printed[0] if printed else None
    return complete_date(opening, known) or given
