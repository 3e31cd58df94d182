from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.errors import LibraryError
from qa.index import segment
from qa.index.searcher import LocalSearcher
from qa.index.segment import Segment


def made(first: int, n: int, seed: int) -> Segment:
    random = np.random.default_rng(seed)
    centres = random.standard_normal((20, 16))
    vectors = centres[random.integers(0, 20, 3 * n)] + 0.1 * random.standard_normal((3 * n, 16))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    texts = [f"第{i}座桥 bridge {i % 7} 很长" for i in range(first, first + n)]
    numbers = np.arange(first, first + n, dtype=np.int64)
    return segment.build(numbers, vectors[:n], np.full(n, 2), vectors[n:], texts)


def found(parts: list[Segment], deleted: list[int], question: str = "bridge 3 桥") -> list[tuple[int, float, float]]:
    result = LocalSearcher(parts, np.array(deleted, np.int64)).find(question, np.full(16, 0.25, np.float32), 20)
    return list(
        zip(result.numbers.tolist(), result.passage.round(4).tolist(), result.lexical.round(4).tolist(), strict=True)
    )


def test_merged_on_disk_they_answer_as_before(tmp_path: Path) -> None:
    parts, deleted = [made(0, 60, 1), made(100, 40, 2)], [3, 4, 110]
    alive = [~np.isin(part.numbers, deleted) for part in parts]
    manifest = segment.merge(tmp_path / "1", parts, alive)
    assert (manifest.rows, manifest.recall) == (97, None)
    opened = segment.open_segment(tmp_path / "1", manifest)
    assert found([opened], []) == found(parts, deleted)
    assert np.array_equal(opened.sentences[:2], parts[0].sentences[:2])


def test_a_large_segment_has_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [made(0, 400, 1)]
    monkeypatch.setattr(segment, "EXACT", 100)
    manifest = segment.merge(tmp_path / "1", parts, [np.ones(400, np.bool_)])
    assert manifest.recall is not None and manifest.recall >= 0.99
    opened = segment.open_segment(tmp_path / "1", manifest)
    assert [number for number, *_ in found([opened], [5])] == [number for number, *_ in found(parts, [5])]
    (tmp_path / "1" / "codes.faiss").write_bytes(b"x")
    with pytest.raises(LibraryError, match=r"codes.faiss has 1 bytes"):
        segment.open_segment(tmp_path / "1", manifest)


def test_sentences_are_checked_when_they_are_first_looked_at(tmp_path: Path) -> None:
    merged = segment.merge(tmp_path / "1", [made(0, 60, 1)], [np.arange(60) > 9])  # row 7 is number 17
    path = tmp_path / "1" / "sentences"
    data = bytearray(path.read_bytes())
    data[(2 * 7 + 1) * 16 * 2] ^= 1  # of the second sentence of row 7
    path.write_bytes(data)
    opened = segment.open_segment(tmp_path / "1", merged)
    assert len(opened.sentences_of(np.array([6, 8]))) == 2
    for _ in range(2):
        with pytest.raises(LibraryError, match=r"sentences has been changed.*--repair"):
            opened.sentences_of(np.array([6, 7]))
    with pytest.raises(LibraryError, match=r"sentences has been changed"):
        segment.open_segment(tmp_path / "1", merged, verify_sentences=True)
    path.write_bytes(data[:-1])
    with pytest.raises(LibraryError, match=r"bytes"):
        segment.open_segment(tmp_path / "1", merged)


def test_pages_that_were_let_go_are_read_again(tmp_path: Path) -> None:
    manifest = segment.merge(tmp_path / "1", [made(0, 60, 1)], [np.ones(60, np.bool_)])
    opened = segment.open_segment(tmp_path / "1", manifest)
    engine, vector = LocalSearcher([opened], np.zeros(0, np.int64)), np.full(16, 0.25, np.float32)
    before = engine.find("bridge 3 桥", vector, 20)
    for _ in range(100):
        assert np.array_equal(engine.find("bridge 3 桥", vector, 20).lexical, before.lexical)


def test_a_search_keeps_few_pages_of_files_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = segment.merge(tmp_path / "1", [made(0, 4000, 1)], [np.ones(4000, np.bool_)])
    opened = segment.open_segment(tmp_path / "1", manifest)

    def mapped() -> int:
        """kB of the segment's files that count as the process's memory."""
        lines = Path("/proc/self/smaps").read_text().splitlines()
        starts = [i for i, line in enumerate(lines) if str(tmp_path) in line]
        return sum(int(next(line for line in lines[i:] if line.startswith("Rss")).split()[1]) for i in starts)

    monkeypatch.setattr("qa.index.searcher._SEARCHES_PER_RELEASE", 3)
    engine = LocalSearcher([opened], np.zeros(0, np.int64))
    question, vector = "bridge 3 桥", np.full(16, 0.25, np.float32)
    engine.find(question, vector, 1)
    engine.find(question, vector, 1)
    opened.sentences.sum()
    whole = mapped()
    assert whole > opened.sentences.nbytes / 1024
    engine.find(question, vector, 1)
    assert mapped() < whole
