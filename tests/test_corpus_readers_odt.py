"""OpenDocument text, and old Word files, for which a stand-in takes the place of LibreOffice."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import doc, odt, read
from corpus.records import Document, Refusal

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing")),
        *(("meta", "meta"), ("dc", "dc")),
    )
)


def packed(body: str, styles: str = "", meta: str = "", headers: str = "") -> bytes:
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {NAMES}><office:master-styles>{headers}</office:master-styles>"
        "</office:document-styles>",
        "meta.xml": f"<office:document-meta {NAMES}><office:meta>{meta}</office:meta></office:document-meta>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def only(data: bytes) -> Document:
    (found,) = odt.read(io.BytesIO(data), "a.odt")
    assert isinstance(found, Document)
    return found


def texts(found: Document) -> list[str]:
    return [block.text for block in found.blocks]


def item(text: str) -> str:
    return f"<text:list-item>{text}</text:list-item>"


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_paragraphs_notes_and_boxes_in_order() -> None:
    note_body = f"<text:note-body>{p('注：试航。')}</text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{note_body}</text:note>"
    box = f"<draw:frame><draw:text-box>{p('框里。')}</draw:text-box></draw:frame>"
    deleted = f"<text:tracked-changes><text:deletion>{p('删去的。')}</text:deletion></text:tracked-changes>"
    ruby = "<text:ruby><text:ruby-base>甪</text:ruby-base><text:ruby-text>lù</text:ruby-text></text:ruby>"
    found = only(
        packed(
            deleted
            + '<text:h text:outline-level="1">渡口复航</text:h>'
            + p(f"渡口{note}<text:span>昨日</text:span>复航<text:s text:c='2'/>了{box}。")
            + f"<text:section>{p(f'{ruby}直<text:tab/>古镇<text:line-break/>开放。')}</text:section>"
        )
    )
    assert (found.title, found.one_article) == ("渡口复航", True)
    assert texts(found) == ["渡口昨日复航  了。", "框里。", "甪直\t古镇\n开放。", "注：试航。"]


def test_numbers_of_lists() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-prefix="第" '
        'style:num-format="一, 二, 三, ..." style:num-suffix="条"/><text:list-level-style-number text:level="2" '
        'style:num-format="1" style:num-suffix="、" text:start-value="3"/></text:list-style>'
    )
    inner = f"<text:list>{item(p('乙'))}{item(p('丙'))}</text:list>"
    body = f'<text:list text:style-name="L">{item(p("甲") + p("续") + inner)}{item(p("丁"))}</text:list>'
    body += f"<text:list>{item(p('无号'))}</text:list>"
    assert texts(only(packed(body, styles))) == ["第一条 甲", "续", "3、乙", "4、丙", "第二条 丁", "无号"]


def test_merged_cells_reach_their_rows() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}>{p(text)}</table:table-cell>"

    covered = "<table:covered-table-cell/>"
    body = (
        f"<table:table><table:table-header-rows>{row(cell('镇'), cell('价'))}</table:table-header-rows>"
        + row(cell("北镇", 'table:number-rows-spanned="2"'), cell("2.1元"))
        + row(covered, cell("3.4元"))
        + row(cell("南镇", 'table:number-columns-spanned="2"'), covered)
        + "</table:table>"
    )
    assert texts(only(packed(body))) == ["镇 价", "北镇 2.1元", "北镇 3.4元", "南镇"]


def test_what_is_left_out_is_named() -> None:
    styles = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    printed = f"<style:header>{p('滨州晚报 第3版')}</style:header><style:footer>{p('3')}</style:footer>"
    headers = f"<style:master-page>{printed}</style:master-page>"
    body = p(
        f'正文<text:span text:style-name="T1">内部批示</text:span>。<office:annotation>{p("批注")}</office:annotation>'
    )
    found = only(packed(body, styles, headers=headers))
    assert texts(found) == ["正文。"]
    assert found.warnings == (
        Message("word_header_left_out", text="滨州晚报 第3版"),
        Message("word_comments_left_out", count=1),
        Message("word_hidden_left_out", count=4),
    )


def test_the_title_of_the_properties_counts_only_where_the_text_has_none() -> None:
    meta = "<dc:title>2018年的通知</dc:title><meta:initial-creator>林舟</meta:initial-creator>"
    title = '<text:p text:style-name="P1">渡口复航</text:p>'
    styles = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    found = only(packed(title + p("渡口昨日复航，日运客900人次。"), styles, meta))
    assert (found.title, found.authors) == ("渡口复航", ("林舟",))
    assert only(packed(p("渡口昨日复航，日运客900人次。"), meta=meta)).title == "2018年的通知"


@pytest.mark.parametrize("change", [("<office:text>", "<office:spreadsheet>"), ("</office:body>", "")])
def test_what_holds_no_text_document_is_refused(change: tuple[str, str]) -> None:
    old = packed(p("正文。"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(old)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(
                name,
                before.read(name).decode().replace(*change).replace("</office:text>", change[1].replace("<", "</")),
            )
    with pytest.raises(CorpusError):
        only(out.getvalue())


def test_elements_in_each_other_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(odt, "_MAX_DEPTH", 5)
    for inside in (
        p("<text:span>" * 9 + "x" + "</text:span>" * 9),
        "<text:section>" * 9 + p("x") + "</text:section>" * 9,
    ):
        with pytest.raises(CorpusError):
            only(packed(inside))


# Old Word files

OLD = b"\xd0\xcf\x11\xe0" + bytes(600)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A stand-in for LibreOffice with this body, in a folder that is searched for programs first."""
    if os.name == "nt":
        pytest.skip("the stand-in is a script")
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")

    def make(body: str) -> None:
        program = folder / "soffice"
        program.write_text(f"#!{sys.executable}\nimport os, pathlib, shutil, sys, time\n{body}\n", "utf-8")
        program.chmod(0o755)

    return make


