"""The account of generated files is exact: what goes in is taken over, or counted as left out."""

from __future__ import annotations

import csv as csv_module
import io
import json
import zipfile
from typing import Any

import pdf_by_hand
from account_law import law, problems
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.readers import csv, docx, epub, html, jsonl, markdown, odt, pdf, rtf, text, xlsx
from corpus.records import Document, Refusal

often = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
rarely = settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))

SENTENCES = (
    "江城地铁三号线昨天开通，市民可以免费乘坐三天。",
    "The line opened on Monday, and all rides are free.",
    "会议认为，要", "标题：江城地铁开通", "来源：江城晚报", "作者：周小满", "本报讯 站台很宽。", "第3版", "A05",
    "江城晚报北京9月18日电（记者 周小满）地铁昨天开通。", "2026年3月12日  江城晚报  第3版", "责任编辑：王小明",
    "扫码看视频", "（下转3版）", "■江城晚报记者 周小满", "**要闻**", "1. 甲馆开放。", "⻓江水位上涨⻢上",
    "first-\nhand news", "版权所有 江城日报社", "上一篇：旧闻", "展开全文", "&lt;&amp; 5 &copy", "10^4 ②",
)  # fmt: skip
CHARS = "江城地铁开通，。：《》（）abc XYZ019.-*_[](){}<>&|#`\"'\\~!：　\u200b\u00ad\t⻓"
words = st.text(st.sampled_from(CHARS), min_size=1, max_size=12)
pieces = st.one_of(st.sampled_from(SENTENCES), words, st.lists(words, min_size=1, max_size=6).map("".join))
lines = st.lists(pieces, min_size=1, max_size=12)
plain = st.text(st.sampled_from("江城地铁开通，。abc XYZ019⻓\u3000"), min_size=1, max_size=30)


def found(reader: Any, data: bytes, name: str) -> list[Document | Refusal]:
    return [item for item in reader.read(io.BytesIO(data), name) if isinstance(item, Refusal) or item.blocks]


def assert_exact(reader: Any, data: bytes, suffix: str) -> None:
    """Nothing is asked of a file that is refused."""
    items = found(reader, data, f"a{suffix}")
    if any(isinstance(item, Document) for item in items):
        assert law(items, data, suffix) == []


@often
@given(lines, st.sampled_from(("\n", "\n\n", "\n\u3000\u3000", "\r\n")))
def test_plain_text(written: list[str], between: str) -> None:
    data = between.join(written).encode()
    assert_exact(text, data, ".txt")


blocks = st.one_of(
    pieces,
    st.builds("# {}".format, plain),
    st.builds("[{}](http://a.cn/x \"{}\") ![{}](b.png) <http://c.cn>".format, plain, plain, plain),
    st.builds("| {} | {} |\n|---|---|\n| {} | {} | {} |".format, words, words, plain, plain, plain),
    st.builds("```python\n{}\n```".format, pieces),
    st.builds("<div class=\"a\">{}<!-- {} --></div>".format, plain, plain),
    st.builds("文[^1]\n\n[^1]: {}".format, plain),
    st.builds("[{}][b]\n\n[b]: http://a.cn/y \"{}\"".format, plain, plain),
    st.builds("1. {}\n2. *{}*\n\n> {}\n\n---\n\n    {}".format, plain, plain, pieces, pieces),
)  # fmt: skip
fronts = st.sampled_from(("", "---\ntitle: 江城地铁\ndate: 2026-03-12\nauthor: [甲, 乙]\nother: 别的\n---\n"))


@often
@given(fronts, st.lists(blocks, min_size=1, max_size=6))
def test_markdown(front: str, written: list[str]) -> None:
    data = (front + "\n\n".join(written)).encode()
    assert_exact(markdown, data, ".md")


@often
@given(st.lists(st.lists(plain.filter(str.strip), min_size=2, max_size=8), min_size=1, max_size=4))
def test_no_word_of_markdown_without_markup_is_lost(written: list[list[str]]) -> None:
    data = "\n\n".join("，".join(part) for part in written).encode()
    items = found(markdown, data, "a.md")
    left = [item for document in items if isinstance(document, Document) for item in document.left_out]
    if items:
        assert (law(items, data, ".md"), left) == ([], [])


