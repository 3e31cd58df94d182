from __future__ import annotations

from math import log
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from benchmarks.train_continuation import data
from benchmarks.train_continuation.cuts import Cut, harder, page
from benchmarks.train_continuation.data import Texts
from benchmarks.train_continuation.model import ContinuationModel, features, loss_of, losses
from benchmarks.train_reader.compress import compressed, write
from embeddings import bundled, continuation_scorer

BRIDGE = (
    "清溪大桥2021年5月3日建成通车，这座大桥全长1250米。大桥总投资12亿元，由周敏设计。桥上有六条车道，两侧是人行道。"
    "通车当天，不少市民来到桥上散步。一位老人说，以前过江要坐半个小时的船。现在走路只要二十分钟。"
    "交通部门提醒，大货车要从下游的公路桥过江。大桥的夜间灯光从傍晚七点亮到十点。"
)
MUSEUM = (
    "市博物馆新馆昨天开放，馆长陈立介绍，新馆展出文物860件。参观不收门票，但要预约。新馆有四层，第一层是陶器。"
    "第二层的玉器都是近十年出土的。孩子们可以在三层的教室里学做陶器。新馆每周一闭馆，节假日除外。"
    "馆方说，年底前还要办两个特展。特展的门票收入用来修复古画。"
)
TEXTS = [BRIDGE, MUSEUM]


def cuts(count: int = 30) -> list[Cut]:
    return [cut for n in range(count) for cut in page(Random(n), TEXTS)]


def test_what_goes_on_from_a_cut_is_what_follows_in_the_article() -> None:
    plain = {ord(a): b for a, b in zip(",:!?;()", "，：！？；（）", strict=True)}
    kinds, exact = set(), 0
    for cut in cuts():
        kinds.add(cut.kind)
        assert (cut.right is None) == (cut.kind in ("whole", "beside", "gone"))
        if cut.right is not None:
            assert cut.right == 0
            across = (cut.end[-4:] + cut.starts[0][:4]).translate(plain).replace(" ", "")
            exact += any(across in text for text in TEXTS)
            assert cut.starts[0] not in cut.starts[1:]
    assert kinds == {"word", "comma", "sentence", "whole", "beside", "gone"}
    # The others are in traditional characters, have errors, or a dateline before the text.
    assert exact > 0.6 * sum(cut.right is not None for cut in cuts())


def test_the_same_draw_gives_the_same_cuts() -> None:
    assert page(Random(3), TEXTS) == page(Random(3), TEXTS) != page(Random(4), TEXTS)


def test_hard_beginnings_are_those_that_the_trigram_model_likes() -> None:
    cut = Cut(
        "这座大桥全长1250米，总投",
        ("资12亿元。", "记者昨天了解到，", "资者说，他们很满意。", "，桥上有六条"),
        0,
        "word",
    )
    (made,) = harder(Random(1), [cut], hard=1, other=0)
    assert made.starts[0] == "资12亿元。"
    assert len(made.starts) == 2
    assert {harder(Random(n), [cut], 1, 0)[0].starts[1] for n in range(20)} <= {"资者说，他们很满意。", "，桥上有六条"}


def test_a_page_holds_articles_near_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_NEAR", 1)
    near = BRIDGE.replace("清溪", "白水")
    texts = Texts([BRIDGE, MUSEUM, near, MUSEUM.replace("市", "县")], 1)
    pages = [texts.page(Random(n)) for n in range(20)]
    assert {1, 2} <= {len(one) for one in pages}
    assert all(len(one) == len(set(one)) for one in pages)
    assert sum({BRIDGE, near} <= set(one) for one in pages) > sum({BRIDGE, MUSEUM} <= set(one) for one in pages)


def test_the_loss_counts_none_as_a_beginning_of_score_zero() -> None:
    scores, given = torch.zeros(2, 3), torch.tensor([[True, True, False], [True, False, False]])
    # The end has three choices (two beginnings and none), then two; a pair at odds of 1 costs log 2, counted half.
    expected = (log(3) + log(2)) / 2 + 0.5 * (2 + 1) / 2 * log(2)
    assert loss_of(scores, given, [0, None]).item() == pytest.approx(expected)


def test_the_trained_model_scores_as_the_scorer_does(tmp_path: Path) -> None:
    from transformers import AutoModel

    torch.manual_seed(1)
    model = ContinuationModel(AutoModel.from_pretrained(bundled.ensure(), dtype=torch.float32), frozen=4)
    with torch.no_grad():
        model.head.weight.mul_(20)
    file = tmp_path / "file.safetensors"
    write(compressed(model.trained(), model.untrained, 0.1), file)
    some = [cut for cut in cuts(3) if len(cut.starts) > 3][:4]
    made = features(bundled.tokenizer()[0], some)
    assert len({len(one.ids) for one in made}) > 1  # so that there is padding
    with torch.no_grad():
        scores, given = model.scores(made, pad=1)
    scorer = continuation_scorer.load(file)
    for row, mask, cut in zip(scores, given, some, strict=True):
        found = scorer([(cut.end, start) for start in cut.starts])
        assert np.abs(row[mask].numpy() - found).max() < 0.2 * scores.std().item()  # the scorer computes in 8 bits
    continuation_scorer.load.cache_clear()


def test_each_feature_is_in_one_batch() -> None:
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = BertConfig(vocab_size=250_002, max_position_embeddings=512, **sizes)
    model = ContinuationModel(BertModel(config), frozen=1).eval()  # without dropout
    made = features(bundled.tokenizer()[0], cuts(15))
    found = losses(model, made, Random(1), pad=1)
    assert len(found) > 1
    values = [one().item() for one in found]
    assert all(np.isfinite(values))
    assert values == [one().item() for one in losses(model, made, Random(1), pad=1)]
