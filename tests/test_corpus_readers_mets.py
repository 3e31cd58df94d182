"""Issues in METS with ALTO pages: the dialects of libraries, articles over blocks and pages, files that are missing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from account_law import marked, problems

from corpus.messages import Message
from corpus.newspaper import segment
from corpus.readers import read
from corpus.records import Document, Refusal

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def alto(page: int, *blocks: str, width: int = 1000) -> str:
    return (
        f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v2#"><Description><MeasurementUnit>pixel</MeasurementUnit>'
        f'</Description><Layout><Page ID="P{page}" WIDTH="{width}" HEIGHT="2000"><PrintSpace>{"".join(blocks)}'
        "</PrintSpace></Page></Layout></alto>"
    )


def block(id: str, *lines: str, left: int = 100, top: int = 200) -> str:
    """A block with the lines 50 pixels apart; a word's id is that of the block with a number."""
    number = 0
    rows = ""
    for row, line in enumerate(lines):
        words = []
        for word in line.split(" "):
            words.append(f'<String ID="{id}_{number}" CONTENT="{word}"/>')
            number += 1
        rows += f'<TextLine ID="{id}L{row}" HPOS="{left}" VPOS="{top + 50 * row}" WIDTH="300" HEIGHT="40">'
        rows += "<SP/>".join(words) + "</TextLine>"
    return f'<TextBlock ID="{id}">{rows}</TextBlock>'


def area(file: str, begin: str, end: str = "") -> str:
    return f'<area FILEID="{file}" BETYPE="IDREF" BEGIN="{begin}"' + (f' END="{end}"/>' if end else "/>")


def div(kind: str, inner: str = "", **more: str) -> str:
    attributes = "".join(f' {key}="{value}"' for key, value in more.items())
    return f'<div TYPE="{kind}"{attributes}>{inner}</div>'


def fptr(*areas: str, form: str = "") -> str:
    inner = "".join(areas)
    return f"<fptr>{f'<{form}>{inner}</{form}>' if form else inner}</fptr>"


def mods(id: str, inner: str) -> str:
    space = 'xmlns:mods="http://www.loc.gov/mods/v3"'
    wrapped = f'<mdWrap MDTYPE="MODS"><xmlData><mods:mods {space}>{inner}</mods:mods></xmlData></mdWrap>'
    return f'<dmdSec ID="{id}">{wrapped}</dmdSec>'


def title(text: str, article: str = "") -> str:
    first = f"<mods:nonSort>{article}</mods:nonSort>" if article else ""
    return f"<mods:titleInfo>{first}<mods:title>{text}</mods:title></mods:titleInfo>"


def issued(date: str) -> str:
    return f'<mods:originInfo><mods:dateIssued keyDate="yes">{date}</mods:dateIssued></mods:originInfo>'


def file(id: str, href: str, kind: str = "text/xml") -> str:
    return f'<file ID="{id}" MIMETYPE="{kind}"><FLocat LOCTYPE="URL" xlink:href="{href}"/></file>'


PAPER = mods("PAPER", title("The Ferry News.") + issued("1901-03-02"))
IMAGES = file("I1", "file://./images/1.jpg", "image/jpeg") + file("I2", "images/2.jpg", "image/jpeg")
PAGES = file("A1", "file://./text/1.xml") + file("A2", "./text/2.xml")
FILES = f'<fileSec><fileGrp USE="Images">{IMAGES}</fileGrp><fileGrp USE="Text">{PAGES}</fileGrp></fileSec>'
PHYSICAL = (
    '<structMap TYPE="PHYSICAL">'
    + div(
        "Newspaper",
        div("PAGE", fptr('<area FILEID="I1"/>', area("A1", "P1"), form="par"), ORDER="1", ORDERLABEL="5")
        + div("PAGE", '<fptr FILEID="I2"/><fptr FILEID="A2"/>', ORDER="2", ORDERLABEL="6"),
    )
    + "</structMap>"
)


