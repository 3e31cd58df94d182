"""OFD: where its characters stand, their reading order, articles, and what is left out. Files are written by hand."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from ofd_by_hand import HEAD, NS, column, document, files, main, packed, page, read, shown

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import limits, ofd, ofd_page
from corpus.records import Document, Page

BRIDGE = "河西新桥昨天上午正式通车，全长一点二公里，总投资三亿元。市民可以步行过桥，两岸的公交线路也作了调整。"
LIBRARY = "江城图书馆昨天开馆，藏书一百万册，每天开放十二小时。读者可以凭身份证借书，孩子有自己的阅览室。"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def left_out(documents: list[Document]) -> dict[str, tuple[object, int]]:
    found = [item for document in documents for item in document.left_out]
    return {
        item.reason.key: (item.reason.values.get("text"), item.characters)
        for item in found
        if isinstance(item.reason, Message)
    }


def warned(documents: list[Document]) -> dict[str, object]:
    found = [item for document in documents for item in document.warnings]
    return {item.key: item.values["pages"] for item in found if isinstance(item, Message)}


def test_two_columns_do_not_interleave_and_a_headline_begins_an_article() -> None:
    body = shown("河西新桥通车", 10, 30, 9) + shown("图书馆开馆", 110, 30, 9)
    body += "".join(
        left + right  # line by line, across the columns, as some programs write them
        for left, right in zip(
            column(BRIDGE, 10, 45).split("</ofd:TextObject>"),
            column(LIBRARY, 110, 45).split("</ofd:TextObject>"),
            strict=False,
        )
    ).replace("</ofd:TextCode>", "</ofd:TextCode></ofd:TextObject>")
    documents = read(files(page(body)))
    assert [(document.title, texts(document)[1:]) for document in documents] == [
        ("河西新桥通车", [BRIDGE]),
        ("图书馆开馆", [LIBRARY]),
    ]


def test_pages_are_in_points_and_boxes_in_fractions() -> None:
    body = shown("河西新桥通车", 20, 60, 10) + column(BRIDGE, 20, 90)
    (document,) = read(files(page(body), page(column(LIBRARY, 20, 90), box="")))
    # 200 x 300 mm are 566.93 x 850.39 points; the second page has the size of the document, 100 x 150 mm
    assert document.pages == (Page(1, width=566.93, height=850.39), Page(2, width=283.46, height=425.2))
    headline, first, second = document.blocks
    # from 20 mm, six letters of 10 mm: 0.1 to 0.4; 0.88 of a letter above the baseline at 60 mm, and 0.12 below
    assert headline.box == pytest.approx((0.1, (60 - 8.8) / 300, 0.4, (60 + 1.2) / 300), abs=1e-4)
    assert headline.size == pytest.approx(10 / 25.4 * 72, abs=0.05)
    assert first.page == 1 and second.page == 2
    assert first.box is not None and first.box[0] == pytest.approx(0.1)
    assert first.box[2] == pytest.approx((20 + 80) / 200, abs=1e-4)


@pytest.mark.parametrize(
    ("offsets", "lefts"),
    [
        ('DeltaX="4 g 2 5 4"', [0, 4, 9, 14, 18]),
        ('DeltaX="g 4 4.5"', [0, 4.5, 9, 13.5, 18]),
        ('DeltaX="4,4,4,4"', [0, 4, 8, 12, 16]),
        ("", [0, 4, 8, 12, 16]),
        ('DeltaX="g 900000000 4"', [0, 4, 8, 12, 16]),
        ('DeltaX="4 4"', [0, 4, 8, 8, 8]),  # no more offsets: the characters stand on each other
    ],
)
def test_characters_stand_where_their_offsets_say(offsets: str, lefts: list[float]) -> None:
    from lxml import etree

    drawn = etree.fromstring(page(shown("河西新桥通", 10, 30, 4, offsets)).encode())
    content = ofd_page.Drawing().content(ofd_page.first(drawn, "Content"), {}, (0, 0))
    assert [glyph.x / ofd_page.POINTS - 10 for glyph in content.glyphs] == pytest.approx(lefts)
    assert {round(glyph.y / ofd_page.POINTS, 3) for glyph in content.glyphs} == {30}


def test_matrices_blocks_and_composite_objects_place_the_text() -> None:
    turned = '<ofd:TextObject ID="1" Boundary="10 20 1 1" CTM="0.5 0 0 0.5 2 4" Font="1" Size="8">'
    turned += '<ofd:TextCode X="20" Y="12" DeltaX="g 5 8">河西新桥通车</ofd:TextCode></ofd:TextObject>'
    unit = f"<ofd:Content>{shown('江城图书馆', 5, 10)}</ofd:Content>"
    resources = f'{HEAD}<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="9" Height="9">'
    resources += f"{unit}</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    drawn = '<ofd:CompositeObject ID="3" Boundary="100 200 50 50" CTM="2 0 0 2 0 0" ResourceID="7"/>'
    body = f'<ofd:PageBlock ID="4"><ofd:PageBlock ID="5">{turned}</ofd:PageBlock></ofd:PageBlock>{drawn}'
    held = files(page(body), common="<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>")
    (document,) = read({**held, "Doc_0/PublicRes.xml": resources})
    by_text = {block.text: block for block in document.blocks}
    # (20, 12) halved is (10, 6), moved by (2, 4) and (10, 20): from 22 mm, the baseline at 30 mm; letters of 4 mm
    assert by_text["河西新桥通车"].box == pytest.approx((0.11, 26.48 / 300, 0.23, 30.48 / 300), abs=1e-4)
    # (5, 10) doubled is (10, 20), moved by (100, 200): 110 mm, the baseline at 220 mm; letters of 8 mm
    assert by_text["江城图书馆"].box == pytest.approx((0.55, 212.96 / 300, 0.75, 220.96 / 300), abs=1e-4)


def test_pages_have_the_number_and_the_name_that_are_printed() -> None:
    head = shown("江城晚报", 10, 15) + shown("第A05版：要闻", 120, 15, code='DeltaX="4 2 2 2 4 4 4"')
    (document,) = read(files(page(head + column(BRIDGE, 20, 90))))
    assert [(each.label, each.name) for each in document.pages] == [("A05", "要闻")]
    assert texts(document)[-1] == BRIDGE


def test_a_page_whose_corner_is_not_at_the_origin() -> None:
    (document,) = read(files(page(shown("河西新桥昨天通车", 120, 90), box="100 50 200 300")))
    assert document.blocks[0].box == pytest.approx((0.1, (40 - 3.52) / 300, 0.26, 40.48 / 300), abs=1e-4)


def test_spaces_and_escaped_characters() -> None:
    body = shown("New bridge", 10, 30, 4, 'DeltaX="g 9 2"') + shown(r"\6CB3西\0020新桥", 10, 60, 4, 'DeltaX="4 4 2 4"')
    (document,) = read(files(page(body)))
    assert texts(document) == ["New bridge", "河西新桥"]


def test_vertical_columns_are_read_from_the_right() -> None:
    columns = ["河西新桥昨天上午正式通车", "全长一点二公里总投资三亿", "市民可以步行过桥看江上景"]
    body = "".join(
        shown(text, 150 - 8 * index, 40, 4, f'DeltaY="g {len(text) - 1} 5"') for index, text in enumerate(columns)
    )
    documents = read(files(page(body)))
    assert "".join(texts(documents[0])).replace("\n", "") == "".join(columns)
    assert warned(documents) == {"ofd_pages_vertical": "1"}
    left, top, right, bottom = documents[0].blocks[0].box or (0, 0, 0, 0)
    # columns from 134 mm to 154 mm; the first letter's square begins 0.88 of 4 mm above the baseline at 40 mm
    assert (left, right) == pytest.approx((134 / 200, 154 / 200), abs=1e-3)
    assert top == pytest.approx((40 - 3.52) / 300, abs=1e-3)
    assert bottom == pytest.approx((40 + 11 * 5 + 0.48) / 300, abs=1e-3)


def test_what_is_not_the_text_of_a_page_is_counted() -> None:
    body = (
        column(BRIDGE, 10, 45) + shown("草稿", 10, 200, more='Alpha="40"') + shown("暗", 9, 220, more='Visible="false"')
    )
    body += shown("机密", 60, 150, more='CTM="0.7 -0.7 0.7 0.7 0 0"') + shown("纸外", -90, 20)
    template = page(shown("江城晚报", 10, 10) + shown("河西新桥昨天通车。", 10, 290))
    common = '<ofd:TemplatePage ID="50" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    held = files(
        page(body, head='<ofd:Template TemplateID="50"/>'),
        common=common,
        after="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
    )
    held["Doc_0/Tpls/Tpl_0/Content.xml"] = template
    held["Doc_0/Annots/Annotations.xml"] = (
        f'<ofd:Annotations {NS}><ofd:Page PageID="10"><ofd:FileLoc>N.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    )
    note = (
        f'<ofd:Appearance Boundary="0 0 9 9"><ofd:PageBlock>{shown("内部 资料", 1, 1)}</ofd:PageBlock></ofd:Appearance>'
    )
    held["Doc_0/Annots/N.xml"] = (
        f'<ofd:PageAnnot {NS}><ofd:Annot ID="60" Type="Watermark">{note}</ofd:Annot></ofd:PageAnnot>'
    )
    documents = read(held)
    assert texts(documents[0]) == [BRIDGE]
    assert left_out(documents) == {
        "ofd_hidden": ("草稿暗纸外", 5),
        "ofd_watermarks": ("机密", 2),
        "ofd_templates": ("江城晚报河西新桥昨天通车。", 13),
        "ofd_annotations": ("内部 资料", 4),
    }
    assert [item.may_be_article for item in documents[0].left_out] == [False, False, True, False]


def test_where_only_the_templates_hold_text_they_are_the_pages() -> None:
    common = '<ofd:TemplatePage ID="50" BaseLoc="T.xml"/>'
    held = files(page("", head='<ofd:Template TemplateID="50"/>'), common=common)
    documents = read({**held, "Doc_0/T.xml": page(column(BRIDGE, 10, 45))})
    assert texts(documents[0]) == [BRIDGE]
    assert left_out(documents) == {}


def test_the_hidden_text_below_the_picture_of_a_scan_is_read() -> None:
    scan = '<ofd:ImageObject ID="9" Boundary="0 0 200 300" ResourceID="8"/>'
    hidden = column(BRIDGE, 10, 45).replace('Font="1"', 'Font="1" Visible="false"')
    documents = read(files(page(hidden + scan), page(scan)))
    assert texts(documents[0]) == [BRIDGE]
    assert warned(documents) == {"ofd_pages_pictures": "2"}


def test_each_document_of_a_file_is_read_and_pages_are_counted_on() -> None:
    held = files(
        page(shown("河西新桥通车", 10, 30, 9) + column(BRIDGE, 10, 45)), page(column("江上风大，请注意安全。", 10, 45))
    )
    held["OFD.xml"] = main("Doc_0/Document.xml", "/Doc_1/Document.xml", title="图书馆开馆")
    held["Doc_1/Document.xml"] = document(["P.xml"])
    held["Doc_1/P.xml"] = page(column("图书馆开馆", 10, 20) + column(LIBRARY, 10, 45))
    first, second = read(held)
    assert [block.page for block in first.blocks] == [1, 1, 2]
    assert [block.page for block in second.blocks] == [3, 3]
    assert (first.title, second.title) == ("河西新桥通车", "图书馆开馆")
    assert [page.number for page in second.pages] == [3]


@pytest.mark.parametrize("namespace", ['xmlns:ofd="http://www.ofdspec.org"', 'xmlns:ofd="urn:other"'])
def test_other_ways_of_writing_the_same(namespace: str) -> None:
    held = files(page(column(BRIDGE, 10, 45)))
    text = str(held.pop("Doc_0/Pages/Page_0/Content.xml")).replace("UTF-8", "GB18030").replace(NS, namespace)
    held["DOC_0\\Pages\\page_0\\content.XML"] = text.encode("gb18030")
    held["Doc_0/Document.xml"] = document(["/Doc_0/Pages/Page_0/Content.xml"])
    assert texts(read(held)[0]) == [BRIDGE]


@pytest.mark.parametrize("damage", [None, b"", b"\x00\x01", f'{HEAD}<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode()])
def test_a_damaged_page_is_named_and_the_others_are_read(damage: bytes | None) -> None:
    held = files(page(column(BRIDGE, 10, 45)), page("x"), page(column(LIBRARY, 10, 45)))
    del held["Doc_0/Pages/Page_1/Content.xml"]
    if damage is not None:
        held["Doc_0/Pages/Page_1/Content.xml"] = damage
    documents = read(held)
    assert [text for document in documents for text in texts(document)] == [BRIDGE, LIBRARY]
    assert warned(documents) == {"ofd_pages_damaged": "2"}


@pytest.mark.parametrize(
    ("held", "key"),
    [
        ({"a.xml": "x"}, "ofd_unreadable"),
        ({"OFD.xml": main()}, "ofd_unreadable"),
        ({"OFD.xml": main("none.xml")}, "ofd_unreadable"),
        ({"OFD.xml": b"\x00"}, "package_part_unreadable"),
        ({**files(page(column(BRIDGE, 10, 45))), "Encryptions.xml": "<x/>"}, "ofd_encrypted"),
        (files(page("")), "no_text"),
        (files(page('<ofd:ImageObject ID="9" Boundary="0 0 9 9"/>')), "ofd_pictures_only"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(held: Mapping[str, str | bytes], key: str) -> None:
    with pytest.raises(CorpusError) as raised:
        list(ofd.read(io.BytesIO(packed(held)), "a.ofd"))
    assert raised.value.message.key == key


@pytest.mark.parametrize(
    ("limit", "value", "key"),
    [
        ("OFD_OBJECTS", 5, "ofd_too_many_objects"),
        ("PDF_PAGES", 1, "ofd_too_many_pages"),
        ("PDF_CHARS", 20, "ofd_too_many_characters"),
        ("PACKAGE_ENTRIES", 3, "package_too_many_entries"),
        ("PACKAGE_UNPACKED", 1000, "package_unpacks_too_large"),
        ("XML_BYTES", 100, "package_part_too_large"),
    ],
)
def test_limits_are_kept(limit: str, value: int, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    held = files(page(column(BRIDGE, 10, 45)), page(column(LIBRARY, 10, 45)))
    assert read(held)
    monkeypatch.setattr(limits, limit, value)
    with pytest.raises(CorpusError) as raised:
        read(held)
    assert raised.value.message.key == key


def test_a_composite_object_that_contains_itself_ends() -> None:
    unit = '<ofd:Content><ofd:CompositeObject ID="3" Boundary="0 0 9 9" ResourceID="7"/></ofd:Content>'
    resources = f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7">{unit}'
    resources += "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    body = column(BRIDGE, 10, 45) + '<ofd:CompositeObject ID="3" Boundary="0 0 9 9" ResourceID="7"/>'
    held = files(page(body), common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>")
    assert texts(read({**held, "Doc_0/R.xml": resources})[0]) == [BRIDGE]
