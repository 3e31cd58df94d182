"""What is relevant: a question's judgments, put in terms of documents as TREC knows them, and hits reduced to these.

A question is judged by `passages`, else `articles`, else `evidence`, else `answers`. Knows the articles and passages of
a library, not how they are searched.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from corpus.records import Article, Passage
from qa.evaluation.answer_matching import holds_any, spaced
from qa.evaluation.questions.records import Question
from qa.records import Hit

_KEY = 12  # characters of an evidence by which it is looked up
ANSWER = "answer"  # the document that stands for any passage with an answer


class Holdings(Protocol):
    """What a library says about what it holds."""

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        ...


@dataclass(frozen=True, slots=True)
class Relevance:
    """What is relevant to one question.

    `kind` is the field that decides, empty where the question has no judgments. `relevant` gives each relevant
    document its grade. `documents` says which document an article or a passage stands for where that is another name
    than its own id. `missing` are the documents that the library does not hold. `article` is the first relevant one.
    """

    kind: str = ""
    relevant: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    article: Article | None = None


def judge_questions(questions: Sequence[Question], library: Holdings) -> list[Relevance]:
    """The judgment of every question.

    An article is named by its id, else its title, else its path or the end of its path. A name of several articles (a
    file that holds many, a headline that two papers print) is one document, and any of them stands for it. What is
    named and not there counts as relevant all the same. An evidence is looked up in all passages, so that what is
    relevant does not depend on what was found; an evidence in no passage is one that is missing.
    """
    kinds = [_kind(question) for question in questions]
    every = list(zip(questions, kinds, strict=True))
    names = {_name(name) for question, kind in every if kind == "articles" for name in question.articles}
    evidence = {quote for question, kind in every if kind == "evidence" for quote in question.evidence}
    wanted = {name for question, kind in every if kind == "passages" for name in question.passages}
    found = _articles(names, library) if names else {}
    passages, holding = _passages(wanted, evidence, library) if wanted or evidence else ({}, {})
    articles = {passage.article_id for passage in passages.values()}
    articles |= {min(ids) for ids in found.values()}
    known = {article.id: _light(article) for article in library.articles() if article.id in articles}
    judgments = []
    for question, kind in every:
        if kind == "articles":
            judgments.append(_by_articles(question, found, known))
        elif kind == "passages":
            there = next((passages[name] for name in question.passages if name in passages), None)
            judgments.append(
                Relevance(
                    kind,
                    {name: question.grades.get(name, 1) for name in question.passages},
                    missing=tuple(name for name in question.passages if name not in passages),
                    article=known[there.article_id] if there else None,
                )
            )
        elif kind == "evidence":
            judgments.append(_by_evidence(question, holding, passages, known))
        else:
            judgments.append(Relevance(kind, {ANSWER: 1} if kind else {}))
    return judgments


def reduce(question: Question, judgment: Relevance, hits: Iterable[Hit]) -> list[tuple[str, Hit]]:
    """The hits as documents, best first, each document at its best hit.

    A hit of several places counts as those of them that are relevant, and as the one shown where none is.
    """
    found: dict[str, Hit] = {}
    for hit in hits:
        if judgment.kind == "answers" and ANSWER not in found and holds_any(hit.text, question.answers):
            found[ANSWER] = hit
            continue
        for name in documents(judgment, hit):
            found.setdefault(name, hit)
    return list(found.items())


def documents(judgment: Relevance, hit: Hit) -> list[str]:
    """The documents that a hit stands for: those of its places that are relevant, else the one that is shown."""
    places = [(hit.article_id, hit.passage_id), *((place.article_id, place.passage_id) for place in hit.also)]
    names = [judgment.documents.get(a, a) if judgment.kind == "articles" else passage for a, passage in places]
    return list(dict.fromkeys(name for name in names if name in judgment.relevant)) or names[:1]


def relevant(question: Question, judgment: Relevance, hit: Hit) -> bool:
    """Whether a hit is relevant, be it the first of its document or a later one: whether one of its places is."""
    if judgment.kind == "answers":
        return holds_any(hit.text, question.answers)
    return documents(judgment, hit)[0] in judgment.relevant


def _kind(question: Question) -> str:
    return next((name for name in ("passages", "articles", "evidence", "answers") if getattr(question, name)), "")


def _name(name: str) -> str:
    """A name as it is compared: file systems and keyboards compose letters differently, and Windows parts by `\\`."""
    return unicodedata.normalize("NFC", name).strip().replace("\\", "/").removeprefix("./")


def _light(article: Article) -> Article:
    """The article without its text, of which there may be very much."""
    return Article(article.id, "", article.title, article.date, article.source, path=article.path)


def _articles(names: set[str], library: Holdings) -> dict[str, set[str]]:
    """The ids of the articles that each name means."""
    by: tuple[dict[str, set[str]], ...] = (defaultdict(set), defaultdict(set), defaultdict(set))
    for article in library.articles():
        for place, forms in enumerate(([_name(article.id)], [_name(article.title)], _path_ends(_name(article.path)))):
            for form in forms:
                if form in names:
                    by[place][form].add(article.id)
    found = {name: by[0].get(name) or by[1].get(name) or by[2].get(name) or set() for name in names}
    return {name: ids for name, ids in found.items() if ids}


def _path_ends(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[place:]) for place in range(len(parts))]


def _by_articles(question: Question, found: Mapping[str, set[str]], known: Mapping[str, Article]) -> Relevance:
    named = [(name, found.get(_name(name), set())) for name in question.articles]
    relevant: dict[str, int] = {}
    documents: dict[str, str] = {}
    # The names of few articles first: what one name means exactly is not left to another that means several.
    for name, ids in sorted(named, key=lambda pair: len(pair[1])):
        document = min(ids) if len(ids) == 1 else name
        free = [article_id for article_id in sorted(ids) if article_id not in documents]
        if free or not ids:
            documents |= dict.fromkeys(free, document)
            relevant[document] = question.grades.get(name, 1)
    missing = tuple(name for name, ids in named if not ids)
    first = next((min(ids) for _, ids in named if ids), None)
    return Relevance("articles", relevant, documents, missing, known[first] if first else None)


def _passages(
    wanted: set[str], evidence: set[str], library: Holdings
) -> tuple[dict[str, Passage], dict[str, list[str]]]:
    """The passages of these ids and those with evidence, by id; and the ids of the passages that hold each evidence."""
    quotes = {quote: spaced(quote) for quote in evidence}
    keys: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quote, form in quotes.items():
        if form:
            keys[min(len(form), _KEY)][form[:_KEY]].append(quote)
    passages: dict[str, Passage] = {}
    holding: dict[str, list[str]] = defaultdict(list)
    for passage in every_passage(library):
        if passage.id in wanted:
            passages[passage.id] = passage
        text = spaced(passage.text) if keys else ""
        for length, starts in keys.items():
            windows = {text[place : place + length] for place in range(len(text) - length + 1)}
            for key in starts.keys() & windows:
                for quote in starts[key]:
                    if quotes[quote] in text:
                        holding[quote].append(passage.id)
                        passages[passage.id] = passage
    return passages, holding


def _by_evidence(
    question: Question,
    holding: Mapping[str, Sequence[str]],
    passages: Mapping[str, Passage],
    known: Mapping[str, Article],
) -> Relevance:
    relevant: dict[str, int] = {}
    missing = []
    for quote in question.evidence:
        ids = holding.get(quote, ())
        if not ids:
            missing.append(quote)
        relevant |= dict.fromkeys(ids or (quote,), 1)
    first = next((name for name in relevant if name in passages), None)
    article = known[passages[first].article_id] if first else None
    return Relevance("evidence", relevant, {}, tuple(missing), article)


def every_passage(library: Holdings) -> Iterator[Passage]:
    """All passages of a library."""
    own = getattr(library, "passages", None)
    if own is not None:
        yield from own()
        return
    from contextlib import closing

    from qa.storage.database import Database

    folder: Path = library.folder  # type: ignore[attr-defined]
    with closing(Database(folder / "library.db")) as store:
        for _, passage in store.passages():
            yield passage
