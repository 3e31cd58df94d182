"""Plain text: its title, date and source, its paragraphs and its characters."""

from __future__ import annotations

import io

import pytest

from corpus.newspaper import segment
from corpus.readers import text
from corpus.records import Article, Document

BODY = "书车昨天驶进青石街，带来图书八百册。"


def read(written: str, path: str = "a.txt") -> Article:
    (document,) = text.read(io.BytesIO(written.encode()), path)
    assert isinstance(document, Document)
    (article,), warnings = segment(document)
    assert warnings == []
    return article


def test_line_under_the_headline_is_read_and_taken_out() -> None:
    found = read(f"书车进街\n2025年4月2日  江城晚报  第3版\n记者 周小舟\n{BODY}\n车上有灯。\n")
    assert (found.title, found.date, found.source) == ("书车进街", "2025-04-02", "江城晚报")
    assert found.authors == ("周小舟",)
    assert found.text == f"记者 周小舟\n{BODY}\n车上有灯。"


def test_line_above_the_headline_is_read_too() -> None:
    found = read(f"江城晚报 2025年4月2日 星期三 A05版\n书车进街\n{BODY}\n")
    assert (found.title, found.date, found.source, found.text) == ("书车进街", "2025-04-02", "江城晚报", BODY)


@pytest.mark.parametrize("first", ["标题：书车进街", "书车进街", "【标题】书车进街"])
def test_key_lines_say_title_source_date_and_author(first: str) -> None:
    found = read(
        f"{first}\n来源：江城晚报\n发布时间：2025年4月2日 08:30\n作者：周小舟 吴思远\n版面：A05\n正文：\n{BODY}"
    )
    assert (found.title, found.date, found.source, found.text) == ("书车进街", "2025-04-02", "江城晚报", BODY)
    assert found.authors == ("周小舟", "吴思远")


@pytest.mark.parametrize(
    "lines",
    [
        "书车时刻表\n时间：2025年4月2日\n来源：江城晚报\n地点：青石街",
        "书车时刻表\n日期：每周三\n来源：江城晚报",
        "时间：2025年4月2日",
    ],
)
def test_key_lines_of_a_notice_stay_in_its_text(lines: str) -> None:
    found = read(f"{lines}\n{BODY}")
    assert found.title + "\n" + found.text == ("" if found.title else "\n") + f"{lines}\n{BODY}"


def test_first_short_line_that_stands_apart_is_the_title() -> None:
    found = read("小街\n\n青石板上雨声轻，\n旧巷灯前人影长。\n\n书声。\n\n夜深。")
    assert found.title == "小街"
    assert found.text == "青石板上雨声轻，\n旧巷灯前人影长。\n书声。\n夜深。"


def test_headline_above_a_dateline_may_be_longer_than_the_line_below() -> None:
    assert read("江城市青石街书车服务点今天正式启用\n\n本报讯 书车来了。").title == "江城市青石街书车服务点今天正式启用"


def test_address_is_no_title() -> None:
    assert read("地址：青石街8号\n\n周一休息。\n周二开门。").title == ""


def test_name_of_the_file_gives_the_date_where_the_text_agrees() -> None:
    assert read(f"书车进街\n{BODY}", "A05_20250402.txt").date == "2025-04-02"
    assert read(f"书车进街\n江城晚报4月1日讯 {BODY}", "A05_20250402.txt").date == "2025-04-01"
    assert read("书车进街\n2025年4月20日，书车驶进青石街。", "A05_20250402.txt").date == "2025-04-02"
    assert read("书车进街\n1985年4月20日，书车驶进青石街。", "A05_20250402.txt").date is None
    assert read(f"书车进街\n{BODY}\n民國114年4月1日", "A05_20250402.txt").date == "2025-04-01"