TAGS = ("p", "div", "span", "b", "a", "li", "ol", "ul", "h1", "h2", "td", "tr", "table", "article", "section", "br",
        "nav", "aside", "footer", "form", "button", "select", "option", "noscript", "del", "sup", "ruby", "rt", "svg",
        "textarea", "blockquote", "pre", "main", "script", "style", "title", "template", "iframe")  # fmt: skip
ATTRIBUTES = (
    "",
    ' class="nav"',
    ' hidden=""',
    ' style="display: none"',
    ' href="/a.html"',
    ' id="content"',
    ' rowspan="2"',
)
nodes = st.recursive(
    pieces.map(lambda said: said.replace("<", "&lt;")),
    lambda inner: st.builds(
        "<{0}{1}>{2}</{0}>".format,
        st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES), st.lists(inner, max_size=4).map(" ".join),
    ),
    max_leaves=25,
)  # fmt: skip
STORY = f"<h1>江城地铁三号线开通</h1><p>2026年3月12日 来源：江城晚报</p><p>{SENTENCES[0] * 3}</p>"


@often
@given(
    st.lists(nodes, max_size=5), st.sampled_from((0, 1, 2)), st.sampled_from(("", "<title>江城地铁三号线开通</title>"))
)
def test_web_pages(around: list[str], place: int, head: str) -> None:
    body = "".join([*around[:place], STORY, *around[place:]])
    data = f"<html><head>{head}</head><body>{body}</body></html>".encode()
    assert_exact(html, data, ".html")


NAMES = ("正文", "标题", "来源", "日期", "作者", "text", "备注", "content", "title", "url", "", "备注")
cells = st.one_of(st.just(""), plain, pieces.map(lambda said: said.replace("\n", " ").replace("\r", "")))


@often
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), st.lists(st.lists(cells, max_size=7), max_size=6))
def test_tables(names: list[str], body: list[list[str]]) -> None:
    out = io.StringIO()
    csv_module.writer(out, quoting=csv_module.QUOTE_ALL).writerows([["正文", *names], *body])
    data = out.getvalue().encode()
    assert_exact(csv, data, ".csv")


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 9999), plain, pieces, st.just("<p>甲&amp;</p><del>丁</del>")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(("type", "text")), inner)),
    max_leaves=5,
)  # fmt: skip


@often
@given(st.lists(st.dictionaries(st.sampled_from(("text", *NAMES)), values), min_size=1, max_size=4))
def test_lines_of_json(rows: list[dict[str, object]]) -> None:
    rows = [row | {"text": "江城地铁开通。"} for row in rows]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    assert_exact(jsonl, data, ".jsonl")


@rarely
@given(st.dictionaries(st.sampled_from("abc"), values), st.booleans())
def test_json_with_more_than_rows(beside: dict[str, object], is_list: bool) -> None:
    row = {"title": "江城地铁", "text": "江城地铁开通。"}
    data = json.dumps(
        {**beside, "data": [row, row] if is_list else {"list": [row]}}, ensure_ascii=False, indent=1
    ).encode()
    if not any(isinstance(item, Refusal) for item in found(jsonl, data, "a.json")):
        assert_exact(jsonl, data, ".json")


