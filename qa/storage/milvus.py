"""The engine past one machine: a library's vectors and words on a Milvus server, its articles in SQLite as ever.

Two collections, named by the library: passages (vector and words, and the dates and the source of the article, by which
the server leaves rows out) and sentences (vectors). A row's id is the passage's number, or that and the sentence's
place. A number is given once and numbers ascend, so a reader takes only rows below the next number that its instant of
the database names: rows of a change that is not committed are never seen, and those of one that never was are removed
by the next. Rows of removed articles go after the commit; until then, and where that failed, the database does not know
their numbers.

The words are those of `qa.index.bm25`. Each token has two dimensions of the sparse vector: what BM25 makes of how often
the passage holds it, and that it does. Their idf is in the question's vector, from counts in the database, so no row is
written again when articles are added. The mean length that BM25 compares with is that of the first 500 passages (what
that costs is in docs/scale.md). Knows numbers and words; texts only to take them apart.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.passages import in_context
from corpus.records import Passage
from corpus.text import is_han, tokens
from embeddings import milvus
from embeddings.errors import EmbeddingError
from embeddings.milvus import MilvusIndex
from qa.errors import LibraryError, QuestionError
from qa.index.bm25 import K1, B, looks_han
from qa.index.searcher import Ids, Matches, Vector
from qa.language.stopwords import question_tokens
from qa.storage.database import Database, PassageRecord

if TYPE_CHECKING:
    from qa.records import Filters

Encode = Callable[[Sequence[str]], Vector]
Progress = Callable[[str, int, int], None]

_KEY = "milvus"  # of what the database remembers
_FACTS = {"first": int, "last": int, "source": str, "han": int}
_SOURCE = 256  # characters of a source that the server holds
_CHUNK = 500  # passages that are made ready at once
SENTENCES = 8192  # a sentence's id is its passage's number times this, plus its place in the passage
_DATE = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class MilvusConfig:
    """What the database remembers of the engine: where it is, and what a question needs to know.

    `mean` is the length of a passage in tokens that BM25 compares with, 0 before the first change.
    """

    uri: str
    library: str
    dimension: int
    passages: int = 0
    mean: float = 0.0

    def put(self, store: Database) -> None:
        """Remember it."""
        store.put(_KEY, json.dumps(asdict(self)))

    @classmethod
    def get(cls, store: Database) -> MilvusConfig | None:
        """What is remembered; None for a library of this machine's own."""
        found = store.get(_KEY)
        return None if found is None else cls(**json.loads(found))


