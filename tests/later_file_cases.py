"""Thirty-two further files, written after the readers were mended for `file_cases.py`: 28 were right at first."""

# ruff: noqa: E501, E741 - markup stays in a line
from __future__ import annotations

from typing import Any

from file_cases import _FACTS, _LINE, _OTHER, FileCase, _html, _json, _sheet, _word, _zip
from test_corpus_readers_docx import xml
from test_corpus_readers_epub import book
from test_corpus_readers_odt import packed
from test_corpus_readers_rtf import coded

L, O = _LINE, _OTHER
F = _FACTS
F3 = {k: F[k] for k in ("title", "date", "source")}
TD = {k: F[k] for k in ("title", "date")}
H = "北渡口新码头启用"


def w_link(d: Any) -> None:
    p = d.add_paragraph("详见")
    p._p.append(xml('<w:hyperlink w:anchor="x"><w:r><w:t>港务局公告</w:t></w:r></w:hyperlink>'))
    p.add_run("。")
    d.add_paragraph(L)


def w_nobreak(d: Any) -> None:
    p = d.add_paragraph("热线0731")
    p._p.append(xml("<w:r><w:noBreakHyphen/><w:t>8888</w:t></w:r>"))
    p._p.append(xml("<w:r><w:tab/><w:t>全天</w:t></w:r>"))
    d.add_paragraph(L)


def w_sdt(d: Any) -> None:
    d.add_heading(H, 1)
    d.element.body.insert(
        1,
        xml(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>2025年4月16日　滨江晚报　何立春</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        ),
    )
    d.add_paragraph(L)


def w_field(d: Any) -> None:
    p = d.add_paragraph("印数")
    p._p.append(xml('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'))
    p._p.append(xml("<w:r><w:instrText>PAGE</w:instrText></w:r>"))
    p._p.append(xml('<w:r><w:fldChar w:fldCharType="separate"/></w:r>'))
    p._p.append(xml("<w:r><w:t>5000</w:t></w:r>"))
    p._p.append(xml('<w:r><w:fldChar w:fldCharType="end"/></w:r>'))
    p.add_run("份。")
    d.add_paragraph(L)


def w_bold_title(d: Any) -> None:
    r = d.add_paragraph().add_run(H)
    r.bold = True
    d.add_paragraph("来源：滨江晚报　作者：何立春　2025-04-16")
    d.add_paragraph(L)
    d.add_paragraph(O)


def _unicode(t: str) -> str:
    return "".join(f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536} " for c in t)


