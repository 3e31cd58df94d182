"""Datelines, bylines, sources and dates, on lines written for these tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dateline import (
    Dateline,
    HeadLine,
    complete_date,
    find_byline,
    find_closing_source,
    find_dateline,
    find_dates,
    find_head_line,
    find_issue_date,
)
from corpus.printed_dates import find_file_date


@pytest.mark.parametrize(
    ("line", "source", "month", "day", "authors", "rest"),
    [
        ("江城晚报5月6日讯 6日上午,书车开动。", "江城晚报", 5, 6, (), "6日上午,书车开动。"),
        ("本报讯（记者 周小满 吴思远）昨日下午", None, None, None, ("周小满", "吴思远"), "昨日下午"),
        ("新华社北京9月18日电（记者王某、李某某）今天", "新华社", 9, 18, ("王某", "李某某"), "今天"),
        ("中新社香港8月9日电 (记者 韩小星)航班", "中新社", 8, 9, ("韩小星",), "航班"),
        ("南方日报讯 （记者/吴小晓 通讯员/谢君）书店", "南方日报", None, None, ("吴小晓", "谢君"), "书店"),
        ("法治日报北京7月26日讯 记者张维 法规库", "法治日报", 7, 26, ("张维",), " 法规库"),
        ("央视网消息：今年六月", "央视网", None, None, (), "：今年六月"),
        ("本報訊（記者 陳大文）昨日", None, None, None, ("陳大文",), "昨日"),
        ("〔記者許小芬／溪口報導〕溪水", None, None, None, ("許小芬",), "溪水"),
        ("【晨星報／記者林大同／高雄報導】港口", "晨星報", None, None, ("林大同",), "港口"),
        ("（中央社記者陳小美台北9月2日電）市府", "中央社", 9, 2, ("陳小美",), "市府"),
        ("（中央社記者陳小美、王一江花蓮縣2日電）縣府", "中央社", None, 2, ("陳小美", "王一江"), "縣府"),
        ("[記者許小芬台中報導]公園", None, None, None, ("許小芬",), "公園"),
        ("（中央社東京6日電）日本", "中央社", None, 6, (), "日本"),
        ("【江城報專訊】（記者 陳大文）碼頭", "江城報", None, None, ("陳大文",), "碼頭"),
        ("【本報訊】碼頭", None, None, None, (), "碼頭"),
        ("路透伦敦9月18日电 英国", "路透", 9, 18, (), "英国"),
        ("美联社华盛顿9月18日电 美国", "美联社", 9, 18, (), "美国"),
        ("本报讯 记者李晓报道 图书馆", None, None, None, ("李晓",), "图书馆"),
        ("本报９月１８日讯 今天", None, 9, 18, (), "今天"),
    ],
)
def test_dateline_says_source_day_and_authors(
    line: str, source: str | None, month: int | None, day: int | None, authors: tuple[str, ...], rest: str
) -> None:
    found = find_dateline(line)
    assert found is not None
    assert (found.source, found.month, found.day, found.authors) == (source, month, day, authors)
    assert line[found.end :] == rest


@pytest.mark.parametrize(
    "line",
    [
        "中国消息灵通人士说，雨要停了。",
        "电影节在江城开幕。",
        "9月18日电话会议召开。",
        "他在日报社工作。",
        "（综合报道）",
        "（本报记者 张三 报道）",
        "（今天是18日）天晴",
        "",
    ],
)
def test_sentence_is_no_dateline(line: str) -> None:
    assert find_dateline(line) is None


def test_dateline_with_its_year() -> None:
    found = find_dateline("江城晚报2023年5月6日讯 书车开动。")
    assert found is not None
    assert complete_date(found, None) == "2023-05-06"


@pytest.mark.parametrize(("day", "month"), [("2月29日", 2), ("2月30日", None), ("4月31日", None)])
def test_day_that_no_month_has_is_none(day: str, month: int | None) -> None:
    found = find_dateline(f"江城晚报{day}讯 书车开动。")
    assert found is not None
    assert (found.source, found.month) == ("江城晚报", month)


def test_year_is_taken_from_what_is_known_and_never_guessed() -> None:
    day = Dateline(end=0, month=9, day=18)
    assert complete_date(day, None) is None
    assert complete_date(day, "2023") == "2023-09-18"
    assert complete_date(day, "2023-09-19") == "2023-09-18"


def test_last_day_of_the_year_in_a_january_paper_is_of_the_year_before() -> None:
    assert complete_date(Dateline(end=0, month=12, day=31), "2024-01-02") == "2023-12-31"


def test_day_without_its_month_is_the_last_one_up_to_the_paper() -> None:
    assert complete_date(Dateline(end=0, day=12), "2023-09-13") == "2023-09-12"
    assert complete_date(Dateline(end=0, day=30), "2023-01-02") == "2022-12-30"
    assert complete_date(Dateline(end=0, day=31), "2023-05-02") is None
    assert complete_date(Dateline(end=0, day=12), "2023") is None


def test_dateline_without_a_day_has_no_date() -> None:
    assert complete_date(Dateline(end=0, source="新华社"), "2023-09-19") is None


@pytest.mark.parametrize(
    ("line", "authors", "source"),
    [
        ("■江城晚报全媒体记者 周小满 吴思远 张璐", ("周小满", "吴思远", "张璐"), "江城晚报"),
        ("■全媒体记者 杨小涵 黄京", ("杨小涵", "黄京"), None),
        ("（记者 张三 李四）", ("张三", "李四"), None),
        ("本报记者 李明 通讯员 王强", ("李明", "王强"), None),
        ("新华社记者 阿卜杜·热合曼", ("阿卜杜·热合曼",), "新华社"),
        ("作者：张三", ("张三",), None),
        ("文/图 记者 王小明", ("王小明",), None),
        ("记者 王 强 李 明", ("王强", "李明"), None),
        ("本报记者 张三 北京报道", ("张三",), None),
        ("□ 张三 李四", ("张三", "李四"), None),
        ("（张三 李四）", ("张三", "李四"), None),
        ("(王小明、司马青)", ("王小明", "司马青"), None),
        ("（王小明）", ("王小明",), None),
        ("記者許小芬／台中報導", ("許小芬",), None),
        ("通讯员 李小玲 江城晚报／江城新闻记者 缪延", ("李小玲", "缪延"), None),
    ],
)
def test_byline_names_authors(line: str, authors: tuple[str, ...], source: str | None) -> None:
    found = find_byline(line)
    assert found is not None
    assert (found.authors, found.source) == (authors, source)


@pytest.mark.parametrize(
    "line",
    [
        "记者了解到，江城",
        "记者节",
        "记者手记",
        "记者从会上获悉",
        "■ 要闻",
        "让读书成为习惯",
        "本报评论员",
        "（江苏省）",
        "（待续）",
        "（高兴）",
    ],
)
def test_other_line_is_no_byline(line: str) -> None:
    assert find_byline(line) is None


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("据江城发布", "江城发布"),
        ("来源：新华社", "新华社"),
        ("（据新华社电）", "新华社"),
        ("据《江城日报》", "江城日报"),
    ],
)
def test_closing_source(line: str, source: str) -> None:
    assert find_closing_source(line) == source


@pytest.mark.parametrize("line", ["据了解", "据悉", "据统计", "据媒体报道", "根据规定，书要还。"])
def test_phrase_is_no_source(line: str) -> None:
    assert find_closing_source(line) is None


def test_dates_with_a_year_only_and_only_real_ones() -> None:
    assert find_dates("2023年9月18日至9月20日，2023-08-16，２０２４年１月２日，2023年2月31日") == [
        "2023-09-18",
        "2023-08-16",
        "2024-01-02",
    ]


def test_dates_in_numerals_and_of_the_republic() -> None:
    assert find_dates(
        "民國112年9月18日，民國一一二年十月三日，二〇二四年十二月卅日，二〇二四年二月廿九日，一一三年一月十日"
    ) == [
        "2023-09-18",
        "2023-10-03",
        "2024-02-29",
        "2024-01-10",
    ]


@pytest.mark.parametrize(
    ("line", "date", "source", "authors", "page"),
    [
        ("2025年4月2日  江城晚报  第3版", "2025-04-02", "江城晚报", (), "3"),
        ("江城日报 2025-4-2 星期三 A05版：民生", "2025-04-02", "江城日报", (), "A05"),
        ("《江城晚报》（2025年04月02日 第03版）", "2025-04-02", "江城晚报", (), "03"),
        ("来源：江城晚报　作者：李小禾　2025-04-02 08:30", "2025-04-02", "江城晚报", ("李小禾",), None),
        ("发布时间：25-04-02 09:12 来源:江城网 记者：周舟", "2025-04-02", "江城网", ("周舟",), None),
        ("2025-04-02 10:22 江城報 記者許小芬／台中即時報導", "2025-04-02", "江城報", ("許小芬",), None),
        ("时间：2025-04-02 来源：江城网 编辑：王小明", "2025-04-02", "江城网", (), None),
        ("2025/4/2 14:05 | 江城新闻网 | 周小舟", "2025-04-02", "江城新闻网", ("周小舟",), None),
        ("江城晚报记者 周小舟 2025年4月2日", "2025-04-02", "江城晚报", ("周小舟",), None),
        ("民國114年4月2日", "2025-04-02", None, (), None),
        ("114年4月2日 星期三", "2025-04-02", None, (), None),
        ("二〇二五年四月二日 农历三月初五", "2025-04-02", None, (), None),
        ("第3版 江城晚报", None, "江城晚报", (), "3"),
    ],
)
def test_line_under_a_headline(
    line: str, date: str | None, source: str | None, authors: tuple[str, ...], page: str | None
) -> None:
    assert find_head_line(line) == HeadLine(date, source, authors, page)


@pytest.mark.parametrize(
    "line",
    [
        "2025年4月2日 市图书馆开馆",
        "江城晚报",
        "记者 周小舟",
        "2025年4月2日至8日",
        "2025年2月30日",
        "江城日报 江城晚报 2025年4月2日",
        "第3版",
        "",
    ],
)
def test_line_that_says_anything_else_is_no_head_line(line: str) -> None:
    assert find_head_line(line) is None


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("papers/A05_20250402.txt", "2025-04-02"),
        ("2025-04-02.pdf", "2025-04-02"),
        ("江城晚报2025年4月2日.txt", "2025-04-02"),
        ("IMG_20250402.png", None),
        ("20250231.txt", None),
        ("202504021.txt", None),
        ("20250402/a.txt", None),
    ],
)
def test_date_in_the_name_of_a_file(path: str, date: str | None) -> None:
    assert find_file_date(path) == date


def test_issue_date_is_a_line_with_a_weekday_or_a_page_number() -> None:
    assert find_issue_date("2023年5月7日 星期日 A02版 要闻") == "2023-05-07"
    assert find_issue_date("2023年5月7日") == "2023-05-07"
    assert find_issue_date("2023年5月7日", alone=False) is None
    assert find_issue_date("2023年5月7日，江城市图书馆的书车开进了青石街。") is None


@given(st.text(max_size=200))
def test_any_line_is_read_without_error_and_within_its_bounds(line: str) -> None:
    found = find_dateline(line)
    assert found is None or 0 < found.end <= len(line)
    byline = find_byline(line)
    assert byline is None or byline.authors
    find_closing_source(line)
    find_issue_date(line)
    find_head_line(line)
    find_dates(line)
