"""Where articles start on a page whose sentences break off."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.newspaper import PairScorer, segment
from corpus.newspaper.article_starts import (
    SCORED_START_FEATURES,
    START_FEATURES,
    PageStarts,
    find_starts,
    sorted_joins,
)
from corpus.newspaper.joins import Join
from corpus.newspaper.line_roles import read_lines
from corpus.records import Block, Document

LEAD = "江城晚报5月6日讯 6日上午，江城市图书馆在青石街举行流动书车启用仪式。首批书车将在全市三十条老街轮流停靠。"
VAN = "馆长陈一帆介绍，书车每周二、周四下午停靠在固定站点，读者凭身份证就可以免费借书。为了方便老人，志愿者可以"
VAN_ON = "上门代借代还，逾期也不收取费用。书车还准备了有声读物和大字图书。"
GARDEN = "记者从市园林局获悉，今年首批街角小花园全部建成，总面积一万二千平方米。改造时保留了老槐树，附近居民也可以"
GARDEN_ON = "在周末认养花草，由园艺师现场教大家修剪和浇水。到年底还将再建二十座。"
BUS = "公交公司说，夏季夜班车延长到零点，二十条线路每十五分钟一班，候车亭装上了风扇和座椅，司机也多了一间休息室。"


def page(*lines: str) -> Document:
    return Document("page.txt", tuple(Block(line) for line in lines))


def titles(document: Document, score: PairScorer | None = None) -> list[str]:
    return [article.title for article in segment(document, score)[0]]


def starts(*printed: str, joins: Sequence[Join] = ()) -> PageStarts:
    lines = read_lines(tuple(Block(line) for line in printed), on_page=True).lines
    return PageStarts(lines, sorted_joins(lines, joins))


@pytest.mark.parametrize("byline", ["本报记者 周小满", "（吴思远 张璐）"])
def test_a_headline_above_a_byline_starts_an_article(byline: str) -> None:
    document = page("图书馆把书送到家门口", LEAD, VAN, VAN_ON, "街角小花园建成", byline, GARDEN, GARDEN_ON)
    assert titles(document) == ["图书馆把书送到家门口", "街角小花园建成"]


def test_boxes_of_figures_and_advertisements_are_no_part_of_a_headline() -> None:
    box = ("数说", "30条", "停靠的老街", "借出图书：1.2万册")
    document = page("图书馆把书送到家门口", *box, "旺铺招租：请致电81234567", LEAD, VAN, VAN_ON)
    assert titles(document) == ["图书馆把书送到家门口"]


def test_a_number_alone_is_no_box() -> None:
    assert [start.first for group in starts("图书馆把书送到家门口", "2024年", LEAD).groups for start in group] == [0, 1]


def test_short_lines_within_a_joined_sentence_start_nothing() -> None:
    assert [group[0].first for group in starts(VAN, "老街的书", VAN_ON, "小花园", GARDEN).groups] == [1, 3]
    assert [
        group[0].first for group in starts(VAN, "老街的书", VAN_ON, "小花园", GARDEN, joins=[Join(0, 2, 9.0)]).groups
    ] == [3]


def test_the_features_of_a_start_have_names() -> None:
    found = starts(LEAD, VAN, "街角小花园建成", "本报记者 周小满", GARDEN)
    row = dict(zip(START_FEATURES, found.features(None)[0], strict=True))
    assert (row["bias"], row["byline"], row["open_above"], row["top"], row["dateline"]) == (1.0, 1.0, 1.0, 0.0, 0.0)
    scored = dict(zip(SCORED_START_FEATURES, found.features(lambda pairs: [3.0, -20.0])[0], strict=True))
    assert (scored["goes_on"], scored["headline_goes_on"]) == (3.0, -10.0)
    assert np.array_equal(list(scored.values())[: len(row)], list(row.values()))


def test_a_scorer_tells_a_subheadline_from_the_headline_of_another_article() -> None:
    printed = ("图书馆把书送到家门口", LEAD, VAN, VAN_ON, "夏夜的公交站", BUS, GARDEN, GARDEN_ON)
    lines = read_lines(tuple(Block(line) for line in printed), on_page=True).lines
    joins = sorted_joins(lines, [Join(2, 3, 9.0), Join(6, 7, 9.0)])

    def going_on(log_odds: float) -> PairScorer:
        return lambda pairs: [log_odds] * len(pairs)

    assert 4 in find_starts(lines, joins, going_on(-9.0))
    assert 4 not in find_starts(lines, joins, going_on(9.0))


def test_the_number_and_name_of_a_page_are_no_headline() -> None:
    assert titles(page("第03版：要闻", "图书馆把书送到家门口", LEAD, VAN, VAN_ON)) == ["图书馆把书送到家门口"]


@pytest.mark.parametrize(
    "line",
    [
        "圖為流動書車在青石街啟用。",
        "書車停靠老街。 受訪者供圖",
        "遗失声明：王小满遗失身份证一张，声明作废。",
        "青石街茶行诚聘店员三名",
        "“为了方便老人，志愿者可以上门代借代还，逾期也不收取费用，书车还准备了有声读物和大字图书”",
    ],
)
def test_captions_advertisements_and_quotations_set_apart_are_no_text(line: str) -> None:
    assert [each.role for each in read_lines((Block(line),), on_page=True).lines] == ["caption"]


@pytest.mark.parametrize(
    "line",
    ["他说：“声明已经发出。”", "“为了方便老人，志愿者可以上门代借代还，逾期也不收取费用，书车还准备了大字图书。”"],
)
def test_quotations_in_the_text_are_text(line: str) -> None:
    assert [each.role for each in read_lines((Block(line),), on_page=True).lines] == ["body"]


def test_a_headline_is_not_joined_to_a_remote_line_though_the_scorer_says_so() -> None:
    printed = ("图书馆把书送到家门口", LEAD, VAN, "街角小花园建成", "本报记者 周小满", BUS, GARDEN_ON, VAN_ON)

    def score(pairs: list[tuple[str, str]]) -> list[float]:
        return [2.0 if pair in ((VAN, VAN_ON), ("街角小花园建成", GARDEN_ON)) else -6.0 for pair in pairs]

    assert titles(page(*printed), score) == ["图书馆把书送到家门口", "街角小花园建成"]


def test_a_text_without_headline_goes_below_the_headline_whose_text_it_is_like() -> None:
    read = "读者凭身份证就可以在流动书车上免费借书，书车每周停靠老街。"
    grass = "市园林局说，街角小花园的花草由附近居民认养，老槐树都保留了下来。"
    printed = (
        *("图书馆把书送到家门口", read, VAN, VAN_ON, "本报记者 周小满"),
        *("公交车晚上也开", f"本报讯（记者 吴思远）{BUS}", "本报记者 张璐"),
        *("街角小花园建成", grass, GARDEN_ON, "本报记者 李一帆"),
        "江城晚报5月6日讯 6日上午，江城市图书馆的流动书车在老街启用，读者可以免费借书。",
    )
    articles = segment(page(*printed))[0]
    assert "流动书车在老街启用" in next(one.text for one in articles if one.title == "图书馆把书送到家门口")


def test_a_column_below_a_byline_goes_to_the_article_that_it_is_like() -> None:
    buses = "夜班车的司机说，公交公司的二十条线路夏季都延长到零点，候车亭也有了座椅。"
    printed = (
        *("公交车晚上也开", f"本报讯（记者 吴思远）{BUS}"),
        *("图书馆把书送到家门口", LEAD, VAN, VAN_ON, "本报记者 周小满", buses),
    )
    articles = segment(page(*printed))[0]
    assert [buses in article.text for article in articles] == [True, False]


def test_the_boxed_lines_below_a_byline_do_not_hide_that_an_article_ended() -> None:
    box = ("数读", "★三十条老街", "停靠的街道", "★两千册图书")
    found = starts(LEAD, VAN, VAN_ON, "本报记者 周小满", *box, "街角小花园建成", GARDEN)
    rows = [dict(zip(START_FEATURES, row, strict=True)) for row in found.features(None)]
    assert [row["ended"] for row in rows] == [1.0]
