"""What is made of the lines of the text recogniser: vertical lines from the right, and pages that are uncertain."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from corpus.messages import Message
from corpus.readers import layout, ocr, pictures
from corpus.records import Document

# As the recogniser gives them: from the left, each 30 wide and 400 high, on a page of 600 by 800.
COLUMNS = [
    ocr._RecognisedLine("时停靠六艘渡轮。", 0.95, 380, 100, 410, 340),
    ocr._RecognisedLine("新码头有六个泊位，可同", 0.95, 430, 100, 460, 430),
    ocr._RecognisedLine("渡轮码头昨天迁到西岸，", 0.95, 480, 100, 510, 430),
]


def recognised(lines: list[ocr._RecognisedLine], monkeypatch: pytest.MonkeyPatch) -> Document:
    monkeypatch.setattr(ocr, "_lines", lambda pixels: lines)
    stream = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(stream, "PNG", dpi=(72, 72))
    (found,) = pictures.parse(stream, "a.png", lambda: None)
    assert isinstance(found, Document)
    return found


def test_vertical_lines_are_read_from_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    found = recognised(COLUMNS, monkeypatch)
    assert [block.text for block in found.blocks] == ["渡轮码头昨天迁到西岸，新码头有六个泊位，可同时停靠六艘渡轮。"]
    assert found.blocks[0].box == pytest.approx((380 / 600, 100 / 800, 510 / 600, 430 / 800), abs=1e-4)


def test_a_level_headline_above_vertical_lines_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    headline = ocr._RecognisedLine("码头迁址", 0.99, 360, 30, 520, 70)
    found = recognised([*COLUMNS, headline], monkeypatch)
    assert found.blocks[0].text == "码头迁址"
    assert found.blocks[0].box == pytest.approx((360 / 600, 30 / 800, 520 / 600, 70 / 800), abs=1e-4)
    assert found.blocks[0].size == pytest.approx(40, abs=7)


def test_level_lines_are_read_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    level = [
        ocr._RecognisedLine(f"第{at}行的文字写到这里", 0.95, 50, 100 + 40 * at, 350, 130 + 40 * at) for at in range(3)
    ]
    tall = ocr._RecognisedLine("竖", 0.9, 500, 100, 520, 160)  # a single character is no line
    monkeypatch.setattr(ocr, "_lines", lambda pixels: [*level, tall])
    page = ocr.page(Image.new("RGB", (600, 800), "white"), 1, 600, 800)
    assert page.turns == 0
    assert isinstance(page, layout.Page)


@pytest.mark.parametrize(("score", "warned"), [(0.62, True), (0.93, False)])
def test_a_page_that_the_recogniser_is_uncertain_of_says_so(
    score: float, warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [ocr._RecognisedLine(line.text, score, line.left, line.top, line.right, line.bottom) for line in COLUMNS]
    found = recognised(lines, monkeypatch)
    assert found.warnings == ((Message("ocr_low_confidence", pages=f"1 ({100 * score:.0f} %)"),) if warned else ())


def test_a_page_without_lines_is_not_called_uncertain() -> None:
    assert ocr.confidence_warning([layout.Page(1, 10, 10, (), confidence=0.0), layout.Page(2, 10, 10, ())]) == ()
