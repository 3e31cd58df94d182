"""Turns, filters, hits, answers and replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from corpus.boxes import PrintedBox
from qa.i18n.messages import LANGUAGES, message

MAX_QUESTION = 2000  # characters, in the chat, on the command line and in question files


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation and its answer, which is empty where there was none.

    `standalone` is the question rewritten to need no earlier turn; where it is empty, it is derived from those turns.
    """

    question: str
    answer: str = ""
    standalone: str = ""


def with_questions(rows: Sequence[object]) -> list[Any]:
    """The turns of a history as objects with `question` and `answer`; rows of another shape stay as they are.

    Messages with `role` and `content` are joined, an assistant's to the user's before it; a pair is a turn.
    """
    turns: list[Any] = []
    for row in rows:
        if isinstance(row, list | tuple) and len(row) == 2:
            turns.append({"question": row[0], "answer": row[1] or ""})
        elif isinstance(row, Mapping) and "role" in row and "content" in row:
            if row["role"] == "user":
                turns.append({"question": row["content"], "answer": ""})
            elif row["role"] == "assistant" and turns and isinstance(turns[-1], dict):
                turns[-1] = {**turns[-1], "answer": row["content"]}
        else:
            turns.append(row)
    return turns


def boxes_json(boxes: Sequence[PrintedBox]) -> list[dict[str, Any]]:
    """The boxes as JSON values."""
    return [{**asdict(box), "box": list(box.box)} for box in boxes]


@dataclass(frozen=True, slots=True)
class Place:
    """The location of another passage that says the same as a hit.

    `page` counts from 1 in the file; `page_label` is the number printed on that page and `page_name` its name (要闻),
    empty where unknown.
    """

    article_id: str
    title: str
    source: str | None
    date: str | None
    path: str
    page: int | None
    start: int
    end: int
    passage_id: str
    page_label: str = ""
    page_name: str = ""

    def as_json(self) -> dict[str, Any]:
        """The place as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. Hits are ordered by `score`; `highlights` are the spans of its marked sentences.

    `also` lists other passages that say the same (`qa.search.near_duplicates`), the earliest first. The pages are as in
    `Place`; they are those of the marked sentence where a passage lies on several. `boxes` has one for each printed
    line of the passage, `article_boxes` one for each column of its article.
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
    page_label: str = ""
    page_name: str = ""
    boxes: tuple[PrintedBox, ...] = ()
    article_boxes: tuple[PrintedBox, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The hit as JSON values, the score rounded to four places."""
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
            "page_label": self.page_label,
            "page_name": self.page_name,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "highlights": [list(span) for span in self.highlights],
            "boxes": boxes_json(self.boxes),
            "article_boxes": boxes_json(self.article_boxes),
            "also": [place.as_json() for place in self.also],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The quote that answers: `article.text[start:end] == text`. `highlight` is the exact phrase's span, or None.

    `boxes` has one for each printed line of the quote.
    """

    text: str
    start: int
    end: int
    highlight: tuple[int, int] | None
    article_id: str
    passage_id: str
    boxes: tuple[PrintedBox, ...] = ()

    @property
    def phrase(self) -> str:
        """The exact phrase, or the whole quote where there is none."""
        if self.highlight is None:
            return self.text
        return self.text[self.highlight[0] - self.start : self.highlight[1] - self.start]

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON values."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "highlight": list(self.highlight) if self.highlight else None,
            "article_id": self.article_id,
            "passage_id": self.passage_id,
            "boxes": boxes_json(self.boxes),
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """The number or date that one article gives: `article.text[start:end] == text`.

    `date` is the time that the sentence speaks of, else the article's own: ISO 8601, or None where neither is known.
    """

    text: str
    date: str | None
    article_id: str
    passage_id: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        """The figure as JSON values."""
        return {
            "text": self.text,
            "date": self.date,
            "article_id": self.article_id,
            "passage_id": self.passage_id,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """What a reply says that no article does: a key of the interface's texts with its values.

    Several values of one name are joined as the language does. `language` is that of the question, `zh` or `en`.
    """

    key: str
    values: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)
    language: str = "zh"

    @property
    def text(self) -> str:
        """The statement in the language of the question."""
        return self.text_in(self.language)

    def text_in(self, language: str) -> str:
        """The statement in Chinese for `zh`, else in English."""
        joint = "、" if language == "zh" else ", "
        values = {name: joint.join(v) if isinstance(v, tuple) else v for name, v in self.values.items()}
        return message(language, self.key, **values)

    def as_json(self) -> dict[str, Any]:
        """The statement as JSON values, with its text in both languages and `text` in that of the question."""
        values = {name: list(v) if isinstance(v, tuple) else v for name, v in self.values.items()}
        texts = {language: self.text_in(language) for language in LANGUAGES}
        return {"key": self.key, "values": values, "language": self.language, "text": self.text, **texts}


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything found for one question. `confidence` is the probability, 0 to 1, that the quote answers it.

    `best_quote` is the best quote found; `answer` is the same quote, or None where the confidence is too low, below
    `threshold` (None where that is not known). `seconds` are the times of the steps `encode`, `search` and `answer`;
    questions that are encoded together share the time of `encode` equally. `disagreement` lists what articles say,
    newest first, where they differ. `answers` are further quotes, best first, where the question asks for several
    things.

    `kind` says what sort of reply it is. A `quote`, or none, comes from the articles' texts; `records` state what is
    recorded about articles (who wrote one, on which day), with `articles` as the sources; a `notice` replies to what
    asks the articles nothing (你好). `message` is what records and notices say. Records whose value stands in a text
    have that place as their `answer`; others, and notices, have none.
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
    answers: tuple[Answer, ...] = ()
    kind: Literal["quote", "records", "notice"] = "quote"
    message: Statement | None = None
    articles: tuple[Place, ...] = ()
    threshold: float | None = None

    @property
    def answered(self) -> bool:
        """Whether there is a quote, or something is stated from the records."""
        return self.answer is not None or (self.kind == "records" and self.answerable)

    @property
    def answer_text(self) -> str:
        """What answers, a line each: what is stated from the records, and the quotes; "" where nothing does."""
        stated = self.message.text if self.message and self.kind == "records" and self.answerable else ""
        quotes = (self.answer, *self.answers) if self.answer else ()
        return "\n".join(filter(None, (stated, *(quote.text for quote in quotes))))

    @property
    def answer_phrase(self) -> str:
        """The exact phrase of what answers: a value of the records, or of the quote; "" where nothing does."""
        if self.kind == "records" and self.answerable and self.message:
            value = self.message.values.get("value", "")
            return "、".join(value) if isinstance(value, tuple) else str(value)
        return self.answer.phrase if self.answer else ""

    def as_json(self) -> dict[str, Any]:
        """The reply as JSON values, confidence and seconds rounded to four places."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answerable": self.answerable,
            "confidence": round(self.confidence, 4),
            "threshold": None if self.threshold is None else round(self.threshold, 4),
            "answer": self.answer.as_json() if self.answer else None,
            "answers": [answer.as_json() for answer in self.answers],
            "kind": self.kind,
            "message": self.message.as_json() if self.message else None,
            "articles": [place.as_json() for place in self.articles],
            "disagreement": [figure.as_json() for figure in self.disagreement],
            "hits": [hit.as_json() for hit in self.hits],
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
        }


