"""Figures over time, over invented series among figures of other places, measures and kinds."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.encoder import Encoder
from qa.answer.timeline_dates import times
from qa.cli.commands import main
from qa.errors import QuestionError
from qa.library import Library
from qa.records import Timeline

# (date, title, text)
ARTICLES = [
    ("2022-01-20", "柳塘市公布2021年经济数据", "2021年，柳塘市实现地区生产总值812.4亿元，同比增长6.2%。其中，第一产业增加值90亿元。"),  # noqa: E501
    ("2023-01-18", "柳塘市经济稳中有进", "去年全市地区生产总值达到8645000万元，增长5.1%；一般公共预算收入71.2亿元，增长3%。"),  # noqa: E501
    ("2023-01-19", "周边城市比一比", "2022年，柳塘市的GDP为864.5亿元，邻近的鹤山市GDP为1500亿元。"),
    ("2023-07-20", "柳塘市上半年经济运行情况", "今年上半年，柳塘市实现地区生产总值430.6亿元，同比增长5.8%。"),
    ("2024-01-22", "柳塘市去年成绩单", "2023年柳塘市GDP首次突破900亿元，达到913亿元，人均GDP为7.9万元。今年GDP预计增长6%左右。"),  # noqa: E501
    ("2024-06-02", "柳塘市修订数据", "经修订，2023年柳塘市GDP为920.3亿元。"),
    ("2020-05-02", "古渠镇常住人口普查", "古渠镇常住人口为3.42万人，其中老年人口8100人。"),
    ("2023-03-05", "古渠镇留住年轻人", "2022年末，古渠镇常住人口3.18万人，比2020年减少2400人；户籍人口4万人。"),
    ("2024-10-08", "假期客流", "望溪港的旅客吞吐量9月达到12.6万人次，8月为15.1万人次。石门港旅客吞吐量为40万人次。"),
    ("2024-11-09", "望溪港的淡季", "10月，望溪港旅客吞吐量回落到9.8万人次。明年旅客吞吐量目标为200万人次。"),
    ("2023-12-30", "橘子洲茶厂", "橘岭茶厂2021年产量为520吨，2022年产量为610吨，2023年产量达到700吨。"),
    ("2022-02-11", "空气好了", "2021年，安溪县细颗粒物平均浓度为每立方米41微克。安溪县PM2.5浓度目标是35微克。"),
    ("2021-04-01", "南坪县城镇化率", "2020年，南坪县城镇化率为51.2%，比上年提高1.3个百分点。"),
    ("2023-04-01", "南坪县城乡", "全县城镇化率去年已提高到54%，邻近的青田县城镇化率为60%。"),
]  # fmt: skip

# query, kind: (date, value) of all figures that are right
EXPECTED = {
    ("柳塘市 GDP", "level"): {
        ("2021", 812.4e8), ("2022", 864.5e8), ("2023-H1", 430.6e8), ("2023", 920.3e8), ("2023", 913e8),
    },
    ("柳塘市 GDP", "rate"): {("2021", 6.2), ("2022", 5.1), ("2023-H1", 5.8)},
    ("古渠镇常住人口", "level"): {("2020-05-02", 34200.0), ("2022", 31800.0)},
    ("望溪港 旅客吞吐量", "level"): {("2024-08", 151000.0), ("2024-09", 126000.0), ("2024-10", 98000.0)},
    ("橘岭茶厂 产量", "level"): {("2021", 520.0), ("2022", 610.0), ("2023", 700.0)},
    ("南坪县的城镇化率", "share"): {("2020", 51.2), ("2022", 54.0)},
}  # fmt: skip


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., Encoder]) -> Library:
    rows = [
        {"id": f"a{n}", "date": date, "title": title, "text": text, "source": "柳塘日报"}
        for n, (date, title, text) in enumerate(ARTICLES)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder(window=400))
    made.add([path])
    return made


def figures(found: Timeline, kind: str) -> set[tuple[str, float]]:
    return {
        (figure.date, figure.value)
        for series in found.series
        if series.kind == kind and series.measure.lower() == found.measure.lower()
        for figure in series.figures
    }


def test_precision_and_recall_over_the_series(library: Library) -> None:
    right = made = wanted = 0
    wrong: list[object] = []
    for (query, kind), expected in EXPECTED.items():
        found = figures(library.timeline(query), kind)
        right, made, wanted = right + len(found & expected), made + len(found), wanted + len(expected)
        wrong += [(query, kind, "wrong", found - expected), (query, kind, "missing", expected - found)]
    assert right / made >= 0.95 and right / wanted >= 0.9, (right, made, wanted, [one for one in wrong if one[-1]])  # type: ignore[index]


def test_each_figure_stands_in_its_quote_and_article(library: Library) -> None:
    for series in library.timeline("柳塘市 GDP").series:
        for one in series.figures:
            article = library.article(one.place.article_id)
            assert article is not None
            assert article.text[one.start : one.end] == one.text
            assert article.text[one.quote_start : one.quote_start + len(one.quote)] == one.quote


def test_equal_figures_are_one_and_differing_ones_say_so(library: Library) -> None:
    (series, *_) = library.timeline("柳塘市 GDP").series
    by_date = {one.date: one for one in reversed(series.figures)}
    assert (series.kind, series.unit) == ("level", "元")
    # 864.5亿元 and 8645000万元 are one value; the newer article is shown.
    assert (by_date["2022"].text, [place.article_id for place in by_date["2022"].also]) == ("864.5亿元", ["a1"])
    assert not by_date["2022"].differs
    of_2023 = [one for one in series.figures if one.date == "2023"]
    assert [(one.text, one.place.date, one.differs) for one in of_2023] == [
        ("920.3亿元", "2024-06-02", True), ("913亿元", "2024-01-22", True)
    ]  # fmt: skip
    assert [one.date for one in series.plotted] == ["2021", "2022", "2023"]


@pytest.mark.parametrize(
    ("sentence", "published", "before", "expected"),
    [
        ("2024年上半年增长", "2025-01-01", "", ["2024-H1"]),
        ("去年全年为", "2025-03-01", "", ["2024"]),
        ("比上年增长", "2025-03-01", "", []),
        ("年末人口", "2025-01-24", "", ["2024"]),
        ("年末人口", "2025-01-24", "2023年的数字", ["2023"]),
        ("前三季度收入", "2024-10-20", "", ["2024-Q1-Q3"]),
        ("5月17日上报", "2024-06-01", "", ["2024-05-17"]),
        ("1至9月出口", "2024-10-20", "", ["2024-Q1-Q3"]),
        ("第一季度", None, "", []),
    ],
)
def test_the_time_that_a_sentence_speaks_of(
    sentence: str, published: str | None, before: str, expected: list[str]
) -> None:
    assert [time.date for time in times(sentence, published, before)] == expected


def test_filters_and_an_empty_query(library: Library) -> None:
    from qa.records import Filters

    assert figures(library.timeline("橘岭茶厂 产量", filters=Filters(before="2020")), "level") == set()
    with pytest.raises(QuestionError):
        library.timeline(" ？")


def test_the_command(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> str:
        assert main(["timeline", *arguments, "--library", str(library.folder)]) == 0
        return capsys.readouterr().out

    text = run("橘岭茶厂 产量")
    assert text.startswith("产量, 吨\n  2021") and "█" * 24 in text and "橘子洲茶厂 · 柳塘日报 · 2023-12-30" in text
    rows = list(csv.DictReader(io.StringIO(run("橘岭茶厂 产量", "--csv"))))
    assert [(row["date"], row["value"], row["text"]) for row in rows] == [
        ("2021", "520", "520吨"), ("2022", "610", "610吨"), ("2023", "700", "700吨")
    ]  # fmt: skip
    value = json.loads(run("橘岭茶厂 产量", "--json"))
    assert set(value) == {"query", "subject", "measure", "series"}
    assert value["series"][0]["figures"][0]["place"]["article_id"] == "a10"
    assert run("没有的地方 没有的指标") == "No dated figures were found.\n"