@rarely
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4),
    st.lists(st.lists(cells, max_size=5), max_size=4),
    st.booleans(),
)
def test_workbooks(names: list[str], body: list[list[str]], merged: bool) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["江城日报见报稿件"], ["正文", *names], *([said.strip("=\u200b\t") for said in row] for row in body)):
        sheet.append(row)
    if merged:
        sheet.merge_cells("B3:B5")
    hidden = book.create_sheet("草稿")
    hidden.append(["正文", "此稿作废不用。"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert_exact(xlsx, out.getvalue(), ".xlsx")


def escaped(said: str) -> str:
    return said.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("\r", "")


T = "<w:t>{}</w:t>".format
R = "<w:r>{}</w:r>".format
P = "<w:p>{}</w:p>".format
RUNS = (
    R(T("{}")), f"<w:r><w:rPr><w:vanish/></w:rPr>{T('{}')}</w:r>", f"<w:ins>{R(T('{}'))}</w:ins>",
    "<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>", f"<w:moveFrom>{R(T('{}'))}</w:moveFrom>",
    "<w:r><w:t>{}</w:t><w:tab/><w:noBreakHyphen/><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>",
    f"<w:r><w:ruby><w:rt>{R(T('yin'))}</w:rt><w:rubyBase>{R(T('{}'))}</w:rubyBase></w:ruby></w:r>",
    f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{P(R(T('{}')))}</w:txbxContent></mc:Choice>"
    f"<mc:Fallback><w:pict><w:txbxContent>{P(R(T('{}')))}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    f"<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:txbxContent>{P(R(T('{}')))}</w:txbxContent></mc:Fallback>"
    "</mc:AlternateContent></w:r>", f"<w:hyperlink>{R(T('{}'))}</w:hyperlink>",
    "<w:smartTag><w:fldSimple><w:r><w:t>{}</w:t></w:r></w:fldSimple></w:smartTag>",
)  # fmt: skip
runs = st.builds(lambda form, said: form.replace("{}", escaped(said)), st.sampled_from(RUNS), pieces)
paragraphs = st.lists(runs, min_size=1, max_size=4).map(lambda parts: P("".join(parts)))
CELL = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>".format
merges = st.sampled_from(("", "<w:vMerge w:val='restart'/>", "<w:vMerge/>", "<w:gridSpan w:val='2'/>"))
table_rows = st.lists(st.builds(CELL, merges, paragraphs), min_size=1, max_size=3)
tables = st.lists(table_rows.map(lambda made: f"<w:tr>{''.join(made)}</w:tr>"), min_size=1, max_size=3)
bodies = st.lists(
    st.one_of(paragraphs, tables.map(lambda made: f"<w:tbl>{''.join(made)}</w:tbl>")), min_size=1, max_size=5
).map("".join)


def word(body: str, header: str) -> bytes:
    """A Word file with this body, and a header with this text."""
    import docx as python_docx

    document = python_docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    document.add_paragraph("换掉")
    out = io.BytesIO()
    document.save(out)
    new = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(new, "w") as changed:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                before, _, rest = part.decode().partition("<w:p>")
                names = " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
                before = before.replace("<w:document", f"<w:document{names * ('xmlns:mc' not in before)}", 1)
                part = (before + body + rest[rest.index("<w:sectPr") :]).encode()
            changed.writestr(name, part)
    return new.getvalue()


@rarely
@given(bodies, plain)
def test_word_files(body: str, header: str) -> None:
    data = word(body, header)
    assert_exact(docx, data, ".docx")


NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
    )
)
SPANS = (
    "{}", "<text:span text:style-name='H'>{}</text:span>", "<text:a>{}</text:a><text:tab/>",
    "<office:annotation><text:p>{}</text:p></office:annotation>",
    "<text:ruby><text:ruby-base>{}</text:ruby-base><text:ruby-text>yin</text:ruby-text></text:ruby>",
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{}</text:p></text:note-body>"
    "</text:note>",
    "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>",
)  # fmt: skip
spans = st.builds(lambda form, said: form.replace("{}", escaped(said)), st.sampled_from(SPANS), pieces)
odt_paragraphs = st.lists(spans, min_size=1, max_size=3).map(lambda made: f"<text:p>{''.join(made)}</text:p>")
ODT = (
    "{}", "<text:list text:style-name='L'><text:list-item>{}</text:list-item></text:list>",
    "<table:table><table:table-row><table:table-cell table:number-rows-spanned='2'>{}</table:table-cell>"
    "</table:table-row><table:table-row><table:covered-table-cell/><table:table-cell>{}</table:table-cell></table:table-row></table:table>",
    "<text:tracked-changes><text:changed-region>{}</text:changed-region></text:tracked-changes>",
    "<text:section>{}</text:section>",
)  # fmt: skip
odt_blocks = st.builds(lambda form, made: form.replace("{}", made), st.sampled_from(ODT), odt_paragraphs)