def mets(
    logical: str, sections: str = PAPER, files: str = FILES, physical: str = PHYSICAL, more: str = "", **root: str
) -> str:
    attributes = "".join(f' {key}="{value}"' for key, value in root.items())
    maps = f'{physical}<structMap TYPE="LOGICAL">{logical}</structMap>' if logical else physical
    return f'<mets xmlns="http://www.loc.gov/METS/" {XLINK}{attributes}>{sections}{files}{maps}{more}</mets>'


ONE = alto(
    1,
    block("M1", "THE FERRY NEWS", top=20),
    block("H1", "NEW PIER OPENS", top=100),
    block("T1", "The pier opens on", "Monday. Boats will", top=200),
    block("T2", "sail to the island", "at noon.", left=500, top=150),
    block("X1", "Printed by the harbour press.", top=1900),
)
TWO = alto(
    2,
    block("T3", "Tickets cost a shilling.", top=100),
    block("H2", "MARKET DAY", top=300),
    block("T4", "Corn was cheap.", top=400),
)
CCS = div(
    "Newspaper",
    div(
        "ISSUE",
        div("TITLE_SECTION", div("TEXTBLOCK", fptr(area("A1", "M1"))))
        + div(
            "CONTENT",
            div(
                "ARTICLE",
                div("HEADING", div("TITLE", fptr(area("A1", "H1"))))
                + div(
                    "BODY",
                    div(
                        "BODY_CONTENT",
                        div("PARAGRAPH", div("TEXT", fptr(area("A1", "T1"), area("A1", "T2"), form="seq")), ORDER="1")
                        + div("PARAGRAPH", div("TEXT", fptr(area("A2", "T3"))), ORDER="2"),
                    ),
                ),
                DMDID="M_1",
                LABEL="New Pier Opens",
            )
            + div(
                "ARTICLE",
                div("HEADING", div("TITLE", fptr(area("A2", "H2"))))
                + div("BODY", div("PARAGRAPH", fptr(area("A2", "T4")))),
            ),
        ),
        DMDID="PAPER",
    ),
)
CCS_SECTIONS = PAPER + mods(
    "M_1", title("Pier Opens", "New") + "<mods:name><mods:namePart>Ann Reed.</mods:namePart></mods:name>"
)
CCS_FILES = {"issue-mets.xml": mets(CCS, CCS_SECTIONS), "text/1.xml": ONE, "text/2.xml": TWO, "images/1.jpg": "x"}


