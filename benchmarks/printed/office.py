"""Pages printed by LibreOffice from flat OpenDocument text: sections with columns."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path

from benchmarks.printed.stories import Sheet, Story

_SPACES = (
    "office:urn:oasis:names:tc:opendocument:xmlns:office:1.0 text:urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
    "style:urn:oasis:names:tc:opendocument:xmlns:style:1.0 table:urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
    "fo:urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 "
    "svg:urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
)


def print_office(sheets: Sequence[tuple[Sheet, str, Path]], profile: Path) -> None:
    """Print each page in its font to its path, by one run of LibreOffice with a profile of its own."""
    sources: list[str] = []
    for sheet, font, path in sheets:
        source = path.with_suffix(".fodt")
        source.write_text(_document(sheet, font), encoding="utf-8")
        sources.append(str(source))
    if not sources:
        return
    folder = str(sheets[0][2].parent)
    command = ["soffice", f"-env:UserInstallation={profile.absolute().as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", folder, *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def _document(sheet: Sheet, font: str) -> str:
    names = "".join(
        f' xmlns:{space.replace(":", "=", 1).replace("=", chr(61) + chr(34), 1)}"' for space in _SPACES.split()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{names} office:version="1.2"'
        ' office:mimetype="application/vnd.oasis.opendocument.text">'
        f'<office:font-face-decls><style:font-face style:name="F" svg:font-family="\'{font}\'"/>'
        "</office:font-face-decls>"
        f"<office:automatic-styles>{_styles(sheet)}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L"/>'
        "</office:master-styles>"
        f"<office:body><office:text>{_head(sheet)}{_body(sheet)}</office:text></office:body></office:document>"
    )


def _styles(sheet: Sheet) -> str:
    style = sheet.style
    align = "justify" if style.justified else "start"
    margin = 0 if style.indented else 0.5 * style.size

    def of(name: str, size: float, bold: bool, rest: str, leading: float = 1.3, more: str = "") -> str:
        weight = ' style:font-weight-asian="bold" fo:font-weight="bold"' if bold else ""
        return (
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties'
            f' fo:line-height="{leading:.0%}" fo:orphans="0" fo:widows="0"'
            f' style:punctuation-wrap="simple" {rest}>{more}</style:paragraph-properties>'
            f'<style:text-properties style:font-name="F" style:font-name-asian="F" fo:font-size="{size}pt"'
            f' style:font-size-asian="{size}pt" fo:language="zh" fo:country="CN" style:language-asian="zh"'
            f' style:country-asian="CN"{weight}/></style:style>'
        )

    indent = f'fo:text-indent="{2 * style.size if style.indented else 0}pt" fo:margin-top="{margin}pt"'
    cap = '<style:drop-cap style:lines="2" style:length="1" style:distance="0.1cm"/>'
    tabs = (
        f'<style:tab-stops><style:tab-stop style:position="{style.width - 24}mm" style:type="right"/></style:tab-stops>'
    )
    columns = "".join(
        f'<style:style style:name="S{count}" style:family="section"><style:section-properties'
        f' text:dont-balance-text-columns="false"><style:columns fo:column-count="{count}"'
        f' fo:column-gap="{style.gutter}pt"/></style:section-properties></style:style>'
        for count in range(1, 5)
    )
    name = {"large": 36.0, "medium": 15.0, "line": style.size}[style.masthead]
    return (
        f'<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{style.width}mm"'
        f' fo:page-height="{style.height}mm" fo:margin="12mm"/></style:page-layout>'
        + of("P", style.size, False, f'fo:text-align="{align}" {indent}', style.leading)
        + of("C", style.size, False, f'fo:text-align="{align}"', style.leading, cap)
        + of("B", style.size, False, "", style.leading)
        + of("T", style.size, False, 'fo:text-align="center"')
        + of("H", style.headline, True, 'fo:keep-with-next="always" fo:margin-top="8pt" fo:margin-bottom="4pt"')
        + of("J", round(0.62 * style.headline, 1), False, 'fo:keep-with-next="always" fo:margin-top="6pt"')
        + of("M", name, True, 'fo:text-align="center"' if style.masthead == "large" else "", 1.2, tabs)
        + of("D", style.size, False, 'fo:border-bottom="1pt solid #000000"', 1.3, tabs)
        + columns
    )


def _head(sheet: Sheet) -> str:
    line = f"{sheet.day}　{sheet.label} {sheet.section}<text:tab/>{sheet.editors}"
    if sheet.style.masthead == "large":
        return _paragraph("M", sheet.paper) + f'<text:p text:style-name="D">{line}</text:p>'
    if sheet.style.masthead == "medium":
        return _paragraph("M", sheet.paper) + f'<text:p text:style-name="D">{line}</text:p>'
    return f'<text:p text:style-name="D">{sheet.paper}　{line}</text:p>'


def _body(sheet: Sheet) -> str:
    columns = sheet.style.columns
    if sheet.style.arrangement == "flow":
        inner = "".join(_heads(story) + _text(story, number) for number, story in enumerate(sheet.stories))
        return _section("all", columns, inner)
    return "".join(
        _heads(story) + _section(f"a{number}", columns, _text(story, number))
        for number, story in enumerate(sheet.stories)
    )


def _section(name: str, columns: int, inner: str) -> str:
    return f'<text:section text:style-name="S{columns}" text:name="{name}">{inner}</text:section>'


def _paragraph(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{escape(text)}</text:p>'


def _heads(story: Story) -> str:
    out = _paragraph("J", story.shoulder) if story.shoulder else ""
    return out + _paragraph("H", story.headline) + (_paragraph("J", story.subtitle) if story.subtitle else "")


def _text(story: Story, number: int) -> str:
    out = _paragraph("B", story.byline) if story.byline else ""
    for place, text in enumerate(story.paragraphs):
        out += _table(story, number) if place == story.table_at else ""
        out += _paragraph("C" if story.drop_cap and not place else "P", text)
    return out + (_table(story, number) if story.table_at == len(story.paragraphs) else "")


def _table(story: Story, number: int) -> str:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{_paragraph('T', cell)}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in story.table
    )
    if not rows:
        return ""
    columns = f'<table:table-column table:number-columns-repeated="{len(story.table[0])}"/>'
    return f'<table:table table:name="t{number}">{columns}{rows}</table:table>'
