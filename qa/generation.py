"""The indexes of a library on disk: one folder a generation, derived from the store. Knows numbers, not questions."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.passages import in_context
from embeddings import encoder
from embeddings.index import ExactIndex
from qa.lexical import WordIndex
from qa.retriever import SENTENCES_PER_PASSAGE, Indexes
from qa.store import Store


def empty(dimension: int) -> Indexes:
    """Indexes of nothing."""
    none = np.zeros(0, np.int64)
    return Indexes(ExactIndex(dimension), ExactIndex(dimension), WordIndex.build([], []), none)


def load(folder: Path) -> Indexes:
    """The indexes that `write` wrote; raises the errors of either index where they are damaged."""
    passages, sentences = ExactIndex.open(folder / "passages.faiss"), ExactIndex.open(folder / "sentences.faiss")
    return Indexes(passages, sentences, WordIndex.open(folder / "words"), np.sort(sentences.ids))


def write(
    folder: Path,
    indexes: Indexes,
    gone: Sequence[int],
    numbers: Sequence[int],
    counts: Sequence[int],
    vectors: tuple[encoder.Vectors, encoder.Vectors],
    store: Store,
) -> None:
    """Write the indexes with these passages gone and those added. `counts` are the sentences of each that is added."""
    shutil.rmtree(folder, ignore_errors=True)  # what a process that was killed has left
    folder.mkdir()
    passages, sentences = indexes.passages, indexes.sentences
    old = np.array(gone, np.int64)
    passages.remove(old)
    sentences.remove(indexes.sentence_ids[np.isin(indexes.sentence_ids // SENTENCES_PER_PASSAGE, old)])
    passages.add(np.array(numbers, np.int64), vectors[0])
    ids = [number * SENTENCES_PER_PASSAGE + i for number, n in zip(numbers, counts, strict=True) for i in range(n)]
    sentences.add(np.array(ids, np.int64), vectors[1])
    for name, index in (("passages", passages), ("sentences", sentences)):
        if isinstance(index, ExactIndex):
            index.save(folder / f"{name}.faiss")
    titles: dict[str, str] = {article.id: article.title for article in store.articles()}
    kept = list(store.passages())
    texts = (in_context(titles[passage.article_id], passage.heading, passage.text) for _, passage in kept)
    WordIndex.build([number for number, _ in kept], texts).save(folder / "words")


def clear(folder: Path, generation: int) -> None:
    """Take away the generations that no new reader will open."""
    for path in folder.glob("index-*"):
        if path.name != f"index-{generation}":
            shutil.rmtree(path, ignore_errors=True)
