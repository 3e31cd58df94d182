"""Sixty small files of many formats, encodings and generators, each with what a reader expects of it.

The towns, figures and names are invented. Each is one of a kind that was read wrongly once.
"""

# ruff: noqa: E501 - markup stays in a line
from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import docx as python_docx
import openpyxl
from test_corpus_readers_docx import xml
from test_corpus_readers_epub import BAR, book
from test_corpus_readers_odt import packed
from test_corpus_readers_rtf import coded


class FileCase(NamedTuple):
    """A file, and what its articles hold: `first` are fields of the first one, `has` and `lacks` are of all texts."""

    name: str
    data: bytes
    has: Sequence[str]
    lacks: Sequence[str] = ()
    articles: int = 1
    first: Mapping[str, object] = {}


_HEAD = '<meta charset="utf-8">'


def _html(body: str, head: str = _HEAD, encoding: str = "utf-8") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding)


def _word(build: Callable[[Any], None]) -> bytes:
    document = python_docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(rows: Sequence[Sequence[object]], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    change(workbook.active)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _zip(names: Mapping[bytes, bytes]) -> bytes:
    """An archive whose names are these bytes, without the mark of UTF-8."""
    places = {f"{i}{'q' * (len(name) - 1)}": name for i, name in enumerate(names)}  # of the same lengths
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place, name in places.items():
            archive.writestr(place, names[name])
    data = out.getvalue()
    for place, name in places.items():
        data = data.replace(place.encode(), name)
    return data


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


_LINE = "北渡口新码头昨日启用，泊位12个，年吞吐量达到80万吨。"
_OTHER = "南山隧道上月贯通，全长3.6公里，明年三月通车。"
_FACTS = {"title": "北渡口新码头启用", "date": "2025-04-16", "source": "滨江晚报", "authors": ("何立春",)}


def _texts() -> list[FileCase]:
    keys = "标题：北渡口新码头启用\n来源：滨江晚报\n日期：2025年4月16日\n作者：何立春\n\n" + _LINE
    under = f"北渡口新码头启用\n2025年4月16日　滨江晚报　记者 何立春\n{_LINE}\n{_OTHER}"
    fullwidth = (
        "【标题】北渡口新码头启用\n【来源】滨江晚报\n【日期】２０２５年４月１６日\n【作者】何立春\n【正文】\n" + _LINE
    )
    han = "北渡口新码头启用\n二〇二五年四月十六日　滨江晚报\n" + _LINE
    wrapped = "南山隧道昨日贯通，项目总投资286.\n5亿元，它是全省最长的一条公路隧\n道，明年三月通车。\n\n第二标段由滨江路桥公司施工，工期\n四年零两个月，参加施工的有1200人\n，无一伤亡。"
    return [
        FileCase("key-lines-gbk.txt", keys.encode("gbk"), (_LINE,), ("标题：", "来源："), first=_FACTS),
        FileCase("key-lines-utf16.txt", keys.encode("utf-16"), (_LINE,), ("标题：",), first=_FACTS),
        FileCase("key-brackets.txt", fullwidth.encode(), (_LINE,), ("【来源】",), first=_FACTS),
        FileCase("under-headline-big5.txt", "北渡口新碼頭啟用\n民國114年4月16日　濱江晚報　記者 何立春\n北渡口新碼頭昨日啟用，泊位12個。\n南山隧道上月貫通，明年三月通車。".encode("big5"),
                 ("泊位12個",), ("民國114年",), first={"title": "北渡口新碼頭啟用", "date": "2025-04-16", "source": "濱江晚報", "authors": ("何立春",)}),
        FileCase("under-headline-crlf.txt", under.replace("\n", "\r\n").encode("gb18030"), (_LINE,), ("2025年4月16日　",), first=_FACTS),
        FileCase("han-date.txt", han.encode(), (_LINE,), first={"title": "北渡口新码头启用", "date": "2025-04-16", "source": "滨江晚报"}),
        FileCase("wrapped.txt", wrapped.encode(), ("总投资286.5亿元，", "公路隧道，", "工期四年", "1200人，无一伤亡")),
        FileCase("short-gbk-numbers.txt", "①铝锭涨三百②镍板跌五十③锌锭平".encode("gbk"), ("①铝锭涨三百②镍板跌五十③锌锭平",)),
        FileCase("short-big5.txt", "青石橋通車".encode("big5"), ("青石橋通車",)),
        FileCase("short-gbk-name.txt", "盱眙龙虾节".encode("gbk"), ("盱眙龙虾节",)),
        FileCase("fullwidth-stops.txt", "码头昨日启用．泊位12个．\n隧道上月贯通．全长3.6公里．".encode(), ("全长3.6公里．",)),
        FileCase("english-head.txt", b"Harbour pier opens\nPort Gazette, April 16, 2025\nBy Mary Hill\n\nThe pier opened yesterday with 12 berths.\nIt cost 80 million.\n",
                 ("12 berths",), first={"title": "Harbour pier opens", "date": "2025-04-16"}),
    ]  # fmt: skip


def _markdowns() -> list[FileCase]:
    note = "# 码头启用\n\n年吞吐量80万吨[^1]，泊位12个[^a]。\n\n[^1]: 据市港务局四月统计。\n[^a]:含两个备用泊位。\n"
    front = f'---\ntitle: "北渡口新码头启用"\ndate: 2025-04-16T08:00:00+08:00\nauthor: 何立春\nsource: 滨江晚报\n---\n\n{_LINE}\n'
    return [
        FileCase("notes.md", note.encode(), ("据市港务局四月统计", "含两个备用泊位", "80万吨"), ("[^",), first={"title": "码头启用"}),
        FileCase("front-matter.md", front.encode(), (_LINE,), ("title:",), first=_FACTS),
        FileCase("emphasis.md", "码头的**“畅通滨江”工程**启用，*《港志》*有载；水深3*4*5米。".encode(), ("“畅通滨江”工程启用", "《港志》有载", "3*4*5"), ("**",)),
        FileCase("numbers.md", "## 须知\n\n3. 早八时开闸\n4. 晚六时关闸\n".encode(), ("3. 早八时开闸", "4. 晚六时关闸")),
        FileCase("correction.md", "# 来信\n\n[更正]: 昨日三版所刊泊位数应为12个。\n\n[1]: https://example.com\n".encode(), ("昨日三版所刊泊位数应为12个",)),
        FileCase("table.md", "| 码头 | 泊位 |\n|---|---|\n| 北渡口 | 12 |\n| 南渡口 | 7 |\n".encode(), ("北渡口", "12", "南渡口")),
        FileCase("angle.md", "本期刊于 <江海> 第3期，水位 <3 米时停航。".encode(), ("<江海>", "<3 米")),
        FileCase("setext.md", "北渡口新码头启用\n===\n\n滨江晚报 2025年4月16日 记者 何立春\n\n泊位12个。\n".encode("gbk"), ("泊位12个",), first=_FACTS),
    ]  # fmt: skip


def _pages() -> list[FileCase]:
    two = f"<html><body><div>页头</div></body></html><h1>北渡口新码头启用</h1><p>{_LINE}</p><p>{_OTHER}</p>"
    folded = f"<h1>北渡口新码头启用</h1><p>{_LINE}</p><div class=more style='display:none'><p>{_OTHER}</p></div><a>展开全文</a>"
    table = (
        "<h1>各县收成</h1><table><tr><th>县</th><th>作物</th><th>亩产</th></tr><tr><td rowspan=2>东山县</td><td>玉米</td><td>810</td></tr>"
        "<tr><td>大豆</td><td>290</td></tr><tr><td colspan=2>全市平均</td><td>520</td></tr></table>"
    )
    return [
        FileCase("two-ends.html", f"<meta charset=utf-8>{two}".encode(), (_LINE, _OTHER), first={"title": "北渡口新码头启用"}),
        FileCase("folded.html", _html(folded), (_LINE, _OTHER), ("展开全文",)),
        FileCase("linked-list.html", _html(f"<article><h1>周末去处</h1><p>{_LINE}</p><ul><li><a href=1>江心洲荷花展，周六上午九时开园。</a></li><li><a href=2>旧书市集，周日在文庙前。</a></li></ul></article>"),
                 ("江心洲荷花展，周六上午九时开园。", "旧书市集，周日在文庙前。")),
        FileCase("raised.html", _html(f"<h1>水质</h1><p>浮游生物4.2×10<sup>4</sup>个，CO<sub>2</sub>下降，票价<del>50元</del><ins>30元</ins>。</p><p>{_LINE}</p>"),
                 ("30元",), ("104个", "50元")),
        FileCase("ruby.html", _html(f"<h1>地名</h1><p><ruby>甪直<rt>lùzhí</rt></ruby>在江南。</p><p>{_LINE}</p>"), ("甪直在江南",), ("lùzhí",)),
        FileCase("list-numbers.html", _html("<h1>章程</h1><ol start=3><li>第一款内容在此说明。</li><li>第二款内容在此说明。</li></ol>"),
                 ("3. 第一款", "4. 第二款")),
        FileCase("table.html", _html(table), ("东山县", "大豆"), first={"title": "各县收成"}),
        FileCase("declared-gb.html", _html(f"<h1>北渡口新码头启用</h1><p>{_LINE}</p>", '<meta charset="gb2312">'), (_LINE,)),
        FileCase("declared-utf8.html", _html(f"<h1>北渡口新码头启用</h1><p>{_LINE}</p>", '<meta charset="utf-8">', "gbk"), (_LINE,)),
        FileCase("english.html", _html("<h1>Pier opens</h1><div class=byline>By Mary Hill | Port Gazette | April 16, 2025</div><p>The pier opened yesterday with 12 berths.</p><p>It cost 80 million and took four years to build.</p>"),
                 ("12 berths",), first={"title": "Pier opens", "date": "2025-04-16", "authors": ("Mary Hill",)}),
        FileCase("details.html", _html(f"<h1>问答</h1><p>{_LINE}</p><details><summary>还有什么？</summary><p>{_OTHER}</p></details>"), (_OTHER,)),
        FileCase("comment-quote.html", _html(f"<h1>北渡口新码头启用</h1><!-- a > b --><p>{_LINE}</p><p>水位&lt;3米，R&amp;D投入增一成。</p>"), ("水位<3米", "R&D")),
    ]  # fmt: skip


def _documents() -> list[FileCase]:
    def stale(document: Any) -> None:
        document.core_properties.title = "Microsoft Word - 新建文档3"
        document.add_heading("北渡口新码头启用", 0)
        document.add_paragraph("2025年4月16日　滨江晚报　记者 何立春")
        document.add_paragraph(_LINE)

    def old_date(document: Any) -> None:
        document.core_properties.title = "2019年通知"
        document.add_heading("北渡口新码头启用", 1)
        document.add_paragraph("滨江晚报 2025-04-16 作者：何立春")
        document.add_paragraph(_LINE)

    def hidden(document: Any) -> None:
        paragraph = document.add_paragraph("泊位12个。")
        run = paragraph.add_run("编辑：此处待核")
        run.font.hidden = True
        document.add_paragraph(_OTHER)

    def merged(document: Any) -> None:
        table = document.add_table(3, 3)
        for i, row in enumerate((("县", "作物", "亩产"), ("东山县", "玉米", "810"), ("", "大豆", "290"))):
            for cell, text in zip(table.rows[i].cells, row, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    def symbols(document: Any) -> None:
        paragraph = document.add_paragraph("气温37.3")
        paragraph._p.append(xml('<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>'))
        paragraph.add_run("C，")
        paragraph._p.append(xml('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'))
        paragraph.add_run("已核")

    def deleted(document: Any) -> None:
        paragraph = document.add_paragraph("票价")
        paragraph._p.append(xml('<w:del w:id="1" w:author="a"><w:r><w:delText>五十元</w:delText></w:r></w:del>'))
        paragraph._p.append(xml('<w:ins w:id="2" w:author="a"><w:r><w:t>三十元</w:t></w:r></w:ins>'))

    bar = {
        "a.xhtml": f"{BAR}<h2>渡口复航</h2><p>2025-04-16</p><p>{_LINE}</p>{BAR}",
        "b.xhtml": f"<h2>隧道贯通</h2><p>{_OTHER}</p>",
    }
    split = {
        "a.xhtml": "<h2>码头启用</h2><p>北渡口新码头昨日启用，年吞吐量达到</p>",
        "b.xhtml": "<p>80万吨，泊位12个。</p>",
    }
    rtf = rf"{{\rtf1\ansi\ansicpg936{{\info{{\title Untitled}}}}\b {coded('北渡口新码头启用', 'gbk')}\b0\par {coded('2025年4月16日 滨江晚报', 'gbk')}\par {coded(_LINE, 'gbk')}\par}}"
    return [
        FileCase("stale-title.docx", _word(stale), (_LINE,), ("新建文档",), first=_FACTS),
        FileCase("old-property.docx", _word(old_date), (_LINE,), ("2019年",), first=_FACTS),
        FileCase("hidden-run.docx", _word(hidden), ("泊位12个。",), ("待核",)),
        FileCase("merged.docx", _word(merged), ("东山县 玉米 810", "东山县 大豆 290")),
        FileCase("symbols.docx", _word(symbols), ("37.3°C",)),
        FileCase("tracked.docx", _word(deleted), ("票价三十元",), ("五十元",)),
        FileCase("bars.epub", book(bar, {"a.xhtml": "渡口复航", "b.xhtml": "隧道贯通"}), (_LINE, _OTHER), ("下一篇",), 2, {"title": "渡口复航", "source": "滨州晚报"}),
        FileCase("split.epub", book(split, {"a.xhtml": "码头启用"}), ("年吞吐量达到80万吨",)),
        FileCase("gbk.rtf", rtf.encode("latin-1"), (_LINE,), first={"title": "北渡口新码头启用", "date": "2025-04-16", "source": "滨江晚报"}),
        FileCase("heading.odt", packed(f'<text:h text:outline-level="1">北渡口新码头启用</text:h><text:p>滨江晚报　2025年4月16日　何立春</text:p><text:p>{_LINE}</text:p>', meta="<dc:title>无标题1</dc:title>"),
                 (_LINE,), first=_FACTS),
    ]  # fmt: skip


def _tables() -> list[FileCase]:
    def merge_date(sheet: Any) -> None:
        sheet.merge_cells("B2:B3")

    def serial(sheet: Any) -> None:
        sheet["B2"].number_format = 'yyyy"年"m"月"d"日"'

    def header(sheet: Any) -> None:
        sheet.merge_cells("A1:D1")

    rows = [["标题", "日期", "正文"], ["码头启用", "2025-04-16", _LINE], ["隧道贯通", None, _OTHER]]
    roc = [
        ["標題", "日期", "內容"],
        ["碼頭啟用", "114/04/16", "北渡口新碼頭昨日啟用，泊位12個。"],
        ["隧道貫通", "114.4.2", "南山隧道上月貫通。"],
    ]
    grouped = [
        ["稿件信息", None, "正文"],
        ["标题", "日期", None],
        ["码头启用", "2025-04-16", _LINE],
        ["隧道贯通", "2025-04-17", _OTHER],
    ]

    def spans(sheet: Any) -> None:
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("C1:C2")

    return [
        FileCase("lone-quote.csv", f'标题,日期,正文\n"夜市"回来了,2025-04-16,{_LINE}\n隧道贯通,2025-04-17,{_OTHER}\n'.encode(), (_LINE, _OTHER), articles=2, first={"title": '"夜市"回来了', "date": "2025-04-16"}),
        FileCase("gbk-semicolon.csv", f"新闻标题;发布时间;新闻内容\n码头启用;2025/4/16 8:30;{_LINE}\n".encode("gbk"), (_LINE,), first={"title": "码头启用", "date": "2025-04-16"}),
        FileCase("title-row.csv", f"滨江晚报四月稿件表,,\n标题,日期,正文\n码头启用,2025年4月16日,{_LINE}\n".encode("utf-8-sig"), (_LINE,), first={"title": "码头启用", "date": "2025-04-16"}),
        FileCase("roc-slashes.csv", "\n".join(",".join(row) for row in roc).encode("big5"), ("泊位12個",), articles=2, first={"title": "碼頭啟用", "date": "2025-04-16"}),
        FileCase("roc.xlsx", _sheet(roc), ("泊位12個",), articles=2, first={"title": "碼頭啟用", "date": "2025-04-16"}),
        FileCase("roc-words.xlsx", _sheet([roc[0], ["碼頭啟用", "114年4月16日", roc[1][2]]]), ("泊位12個",), first={"date": "2025-04-16"}),
        FileCase("merged-date.xlsx", _sheet(rows, merge_date), (_LINE, _OTHER), articles=2, first={"date": "2025-04-16"}),
        FileCase("grouped-header.xlsx", _sheet(grouped, spans), (_LINE, _OTHER), articles=2, first={"title": "码头启用", "date": "2025-04-16"}),
        FileCase("title-row.xlsx", _sheet([["滨江晚报稿件表", None, None, None], ["标题", "作者", "见报日期", "内容"], ["码头启用", "何立春", 45763, _LINE]], header),
                 (_LINE,), first={"title": "码头启用", "date": "2025-04-16", "authors": ("何立春",)}),
        FileCase("serial.xlsx", _sheet([["标题", "日期", "正文"], ["码头启用", 45763, _LINE]], serial), (_LINE,), first={"date": "2025-04-16"}),
        FileCase("array.json", _json([{"headline": "码头启用", "publish_time": 1744761600, "author": {"name": "何立春"}, "source": {"name": "滨江晚报"}, "content": f"<p>{_LINE}</p><p>甲&nbsp;&mdash;乙</p>"}]),
                 (_LINE, "甲 —乙"), ("<p>",), first=_FACTS | {"title": "码头启用"}),
        FileCase("nested.json", _json({"data": {"list": [{"title": "码头启用", "pubDate": "Wed, 16 Apr 2025 08:00:00 +0800", "body": [_LINE, _OTHER]}]}}), (_LINE, _OTHER), first={"title": "码头启用", "date": "2025-04-16"}),
        FileCase("roc-dates.jsonl", _json({"title": "碼頭啟用", "date": "民國114年4月16日", "text": "北渡口新碼頭昨日啟用。"}) + b"\n" + _json({"title": "隧道貫通", "date": "一一四年四月二日", "text": "南山隧道上月貫通。"}),
                 ("新碼頭",), articles=2, first={"date": "2025-04-16"}),
        FileCase("milliseconds.jsonl", _json({"title": "码头启用", "ctime": 1744761600000, "content": _LINE, "media": "滨江晚报"}), (_LINE,), first={"date": "2025-04-16", "source": "滨江晚报"}),
    ]  # fmt: skip


def _archives() -> list[FileCase]:
    page = _html(f"<h1>北渡口新码头启用</h1><p>滨江晚报 2025年4月16日</p><p>{_LINE}</p>")
    mail = (
        b"From: <Saved>\r\nSubject: =?utf-8?Q?=E7=A0=81=E5=A4=B4?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: https://example.com/a\r\n\r\n"
        + page
        + b"\r\n--x--\r\n"
    )
    return [
        FileCase("gbk-names.zip", _zip({"通讯录.txt".encode("gbk"): _LINE.encode(), "泸州.txt".encode("gbk"): _OTHER.encode()}), (_LINE, _OTHER), articles=2, first={"path": "gbk-names.zip/泸州.txt"}),
        FileCase("big5-names.zip", _zip({"頭版.txt".encode("big5"): _LINE.encode(), "體育.txt".encode("big5"): _OTHER.encode()}), (_LINE, _OTHER), articles=2, first={"path": "big5-names.zip/頭版.txt"}),
        FileCase("big5-one-name.zip", _zip({"副刊.txt".encode("big5"): _LINE.encode()}), (_LINE,), first={"path": "big5-one-name.zip/副刊.txt"}),
        FileCase("saved.mht", mail, (_LINE,), first={"title": "北渡口新码头启用", "date": "2025-04-16", "source": "滨江晚报"}),
    ]  # fmt: skip


FILES = (*_texts(), *_markdowns(), *_pages(), *_documents(), *_tables(), *_archives())
