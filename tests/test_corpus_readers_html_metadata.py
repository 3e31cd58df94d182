"""Title, date, source and authors of web pages: what is printed comes before what the head says."""

from __future__ import annotations

import io

import pytest

from corpus.readers import html, html_info
from corpus.records import Document, Page

TITLE = "北塘镇渡口恢复通航"
PARAGRAPHS = [
    "停航六年的北塘镇渡口本周一恢复通航，两条新船每天往返四十八班，单程只要七分钟。",
    "镇交通站站长介绍，新船可以载客六十人、自行车二十辆，票价仍是两元，老人免费。",
    "渡口管理所提醒，遇到六级以上大风停航，停航消息会贴在码头，也会发到村里的广播。",
]
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
ALL = (TITLE, "2025-04-07", "临江日报", ("罗小舟",))


def read(body: str, head: str = "", title: str = TITLE, codec: str = "utf-8") -> Document:
    markup = f"<html><head><meta charset='{codec}'><title>{title}</title>{head}</head><body>{body}</body></html>"
    (found,) = html.read(io.BytesIO(markup.encode(codec)), "a.html")
    assert isinstance(found, Document)
    return found


def about(found: Document) -> tuple[str, str | None, str | None, tuple[str, ...]]:
    return found.title, found.date, found.source, found.authors


def texts(found: Document) -> list[str]:
    return [block.text.strip("\u3000\u00a0 ") for block in found.blocks]


@pytest.mark.parametrize(
    "line",
    [
        "2025年4月7日 09:10 | 临江日报 | 罗小舟",
        "2025-04-07 临江日报 记者 罗小舟",
        "2025年4月7日　临江日报　罗小舟",
        "2025/4/7&nbsp;&nbsp;&nbsp;临江日报&nbsp;&nbsp;作者：罗小舟&nbsp;&nbsp;【字号：<a>大</a> <a>中</a> <a>小</a>】",
        "25-04-07 09:10 来源：临江日报 作者：罗小舟 阅读 1203",
        "<span>2025.04.07 09:10:22</span><span>来源:《临江日报》</span><span>记者:罗小舟</span>",
        "<em>来源</em><b>临江日报</b><em>时间</em><b>2025-04-07</b><em>作者</em><b>罗小舟</b>",
        "更新时间：2025-04-09　发布时间：2025-04-07　来源：“临江日报”　作者：罗小舟　责任编辑：何平",
        "来源：<a href='http://a.example'>临江日报</a>作者：罗小舟2025-04-07",
        "《临江日报》（2025年04月07日　第 05 版：镇村）　本报记者 罗小舟",
        "民國114年4月7日 來源：临江日报 記者羅小舟／北塘報導",
        "二〇二五年四月七日 临江日报 罗小舟",
    ],
)
def test_the_line_under_the_headline_gives_date_source_and_author_and_is_no_text(line: str) -> None:
    found = read(f"<h1>{TITLE}</h1><div>{line}</div><div>{BODY}</div>")
    expected = ALL if "羅" not in line else (*ALL[:3], ("羅小舟",))
    assert about(found) == expected
    assert texts(found) == PARAGRAPHS


def test_the_values_may_stand_on_several_lines() -> None:
    lines = (
        "<ul><li>发布时间：2025年4月7日</li><li>来源：临江日报</li><li>作者：罗小舟</li><li>字号：大 中 小</li></ul>"
    )
    found = read(f"<div><h1>{TITLE}</h1>{lines}{BODY}</div>")
    assert about(found) == ALL
    assert texts(found) == PARAGRAPHS


def test_a_page_of_tables_and_line_breaks() -> None:
    menu = "<table><tr><td><a href=1>首页</a>|<a href=2>镇村</a>|<a href=3>社会</a></td></tr></table>"
    lines = "<br><br>".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{text}" for text in PARAGRAPHS)
    rows = (f"<font size=5><b>{TITLE}</b></font>", "2025年4月7日08:12&nbsp;&nbsp;临江日报&nbsp;&nbsp;罗小舟", lines)
    table = f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in rows)}</table>"
    end = "<table><tr><td>临江日报社版权所有</td></tr></table>"
    found = read(menu + table + end, title=f"{TITLE}_临江新闻网", codec="gbk")
    assert about(found) == ALL
    assert texts(found) == PARAGRAPHS


def test_what_is_printed_comes_before_the_head_of_the_page() -> None:
    meta = '<meta name="pubdate" content="2011-01-01"><meta property="og:site_name" content="临江在线">'
    script = '{"@type":"NewsArticle","datePublished":"2012-02-02"}'
    head = f'{meta}<script type="application/ld+json">{script}</script>'
    found = read(f"<h1>{TITLE}</h1><div>发布时间：2025-04-07 来源：临江日报 作者：罗小舟</div>{BODY}", head)
    assert about(found) == ALL
    assert (bare := read(f"<h1>{TITLE}</h1>{BODY}", head)).date == "2011-01-01"
    assert bare.source == "临江在线"


def test_the_date_of_the_site_is_not_that_of_the_article() -> None:
    script = '<script type="application/ld+json">{"@type":"%s","datePublished":"2012-02-02"}</script>'
    assert read(f"<h1>{TITLE}</h1>{BODY}", script % "WebSite").date is None
    assert read(f"<h1>{TITLE}</h1>{BODY}", script % "NewsArticle").date == "2012-02-02"


def test_the_date_in_the_head_of_a_page_counts_last() -> None:
    top = f"<div>2026年11月30日 星期一</div><h1>{TITLE}</h1>{BODY}"
    assert read(top, "<meta name='publishdate' content='2025-04-07'>").date == "2025-04-07"
    assert read(top).date == "2026-11-30"


