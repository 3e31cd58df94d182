"""Writes a made newspaper as a PDF file, by reportlab."""

from __future__ import annotations

from pathlib import Path

from benchmarks.issue_pages.issue import HEIGHT, Issue
from benchmarks.pdf import WIDTH


def write_pdf(issue: Issue, path: Path) -> None:
    """The paper in Adobe's Song, a font that every reader has and that is not embedded."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(HEIGHT, WIDTH) if issue.vertical else (WIDTH, HEIGHT), invariant=1)
    for lines, rules in zip(issue.pages, issue.rules, strict=True):
        for left, top, right, bottom in () if issue.vertical else rules:
            canvas.rect(left, HEIGHT - bottom, right - left, bottom - top)
        for line in lines:
            canvas.setFont("STSong-Light", line.size)
            if not issue.vertical:
                canvas.drawString(line.x, HEIGHT - line.y - line.size * 0.88, line.text)
                continue
            for number, char in enumerate(line.text):
                y = WIDTH - line.x - (number + 0.88) * line.size
                canvas.drawString(HEIGHT - line.y - line.size, y, char)
        canvas.showPage()
    canvas.save()