rtf_uc0 = (
    "{\\rtf1\\ansi\\uc0 "
    + _unicode(H)
    + "\\par "
    + _unicode("滨江晚报　2025年4月16日　何立春")
    + "\\par "
    + _unicode(L)
    + "{\\deleted "
    + _unicode("作废的话。")
    + "}\\par}"
).encode("latin-1")
rtf_big5 = (
    "{\\rtf1\\ansi\\ansicpg950 "
    + coded("北渡口新碼頭啟用", "big5")
    + "\\par "
    + coded("濱江晚報 民國114年4月16日", "big5")
    + "\\par "
    + coded("北渡口新碼頭昨日啟用，泊位12個。", "big5")
    + "\\par}"
).encode("latin-1")
LATER_FILES = [
    FileCase(
        "keys-ascii.txt",
        f"标题:{H}\n发布时间: 2025/04/16 08:00\n稿源: 滨江晚报\n记者: 何立春\n\n{L}".encode("gbk"),
        (L,),
        ("稿源",),
        first=F,
    ),
    FileCase(
        "brackets-below.txt",
        f"{H}\n（2025年4月16日　滨江晚报　记者 何立春）\n{L}\n{O}".encode(),
        (L, O),
        ("（2025年",),
        first=F,
    ),
    FileCase("utf16be-nobom.txt", f"{H}\n滨江晚报　2025年4月16日\n{L}\n{O}".encode("utf-16-be"), (L, O), first=F3),
    FileCase(
        "cna_20250416.txt",
        "北渡口新碼頭啟用\n（中央社記者何立春高雄16日電）北渡口新碼頭今天啟用，泊位12個。\n碼頭前年動工。".encode(
            "big5"
        ),
        ("泊位12個",),
        first={"title": "北渡口新碼頭啟用", "date": "2025-04-16", "authors": ("何立春",)},
    ),
    FileCase(
        "wrapped-english.txt",
        b"The new pier at North Ferry opened yesterday with twelve berths for the co-\noperative and a yearly capacity of eight hundred thousand tonnes, officials of\nthe harbour said on Tuesday. The tunnel through South Hill, which was finished\nlast month, is 3.6 kilometres long and will open to traffic in March of next\nyear.\n\nFares stay at one yuan. The ferry runs every eight minutes during the day, and\nevery quarter of an hour after nine in the evening.\n",
        ("twelve berths", "officials of the harbour said", "open to traffic in March of next year"),
    ),
    FileCase(
        "closing-source.txt",
        f"{H}\n{L}\n{O}\n（来源：滨江晚报　2025年4月16日　作者：何立春）".encode(),
        (L, O),
        first={"title": H, "date": "2025-04-16", "source": "滨江晚报"},
    ),
    FileCase(
        "strike.md",
        f"# {H}\n\n票价~~50元~~30元。\n\n{L}\n\n![码头全景](a.jpg)\n\n> 引语：江面宽两公里。\n".encode(),
        ("30元", L, "江面宽两公里"),
        ("50元",),
        first={"title": H},
    ),
    FileCase("keys.md", f"# {H}\n\n*2025年4月16日 滨江晚报 记者 何立春*\n\n{L}\n".encode(), (L,), first=F),
    FileCase(
        "html-in.md",
        f"# {H}\n\n<table><tr><td>码头</td><td>泊位12</td></tr></table>\n\n{L}<br>{O}\n".encode(),
        ("码头", "泊位12", L, O),
    ),
    FileCase(
        "toml.md",
        f'+++\ntitle = "{H}"\ndate = 2025-04-16\nauthor = "何立春"\n+++\n\n{L}\n'.encode(),
        (L,),
        ("+++",),
        first=TD | {"authors": ("何立春",)},
    ),
    FileCase(
        "dl.html",
        _html(f"<h1>{H}</h1><p>{L}</p><dl><dt>泊位</dt><dd>12个，其中两个备用。</dd></dl><p>{O}</p>"),
        ("泊位", "12个，其中两个备用。"),
    ),
    FileCase(
        "shy.html",
        _html(
            f"<h1>{H}</h1><p>航线名为Trans&shy;continental，电话0731&#8209;8888，全程3<wbr>600米。</p><p>{L}</p><noscript>请打开脚本</noscript><template><p>模板文字不显示。</p></template>"
        ),
        ("Transcontinental", "3600米"),
        ("模板文字",),
    ),
    FileCase(
        "colspan.html",
        _html(
            f"<h1>{H}</h1><p>{L}</p><table><tr><th rowspan=2>码头</th><th colspan=2>泊位</th></tr><tr><th>已用</th><th>备用</th></tr><tr><td>北渡口</td><td>10</td><td>2</td></tr></table>"
        ),
        ("北渡口", "备用"),
    ),
    FileCase(
        "euc-tw.html",
        _html(
            "<h1>北渡口新碼頭啟用</h1><p>2025-04-16 濱江晚報</p><p>北渡口新碼頭昨日啟用，泊位12個，年吞吐量達到80萬噸。</p>",
            '<meta http-equiv="Content-Type" content="text/html; charset=big5">',
            "big5",
        ),
        ("年吞吐量達到80萬噸",),
        first={"title": "北渡口新碼頭啟用", "date": "2025-04-16", "source": "濱江晚報"},
    ),
    FileCase(
        "xhtml.xhtml",
        f'<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{H}</title></head><body><h1>{H}</h1><p>滨江晚报 2025年4月16日</p><p>{L}</p></body></html>'.encode(
            "gbk"
        ),
        (L,),
        first=F3,
    ),
    FileCase("link.docx", _word(w_link), ("详见港务局公告。", L)),
    FileCase("hyphen.docx", _word(w_nobreak), (L,), first={"title": "热线0731-8888 全天"}),
    FileCase("sdt.docx", _word(w_sdt), (L,), first=F),
    FileCase("field.docx", _word(w_field), ("印数5000份",), ("PAGE",)),
    FileCase("bold-title.docx", _word(w_bold_title), (L, O), first=F),
    FileCase("uc0.rtf", rtf_uc0, (L,), ("作废",), first=F),
    FileCase(
        "big5.rtf",
        rtf_big5,
        ("泊位12個",),
        first={"title": "北渡口新碼頭啟用", "date": "2025-04-16", "source": "濱江晚報"},
    ),
    FileCase(
        "spaces.odt",
        packed(
            f'<text:h text:outline-level="1">{H}</text:h><text:p>2025年4月16日<text:s text:c="2"/>滨江晚报<text:tab/>何立春</text:p><text:p>{L[:10]}<text:line-break/>{L[10:]}</text:p><text:p>{O}</text:p>'
        ),
        (O,),
        first=F,
    ),
    FileCase(
        "nested.epub",
        book(
            {
                "a.xhtml": f"<h1>要闻</h1><h2>{H}</h2><p>何立春 2025-04-16</p><p>{L}</p>",
                "c.xhtml": f"<p><b>隧道贯通</b></p><p>{O}</p>",
            },
            {"a.xhtml": H, "c.xhtml": "隧道贯通"},
            title="滨江晚报 2025-04-16",
        ),
        (L, O),
        articles=2,
        first={"source": "滨江晚报"},
    ),
    FileCase(
        "tabs.csv",
        f"标题\t日期\t正文\n码头启用\t2025-04-16\t{L}\n".encode("utf-16"),
        (L,),
        first={"title": "码头启用", "date": "2025-04-16"},
    ),
    FileCase(
        "pipe.csv",
        b"Headline|Publish Date|Body Text|Author\nPier opens|16 April 2025|The pier opened yesterday, with 12 berths.|Mary Hill\n",
        ("12 berths",),
        first={"title": "Pier opens", "date": "2025-04-16", "authors": ("Mary Hill",)},
    ),
    FileCase(
        "date-words.csv",
        f"标题,日期,正文\n码头启用,二〇二五年四月十六日,{L}\n隧道贯通,25/4/17,{O}\n".encode("gbk"),
        (L, O),
        articles=2,
        first={"date": "2025-04-16"},
    ),
    FileCase(
        "late-header.xlsx",
        _sheet(
            [
                ["滨江晚报社"],
                [None],
                ["编号", "标题", "作者", "见报日期", "正文"],
                [1, "码头启用", "何立春", "2025.04.16", L],
            ]
        ),
        (L,),
        first={"title": "码头启用", "date": "2025-04-16", "authors": ("何立春",)},
    ),
    FileCase(
        "roc-year-columns.xlsx",
        _sheet([["標題", "見報日期", "內文"], ["碼頭啟用", 1140416, "北渡口新碼頭昨日啟用。"]]),
        ("新碼頭",),
        first={"date": "2025-04-16"},
    ),
    FileCase(
        "newsapi.json",
        _json(
            {
                "status": "ok",
                "totalResults": 1,
                "articles": [
                    {
                        "source": {"id": None, "name": "Port Gazette"},
                        "author": "Mary Hill",
                        "title": "Pier opens",
                        "publishedAt": "2025-04-16T08:00:00Z",
                        "content": "The pier opened &amp; has 12 berths.",
                    }
                ],
            }
        ),
        ("opened & has 12 berths",),
        first={"title": "Pier opens", "date": "2025-04-16", "source": "Port Gazette", "authors": ("Mary Hill",)},
    ),
    FileCase(
        "nested-authors.jsonl",
        _json(
            {
                "标题": H,
                "作者": [{"name": "何立春"}],
                "发布时间": "2025年04月16日 08:30",
                "来源": "滨江晚报",
                "正文": [{"type": "p", "text": L}, {"type": "p", "text": O}],
            }
        ),
        (L, O),
        first=F,
    ),
    FileCase(
        "folder-names.zip",
        _zip({"四月/头版.txt".encode("gbk"): L.encode(), "四月/要闻.txt".encode("gbk"): O.encode()}),
        (L, O),
        articles=2,
        first={"path": "folder-names.zip/四月/头版.txt"},
    ),
]
