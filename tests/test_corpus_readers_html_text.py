"""The text of web pages: what a browser shows of an article is read, and nothing of its menus."""

from __future__ import annotations

import io
import re

import pytest

from corpus.readers import html
from corpus.records import Document

TITLE = "北塘镇渡口恢复通航"
PARAGRAPHS = [
    "停航六年的北塘镇渡口本周一恢复通航，两条新船每天往返四十八班，单程只要七分钟。",
    "镇交通站站长介绍，新船可以载客六十人、自行车二十辆，票价仍是两元，老人免费。",
    "住在对岸的菜农罗大嫂说，过去绕桥进城要走十一公里，现在坐船就到，菜也更新鲜了。",
    "渡口管理所提醒，遇到六级以上大风停航，停航消息会贴在码头，也会发到村里的广播。",
]
MENU = "<div class='top'><a href='/'>首页</a> <a href='/a'>镇村新闻</a> <a href='/b'>图片</a></div>"


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str) -> str:
    head = f"<head><meta charset='utf-8'><title>{TITLE}</title></head>"
    return f"<!DOCTYPE html><html>{head}<body>{MENU}<h1>{TITLE}</h1>{body}</body></html>"


def texts(markup: str) -> list[str]:
    (found,) = html.read(io.BytesIO(markup.encode()), "a.html")
    assert isinstance(found, Document)
    return [block.text.strip() for block in found.blocks]


def article(*middle: str) -> list[str]:
    """The lines of a page with this markup between the second and the third paragraph, without the paragraphs."""
    found = texts(page(f"<div>{paragraphs(PARAGRAPHS[:2])}{''.join(middle)}{paragraphs(PARAGRAPHS[2:])}</div>"))
    assert [text for text in found if text in PARAGRAPHS] == PARAGRAPHS
    return [text for text in found if text not in PARAGRAPHS]


# Links


def test_paragraphs_that_are_links_are_text_wherever_they_stand() -> None:
    for linked in range(4):
        body = [f"<a href='/x'>{text}</a>" if i == linked else text for i, text in enumerate(PARAGRAPHS)]
        assert texts(page(f"<div>{paragraphs(body)}</div>")) == PARAGRAPHS


def test_quotations_list_items_and_sub_headings_that_are_links_are_text() -> None:
    assert article("<blockquote><a href='/q'>船工：我等这天等了六年</a></blockquote>") == ["船工：我等这天等了六年"]
    assert article("<p>三处上船点是：</p><ul><li><a href=1>粮站码头</a></li><li><a href=2>老街石阶</a></li></ul>") == [
        *("三处上船点是：", "粮站码头", "老街石阶")
    ]
    assert article("<ul><li><a href=1>粮站码头</a></li><li>老街石阶</li></ul>") == ["粮站码头", "老街石阶"]
    assert article("<h2><a href='#b'>班次与票价</a></h2>") == ["班次与票价"]


@pytest.mark.parametrize(
    "menu",
    [
        "<h3>相关阅读</h3><ul><li><a href=1>柳林村修通水泥路</a></li><li><a href=2>镇中学换新操场</a></li></ul>",
        "<div><a href=1>柳林村修通水泥路</a></div><div><a href=2>镇中学换新操场</a></div>",
        "<p><a href=1>上一篇：柳林村修通水泥路</a></p><p><a href=2>下一篇：镇中学换新操场</a></p>",
        "<ul><li><a href=1>油价调整后，加满一箱多花多少？</a></li><li><a href=2>操场翻新，学生叫好！</a></li></ul>",
        "<div class='ad'><a href='/ad'>装修找好匠，全城免费量房</a></div>",
    ],
)
def test_lists_of_other_articles_are_left_out_with_their_heading(menu: str) -> None:
    assert article(menu) == []


# What a page folds away


FOLDS = [
    "<div style='display: none'>{}</div><a>展开全文</a>",
    "<div style='DISPLAY:none;color:red' class=more>{}</div><span>点击展开剩余内容</span>",
    "<section hidden>{}</section><a href='javascript:x()'>阅读全文</a>",
    "<details><summary>展开全文</summary>{}</details>",
    "<noscript>{}</noscript>",
]


@pytest.mark.parametrize("fold", FOLDS)
def test_the_folded_part_of_an_article_is_text_and_the_button_is_not(fold: str) -> None:
    assert (
        texts(page(f"<div>{paragraphs(PARAGRAPHS[:2])}{fold.format(paragraphs(PARAGRAPHS[2:]))}</div>")) == PARAGRAPHS
    )
    assert texts(page(fold.format(paragraphs(PARAGRAPHS)))) == PARAGRAPHS


@pytest.mark.parametrize(
    "hidden",
    [
        "<ul hidden><li><a href=1>镇村新闻频道</a></li><li><a href=2>农技问答频道，每天更新。</a></li></ul>",
        "<div style='display:none' class='login-box'><p>您还没有登录，请先登录，然后再发表评论。</p></div>",
        "<div style='display:none'><p>打开微信，扫描二维码，把这条消息分享给您的朋友。</p></div>",
        "<nav hidden><p>这里是网站的导航，里面有很多栏目可以选择。</p></nav>",
        "<noscript>您的浏览器没有打开 JavaScript，本页的一些功能不能使用。</noscript>",
        f"<div style='display:none'>{PARAGRAPHS[0]}</div>",
    ],
)
def test_hidden_menus_dialogs_and_repetitions_stay_hidden(hidden: str) -> None:
    assert article(hidden) == []


