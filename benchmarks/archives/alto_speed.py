"""The speed at which ALTO pages of a newspaper's size are read and divided: `benchmarks.archives.alto --pages N`."""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path

from benchmarks.archives.alto_pages import PAGE_HEIGHT, PAGE_WIDTH
from corpus.newspaper import segment
from corpus.readers import read
from corpus.records import Document

_V3 = "http://www.loc.gov/standards/alto/ns-v3#"


def _dense_page() -> str:
    """An ALTO page of 9,400 characters in 1,935 words, 430 lines and 43 blocks."""
    words = [
        "渡轮",
        "码头",
        "昨天",
        "迁到",
        "西岸，",
        "新码头",
        "有",
        "六个",
        "泊位",
        "可",
        "同时",
        "停靠",
        "六艘",
        "渡轮。",
    ]
    lines = []
    for row in range(430):
        column, at = divmod(row, 86)
        top, left = 100 + 30 * at, 60 + 380 * column
        strings = "<SP/>".join(
            f'<String ID="S{row}_{n}" HPOS="{left + 80 * n}" VPOS="{top}" WIDTH="75" HEIGHT="26" WC="0.91" CC="1" '
            f'CONTENT="{words[(row * 5 + n) % len(words)]}{words[(row + n) % len(words)]}"/>'
            for n in range(4 + row % 2)
        )
        lines.append(f'<TextLine HPOS="{left}" VPOS="{top}" WIDTH="360" HEIGHT="26">{strings}</TextLine>')
    blocks = "".join(
        f'<TextBlock ID="B{at}" HPOS="60" VPOS="100" WIDTH="360">{"".join(lines[at : at + 10])}</TextBlock>'
        for at in range(0, len(lines), 10)
    )
    return (
        f'<alto xmlns="{_V3}"><Description><MeasurementUnit>pixel</MeasurementUnit></Description><Layout><Page ID="P" '
        f'WIDTH="{PAGE_WIDTH}" HEIGHT="{PAGE_HEIGHT}"><PrintSpace>{blocks}</PrintSpace></Page></Layout></alto>'
    )


def speed(count: int, folder: Path) -> str:
    """Read and divide so many pages of a newspaper's size."""
    page = _dense_page()
    folder.mkdir(parents=True, exist_ok=True)
    for at in range(count):
        (folder / f"{at:05d}.xml").write_text(page, "utf-8")
    start = time.process_time()
    characters = sum(len(block.text) for item in read([folder]) if isinstance(item, Document) for block in item.blocks)
    reading = time.process_time() - start
    few = [item for item in islice(read([folder]), 30) if isinstance(item, Document)]
    start = time.process_time()
    for document in few:
        segment(document)
    dividing = (time.process_time() - start) / max(1, len(few))
    return (
        f"{count:,} pages of {len(page) // 1000} kB and {characters // count:,} characters: "
        f"read {count / reading:.0f} pages/s, "
        f"read and divided {1 / (reading / count + dividing):.0f} pages/s (processor time, one process)"
    )
