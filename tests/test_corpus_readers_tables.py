"""Tables and JSON as people make them: lone quotes, titles above the header, merged cells, numbers for dates."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.messages import Message
from corpus.readers import columns, csv, jsonl, table_rows, xlsx
from corpus.records import Document, Page, Refusal


def rows(data: str | bytes, reader: Any = csv.read) -> list[Document]:
    found = list(reader(io.BytesIO(data if isinstance(data, bytes) else data.encode()), "a"))
    assert all(isinstance(item, Document) for item in found), found
    return found


def texts(found: list[Document]) -> list[list[str]]:
    return [[block.text for block in item.blocks] for item in found]


# Quotes


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_lone_quote_does_not_take_in_the_rows_below(mark: str) -> None:
    lines = [
        "标题,正文",
        '早点摊,"豆浆涨价了。',
        '"灯会"开幕,灯会昨晚开幕。',
        '渡轮,"渡轮"昨日停航。',
        '书市,书市"开门红"。',
    ]
    found = rows("\n".join(lines).replace(",", mark))
    assert [item.title for item in found] == ["早点摊", '"灯会"开幕', "渡轮", "书市"]
    assert texts(found) == [['"豆浆涨价了。'], ["灯会昨晚开幕。"], ['"渡轮"昨日停航。'], ['书市"开门红"。']]


def test_a_cell_in_quotes_holds_separators_line_ends_and_doubled_quotes() -> None:
    found = rows('标题,正文,日期\n"一,二","三\n四 ""五""","2024-03-05" \n六,七,2024\n')
    assert [(item.title, item.date) for item in found] == [("一,二", "2024-03-05"), ("六", "2024")]
    assert texts(found) == [["三", '四 "五"'], ["七"]]


def test_the_line_of_a_row_counts_the_lines_of_cells_above() -> None:
    found = list(csv.read(io.BytesIO('text,title\n"一\n二\n三",题\n,空\n"四,题\n'.encode()), "a"))
    assert [(type(item), getattr(item, "line", None)) for item in found] == [
        (Document, None), (Refusal, 5), (Document, None)
    ]  # fmt: skip


CELL = st.text(st.sampled_from('甲乙,;"\n\t '), max_size=6)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_every_table_that_the_csv_module_writes_comes_back(cells: list[tuple[str, str]]) -> None:
    import csv as standard

    out = io.StringIO()
    standard.writer(out).writerows([("title", "text"), *((title, f"文{text}完") for title, text in cells)])
    found = rows(out.getvalue())
    expected = [[block.text for block in table_rows.paragraphs(f"文{text}完")] for _, text in cells]
    assert texts(found) == expected


def test_a_text_in_the_last_column_may_hold_commas_without_quotes() -> None:
    assert texts(rows("title,text\n题,今天,晴,微风\n")) == [["今天,晴,微风"]]


def test_the_line_ends_of_old_macintosh_tables() -> None:
    assert [item.title for item in rows("title,text\r甲,一。\r乙,二。\r")] == ["甲", "乙"]


# Headers


def test_a_row_above_the_header_is_left_out_with_a_warning() -> None:
    found = rows("滨州晚报五月稿件一览,,\n\n标题,日期,正文\n灯会,2024-05-01,灯会昨晚开幕。\n书市,,书市开张。\n")
    assert [(item.title, item.date) for item in found] == [("灯会", "2024-05-01"), ("书市", None)]
    assert [item.warnings for item in found] == [(Message("rows_above_left_out", text="滨州晚报五月稿件一览"),), ()]


