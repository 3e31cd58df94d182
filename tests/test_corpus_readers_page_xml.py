"""PAGE XML: reading order, readings, types of regions, places in the old and the new form."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from corpus.readers import read, xml
from corpus.records import Document, Refusal

VERSIONS = ["2010-03-19", "2013-07-15", "2017-07-15", "2019-07-15"]


def page(regions: str, order: str = "", version: str = "2019-07-15") -> str:
    space = f"http://schema.primaresearch.org/PAGE/gts/pagecontent/{version}"
    return (
        f'<?xml version="1.0"?><PcGts xmlns="{space}"><Metadata/><Page imageFilename="p.jpg" imageWidth="1000" '
        f'imageHeight="2000">{order}{regions}</Page></PcGts>'
    )


def text(*readings: str) -> str:
    """Readings of a text; the second is the first alternative."""
    if len(readings) == 1:
        return f"<TextEquiv><Unicode>{readings[0]}</Unicode></TextEquiv>"
    return "".join(f'<TextEquiv index="{at}"><Unicode>{one}</Unicode></TextEquiv>' for at, one in enumerate(readings))


def line(inner: str, top: int = 100, left: int = 100, more: str = "") -> str:
    corners = f"{left},{top} {left + 300},{top} {left + 300},{top + 40} {left},{top + 40}"
    return f'<TextLine {more}><Coords points="{corners}"/>{inner}</TextLine>'


def region(id: str, *lines: str, kind: str = "paragraph", more: str = "", left: int = 100, top: int = 100) -> str:
    rows = "".join(line(text(one), top + 50 * row, left) for row, one in enumerate(lines))
    return f'<TextRegion id="{id}" type="{kind}" {more}><Coords points="0,0 9,9"/>{rows}</TextRegion>'


def documents(source: str) -> list[Document]:
    found = list(xml.read(io.BytesIO(source.encode()), "a.xml"))
    return [item for item in found if isinstance(item, Document)]


def texts(source: str) -> list[str]:
    (document,) = documents(source)
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_read(version: str) -> None:
    assert texts(page(region("r", "渡轮今晨", "开航。"), version=version)) == ["渡轮今晨开航。"]


def test_the_reading_order_goes_by_index_through_nested_groups() -> None:
    inner = '<OrderedGroupIndexed index="0" id="g2"><RegionRefIndexed index="1" regionRef="b"/>'
    inner += '<RegionRefIndexed index="0" regionRef="a"/></OrderedGroupIndexed>'
    last = '<UnorderedGroupIndexed index="2" id="g3"><RegionRef regionRef="d"/><RegionRef regionRef="e"/>'
    last += "</UnorderedGroupIndexed>"
    first = '<RegionRefIndexed index="1" regionRef="c"/>'
    order = f'<ReadingOrder><OrderedGroup id="g1">{first}{last}{inner}</OrderedGroup></ReadingOrder>'
    tops = zip("ecbda", range(100, 600, 100), strict=True)
    regions = "".join(region(id, f"{id.upper()}。", top=top) for id, top in tops)
    assert texts(page(regions, order)) == ["A。", "B。", "C。", "D。", "E。"]


def test_regions_that_the_order_does_not_name_come_last() -> None:
    order = (
        '<ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="b"/></OrderedGroup></ReadingOrder>'
    )
    assert texts(page(region("a", "末。") + region("b", "先。", top=300), order)) == ["先。", "末。"]


def test_an_order_in_the_attribute_of_transkribus_is_followed() -> None:
    first, second = (f"custom='readingOrder {{index:{at};}}'" for at in (0, 1))
    assert texts(page(region("a", "后。", more=second) + region("b", "先。", more=first, top=300))) == ["先。", "后。"]


def test_the_first_reading_is_taken_and_words_where_a_line_has_none() -> None:
    words = "".join(f"<Word>{text(word)}</Word>" for word in ("The", "ferry", "sailed."))
    lines = line(text("Boats left.", "Goats left.")) + line(words, top=150)
    reversed_readings = (
        '<TextEquiv index="2"><Unicode>no</Unicode></TextEquiv><TextEquiv index="1"><Unicode>Yes.</Unicode></TextEquiv>'
    )
    lines += line(reversed_readings, top=200)
    assert texts(page(f'<TextRegion id="r">{lines}</TextRegion>')) == ["Boats left. The ferry sailed. Yes."]


def test_the_text_of_a_region_without_lines_is_read() -> None:
    both = text("渡轮开航，\n票价一元。")
    assert texts(page(f'<TextRegion id="r"><Coords points="0,0 9,9"/>{both}</TextRegion>')) == ["渡轮开航，票价一元。"]


def test_words_divided_at_the_end_of_a_line_are_whole() -> None:
    assert texts(page(region("r", "The har¬", "bour wall"))) == ["The harbour wall"]
    assert texts(page(region("r", "Der Ha⸗", "fen"))) == ["Der Hafen"]


def test_headers_and_page_numbers_are_left_out_and_headings_are_not() -> None:
    parts = (
        region("n", "A05", kind="page-number")
        + region("h", "湘江晨报", kind="header")
        + region("t", "渡轮开航", kind="heading", top=200)
    )
    (document,) = documents(page(parts + region("p", "渡轮今晨开航。", top=300)))
    assert [b.text for b in document.blocks] == ["渡轮开航", "渡轮今晨开航。"]
    assert document.pages[0].label == "A05"
    assert [(item.characters, item.may_be_article) for item in document.left_out] == [(7, False)]
    custom = region("h", "湘江晨报", more="custom='structure {type:header;}'")
    assert texts(page(custom + region("p", "渡轮今晨开航。", top=300))) == ["渡轮今晨开航。"]


def test_a_drop_capital_begins_the_word_behind_it() -> None:
    assert texts(page(region("d", "T", kind="drop-capital") + region("p", "he ferry", "sailed.", top=110))) == [
        "The ferry sailed."
    ]


def test_regions_within_others_and_cells_of_tables_are_read() -> None:
    inside = f'<TextRegion id="b">{line(text("内。"), top=300)}</TextRegion>'
    inner = f'<TextRegion id="a">{line(text("外。"))}{inside}</TextRegion>'
    table = f'<TableRegion id="t">{region("c", "甲", top=600)}{region("d", "乙", top=600, left=500)}</TableRegion>'
    advert = f'<AdvertRegion id="v">{region("e", "招租。", top=900)}</AdvertRegion>'
    assert texts(page(inner + table + advert)) == ["外。", "内。", "甲", "乙", "招租。"]


@pytest.mark.parametrize(
    "coords",
    ['<Coords points="100,200 400,200 400,240 100,240"/>', '<Coords points="100,200 400,204 396,240"/>',
     '<Coords><Point x="100" y="200"/><Point x="400" y="240"/></Coords>'],
)  # fmt: skip
def test_places_are_the_boxes_around_their_corners(coords: str) -> None:
    (document,) = documents(page(f'<TextRegion id="r"><TextLine>{coords}{text("渡轮。")}</TextLine></TextRegion>'))
    assert document.blocks[0].box == (0.1, 0.1, 0.4, 0.12)
    assert (document.pages[0].width, document.pages[0].height, document.pages[0].unit) == (1000, 2000, "px")


def test_a_page_whose_words_are_uncertain_says_so() -> None:
    words = "".join(f'<Word><TextEquiv conf="0.3"><Unicode>字{at}</Unicode></TextEquiv></Word>' for at in range(12))
    (document,) = documents(page(f'<TextRegion id="r"><TextLine>{words}</TextLine></TextRegion>'))
    assert len(document.warnings) == 1 and "30 %" in document.warnings[0]


def test_articles_that_are_marked_are_articles() -> None:
    lines = "".join(
        line(text(one), top, more=f"custom='structure {{id:{article}; type:article;}}'")
        for one, top, article in (("渡轮开航。", 100, "a1"), ("城墙完工。", 200, "a2"), ("票价一元。", 300, "a1"))
    )
    first, second = documents(page(f'<TextRegion id="r">{lines}</TextRegion>'))
    assert [[b.text for b in d.blocks] for d in (first, second)] == [["渡轮开航。票价一元。"], ["城墙完工。"]]
    assert first.one_article and second.one_article


def test_a_file_without_a_page_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<PcGts><Metadata/></PcGts>", "utf-8")
    (refused,) = read([tmp_path])
    assert isinstance(refused, Refusal) and "no page" in refused.reason
