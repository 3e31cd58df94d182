from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings import continuation_scorer, delta
from embeddings.continuation_scorer import END_TOKENS, FILE, START_TOKENS, ContinuationScorer, joined
from embeddings.errors import EmbeddingError

# The end of a block, the beginning of the block that goes on from it, and beginnings that do not.
BROKEN = [
    (
        "清溪大桥昨天建成通车，这座大桥全长1250米，总投",
        "资12亿元，由周敏设计。",
        ["记者昨天从市教育局了解到，", "馆展出文物860件，"],
    ),
    (
        "市博物馆新馆今天开放，馆长陈立介绍，馆内展出文物8",
        "60件，其中玉器最多。",
        ["资12亿元，由周敏设计。", "市民可以免费乘坐新开的公交"],
    ),
    (
        "为了方便老年人看病，这家社区医院把挂号窗口增加到",
        "六个，还请来志愿者帮忙。",
        ["今年的荔枝比往年早熟了十天", "说，孩子们在操场上跑得很开心"],
    ),
    (
        "今年入夏以来，全市用电量屡创新高，供电公司",
        "组织二十支抢修队日夜值守。",
        ["图书馆周末延长开放两小时", "的决赛将在下周六晚上举行"],
    ),
]


@pytest.fixture(scope="module")
def scorer() -> ContinuationScorer:
    return continuation_scorer.load()


def test_after_a_whole_article_nothing_goes_on(scorer: ContinuationScorer) -> None:
    assert scorer([("■本报记者 王敏", "资12亿元，由周敏设计。")])[0] < 0


def test_a_score_is_that_of_its_pair_alone(scorer: ContinuationScorer) -> None:
    pairs = [(end, start) for end, right, wrong in BROKEN for start in (right, *wrong)]
    together = scorer(pairs)
    assert np.array_equal(together, scorer(pairs))
    backward = scorer(pairs[::-1])[::-1]
    assert np.allclose(together, backward, atol=0.2)  # bfloat16 rounds differently in passes of other length
    assert np.allclose(together, [scorer([pair])[0] for pair in pairs], atol=0.2)


def test_only_the_edges_of_long_texts_are_read(scorer: ContinuationScorer) -> None:
    end, right, _ = BROKEN[0]
    short = "清" * 200 + end
    assert scorer([(short, right)]) == scorer([("前文。" * 900 + short, right + "后文。" * 900)]) != 0


def test_no_pairs_and_empty_texts_have_scores(scorer: ContinuationScorer) -> None:
    assert scorer([]).shape == (0,)
    assert np.isfinite(scorer([("", ""), ("甲\ud800", " "), (" <s>", "</s>乙")])).all()


def test_several_threads_get_the_same_scores(scorer: ContinuationScorer) -> None:
    calls = [[(end, start) for start in (right, *wrong)] for end, right, wrong in BROKEN] * 3
    alone = [scorer(pairs) for pairs in calls]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(scorer, calls))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


def test_an_end_stands_before_all_its_beginnings() -> None:
    ids, groups = joined([5, 6], [[7], [], [8, 9]], 0)
    assert ids == [0, 5, 6, 7, 0, 8, 9]
    assert groups == [0, 0, 0, 1, 2, 3, 3]
    ids, groups = joined(list(range(100)), [list(range(50))], 0)
    assert len(ids) == 1 + END_TOKENS + START_TOKENS
    assert ids[END_TOKENS] == 99


@pytest.mark.parametrize("damage", ["missing", "one byte"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    file = tmp_path / FILE.name
    if damage == "one byte":
        data = bytearray(FILE.read_bytes())
        data[-100] ^= 1
        file.write_bytes(data)
    with pytest.raises(EmbeddingError, match=r"continuation_scorer\.safetensors, are missing or damaged"):
        ContinuationScorer(delta.DeltaModel("scorer", delta.base_alone(), file), delta.base_alone().tokenizer)


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size <= 4_000_000
