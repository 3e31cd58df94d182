"""Answers a question: chooses its reading, searches, corrects it where the articles suggest so, and answers.

A `Searcher` and a `PassageSource` are handed in; the pipeline does not know where the articles lie.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from corpus.records import Article
from corpus.text import is_han
from embeddings import cpu
from embeddings.types import Vector, Vectors
from qa.answer import THRESHOLD
from qa.answer.quote import Reader
from qa.answer.records_reply import RecordsContext, author_reply, records_reply
from qa.answer.reply import build_reply
from qa.dialogue import CHOSEN_FROM, StandaloneQuestion, without_seen
from qa.dialogue.understanding import keeps_relative_date
from qa.index.searcher import Searcher
from qa.language.question_parts import question_parts
from qa.language.record_questions import may_be_name, record_question
from qa.language.talk import Talk
from qa.records import UNFILTERED, ArticleRecords, Filters, PassageSource, Reply, Statement
from qa.search.near_duplicates import NearDuplicates, group_duplicates
from qa.search.pinyin_questions import read_pinyin
from qa.search.ranking import search
from qa.search.reranking import Reranker, rerank
from qa.search.spelling import correct_typo

Given = TypeVar("Given")
Made = TypeVar("Made")

_QUESTIONS_PER_BATCH = 64  # encoded together; whoever stops waits for one batch at most
_MOST_OF_GUESS = 0.79  # the confidence where pinyin or an error was read as other words: never sure
# From here on a text's answer goes before the records, where the question can ask for either.
_SURE_OF_TEXT = 0.6


class QuestionEncoder(Protocol):
    """What the pipeline needs of `embeddings.encoder.Encoder`."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, float32 (n, dimension)."""


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question as the user asked it, rewritten, and the vector of each of its readings, float32 (dimension,).

    `seconds` is its share of the time that encoding took.
    """

    question: str
    turn: StandaloneQuestion
    vectors: Mapping[str, Vector]
    seconds: float


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Answers questions from one state of a library. Safe to use from several threads.

    `top_k` is the number of hits, `retriever` a key of `qa.search.ranking.RETRIEVERS`. `reranker` reorders the first
    hits; None leaves them in the order of the search. `filters` are those of the searcher, for `records`. `threshold`
    is the confidence from which a question is answered.
    """

    searcher: Searcher
    passages: PassageSource
    encoder: QuestionEncoder
    reader: Reader
    reranker: Reranker | None
    top_k: int
    retriever: str
    records: ArticleRecords
    filters: Filters = UNFILTERED
    threshold: float = THRESHOLD

    def replies(
        self, questions: Sequence[tuple[str, StandaloneQuestion]], limit: AbstractContextManager[object]
    ) -> Iterator[Reply]:
        """Answer questions in their order, each with its rewritten form. `limit` is entered for each answer.

        Several are answered at once, as the reader computes outside Python. Raises `EmbeddingError` where a model or a
        server of vectors fails.
        """

        def reply(encoded: EncodedQuestion) -> Reply:
            with limit:
                return self.reply(encoded)

        cores = cpu.threads()
        at_once = min(len(questions), cores + 1) if cores > 1 else 1  # one more: each waits for the interpreter in turn
        with (
            closing(encode_ahead(questions, self.encoder)) as encoded,
            closing(in_order(encoded, reply, at_once)) as replies,
        ):
            yield from replies

    def reply(self, encoded: EncodedQuestion) -> Reply:
        """Answer one question. `seconds` of the reply are the times of `encode`, `search` and `answer`."""
        if encoded.turn.talk is not None:
            return _notice(encoded.question, encoded.turn.talk)
        started = time.perf_counter()
        typed = self._choose_reading(encoded)
        asked = record_question(typed)
        stated = records_reply(asked, encoded.question, typed, self._records()) if asked else None
        if asked and asked.certain and stated is not None:
            return _timed(stated, encoded.seconds, started)
        question = read_pinyin(typed, self.searcher.idf)
        ranked = self._search(question, encoded.vectors.get(question))
        question, ranked = self._correct_typo(question, ranked)
        is_guess = question != typed
        question, ranked = self._restore_relative_date(encoded.turn, question, ranked)
        if encoded.turn.seen_answers:
            ranked = NearDuplicates(without_seen(ranked.found, encoded.turn.seen_answers))
        if may_be_name(question) and (by_author := author_reply(question, self._articles(ranked), self._records())):
            return _timed(by_author, encoded.seconds, started)
        searched = time.perf_counter()
        reply = build_reply(
            encoded.question,
            question,
            ranked,
            self.top_k,
            self.passages,
            self.searcher.idf,
            self.reader,
            keep_order=self.reranker is not None,
            parts=[(part, self._search(part)) for part in question_parts(question).questions],
            threshold=self.threshold,
        )
        if asked and stated and (reply.confidence < _SURE_OF_TEXT or not asked.may_be(reply.answer_phrase)):
            return _timed(stated, encoded.seconds, started)
        answered = time.perf_counter()
        seconds = {"encode": encoded.seconds, "search": searched - started, "answer": answered - searched}
        sure = min(reply.confidence, _MOST_OF_GUESS) if is_guess else reply.confidence
        return replace(reply, seconds=seconds, confidence=sure)

    def _records(self) -> RecordsContext:
        return RecordsContext(self.records, self.passages, self._search, self.top_k, self.filters)

    def _articles(self, ranked: NearDuplicates) -> list[Article]:
        """The articles of the passages found, without their texts, best first."""
        ids = list(dict.fromkeys(passage.article_id for _, passage in ranked.found))
        known = self.passages.article_metadata(ids)
        return [known[article_id] for article_id in ids if article_id in known]

    def _choose_reading(self, encoded: EncodedQuestion) -> str:
        """The reading of the question that the articles support, where a follow-up can be read in two ways."""
        turn = encoded.turn
        if not turn.expanded:
            return turn.question
        read = self.passages.passages_with_headings
        candidates = {
            text: search(self.searcher, text, vector, CHOSEN_FROM, self.retriever, texts=read)
            for text, vector in encoded.vectors.items()
        }
        return turn.chosen(candidates)

    def _search(self, question: str, vector: Vector | None = None) -> NearDuplicates:
        """The best passages, grouped by near duplicates: enough to give at least `top_k` groups."""
        if vector is None:
            vector = self.encoder.encode_queries([question])[0]
        find = partial(search, self.searcher, question, vector, kind=self.retriever)
        ranked = find if self.reranker is None else partial(rerank, question, find, self.reranker)
        return group_duplicates(ranked, self.passages.passages_with_headings, self.top_k)

    def _correct_typo(self, question: str, ranked: NearDuplicates) -> tuple[str, NearDuplicates]:
        """Search again where the passages found spell a word of the question otherwise."""
        corrected = correct_typo(question, self.searcher.idf, [passage.text for _, passage in ranked.found])
        return (question, ranked) if corrected == question else (corrected, self._search(corrected))

    def _restore_relative_date(
        self, turn: StandaloneQuestion, question: str, ranked: NearDuplicates
    ) -> tuple[str, NearDuplicates]:
        """Search again with dates in words (去年) as they were asked, where the best passage has the same words."""
        if not keeps_relative_date(turn, ranked.found, self.passages.article_metadata):
            return question, ranked
        return turn.with_relative_dates, self._search(turn.with_relative_dates)


