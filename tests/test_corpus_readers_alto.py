"""ALTO pages: the text of lines and blocks, whole words, places, reading order, and what is said of the page."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from corpus.messages import Message
from corpus.newspaper import segment
from corpus.readers import read, xml
from corpus.records import Document, Refusal

NAMESPACES = [
    "",
    'xmlns="http://www.loc.gov/standards/alto/ns-v2#"',
    'xmlns="http://www.loc.gov/standards/alto/ns-v3#"',
    'xmlns="http://www.loc.gov/standards/alto/ns-v4#"',
    'xmlns="http://schema.ccs-gmbh.com/ALTO"',
]


def alto(blocks: str, space: str = "", unit: str = "pixel", before: str = "", page: str = "", margins: str = "") -> str:
    """A page of 1000 by 2000 units."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><alto {space}><Description><MeasurementUnit>{unit}</MeasurementUnit>'
        f'</Description>{before}<Layout><Page ID="P1" WIDTH="1000" HEIGHT="2000" {page}>{margins}'
        f'<PrintSpace HPOS="50" VPOS="100" WIDTH="900" HEIGHT="1800">{blocks}</PrintSpace></Page></Layout></alto>'
    )


def block(*lines: str, id: str = "B1", left: int = 100, top: int = 200, more: str = "") -> str:
    """A block 300 wide, with a line every 50 units; each line is given by its elements."""
    rows = "".join(
        f'<TextLine ID="{id}L{row}" HPOS="{left}" VPOS="{top + 50 * row}" WIDTH="300" HEIGHT="40">{line}</TextLine>'
        for row, line in enumerate(lines)
    )
    height = 50 * len(lines) - 10
    place = f'HPOS="{left}" VPOS="{top}" WIDTH="300" HEIGHT="{height}"'
    return f'<TextBlock ID="{id}" {place} {more}>{rows}</TextBlock>'


def strings(*words: str, sp: bool = True) -> str:
    parts = [f'<String CONTENT="{word}" HPOS="0" VPOS="0" WIDTH="9" HEIGHT="9"/>' for word in words]
    return ("<SP/>" if sp else "").join(parts)


def hyphenated(first: str, second: str, whole: str) -> tuple[str, str]:
    return (
        f'<String CONTENT="{first}" SUBS_TYPE="HypPart1" SUBS_CONTENT="{whole}"/><HYP CONTENT="-"/>',
        f'<String CONTENT="{second}" SUBS_TYPE="HypPart2" SUBS_CONTENT="{whole}"/>',
    )


def documents(text: str) -> list[Document]:
    found = list(xml.read(io.BytesIO(text.encode()), "a.xml"))
    assert not any(isinstance(item, Refusal) for item in found)
    return [item for item in found if isinstance(item, Document)]


def texts(text: str) -> list[str]:
    (document,) = documents(text)
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("space", NAMESPACES)
def test_every_version_is_read(space: str) -> None:
    assert texts(alto(block(strings("The", "ferry"), strings("sailed.")), space)) == ["The ferry sailed."]


def test_a_prefix_and_a_name_in_capitals_of_the_file_change_nothing(tmp_path: Path) -> None:
    text = alto(block(strings("渡船", "今晨"), strings("开航。"))).replace("<", "<a:").replace("<a:/", "</a:")
    text = text.replace("<a:?", "<?").replace("<a:alto ", '<a:alto xmlns:a="http://www.loc.gov/standards/alto/ns-v3#" ')
    (tmp_path / "PAGE.XML").write_text(text, "utf-8")
    (document,) = read([tmp_path])
    assert isinstance(document, Document)
    assert [block.text for block in document.blocks] == ["渡船今晨开航。"]


def test_words_that_are_divided_between_lines_are_whole_with_the_marks_around_them() -> None:
    first, second = hyphenated("“har", "bour,”", "harbour")
    lines = (strings("The") + "<SP/>" + first, second + "<SP/>" + strings("he", "said."))
    assert texts(alto(block(*lines))) == ["The “harbour,” he said."]
    first, second = hyphenated("Ha", "fen.", "Hafen.")
    assert texts(alto(block(first, second))) == ["Hafen."]


