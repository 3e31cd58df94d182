"""Writes OFD files (GB/T 33190-2016): pages of text, each line an object at its place. Lengths are millimetres."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: the left end of its baseline, and the size of its letters, which are as wide, or half as wide.

    `spread` is added behind each letter but the last, so that the line fills its column; it may be negative.
    """

    text: str
    left: float
    base: float
    size: float
    spread: float = 0.0

    @property
    def right(self) -> float:
        """The right end."""
        return self.left + self.size * sum(map(width, self.text)) + self.spread * (len(self.text) - 1)


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page of lines in any order. Each of the lines in `template` belongs to the template of the page."""

    width: float
    height: float
    lines: Sequence[Line]
    template: Sequence[Line] = ()


def package(documents: Sequence[Sequence[OfdPage]], title: str = "") -> bytes:
    """A file of these documents, each of which is its pages."""
    bodies = ""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for number, pages in enumerate(documents):
            folder = f"Doc_{number}"
            info = f"<ofd:DocInfo><ofd:Title>{escape(title)}</ofd:Title></ofd:DocInfo>"
            bodies += f"<ofd:DocBody>{info}<ofd:DocRoot>{folder}/Document.xml</ofd:DocRoot></ofd:DocBody>"
            held.writestr(f"{folder}/Document.xml", _document(pages))
            for index, page in enumerate(pages):
                held.writestr(f"{folder}/Pages/Page_{index}/Content.xml", _page(page.lines, page, index))
                held.writestr(f"{folder}/Tpls/Tpl_{index}/Content.xml", _page(page.template, page, None))
        held.writestr("OFD.xml", f'{_HEAD}<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>')
    return out.getvalue()


def _document(pages: Sequence[OfdPage]) -> str:
    area = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {pages[0].width} {pages[0].height}</ofd:PhysicalBox></ofd:PageArea>"
    numbers = range(len(pages))
    templates = "".join(f'<ofd:TemplatePage ID="{500 + n}" BaseLoc="Tpls/Tpl_{n}/Content.xml"/>' for n in numbers)
    places = "".join(f'<ofd:Page ID="{100 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in numbers)
    common = f"<ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID>{area}{templates}</ofd:CommonData>"
    return f"{_HEAD}<ofd:Document {_NAMESPACE}>{common}<ofd:Pages>{places}</ofd:Pages></ofd:Document>"


def _page(lines: Sequence[Line], page: OfdPage, template: int | None) -> str:
    area = f"<ofd:Area><ofd:PhysicalBox>0 0 {page.width} {page.height}</ofd:PhysicalBox></ofd:Area>"
    used = "" if template is None else f'<ofd:Template TemplateID="{500 + template}" ZOrder="Background"/>'
    objects = "".join(_text(line, 1000 + number) for number, line in enumerate(lines))
    layer = f'<ofd:Layer ID="900" Type="Body">{objects}</ofd:Layer>'
    return f"{_HEAD}<ofd:Page {_NAMESPACE}>{used}{area}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def _text(line: Line, number: int) -> str:
    """A text object; equal offsets that follow each other are written as the standard shortens them."""
    steps = [width(char) * line.size + line.spread for char in line.text]
    box = f"{line.left:.4f} {line.base - line.size:.4f} {line.right - line.left:.4f} {1.2 * line.size:.4f}"
    offsets = f" DeltaX={quoteattr(_shortened(steps[:-1]))}" if len(steps) > 1 else ""
    code = f'<ofd:TextCode X="0" Y="{line.size:.4f}"{offsets}>{escape(line.text)}</ofd:TextCode>'
    return f'<ofd:TextObject ID="{number}" Boundary="{box}" Font="1" Size="{line.size:.4f}">{code}</ofd:TextObject>'


def width(char: str) -> float:
    """The width of a character as a share of its size."""
    return 1.0 if unicodedata.east_asian_width(char) in ("W", "F", "A") else 0.5


def _shortened(steps: Sequence[float]) -> str:
    parts: list[str] = []
    start = 0
    while start < len(steps):
        end = start
        while end < len(steps) and steps[end] == steps[start]:
            end += 1
        count = end - start
        parts.append(f"g {count} {steps[start]:.4f}" if count > 2 else " ".join([f"{steps[start]:.4f}"] * count))
        start = end
    return " ".join(parts)