class MilvusCollections:
    """The collections of one library, opened."""

    def __init__(self, config: MilvusConfig) -> None:
        """Open the collections, or make them. Raises `EmbeddingError` where the server does not answer."""
        client = milvus.connect(config.uri)
        name, dimension = f"wenbao_{config.library}", config.dimension
        self.uri = config.uri
        self.passages = MilvusIndex(client, f"{name}_passages", dimension, sparse=True, facts=_FACTS)
        self.sentences = MilvusIndex(client, f"{name}_sentences", dimension)
        self.pool = ThreadPoolExecutor(16, "milvus")  # requests wait for the server, not for this machine

    def view(self, store: Database) -> MilvusSearcher:
        """What a question is put to, at the instant of the store's snapshot."""
        return MilvusSearcher(self, store, _known(store).passages, store.next_number())

    def problems(self, store: Database) -> list[str]:
        """What the server lacks of the library, in a line; nothing where it is whole."""
        known, first = _known(store).passages, store.next_number()
        there = self.passages.count(f"id < {first}")
        sentences = self.sentences.count(f"id < {first * SENTENCES}")
        if there < known or sentences < known:
            return [f"the server {self.uri} holds {there} of {known} passages, and {sentences} sentences"]
        return []

    def check(self, store: Database) -> None:
        """Raise `LibraryError` where the server has lost passages."""
        for problem in self.problems(store):
            raise LibraryError(f"{problem}: give its address with --uri, or run `wenbao verify --repair`")

    def prepare(self, store: Database, leaving: Sequence[str]) -> None:
        """At the start of a change, before the articles `leaving` are out: take away what earlier changes have left."""
        first = store.next_number()
        self.passages.remove_from(first)
        self.sentences.remove_from(first * SENTENCES)
        self._remove(store)
        passages = 0
        for article_id in leaving:
            found = store.passages_of_article(article_id)
            passages += len(found)
            held = Counter(token for title, passage in found for token in set(_tokens(title, passage)))
            store.count_tokens({token: -n for token, n in held.items()})
        config = _known(store)
        replace(config, uri=self.uri, passages=config.passages - passages).put(store)

    def write(self, store: Database, numbers: Sequence[int], passages: Vector, sentences: Vector) -> None:
        """Within the change, after the passages of these numbers, ascending, are in: send their rows and count words.

        The vectors are those of the passages and of all their sentences, in their order, float32 (n, dimension).
        """
        config, done = _known(store), 0
        for start in range(0, len(numbers), _CHUNK):
            found = store.passage_records(numbers[start : start + _CHUNK])
            held = [Counter(_tokens(one.title, one.passage)) for one in found]
            if not config.mean:
                config = replace(config, mean=float(np.mean([counts.total() for counts in held])) or 1.0)
            ids = store.count_tokens(Counter(token for counts in held for token in counts))
            words = [_weights(counts, ids, config.mean) for counts in held]
            rows = np.array([one.number for one in found], np.int64)
            self.passages.add(rows, _halves(passages[start : start + len(found)]), words, _facts(found, held))
            ids_ = np.concatenate([_sentences(one.number, len(one.passage.sentences)) for one in found])
            self.sentences.add(ids_, _halves(sentences[done : done + len(ids_)]))
            done += len(ids_)
        replace(config, passages=config.passages + len(numbers)).put(store)

    def settle(self, store: Database) -> None:
        """After the commit: take away what is removed. What fails here is done before the next change."""
        with contextlib.suppress(EmbeddingError), store.change():
            self._remove(store)

    def rebuild(self, store: Database, encode: Encode, progress: Progress) -> None:
        """Within a change: make all rows anew, with new vectors."""
        for index in (self.passages, self.sentences):
            index.remove_from(0)
        store.forget_tokens()
        store.purge_deleted(store.deleted_ids())
        replace(_known(store), uri=self.uri, passages=0, mean=0.0).put(store)
        numbers = store.numbers()
        for start in range(0, len(numbers), _CHUNK):
            found = store.passage_records(numbers[start : start + _CHUNK])
            texts = [in_context(one.title, one.passage.heading, one.passage.text) for one in found]
            parts = [one.passage.text[a - one.passage.start : b - one.passage.start]
                     for one in found for a, b in one.passage.sentences]  # fmt: skip
            self.write(store, [one.number for one in found], encode(texts), encode(parts))
            progress("indexing", start + len(found), len(numbers))

    def _remove(self, store: Database) -> None:
        gone = store.deleted_ids()
        for start in range(0, len(gone), _CHUNK):
            some = np.array(gone[start : start + _CHUNK], np.int64)
            self.passages.remove(some)
            self.sentences.remove_ranges(some * SENTENCES, SENTENCES)
        store.purge_deleted(gone)


@dataclass(frozen=True, slots=True)
class MilvusSearcher:
    """The server at one instant of the database: an engine as `qa.index.searcher.Engine` has it.

    `bound` is above all numbers of that instant; `where` is what the server leaves other articles out by.
    """

    server: MilvusCollections
    store: Database
    passages: int
    bound: int
    where: str = ""
    _known: dict[str, float] = field(default_factory=dict)

    def within(self, filters: Filters) -> MilvusSearcher:
        """The same for the articles that fit, which the server finds itself. See `Store.filtered` for what fits."""
        return replace(self, where=_expression(self.store, filters))

    def idf(self, token: str) -> float:
        """See `qa.index.searcher.Engine`."""
        if token not in self._known:
            self._known[token] = self._idf(self.store.token_counts([token]).get(token, (0, 0))[1])
        return self._known[token]

    def _idf(self, frequency: int) -> float:
        return math.log1p((self.passages - frequency + 0.5) / (frequency + 0.5))

    def find(self, question: str, vector: Vector, k: int, allowed: Ids | None = None) -> Matches:
        """See `qa.index.searcher.Engine`; `allowed` is sent with the question, so let it name few."""
        asked = question_tokens(question)
        counts = self.store.token_counts(asked)
        idf = {token: self._idf(counts.get(token, (0, 0))[1]) for token in asked}
        mass = math.fsum(idf.values())
        bm25 = {2 * counts[token][0]: weight for token, weight in idf.items() if token in counts and weight > 0}
        held = {dimension + 1: weight for dimension, weight in bm25.items()}
        other = f"han == {int(not is_han(question))}"
        numbers = self._leading(vector, bm25, k, allowed, other)
        sizes = self.store.sentence_counts(numbers.tolist())
        numbers = np.array([number for number in numbers.tolist() if number in sizes], np.int64)  # not yet removed
        ids = [_sentences(number, sizes[number]) for number in numbers.tolist()]
        start, server = self.server.pool.submit, self.server
        passage = start(server.passages.cosines, vector, numbers)
        words = start(server.passages.word_products, [bm25, held], numbers)
        across = start(server.passages.matching_ids, numbers, other)
        cosines = server.sentences.cosines(vector, np.concatenate([np.zeros(0, np.int64), *ids]))
        sentences = np.split(cosines, np.cumsum([len(part) for part in ids])[:-1]) if ids else []
        lexical, coverage = words.result() / np.float32(mass or 1.0)
        other_script = np.isin(numbers, list(across.result()))
        return Matches(numbers, passage.result(), tuple(sentences), lexical, coverage, mass, other_script)

    def _leading(self, vector: Vector, bm25: Mapping[int, float], k: int, allowed: Ids | None, other: str) -> Ids:
        """The k nearest passages, of all and of those where `other` holds, and the k best by words, ascending."""
        where = f"id < {self.bound}{self.where}"
        if allowed is not None:
            where += f" and id in {allowed.tolist()}"
        near = self.server.pool.submit(self.server.passages.search, vector[None, :], k, None, where)
        far = self.server.pool.submit(self.server.passages.search, vector[None, :], k, None, f"{where} and {other}")
        told = self.server.passages.search_words([bm25], k, where)
        numbers = np.unique(np.concatenate([near.result()[1][0], far.result()[1][0], told[1][0]]))
        return numbers[numbers >= 0].astype(np.int64)