def _timed(reply: Reply, encode: float, started: float) -> Reply:
    """The reply with the seconds that it took; those of its search count as `search`."""
    return replace(reply, seconds={"encode": encode, "search": time.perf_counter() - started, "answer": 0.0})


def _notice(question: str, sort: Talk) -> Reply:
    """The fixed reply to what asks the articles nothing."""
    statement = Statement(f"talk_{sort}", language="zh" if is_han(question) else "en")
    return Reply(question, question, False, 0.0, None, (), kind="notice", message=statement)


def in_order(given: Iterable[Given], make: Callable[[Given], Made], at_once: int) -> Generator[Made, None, None]:
    """What `make` makes of each of what is given, in its order: `at_once` of them, in as many threads.

    No more than twice as many are begun before they are taken. Whoever stops early waits for those that are being made,
    since what they use is closed then.
    """
    if at_once < 2:
        yield from map(make, given)
        return
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
    ahead: deque[Future[Made]] = deque()
    try:
        for one in given:
            ahead.append(pool.submit(make, one))
            if len(ahead) == 2 * at_once:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def encode_ahead(
    questions: Sequence[tuple[str, StandaloneQuestion]], encoder: QuestionEncoder
) -> Generator[EncodedQuestion, None, None]:
    """Encode all readings of the questions in batches, each batch while the one before is being answered."""
    readings = [reading for _, turn in questions for reading in turn.readings]
    with closing(_encoded_batches(readings, encoder)) as vectors:
        for question, turn in questions:
            vector_and_seconds = [next(vectors) for _ in turn.readings]
            vector_of = dict(zip(turn.readings, (vector for vector, _ in vector_and_seconds), strict=True))
            yield EncodedQuestion(question, turn, vector_of, sum(seconds for _, seconds in vector_and_seconds))


def _encoded_batches(texts: Sequence[str], encoder: QuestionEncoder) -> Generator[tuple[Vector, float], None, None]:
    """The vector of each text, and its share of the seconds that its batch took."""

    def encode(batch: Sequence[str]) -> list[tuple[Vector, float]]:
        started = time.perf_counter()
        vectors = encoder.encode_queries(batch)
        seconds = (time.perf_counter() - started) / len(batch)
        return [(vector, seconds) for vector in vectors]

    batches = [texts[start : start + _QUESTIONS_PER_BATCH] for start in range(0, len(texts), _QUESTIONS_PER_BATCH)]
    if len(batches) <= 1:
        for batch in batches:
            yield from encode(batch)
        return
    pool = ThreadPoolExecutor(1)  # encoding releases the interpreter, so that a second core encodes ahead
    try:
        for encoded in pool.map(encode, batches):
            yield from encoded
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever stops early does not wait for the batch at work
