from __future__ import annotations

from math import log
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from benchmarks.train_reader.cloze import cloze
from benchmarks.train_reader.compress import compressed, write
from benchmarks.train_reader.data import Asked, Data
from benchmarks.train_reader.examples import Example, Piece, Source, around, occurrences
from benchmarks.train_reader.features import Featuriser
from benchmarks.train_reader.neighbours import neighbours
from benchmarks.train_reader.perturb import Perturber
from benchmarks.train_reader.training import ReaderModel, batches, loss_of, tensors
from embeddings import bundled, delta, span_reader

BRIDGE = "清溪大桥2021年5月3日建成通车。大桥全长1250米，总投资12亿元。设计者是周敏。桥上有六条车道。"
MUSEUM = "市博物馆新馆昨天开放。馆长陈立介绍，展出文物860件。参观不收门票。新馆有四层。"
LIBRARY = "江州图书馆藏书80万册。图书馆每天开放到晚上九点。馆员有45名。读者可以借十本书。"


@pytest.fixture(scope="module")
def featuriser() -> Featuriser:
    return Featuriser(bundled.tokenizer()[0])


def marked(feature: object, featuriser: Featuriser) -> str:
    starts, ends = (np.flatnonzero(getattr(feature, name) == 1) for name in ("starts", "ends"))
    ids = feature.ids[starts[0] : ends[0] + 1]  # type: ignore[attr-defined]
    return featuriser._tokenizer.decode(ids.tolist()).replace(" ", "")


def test_a_feature_marks_the_answer_in_the_form_that_the_reader_reads(featuriser: Featuriser) -> None:
    (at,) = occurrences(BRIDGE, "1250米")
    example = Example("大桥多长？", (Piece(MUSEUM, "博物馆 2021"), Piece(BRIDGE, "大桥 2021", (at,))))
    (feature,) = featuriser.features([example])
    assert "1250" in marked(feature, featuriser)
    assert not feature.allowed[: np.flatnonzero(feature.allowed)[0]].any()
    # Nothing of the question and the headings can answer.
    read = span_reader.load().read("大桥多长？", [("博物馆 2021", MUSEUM), ("大桥 2021", BRIDGE)])
    assert sum(len(text.starts) for text in read.texts) == feature.allowed.sum()


def test_without_an_answer_the_first_token_is_the_target(featuriser: Featuriser) -> None:
    (feature,) = featuriser.features([Example("大桥多宽？", (Piece(BRIDGE),))])
    assert np.flatnonzero(feature.starts == 1).tolist() == np.flatnonzero(feature.ends == 1).tolist() == [0]


def test_an_answer_that_does_not_fit_gives_no_feature(featuriser: Featuriser) -> None:
    long = "很长的路。" * 400 + "到了尽头。"
    assert (
        featuriser.features([Example("哪里？", (Piece(long, "", occurrences(long, "尽头")[:1] and ((2002, 2004),)),))])
        == []
    )


def test_the_loss_adds_the_chances_of_all_right_places_and_leaves_doubtful_ones_out() -> None:
    scores = torch.zeros(1, 5, 2)
    allowed = torch.tensor([[1, 1, 1, 1, 0]])
    one, two = torch.tensor([[0, 1, 0, 0, 0]]), torch.tensor([[0, 1, 1, 0, 0]])
    doubtful = torch.tensor([[0, 1, -1, 0, 0]])
    any_of, all_of = torch.tensor([False]), torch.tensor([True])
    assert loss_of(scores, allowed, one, one, any_of).item() == pytest.approx(log(4))  # one of four tokens
    assert loss_of(scores, allowed, two, two, any_of).item() == pytest.approx(log(2))
    assert loss_of(scores, allowed, two, two, all_of).item() == pytest.approx(log(4))
    assert loss_of(scores, allowed, doubtful, one, any_of).item() == pytest.approx((log(3) + log(4)) / 2)


def test_batches_hold_features_of_like_length(featuriser: Featuriser) -> None:
    examples = [Example("多长？", (Piece("大桥很长。" * n),)) for n in range(1, 60)]
    made = batches(featuriser.features(examples), Random(1))
    assert sum(map(len, made)) == 59
    for batch in made:
        ids, mask, *_ = tensors(batch, 1)
        assert ids.shape == mask.shape
        assert ids.numel() <= 3072
        assert (ids[mask == 0] == 1).all()


def test_the_file_holds_the_difference_of_the_weights(tmp_path: Path) -> None:
    torch.manual_seed(1)
    base = {"a.weight": torch.randn(200, 150), "a.bias": torch.randn(200)}
    difference = torch.randn(200, 8) @ torch.randn(8, 150) * 0.01  # of rank 8
    trained = {
        "a.weight": base["a.weight"] + difference,
        "a.bias": base["a.bias"] + 0.5,
        "head.weight": torch.ones(2, 3),
    }
    size = write(compressed(trained, base, 0.02), tmp_path / "file.safetensors")
    assert size < 12_000  # eight components of 350 numbers, and the rest
    packed = delta.read_file(tmp_path / "file.safetensors")
    weights = delta.unpacked(packed, lambda name: base[name].numpy())
    assert np.allclose(weights["a.weight"], trained["a.weight"], atol=0.003)
    assert np.allclose(weights["a.bias"], trained["a.bias"], atol=1e-3)
    assert np.array_equal(weights["head.weight"], np.ones((2, 3)))


