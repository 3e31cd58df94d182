"""What comes out of a question: hits, an answer, the reply that holds both; and the turns of a conversation.

All offsets count code points of the article's text, end exclusive. Scores: higher is better.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from corpus.records import Refusal

MAX_QUESTION = 2000  # characters; of the chat, the command line and question files alike


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation, and what was answered (empty where nothing was).

    `standalone` is how the question was understood, empty where that is not known: then it is worked out again.
    """

    question: str
    answer: str = ""
    standalone: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Another passage that says the same as a hit: where it stands."""

    article_id: str
    title: str
    source: str | None
    date: str | None
    path: str
    page: int | None
    start: int
    end: int
    passage_id: str

    def as_json(self) -> dict[str, Any]:
        """The place as the command line prints it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `score` is what the hits are ordered by; `highlights` are its marked sentences.

    `also` are the other passages that say the same (`qa.search.near_duplicates`), the earliest first.
    """

    rank: int
    score: float
    passage_id: str
    article_id: str
    title: str
    source: str | None
    date: str | None
    path: str
    page: int | None
    start: int
    end: int
    text: str
    highlights: tuple[tuple[int, int], ...] = ()
    also: tuple[Place, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The hit as the command line prints it."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "passage_id": self.passage_id,
            "article_id": self.article_id,
            "title": self.title,
            "source": self.source,
            "date": self.date,
            "path": self.path,
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "highlights": [list(span) for span in self.highlights],
            "also": [place.as_json() for place in self.also],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The quote that answers: `article.text[start:end] == text`. `highlight` is the exact phrase in it, or None."""

    text: str
    start: int
    end: int
    highlight: tuple[int, int] | None
    article_id: str
    passage_id: str

    @property
    def phrase(self) -> str:
        """The exact phrase; the whole quote where there is none."""
        if self.highlight is None:
            return self.text
        return self.text[self.highlight[0] - self.start : self.highlight[1] - self.start]

    def as_json(self) -> dict[str, Any]:
        """The answer as the command line prints it."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "highlight": list(self.highlight) if self.highlight else None,
            "article_id": self.article_id,
            "passage_id": self.passage_id,
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """What one article gives for a number or a date: `article.text[start:end] == text`.

    `date` is of what time the sentence speaks, else that of the article: ISO 8601, or None where neither is known.
    """

    text: str
    date: str | None
    article_id: str
    passage_id: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        """The figure as the command line prints it."""
        return {
            "text": self.text,
            "date": self.date,
            "article_id": self.article_id,
            "passage_id": self.passage_id,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything that one question brought. `confidence` is the probability that the quote answers it.

    `best_quote` is the quote that was weighed, also where it was not trusted; `answer` is None then. `seconds` are what
    `encode`, `search` and `answer` took; of questions that are encoded together, each has an equal share of `encode`.
    `disagreement` is what several articles say, newest first, where they differ; empty where they do not.
    """

    question: str
    standalone_question: str
    answerable: bool
    confidence: float
    answer: Answer | None
    hits: tuple[Hit, ...]
    best_quote: Answer | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    disagreement: tuple[Figure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reply as the command line prints it."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answerable": self.answerable,
            "confidence": round(self.confidence, 4),
            "answer": self.answer.as_json() if self.answer else None,
            "disagreement": [figure.as_json() for figure in self.disagreement],
            "hits": [hit.as_json() for hit in self.hits],
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
        }


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a question is put to. Dates are ISO 8601 (a year or a month will do), both ends included."""

    after: str | None = None
    before: str | None = None
    source: str | None = None

    def __bool__(self) -> bool:
        return any((self.after, self.before, self.source))


UNFILTERED = Filters()


class Progress(Protocol):
    """Whoever is told how far a change is."""

    def __call__(self, what: str, done: int, total: int, item: str = "", /) -> None:
        """What is done, how much of it, of how much; `item` names what is taken up now, where it has a name."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What adding or removing did: ids of articles, and input that was refused."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
