"""A conversation as a file, and the dates of the filters."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from test_qa_web_render import FIGURES, XSS, hit, reply

from qa.records import Figure, Place
from qa.web.conversation import Exchange
from qa.web.dates import read_range
from qa.web.export import file_name, to_docx, to_markdown

docx = pytest.importorskip("docx")
QUOTED = "“证据在此。”（《标题》，江州日报，2023-09-18，文件第 3 页）"


def test_the_quotes_with_their_sources_come_first() -> None:
    refused = reply("谁？", answerable=False, answer=None, confidence=0.1)
    exchanges = [Exchange("e1", "何处？", reply(disagreement=FIGURES)), Exchange("e2", "谁？", refused)]
    written = to_markdown(exchanges, "桥", "2026-11-30", "zh")
    lines = [line for line in written.splitlines() if line]
    assert lines[:5] == [
        "# 桥",
        "问报 · 2026\\-11\\-30 · 2 个问题",
        "## 引文与出处",
        "### 何处？",
        f"> {QUOTED}".replace("-", "\\-"),
    ]
    assert lines[5] == "## 问答全文" and lines.count("### 谁？") == 1  # a refusal has no quote
    assert "可靠 · 把握 93%" in lines and "文章里没有" in lines  # and no number
    assert any("2023年：45个" in line for line in lines)


def test_other_places_are_exported() -> None:
    place = Place("a2", "乙", "江州晚报", "2023-09-19", "b.txt", 2, 0, 5, "p2", "A2")
    exchange = Exchange("e1", "何处？", reply(hits=(replace(hit(), also=(place,)),)))
    assert "同文另见: 江州晚报 · 2023\\-09\\-19 · 第A2版" in to_markdown([exchange], "", "", "zh")


@pytest.mark.parametrize("attack", XSS)
def test_no_text_becomes_markup(attack: str) -> None:
    figures = (Figure(attack, attack, "a", "p1", 1, 3),)
    exchange = Exchange(attack, attack, reply(attack, hits=(hit(attack, attack),), disagreement=figures))
    assert "<" not in to_markdown([exchange], attack, attack, "en").replace("\\<", "")
    document = docx.Document(io.BytesIO(to_docx([exchange], attack, attack, "en")))
    title = document.paragraphs[0].text
    assert title == " ".join(attack.replace("\0", " ").split())
    name = file_name(attack, attack, ".md")
    assert not set(name) & set('<>:"/\\|?*\0') and len(name) < 60


def test_a_document_of_word_has_headings_and_quotes() -> None:
    document = docx.Document(io.BytesIO(to_docx([Exchange("e1", "何处？", reply())], "桥", "2026-11-30", "zh")))
    found = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert found[:5] == [
        ("Title", "桥"), ("Subtitle", "问报 · 2026-11-30 · 1 个问题"), ("Heading 1", "引文与出处"),
        ("Heading 2", "何处？"), ("Quote", QUOTED),
    ]  # fmt: skip


def test_a_file_is_named_by_date_and_topic() -> None:
    assert file_name("清溪大桥全长多少米？", "2026-11-30", ".docx") == "2026-11-30 清溪大桥全长多少米.docx"
    assert file_name("../a\\b", "tomorrow", ".md") == "a b.md"
    assert file_name("", "", ".md") == "wenbao.md"


@pytest.mark.parametrize(
    ("written", "iso"),
    [("2021年5月", "2021-05"), ("2021年5月3日", "2021-05-03"), ("2021年", "2021"), ("2021/5/3", "2021-05-03"),
     ("２０２１.05", "2021-05"),
     ("民國110年5月", "2021-05"), ("May 2021", "2021-05"), ("2021-05-03", "2021-05-03"), (" 2021 ", "2021"), ("", "")],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(written: str, iso: str) -> None:
    assert read_range(written, "", "zh").after == iso and read_range("", written, "zh").before == iso


@pytest.mark.parametrize("written", ["五月", "2021年13月", "2021-02-30", "20210x"])
def test_what_is_no_date_is_said_at_its_field(written: str) -> None:
    assert set(read_range(written, "2021", "zh").errors) == {"after"}
    assert set(read_range("2021", written, "en").errors) == {"before"}


@pytest.mark.parametrize(
    ("after", "before", "right"),
    [("2021-05", "2021-05", True), ("2021-05", "2021", True), ("2021", "2021-05", True),
     ("2021-05-03", "2021-05", True), ("2021-06", "2021-05-30", False), ("2022", "2021", False),
     ("2021-05-03", "2021-05-02", False)],
)  # fmt: skip
def test_a_range_that_ends_before_it_begins_is_wrong(after: str, before: str, right: bool) -> None:
    read = read_range(after, before, "en")
    assert (read.after, read.before, set(read.errors)) == ((after, before, set()) if right else (after, "", {"before"}))
