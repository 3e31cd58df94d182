"""Pages written by reportlab's Platypus: one flow of columns, or balanced columns below each headline."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.printed.stories import Sheet, Story, Style

_POINTS = 72 / 25.4
_MARGIN = 34.0
_WENQUANYI = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"


def write_pdf(sheet: Sheet, font: str, path: Path) -> None:
    """Write the page to `path` in Adobe's Song, which is not embedded, or in WenQuanYi, which is."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate

    pdfmetrics.registerFont(TTFont(font, _WENQUANYI) if font != "STSong-Light" else UnicodeCIDFont(font))
    style = sheet.style
    width, height = style.width * _POINTS, style.height * _POINTS
    count = style.columns if style.arrangement == "flow" else 1
    gutter = style.gutter if count > 1 else 0.0
    each = (width - 2 * _MARGIN - gutter * (count - 1)) / count
    head = {"large": 78.0, "medium": 44.0, "line": 24.0}[style.masthead]

    def frames(top: float) -> list[Any]:
        paddings = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
        lefts = [_MARGIN + column * (each + gutter) for column in range(count)]
        return [Frame(left, _MARGIN, each, height - 2 * _MARGIN - top, id=f"{left:.0f}", **paddings) for left in lefts]

    def draw_head(canvas: Any, _: Any) -> None:
        _head(canvas, sheet, font, width, height)

    first = PageTemplate("first", frames(head), onPage=draw_head)
    document = BaseDocTemplate(
        str(path), pagesize=(width, height), pageTemplates=[first, PageTemplate("next", frames(0.0))]
    )
    story = [NextPageTemplate("next")]
    for one in sheet.stories:
        story += _heads(one, style, font) + _columns(_text(one, style, font), style)
    try:
        document.build(story)
    except ValueError:  # it cannot balance columns that begin with a table at the end of a page
        if style.arrangement == "flow":
            raise
        write_pdf(replace(sheet, style=replace(style, arrangement="flow")), font, path)


def _head(canvas: Any, sheet: Sheet, font: str, width: float, height: float) -> None:
    size = sheet.style.size
    line = f"{sheet.day}　{sheet.label}　{sheet.section}"
    top = height - _MARGIN
    canvas.setFont(font, size)
    if sheet.style.masthead == "line":
        canvas.drawString(_MARGIN, top - size, sheet.paper)
        canvas.drawCentredString(width / 2, top - size, line)
        canvas.drawRightString(width - _MARGIN, top - size, sheet.editors)
        return
    large = {"large": 40.0, "medium": 16.0}[sheet.style.masthead]
    base = top - large - size - 10
    canvas.drawString(_MARGIN, base, line)
    canvas.drawRightString(width - _MARGIN, base, sheet.editors)
    canvas.setFont(font, large)
    canvas.drawCentredString(width / 2, top - large, sheet.paper)


def _columns(flowables: list[Any], style: Style) -> list[Any]:
    """The text of an article in columns of its own, unless the whole page is one flow."""
    from reportlab.platypus import BalancedColumns

    if style.arrangement == "flow":
        return flowables
    paddings = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    return [BalancedColumns(flowables, nCols=style.columns, innerPadding=style.gutter, needed=72, **paddings)]


def _heads(story: Story, style: Style, font: str) -> list[Any]:
    large = _style("h", style.headline, font, 1.25, spaceBefore=10, spaceAfter=6, keepWithNext=1)
    small = _style("j", 0.62 * style.headline, font, 1.25, spaceBefore=6, keepWithNext=1)
    heads = [_paragraph(story.shoulder, small)] if story.shoulder else []
    heads.append(_paragraph(story.headline, large))
    return heads + ([_paragraph(story.subtitle, small)] if story.subtitle else [])


def _text(story: Story, style: Style, font: str) -> list[Any]:
    indent = 2 * style.size if style.indented else 0
    space = 0 if style.indented else 0.5 * style.size
    body = _style("p", style.size, font, style.leading, firstLineIndent=indent, spaceBefore=space)
    body.alignment = 4 if style.justified else 0
    flowables = [_paragraph(story.byline, _style("b", style.size, font, style.leading))] if story.byline else []
    for number, paragraph in enumerate(story.paragraphs):
        flowables += _table(story, style, font) if number == story.table_at else []
        flowables.append(_paragraph(paragraph, body))
    return flowables + (_table(story, style, font) if story.table_at == len(story.paragraphs) else [])


def _style(name: str, size: float, font: str, leading: float, **rest: float) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * leading, wordWrap="CJK", **rest)


def _paragraph(text: str, style: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(escape(text), style)


def _table(story: Story, style: Style, font: str) -> list[Any]:
    from reportlab.platypus import Table

    if not story.table:
        return []
    look: list[Any] = [("FONT", (0, 0), (-1, -1), font, style.size), ("GRID", (0, 0), (-1, -1), 0.4, "black")]
    look += [("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3)]
    return [Table([list(row) for row in story.table], style=look)]