def written(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def documents(found: list[Document | Refusal]) -> list[Document]:
    assert [item for item in found if isinstance(item, Refusal)] == []
    return [item for item in found if isinstance(item, Document)]


def issue(root: Path, files: dict[str, str]) -> list[Document]:
    """The documents of an issue, which account for each character of its pages in ALTO."""
    found = list(read([written(root, files)]))
    pages = [marked(text.encode()) for name, text in files.items() if name.endswith(".xml") and "<alto" in text]
    assert not pages or problems(found, "\n".join(pages)) == []
    return documents(found)


def with_mets(text: str, page: str = ONE) -> dict[str, str]:
    """The files of the issue with another METS file, and another first page."""
    return CCS_FILES | {"issue-mets.xml": text, "text/1.xml": page}


def texts(found: list[Document]) -> list[list[str]]:
    return [[block.text for block in document.blocks] for document in found]


def test_articles_go_over_blocks_and_pages_in_the_order_of_the_file(tmp_path: Path) -> None:
    first, second = issue(tmp_path, CCS_FILES)
    assert [first.title, second.title] == ["New Pier Opens", "MARKET DAY"]
    assert texts([first, second]) == [
        [
            "New Pier Opens",
            "The pier opens on Monday. Boats will sail to the island at noon.",
            "Tickets cost a shilling.",
        ],
        ["MARKET DAY", "Corn was cheap."],
    ]
    assert (first.date, first.source, first.authors) == ("1901-03-02", "The Ferry News", ("Ann Reed",))
    assert (second.date, second.source, second.authors) == ("1901-03-02", "The Ferry News", ())
    assert first.one_article and first.path == str(tmp_path / "issue-mets.xml") == second.path


def test_an_article_becomes_one_article_with_its_headline_as_the_title(tmp_path: Path) -> None:
    (article,), _ = segment(issue(tmp_path, CCS_FILES)[0])
    assert article.title == "New Pier Opens"
    assert article.text == "The pier opens on Monday. Boats will sail to the island at noon.\nTickets cost a shilling."


def test_pages_have_their_printed_number_size_and_picture(tmp_path: Path) -> None:
    first, second = issue(tmp_path, CCS_FILES)
    assert [(page.number, page.label, page.width, page.unit) for page in first.pages] == [
        (1, "5", 1000, "px"),
        (2, "6", 1000, "px"),
    ]
    assert first.pages[0].image == str(tmp_path / "images/1.jpg")
    assert first.pages[1].image is None  # the picture is not there
    assert [page.number for page in second.pages] == [2]


def test_places_follow_the_lines_over_columns_and_pages(tmp_path: Path) -> None:
    paragraph = issue(tmp_path, CCS_FILES)[0].blocks[1]
    assert [(paragraph.text[r.start : r.end], r.page, r.box) for r in paragraph.regions] == [
        ("The pier opens on", 1, (0.1, 0.1, 0.4, 0.12)),
        ("Monday. Boats will", 1, (0.1, 0.125, 0.4, 0.145)),
        ("sail to the island", 1, (0.5, 0.075, 0.8, 0.095)),
        ("at noon.", 1, (0.5, 0.1, 0.8, 0.12)),
    ]


def test_what_is_in_no_article_is_counted(tmp_path: Path) -> None:
    first, second = issue(tmp_path, CCS_FILES)
    assert {(item.reason, item.characters, item.may_be_article) for item in first.left_out} == {
        (Message("mets_masthead_left_out"), 12, False),
        (Message("mets_outside_left_out"), 25, True),
        (
            Message("account_titles"),
            9,
            False,
        ),  # EW, IER and PENS, in small letters in the catalogue
    }
    assert first.warnings == (Message("mets_text_outside", count=25),)
    assert second.left_out == () and second.warnings == ()


def test_an_archive_is_read_as_a_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        for name, text in CCS_FILES.items():
            made.writestr(f"1901/{name}", text)
    first, second = documents(list(read([tmp_path / "a.zip"])))
    assert first.path == f"{tmp_path / 'a.zip'}/1901/issue-mets.xml"
    assert first.pages[0].image == f"{tmp_path / 'a.zip'}/1901/images/1.jpg"
    assert [first.title, second.title] == ["New Pier Opens", "MARKET DAY"]


def test_the_file_alone_finds_its_pages(tmp_path: Path) -> None:
    written(tmp_path, CCS_FILES)
    assert [d.title for d in documents(list(read([tmp_path / "issue-mets.xml"])))] == ["New Pier Opens", "MARKET DAY"]


def test_a_page_that_is_missing_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    found = list(read([written(tmp_path, {name: text for name, text in CCS_FILES.items() if name != "text/2.xml"})]))
    assert [type(item) for item in found] == [Refusal, Document]
    assert found[0] == Refusal(str(tmp_path / "text/2.xml"), Message("mets_page_missing", page="6"))
    assert isinstance(found[1], Document)
    assert [b.text for b in found[1].blocks][1:] == ["The pier opens on Monday. Boats will sail to the island at noon."]
    assert Message("mets_article_incomplete", pages="6") in found[1].warnings


def test_a_page_that_is_damaged_is_named_under_the_issue_whose_articles_then_stay(tmp_path: Path) -> None:
    found = list(read([written(tmp_path, CCS_FILES | {"text/2.xml": TWO[:300]})]))
    refused = [item for item in found if isinstance(item, Refusal)]
    assert [item.path for item in refused] == [str(tmp_path / "issue-mets.xml")]
    reason = refused[0].reason
    assert (
        isinstance(reason, Message) and reason.key == "mets_page_unreadable" and reason.values["name"] == "text/2.xml"
    )
    assert len(found) == 2


def test_without_any_page_the_issue_is_refused(tmp_path: Path) -> None:
    found = list(read([written(tmp_path, {"issue-mets.xml": CCS_FILES["issue-mets.xml"]})]))
    keys = [item.reason.key for item in found if isinstance(item, Refusal) and isinstance(item.reason, Message)]
    assert keys == ["mets_page_missing", "mets_page_missing", "mets_without_pages"]


@pytest.mark.parametrize(
    "href",
    [
        "text/1.xml",
        "file:///text/1.xml",
        "TEXT\\1.XML",
        "file://server/share/x/text/1.xml",
        "https://library.example/iiif/text/1.xml",
        "text/%31.xml",
        "/mnt/scans/1901/text/1.xml",
    ],
)
def test_files_are_found_however_they_are_named(href: str, tmp_path: Path) -> None:
    files = with_mets(CCS_FILES["issue-mets.xml"].replace("file://./text/1.xml", href))
    assert [d.title for d in issue(tmp_path, files)] == ["New Pier Opens", "MARKET DAY"]


@pytest.mark.parametrize("href", ["../secret.xml", "file:///etc/secret.xml", "text/../../secret.xml"])
def test_no_file_outside_the_folder_is_read(href: str, tmp_path: Path) -> None:
    written(tmp_path, {"secret.xml": ONE, "etc/secret.xml": ONE})
    files = with_mets(CCS_FILES["issue-mets.xml"].replace("file://./text/1.xml", href))
    del files["text/1.xml"]
    found = list(read([written(tmp_path / "issue", files) / "issue-mets.xml"]))
    assert [item.reason.key for item in found if isinstance(item, Refusal) and isinstance(item.reason, Message)] == [
        "mets_page_missing"
    ]
    assert not any("pier" in block.text for item in found if isinstance(item, Document) for block in item.blocks)


def test_two_issues_in_a_folder_keep_their_own_pages(tmp_path: Path) -> None:
    files = {
        f"{day}/{name}": text.replace("Monday", day)
        for day in ("Tuesday", "Friday")
        for name, text in CCS_FILES.items()
    }
    found = issue(tmp_path, files)
    assert [Path(d.path).parent.name for d in found] == [
        "Friday",
        "Friday",
        "Tuesday",
        "Tuesday",
    ]
    assert "Friday. Boats" in found[0].blocks[1].text and "Tuesday. Boats" in found[2].blocks[1].text


# Dialects


def test_links_to_areas_of_words_name_the_articles(tmp_path: Path) -> None:
    """As the British Library has it: areas of the physical structure from word to word, linked to articles."""

    def page_area(id: str, file: str, picture: str, begin: str, end: str, label: str = "Textblock") -> str:
        rect = f'<area FILEID="{picture}" SHAPE="RECT" COORDS="0,0,10,10"/>'
        return div("pagearea", fptr(rect) + fptr(area(file, begin, end)), ID=id, LABEL=label)

    first = page_area("pa1", "A1", "I1", "H1_0", "H1_2", "Headline") + page_area("pa2", "A1", "I1", "T1_0", "T1_6")
    second = page_area("pa3", "A2", "I2", "T3_0", "T3_3")
    pages = div("page", f'<fptr FILEID="I1"/><fptr FILEID="A1"/>{first}', ORDERLABEL="1", ID="phys1")
    pages += div("page", f'<fptr FILEID="I2"/><fptr FILEID="A2"/>{second}', ORDERLABEL="2", ID="phys2")
    physical = f'<structMap TYPE="PHYSICAL">{div("physSequence", pages)}</structMap>'
    links = "".join(
        f'<smLinkGrp><smLocatorLink xlink:href="#{article}" xlink:label="article"/>'
        + "".join(f'<smLocatorLink xlink:href="#{target}" xlink:label="to {target}"/>' for target in targets)
        + "".join(f'<smArcLink xlink:from="article" xlink:to="to {target}"/>' for target in targets)
        + "</smLinkGrp>"
        for article, targets in (("art1", ["pa1", "pa2", "pa3"]),)
    )
    logical = div("issue", div("article", ID="art1"), DMDID="PAPER")
    found = issue(
        tmp_path,
        with_mets(mets(logical, physical=physical, more=f"<structLink>{links}</structLink>")),
    )
    assert [d.title for d in found] == ["NEW PIER OPENS"]
    assert texts(found) == [["NEW PIER OPENS", "The pier opens on Monday. Boats will Tickets cost a shilling."]]


def test_a_page_of_several_articles_is_none_of_them_alone(tmp_path: Path) -> None:
    """As viewers have it: articles that are only linked to pages."""
    link = '<smLink xlink:from="{0}" xlink:to="{1}"/>'
    physical = PHYSICAL.replace('ORDER="1"', 'ORDER="1" ID="p1"').replace('ORDER="2"', 'ORDER="2" ID="p2"')
    logical = div("issue", div("article", ID="a1", LABEL="Pier") + div("article", ID="a2", LABEL="Corn"), DMDID="PAPER")
    shared = "".join(link.format(*pair) for pair in (("a1", "p1"), ("a2", "p1"), ("a2", "p2")))
    found = issue(
        tmp_path,
        with_mets(mets(logical, physical=physical, more=f"<structLink>{shared}</structLink>")),
    )
    # The second page is the second article's alone; the first is read as a page.
    assert [(d.title, d.one_article, [p.number for p in d.pages]) for d in found] == [
        ("Corn", True, [2]),
        ("", False, [1]),
    ]


def test_advertisements_sections_and_labels_in_other_words(tmp_path: Path) -> None:
    """As Olive's and the BnF's exports have it: `Ad`, `Article`, no titles, sections with a heading of their own."""
    logical = div(
        "Newspaper",
        div(
            "CONTENT",
            div("Ad", div("BODY", div("PARAGRAPH", fptr(area("A1", "X1")))), LABEL="UNKNOWN")
            + div(
                "SECTION",
                div("HEADING", div("TITLE", fptr(area("A1", "M1"))))
                + div("Article", div("BODY", div("PARAGRAPH", fptr(area("A1", "T1")))), LABEL="The Pier"),
            )
            + div("SECTION", div("PARAGRAPH", fptr(area("A2", "T4"))), LABEL="Prices"),
        ),
    )
    found = issue(tmp_path, with_mets(mets(logical)))
    assert [(d.title, d.blocks[0].text) for d in found] == [
        ("", "Printed by the harbour press."),
        ("The Pier", "The pier opens on Monday. Boats will"),
        ("Prices", "Corn was cheap."),
    ]


def test_a_manifest_that_names_the_table_of_contents_is_not_read_besides_it(tmp_path: Path) -> None:
    """As the BnF delivers: `manifest.xml` with the files, `toc/…` with the articles."""
    objects = div("object", '<fptr FILEID="A1"/>', ORDERLABEL="NP") + div(
        "object", '<fptr FILEID="A2"/>', ORDERLABEL="2"
    )
    physical = f'<structMap TYPE="physical">{div("set", div("group", objects))}</structMap>'
    listed = f'<fileSec><fileGrp USE="ocr">{file("A1", "text/1.xml")}{file("A2", "text/2.xml")}</fileGrp>'
    listed += f'<fileGrp USE="master">{file("J", "master/1.JP2", "image/jp2")}</fileGrp>'
    listed += f'<fileGrp USE="toc">{file("T", "toc/toc.xml")}</fileGrp></fileSec>'
    manifest = mets("", files=listed, physical=physical)
    toc = mets(CCS, CCS_SECTIONS, files=FILES.replace("./text", "../text"))
    files = {"manifest.xml": manifest, "toc/toc.xml": toc, "text/1.xml": ONE, "text/2.xml": TWO, "master/1.JP2": "x"}
    assert [d.title for d in issue(tmp_path, files)] == ["New Pier Opens", "MARKET DAY"]


def test_without_articles_each_page_is_read_alone_with_paper_and_date(tmp_path: Path) -> None:
    """As the American newspaper programme has it: pages only, and the paper's name in the label."""
    physical = (
        "<structMap>"
        + div("np:issue", div("np:page", '<fptr FILEID="A1"/>') + div("np:page", '<fptr FILEID="A2"/>'))
        + "</structMap>"
    )
    files = with_mets(mets("", "", physical=physical, LABEL="Ferry News (Bay City), 1901-03-02"))
    found = issue(tmp_path, files)
    assert [(d.source, d.date, d.one_article, [p.number for p in d.pages]) for d in found] == [
        ("Ferry News (Bay City)", "1901-03-02", False, [1]),
        ("Ferry News (Bay City)", "1901-03-02", False, [2]),
    ]


def test_areas_of_composed_blocks_lines_and_pictures(tmp_path: Path) -> None:
    composed = f'<ComposedBlock ID="C1">{block("B1", "One stone")}{block("B2", "two stones.", top=300)}</ComposedBlock>'
    lines = block("B3", "first line", "second line", "third line", top=600)
    page = alto(1, composed, lines, block("B4", "far away", left=600, top=1500))
    areas = [
        area("A1", "C1"),
        area("A1", "B3L1", "B3L2"),
        '<area FILEID="I1" SHAPE="RECT" COORDS="500 1400 1000 1600"/>',
    ]
    logical = div("issue", "".join(div("article", fptr(item)) for item in areas))
    found = issue(tmp_path, with_mets(mets(logical), page))
    assert texts(found)[:3] == [["One stone", "two stones."], ["second line third line"], ["far away"]]
    assert [item.characters for item in found[0].left_out] == [len("firstline")]


@pytest.mark.parametrize(
    ("day", "iso"),
    [
        ("1901-03-02", "1901-03-02"),
        ("02.03.1901", "1901-03-02"),
        ("19010302", "1901-03-02"),
        ("1901-03-02T00:00:00", "1901-03-02"),
        ("1901", "1901"),
    ],
)
def test_dates_are_read_in_the_ways_that_libraries_write_them(day: str, iso: str, tmp_path: Path) -> None:
    sections = mods("PAPER", title("Ferry News") + issued(day))
    assert {d.date for d in issue(tmp_path, with_mets(mets(CCS, sections)))} == {iso}


def test_the_paper_may_be_the_host_and_the_date_stand_in_a_label(tmp_path: Path) -> None:
    host = f'<mods:relatedItem type="host">{title("Ferry News")}</mods:relatedItem>'
    files = CCS_FILES | {
        "issue-mets.xml": mets(
            CCS.replace('TYPE="ISSUE"', 'TYPE="ISSUE" LABEL="Ferry News 1858-12-07_01"'), mods("PAPER", host)
        )
    }
    assert {(d.source, d.date) for d in issue(tmp_path, files)} == {("Ferry News", "1858-12-07")}


def test_dublin_core_describes_an_issue_too(tmp_path: Path) -> None:
    dc = '<dmdSec ID="PAPER"><mdWrap MDTYPE="DC"><xmlData xmlns:dc="http://purl.org/dc/elements/1.1/">'
    dc += "<dc:title>Ferry News</dc:title><dc:date>1939-01-27</dc:date></xmlData></mdWrap></dmdSec>"
    assert {(d.source, d.date) for d in issue(tmp_path, with_mets(mets(CCS, dc)))} == {("Ferry News", "1939-01-27")}


def test_a_headline_that_the_catalogue_words_otherwise_stays_in_the_text(tmp_path: Path) -> None:
    sections = PAPER + mods("M_1", title("A letter from the harbour master"))
    first = issue(tmp_path, with_mets(mets(CCS, sections)))[0]
    assert first.title == "A letter from the harbour master"
    assert [b.text for b in first.blocks][:2] == [
        "NEW PIER OPENS",
        "The pier opens on Monday. Boats will sail to the island at noon.",
    ]


def test_bylines_give_authors_and_subtitles_stay_in_the_text(tmp_path: Path) -> None:
    heads = block("O", "From the harbour", top=50), block("H1", "NEW PIER OPENS", top=100)
    page = alto(1, *heads, block("T1", "The pier opens.", top=200), block("B", "By Ann Reed", top=300))
    heading = div("OVERLINE", fptr(area("A1", "O"))) + div("TITLE", fptr(area("A1", "H1")))
    body = div("PARAGRAPH", fptr(area("A1", "T1"))) + div("AUTHOR", fptr(area("A1", "B")))
    logical = div("issue", div("article", div("HEADING", heading) + div("BODY", body)))
    first = issue(tmp_path, with_mets(mets(logical), page))[0]
    assert first.title == "NEW PIER OPENS"
    assert [b.text for b in first.blocks] == ["NEW PIER OPENS", "From the harbour", "The pier opens.", "By Ann Reed"]
    assert first.authors == ("Ann Reed",)


def test_a_mets_file_out_of_its_folder_is_refused() -> None:
    import io

    from corpus.errors import CorpusError
    from corpus.readers import xml

    with pytest.raises(CorpusError) as raised:
        list(xml.read(io.BytesIO(CCS_FILES["issue-mets.xml"].encode()), "a.xml"))
    assert raised.value.message.key == "mets_alone"


def test_of_several_recognitions_of_a_page_the_last_is_read(tmp_path: Path) -> None:
    """As OCR-D's workspaces have it: PAGE XML of each step, and no articles."""

    def page(text: str) -> str:
        inner = f"<TextEquiv><Unicode>{text}</Unicode></TextEquiv>"
        return f'<PcGts><Page imageWidth="9" imageHeight="9"><TextRegion id="r">{inner}</TextRegion></Page></PcGts>'

    steps = {"OCR-D-SEG": "seg", "OCR-D-OCR-A": "first", "OCR-D-OCR-B": "second"}
    kind = "application/vnd.prima.page+xml"
    groups = "".join(
        f'<fileGrp USE="{use}">{file(name, f"{use}/1.xml", kind)}</fileGrp>' for use, name in steps.items()
    )
    pointers = "".join(f'<fptr FILEID="{name}"/>' for name in steps.values())
    physical = f'<structMap TYPE="PHYSICAL">{div("physSequence", div("page", pointers))}</structMap>'
    files = {f"{use}/1.xml": page(f"Step {name}.") for use, name in steps.items()}
    found = issue(tmp_path, files | {"mets.xml": mets("", "", f"<fileSec>{groups}</fileSec>", physical)})
    assert texts(found) == [["Step second."]]


def test_a_section_without_articles_and_a_serial_are_told_apart(tmp_path: Path) -> None:
    """A division of an unknown kind is an article if it holds parts of pages, else what is in it counts."""
    logical = div(
        "Jahrgang",
        div("Heft", div("Beitrag", div("PARAGRAPH", fptr(area("A1", "T1")))) + div("Rubrik", fptr(area("A2", "T4")))),
    )
    assert texts(issue(tmp_path, with_mets(mets(logical)))) == [
        ["The pier opens on Monday. Boats will"],
        ["Corn was cheap."],
    ]