def test_lines_of_text_that_look_alike_stay() -> None:
    lines = ["2025年4月7日，北塘镇渡口恢复通航。", "来源：清水河的水是从北山来的", "图为渡口 2025年4月7日摄"]
    found = read(
        f"<h1>{TITLE}</h1><p>{lines[0]}</p>{BODY}<p>{lines[1]}</p><p>{lines[2]}</p>{BODY.replace('本周', '上周')}"
    )
    assert set(lines) <= set(texts(found))


def test_a_subtitle_and_a_line_above_the_headline_are_text() -> None:
    above, below = "<h3>停航六年之后</h3>", "<h2>每天往返四十八班</h2><p>2025-04-07 临江日报</p>"
    found = read(f"<div>{above}<h1>{TITLE}</h1>{below}<div>{BODY}</div></div>")
    assert texts(found) == ["停航六年之后", "每天往返四十八班", *PARAGRAPHS]


def test_a_public_account_is_the_source_and_the_platform_never() -> None:
    head = f"<meta property='og:title' content='{TITLE}'><meta property='og:site_name' content='微信公众平台'>"
    line = (
        "<span>原创</span><span>罗小舟</span><a id='js_name'>\n 北塘生活 \n</a><em>2025年4月7日 18:30</em><em>江苏</em>"
    )
    sections = "".join(f"<section><span>{text}</span></section>" for text in PARAGRAPHS)
    body = (
        f"<div><h1>{TITLE}</h1><div>{line}</div><div id='js_content' style='visibility: hidden'>{sections}</div></div>"
    )
    found = read(body, head, title="")
    assert about(found) == (TITLE, "2025-04-07", "北塘生活", ("罗小舟",))
    assert texts(found) == PARAGRAPHS
    assert read(f"<h1>{TITLE}</h1>{BODY}", head).source is None


def test_the_line_under_the_headline_may_be_a_heading() -> None:
    found = read(f"<h1>{TITLE}</h1><h4>2025-04-07 临江日报 罗小舟</h4>{BODY}")
    assert about(found) == ALL
    assert texts(found) == PARAGRAPHS


def test_the_headline_of_a_page_that_is_titled_by_its_paper() -> None:
    rows = (f"<b>{TITLE}</b>", "临江日报记者 罗小舟", BODY)
    table = f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in rows)}</table>"
    top = "<table><tr><td>2025年4月7日 星期一</td><td>第B1版：镇村</td></tr></table>"
    found = read(top + table, title="临江日报电子版")
    assert about(found) == ALL
    assert texts(found) == PARAGRAPHS


def edition(properties: str, printed: str) -> str:
    marks = f"<!--enpproperty <articleid>9</articleid>{properties}<siteid>2</siteid>/enpproperty-->"
    content = f"<!--enpcontent--><P>　　{'<P>　　'.join(PARAGRAPHS)}</P><!--/enpcontent-->"
    pages = "<a href=1>上一版</a> <a href=2>下一版</a> <a>放大</a> <a>缩小</a> <a>默认</a>"
    return f"<table><tr><td>{printed} {pages}</td></tr><tr><td>{marks}<div id=ozoom>{content}</div></td></tr></table>"


def test_the_marks_of_a_digital_edition_are_read() -> None:
    properties = (
        "<date>2025-04-07 00:00:00:0</date><author>本报记者 罗小舟 通讯员 何平</author>"
        "<title>北塘镇渡口<br/>恢复通航</title>"
        "<subtitle>每天往返四十八班</subtitle><introtitle>停航六年之后</introtitle>"
    )
    found = read(edition(properties, "临江日报 2025年04月07日 星期一 第05版：镇村"), title="临江日报")
    assert about(found) == ("北塘镇渡口 恢复通航", "2025-04-07", "临江日报", ("罗小舟", "何平"))
    assert texts(found) == ["停航六年之后", "每天往返四十八班", *PARAGRAPHS]


def test_the_paper_of_a_digital_edition_may_stand_in_the_title() -> None:
    properties = f"<date>2025-04-07</date><author>罗小舟</author><title>{TITLE}</title>"
    assert about(read(edition(properties, "第05版"), title=f"{TITLE}---临江日报数字报刊")) == ALL


@pytest.mark.parametrize(
    ("title", "printed"),
    [(f"{TITLE}_临江新闻网", TITLE), (f"{TITLE} - 镇村 - 临江在线", TITLE), ("临江日报", TITLE), ("", TITLE)],
)
def test_the_title_is_the_printed_headline_without_the_site(title: str, printed: str) -> None:
    assert read(f"<div><h2>{printed}</h2>{BODY}</div>", title=title).title == TITLE


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("全媒体记者 罗小舟 通讯员 何平", ("罗小舟", "何平")),
        ("罗 舟", ("罗舟",)),
        ("罗小舟、何平", ("罗小舟", "何平")),
        ("Jane Doe", ("Jane Doe",)),
        ("https://a.example/u/1", ()),
    ],
)
def test_names_of_authors(value: str, names: tuple[str, ...]) -> None:
    assert html_info.authors(value) == names


@pytest.mark.parametrize(
    ("line", "pages"),
    [
        ("《临江日报》（2025年04月07日　第 05 版：镇村）　本报记者 罗小舟", (Page(1, "05", "镇村"),)),
        ("2025-04-07 临江日报 A03版", (Page(1, "A03"),)),
        ("2025-04-07 临江日报", ()),
    ],
)
def test_the_printed_page_is_read_from_the_line_below_the_headline(line: str, pages: tuple[Page, ...]) -> None:
    assert read(f"<h1>{TITLE}</h1><p>{line}</p>{BODY}").pages == pages
