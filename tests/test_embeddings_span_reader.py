from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings import delta, span_reader
from embeddings.errors import EmbeddingError
from embeddings.span_reader import FILE, Reading, SpanReader

BRIDGE = ("清溪大桥建成通车 2021-05-03", "清溪大桥昨天建成通车，全长1250米，总投资12亿元。设计者是周敏。")
MUSEUM = ("市博物馆开放 2021-06-01", "市博物馆今天开放，展出文物860件，馆长是陈立。")


def best(reading: Reading, texts: list[tuple[str, str]]) -> tuple[str, float]:
    """The likeliest span of all texts, and its score against no answer."""
    spans = [
        (float(text.starts[i] + text.ends[j]), texts[n][1][text.offsets[i][0] : text.offsets[j][1]])
        for n, text in enumerate(reading.texts)
        for i in range(len(text.starts))
        for j in range(i, min(len(text.starts), i + 20))
    ]
    score, phrase = max(spans)
    return phrase, score - reading.no_answer


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("清溪大桥全长多少米？", "1250米"),
        ("清溪大桥花了多少钱？", "12亿元"),
        ("博物馆的馆长是谁？", "陈立"),
        ("市博物馆有多少件文物", "860件"),
        ("清溪大橋是誰設計的？", "周敏"),
    ],
)
def test_the_right_phrase_of_two_texts_is_found(reader: SpanReader, question: str, phrase: str) -> None:
    found, margin = best(reader.read(question, [BRIDGE, MUSEUM]), [BRIDGE, MUSEUM])
    assert phrase in found
    assert len(found) <= len(phrase) + 3
    assert margin > 0


@pytest.mark.parametrize("question", ["清溪大桥的施工单位是哪家？", "白水大桥全长多少米？", "你好"])
def test_no_answer_is_likelier_where_the_texts_do_not_say(reader: SpanReader, question: str) -> None:
    assert best(reader.read(question, [BRIDGE, MUSEUM]), [BRIDGE, MUSEUM])[1] < 0


def test_offsets_are_those_of_the_text(reader: SpanReader) -> None:
    text = "甲 Ａ１２ <s>乙\ud800丙"
    (scores,) = reader.read("乙是什么？", [("", text)]).texts
    assert scores.offsets.min() >= 0
    assert scores.offsets.max() <= len(text)
    assert "丙" in {text[a:b].strip() for a, b in scores.offsets}
    assert scores.starts.dtype == scores.ends.dtype == np.float32


def test_the_same_question_gives_the_same_scores(reader: SpanReader) -> None:
    first, second = (reader.read("清溪大桥全长多少米？", [BRIDGE, MUSEUM]) for _ in range(2))
    assert first.no_answer == second.no_answer
    for one, other in zip(first.texts, second.texts, strict=True):
        assert np.array_equal(one.starts, other.starts)


def test_what_does_not_fit_is_not_read(reader: SpanReader) -> None:
    long = ("", "清溪大桥全长1250米。" * 200)
    first, second = reader.read("清溪大桥全长多少米？", [long, BRIDGE]).texts
    assert 300 < len(first.starts) < span_reader.WINDOW
    assert len(second.starts) == len(second.offsets) == 0


def test_the_reader_alone_gives_what_the_one_with_a_shared_encoder_gives(reader: SpanReader) -> None:
    alone = span_reader.load()
    assert alone is span_reader.load()  # another library of the same process uses it too
    ours, theirs = (one.read("清溪大桥全长多少米？", [BRIDGE]) for one in (reader, alone))
    assert np.allclose(ours.texts[0].starts, theirs.texts[0].starts, atol=0.1)


def test_other_questions_at_the_same_time_change_no_score(reader: SpanReader) -> None:
    questions = ["清溪大桥全长多少米？", "博物馆的馆长是谁？", "花了多少钱？"] * 4
    alone = [reader.read(question, [BRIDGE, MUSEUM]) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda question: reader.read(question, [BRIDGE, MUSEUM]), questions))
    for one, other in zip(alone, together, strict=True):
        assert one.no_answer == other.no_answer
        assert all(np.array_equal(a.ends, b.ends) for a, b in zip(one.texts, other.texts, strict=True))


@pytest.mark.parametrize("damage", ["missing", "cut", "one byte"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "span_reader.safetensors"
    if damage != "missing":
        data = bytearray(FILE.read_bytes())
        if damage == "cut":
            data = data[: len(data) // 2]
        else:
            data[-100] ^= 1
        file.write_bytes(data)
    with pytest.raises(EmbeddingError, match=r"span_reader\.safetensors, are missing or damaged"):
        delta.read_file(file)


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size <= 8_000_000