def check_server(engine: str | None, uri: str | None) -> None:
    """Before a library is made: raise `LibraryError` or `EmbeddingError` where its engine is a server not to be had."""
    if engine == "milvus":
        if uri is None:
            raise LibraryError("--engine milvus needs the address of the server: --uri http://HOST:19530")
        milvus.connect(uri).close()


def remember_server(store: Database, engine: str | None, uri: str | None, dimension: int) -> None:
    """Before the first change of a library: remember the engine, where it is a server."""
    if engine == "milvus" and uri is not None and MilvusConfig.get(store) is None:
        MilvusConfig(uri, uuid.uuid4().hex, dimension).put(store)


def config_of(store: Database, engine: str | None, uri: str | None) -> MilvusConfig | None:
    """The engine of a library; None where it is this machine. Raises `LibraryError` where another one is wanted."""
    found = MilvusConfig.get(store)
    if found is None and engine == "milvus":
        raise LibraryError("the library was made without --engine milvus: make another with --library DIR")
    if found is not None and engine == "local":
        raise LibraryError(f"the library was made with --engine milvus on {found.uri}: leave --engine out")
    return replace(found, uri=uri) if found is not None and uri is not None else found


def _known(store: Database) -> MilvusConfig:
    config = MilvusConfig.get(store)
    if config is None:
        raise LibraryError("the library is not one of a Milvus server: leave --engine out")
    return config


def _tokens(title: str, passage: Passage) -> list[str]:
    return tokens(in_context(title, passage.heading, passage.text))


def _weights(counts: Mapping[str, int], ids: Mapping[str, int], mean: float) -> dict[int, float]:
    """The sparse vector of a passage: for each token its part of BM25 without the idf, and that it is there."""
    norm = K1 * (1 - B + B * sum(counts.values()) / mean)
    weights = {}
    for token, count in counts.items():
        weights[2 * ids[token]] = count / (count + norm)
        weights[2 * ids[token] + 1] = 1.0
    return weights


def _facts(found: Sequence[PassageRecord], held: Sequence[Counter[str]]) -> dict[str, list[Any]]:
    """The columns by which rows are left out."""
    dates = [one.date if one.date and _DATE.fullmatch(one.date) else None for one in found]
    return {
        "first": [_day(date, "0") if date else 99999999 for date in dates],  # without a date: in no range
        "last": [_day(date, "9") if date else -1 for date in dates],
        "source": [(one.source or "")[:_SOURCE] for one in found],
        "han": [int(looks_han(counts)) for counts in held],
    }


def _sentences(number: int, count: int) -> Ids:
    """The ids of a passage's sentences."""
    return number * SENTENCES + np.arange(count, dtype=np.int64)


def _halves(vectors: Vector) -> Vector:
    """As exact as the local engine keeps them, so that both give the same answers."""
    return vectors.astype(np.float16).astype(np.float32)


def _day(date: str, fill: str) -> int:
    """A date as a number, 20230918; a year or month alone as its first (`fill` 0) or last (`fill` 9) day."""
    if not _DATE.fullmatch(date):
        raise QuestionError(f"{date} is not a date: write 2023, 2023-09 or 2023-09-18")
    return int(date.replace("-", "").ljust(8, fill))


def _expression(store: Database, filters: Filters) -> str:
    """The filters as the server takes them, to be put behind a first condition. See `Store.filtered` for what fits."""
    parts = []
    if filters.after:
        parts.append(f"last >= {_day(filters.after, '0')}")
    if filters.before:
        parts.append(f"first <= {_day(filters.before, '9')}")
    if filters.source:
        parts.append(f"source in {milvus.text_list([name[:_SOURCE] for name in store.sources(filters.source)])}")
    return "".join(f" and {part}" for part in parts)