def test_what_replaces_a_word_of_a_question_stands_nowhere_in_the_text() -> None:
    question = "清溪大桥2021年的总投资是多少？"
    perturber = Perturber([question, "白水大桥有多长？", "刘建民是谁？", "江州图书馆的馆长是谁？"])
    changes = [perturber.replacements(question, BRIDGE, ("12亿元",), Random(n)) for n in range(30)]
    assert any(changes)
    for old, new in (change for found in changes for change in found):
        assert old in question
        assert old in BRIDGE
        assert new not in BRIDGE
        assert old not in "12亿元"


def test_questions_made_by_masking_ask_for_what_was_masked() -> None:
    source = Source.of(BRIDGE)
    made = [one for n in range(40) if (one := cloze(source, Random(n))) is not None]
    assert len({question for question, _, _ in made}) > 3
    for question, spans, number in made:
        start, end = source.spans[number]
        for a, b in spans:
            assert start <= a < b <= end
            assert BRIDGE[a:b] not in question


def test_examples_depend_on_their_number_alone_and_answers_are_where_they_say() -> None:
    texts = {"a": BRIDGE + LIBRARY, "b": MUSEUM, "c": LIBRARY}
    articles = {name: Source.of(text) for name, text in texts.items()}
    rows = [
        Asked("清溪大桥全长多少米？", "a", tuple(occurrences(BRIDGE, "1250米")), ("1250米",), (("b", 0), ("c", 1))),
        Asked("谁是馆长？", "b", tuple(occurrences(MUSEUM, "陈立")), ("陈立",), (("c", 0), ("a", 2))),
    ]
    data = Data({"cmrc-train": rows}, articles, [articles["c"]])
    first, again = (list(data.examples(7, 3)) for _ in range(2))
    assert first == again
    assert first != list(data.examples(7, 4))
    assert {"answerable", "taken out", "sentence out", "question changed", "text changed"} <= {
        one.kind for one in first
    }
    for one in first:
        answered = [piece.text[a:b] for piece in one.pieces for a, b in piece.answers]
        if one.kind == "answerable":
            assert answered in (["1250米"], ["陈立"], ["陳立"])
        elif one.kind in ("taken out", "sentence out", "question changed", "text changed"):
            assert answered == []
        if one.kind in ("taken out", "sentence out"):
            answer = "1250米" if "桥" in one.question or "橋" in one.question else "立"
            assert not any(answer in piece.text for piece in one.pieces)


def test_near_articles_share_words_with_the_question() -> None:
    sources = [Source.of(text) for text in (BRIDGE, MUSEUM, LIBRARY)]
    found = neighbours(["馆员有多少名？", "大桥的设计者"], sources, 2)
    assert [row[0] for row in found] == [(2, 2), (0, 2)]


def test_sentences_around_one_grow_up_to_the_length() -> None:
    source = Source.of(BRIDGE)
    for n in range(20):
        first, last = around(source, 1, 45, Random(n))
        assert first <= 1 <= last
        assert last == 1 == first or source.spans[last][1] - source.spans[first][0] <= 45


def small_model() -> ReaderModel:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=40, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=640
    )
    return ReaderModel(BertModel(config), frozen=1)


CHANGED = "encoder.layer.1.intermediate.dense.weight"


def test_the_file_holds_what_training_changed() -> None:
    model = small_model()
    with torch.no_grad():
        model.encoder.get_parameter(CHANGED).add_(0.5)
    packed = compressed(model.trained(), model.untrained, 1.0)
    change = (packed[f"{CHANGED}.left"].float() * packed[f"{CHANGED}.scale"]) @ packed[f"{CHANGED}.right"].float()
    assert torch.allclose(change, torch.full((640, 32), 0.5), atol=0.01)
    assert not any(part.startswith("encoder.layer.0.") for part in packed)


def test_training_goes_on_from_a_file_and_still_counts_from_the_encoder(tmp_path: Path) -> None:
    model, other = small_model(), small_model()
    with torch.no_grad():
        model.encoder.get_parameter(CHANGED).add_(0.5)
    write(compressed(model.trained(), model.untrained, 1.0), tmp_path / "file.safetensors")
    other.start_from(tmp_path / "file.safetensors")
    assert torch.allclose(other.trained()[CHANGED], model.trained()[CHANGED], atol=0.01)
    assert torch.equal(other.trained()["head.weight"], model.trained()["head.weight"])
    again = compressed(other.trained(), other.untrained, 1.0)
    assert f"{CHANGED}.left" in again
