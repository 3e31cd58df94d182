"""Single pages of newspapers' digital editions, in the templates of many papers, with invented towns and stories."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pytest

from corpus.account import characters
from corpus.newspaper import segment
from corpus.readers import read_stream
from corpus.records import Article, Document, Page, Refusal
from corpus.text import clean

TITLE, ABOVE, BELOW = "北塘镇渡口恢复通航", "停航六年之后", "每天往返四十八班"
PARAGRAPHS = ["北塘镇渡口停航六年之后，昨日上午恢复通航。", "渡船首班六点，末班二十一点，票价两元。"]
BODY = "".join(f"<P>　　{text}</P>" for text in PARAGRAPHS)
CONTENT = f"<!--enpcontent-->{BODY}<!--/enpcontent-->"
CAPTION = "渡船靠岸。何平 摄"
LINKS = "<a href=node_1.htm>上一版</a> <a href=node_3.htm>下一版</a> <a class=preart href=content_2.htm>下一篇</a>"
DIRECTORY = "".join(f"<tr><td><a id=pageLink href=node_{n}.htm>第{n:02d}版：版{n}</a></td></tr>" for n in (1, 2, 5))
FOOT = "<div>临江日报社版权所有，未经许可不得转载。<a href=/about>关于我们</a></div>"
CONTROLS = "<td>放大 缩小 默认</td>"


def marks(founder: str = "", title: str = TITLE, **others: str) -> str:
    values = {
        "articleid": "1001", "date": "2025-04-07 00:00:00:0", "author": "本报记者 罗小舟 通讯员 何平", "title": title,
        "keyword": "", "subtitle": BELOW, "introtitle": ABOVE, "siteid": "2", "nodename": "镇村",
    } | others  # fmt: skip
    inside = "".join(f"<{founder}{name}>{value}</{founder}{name}>" for name, value in values.items())
    return f"<!--enpproperty {inside}/enpproperty-->"


def page(body: str, title: str = f"{TITLE}---临江日报数字报") -> str:
    return f"<html><head><title>{title}</title></head><body>{body}{FOOT}</body></html>"


@dataclass(frozen=True)
class Expected:
    above: list[str] = field(default_factory=lambda: [ABOVE, BELOW])
    captions: list[str] = field(default_factory=list)
    label: str = "05"
    name: str = "镇村"
    authors: tuple[str, ...] = ("罗小舟", "何平")
    source: str = "临江日报"


BYLINE = "临江日报记者 罗小舟 通讯员 何平"
ROWS = "".join(
    f"<tr valign=top><td class={style}>{text}</td></tr>"
    for style, text in (
        ("font02", ABOVE),
        ("font01", f"<strong>{TITLE}</strong>"),
        ("font02", BELOW),
        ("font02", BYLINE),
    )
)
DATE_ROW = "<tr><td><strong>2025年04月07日 星期一</strong></td><td><a href=a>上一期</a> <a href=b>下一期</a></td></tr>"
PAGE_ROW = f"<tr><td><strong>第05版：镇村</strong></td><td>{LINKS}</td>{CONTROLS}</tr>"
SEC = "<p class=sec>本报记者 罗小舟 通讯员 何平<br>《 临江日报 》（ 2025年04月07日   第 05 版）</p>"
PICTURES = f"<table class=pci_c><tr><td><img src=1.jpg></td></tr><tr><td><p>{CAPTION}</p></td></tr></table>"

# The page of an article in the template of each of these kinds of papers.
PAGES: dict[str, tuple[str, Expected]] = {
    "table, all marks": (
        f"<table>{DATE_ROW}{PAGE_ROW}<tr><td>{marks()}<table>{ROWS}</table><div id=ozoom style='ZOOM:100%'>"
        f"<founder-content>{CONTENT}</founder-content></div></td></tr></table><table>{DIRECTORY}</table>",
        Expected(),
    ),
    "table, no comments": (
        f"<table>{DATE_ROW}{PAGE_ROW}<tr><td><table>{ROWS}</table><div id=ozoom>{BODY}</div></td></tr></table>",
        Expected(),
    ),
    "headings in div.article, with marks and pictures": (
        "<div class=paper-bot><p class='left ban'>第05版：镇村</p></div><div class=date-box>"
        "<p class='date left'>临江日报 "
        f"2025年04月07日  星期一</p><ul><li>上一版</li><li>下一版</li></ul></div><div class=article><h3>{ABOVE}</h3>"
        f"<h1>{TITLE}</h1><h2>{BELOW}</h2>{SEC}{PICTURES}<div id=articleContent></div><div id=ozoom>{marks()}{CONTENT}"
        f"</div></div><div class=art-btn>{LINKS}</div>",
        Expected(captions=[CAPTION]),
    ),
    "headings in div.article, no comments": (
        "<div class=paper-bot><p class='left ban'>第05版：镇村</p></div><div class=article>"
        f"<h3>{ABOVE}</h3><h1>{TITLE}</h1><h2>{BELOW}</h2>{SEC}{PICTURES}<div id=ozoom>{BODY}</div></div>"
        f"<ul id=titleList><li><a href=content_1001.htm>{TITLE}</a></li></ul>",
        Expected(captions=[CAPTION]),
    ),
    "values of marks in paragraphs": (
        f"<p class=ban>第05版：镇村</p><div class=article><h3><p>{ABOVE}</p></h3><h1><p>{TITLE}</p></h1><h2>"
        f"<p>{BELOW}</p></h2>"
        + SEC
        + marks(title=f"<p>{TITLE}</p>", introtitle=f"<p>{ABOVE}</p>", subtitle=f"<p>{BELOW}</p>")
        + f"<div id=ozoom>{CONTENT}</div></div>",
        Expected(),
    ),
    "names with founder-, own element of the text": (
        f"<table>{DATE_ROW}<tr><td>第5版 镇村</td></tr></table>{marks('founder-', papername='临江日报')}"
        f"<h1>{TITLE}</h1><founder-content>{BODY}</founder-content>",
        Expected(label="5"),
    ),
    "ids PreTitle, Title, SubTitle": (
        "<div class=newslisttit><em>第05版：镇村</em></div><div id=ScroLeft><div class=newsdetatit>"
        f"<p id=PreTitle>{ABOVE}</p>"
        f"<h3 id=Title>{TITLE}</h3><p id=SubTitle>{BELOW}</p>"
        "<p align=center>2025年04月07日　作者：罗小舟 何平</p></div>"
        f"<div class=newsdetatext><founder-content><p>{'</p><p>'.join(PARAGRAPHS)}</p></founder-content></div></div>"
        f"<div class=newsnext>{LINKS}</div>",
        Expected(),
    ),
    "classes intro and sub": (
        f"<div class=newslisttit><em>A05：镇村</em></div><div class=newsdetatit><div class=intro>{ABOVE}"
        f"</div><h3>{TITLE}</h3>"
        f"<div class=sub>{BELOW}</div></div><p>2025-04-07 罗小舟 何平</p><div class=newsdetatext>{BODY}</div>"
        f"<a id=pageLink href=node_A06.html>A06：副刊</a>",
        Expected(label="A05"),
    ),
    "headings around h1, own element of the system": (
        f"<span class=pic-info-summary>第05版：镇村</span><div class=main-content><h3>{ABOVE}</h3><h1>{TITLE}"
        f"</h1><h3>{BELOW}"
        f"</h3><p>2025年04月07日 记者 罗小舟 通讯员 何平</p><div id=news_content><cms-content>{BODY}"
        "</cms-content></div></div>"
        "<map name=pagepicmap><area coords='1,2,9,2,9,8,1,8' href=c.html></map>",
        Expected(),
    ),
    "h2 under h3, h4 below": (
        f"<div class='paperinfo fl'>第05版：镇村</div><div class='content fl'><h3>{ABOVE}</h3><h2>{TITLE}"
        f"</h2><h4>{BELOW}</h4>"
        f"<p>2025年04月07日 记者：罗小舟 何平</p><div class=cont><div id=ozoom>{BODY}</div></div></div>",
        Expected(),
    ),
    "cells title_a, name beside the number": (
        "<table><tr><td width=49%><span class=orange2>A05：</span><span class=blue2>镇村</span></td>"
        f"<td>{LINKS}</td></tr>"
        f"{DATE_ROW}</table><table><tr><td>{ABOVE}</td></tr><tr><td class=title_a>{TITLE}</td></tr><tr>"
        f"<td>{BELOW}</td></tr>"
        f"<tr><td>作者：罗小舟 何平</td></tr><tr><td><div id=ozoom>{BODY}</div></td></tr></table>",
        Expected(label="A05"),
    ),
    "headline marked twice": (
        f"<table>{DATE_ROW}{PAGE_ROW}</table><div><founder-pretitle>{ABOVE}</founder-pretitle></div>"
        f"<div id=article-title><founder-title></founder-title><founder-title>{TITLE}</founder-title></div>"
        f"<div>{BELOW}</div><div>作者：罗小舟 何平</div><div id=ozoom>{BODY}</div>",
        Expected(above=[ABOVE, BELOW]),
    ),
    "own elements without lines between them": (
        f"<table>{DATE_ROW}{PAGE_ROW}</table><founder-introtitle>{ABOVE}</founder-introtitle>"
        f"<founder-title>{TITLE}</founder-title><founder-subtitle>{BELOW}</founder-subtitle>"
        f"<founder-author>临江日报全媒体记者 罗小舟 通讯员 何平</founder-author><founder-content>{BODY}"
        "</founder-content>",
        Expected(),
    ),
    "main-article classes": (
        f"<ul class=main-ed-articlenav-list><li><a href=content_1001.htm>{TITLE}</a></li></ul><div>第05版：镇村</div>"
        f"<p class=main-article-pretitle>{ABOVE}</p><p class=main-article-title>{TITLE}</p>"
        f"<p class=main-article-subtitle>{BELOW}</p><p>2025-04-07 作者：罗小舟 何平</p><div class=main_ar_pic_text>"
        f"<img src=a.jpg><p>{CAPTION}</p></div><div class=main-article-con><div id=ozoom>{BODY}</div></div>"
        f"<dl>{DIRECTORY}</dl>",
        Expected(captions=[CAPTION]),
    ),
}


def one(text: str, encoding: str = "utf-8", name: str = "content_1001.htm") -> Document:
    (found,) = read_stream(io.BytesIO(text.encode(encoding)), name)
    assert isinstance(found, Document), found
    return found


def texts(document: Document) -> list[str]:
    return [clean(block.text) for block in document.blocks]


def article(document: Document) -> Article:
    (found,), _ = segment(document)
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("kind", PAGES)
def test_the_page_of_an_article(kind: str, encoding: str) -> None:
    body, expected = PAGES[kind]
    found = one(page(body), encoding)
    assert (found.title, found.date, found.source) == (TITLE, "2025-04-07", expected.source)
    assert texts(found) == [*expected.above, *PARAGRAPHS, *expected.captions]
    assert found.authors == expected.authors
    assert [(known.label, known.name) for known in found.pages] == [(expected.label, expected.name)]
    printed = article(found)
    assert printed.text == "\n".join([*expected.above, *PARAGRAPHS, *expected.captions])
    assert [(known.label, known.name) for known in printed.pages] == [(expected.label, expected.name)]


@pytest.mark.parametrize("kind", PAGES)
def test_every_character_of_a_page_is_taken_over_or_counted(kind: str) -> None:
    found = one(page(PAGES[kind][0]))
    shown = _shown(page(PAGES[kind][0]))
    taken = characters(found.title + "".join(texts(found)))
    assert characters(shown) + found.added == taken + sum(entry.characters for entry in found.left_out)


def _shown(source: str) -> str:
    from lxml import etree, html

    body = html.document_fromstring(source).find("body")
    return "".join(element for element in etree.XPath(".//text()[not(ancestor::script)]")(body))


def test_a_headline_over_several_lines_and_authors_that_are_references() -> None:
    broken = f"<h1>北塘镇渡口<br>恢复通航</h1><div id=ozoom>{CONTENT}</div>"
    found = one(page(marks(title="北塘镇渡口<br/>恢复通航", author="下转第三版") + broken))
    assert (found.title, found.authors) == ("北塘镇渡口 恢复通航", ())
    assert texts(found) == [ABOVE, BELOW, *PARAGRAPHS]


def test_a_reference_to_another_page_is_no_text_and_said_in_a_warning() -> None:
    body = f"<!--enpcontent-->{BODY}<P>　　（下转第2版②）</P><!--/enpcontent-->"
    found = one(page(f"{PAGE_ROW}{marks()}<div id=ozoom>{body}</div>"))
    assert texts(found) == [ABOVE, BELOW, *PARAGRAPHS]
    assert found.warnings == ("the story goes on on page 2, which is not among the files",)


def test_the_number_of_the_page_may_stand_in_the_marks() -> None:
    for nodename in ("A05镇村", "第A05版：镇村", "A05：镇村"):
        found = one(page(f"{marks(nodename=nodename)}<div id=ozoom>{CONTENT}</div>"))
        assert [(known.label, known.name) for known in found.pages] == [("A05", "镇村")]
    found = one(page(f"{marks(pagenum='5')}<div id=ozoom>{CONTENT}</div>"))
    assert [(known.label, known.name) for known in found.pages] == [("5", "镇村")]


def test_the_address_of_a_saved_page_is_kept() -> None:
    saved = "<!-- saved from url=(0052)http://paper.linjiang.example/html/content_1001.htm -->"
    assert one(saved + page(f"{marks()}<div id=ozoom>{CONTENT}</div>")).url == (
        "http://paper.linjiang.example/html/content_1001.htm"
    )


MAP = (
    "<map name=PagePicMap><area coords='10,20,110,20,110,220,10,220' shape=polygon href=content_1001.htm>"
    "<area coords='120,20,200,20,200,220,120,220' href=content_1002.htm></map>"
)


def test_an_article_knows_its_place_on_the_picture_of_the_page() -> None:
    picture = f"{MAP}<img src=p5.jpg width=200 height=400 usemap=#PagePicMap>"
    found = one(page(f"{PAGE_ROW}{picture}{marks()}<div id=ozoom>{CONTENT}</div>"))
    assert {block.box for block in found.blocks} == {(0.05, 0.05, 0.55, 0.55)}
    assert found.pages == (Page(5, "05", "镇村", 200.0, 400.0, "px"),)
    printed = article(found)
    assert [(region.page, region.box) for region in printed.regions] == [(5, (0.05, 0.05, 0.55, 0.55))] * len(
        printed.regions
    )


def test_a_picture_of_unknown_size_gives_no_places() -> None:
    picture = f"{MAP}<img src=p5.jpg usemap=#PagePicMap>"
    found = one(page(f"{PAGE_ROW}{picture}{marks()}<div id=ozoom>{CONTENT}</div>"))
    assert {block.box for block in found.blocks} == {None}
    assert (found.pages[0].width, found.pages[0].label) == (None, "05")


@pytest.mark.parametrize("end", ["", marks("founder-", title="", pagenum="5", papername="临江日报")])
def test_a_page_that_only_lists_articles_is_refused_with_what_to_do(end: str) -> None:
    listed = f"{MAP}<img src=p5.jpg usemap=#pagepicmap><ul><li><a href=content_1001.htm>{TITLE}</a></li></ul>{end}"
    (refused,) = read_stream(io.BytesIO(page(listed).encode()), "node_5.htm")
    assert isinstance(refused, Refusal)
    assert getattr(refused.reason, "key", "") == "edition_lists_only"


def test_other_web_pages_with_the_same_names_are_read_as_web_pages() -> None:
    found = one(page(f"<div id=zoom><h1>{TITLE}</h1>{BODY * 3}</div>", title=TITLE))
    assert (found.title, texts(found)[:2]) == (TITLE, PARAGRAPHS)
    assert found.pages == ()


@pytest.mark.parametrize(
    "line",
    [
        "+" * 79 + "x",
        " " * 5000 + "x",
        "▶" * 5000,
        "（" * 5000,
        "<!--enpproperty" * 2000,
        "<img " * 2000,
        "<area " * 2000,
    ],
)
def test_long_runs_of_marks_are_read_in_time(line: str) -> None:
    import time

    begun = time.process_time()
    one(page(f"<p>{line}</p>{marks()}<div id=ozoom><!--enpcontent-->{BODY}<p>{line}</p><!--/enpcontent--></div>"))
    assert time.process_time() - begun < 5
