"""Plain text: its title, date and source, its paragraphs and its characters."""

from __future__ import annotations

import io
import os

import pytest

from corpus.errors import CorpusError
from corpus.newspaper import segment
from corpus.readers import shown, text
from corpus.readers.encoding import decode
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


@pytest.mark.parametrize(
    ("head", "title", "rest"),
    [
        ("读书月\n书车进街\n2025年4月2日 江城晚报 A03版", "读书月 书车进街", ""),
        ("书车进街\n——藏书1200册\n2025年4月2日 江城晚报", "书车进街", "——藏书1200册\n"),
        ("第A03版：民生\n江城晚报 2025年4月2日\n书车进街", "书车进街", ""),
        ("江城晚报\n2025年4月2日\n书车进街", "书车进街", ""),
        ("书车进街\n2025年4月2日\n江城晚报", "书车进街", ""),
        ("标　题：书车进街\n来　源：江城晚报\n日　期：2025-04-02", "书车进街", ""),
        ("书车进街\n2025-04-02 10:22　江城晚报　周小舟", "书车进街", ""),
    ],
)
def test_shoulder_subtitle_and_page_around_a_headline(head: str, title: str, rest: str) -> None:
    found = read(f"{head}\n{BODY}\n车上有灯。")
    assert (found.title, found.date, found.source) == (title, "2025-04-02", "江城晚报")
    assert found.text == f"{rest}{BODY}\n车上有灯。"


def test_line_at_the_end_says_source_and_date() -> None:
    found = read(f"书车进街\n{BODY}\n车上有灯。\n（来源：江城晚报 2025年4月2日 第3版）")
    assert (found.date, found.source) == ("2025-04-02", "江城晚报")


def test_first_short_line_that_stands_apart_is_the_title() -> None:
    found = read("小街\n\n青石板上雨声轻，\n旧巷灯前人影长。\n\n书声。\n\n夜深。")
    assert found.title == "小街"
    assert found.text == "青石板上雨声轻，\n旧巷灯前人影长。\n书声。\n夜深。"


def test_title_of_a_poem_and_of_a_notice_without_blank_lines() -> None:
    assert read("小街\n青石板上雨声轻，\n旧巷灯前人影长。").title == "小街"
    assert read("书车时刻表\n地点：青石街8号\n周一休息。").title == "书车时刻表"


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


def wrapped(paragraph: str, width: int, indent: str = "") -> str:
    return "\n".join(paragraph[i : i + width] for i in range(0, len(paragraph), width)).join((indent, ""))


FIRST = "市图书馆昨天宣布，青石街书车服务点月底启用，总投资286.5万元，藏书1200册，市民凭身份证就能借书，每次可借五册。"
SECOND = "馆长说，书车每天停靠八站，每站停留四十分钟，节假日照常开放，冬季提前一小时收车，大雾天停运。"


@pytest.mark.parametrize("width", [16, 22, 27, 33])
@pytest.mark.parametrize(("gap", "indent"), [("\n\n", ""), ("\n\n", "　　"), ("\n", "　　"), ("\n", "    ")])
def test_lines_that_a_hard_wrap_divided_are_put_together(width: int, gap: str, indent: str) -> None:
    written = gap.join(["书车月底启用", wrapped(FIRST, width, indent), wrapped(SECOND, width, indent)])
    assert text_of(written) == ["书车月底启用", FIRST, SECOND]


def test_wrapped_text_without_blank_lines_and_indents() -> None:
    assert text_of(f"{wrapped(SECOND, 17)}\n{wrapped(FIRST, 17)}") == [SECOND, FIRST]


def test_number_over_the_end_of_a_line_is_one_number() -> None:
    written = "书车服务点总投资达到了286.\n5万元，比计划节省了近12\n万元，藏书增加到了1,\n200册，借书免费。"
    assert text_of(f"书车\n\n{written}") == ["书车", written.replace("\n", "")]


def test_wrapped_english_is_joined_with_spaces() -> None:
    lines = [
        "The library bus will stop at eight places every day, and readers may",
        "borrow five books at once with nothing but their identity card, the",
        "librarian said on Monday, adding that winter hours are shorter.",
    ]
    assert text_of("\n".join(lines)) == [" ".join(lines)]


