"""Decides what is relevant to a question, and reduces hits to the documents that are judged.

The first of `passages`, `articles`, `evidence` and `answers` that a question has decides. `JUDGES` lists how. The
parts of `all_of` are answers too, where there are no others.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from corpus.records import Article, Passage
from qa.evaluation.answer_matching import holds_any, spaced
from qa.evaluation.questions.records import Question
from qa.records import Hit

_PREFIX_LENGTH = 12  # characters of a quote by which candidate passages are found
ANSWER = "answer"  # the document that stands for any passage with an answer


class Holdings(Protocol):
    """The articles and passages of a library."""

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        ...

    def passages(self) -> Iterator[Passage]:
        """All passages."""
        ...


@dataclass(frozen=True, slots=True)
class Relevance:
    """What is relevant to one question.

    - `kind`: the field that decides, empty where the question has no judgments.
    - `relevant`: each relevant document and its grade.
    - `documents`: by article id, the document that it counts as, where that is not the id itself.
    - `missing`: the documents that the library does not contain.
    - `article`: the first relevant article, without its text.
    """

    kind: str = ""
    relevant: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """Everything in the library that the questions name.

    `articles_named` are the ids of the articles that each name means, `passages` the passages by id, `passages_with`
    the ids of the passages that contain each quote, and `articles` the articles of all these by id, without texts.
    """

    articles_named: Mapping[str, set[str]]
    passages: Mapping[str, Passage]
    passages_with: Mapping[str, Sequence[str]]
    articles: Mapping[str, Article]

    def article_of(self, passage_ids: Iterable[str]) -> Article | None:
        """The article of the first of these passages that the library contains."""
        first = next((self.passages[name] for name in passage_ids if name in self.passages), None)
        return self.articles[first.article_id] if first else None


def judge_questions(questions: Sequence[Question], library: Holdings) -> list[Relevance]:
    """What is relevant to each question.

    An article is named by its id, else its title, else its path or the end of its path. A name of several articles (a
    file with many, a headline in two papers) is one document, which each of them counts as. A document that the library
    does not contain is relevant all the same. Evidence is looked up in all passages, so that what is relevant does not
    depend on what was found.
    """
    named: dict[str, set[str]] = {kind: set() for kind in JUDGES}
    for question in questions:
        if kind := _kind(question):
            named[kind].update(_judgments(question, kind))
    catalogue = _catalogue(library, named["articles"], named["passages"], named["evidence"])
    return [JUDGES[kind](question, catalogue) if (kind := _kind(question)) else Relevance() for question in questions]


def reduce_hits(question: Question, relevance: Relevance, hits: Iterable[Hit]) -> list[tuple[str, Hit]]:
    """The hits as documents, best first, each document with its best hit. See `documents_of`."""
    found: dict[str, Hit] = {}
    for hit in hits:
        if relevance.kind == "answers" and ANSWER not in found and holds_any(hit.text, question.expected):
            found[ANSWER] = hit
            continue
        for name in documents_of(relevance, hit):
            found.setdefault(name, hit)
    return list(found.items())


def documents_of(relevance: Relevance, hit: Hit) -> list[str]:
    """The documents that a hit counts as: its relevant places (it may be printed in several), else the place shown."""
    places = [(hit.article_id, hit.passage_id), *((place.article_id, place.passage_id) for place in hit.also)]
    names = [relevance.documents.get(a, a) if relevance.kind == "articles" else passage for a, passage in places]
    return list(dict.fromkeys(name for name in names if name in relevance.relevant)) or names[:1]


def is_relevant(question: Question, relevance: Relevance, hit: Hit) -> bool:
    """Whether one of a hit's places is relevant, also where an earlier hit is of the same document."""
    if relevance.kind == "answers":
        return holds_any(hit.text, question.expected)
    return documents_of(relevance, hit)[0] in relevance.relevant


def _kind(question: Question) -> str:
    return next((kind for kind in JUDGES if _judgments(question, kind)), "")


def _judgments(question: Question, kind: str) -> tuple[str, ...]:
    found: tuple[str, ...] = question.expected if kind == "answers" else getattr(question, kind)
    return found


def _comparable(name: str) -> str:
    """A name in NFC with `/`: file systems and keyboards compose letters differently, and Windows separates by `\\`."""
    return unicodedata.normalize("NFC", name).strip().replace("\\", "/").removeprefix("./")


def _catalogue(library: Holdings, names: set[str], passage_ids: set[str], quotes: set[str]) -> _Catalogue:
    """Look up names of articles, ids of passages, and quotes in the library."""
    articles_named = _articles_named({_comparable(name) for name in names}, library) if names else {}
    passages: dict[str, Passage] = {}
    passages_with: dict[str, list[str]] = {}
    if passage_ids or quotes:
        passages, passages_with = _find_passages(passage_ids, quotes, library)
    article_ids = {passage.article_id for passage in passages.values()} | {min(ids) for ids in articles_named.values()}
    found = (article for article in library.articles() if article.id in article_ids) if article_ids else ()
    articles = {article.id: _without_text(article) for article in found}
    return _Catalogue(articles_named, passages, passages_with, articles)


