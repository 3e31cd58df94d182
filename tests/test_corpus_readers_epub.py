"""Books: titles from the contents, bars of links, pages of contents, chapters over several files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from corpus.messages import Message
from corpus.readers import epub
from corpus.records import Document

BAR = '<div>| <a href="b.xhtml">下一篇</a> | <a href="i.xhtml">版面目录</a> |</div>'
FERRY, MARKET = "渡口昨日复航，日运客900人次。", "早市昨日开张，摊位40个。"


def book(pages: Mapping[str, str], contents: Mapping[str, str], title: str = "滨州晚报", ncx: bool = True) -> bytes:
    """A book of these pages, whose table of contents leads to their files."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages)
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    if ncx:
        items += '<item id="toc" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        points = "".join(
            f"<navPoint><navLabel><text>{label}</text></navLabel><content src='{target}'/></navPoint>"
            for target, label in contents.items()
        )
        files = {"toc.ncx": f"<ncx><navMap>{points}</navMap></ncx>"}
    else:
        items += '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        links = "".join(f'<li><a href="{target}">{label}</a></li>' for target, label in contents.items())
        files = {"nav.xhtml": f'<html><body><nav epub:type="toc"><ol>{links}</ol></nav></body></html>'}
    files |= {name: f"<html><body>{body}</body></html>" for name, body in pages.items()}
    files["META-INF/container.xml"] = '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
    files["c.opf"] = (
        f'<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>{title}</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def chapters(data: bytes) -> list[Document]:
    found = list(epub.read(io.BytesIO(data), "a.epub"))
    assert all(isinstance(item, Document) for item in found), found
    return [item for item in found if isinstance(item, Document)]


def texts(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


@pytest.mark.parametrize("ncx", [True, False])
def test_titles_come_from_the_contents_where_a_chapter_has_no_heading(ncx: bool) -> None:
    pages = {"a.xhtml": f"<p>{FERRY}</p>", "b.xhtml": f"<p><b>早市开张</b></p><p>{MARKET}</p>"}
    contents = {"a.xhtml": "渡口复航", "b.xhtml#top": "早市开张"}
    found = chapters(book(pages, contents, ncx=ncx))
    assert [(item.title, texts(item), item.source) for item in found] == [
        ("渡口复航", [FERRY], "滨州晚报"),
        ("早市开张", [MARKET], "滨州晚报"),
    ]


def test_a_heading_in_the_text_beats_the_contents() -> None:
    found = chapters(book({"a.xhtml": f"<h2>渡口昨日复航</h2><p>{FERRY}</p>"}, {"a.xhtml": "第一章"}))
    assert [(item.title, texts(item)) for item in found] == [("渡口昨日复航", [FERRY])]


@pytest.mark.parametrize("title", ["滨州晚报 [2024-05-01]", "滨州晚报（2024年5月1日）", "滨州晚报 20240501"])
def test_the_date_of_an_issue_is_no_part_of_its_name(title: str) -> None:
    (found,) = chapters(book({"a.xhtml": f"<h2>渡口复航</h2><p>{FERRY}</p>"}, {}, title=title))
    assert (found.source, found.date) == ("滨州晚报", "2024-05-01")


def test_bars_of_links_and_notes_of_tools_are_left_out_with_a_warning() -> None:
    note = '<p>本文由新闻助手下载自 <a href="http://a.cn/1">http://a.cn/1</a></p>'
    quote = '<p>详见<a href="http://a.cn/2">市水务局的通告</a>，票价2元。</p>'
    (found,) = chapters(book({"a.xhtml": f"{BAR}<h2>渡口复航</h2><p>{FERRY}</p>{quote}{note}{BAR}"}, {"a.xhtml": "甲"}))
    assert (found.title, texts(found)) == ("渡口复航", [FERRY, "详见市水务局的通告，票价2元。"])
    assert [warning.values["text"] for warning in found.warnings if isinstance(warning, Message)] == [
        "| 下一篇 | 版面目录 |",
        "本文由新闻助手下载自 http://a.cn/1",
    ]


def test_a_page_of_contents_is_no_article() -> None:
    index = '<h1>要闻版</h1><ul><li><a href="a.xhtml">渡口复航</a></li><li><a href="b.xhtml">早市开张</a></li></ul>'
    pages = {"i.xhtml": index, "a.xhtml": f"<h2>渡口复航</h2><p>{FERRY}</p>"}
    (found,) = chapters(book(pages, {"i.xhtml": "要闻版", "a.xhtml": "渡口复航"}))
    assert found.title == "渡口复航"
    assert found.warnings == (Message("epub_contents_left_out", text="要闻版"),)


def test_a_chapter_goes_on_in_the_next_files() -> None:
    pages = {
        "a_split_000.html": "<h2>渡口复航</h2><p>渡口昨日复航，日运客</p>",
        "a_split_001.html": "<p>900人次。</p>",
        "a_split_002.html": "<p>票价2元。</p>",
        "b.html": f"<p>{MARKET}</p>",
    }
    for contents in ({"a_split_000.html": "渡口复航", "b.html": "早市开张"}, {"b.html": "早市开张"}):
        found = chapters(book(pages, contents))
        assert [(item.title, texts(item)) for item in found] == [
            ("渡口复航", [FERRY, "票价2元。"]),
            ("早市开张", [MARKET]),
        ]


def test_files_that_end_their_sentences_are_chapters_of_their_own() -> None:
    pages = {"a.html": f"<h2>渡口复航</h2><p>{FERRY}</p>", "b.html": f"<p>早市开张</p><p>{MARKET}</p>"}
    found = chapters(book(pages, {"a.html": "渡口复航"}))
    assert [texts(item) for item in found] == [[FERRY], ["早市开张", MARKET]]


def test_several_entries_of_the_contents_divide_a_file() -> None:
    page = f'<h2>渡口复航</h2><p>{FERRY}</p><h2 id="x">早市开张</h2><p>{MARKET}</p>'
    found = chapters(book({"a.html": page}, {"a.html": "渡口复航", "a.html#x": "早市开张"}))
    assert [(item.title, texts(item)) for item in found] == [("渡口复航", [FERRY]), ("早市开张", [MARKET])]


def test_a_damaged_table_of_contents_is_no_harm() -> None:
    data = book({"a.html": f"<h2>渡口复航</h2><p>{FERRY}</p>"}, {"a.html": "甲"}).replace(b"<ncx>", b"<ncx<")
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() == "toc.ncx"
    assert [item.title for item in chapters(data)] == ["渡口复航"]


def test_what_a_chapter_prints_counts_before_the_data_of_the_book() -> None:
    pages = {
        "a.xhtml": f"<h2>渡口复航</h2><p>2025-04-16　江城日报　记者 何立春</p><p>{FERRY}</p>",
        "b.xhtml": f"<p>{MARKET}</p>",
    }
    found = chapters(book(pages, {"b.xhtml": "早市开张"}, title="滨州晚报 [2012-01-01]"))
    assert [(item.date, item.source, item.authors) for item in found] == [
        ("2025-04-16", "江城日报", ("何立春",)),
        ("2012-01-01", "滨州晚报", ()),
    ]
