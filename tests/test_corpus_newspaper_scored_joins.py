"""Joins of broken lines with a scorer, which here knows the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from corpus.newspaper import segment
from corpus.newspaper.join_features import NEAR_FEATURES, REMOTE_FEATURES
from corpus.newspaper.line_roles import read_lines
from corpus.newspaper.scored_joins import find_scored_pairs
from corpus.records import Block, Document

HEADLINE = "江城市图书馆把书送到家门口"
LEAD = "江城晚报5月6日讯 6日上午，江城市图书馆在青石街举行流动书车启用仪式。首批书车将在全市三十条老街轮流停靠。"
VAN = "馆长陈一帆介绍，书车每周二、周四下午停靠在固定站点，读者凭身份证就可以免费借书。为了方便老人，志愿者可以"
GARDEN = "记者从市园林局获悉，今年首批街角小花园全部建成，总面积一万二千平方米。改造时保留了老槐树，附近居民也可以"
VAN_ON = "上门代借代还，逾期也不收取费用。书车还准备了有声读物和大字图书。"
GARDEN_ON = "在周末认养花草，由园艺师现场教大家修剪和浇水。到年底还将再建二十座。"
PAGE = (HEADLINE, LEAD, VAN, "■记者 周小满", "街角小花园建成", GARDEN, VAN_ON, GARDEN_ON)


def document(lines: Sequence[str]) -> Document:
    return Document("page.txt", tuple(Block(line) for line in lines))


def knowing(*right: tuple[str, str]) -> Callable[[list[tuple[str, str]]], list[float]]:
    return lambda pairs: [6.0 if pair in right else -6.0 for pair in pairs]


def text(lines: Sequence[str], score: Callable[[list[tuple[str, str]]], list[float]]) -> str:
    return "\n".join(article.text for article in segment(document(lines), score)[0])


def test_the_scorer_decides_which_of_two_starts_continues_an_end() -> None:
    found = text(PAGE, knowing((VAN, VAN_ON), (GARDEN, GARDEN_ON)))
    assert VAN + VAN_ON in found
    assert GARDEN + GARDEN_ON in found
    other = text(PAGE, knowing((VAN, GARDEN_ON), (GARDEN, VAN_ON)))
    assert VAN + GARDEN_ON in other
    assert GARDEN + VAN_ON in other


def test_the_scorer_is_not_asked_about_text_that_breaks_nowhere() -> None:
    def none(pairs: list[tuple[str, str]]) -> list[float]:
        raise AssertionError(pairs)

    assert text((HEADLINE, LEAD, VAN_ON, GARDEN_ON), none) == f"{LEAD}\n{VAN_ON}\n{GARDEN_ON}"


def test_it_is_asked_once_about_the_neighbour_and_the_five_likeliest_starts_of_each_end() -> None:
    asked: list[list[tuple[str, str]]] = []

    def score(pairs: list[tuple[str, str]]) -> list[float]:
        asked.append(pairs)
        return [1.0] * len(pairs)

    starts = [f"第{name}条老街的居民说，孩子们放学以后都爱来书车上坐坐。" for name in "一二三四五六七八九"]
    lines = read_lines(tuple(Block(line) for line in (HEADLINE, LEAD, VAN, *starts)), on_page=True).lines
    pairs = find_scored_pairs(lines, score)
    assert len(asked) == 1
    of_end = Counter(end for end, _ in asked[0])
    assert of_end[VAN] in (5, 6)
    assert len(asked[0]) == int((pairs.near | pairs.remote).sum())


def test_a_score_is_the_last_two_features_and_the_second_is_for_short_ends() -> None:
    lines = read_lines(tuple(Block(line) for line in PAGE), on_page=True).lines
    pairs = find_scored_pairs(lines, lambda asked: [99.0] * len(asked))
    assert pairs.near_features.shape[1] == len(NEAR_FEATURES) + 2
    assert pairs.remote_features.shape[1] == len(REMOTE_FEATURES) + 2
    short = np.array([lines[pairs.ends[i]].role == "short" for i, _ in np.argwhere(pairs.remote)], dtype=bool)
    assert (pairs.remote_features[:, -2] == 10).all()  # clipped
    assert (pairs.remote_features[:, -1] == np.where(short, 10, 0)).all()