def _without_text(article: Article) -> Article:
    """The article without its text, which may be long."""
    return Article(article.id, "", article.title, article.date, article.source, path=article.path)


def _articles_named(names: set[str], library: Holdings) -> dict[str, set[str]]:
    """The ids of the articles that each name means, for the names that mean any."""
    by_id: dict[str, set[str]] = defaultdict(set)
    by_title: dict[str, set[str]] = defaultdict(set)
    by_path: dict[str, set[str]] = defaultdict(set)
    for article in library.articles():
        forms = ([_comparable(article.id)], [_comparable(article.title)], _path_ends(_comparable(article.path)))
        for table, found in zip((by_id, by_title, by_path), forms, strict=True):
            for name in names.intersection(found):
                table[name].add(article.id)
    meant = {name: by_id.get(name) or by_title.get(name) or by_path.get(name) or set() for name in names}
    return {name: ids for name, ids in meant.items() if ids}


def _path_ends(path: str) -> list[str]:
    """The path and what follows each of its slashes."""
    parts = path.split("/")
    return ["/".join(parts[number:]) for number in range(len(parts))]


def _find_passages(
    passage_ids: set[str], quotes: set[str], library: Holdings
) -> tuple[dict[str, Passage], dict[str, list[str]]]:
    """The passages with these ids or any of the quotes, by id; and by quote, the ids of the passages that contain it.

    Quotes are compared in the form of `spaced`. Their prefixes are looked up first, so that time does not grow with
    the number of quotes.
    """
    forms = {quote: spaced(quote) for quote in quotes}
    quotes_by_prefix: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quote, form in forms.items():
        if form:
            prefix = form[:_PREFIX_LENGTH]
            quotes_by_prefix[len(prefix)][prefix].append(quote)
    passages: dict[str, Passage] = {}
    passages_with: dict[str, list[str]] = defaultdict(list)
    for passage in library.passages():
        if passage.id in passage_ids:
            passages[passage.id] = passage
        text = spaced(passage.text) if quotes_by_prefix else ""
        for length, by_prefix in quotes_by_prefix.items():
            windows = {text[start : start + length] for start in range(len(text) - length + 1)}
            for prefix in by_prefix.keys() & windows:
                for quote in by_prefix[prefix]:
                    if forms[quote] in text:
                        passages_with[quote].append(passage.id)
                        passages[passage.id] = passage
    return passages, passages_with


def _by_passages(question: Question, catalogue: _Catalogue) -> Relevance:
    return Relevance(
        "passages",
        {name: question.grades.get(name, 1) for name in question.passages},
        missing=tuple(name for name in question.passages if name not in catalogue.passages),
        article=catalogue.article_of(question.passages),
    )


def _by_articles(question: Question, catalogue: _Catalogue) -> Relevance:
    named = [(name, catalogue.articles_named.get(_comparable(name), set())) for name in question.articles]
    relevant: dict[str, int] = {}
    documents: dict[str, str] = {}
    # Names of few articles first, so that an article named exactly does not count as part of a name of several.
    for name, ids in sorted(named, key=lambda pair: len(pair[1])):
        document = min(ids) if len(ids) == 1 else name
        free = [article_id for article_id in sorted(ids) if article_id not in documents]
        if free or not ids:
            documents |= dict.fromkeys(free, document)
            relevant[document] = question.grades.get(name, 1)
    missing = tuple(name for name, ids in named if not ids)
    first = next((min(ids) for _, ids in named if ids), None)
    return Relevance("articles", relevant, documents, missing, catalogue.articles[first] if first else None)


def _by_evidence(question: Question, catalogue: _Catalogue) -> Relevance:
    relevant: dict[str, int] = {}
    for quote in question.evidence:
        relevant |= dict.fromkeys(catalogue.passages_with.get(quote, (quote,)), 1)
    missing = tuple(quote for quote in question.evidence if not catalogue.passages_with.get(quote))
    return Relevance("evidence", relevant, missing=missing, article=catalogue.article_of(relevant))


def _by_answers(question: Question, catalogue: _Catalogue) -> Relevance:
    return Relevance("answers", {ANSWER: 1})


# How each kind of judgment decides; the first kind that a question has counts.
JUDGES: dict[str, Callable[[Question, _Catalogue], Relevance]] = {
    "passages": _by_passages,
    "articles": _by_articles,
    "evidence": _by_evidence,
    "answers": _by_answers,
}