@dataclass(frozen=True, slots=True)
class AnswerThreshold:
    """The confidence from which a library answers, found from judged questions (`qa.evaluation.max_wrong`).

    At most `max_wrong` of the answers are wrong, with the probability `confidence_level`: of the `judged` questions,
    `answered` were answered, `wrong` of them wrongly. `version` names what the confidences depend on, `day` is the day
    on which it was found (ISO 8601). It `holds` while confidences depend on the same. All shares are from 0 to 1.
    """

    value: float
    max_wrong: float
    confidence_level: float
    judged: int
    answered: int
    wrong: int
    version: str = ""
    day: str = ""
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Filters:
    """Restricts a question to some articles. `bool(filters)` is False where nothing is restricted.

    `after` and `before` are dates, both included; a year or a month is enough. `qa.language.date_input` says how they
    can be written. `source` is the name of a source or a part of it, in either script and case, of any width. Articles
    without a date match neither `after` nor `before`. `article` is the id of the only article to ask; `articles` are
    the ids of the only ones where these are several. `collection` is the name of a collection, `owner` who asks: their
    own collections and the shared ones count.
    """

    after: str | None = None
    before: str | None = None
    source: str | None = None
    article: str | None = None
    articles: tuple[str, ...] = ()
    collection: str | None = None
    owner: str = ""

    def __bool__(self) -> bool:
        restricted = self.after, self.before, self.source, self.article, self.articles
        return any(restricted) or self.collection is not None


UNFILTERED = Filters()
