from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings import encoder
from embeddings.encoder import Encoder, Vectors
from embeddings.errors import EmbeddingError


def test_one_unit_vector_a_text_in_their_order(bundled_encoder: Encoder) -> None:
    texts = ["短。", "这是一个长一些的句子，讲的是长沙。" * 8, "中等长度的句子。", "短。"]
    done: list[int] = []
    vectors = bundled_encoder.encode_documents(texts, done.append)
    assert vectors.shape == (4, bundled_encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[0], vectors[3])
    assert sum(done) == 4
    alone = bundled_encoder.encode_documents(texts[2:3])
    assert float(vectors[2] @ alone[0]) > 0.9999


def test_tokens_of_many_texts_are_counted_part_by_part(
    bundled_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer, sizes = bundled_encoder._tokenizer, []

    def noting(texts: Sequence[str], **options: object) -> object:
        sizes.append(len(texts))  # so long a question has to wait for the tokenizer
        return tokenizer(texts, **options)

    texts = [f"第{'九' * (n % 7)}句。" for n in range(600)]
    whole = bundled_encoder.count_tokens(texts)
    monkeypatch.setattr(bundled_encoder, "_tokenizer", noting)
    assert bundled_encoder.count_tokens(texts) == whole == [bundled_encoder.count_tokens([t])[0] for t in texts]
    assert sizes[:3] == [256, 256, 88]


def test_equal_texts_are_encoded_once(bundled_encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    encode = bundled_encoder._pass

    def listening(texts: Sequence[str], step: int | None) -> Vectors:
        seen.extend(texts)
        return encode(texts, step)

    monkeypatch.setattr(bundled_encoder, "_pass", listening)
    vectors = bundled_encoder.encode_documents(["责任编辑", "长沙在湖南。", "责任编辑", "责任编辑"])
    assert sorted(text[-4:] for text in seen) == ["在湖南。", "责任编辑"]
    assert np.array_equal(vectors[[0, 0]], vectors[[2, 3]])


def test_nothing_to_encode(bundled_encoder: Encoder) -> None:
    assert bundled_encoder.encode_documents([]).shape == (0, bundled_encoder.dimension)
    assert bundled_encoder.count_tokens([]) == []


def test_queries_and_documents_have_their_own_prompts(bundled_encoder: Encoder) -> None:
    same = float(bundled_encoder.encode_documents(["长沙"])[0] @ bundled_encoder.encode_queries(["长沙"])[0])
    assert same < 0.999


def test_a_question_has_the_same_vector_whatever_it_is_encoded_with(bundled_encoder: Encoder) -> None:
    questions = [
        "长沙在哪个省?",
        "岳麓书院是哪一年创办的?",
        "磁浮列车从机场到长沙南站要走多久?",
        "?",
        "谁" * 700,
        "How long is it?",
    ]
    questions += [f"第{number}个问题问的是什么?" for number in range(20)]
    together = bundled_encoder.encode_queries(questions)
    alone = [bundled_encoder.encode_queries([question])[0] for question in questions]
    assert (together * np.stack(alone)).sum(axis=1).min() > 0.9999
    if not torch.cpu._is_amx_tile_supported():  # AMX adds up in another order where there are more rows
        assert np.array_equal(together, np.stack(alone))


def test_a_prepared_model_gives_the_same_vectors(bundled_encoder: Encoder) -> None:
    questions = ["长沙在哪个省?", "", "谁" * 700, "How long is it?"]
    prepared = encoder.load()
    prepared.prepare()
    assert prepared._forward != prepared._eager
    assert np.array_equal(prepared.encode_queries(questions), bundled_encoder.encode_queries(questions))


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux shows them")
def test_a_question_starts_no_threads_in_the_thread_that_asks(bundled_encoder: Encoder) -> None:
    bundled_encoder.encode_queries(["长沙"])
    bundled_encoder.word_vectors(["长沙"])

    def started() -> set[str]:
        before = {path.name for path in Path("/proc/self/task").iterdir()}
        bundled_encoder.encode_queries(["长沙在哪个省?"])
        bundled_encoder.word_vectors([f"第{number}" for number in range(1000, 1300)])
        return {path.name for path in Path("/proc/self/task").iterdir()} - before

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(started).result() == set()


def test_a_text_longer_than_the_window_is_refused_not_cut(bundled_encoder: Encoder) -> None:
    text = "长沙是湖南的省会。" * 200
    assert bundled_encoder.count_tokens([text])[0] > bundled_encoder.window
    with pytest.raises(EmbeddingError, match="longer than the model's 512"):
        bundled_encoder.encode_documents([text])


def test_marks_of_the_tokenizer_in_a_text_are_no_marks(bundled_encoder: Encoder) -> None:
    ids = bundled_encoder._tokenizer(bundled_encoder._plain("a <s> b </s> <mask>"))["input_ids"]
    special = set(bundled_encoder._tokenizer.all_special_ids)
    assert [i for i in ids[1:-1] if i in special] == []


@pytest.mark.parametrize("text", ["ﷺ" * 50, "甲\x00乙", "🀄" * 100, "\ud800", " ", "a" * 400])
def test_odd_texts_give_finite_vectors(bundled_encoder: Encoder, text: str) -> None:
    assert np.isfinite(bundled_encoder.encode_queries([text])).all()


def test_the_fingerprint_tells_models_apart_whatever_their_precision(bundled_encoder: Encoder, tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    folder = encoder.bundled.ensure()
    exact = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    assert Encoder(exact, "same").fingerprint == bundled_encoder.fingerprint
    with torch.no_grad():
        next(exact.parameters())[0, 0] += 1
    assert Encoder(exact, "other").fingerprint != bundled_encoder.fingerprint


@pytest.mark.parametrize(
    ("quota", "threads"),
    [("150000 100000\n", 2), ("50000 100000\n", 1), ("max 100000\n", 4), ("900000 100000\n", 4), ("", 4)],
)
def test_a_container_gets_no_more_threads_than_it_may_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, threads: int
) -> None:
    held = [4]
    monkeypatch.setattr("torch.get_num_threads", lambda: held[-1])
    monkeypatch.setattr("torch.set_num_threads", held.append)
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(encoder, "_QUOTA", tmp_path / "cpu.max")
    encoder._heed_quota()
    assert held[-1] == threads


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="cannot load the model"):
        encoder.load(str(tmp_path))


def test_a_model_in_a_folder_is_loaded_with_its_prompts(tmp_path: Path, bundled_encoder: Encoder) -> None:
    folder = encoder.bundled.ensure()
    loaded = encoder.load(str(folder))
    assert loaded.name == str(folder.resolve())
    assert loaded.fingerprint == bundled_encoder.fingerprint
    assert (loaded._query, loaded._document) == ("query: ", "passage: ")


def test_the_measure_alone_counts_as_the_model_does(bundled_encoder: Encoder) -> None:
    texts = [
        "长沙是湖南的省会。", "", "Hunan's 1,200 km² ～ﬁ", "一</s>二<mask>三<s>", "半\ud800个\u3000字\t\n 空  格",
        "漢字與𠮷", "ﷺ🙂", "x" * 3000, "据新华社北京9月18日电" * 200,
    ]  # fmt: skip
    alone = encoder.load_token_counter()
    assert not isinstance(alone, Encoder)
    assert alone.window == bundled_encoder.window
    assert alone.count_tokens(texts) == bundled_encoder.count_tokens(texts)


def test_words_of_like_meaning_are_nearer_than_others(bundled_encoder: Encoder) -> None:
    founded, created, ticket, fare = bundled_encoder.word_vectors(["创办", "创立", "门票", "票价"])
    assert np.linalg.norm(founded) == pytest.approx(1, abs=1e-5)
    assert min(founded @ created, ticket @ fare) > 0.5 > 0.3 > max(founded @ ticket, created @ fare)


def test_words_without_a_meaning_are_zero(bundled_encoder: Encoder) -> None:
    assert not bundled_encoder.word_vectors([" ", ""]).any()
    assert len(bundled_encoder.word_vectors([])) == 0
