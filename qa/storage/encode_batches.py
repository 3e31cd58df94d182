"""Encodes articles that are added: in batches, each with the vectors of its passages and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from corpus.passages import in_context, split
from corpus.records import Article
from embeddings.encoder import Encoder
from embeddings.types import Vectors
from qa.records import Progress
from qa.storage.writer import EncodedArticles, SplitArticle

_PASSAGES_PER_BATCH = 1024  # committed together: some minutes of encoding


class Encode(Protocol):
    """Encodes texts, as `Encoder.encode_documents` of the model does."""

    def __call__(self, model: Encoder, texts: Sequence[str], progress: Callable[[int], None]) -> Vectors:
        """One vector for each text, float32 (n, dimension). `progress` receives the number of texts just finished."""
        ...


def encode_articles(
    articles: Sequence[Article], model: Encoder, encode: Encode, progress: Progress
) -> Iterator[EncodedArticles]:
    """Split articles into passages and encode them, in batches of about a thousand passages.

    Raises `EmbeddingError` where the model fails.
    """
    split_articles: list[SplitArticle] = []
    for number, article in enumerate(articles, 1):
        split_articles.append((article, tuple(split(article, model.window, model.count_tokens))))
        progress("splitting", number, len(articles))
    sentences = sum(len(passage.sentences) for _, passages in split_articles for passage in passages)
    counter = _EncodingProgress(2 * sentences, progress)
    for batch in _batches(split_articles):
        yield _encoded(batch, lambda texts, done: encode(model, texts, done), counter)


def _batches(articles: Sequence[SplitArticle]) -> Iterator[Sequence[SplitArticle]]:
    """The articles in runs of about `_PASSAGES_PER_BATCH` passages."""
    start = count = 0
    for stop, (_, passages) in enumerate(articles, 1):
        count += len(passages)
        if count >= _PASSAGES_PER_BATCH or stop == len(articles):
            yield articles[start:stop]
            start, count = stop, 0


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