@pytest.mark.parametrize(
    "written",
    [
        "江上渔火两三点，\n岸边杨柳一行斜。\n客船不问潮来去，\n且听风声过酒家。",
        "江上渔火两三点在水一方\n岸边杨柳一行斜风细雨中\n客船不问潮来去向何方去\n且听风声过酒家无人应门",
        "1. 图书馆青石街服务点，周一至周五\n2. 图书馆滨江路服务点，周六和周日\n3. 图书馆东门口服务点，节假日",
        "地址：青石市东门区青石街道青石街8号，邮编410000\n电话：0731-1234567，传真：0731-7654321\n开放：周二至周日，九时至二十一时",
        "青石街8号\n东门路12号\n滨江路3号",
        f"{FIRST}\n{SECOND}\n书车来了。",
    ],
)
def test_poems_lists_addresses_and_whole_paragraphs_stay(written: str) -> None:
    assert "\n".join(text_of(written)) == written


def text_of(written: str) -> list[str]:
    (document,) = text.read(io.BytesIO(written.encode()), "a.txt")
    assert isinstance(document, Document)
    return [block.text.strip() for block in document.blocks]


@pytest.mark.parametrize(
    ("written", "codec"),
    [
        ("①白糖②红糖③冰糖", "gbk"),
        ("①钛锭②铬板③钼丝", "gbk"),
        ("饶琚、龚翀", "gbk"),
        ("泸州.txt", "gbk"),
        ("盱眙.txt", "gbk"),
        ("联通", "gbk"),
        ("通讯录", "gbk"),
        ("占16.64", "gbk"),
        ("鯽魚每斤180元", "big5"),
        ("café", "cp1252"),
        ("fiancée", "cp1252"),
        ("Übung", "cp1252"),
        ("Москва", "utf-8"),
        ("é", "utf-8"),
        ("°C", "utf-8"),
        ("ñandú ½", "utf-8"),
    ],
)
def test_short_text_is_decoded(written: str, codec: str) -> None:
    assert decode(written.encode(codec)).text == written


def test_utf_8_that_is_cut_in_a_character_is_not_taken_for_what_is_declared() -> None:
    data = "书车昨天驶进青石街，带来图书八百册。".encode()
    for end in range(6, len(data)):
        found = decode(data[:end], "gb2312")
        assert found.encoding == "utf-8"
        assert found.text.rstrip("\ufffd") == data[:end].decode("utf-8", "ignore")


def test_short_text_is_decoded_at_least_as_well_as_by_charset_normalizer() -> None:
    """Against the common detector, where it is installed, on neighbouring pieces of one text."""
    detector = pytest.importorskip("charset_normalizer")
    pieces = [(FIRST + SECOND)[i : i + 6] for i in range(0, len(FIRST + SECOND) - 6, 3)]

    def by_us(data: bytes) -> str:
        try:
            return decode(data).text
        except CorpusError:
            return ""

    ours = sum(by_us(piece.encode("gbk")) == piece for piece in pieces)
    theirs = sum(str(detector.from_bytes(piece.encode("gbk")).best()) == piece for piece in pieces)
    assert ours >= max(theirs, 0.95 * len(pieces))


@pytest.mark.parametrize("suffix", [".txt", "_20240501.txt"])
@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("big5", "頭版 副刊 娛樂 影視 專欄 高雄 澎湖 花蓮 照片 新聞稿 王小明 颱風"),
        ("gbk", "头版 副刊 影视 通讯录 图片 泸州 盱眙 陈美玲 台风"),
    ],
)
def test_short_names_of_files_in_old_encodings(encoding: str, names: str, suffix: str) -> None:
    for name in names.split():
        assert shown(os.fsdecode(f"{name}{suffix}".encode(encoding))) == f"{name}{suffix}"


@pytest.mark.parametrize("name", ["Москва.txt", "café.txt", "Ελλάδα.txt", "Łódź.txt", "ñandú.txt"])
def test_names_in_other_scripts_stay(name: str) -> None:
    assert shown(name) == name
