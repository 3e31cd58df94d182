"""The issues of digital editions in folders and archives: stories over several pages, places, copies, lists."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from account_law import page, problems

from corpus.account import characters
from corpus.boxes import boxes, outline
from corpus.newspaper import segment
from corpus.readers import picture_size, read
from corpus.readers.edition_map import boxes_of
from corpus.records import Document, Page, Refusal
from corpus.text import clean

DAY = "html/2025-04/07"
FERRY = ["北塘镇渡口停航六年之后，昨日上午恢复通航。", "渡船首班六点，末班二十一点，票价两元。"]
MARKET = ["西河农贸市场昨日重新开张，摊位增加到两百个。"]
SCHOOL = ["青山小学的操场月底完工，跑道长两百米。"]


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def content(number: int, title: str, lines: list[str], label: str = "", **values: str) -> str:
    """The page of an article; lines that begin without a space are paragraphs, and indented."""
    marked = {"articleid": str(number), "date": "2025-04-07", "title": title, "nodename": "", "author": ""} | values
    comment = "".join(f"<{name}>{value}</{name}>" for name, value in marked.items())
    body = "".join(f"<P>{line.lstrip() if line.startswith(' ') else f'　　{line}'}</P>" for line in lines)
    margin = f"<div>第{label}版：要闻 <a href=x>下一版</a></div>" if label else ""
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{margin}"
        f"<!--enpproperty {comment}/enpproperty-->"
        f"<h1>{title}</h1><div id=ozoom><!--enpcontent-->{body}<!--/enpcontent--></div></body></html>"
    )


def listing(label: str, name: str, areas: dict[str, str], picture: str, size: str = "width=300 height=400") -> str:
    """A page that lists articles: `areas` are the coordinates by the link."""
    polygons = "".join(f'<Area coords="{coords}" shape="polygon" href="{href}">' for href, coords in areas.items())
    links = "".join(f"<li><a href={href}><div>标题</div></a></li>" for href in areas)
    return (
        f"<html><head><title>临江日报</title></head><body><p>2025年4月7日　星期一</p><td>第{label}版　　　"
        f"<span>{name}</span></td>"
        f'<MAP NAME="pagepicmap">{polygons}</MAP><img src={picture} border=0 {size} USEMAP=#pagepicmap>'
        f"<ul>{links}{links}</ul>"
        "</body><!--enpproperty <founder-date>2025-04-07 23:59:59</founder-date><founder-papername>临江日报"
        "</founder-papername>"
        "<founder-content>临江日报</founder-content>/enpproperty--></html>"
    )


def written(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return root


def documents(root: Path) -> list[Document]:
    found = list(read([root]))
    assert all(isinstance(item, Document) for item in found), found
    pages = {page(path.read_bytes()) for path in root.rglob("*.htm*")}  # one that was saved twice counts once
    assert not pages or problems(found, "\n".join(pages)) == []
    return [item for item in found if isinstance(item, Document)]


def texts(document: Document) -> list[str]:
    return [clean(block.text) for block in document.blocks]


ISSUE: dict[str, str | bytes] = {
    f"{DAY}/node_2.htm": listing(
        "1", "要闻", {"content_11.htm": "0,0,150,0,150,200,0,200", "content_12.htm": "150,0,300,0,300,400,150,400"},
        "../../../page/1/brief.png",
    ),
    f"{DAY}/node_3.htm": listing(
        "2", "综合", {"content_13.htm": "0,100,300,100,300,200,0,200"}, "../../../page/2/brief.png"
    ),
    f"{DAY}/content_11.htm": content(11, "渡口恢复通航", [FERRY[0], "（下转第2版）"]),
    f"{DAY}/content_12.htm": content(12, "农贸市场重新开张", MARKET),
    f"{DAY}/content_13.htm": content(13, "渡口恢复通航", ["（上接第1版）", FERRY[1]]),
    "page/1/brief.png": png(300, 400),
    "page/2/brief.png": png(600, 800),
    f"{DAY}/style.css": "p {}",
}  # fmt: skip
ISSUE[f"{DAY}/node_2.htm"] = str(ISSUE[f"{DAY}/node_2.htm"]).replace(
    "<head>", "<head><link rel=stylesheet href=style.css>"
)


@pytest.mark.parametrize("packed", [False, True])
def test_an_issue_is_read_as_a_whole(tmp_path: Path, packed: bool) -> None:
    root = written(tmp_path / "paper", ISSUE)
    place = f"{root}"
    if packed:
        with zipfile.ZipFile(tmp_path / "paper.zip", "w") as made:
            for name, data in ISSUE.items():
                made.writestr(name, data)
        root = tmp_path / "paper.zip"
        place = f"{root}"
    ferry, market = documents(root)
    assert (ferry.title, texts(ferry)) == ("渡口恢复通航", FERRY)
    assert (market.title, texts(market)) == ("农贸市场重新开张", MARKET)
    assert {(found.date, found.source) for found in (ferry, market)} == {("2025-04-07", "临江日报")}
    assert ferry.path == f"{place}/{DAY}/content_11.htm"
    # The second picture is shown in half its size.
    assert ferry.pages == (
        Page(1, "1", "要闻", 300, 400, "px", f"{place}/page/1/brief.png"),
        Page(2, "2", "综合", 600, 800, "px", f"{place}/page/2/brief.png"),
    )
    assert [(block.page, block.box) for block in ferry.blocks] == [
        (1, (0.0, 0.0, 0.5, 0.5)),
        (2, (0.0, 0.25, 1.0, 0.5)),
    ]
    assert [(block.page, block.box) for block in market.blocks] == [(1, (0.5, 0.0, 1.0, 1.0))]


def test_the_account_of_an_issue_holds_all_of_its_text(tmp_path: Path) -> None:
    from lxml import html

    found = documents(written(tmp_path, ISSUE))
    shown = 0
    for name, data in ISSUE.items():
        if name.endswith(".htm"):
            shown += characters("".join(html.document_fromstring(str(data)).find("body").xpath(".//text()")))
    taken = sum(characters(document.title + "".join(texts(document))) for document in found)
    left = sum(entry.characters for document in found for entry in document.left_out)
    assert shown + sum(document.added for document in found) == taken + left
    reasons = {getattr(entry.reason, "key", "") for document in found for entry in document.left_out}
    assert reasons == {"account_jumps", "account_titles", "account_navigation"}


def test_a_sentence_that_breaks_off_goes_on_on_its_other_page(tmp_path: Path) -> None:
    files = ISSUE | {
        f"{DAY}/content_11.htm": content(11, "渡口恢复通航", [FERRY[0], "渡船首班六点，末班二十一点，（下转第2版）"]),
        f"{DAY}/content_13.htm": content(13, "渡口恢复通航", [" （上接第1版）票价两元。", "船上可以带自行车。"]),
    }
    ferry, _ = documents(written(tmp_path, files))
    assert texts(ferry) == [FERRY[0], FERRY[1], "船上可以带自行车。"]
    (article,), _ = segment(ferry)
    start = article.text.index("票价两元")
    assert [article.page_at(offset) for offset in (0, start - 1, start, start + 8)] == [1, 1, 2, 2]
    assert [page.label for page in article.pages] == ["1", "2"]


def test_an_indented_paragraph_does_not_go_on_with_the_last_one(tmp_path: Path) -> None:
    files = ISSUE | {
        f"{DAY}/content_11.htm": content(11, "渡口恢复通航", [FERRY[0], "渡口今后每天往返四十八班（下转第2版）"]),
        f"{DAY}/content_13.htm": content(13, "渡口恢复通航", ["（上接第1版）", FERRY[1]]),
    }
    ferry, _ = documents(written(tmp_path, files))
    assert texts(ferry) == [FERRY[0], "渡口今后每天往返四十八班", FERRY[1]]


def test_stories_that_refer_to_each_other_in_a_circle_are_kept(tmp_path: Path) -> None:
    files = ISSUE | {
        f"{DAY}/content_11.htm": content(11, "渡口恢复通航", ["（上接第2版）", FERRY[0], "（下转第2版）"]),
        f"{DAY}/content_13.htm": content(13, "渡口恢复通航", ["（上接第1版）", FERRY[1], "（下转第1版）"]),
    }
    ferry, market = documents(written(tmp_path, files))
    assert (texts(ferry), texts(market)) == (FERRY, MARKET)


@pytest.mark.parametrize(
    ("onwards", "back"),
    [
        ("（下转2版）", "（上接1版）"),
        ("（下转第二版）", "（上接第一版）"),
        ("▶▶▶下转第2版", "◀◀◀上接第1版"),
        ("下转02版", "紧接01版"),
        ("【下转第2版】", "【上接第1版】"),
        ("（下转第2版·综合）", "（上接第1版）"),
        ("（紧接第2版）", "（紧接第1版）"),
        ("（下轉第2版）", "（上接第1版）"),
        ("（下转第2版）", ""),
        ("", "（上接第1版）"),
    ],
)
def test_references_between_pages_are_written_in_many_ways(tmp_path: Path, onwards: str, back: str) -> None:
    files = ISSUE | {
        f"{DAY}/content_11.htm": content(11, "渡口恢复通航", [FERRY[0] + onwards]),
        f"{DAY}/content_13.htm": content(13, f"渡口恢复通航{back}", [FERRY[1]]),
    }
    ferry, market = documents(written(tmp_path, files))
    assert (ferry.title, texts(ferry), ferry.warnings) == ("渡口恢复通航", FERRY, ())
    assert texts(market) == MARKET


def test_several_stories_that_go_on_on_one_page_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content_1.htm": content(1, "渡口恢复通航", [FERRY[0], "（下转2版①）"], "1"),
        "content_2.htm": content(2, "市场重新开张", [*MARKET, "（下转2版②）"], "1"),
        "content_3.htm": content(3, "一天收款三万元", ["（上接1版②）", "开张当天收款三万元。"], "2"),
        "content_4.htm": content(4, "渡船可带自行车", ["（上接1版①）", FERRY[1]], "2"),
    }
    ferry, market = documents(written(tmp_path, files))
    assert texts(ferry) == [FERRY[0], "渡船可带自行车", FERRY[1]]
    assert texts(market) == [*MARKET, "一天收款三万元", "开张当天收款三万元。"]


def test_equal_headlines_alone_join_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content_1.htm": content(1, "一周简讯", MARKET, "1"),
        "content_2.htm": content(2, "一周简讯", SCHOOL, "2"),
    }
    assert [texts(document) for document in documents(written(tmp_path, files))] == [MARKET, SCHOOL]


def test_a_story_whose_other_page_is_missing_says_so(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content_1.htm": content(1, "渡口恢复通航", [FERRY[0], "（下转第3版）"], "1"),
        "content_2.htm": content(2, "市场重新开张", ["（上接第4版）", *MARKET], "2"),
    }
    ferry, market = documents(written(tmp_path, files))
    assert ferry.warnings == ("the story goes on on page 3, which is not among the files",)
    assert market.warnings == ("the story begins on page 4, which is not among the files",)
    assert (texts(ferry), texts(market)) == (FERRY[:1], MARKET)


def test_issues_of_several_days_in_one_folder_stay_apart(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content_1.htm": content(1, "渡口恢复通航", [FERRY[0], "（下转第2版）"], "1"),
        "content_2.htm": content(2, "渡口恢复通航", ["（上接第1版）", FERRY[1]], "2", date="2025-04-08"),
    }
    first, second = documents(written(tmp_path, files))
    assert [(found.date, texts(found)) for found in (first, second)] == [
        ("2025-04-07", FERRY[:1]), ("2025-04-08", FERRY[1:]),
    ]  # fmt: skip


def test_newer_templates_keep_lists_and_articles_apart(tmp_path: Path) -> None:
    listed = listing("", "", {"../../../content/202504/07/content_11.html": "0,0,150,0,150,200,0,200"}, "p.png")
    files: dict[str, str | bytes] = {
        "pc/layout/202504/07/node_A05.html": listed,
        "pc/layout/202504/07/p.png": png(300, 400),
        "pc/content/202504/07/content_11.html": content(11, "渡口恢复通航", FERRY),
    }
    (ferry,) = documents(written(tmp_path, files))
    assert ferry.pages == (Page(1, "A05", "", 300, 400, "px", f"{tmp_path}/pc/layout/202504/07/p.png"),)
    assert {block.box for block in ferry.blocks} == {(0.0, 0.0, 0.5, 0.5)}


def test_the_number_of_a_page_may_stand_in_the_names_of_files(tmp_path: Path) -> None:
    first, second = "nw.D110000lj_20250407_1-05.htm", "nw.D110000lj_20250407_2-06.htm"
    files: dict[str, str | bytes] = {
        f"{DAY}/nbs.D110000lj_05.htm": listing("", "", {first: "0,0,150,0,150,200,0,200"}, "p.png"),
        f"{DAY}/{first}": content(0, "渡口恢复通航", [FERRY[0], "（下转第6版）"]),
        f"{DAY}/{second}": content(0, "渡口恢复通航", ["（上接第5版）", FERRY[1]]),
    }
    (ferry,) = documents(written(tmp_path, files))
    assert [(page.number, page.label) for page in ferry.pages] == [(5, "05"), (6, "06")]
    assert [(block.page, block.box) for block in ferry.blocks] == [(5, (0.0, 0.0, 0.5, 0.5)), (6, None)]


def test_pages_that_a_browser_saved_are_found_by_their_address(tmp_path: Path) -> None:
    address = "http://paper.linjiang.example/html/2025-04/07"
    listed = listing(
        "1", "要闻", {f"{address}/content_11.htm": "0,0,150,0,150,200,0,200"}, "./临江日报_files/brief.png", ""
    )
    files: dict[str, str | bytes] = {
        "临江日报.html": f"<!-- saved from url=(0058){address}/node_2.htm -->\n{listed}",
        "临江日报_files/brief.png": png(300, 400),
        "渡口恢复通航.html": f"<!-- saved from url=(0058){address}/content_11.htm -->\n"
        + content(0, "渡口恢复通航", FERRY),
    }
    (ferry,) = documents(written(tmp_path, files))
    assert (ferry.url, ferry.path) == (f"{address}/content_11.htm", f"{tmp_path}/渡口恢复通航.html")
    assert ferry.pages == (Page(1, "1", "要闻", 300, 400, "px", f"{tmp_path}/临江日报_files/brief.png"),)
    assert {block.box for block in ferry.blocks} == {(0.0, 0.0, 0.5, 0.5)}


def test_a_page_that_was_saved_twice_is_one_article(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content_1.htm": content(1, "渡口恢复通航", FERRY, "1"),
        "渡口恢复通航.htm": content(1, "渡口恢复通航", FERRY, "1"),
    }
    assert len(documents(written(tmp_path, files))) == 1


def test_an_article_in_several_areas_has_a_box_for_each(tmp_path: Path) -> None:
    listed = listing("1", "要闻", {"content_1.htm": "0,0,150,0,150,200,0,200"}, "p.png")
    more = '<Area coords="150,200,300,200,300,400,150,400" href="content_1.htm#x"></MAP>'
    files: dict[str, str | bytes] = {
        "node_1.htm": listed.replace("</MAP>", more),
        "content_1.htm": content(1, "渡口恢复通航", FERRY),
    }
    (ferry,) = documents(written(tmp_path, files))
    assert [region.box for region in ferry.blocks[0].regions] == [(0.5, 0.5, 1.0, 1.0), (0.0, 0.0, 0.5, 0.5)]


def test_the_outline_of_an_article_is_that_of_its_polygon(tmp_path: Path) -> None:
    listed = listing("1", "要闻", {"content_1.htm": "0,0,60,0,60,200,150,200,150,300,0,300"}, "p.png")
    files: dict[str, str | bytes] = {"node_1.htm": listed, "content_1.htm": content(1, "渡口恢复通航", FERRY)}
    (article,), _ = segment(documents(written(tmp_path, files))[0])
    assert {place.box for place in outline(article)} == {(0.0, 0.0, 0.2, 0.5), (0.0, 0.5, 0.5, 0.75)}
    assert {place.box for place in boxes(article, 0, 3)} == {(0.0, 0.0, 0.2, 0.5), (0.0, 0.5, 0.5, 0.75)}


def test_lists_without_their_articles_and_pages_without_text_are_refused(tmp_path: Path) -> None:
    alone = {name: data for name, data in ISSUE.items() if "content" not in name}
    refused = list(read([written(tmp_path / "a", alone)]))
    assert [getattr(item.reason, "key", "") for item in refused if isinstance(item, Refusal)] == [
        "edition_lists_only"
    ] * 2
    files: dict[str, str | bytes] = {
        "content_1.htm": content(1, "渡口恢复通航", FERRY),
        "content_2.htm": content(2, "广告", ["<img src=a.jpg>"]),
    }
    found = {Path(item.path).name: type(item) for item in read([written(tmp_path / "b", files)])}
    assert found == {"content_1.htm": Document, "content_2.htm": Refusal}


def test_a_page_without_marks_that_an_area_leads_to_belongs_to_the_issue(tmp_path: Path) -> None:
    body = "".join(f"<p>{text}</p>" for text in (*FERRY, *SCHOOL))
    files: dict[str, str | bytes] = {
        "node_1.htm": listing("1", "要闻", {"a/story.html?x=1": "0,0,150,0,150,200,0,200"}, "p.png"),
        "a/story.html": f"<html><head><title>渡口恢复通航</title></head><body><h1>渡口恢复通航</h1>{body}"
        "</body></html>",
    }
    (ferry,) = documents(written(tmp_path, files))
    assert (ferry.title, ferry.date, ferry.source) == ("渡口恢复通航", "2025-04-07", "临江日报")
    assert texts(ferry) == [*FERRY, *SCHOOL]
    assert [(block.page, block.box) for block in ferry.blocks] == [(1, (0.0, 0.0, 0.5, 0.5))] * 3


def test_other_web_pages_in_the_folder_are_read_by_themselves(tmp_path: Path) -> None:
    files = ISSUE | {f"{DAY}/readme.html": f"<h1>说明</h1><p>{SCHOOL[0]}</p><p>{MARKET[0]}</p>"}
    found = documents(written(tmp_path, files))
    assert [document.title for document in found] == ["渡口恢复通航", "农贸市场重新开张", "说明"]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(0, 0), (9, 0), (9, 5), (0, 5)], [(0, 0, 9, 5)]),
        # An L, as its upper and its lower part.
        ([(0, 0), (10, 0), (10, 30), (40, 30), (40, 50), (0, 50)], [(0, 0, 10, 30), (0, 30, 40, 50)]),
        # A U: two legs, and what joins them.
        (
            [(0, 0), (10, 0), (10, 30), (30, 30), (30, 0), (40, 0), (40, 50), (0, 50)],
            [(0, 0, 10, 30), (30, 0, 40, 30), (0, 30, 40, 50)],
        ),
        # A slanted edge: the box around it.
        ([(0, 0), (40, 20), (40, 50), (0, 50)], [(0, 0, 40, 50)]),
    ],
)
def test_polygons_are_boxes(
    points: list[tuple[float, float]], expected: list[tuple[float, float, float, float]]
) -> None:
    assert list(boxes_of(points)) == expected


def test_the_size_of_a_picture_is_read_from_its_head(tmp_path: Path) -> None:
    from io import BytesIO

    from PIL import Image

    for kind in ("PNG", "JPEG", "GIF"):
        data = BytesIO()
        Image.new("RGB", (37, 53)).save(data, kind)
        assert picture_size.read(BytesIO(data.getvalue())) == (37, 53)
        assert picture_size.read(BytesIO(data.getvalue()[:8])) is None
    assert picture_size.read(BytesIO(b"text")) is None
