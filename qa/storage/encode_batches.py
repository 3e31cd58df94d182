"""Encodes articles that are added: in batches, each with the vectors of its passages and sentences.

A batch is committed before the next one is encoded, so its size is what an interruption may lose.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from corpus.passages import in_context, split
from corpus.records import Article
from embeddings.encoder import Encoder
from embeddings.types import Vectors
from qa.records import Progress
from qa.storage.writer import EncodedArticles, SplitArticle

_MAX_PASSAGES = 256  # committed together, except where a single article has more
_FIRST_PASSAGES = 32  # of the first batch, by which the speed is measured
FIRST_FOR_SERVER = 512  # of the first batch for a server of vectors, which measures the mean length of passages in it
_SECONDS_PER_BATCH = 15.0


class Encode(Protocol):
    """Encodes texts, as `Encoder.encode_documents` of the model does."""

    def __call__(self, model: Encoder, texts: Sequence[str], progress: Callable[[int], None]) -> Vectors:
        """One vector for each text, float32 (n, dimension). `progress` receives the number of texts just finished."""
        ...


def encode_articles(
    articles: Sequence[Article], model: Encoder, encode: Encode, progress: Progress, first: int | None = None
) -> Iterator[EncodedArticles]:
    """Split articles into passages and encode them, in batches of at most 256 passages and about 15 seconds.

    An article is never divided; a long one is a batch of its own. `first` is the most passages of the first batch, by
    which the speed is measured. Raises `EmbeddingError` where the model fails.
    """
    split_articles: list[SplitArticle] = []
    for number, article in enumerate(articles, 1):
        split_articles.append((article, tuple(split(article, model.window, model.count_tokens))))
        progress("splitting", number, len(articles))
    sentences = sum(len(passage.sentences) for _, passages in split_articles for passage in passages)
    counter = _EncodingProgress(2 * sentences, progress)
    start, size = 0, float(first or min(_FIRST_PASSAGES, _MAX_PASSAGES))
    while start < len(split_articles):
        stop = _end_of_batch(split_articles, start, size)
        begun = time.monotonic()
        batch = _encoded(split_articles[start:stop], lambda texts, done: encode(model, texts, done), counter)
        seconds = time.monotonic() - begun
        yield batch
        size = min(_MAX_PASSAGES, max(1, len(batch.passages)) * _SECONDS_PER_BATCH / max(seconds, 1e-3))
        start = stop


def _end_of_batch(articles: Sequence[SplitArticle], start: int, size: float) -> int:
    """Where the batch ends that begins with article `start`: it has one article, or at most `size` passages."""
    count = len(articles[start][1])
    stop = start + 1
    while stop < len(articles) and count + len(articles[stop][1]) <= size:
        count += len(articles[stop][1])
        stop += 1
    return stop


def _encoded(
    articles: Sequence[SplitArticle],
    encode: Callable[[Sequence[str], Callable[[int], None]], Vectors],
    counter: _EncodingProgress,
) -> EncodedArticles:
    texts = [in_context(article.title, p.heading, p.text) for article, passages in articles for p in passages]
    sentences = [article.text[a:b] for article, passages in articles for p in passages for a, b in p.sentences]
    share = len(sentences) / max(1, len(texts))  # a passage takes about as long as its sentences
    passage_vectors = encode(texts, lambda more: counter.add(more * share))
    return EncodedArticles(tuple(articles), passage_vectors, encode(sentences, counter.add))


class _EncodingProgress:
    """Adds up finished work and reports the sum."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total, self._progress, self._done = total, progress, 0.0

    def add(self, more: float) -> None:
        """Count `more` finished units."""
        self._done += more
        self._progress("encoding", round(self._done), self._total)
