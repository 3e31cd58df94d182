"""Pages printed by Chromium from HTML: columns by CSS, in stacked articles, one flow, or a grid."""

from __future__ import annotations

import subprocess
from html import escape
from pathlib import Path

from benchmarks.printed.stories import Sheet, Story

_PROGRAM = ("/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")


def print_html(sheet: Sheet, font: str, path: Path) -> None:
    """Write the page in a font as HTML beside `path`, and print it to `path`."""
    source = path.with_suffix(".html")
    source.write_text(_page(sheet, font), encoding="utf-8")
    command = [*_PROGRAM, f"--print-to-pdf={path}", source.absolute().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def _page(sheet: Sheet, font: str) -> str:
    style = sheet.style
    align = "justify" if style.justified else "start"
    rule = "column-rule: .5pt solid #888;" if style.ruled else ""
    rules = f"""
@page {{ size: {style.width}mm {style.height}mm; margin: 12mm }}
body {{ margin: 0; font: {style.size}pt/{style.leading} '{font}'; text-align: {align} }}
p {{ margin: 0; text-indent: {2 if style.indented else 0}em; orphans: 1; widows: 1 }}
p + p {{ margin-top: {0 if style.indented else 0.6}em }}
p.cap::first-letter {{ float: left; font-size: 2.9em; line-height: 1; padding-right: .08em }}
p.cap {{ text-indent: 0 }}
p.by {{ font-size: .95em }}
.body {{ columns: {{n}}; column-gap: {style.gutter}pt; {rule} }}
h1 {{ margin: 0; letter-spacing: .1em }}
h2 {{ font-size: {style.headline}pt; line-height: 1.3; margin: .5em 0 .3em; text-align: start; break-after: avoid }}
h3 {{ font-size: {0.62 * style.headline:.1f}pt; line-height: 1.3; margin: .6em 0 0 }}
h3 {{ break-after: avoid; font-weight: 400 }}
h2.down {{ writing-mode: vertical-rl; float: left; margin: 0 .4em .2em 0; white-space: nowrap; letter-spacing: .05em }}
table {{ border-collapse: collapse; width: 100%; margin: .5em 0; break-inside: avoid }}
td {{ border: .4pt solid #555; padding: .1em .3em; text-align: center }}
.line {{ display: flex; justify-content: space-between; border-bottom: 1pt solid #000; margin-bottom: .6em }}
.row {{ display: flex; gap: {style.gutter}pt; border-top: .5pt solid #aaa }}
.row > div {{ min-width: 0 }}
.article {{ display: flow-root; margin-top: 1em }}
"""
    body = {"stacked": _stacked, "flow": _flow, "grid": _grid}[style.arrangement](sheet)
    rules = rules.replace("{n}", str(style.columns))
    start = f"<!DOCTYPE html><meta charset=utf-8><title>{sheet.paper} {sheet.label}</title>"
    return f"{start}<style>{rules}</style>{_head(sheet)}{body}"


def _head(sheet: Sheet) -> str:
    spans = "".join(
        f"<span>{escape(text)}</span>" for text in (sheet.day, f"{sheet.label} {sheet.section}", sheet.editors)
    )
    if sheet.style.masthead == "large":
        return f'<h1 style="font-size:36pt;text-align:center">{sheet.paper}</h1><div class=line>{spans}</div>'
    size = "15pt" if sheet.style.masthead == "medium" else "1em"
    name = f'<span style="font-size:{size};font-weight:700">{sheet.paper}</span>'
    return f"<div class=line>{name}{spans}</div>"


def _stacked(sheet: Sheet) -> str:
    return "".join(_article(story, sheet.style.columns) for story in sheet.stories)


def _flow(sheet: Sheet) -> str:
    inner = "".join(f"<div class=article>{_heads(story)}{_text(story)}</div>" for story in sheet.stories)
    return f"<div class=body>{inner}</div>"


def _grid(sheet: Sheet) -> str:
    out = ""
    for row in sheet.rows:
        spans = [1] * len(row)
        spans[0] += sheet.style.columns - len(row)  # the first article of a row is the widest
        cells = "".join(
            f'<div style="flex:{span} {span} 0">{_article(sheet.stories[number], span)}</div>'
            for number, span in zip(row, spans, strict=True)
        )
        out += f"<div class=row>{cells}</div>"
    return out


def _article(story: Story, columns: int) -> str:
    body = f'<div class=body style="columns:{columns}">{_text(story)}</div>'
    return f"<div class=article>{_heads(story)}{body}</div>"


def _heads(story: Story) -> str:
    kind = " class=down" if story.vertical else ""
    out = f"<h3>{escape(story.shoulder)}</h3>" if story.shoulder else ""
    out += f"<h2{kind}>{escape(story.headline)}</h2>"
    return out + (f"<h3>{escape(story.subtitle)}</h3>" if story.subtitle else "")


def _text(story: Story) -> str:
    out = f"<p class=by>{escape(story.byline)}</p>" if story.byline else ""
    for number, paragraph in enumerate(story.paragraphs):
        out += _table(story) if number == story.table_at else ""
        out += f"<p{' class=cap' if story.drop_cap and not number else ''}>{escape(paragraph)}</p>"
    return out + (_table(story) if story.table_at == len(story.paragraphs) else "")


def _table(story: Story) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in story.table)
    return f"<table>{rows}</table>" if rows else ""
