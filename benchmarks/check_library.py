"""A library of many passages for `benchmarks.check`, which needs words and texts but no vectors.

    python -m benchmarks.check_library FOLDER CORPUS... [--passages 1000000] [--seed 0]

Every article has 1 to 5 passages of 27 clauses, drawn from all clauses of the CORPUS files (rows with `text`), so that
a clause stands in many passages and two that follow each other in hardly more than one. The library's own code writes
the database and the index, of which the postings are made from those of the clauses: a clause ends with a punctuation
mark, so no word goes over its end. The vectors have three dimensions and are random. A million passages take 6 GB of
memory and 7 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from corpus.passages import in_context
from corpus.records import Article, Passage
from corpus.text import clean, tokens
from embeddings.faiss_index import FlatIndex
from qa.index import segment
from qa.index.postings import Postings, token_hash
from qa.index.segment import Segment
from qa.storage import writer
from qa.storage.database import Database

_CLAUSES, _IN_SENTENCE, _IN_LINE = 27, 3, 9  # of a passage, of a sentence, of a line
_MOST_PASSAGES = 5  # of an article
_SHORTEST, _LONGEST = 4, 30  # characters of a clause
_IN_SEGMENT = 250_000  # passages
_IN_TRANSACTION = 20_000
_END = re.compile("[，。；：！？、“”‘’（）《》\\s]+")
Ints = NDArray[np.int64]


class Clauses:
    """The clauses, and for each the places of its tokens among all tokens in the order of their hashes."""

    def __init__(self, corpora: list[Path]) -> None:
        """Read the clauses of JSONL files."""
        found = dict[str, None]()
        for path in corpora:
            for line in path.open(encoding="utf-8"):
                for clause in _END.split(clean(json.loads(line)["text"])):
                    if _SHORTEST <= len(clause) <= _LONGEST and clause[0].isalpha() and clause[-1].isalpha():
                        found[clause] = None
        self.texts = list(found)
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens(text)] for text in self.texts]
        keys = np.array([token_hash(token) for token in vocabulary], np.uint64)
        order = np.argsort(keys)
        place = np.empty(len(keys), np.int64)
        place[order] = np.arange(len(keys))
        self.keys = keys[order]
        starts = np.cumsum([0, *map(len, ids)])
        places = place[np.array([token for of_clause in ids for token in of_clause], np.int64)]
        shape = (len(ids), len(keys))
        self._tokens = csr_array((np.ones(len(places), np.int32), places.astype(np.int32), starts), shape=shape)

    def postings(self, drawn: Ints) -> Postings:
        """The postings of passages, each of the clauses in a row of `drawn`, int64 (n, _CLAUSES)."""
        n, each = drawn.shape
        ones = np.ones(drawn.size, np.int32)
        clauses = csr_array((ones, drawn.ravel(), np.arange(n + 1) * each), shape=(n, len(self.texts)))
        counts = (clauses @ self._tokens).tocsc()
        lengths = np.asarray(counts.sum(axis=1)).ravel().astype(np.uint32)
        present = np.flatnonzero(np.diff(counts.indptr))
        starts = counts.indptr[np.append(present, len(self.keys))].astype(np.int64)
        rows, times = counts.indices.astype(np.int32), np.minimum(counts.data, 255).astype(np.uint8)
        return Postings(self.keys[present], starts, rows, times, lengths)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    begun = time.process_time()
    clauses = Clauses(options.corpus)
    print(f"{len(clauses.texts)} clauses, {len(clauses.keys)} tokens", flush=True)
    build(options.folder, clauses, options.passages, np.random.default_rng(options.seed))
    size = sum(path.stat().st_size for path in options.folder.rglob("*") if path.is_file())
    print(f"{size / 1e9:.1f} GB, {time.process_time() - begun:.0f} s of the processor")


def build(folder: Path, clauses: Clauses, size: int, chance: np.random.Generator) -> None:
    """Write a new library of `size` passages."""
    with writer.open_for_writing(folder) as database:
        database.put_model("none", "none")
        segments = {}
        for begin in range(0, size, _IN_SEGMENT):
            drawn = chance.integers(len(clauses.texts), size=(min(_IN_SEGMENT, size - begin), _CLAUSES))
            numbers = list[int]()
            for some in np.array_split(drawn, max(1, len(drawn) // _IN_TRANSACTION)):
                with database.change():
                    numbers += _store(database, clauses.texts, some, begin + len(numbers), chance)
            part = _segment(np.array(numbers, np.int64), clauses.postings(drawn), chance)
            with database.change():
                name = writer.new_segment_name(database)
            segments[name] = segment.merge(folder / writer.INDEX / name, [part], [np.ones(len(part), np.bool_)])
            print(begin + len(drawn), flush=True)
        with database.change():
            database.put_segments(segments)
            database.advance_generation()
        database.checkpoint()


def _store(database: Database, texts: list[str], drawn: Ints, first: int, chance: np.random.Generator) -> list[int]:
    """Store articles of these passages; the numbers of the passages."""
    numbers, begin = list[int](), 0
    while begin < len(drawn):
        end = min(len(drawn), begin + int(chance.integers(1, _MOST_PASSAGES + 1)))
        date = f"20{chance.integers(15, 26)}-{chance.integers(1, 13):02}-{chance.integers(1, 29):02}"
        article, passages = _article(f"a{first + begin}", date, [texts[i] for i in drawn[begin:end].ravel().tolist()])
        assert all(in_context(article.title, one.heading, one.text) == one.text for one in passages[:1])
        numbers += database.add(article, passages)
        begin = end
    return numbers


def _article(article_id: str, date: str, clauses: list[str]) -> tuple[Article, list[Passage]]:
    text, ends = "", list[int]()
    for i, clause in enumerate(clauses, 1):
        text += clause + ("，" if i % _IN_SENTENCE else "。")
        if i % _IN_SENTENCE == 0:
            ends.append(len(text))
            text += "\n" if i % _IN_LINE == 0 and i < len(clauses) else ""
    starts = [0, *(end + (text[end : end + 1] == "\n") for end in ends[:-1])]
    spans, size = list(zip(starts, ends, strict=True)), _CLAUSES // _IN_SENTENCE
    passages = [
        Passage(f"{article_id}.{n}", article_id, some[0][0], some[-1][1], text[some[0][0] : some[-1][1]], tuple(some))
        for n, some in enumerate(spans[i : i + size] for i in range(0, len(spans), size))
    ]
    return Article(article_id, text, "", date, path=f"/made-up/{article_id[-3:]}.jsonl"), passages


def _segment(numbers: Ints, words: Postings, chance: np.random.Generator) -> Segment:
    """A segment in memory with vectors that mean nothing."""
    sentences_of_each = _CLAUSES // _IN_SENTENCE
    vectors = _unit(chance.normal(size=(len(numbers), 3)))
    sentences = _unit(chance.normal(size=(len(numbers) * sentences_of_each, 3)))
    starts = np.arange(len(numbers) + 1, dtype=np.int64) * sentences_of_each
    sums = np.array(list(_sums(sentences, sentences_of_each)), np.uint32)
    return Segment("", numbers, vectors, starts, sentences, sums, words, FlatIndex(vectors))


def _sums(sentences: NDArray[np.float16], of_each: int) -> Iterator[int]:
    for start in range(0, len(sentences), of_each):
        yield zlib.crc32(sentences[start : start + of_each].data)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float16]:
    made: NDArray[np.float16] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f2")
    return made


if __name__ == "__main__":
    main()
