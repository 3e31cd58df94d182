"""The texts that the scorer learns from, and which of them are on the same subject.

Of news-sample: the quarter that `benchmarks/pages.py` counts characters of, and what is too short or too long for its
pages. So the articles that the weights of joins are fitted on, and those that pages are measured on, are not read; nor
is an article that shares a long sentence with one of them. Then cmrc-train, and half of drcd-dev.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from benchmarks.pages import article_text, load, part
from benchmarks.train_continuation.cuts import Cut, harder, page
from benchmarks.train_reader.__main__ import is_training_half
from benchmarks.train_reader.data import read_jsonl
from benchmarks.train_reader.examples import Source
from benchmarks.train_reader.neighbours import neighbours
from corpus.text import clean, sentences

PAGES = 24  # of a chunk
_HARD, _OTHER = 4, 2  # wrong beginnings of an end
_NEWS = 0.65  # share of the pages that are news
_NEAR = 8  # articles on the same subject
_QUERY_CHARS = 60
_LONG_SENTENCE = 20  # characters, from which two articles that share one are the same news
_MIN_CHARS, _MIN_SENTENCES = 120, 4


def kept_apart(news: Path) -> list[str]:
    """The articles that weights are fitted on or that are measured on."""
    texts = load(news)
    return [*part(texts, "weights"), *part(texts, "report")]


def news_texts(news: Path) -> list[str]:
    """The articles of news-sample to learn from."""
    apart = {sentence for text in kept_apart(news) for sentence in _long_sentences(text)}
    texts = [article_text(row["text"]) for row in read_jsonl(news)]
    return [text for text in texts if _is_usable(text) and apart.isdisjoint(_long_sentences(text))]


def other_texts(data: Path) -> list[str]:
    """The articles of cmrc-train and those of drcd-dev that may be trained on."""
    rows = [*read_jsonl(data / "cmrc-train" / "corpus.jsonl")]
    rows += [row for row in read_jsonl(data / "drcd-dev" / "corpus.jsonl") if is_training_half(row["id"])]
    texts = [clean(row["text"]).replace("\n", "") for row in rows]
    return [text for text in texts if _is_usable(text)]


def _is_usable(text: str) -> bool:
    return len(text) >= _MIN_CHARS and len(sentences(text)) >= _MIN_SENTENCES


def _long_sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text) if end - start >= _LONG_SENTENCE]


class Texts:
    """Articles to make pages of, with those near each."""

    def __init__(self, texts: Sequence[str], seed: int) -> None:
        """Search once for what is near by words."""
        self._texts = list(texts)
        found = neighbours([text[:_QUERY_CHARS] for text in texts], [Source.of(text) for text in texts], _NEAR + 1)
        self._near = [[n for n, _ in row if n != own] for own, row in enumerate(found)]
        self._seed = seed

    def page(self, draw: Random) -> list[str]:
        """The articles of a page: one to four, two of three times near each other."""
        numbers = [draw.randrange(len(self._texts))]
        for _ in range(draw.choice((0, 1, 1, 2, 2, 3))):
            near = draw.random() < 0.67 and self._near[numbers[0]]
            numbers.append(draw.choice(near) if near else draw.randrange(len(self._texts)))
        return [self._texts[n] for n in dict.fromkeys(numbers)]


class Data:
    """All that is learnt from; a chunk depends on its number and the seed alone."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Read the sets in a folder."""
        self._news = Texts(news_texts(folder / "news-sample" / "corpus.jsonl"), seed)
        self._others = Texts(other_texts(folder), seed)
        self._seed = seed

    def chunk(self, number: int) -> Iterator[Cut]:
        """The cuts of a chunk of pages."""
        draw = Random(f"cuts {self._seed}/{number}")
        for _ in range(PAGES):
            texts = self._news if draw.random() < _NEWS else self._others
            yield from harder(draw, page(draw, texts.page(draw)), _HARD, _OTHER)
