"""What is found and answered for the questions of a set, with their articles and without them.

Used by `product.py`, which measures, and `fit_confidence.py`, which fits the confidence. A set is a folder with
corpus.jsonl and questions.jsonl; its library is kept beside them, in WORK.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from corpus.records import Passage
from corpus.text import clean, fold
from qa import Library, Question, read_questions
from qa.answer import AnswerContext, Quote, select_quote
from qa.dialogue.understanding import understand
from qa.search.near_duplicates import Find, Texts, group_duplicates
from qa.search.ranking import Candidate, search


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, as it was searched, with its quote and the passages that were read for it, best first.

    `left_out` says that the articles with the answer were not searched.
    """

    question: Question
    searched: str
    quote: Quote | None
    left_out: bool
    found: Sequence[tuple[Candidate, Passage]]
    context: AnswerContext

    @property
    def answerable(self) -> bool:
        """Whether the articles that were searched hold an answer."""
        return not self.left_out and bool(self.question.answers)

    @property
    def is_right(self) -> bool:
        """Whether the quote holds an answer, and comes from a right article where these are named."""
        if self.quote is None or not self.answerable:
            return False
        return self.holds_answer(self.quote.answer.text)

    def holds_answer(self, text: str) -> bool:
        """Whether a text has one of the expected answers in it."""
        return any(plain(answer) in plain(text) for answer in self.question.answers)


def plain(text: str) -> str:
    """The text without case, script, marks and spaces."""
    return "".join(c for c in fold(text) if c.isalnum())


TODAY = {"asked": "2026-05-31"}  # from which dates in words count, by set; of others 2025-09-25


def library_of(folder: Path, work: Path, today: str = "") -> Library:
    """The library of a set, made at the first call."""
    day = date.fromisoformat(today or TODAY.get(folder.name, "2025-09-25"))
    library = Library(work / f"{folder.name}.library", today=day, notify=print)
    if not library.exists:
        library.add([folder / "corpus.jsonl"])
    return library


def answered(library: Library, folder: Path, *, without: bool, every: int = 1) -> Iterator[Answered]:
    """Each `every`-th question of a set with its quote; with `without`, also with its articles left out."""
    questions = read_questions(folder / "questions.jsonl")[0][::every]
    today = library._today or date.today()
    reader = library.load_reader()
    with library._index.snapshot() as (database, searcher):
        passages = library._cache.reader(database)
        asked = [understand(clean(q.question), q.history, today, library._phrase_of) for q in questions]
        vectors = library.load_encoder().encode_queries([one.question for one in asked])
        for question, one, vector in zip(questions, asked, vectors, strict=True):
            find = partial(search, searcher, one.question, vector)
            for left_out in (False, True) if without and question.articles else (False,):
                excluded = frozenset(question.articles) if left_out else frozenset()
                seek = partial(_others, find, excluded)
                duplicates = group_duplicates(seek, passages.passages_with_headings, 5)
                found = [duplicates.found[group[0]] for group in duplicates.groups()[:5]]
                articles = passages.article_metadata(sorted({p.article_id for _, p in found}))
                context = AnswerContext(reader, searcher.idf, articles)
                quote = select_quote(one.question, found, context)
                yield Answered(question, one.question, quote, left_out, found, context)


def _others(find: Find, excluded: frozenset[str], k: int, texts: Texts) -> list[Candidate]:
    """The candidates that are of none of the excluded articles."""
    candidates = find(k + 20 * bool(excluded), texts=texts)
    read = texts([one.number for one in candidates])
    return [one for one in candidates if read[one.number][1].article_id not in excluded][:k]