@often
@given(st.lists(odt_blocks, min_size=1, max_size=4), plain)
def test_open_documents(written: list[str], header: str) -> None:
    styles = (
        "<style:style style:name='H'><style:text-properties text:display='none'/></style:style>"
        "<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='1'"
        " style:num-suffix='.'/></text:list-style>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}"
                         f"</office:automatic-styles><office:body><office:text>{''.join(written)}</office:text>"
                         "</office:body></office:document-content>")  # fmt: skip
        package.writestr("styles.xml", f"<office:document-styles {NAMESPACES}><office:master-styles><style:master-page>"
                         f"<style:header><text:p>{escaped(header)}</text:p></style:header></style:master-page>"
                         "</office:master-styles></office:document-styles>")  # fmt: skip
    assert_exact(odt, out.getvalue(), ".odt")


@rarely
@given(st.lists(st.lists(nodes, min_size=1, max_size=4), min_size=1, max_size=3), st.booleans())
def test_books(chapters: list[list[str]], has_contents: bool) -> None:
    names = [f"c{number}.xhtml" for number in range(len(chapters))]
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in ["n"] * has_contents + names)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
        )
        package.writestr(
            "c.opf",
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>江城月刊</dc:title></metadata>'
            '<manifest><item id="n" href="n.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
            f"{items}</manifest><spine>{spine}</spine></package>",
        )
        package.writestr("n.xhtml", f'<html><body><nav>目录<a href="c0.xhtml">{SENTENCES[4]}</a></nav></body></html>')
        for name, made in zip(names, chapters, strict=True):
            package.writestr(name, f"<html><body><p>{SENTENCES[4]}</p>{''.join(made)}</body></html>")
    assert_exact(epub, out.getvalue(), ".epub")


GROUPS = (
    "{} ", "{{\\b {}}}", "{{\\v {}}}", "{{\\deleted {}}}", "{{\\header {}\\par}}", "{{\\footnote {}}}", "{}\\par ",
    "{}\\cell ",
    "{{\\*\\annotation {}}}", "{{\\xe {}}}", "{{\\field{{\\*\\fldinst HYPERLINK x}}{{\\fldrslt {}}}}}",
    "{{\\shp{{\\*\\shpinst{{\\shptxt {}\\par}}}}}}", "{{\\object{{\\*\\objdata 00ff}}{{\\result {}}}}}",
)  # fmt: skip


@often
@given(st.lists(st.tuples(st.sampled_from(GROUPS), pieces), min_size=1, max_size=8))
def test_rich_text(written: list[tuple[str, str]]) -> None:
    def coded(said: str) -> str:
        return "".join(f"\\u{(ord(c) + 0x8000) % 0x10000 - 0x8000}?" for c in said if c not in "\r\n")

    body = "".join(form.format(coded(said)) for form, said in written)
    data = f"{{\\rtf1\\ansi\\ansicpg936{{\\fonttbl{{\\f0 Song;}}}}{{\\info{{\\author x}}}}{body}}}".encode()
    items = found(rtf, data, "a.rtf")
    assert not items or problems(items, "\n".join(said for _, said in written)) == []


SIZES = (10.0, 10.0, 10.0, 18.0)
places = st.tuples(plain.map(str.strip).filter(bool), st.integers(0, 40), st.integers(1, 39), st.sampled_from(SIZES))
TURNED = "0 1 -1 0"


@rarely
@given(st.lists(st.lists(places, min_size=1, max_size=12), min_size=1, max_size=3), st.booleans(), st.booleans())
def test_pages_of_pdf(written: list[list[tuple[str, int, int, float]]], headed: bool, turned: bool) -> None:
    pages = [
        "".join(pdf_by_hand.shown(said, 20 + 13 * x, 20 * y, size) for said, x, y, size in lines)
        + pdf_by_hand.shown("江城晚报 2026年3月12日 第3版", 40, 20) * headed
        + pdf_by_hand.shown("仅供内部查阅", 300, 700, matrix=TURNED) * turned
        for lines in written
    ]
    data = pdf_by_hand.made(*pages)
    items = list(pdf.parse(io.BytesIO(data), "a.pdf", lambda: None))
    if any(isinstance(item, Document) and item.blocks for item in items):
        assert law(items, data, ".pdf") == []
