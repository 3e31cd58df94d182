"""Vectors of what is added: articles some at a time, their passages and sentences encoded. Knows no store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from corpus.passages import in_context
from corpus.records import Article, Passage
from embeddings import encoder
from embeddings.encoder import Encoder
from qa.records import Progress
from qa.storage.writer import Encoded

_BATCH = 1024  # passages that are committed together: some minutes of encoding
Cut = tuple[tuple[Article, tuple[Passage, ...]], ...]


class Encode(Protocol):
    """Makes the vectors of texts, as `Encoder.encode_documents` of the model would."""

    def __call__(self, model: Encoder, texts: Sequence[str], progress: Callable[[int], None]) -> encoder.Vectors:
        """One vector a text, in their order; `progress` is told how many more are done."""
        ...


def batches(
    cut: Sequence[tuple[Article, tuple[Passage, ...]]],
) -> Iterator[tuple[tuple[Article, tuple[Passage, ...]], ...]]:
    """The articles in runs of about `_BATCH` passages."""
    start = held = 0
    for stop, (_, passages) in enumerate(cut, 1):
        held += len(passages)
        if held >= _BATCH or stop == len(cut):
            yield tuple(cut[start:stop])
            start, held = stop, 0


def encode(
    cut: Cut, vectors: Callable[[Sequence[str], Callable[[int], None]], encoder.Vectors], counter: Counter
) -> Encoded:
    """The articles with the vectors of their passages and sentences; `vectors` makes those of texts."""
    texts = [in_context(article.title, p.heading, p.text) for article, passages in cut for p in passages]
    sentences = [article.text[a:b] for article, passages in cut for p in passages for a, b in p.sentences]
    share = len(sentences) / max(1, len(texts))  # a passage takes about as long as its sentences
    of_texts = vectors(texts, lambda more: counter.add(more * share))
    return Encoded(cut, of_texts, vectors(sentences, counter.add))


class Counter:
    """Adds up what is done and tells it on."""

    def __init__(self, what: str, total: int, progress: Progress) -> None:
        """Of `total`; `progress` is told."""
        self._what, self._total, self._progress, self._done = what, total, progress, 0.0

    def add(self, more: float) -> None:
        """So many more are done."""
        self._done += more
        self._progress(self._what, round(self._done), self._total)
