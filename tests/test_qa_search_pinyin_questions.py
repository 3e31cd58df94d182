from __future__ import annotations

import math
from collections import Counter

import pytest

from corpus.text import tokens
from qa.search.pinyin_questions import read_pinyin

TEXTS = (
    "白鹤大桥的主跨有816米。白鹤是一种鸟。",
    "鹭洲市市长吕斌说，今年建48所幼儿园。",
    "单志远当选主任。这是一位志愿者。",
    "尉迟峰是副局长。",
    "百合开了花，志愿者来看百合。",
)
FREQUENCIES = Counter(token for text in TEXTS for token in set(tokens(text)))


def idf(token: str) -> float:
    return math.log1p((len(TEXTS) - FREQUENCIES[token] + 0.5) / (FREQUENCIES[token] + 0.5))


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("baihe daqiao de zhukua you duoshao mi", "白鹤大桥的主跨有多少米"),
        ("baihe daqiao 有多长？", "白鹤大桥有多长？"),  # not 百合, which is commoner: 合大 is in no text
        ("Lv Bin 今年多大？", "吕斌今年多大？"),
        ("Lyu Bin 今年多大？", "吕斌今年多大？"),
        ("lǚ bīn 今年多大？", "吕斌今年多大？"),
        ("Shan Zhiyuan 当选什么？", "单志远当选什么？"),  # a name: 志远 is as rare as 单志, 志愿 is commoner
        ("Yuchi Feng 是谁？", "尉迟峰是谁？"),
        ("ＢＡＩＨＥ大桥有多长？", "白鹤大桥有多长？"),
        ("GDP是多少？", "GDP是多少？"),
        ("shanghai shi shei", "shanghai shi shei"),  # the library cannot have it
        ("Who is Lü Bin?", "Who is Lü Bin?"),
        ("Can you dance?", "Can you dance?"),
        ("吕斌是谁？", "吕斌是谁？"),
        ("", ""),
    ],
)
def test_pinyin_is_read_by_the_words_of_the_library(question: str, read: str) -> None:
    assert read_pinyin(question, idf) == read


def test_a_library_without_chinese_changes_nothing() -> None:
    assert read_pinyin("baihe daqiao shi shenme", lambda token: 2.0) == "baihe daqiao shi shenme"
