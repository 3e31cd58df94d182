"""Markdown, web pages, Word, Excel and EPUB."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import docx, epub, html, limits, markdown, xlsx
from corpus.records import Document, Refusal


def only(reader: Callable[..., Any], data: bytes | str) -> Document:
    (found,) = reader(io.BytesIO(data if isinstance(data, bytes) else data.encode()), "a")
    assert isinstance(found, Document)
    return found


def texts(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


def changed(data: bytes, change: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name in change.keys() - set(old.namelist()):
            new.writestr(name, change[name])
    return out.getvalue()


# Markdown


def test_front_matter_title_and_text_of_markdown() -> None:
    found = only(
        markdown.read,
        '---\ntitle: "通车"\ndate: 2023年9月18日\nsource: 江城晚报\nauthors:\n  - 张三\n  - 李四\n'
        "url: http://a.cn\nid: 7\n"
        "tags: [a]\ntext: 不是正文\n---\n# 大标题\n\n第一段**加粗**和[链接](http://b.cn)\n续行。\n\n第二段。\n",
    )
    assert (found.title, found.date, found.source, found.url, found.id) == (
        "通车",
        "2023-09-18",
        "江城晚报",
        "http://a.cn",
        "7",
    )
    assert found.authors == ("张三", "李四")
    assert found.one_article
    assert texts(found) == ["大标题", "第一段加粗和链接续行。", "第二段。"]


def test_the_first_heading_is_the_title_where_none_is_given() -> None:
    found = only(markdown.read, "# 通车 *了*\n\n正文。\n\n## 小标题\n\n# 又一个\n")
    assert found.title == "通车 了"
    assert texts(found) == ["正文。", "小标题", "又一个"]
    assert only(markdown.read, "正文。\n\n# 标题\n").title == ""


def test_markup_is_taken_out_and_text_kept() -> None:
    found = only(
        markdown.read,
        "- 甲\n- 乙\n  1. 丙\n\n> 引用\n\n![图](a.png)\n\n| 项 | 数 |\n|---|---|\n| 长 | 3 |\n\n"
        "<div>块 &amp; <b>内</b></div>\n\n"
        "```\ncode *a*\n```\n\n一行  \n两行<br>三行 `x*y` ~~删~~ 2 \\* 3 &lt;\n\n---\n\n[参][r]\n\n[r]: http://a.cn\n",
    )
    assert texts(found) == [
        *("甲", "乙", "1. 丙", "引用", "项 数", "长 3", "块 & 内", "code *a*"),
        "一行\n两行\n三行 x*y 2 * 3 <",
        "参",
    ]


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert texts(only(markdown.read, "---\n正文在此。\n---\n末。\n"))[-1] == "末。"
    assert "正文在此。" in texts(only(markdown.read, "---\n正文在此。\n---\n末。\n"))


def test_a_paragraph_beyond_measure_is_kept_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MARKDOWN_PARAGRAPH", 10)
    assert texts(only(markdown.read, "**一**二\n\n**三四五六七八九十**")) == ["一二", "**三四五六七八九十**"]


def test_markdown_that_holds_only_a_title_holds_no_text() -> None:
    assert only(markdown.read, "# 题\n").blocks == ()


# Web pages

PAGE = """<!DOCTYPE html><html lang="zh"><head><meta charset="{charset}"><title>河西新桥通车_江城晚报网</title>
<meta property="og:title" content="河西新桥通车"><meta name="author" content="李小明 王芳">
<meta property="article:published_time" content="2023-09-18T23:30:00+08:00">
<meta property="og:site_name" content="江城晚报网"><link rel="canonical" href="https://news.example.cn/1.html"></head>
<body><nav><ul><li><a href="/">首页</a></li><li><a href="/n">新闻</a></li></ul></nav>
<div class="article"><h1>河西新桥通车</h1><div class="info">2023年9月18日 来源:江城晚报 记者 李小明</div>
<p>昨日上午,河西新桥正式通车,
全长1.2公里,双向六车道。</p><p>市民<b>王女士</b>说,过去绕行要四十分钟,如今只要十分钟。</p><h2>施工三年</h2>
<p>大桥于2020年开工,<a href="/x">总投资</a>8.6亿元。<br>设计单位为江城设计院。</p>
<ul><li>限速六十公里</li></ul><table><tr><td>长度</td><td>1.2公里</td></tr></table></div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="/1">另一条新闻</a></li></ul></div>
<footer>版权所有 备案号123</footer><script>var a="x"</script></body></html>"""
ARTICLE = [
    "昨日上午,河西新桥正式通车,全长1.2公里,双向六车道。",
    "市民王女士说,过去绕行要四十分钟,如今只要十分钟。",
    "施工三年",
    "大桥于2020年开工,总投资8.6亿元。",
    "设计单位为江城设计院。",
    "限速六十公里",
    "长度 1.2公里",
]


@pytest.mark.parametrize(
    ("charset", "codec"), [("utf-8", "utf-8"), ("gb2312", "gbk"), ("utf-8", "gbk"), ("big5", "gbk")]
)
def test_a_web_page_is_its_article_without_menus(charset: str, codec: str) -> None:
    found = only(html.read, PAGE.format(charset=charset).encode(codec))
    assert texts(found) == ARTICLE
    assert (found.title, found.date, found.source) == ("河西新桥通车", "2023-09-18", "江城晚报")
    assert found.authors == ("李小明", "王芳")
    assert found.url == "https://news.example.cn/1.html"
    assert found.one_article


def test_what_the_head_does_not_say_is_taken_from_the_line_under_the_headline() -> None:
    bare = PAGE[: PAGE.index("<meta property")] + "</head>" + PAGE[PAGE.index("<body>") :]
    found = only(html.read, bare.format(charset="utf-8"))
    assert (found.date, found.source, found.authors) == ("2023-09-18", "江城晚报", ("李小明",))
    assert texts(found) == ARTICLE


def test_a_large_page_is_read_without_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EXTRACT_ELEMENTS", 5)
    found = only(html.read, PAGE.format(charset="utf-8"))
    assert [text for text in texts(found) if text in ARTICLE] == ARTICLE
    assert not {"首页", "另一条新闻"} & set(texts(found))


PARAGRAPHS = [f"这是第{n}段正文，讲的是江州大桥通车的消息，大桥全长1250米，市民都很高兴。" for n in range(3)]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def test_a_form_around_the_whole_page_is_no_form() -> None:
    page = f"<body><form id=aspnetForm><div><a href=/>首页</a></div><h1>通车</h1>{BODY}</form></body>"
    assert texts(only(html.read, page)) == PARAGRAPHS
    page = f"<body><h1>通车</h1>{BODY}<form><p>写下您的评论，请先登录，谢谢您的参与。</p></form></body>"
    assert texts(only(html.read, page)) == PARAGRAPHS


def test_a_box_inside_an_article_is_read_and_a_sidebar_is_not() -> None:
    box, end = "7组数据：大桥全长1250米，投资12亿元，工期三年半。", "最后一段正文在这里，写的是大桥的未来。"
    more = "<aside><h3>相关</h3><a href=/1>另一条新闻的标题在这里，还有一条也在这里。</a></aside>"
    found = only(
        html.read,
        f"<body><article><h1>通车</h1>{BODY}<aside>{box}</aside>{more}<p>{end}</p></article><aside><p>{box}</p></aside></body>",
    )
    assert texts(found) == [*PARAGRAPHS, box, end]


def test_lines_set_as_they_are_stay_lines() -> None:
    found = only(
        html.read,
        f"<body><article><h1>通车</h1>{BODY}<pre>大江\n东去 <b>浪\n淘</b>尽</pre><p>完。</p></article></body>",
    )
    assert texts(found) == [*PARAGRAPHS, "大江", "东去 浪", "淘尽", "完。"]


def test_a_page_without_markup_and_a_broken_one() -> None:
    assert texts(only(html.read, "只有一句话在这里。")) == ["只有一句话在这里。"]
    assert texts(only(html.read, "<p>没有关上<b>的一段\0话。<p>又一段<![CDATA[x]]></div>。")) == [
        "没有关上的一段话。",
        "又一段。",
    ]


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ELEMENTS", 10)
    with pytest.raises(CorpusError, match="elements"):
        only(html.read, "<p>一" * 20)


def test_entities_are_not_expanded_from_outside(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("外面", "utf-8")
    entity = f'<!ENTITY e SYSTEM "{(tmp_path / "a.txt").as_uri()}">'
    text = texts(only(html.read, f'<?xml version="1.0"?><!DOCTYPE a [{entity}]><html><p>前&e;后。</p></html>'))[-1]
    assert text.startswith("前") and "外面" not in text


# Word


def word(build: Callable[[Any], None]) -> bytes:
    import docx as python_docx

    document = python_docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_document_keeps_order_headings_and_tables() -> None:
    def build(document: Any) -> None:
        document.core_properties.author = "张三; 李四"
        document.core_properties.created = datetime(2020, 1, 1)
        document.add_heading("总标题", 0)
        document.add_paragraph("正文一。")
        document.add_heading("小标题", 2)
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "长度", "1.2公里"
        table.cell(1, 0).merge(table.cell(1, 1)).text = "合并"
        document.add_paragraph("正文二。")

    found = only(docx.read, word(build))
    assert texts(found) == ["正文一。", "小标题", "长度 1.2公里", "合并", "正文二。"]
    assert (found.title, found.authors, found.date, found.one_article) == ("总标题", ("张三", "李四"), None, True)
    sizes = {block.text: block.size for block in found.blocks}
    assert (sizes["小标题"] or 0) > 11


def test_a_word_document_with_several_headlines_is_left_whole() -> None:
    def build(document: Any) -> None:
        for title in ("一", "二"):
            document.add_heading(title, 1)
            document.add_paragraph(f"{title}的正文。")

    found = only(docx.read, word(build))
    assert (found.title, found.one_article, found.authors) == ("", False, ())
    assert texts(found) == ["一", "一的正文。", "二", "二的正文。"]


def test_nothing_that_a_word_document_prints_is_lost_without_a_word() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    run = "<w:r><w:t>{}</w:t></w:r>".format
    paragraph = "<w:p>{}</w:p>".format
    box = f"<w:txbxContent>{paragraph(run('框一。'))}{paragraph(run('框二。'))}</w:txbxContent>"
    body = "".join(
        (
            paragraph(
                run("正文")
                + f"<w:ins w:id='1'>{run('加的')}</w:ins><w:del w:id='2'><w:r><w:delText>删的</w:delText></w:r></w:del>"
                + f"<w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标记')}</w:smartTag>"
                + "<w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt>"
                + "<w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby>"
                + "<w:footnoteReference w:id='2'/><w:instrText>PAGE</w:instrText><w:tab/><w:t>末。</w:t></w:r>"
            ),
            paragraph(
                run("挂框。")
                + "<w:r><mc:AlternateContent xmlns:mc='urn:mc'>"
                + f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
                + f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
                + "</mc:AlternateContent></w:r>"
            ),
            f"<w:sdt><w:sdtContent>{paragraph(run('控件里。'))}</w:sdtContent></w:sdt>",
            f"<w:tbl><w:tr><w:tc>{paragraph(run('格'))}<w:tbl><w:tr><w:tc>{paragraph(run('内格'))}</w:tc></w:tr></w:tbl></w:tc>"
            f"<w:tc>{paragraph(run('邻'))}</w:tc></w:tr></w:tbl>",
        )
    )

    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "江城晚报 第3版"
        document.sections[0].footer.paragraphs[0].text = "第 3 页 共 5 页"
        document.add_paragraph("换掉")

    good = word(build)
    with zipfile.ZipFile(io.BytesIO(good)) as held:
        document = held.read("word/document.xml").decode()
        types = held.read("[Content_Types].xml").decode()
        relations = held.read("word/_rels/document.xml.rels").decode()
    start, end = document.index("<w:p>"), document.index("<w:sectPr")
    change = {"word/document.xml": document[:start] + body + document[end:]}
    for kind, tag, text in (
        ("footnotes", "footnote", "脚注。"),
        ("endnotes", "endnote", "尾注。"),
        ("comments", "comment", "批注"),
    ):
        name = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
        types = types.replace("</Types>", f'<Override PartName="/word/{kind}.xml" ContentType="{name}"/></Types>')
        link = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
        relation = f'<Relationship Id="r{kind}" Type="{link}" Target="{kind}.xml"/></Relationships>'
        relations = relations.replace("</Relationships>", relation)
        line = f"<w:{tag} w:type='separator' w:id='1'>{paragraph(run('――'))}</w:{tag}>" if kind != "comments" else ""
        note = f"{line}<w:{tag} w:id='2'>{paragraph(run(text))}</w:{tag}>"
        change[f"word/{kind}.xml"] = f"<w:{kind} xmlns:w='{space}'>{note}</w:{kind}>"
    change |= {"[Content_Types].xml": types, "word/_rels/document.xml.rels": relations}
    found = only(docx.read, changed(good, {name: content.encode() for name, content in change.items()}))
    assert texts(found) == [
        *("正文加的链接标记音\t末。", "挂框。", "框一。", "框二。", "控件里。", "格", "内格", "邻", "脚注。", "尾注。")
    ]
    assert found.warnings == (
        Message("word_header_left_out", text="江城晚报 第3版"),
        Message("word_comments_left_out", count=1),
    )


@pytest.mark.parametrize(("depth", "size"), [(3, 7.0), (2, None)])
def test_letter_sizes_come_from_base_styles_up_to_a_depth(
    depth: int, size: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    def build(document: Any) -> None:
        base = None
        for name in ("base", "middle", "top"):
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = base
            base = style
        document.styles["base"].font.size = Pt(7)
        document.add_paragraph("正文。", style="top")

    monkeypatch.setattr(limits, "STYLE_DEPTH", depth)
    assert [block.size for block in only(docx.read, word(build)).blocks] == [size]


def test_text_boxes_in_text_boxes_are_read_once() -> None:
    inner = "<w:p><w:r><w:t>最里</w:t></w:r></w:p>"
    for _ in range(30):
        inner = f"<w:p><w:r><w:t>外</w:t><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    good = word(lambda document: document.add_paragraph("换掉"))
    with zipfile.ZipFile(io.BytesIO(good)) as held:
        body = held.read("word/document.xml").decode()
    body = body[: body.index("<w:p>")] + inner + body[body.index("<w:sectPr") :]
    assert texts(only(docx.read, changed(good, {"word/document.xml": body.encode()}))) == ["外"] * 30 + ["最里"]


@pytest.mark.parametrize("entity", ['"里面"', 'SYSTEM "{outside}"'])
def test_xml_entities_of_a_word_document_are_not_expanded(entity: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("外面", "utf-8")
    good = word(lambda document: document.add_paragraph("正文。"))
    with zipfile.ZipFile(io.BytesIO(good)) as held:
        body = held.read("word/document.xml").decode()
    start = body.index("<w:document")
    doctype = f"<!DOCTYPE x [<!ENTITY e {entity.format(outside=(tmp_path / 'a.txt').as_uri())}>]>"
    changed_body = body[:start] + doctype + body[start:].replace("正文。", "正文。&e;")
    found = texts(only(docx.read, changed(good, {"word/document.xml": changed_body.encode()})))
    assert found == ["正文。"]


@pytest.mark.parametrize(
    ("lowered", "key"),
    [
        ({"PACKAGE_BYTES": 100}, "file_too_large"),
        ({"PACKAGE_ENTRIES": 5}, "package_too_many_entries"),
        ({"PACKAGE_UNPACKED": 100}, "package_unpacks_too_large"),
        ({"BOMB_BYTES": 100, "BOMB_RATIO": 1}, "package_bomb"),
        ({"XML_BYTES": 100}, "package_part_too_large"),
    ],
)
def test_a_package_is_limited(lowered: dict[str, int], key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in lowered.items():
        monkeypatch.setattr(limits, name, value)
    with pytest.raises(CorpusError) as caught:
        only(docx.read, word(lambda document: document.add_paragraph("正文。")))
    assert isinstance(caught.value.message, Message) and caught.value.message.key == key


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0" + b"\0" * 512])
def test_old_office_files_are_named(data: bytes) -> None:
    for reader in (docx.read, xlsx.read):
        with pytest.raises(CorpusError, match="old Office format"):
            list(reader(io.BytesIO(data), "a"))


# Excel


def workbook(*sheets: list[tuple[object, ...]]) -> io.BytesIO:
    from openpyxl import Workbook

    book = Workbook()
    for index, sheet_rows in enumerate(sheets):
        sheet = book.active if index == 0 else book.create_sheet()
        for cells in sheet_rows:
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def test_rows_of_every_sheet_are_articles() -> None:
    first = [
        ("编号", "标题", "正文", "日期"),
        (1, "题", "一。\n二。", datetime(2023, 9, 18)),
        (2.0, None, None, None),
        (3, "三", 12.5, "2023"),
    ]
    found = list(xlsx.read(workbook(first, [("notes",), ("x",)], [(None,), ("text",), ("四。",)]), "a.xlsx"))
    assert [(item.id, item.date, texts(item)) for item in found if isinstance(item, Document)] == [
        ("1", "2023-09-18", ["一。", "二。"]),
        ("3", "2023", ["12.5"]),
        (None, None, ["四。"]),
    ]
    assert [item.line for item in found if isinstance(item, Refusal)] == [3]


def test_a_workbook_without_a_column_of_text_is_refused() -> None:
    with pytest.raises(CorpusError, match="name one `text`"):
        list(xlsx.read(workbook([("a", "b"), (1, 2)]), "a.xlsx"))


@pytest.mark.inexact
def test_a_sheet_ends_after_a_run_of_empty_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EMPTY_ROWS", 3)
    rows: list[tuple[object, ...]] = [("text",), ("一。",), (None,), (None,), ("二。",), *[(None,)] * 5, ("三。",)]
    assert len(list(xlsx.read(workbook(rows), "a.xlsx"))) == 2


# EPUB


def book(**change: bytes | str) -> bytes:
    parts: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>',
        "OEBPS/content.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<metadata><dc:title>江城月刊</dc:title><dc:creator>张三</dc:creator><dc:date>2023-09-01</dc:date></metadata>"
        '<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="b" href="text/b%201.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="c" href="c.png" media-type="image/png"/></manifest>'
        '<spine><itemref idref="n"/><itemref idref="b"/>'
        '<itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine>'
        "</package>",
        "OEBPS/nav.xhtml": "<html><body><nav>目录</nav></body></html>",
        "OEBPS/text/b 1.xhtml": "<html><body><h2>第一章</h2><p>一。</p><p>二。</p></body></html>",
        "OEBPS/text/a.xhtml": '<?xml version="1.0" encoding="utf-8"?><html><body><p>没有标题。</p></body></html>',
        "OEBPS/c.png": "x",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        for name, data in (parts | change).items():
            held.writestr(name, data)
    return out.getvalue()


def test_a_chapter_is_an_article_in_the_order_of_the_spine() -> None:
    first, second = epub.read(io.BytesIO(book()), "a.epub")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.path, first.title, first.source) == ("a.epub/OEBPS/text/b 1.xhtml", "第一章", "江城月刊")
    assert texts(first) == ["一。", "二。"]
    assert (second.title, second.source, texts(second)) == ("江城月刊", None, ["没有标题。"])
    assert (first.date, first.authors, first.one_article) == ("2023-09-01", ("张三",), True)


def test_a_missing_chapter_is_refused_and_the_others_read() -> None:
    whole = book().replace(b"OEBPS/text/a.xhtml", b"OEBPS/text/z.xhtml")
    found = list(epub.read(io.BytesIO(whole), "a.epub"))
    assert [type(item) for item in found] == [Document, Refusal]


def test_entities_and_climbing_paths_of_a_book_are_refused() -> None:
    changes = (
        {"META-INF/container.xml": '<c><rootfile full-path="../../outside.opf"/></c>'},
        {"OEBPS/content.opf": '<!DOCTYPE a [<!ENTITY b "c">]><package>&b;</package>'},
    )
    for change in changes:
        with pytest.raises(CorpusError):
            list(epub.read(io.BytesIO(book(**change)), "a.epub"))
