"""Encodings, plain text, dates, and rows of JSONL and CSV."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.messages import Message
from corpus.readers import csv, dates, jsonl, limits, table_rows, text
from corpus.readers.encoding import decode, lines
from corpus.readers.unwrap import join_lines, unwrap
from corpus.records import Block, Document, LeftOut, Refusal

SIMPLIFIED = "河西新桥昨天通车,市民王女士说,过去绕行要四十分钟。"
TRADITIONAL = "河西新橋昨天通車,市民王女士說,過去繞行要四十分鐘。"


@pytest.mark.parametrize(
    ("written", "codec"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "utf-16-le"),
        (SIMPLIFIED, "utf-32"),
        ("Plain words only.", "utf-16-le"),
        ("Plain words only.", "utf-16-be"),
        ("Élèves français déjà à l’école", "cp1252"),
        ("One word: café. " + "Plain words. " * 50, "cp1252"),
        ("通车", "gbk"),
        ("", "utf-8"),
    ],
)
def test_text_is_decoded_without_being_told_how(written: str, codec: str) -> None:
    found = decode(written.encode(codec))
    assert found.text == written
    assert found.warnings == ()


def test_a_declared_encoding_is_tried_before_guessing() -> None:
    data = "日本の新聞".encode("shift_jis")
    assert decode(data, "Shift_JIS").text == "日本の新聞"
    assert decode(SIMPLIFIED.encode("gbk"), "no-such-codec").text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("gbk"), "unicode_escape").text == SIMPLIFIED
    assert decode(SIMPLIFIED.encode("gbk"), "zlib").text == SIMPLIFIED


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_character_that_was_cut_off_is_shown_and_said(codec: str) -> None:
    found = decode((SIMPLIFIED * 3).encode(codec)[:-1])
    assert found.text == (SIMPLIFIED * 3)[:-1] + "\ufffd"
    assert found.warnings == (Message("text_undecodable", count=1, encoding=codec),)


def test_binary_files_are_no_text() -> None:
    with pytest.raises(CorpusError, match="not text"):
        decode(bytes(range(256)) * 40)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1))
def test_every_chinese_text_in_utf_8_comes_back(written: str) -> None:
    assert decode(written.encode()).text == written


def test_lines_are_read_one_by_one_whatever_their_encoding() -> None:
    data = f"{SIMPLIFIED}\r\n".encode("gbk") + "好\n".encode() + b"\x01\x02\x03\x04\x05\xff\n" + "末".encode()
    found = [(number, line and line.strip()) for number, line in lines(io.BytesIO(data), 1000)]
    assert found == [(1, SIMPLIFIED), (2, "好"), (3, None), (4, "末")]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_lines_of_wide_encodings(codec: str) -> None:
    # U+0A0D and U+4E0A hold the byte of a line's end.
    found = list(lines(io.BytesIO("上一行,今天上海。\n第二行,上下文。".encode(codec)), 1000))
    assert found == [(1, "上一行,今天上海。"), (2, "第二行,上下文。")]


def test_a_line_that_is_too_long_is_passed_over() -> None:
    data = b"a\n" + b"b" * 100 + b"\nc\n"
    assert [(number, line) for number, line in lines(io.BytesIO(data), 10)] == [(1, "a\n"), (2, None), (3, "c\n")]


def test_paragraphs_stand_between_blank_lines_or_are_lines() -> None:
    assert table_rows.paragraphs("\n\n一\r\n二\n") == (Block("一"), Block("二"))
    assert table_rows.paragraphs("题\n\n一行\n二行\n \u3000\n三") == (Block("题"), Block("一行\n二行"), Block("三"))
    assert table_rows.paragraphs(" \n\u200b\n") == ()


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PARAGRAPHS", 3)
    with pytest.raises(CorpusError, match="split"):
        list(text.read(io.BytesIO(b"a\n" * 5), "a.txt"))


def test_text_that_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEXT_BYTES", 1 << 20)
    with pytest.raises(CorpusError, match="JSONL"):
        list(text.read(io.BytesIO(b"a" * (1 << 20) + b"b"), "a.txt"))


@pytest.mark.parametrize(
    ("given_date", "iso"),
    [
        ("2023年9月18日", "2023-09-18"),
        ("2023/9/18", "2023-09-18"),
        ("2023-09-18 12:00", "2023-09-18"),
        ("2023-09-18T23:30:00+08:00", "2023-09-18"),
        ("2023.09.18", "2023-09-18"),
        ("20230918", "2023-09-18"),
        (20230918, "2023-09-18"),
        ("２０２３年９月１８日 星期一", "2023-09-18"),
        ("二〇二三年九月十八日", "2023-09-18"),
        ("二○二三年十二月三十一日", "2023-12-31"),
        ("2023年9月", "2023-09"),
        ("2023-09", "2023-09"),
        ("2023", "2023"),
        ("Mon, 18 Sep 2023 08:00:00 +0800", "2023-09-18"),
        ("September 18, 2023", "2023-09-18"),
        ("18 Sept. 2023", "2023-09-18"),
        (datetime(2023, 9, 18, 23, 59), "2023-09-18"),
        (date(2023, 9, 18), "2023-09-18"),
        ("2023-02-30", None),
        ("2023-13-01", None),
        ("9月18日", None),
        ("18/9/23", None),
        ("昨天", None),
        ("", None),
        (None, None),
        (True, None),
        (1695000000, None),
        ("2023年9月18日至20日", None),
    ],
)
def test_dates_become_iso_and_are_never_guessed(given_date: object, iso: str | None) -> None:
    assert dates.iso(given_date) == iso


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_dates_come_back(day: date) -> None:
    for written in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert dates.iso(written) == day.isoformat()


def read_jsonl(*given_rows: object) -> list[Document | Refusal]:
    data = "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in given_rows)
    return list(jsonl.read(io.BytesIO(data.encode()), "a.jsonl"))


def test_a_row_of_jsonl_is_an_article_with_all_that_it_says() -> None:
    (found,) = read_jsonl(
        {
            "id": 7,
            "text": "一。\n二。",
            "title": "题",
            "date": "2023年9月18日",
            "source": "江城晚报",
            "authors": ["张三", " 李四 "],
            "url": "http://a.cn/1",
            "other": 1,
        }
    )
    assert found == Document(
        "a.jsonl",
        (Block("一。"), Block("二。")),
        "题",
        "2023-09-18",
        "江城晚报",
        ("张三", "李四"),
        "http://a.cn/1",
        "7",
        True,
        left_out=(LeftOut(Message("account_facts"), 32), LeftOut(Message("account_columns"), 1)),
    )


def test_chinese_names_of_columns_and_lists_of_authors_in_a_string() -> None:
    (found,) = read_jsonl(
        {
            "标题": "题",
            "正文": "文",
            "日期": "2023/9/18",
            "报纸": "江城晚报",
            "记者": "张三、李四，王五",
            "链接": "u",
            "编号": "x1",
        }
    )
    assert isinstance(found, Document)
    assert (found.title, found.date, found.source, found.url, found.id) == ("题", "2023-09-18", "江城晚报", "u", "x1")
    assert found.authors == ("张三", "李四", "王五")


def test_broken_rows_are_refused_with_their_line_and_the_others_read() -> None:
    found = read_jsonl(
        {"text": "一。"}, "{broken", "", [1], {"title": "无"}, {"text": " "}, {"text": "末。"}, "[" * 100_000
    )
    assert [(type(item).__name__, getattr(item, "line", None)) for item in found] == [
        ("Document", None),
        ("Refusal", 2),
        ("Refusal", 4),
        ("Refusal", 5),
        ("Refusal", 6),
        ("Document", None),
        ("Refusal", 8),
    ]


def test_a_date_that_is_not_understood_is_left_out_and_said() -> None:
    (found,) = read_jsonl({"text": "一。", "date": "昨天"})
    assert isinstance(found, Document)
    assert found.date is None
    assert "昨天" in found.warnings[0]


def test_a_file_of_broken_rows_only_is_given_up() -> None:
    found = jsonl.read(io.BytesIO(b"no json\n" * 500), "a.jsonl")
    with pytest.raises(CorpusError, match="none of the first 100 rows"):
        list(found)


class Endless(io.RawIOBase):
    """A file without end: what is not streamed never returns."""

    def __init__(self, row: bytes) -> None:
        self.row, self.at, self.given = row, 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset
        return offset

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        start = self.at % len(self.row)
        data = (self.row[start:] + self.row * (len(view) // len(self.row) + 1))[: len(view)]
        view[: len(data)] = data
        self.at += len(data)
        self.given += len(data)
        return len(data)


@pytest.mark.parametrize(("reader", "row"), [(jsonl.read, b'{"text": "a"}\n'), (csv.read, b"text\n")])
def test_tables_are_streamed(reader: object, row: bytes) -> None:
    endless = Endless(row)
    found: Iterator[Document | Refusal] = reader(io.BufferedReader(endless), "a")  # type: ignore[operator]
    for _ in range(1000):
        next(found)
    assert endless.given < 200_000


def read_csv(data: str | bytes) -> list[Document | Refusal]:
    return list(csv.read(io.BytesIO(data if isinstance(data, bytes) else data.encode()), "a.csv"))


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_dialect_and_encoding(mark: str, codec: str) -> None:
    header, row = mark.join(("标题", "正文", "日期")), mark.join(("题", '"一,二;三|四\t五\n""六""。"', "2023-09-18"))
    (found,) = read_csv(f"{header}\r\n{row}\r\n".encode(codec))
    assert isinstance(found, Document)
    assert found.title == "题"
    assert [block.text for block in found.blocks] == ["一,二;三|四\t五", '"六"。']
    assert found.date == "2023-09-18"
    assert found.path == "a.csv"


def test_a_row_without_text_is_refused_with_its_line() -> None:
    found = read_csv('text,title\n"一\n二",题\n,空\n三,题\n')
    assert [(type(item).__name__, getattr(item, "line", None)) for item in found] == [
        ("Document", None),
        ("Refusal", 4),
        ("Document", None),
    ]


def test_a_table_without_a_column_of_text_is_refused() -> None:
    with pytest.raises(CorpusError, match="name one `text`"):
        read_csv("a,b\n1,2\n")


def test_a_long_article_in_a_cell_is_read() -> None:
    (found,) = read_csv("text\n" + "长" * 200_000 + "\n")
    assert isinstance(found, Document)
    assert len(found.blocks[0].text) == 200_000


@pytest.mark.inexact
def test_a_quote_that_is_not_closed_within_a_row_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROW_BYTES", 100)
    found = read_csv('text\n"' + "长长长\n" * 200 + '完"\n')
    assert [block.text for item in found if isinstance(item, Document) for block in item.blocks] == [
        *('"长长长', *["长长长"] * 199, '完"')
    ]


def test_a_line_that_is_no_text_is_refused_in_its_place() -> None:
    found = read_csv(b"text\n\xe4\xb8\x80\n\x01\x02\x03\x04\x05\x06\xff\n\xe4\xba\x8c\n")
    assert [getattr(item, "line", None) for item in found if isinstance(item, Refusal)] == [3]
    assert sum(isinstance(item, Document) for item in found) == 2


def test_lines_are_unwrapped_as_the_script_wants() -> None:
    assert unwrap("中文\n续行") == "中文续行"
    assert unwrap("two\n  words") == "two words"
    assert unwrap("中文\nabc  def\n中文") == "中文abc def中文"
    assert unwrap("中文 abc") == "中文 abc"
    assert join_lines(["infor-", "mation on", "Cov-2 is"]) == "information on Cov-2 is"


def test_a_number_that_a_column_cuts_is_whole_again() -> None:
    assert (
        join_lines(["柜台1", "60个，占57.", "3%，共12", "%，约1,", "200人"]) == "柜台160个，占57.3%，共12%，约1,200人"
    )
    assert join_lines(["第3名", "2号"]) == "第3名2号"
    assert join_lines(["of 2023", "45 people, 12", "% more"]) == "of 2023 45 people, 12 % more"


def test_an_encoding_in_doubt_is_told() -> None:
    doubtful, sure = decode("陪伴".encode("gb18030")), decode("今天天气晴朗，我们去公园。".encode("gb18030"))
    assert (doubtful.text, doubtful.warnings) == ("陪伴", (Message("text_encoding_uncertain", encoding="gb18030"),))
    assert (sure.encoding, sure.warnings) == ("gb18030", ())