def test_an_old_word_file_is_converted(office: Any, tmp_path: Path) -> None:
    import docx as python_docx

    converted = python_docx.Document()
    converted.add_heading("渡口复航", 0)
    converted.add_paragraph("渡口昨日复航。")
    converted.save(str(tmp_path / "ready.docx"))
    office(
        "out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\nout.mkdir()\n"
        "assert sys.argv[-1].endswith('input.doc') and pathlib.Path(sys.argv[-1]).stat().st_size == 604\n"
        "assert '--headless' in sys.argv and os.environ['https_proxy'] == 'http://127.0.0.1:9'\n"
        f"shutil.copy({str(tmp_path / 'ready.docx')!r}, out / 'input.docx')"
    )
    (tmp_path / "a.doc").write_bytes(OLD)
    (found,) = read([tmp_path / "a.doc"])
    assert isinstance(found, Document)
    assert (found.title, texts(found), found.path) == ("渡口复航", ["渡口昨日复航。"], str(tmp_path / "a.doc"))


@pytest.mark.parametrize(
    ("body", "seconds", "key"), [("sys.exit(1)", 60, "doc_not_converted"), ("time.sleep(60)", 0.5, "doc_too_slow")]
)
def test_a_conversion_that_fails_or_takes_too_long_is_told(
    body: str, seconds: float, key: str, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    office(body)
    monkeypatch.setattr(doc, "_SECONDS", seconds)
    with pytest.raises(CorpusError) as caught:
        list(doc.read(io.BytesIO(OLD), "a.doc"))
    assert caught.value.message.key == key


def test_without_libreoffice_the_file_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.wps").write_bytes(OLD)
    (tmp_path / "b.txt").write_text("渡口昨日复航。", "utf-8")
    refused, good = read([tmp_path])
    assert isinstance(refused, Refusal) and isinstance(good, Document)
    assert "LibreOffice" in refused.reason and ".docx" in refused.reason


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"{\\rtf1\\ansi Ferry reopened.}", "Ferry reopened."),
        ("<html><body><p>渡口昨日复航，日运客900人次。</p></body></html>".encode(), "渡口昨日复航，日运客900人次。"),
    ],
)
def test_other_formats_under_the_name_of_word_are_read(data: bytes, text: str) -> None:
    (found,) = doc.read(io.BytesIO(data), "a.doc")
    assert isinstance(found, Document) and texts(found) == [text]