def test_the_summary_of_details_that_says_something_is_text() -> None:
    assert article("<details><summary>大风天怎么办</summary><p>看码头的红旗。</p></details>") == [
        *("大风天怎么办", "看码头的红旗。")
    ]


# Several ends


def test_what_stands_behind_the_first_end_of_a_page_is_read() -> None:
    first, second = paragraphs(PARAGRAPHS[:2]), paragraphs(PARAGRAPHS[2:])
    whole = page(first).replace("</body>", f"</body></html>{second}</BODY >")
    assert texts(whole) == PARAGRAPHS
    head = f"<html><body>{MENU}</body></html>"
    assert texts(head + page(first + second)) == PARAGRAPHS


# Characters


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("流量3.2×10<sup>4</sup>m<sup>3</sup>", "流量3.2×10⁴m³"),
        ("10<sup>-3</sup>与10<sup>−2</sup>", "10⁻³与10⁻²"),
        ("占<sup>1</sup>/<sub>3</sub>，含CO<sub>2</sub>", "占¹/₃，含CO₂"),
        ("2<sup>k</sup>次，2<sup>n+1</sup>次", "2^k次，2ⁿ⁺¹次"),
        ("第19<sup>th</sup>届<sup>[2]</sup><sup>①</sup>", "第19th届[2]①"),
        ("见注<sup><a href='#n'>1</a></sup>。", "见注¹。"),
        ("票价<del>三元</del><ins>两元</ins>，<s>限坐五十人</s>限坐六十人", "票价两元，限坐六十人"),
        ("<ruby>甪<rp>（</rp><rt>lù</rt><rp>）</rp>直<rt>zhí</rt></ruby>镇", "甪直镇"),
    ],
)
def test_raised_struck_and_annotated_text(markup: str, text: str) -> None:
    assert article(f"<p>{markup}</p>") == [text]


# Lists


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<ol><li>买票</li><li value=5>上船</li><li>坐好</li></ol>", ["1. 买票", "5. 上船", "6. 坐好"]),
        ("<ol start=3><li><p>买票</p></li><li><b>上</b>船</li></ol>", ["3. 买票", "4. 上船"]),
        ("<ol type=A start=26><li>买票</li><li>上船</li></ol>", ["Z. 买票", "AA. 上船"]),
        ("<ol type=i start=4><li>买票<ol><li>上船</li></ol></li></ol>", ["iv. 买票", "1. 上船"]),
        ("<ol reversed><li>买票</li><li>上船</li></ol>", ["2. 买票", "1. 上船"]),
        (
            "<ol style='list-style: cjk-ideographic' start=20><li>买票</li><li>上船</li></ol>",
            ["二十、买票", "二十一、上船"],
        ),
        ("<ol style='list-style-type:none'><li>买票</li></ol>", ["买票"]),
        ("<ol><li>（一）买票</li><li>第二条 上船</li></ol>", ["（一）买票", "第二条 上船"]),
        ("<ol start=x><li value=99999999>买票</li></ol>", ["1. 买票"]),
        ("<ul><li>买票</li></ul>", ["买票"]),
    ],
)
def test_numbers_of_ordered_lists_are_text(markup: str, lines: list[str]) -> None:
    assert article(markup) == lines


# Tables


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("<tr><td rowspan=2>早班<td>6:00<td>大船<tr><td>6:15<td>小船", ["早班 6:00 大船", "早班 6:15 小船"]),
        ("<tr><td>早班<td rowspan=2>大船<td>甲<tr><td>晚班<td>乙", ["早班 大船 甲", "晚班 大船 乙"]),
        ("<tr><td>早班<td rowspan=9>大船<tr><td>晚班", ["早班 大船", "晚班 大船"]),
        ("<tr><td>早班<td rowspan=0>大船<tr><td>午班<tr><td>晚班", ["早班 大船", "午班 大船", "晚班 大船"]),
        ("<tr><td colspan=2 rowspan=2>停航<td>甲<tr><td>乙", ["停航 甲", "停航 乙"]),
        (
            "<thead><tr><th rowspan=2>班<th colspan=2>时刻<tr><th>去<th>回</thead><tbody><tr><td>早<td>6<td>7</tbody>",
            ["班 时刻", "班 去 回", "早 6 7"],
        ),
        ("<tr><td rowspan=2><a href=1>首页</a><td>甲<tr><td>乙", ["首页 甲", "乙"]),
    ],
)
def test_cells_over_several_rows_reach_each_of_them(rows: str, lines: list[str]) -> None:
    found = article(f"<table>{rows}</table>")
    assert [re.sub(r"\s+", " ", text) for text in found] == lines


def test_a_table_of_links_and_data_is_text() -> None:
    row = "<tr><td><a href={0}>船工{0}号</a></td><td>{0}年</td></tr>".format
    assert article(f"<table>{row(1)}{row(2)}<tr><td>合计</td><td>三年</td></tr></table>") == [
        *("船工1号 1年", "船工2号 2年", "合计 三年")
    ]


def test_paragraphs_in_the_cell_of_a_page_laid_out_as_a_table_are_text() -> None:
    menu = "<td rowspan=3><a href='/'>首页</a><br><a href='/a'>镇村新闻</a></td>"
    rows = (f"{menu}<td><h1>{TITLE}</h1></td>", f"<td>{paragraphs(PARAGRAPHS)}</td>")
    assert texts(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>") == PARAGRAPHS


def test_a_page_on_which_trafilatura_fails_is_read_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    def fail(*args: object, **options: object) -> None:
        raise IndexError

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    assert texts(page(paragraphs(PARAGRAPHS))) == PARAGRAPHS