@pytest.mark.parametrize("line", ["sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n'])
def test_a_line_may_give_the_separator(line: str) -> None:
    found = rows(f"{line}标题;正文\n书市;书市, 昨日开张。\n")
    assert (found[0].title, texts(found), found[0].warnings) == ("书市", [["书市, 昨日开张。"]], ())


@pytest.mark.parametrize(
    ("name", "field"),
    [
        *[
            (name, "text")
            for name in ("內容", "正文（全文）", "新聞內容", "文章正文", "稿件内容", "Full Text", "article_body")
        ],
        *[(name, "title") for name in ("標題", "新闻标题", "文章標題", "题目", "Article Title", "标题*", "【标题】")],
        *[(name, "date") for name in ("發布時間", "見報日期", "发表时间", "publish_time", "pubDate", "published_at")],
        *[(name, "source") for name in ("來源", "报纸名称", "媒體", "新闻来源", "Publisher", "source_name")],
        *[(name, "page") for name in ("版面", "版", "版次", "Page No.")],
        *[(name, "authors") for name in ("作者", "記者", "撰稿人", "Byline")],
        *[(name, None) for name in ("字数", "序号", "摘要", "", "新闻", "text2")],
    ],
)
def test_names_of_columns(name: str, field: str | None) -> None:
    assert columns.field_of(name) == field


def test_a_column_of_sentences_that_is_not_taken_over_is_named_once() -> None:
    note = "编辑部按：这一组稿件写于大桥通车之前，数字以市政公报为准。"
    found = rows(f"标题,编者按,字数,正文\n一,{note},120,一文。\n二,{note},80,二文。\n")
    assert [item.warnings for item in found] == [(Message("column_left_out", column="编者按"),), ()]


# Dates


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (45413, "2024-05-01"),
        (45413.75, "2024-05-01"),
        ("45413", "2024-05-01"),
        (1714521600, "2024-05-01"),
        (1714521600000, "2024-05-01"),
        ("1714521600", "2024-05-01"),
        (1714579200, "2024-05-02"),  # midnight in China
        (20240501.0, "2024-05-01"),
        (2024.0, "2024"),
        ({"$date": "2024-05-01T08:00:00Z"}, "2024-05-01"),
        (["2024-05-01"], "2024-05-01"),
        (7, None),
        (True, None),
        ("1234567", None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_dates_that_are_numbers(value: object, iso: str | None) -> None:
    assert table_rows.iso_date(value) == iso


# JSON


def test_a_file_may_be_an_array_or_an_object_that_holds_one() -> None:
    items = [{"title": "灯会", "text": "灯会昨晚开幕。"}, {"title": "无"}, 7, {"title": "书市", "text": "书市开张。"}]
    array = json.dumps(items, ensure_ascii=False, indent=1)
    for data in (array, json.dumps({"total": 2, "data": {"list": items}}), f'{{"ok": true,\n"articles": {array}}}'):
        found = list(jsonl.read(io.BytesIO(data.encode()), "a.json"))
        assert [item.title for item in found if isinstance(item, Document)] == ["灯会", "书市"]
        assert [
            item.reason.key for item in found if isinstance(item, Refusal) and isinstance(item.reason, Message)
        ] == [*("row_without_text_column", "row_not_object")]
    found = list(jsonl.read(io.BytesIO(array.encode()), "a.json"))
    assert [item.line for item in found if isinstance(item, Refusal)] == [6, 9]


def test_an_array_may_hold_rows_of_cells() -> None:
    found = rows('[["标题", "正文"], ["灯会", "灯会昨晚开幕。"],\n["书市", "书市开张。"]]', jsonl.read)
    assert [(item.title, texts([item])) for item in found] == [
        ("灯会", [["灯会昨晚开幕。"]]),
        ("书市", [["书市开张。"]]),
    ]


def test_an_object_over_several_lines_is_one_article() -> None:
    (found,) = rows(json.dumps({"title": "灯会", "text": "一。\n二。"}, ensure_ascii=False, indent=2), jsonl.read)
    assert (found.title, texts([found])) == ("灯会", [["一。", "二。"]])


def test_shapes_of_values_in_json() -> None:
    (found,) = rows(
        json.dumps(
            {
                "title": "灯会&middot;开幕",
                "publish_time": "2024-05-01 08:00:00",
                "author": [{"name": "林舟"}, {"name": "方渡"}],
                "source": {"name": "滨州晚报", "id": 3},
                "text": [{"type": "p", "text": "灯会开幕。"}, {"type": "img", "src": "a.png"}, "观灯的人很多。"],
            }
        ),
        jsonl.read,
    )
    assert (found.title, found.date, found.source, found.authors) == (
        "灯会·开幕",
        "2024-05-01",
        "滨州晚报",
        ("林舟", "方渡"),
    )
    assert texts([found]) == [["灯会开幕。", "观灯的人很多。"]]
    (found,) = rows(json.dumps({"text": {"lead": "灯会开幕。", "body": ["一。", "二。"]}}), jsonl.read)
    assert texts([found]) == [["灯会开幕。", "一。", "二。"]]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("<p>灯会开幕。</p><p>观灯&nbsp;的人&mdash;很多。</p>", ["灯会开幕。", "观灯\xa0的人—很多。"]),
        ("灯会<b>开幕</b>。\n观灯的人很多。", ["灯会开幕。", "观灯的人很多。"]),
        ("气温 3 < 5，a<b 且 b>c。", ["气温 3 < 5，a<b 且 b>c。"]),
        ("AT&T 与 R&amp;D。", ["AT&T 与 R&D。"]),
        ("灯会开幕。_x000D_\n观灯的人很多。_x000D_", ["灯会开幕。", "观灯的人很多。"]),
        ("灯会开幕。\\n观灯的人很多。", ["灯会开幕。", "观灯的人很多。"]),
        ("路径 C:\\new 不变。", ["路径 C:\\new 不变。"]),
    ],
)
def test_markup_and_escapes_in_a_text(text: str, paragraphs: list[str]) -> None:
    (found,) = rows(json.dumps({"text": text}), jsonl.read)
    assert texts([found]) == [paragraphs]


# Excel


def workbook(build: Any) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    build(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_reach_their_rows() -> None:
    def build(book: Any) -> None:
        sheet = book.active
        sheet.append(["滨州晚报五月稿件"])
        for row in (
            ["标题", "来源", "见报日期", "正文"],
            ["甲", "滨州晚报", 45413, "甲文。"],
            ["乙", None, None, "乙文。"],
        ):
            sheet.append(row)
        sheet.append([])
        for row in (["丙", None, None, "丙文。"], ["丁", None, None, "丁文。"]):
            sheet.append(row)
        for area in ("A1:D1", "B3:B6", "C3:C6"):
            sheet.merge_cells(area)

    found = rows(workbook(build), xlsx.read)
    assert [(item.title, item.source, item.date) for item in found] == [
        *[(title, "滨州晚报", "2024-05-01") for title in "甲乙丙"],
        ("丁", None, None),
    ]
    assert found[0].warnings == (Message("rows_above_left_out", text="滨州晚报五月稿件"),)


@pytest.mark.parametrize(("kind", "number"), [("1900", 45413), ("1904", 43951)])
@pytest.mark.parametrize("number_format", [None, "27", "31", "57"])
def test_numbers_of_days_in_a_column_of_dates(kind: str, number: int, number_format: str | None) -> None:
    def build(book: Any) -> None:
        if kind == "1904":
            from openpyxl.utils.datetime import CALENDAR_MAC_1904

            book.epoch = CALENDAR_MAC_1904
        book.active.append(["标题", "日期", "正文"])
        book.active.append(["甲", number, "甲文。"])

    data = workbook(build)
    if number_format:  # openpyxl does not write the formats that only East Asian Excel has
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                part = old.read(name).replace(b'<xf numFmtId="0"', f'<xf numFmtId="{number_format}"'.encode())
                new.writestr(name, part if name.endswith("styles.xml") else old.read(name))
        data = out.getvalue()
    assert [item.date for item in rows(data, xlsx.read)] == ["2024-05-01"]


def test_sheets_that_are_not_read_are_named() -> None:
    def build(book: Any) -> None:
        for name, header in (("稿件", "正文"), ("草稿", "正文"), ("统计", "篇数"), ("坏表", "正文")):
            sheet = book.create_sheet(name)
            sheet.append(["标题", header])
            sheet.append(["甲", f"{name}的文字。"])
        book["草稿"].sheet_state = "hidden"
        del book["Sheet"]

    data = workbook(build)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[: 200 if name.endswith("sheet4.xml") else None])
    document, refused = xlsx.read(io.BytesIO(out.getvalue()), "a.xlsx")
    assert isinstance(document, Document) and isinstance(refused, Refusal)
    assert texts([document]) == [["稿件的文字。"]]
    assert [warning.values["sheet"] for warning in document.warnings if isinstance(warning, Message)] == [
        "草稿",
        "统计",
    ]
    assert isinstance(refused.reason, Message) and refused.reason.key == "sheet_refused"
    assert refused.reason.values["sheet"] == "坏表"


@pytest.mark.parametrize(
    ("row", "page"),
    [
        ({"版次": "A05"}, (Page(1, "A05"),)),
        ({"版次": "第6版：综合"}, (Page(1, "6", "综合"),)),
        ({"版次": "副刊"}, (Page(1, "", "副刊"),)),
        ({"page_label": "b02", "page_name": "国际"}, (Page(1, "B02", "国际"),)),
        ({"版": "3"}, (Page(1, "3"),)),
        ({"page": "A05"}, (Page(1, "A05"),)),
        ({"page": "17"}, ()),
        ({"page": 17}, ()),
        ({"版次": "见报"}, ()),
        ({}, ()),
    ],
)
def test_the_printed_page_of_a_row(row: dict[str, object], page: tuple[Page, ...]) -> None:
    found = table_rows.document({"正文": "清溪大桥昨天建成通车。", **row}, "a.csv")
    assert isinstance(found, Document) and found.pages == page