def test_the_part_of_a_word_without_the_other_gives_the_whole_word_once() -> None:
    first, second = hyphenated("har", "bour.", "harbour")
    assert texts(alto(block(strings("The", "old"), second))) == ["The old harbour."]
    assert texts(alto(block(strings("The", "old") + "<SP/>" + first))) == ["The old harbour"]
    # Another word that is divided does not swallow it.
    other, _ = hyphenated("mar", "ket", "market")
    assert texts(alto(block(other, second))) == ["market harbour."]


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (strings("a", "har") + '<HYP CONTENT="-"/>', "a harbour wall"),
        (strings("a", "har-"), "a harbour wall"),
        (strings("a", "har\u00ac"), "a harbour wall"),
        (strings("a", "har\u2e17"), "a harbour wall"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_without_the_whole_word_too(end: str, text: str) -> None:
    assert texts(alto(block(end, strings("bour", "wall")))) == [text]


def test_a_compound_keeps_its_hyphen() -> None:
    lines = (strings("The", "well-known", "ship,", "well-"), strings("known", "here"))
    assert texts(alto(block(*lines))) == ["The well-known ship, well-known here"]


def test_chinese_is_written_without_spaces_and_latin_words_with() -> None:
    line = strings("湘江", "新", "桥", "BRIDGE", "NO.", "2", "通车")
    assert texts(alto(block(line, strings("当天", "有", "3.")), space="")) == ["湘江新桥BRIDGE NO. 2通车当天有3."]
    assert texts(alto(block(strings("He", "said", "—", "“yes”", "—", "and", "left.")))) == [
        "He said — “yes” — and left."
    ]
    assert texts(alto(block(strings("全长3."), strings("5公里。")))) == ["全长3.5公里。"]


def test_words_without_spaces_between_them_are_told_from_parts_of_words() -> None:
    # No space on the page at all: the gaps between the elements tell. Else elements that touch are one.
    placed = "".join(
        f'<String CONTENT="{text}" HPOS="{left}" VPOS="0" WIDTH="{20 * len(text)}" HEIGHT="40"/>'
        for text, left in (("Two", 0), ("w", 75), ("ords", 96), (".", 176), ("3", 220), ("6", 240))
    )
    assert texts(alto(block(placed))) == ["Two words. 36"]
    assert texts(alto(block('<String CONTENT="No"/><String CONTENT="places."/>'))) == ["No places."]
    assert texts(alto(block(strings("One", "space"), strings("N", "o.", sp=False)))) == ["One space No."]


def test_places_are_fractions_of_the_page_line_by_line() -> None:
    (document,) = documents(alto(block(strings("One", "line"), strings("and", "two."))))
    (found,) = document.blocks
    assert (found.page, found.box) == (1, (0.1, 0.1, 0.4, 0.145))
    assert [(r.start, r.end, r.page, r.box) for r in found.regions] == [
        (0, 8, 1, (0.1, 0.1, 0.4, 0.12)),
        (9, 17, 1, (0.1, 0.125, 0.4, 0.145)),
    ]
    assert (document.pages[0].width, document.pages[0].height, document.pages[0].unit) == (1000, 2000, "px")


def test_a_divided_word_stands_in_both_lines() -> None:
    first, second = hyphenated("har", "bour", "harbour")
    (document,) = documents(alto(block(first, second + "<SP/>" + strings("wall"))))
    (found,) = document.blocks
    assert found.text == "harbour wall"
    assert [found.text[r.start : r.end] for r in found.regions] == ["har", "bour wall"]
    assert [r.box and r.box[1] for r in found.regions] == [0.1, 0.125]


@pytest.mark.parametrize(("unit", "width"), [("mm10", 283.5), ("inch1200", 60.0)])
def test_measures_of_paper_become_points(unit: str, width: float) -> None:
    (document,) = documents(alto(block(strings("渡船。")), unit=unit))
    assert (document.pages[0].width, document.pages[0].unit) == (width, "pt")
    assert document.blocks[0].box == (0.1, 0.1, 0.4, 0.12)


def test_a_page_without_a_size_is_as_large_as_its_margins_or_has_no_places() -> None:
    text = alto(block(strings("渡船。"))).replace('WIDTH="1000" HEIGHT="2000"', "")
    (document,) = documents(text)
    assert (document.blocks[0].box, document.pages[0].width) == (None, None)
    margins = '<TopMargin HPOS="0" VPOS="0" WIDTH="1000" HEIGHT="100"/>'
    margins += '<BottomMargin HPOS="0" VPOS="1900" WIDTH="1000" HEIGHT="100"/>'
    (document,) = documents(text.replace("<PrintSpace", margins + "<PrintSpace"))
    assert document.blocks[0].box == (0.1, 0.1, 0.4, 0.12)


def test_a_box_never_leaves_the_page() -> None:
    (document,) = documents(alto(block(strings("渡船。"), left=900)))
    assert document.blocks[0].box == (0.9, 0.1, 1.0, 0.12)


def test_blocks_in_composed_blocks_are_read_in_their_order() -> None:
    inner = (
        block(strings("甲。"), id="A")
        + f'<ComposedBlock ID="C2">{block(strings("乙。"), id="B", top=300)}</ComposedBlock>'
    )
    text = f'<ComposedBlock ID="C1">{inner}</ComposedBlock>' + block(strings("丙。"), id="C", top=400)
    assert texts(alto(text)) == ["甲。", "乙。", "丙。"]


def test_a_reading_order_is_followed_and_what_it_does_not_name_comes_last() -> None:
    order = '<ReadingOrder><OrderedGroup ID="g"><ElementRef ID="r1" REF="B"/><UnorderedGroup ID="u">'
    order += '<ElementRef ID="r2" REF="A"/></UnorderedGroup></OrderedGroup></ReadingOrder>'
    parts = "".join(
        block(strings(f"{name}。"), id=key, top=top)
        for key, name, top in (("X", "末", 100), ("A", "后", 300), ("B", "先", 500))
    )
    assert texts(alto(parts, before=order)) == ["先。", "后。", "末。"]


def test_a_paragraph_goes_on_in_the_next_column_and_an_indent_begins_one() -> None:
    left = block(strings("桥长三公里，"), strings("由两座"), id="A", top=1000)
    right = block(strings("桥塔支撑。"), strings("收费站设在东岸。"), id="B", left=500, top=200)
    (document,) = documents(alto(left + right))
    assert [b.text for b in document.blocks] == ["桥长三公里，由两座桥塔支撑。收费站设在东岸。"]
    assert [(r.box or (0,))[0] for r in document.blocks[0].regions] == [0.1, 0.1, 0.5, 0.5]
    indented = block(strings("One", "stops."), strings("Two", "begins"), strings("here."), id="A")
    indented = indented.replace('HPOS="100" VPOS="250" WIDTH="300"', 'HPOS="150" VPOS="250" WIDTH="250"')
    assert texts(alto(indented)) == ["One stops.", "Two begins here."]


def test_the_letter_size_comes_from_the_style() -> None:
    styles = '<Styles><TextStyle ID="T1" FONTSIZE="24"/><TextStyle ID="T2" FONTSIZE="0"/></Styles>'
    parts = block(strings("通车"), id="A", more='STYLEREFS="T1 P1"') + block(
        strings("正文。"), id="B", more='STYLEREFS="T2"', top=300
    )
    (document,) = documents(alto(parts, before=styles))
    assert [b.size for b in document.blocks] == [24, None]


def test_margins_are_left_out_and_give_the_page_number() -> None:
    head = block(strings("A05"), id="M", top=20)
    margins = f'<TopMargin ID="T" HPOS="0" VPOS="0" WIDTH="1000" HEIGHT="100">{head}</TopMargin>'
    (document,) = documents(alto(block(strings("渡船开航。")), margins=margins))
    assert [b.text for b in document.blocks] == ["渡船开航。"]
    assert document.pages[0].label == "A05"
    assert [(item.characters, item.may_be_article) for item in document.left_out] == [(3, False)]
    (document,) = documents(alto(block(strings("渡船开航。")), page='PRINTED_IMG_NR="81"'))
    assert document.pages[0].label == "81"


@pytest.mark.parametrize(("value", "warned"), [("0.35", True), ("0.93", False), ("0", False)])
def test_a_page_whose_words_are_uncertain_says_so(value: str, warned: bool) -> None:
    words = "<SP/>".join(f'<String CONTENT="字{n}" WC="{value}"/>' for n in range(12))
    (document,) = documents(alto(block(words)))
    assert bool(document.warnings) is warned
    if warned:
        assert isinstance(document.warnings[0], Message) and document.warnings[0].values == {"pages": "1 (35 %)"}


def test_each_page_of_a_file_is_a_document_and_one_without_pages_is_refused(tmp_path: Path) -> None:
    page = alto(block(strings("甲。")))
    start, end = page.index("<Page"), page.index("</Layout>")
    two = page[:end] + page[start:end].replace("甲", "乙") + page[end:]
    found = documents(two)
    assert [(d.pages[0].number, d.blocks[0].text, d.blocks[0].page) for d in found] == [(1, "甲。", 1), (2, "乙。", 2)]
    (tmp_path / "a.xml").write_text(page[:start] + page[end:], "utf-8")
    (refused,) = read([tmp_path])
    assert isinstance(refused, Refusal) and isinstance(refused.reason, Message)
    assert refused.reason.key == "alto_without_pages"


def test_a_page_alone_is_divided_as_a_newspaper_page() -> None:
    parts = [
        block(strings("渡轮码头迁至西岸"), id="H1", top=100),
        block(
            strings("湘江晨报5月8日讯"),
            strings("渡轮码头昨天迁到西岸，新"),
            strings("码头有六个泊位，可同时"),
            id="T1",
            top=200,
        ),
        block(strings("停靠六艘渡轮。"), id="T2", left=500, top=200),
        block(strings("古城墙修缮完工"), id="H2", top=1000),
        block(
            strings("湘江晨报5月8日讯"),
            strings("北门城墙的修缮工程昨天"),
            strings("完工，下月重新开放。"),
            id="T3",
            top=1100,
        ),
    ]
    (document,) = documents(alto("".join(parts)))
    articles, _ = segment(document)
    assert [article.title for article in articles] == ["渡轮码头迁至西岸", "古城墙修缮完工"]
    assert "可同时停靠六艘渡轮。" in articles[0].text
