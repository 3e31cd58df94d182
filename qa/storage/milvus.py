"""The index of a library on a Milvus server: its vectors and words; the articles stay in SQLite.

Each library has two collections: passages (vector, words, and the article's dates and source, by which the server
filters) and sentences (vectors). The id of a passage's row is its number; that of a sentence's row is made by
`sentence_ids`. Numbers are assigned once and ascend, so a reader takes only rows below the next number of its snapshot:
it never sees rows of a change that is not committed, and the next change deletes those of one that never was. Rows of
removed articles are deleted after the commit; until then, and where that failed, the database does not know their
numbers.

Words are those of `qa.index.bm25`. Each token has two dimensions of the sparse vector (`frequency_dimension`,
`presence_dimension`): its BM25 weight without the idf, and 1 where the passage holds it. The idf is applied to the
question's vector, from counts in the database, so no row is rewritten when articles are added. BM25 compares with the
mean length of the first 500 passages (docs/scale.md says what that costs).
"""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from corpus.passages import in_context
from corpus.records import Passage
from corpus.text import is_han, tokens
from embeddings import milvus
from embeddings.errors import EmbeddingError
from embeddings.milvus import MilvusIndex
from embeddings.types import Ids, Vector, Vectors
from qa.errors import ErrorMessage, LibraryError, QuestionError
from qa.index.bm25 import K1, B, looks_han
from qa.index.searcher import Matches
from qa.language.stopwords import question_tokens
from qa.records import Filters, Progress
from qa.storage import collection_queries
from qa.storage.database import Database
from qa.storage.milvus_tables import MilvusTables, PassageRecord

_META_KEY = "milvus"  # in the database's table `meta`
_COLUMNS = {"first": int, "last": int, "source": str, "han": int}
_MAX_SOURCE_CHARACTERS = 256
_PASSAGES_PER_CHUNK = 500
_REQUEST_THREADS = 16  # they wait for the server, not for this machine
_MAX_SENTENCES_PER_PASSAGE = 8192
_NO_FIRST_DAY, _NO_LAST_DAY = 99999999, -1  # of an article without a date: outside every range
_DATE = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")

_Number = TypeVar("_Number", int, Ids)


@dataclass(frozen=True, slots=True)
class MilvusConfig:
    """What the database records of the server: its address, and what a question needs to know.

    `library` names the collections, `passages` is the number of passages written. `mean` is the mean passage length in
    tokens that BM25 compares with, 0 before the first change.
    """

    uri: str
    library: str
    dimension: int
    passages: int = 0
    mean: float = 0.0

    def put(self, database: Database) -> None:
        """Record it in the database."""
        database.put(_META_KEY, json.dumps(asdict(self)))

    @classmethod
    def get(cls, database: Database) -> MilvusConfig | None:
        """What the database records; None for a library whose index lies in its folder."""
        text = database.get(_META_KEY)
        return None if text is None else cls(**json.loads(text))


class MilvusCollections:
    """The open collections of one library: a `qa.storage.engines.RemoteIndex`."""

    def __init__(self, config: MilvusConfig) -> None:
        """Open the collections, or create them. Raises `EmbeddingError` where the server does not answer."""
        client = milvus.connect(config.uri)
        name, dimension = f"wenbao_{config.library}", config.dimension
        self.uri = config.uri
        self.passages = MilvusIndex(client, f"{name}_passages", dimension, sparse=True, facts=_COLUMNS)
        self.sentences = MilvusIndex(client, f"{name}_sentences", dimension)
        self.pool = ThreadPoolExecutor(_REQUEST_THREADS, "milvus")

    def searcher(self, database: Database) -> MilvusSearcher:
        """See `RemoteIndex`."""
        return MilvusSearcher(self, MilvusTables(database), _config(database).passages, database.next_number())

    def problems(self, database: Database) -> list[str]:
        """See `RemoteIndex`."""
        expected, next_number = _config(database).passages, database.next_number()
        present = self.passages.count(f"id < {next_number}")
        sentences = self.sentences.count(f"id < {first_sentence_id(next_number)}")
        if present >= expected and sentences >= expected:
            return []
        counts = {"present": present, "expected": expected, "sentences": sentences}
        return [ErrorMessage("milvus_passages_missing", uri=self.uri, **counts)]

    def prepare(self, database: Database, leaving: Sequence[str]) -> None:
        """See `RemoteIndex`. Counts the passages and tokens of the leaving articles out."""
        tables, next_number = MilvusTables(database), database.next_number()
        self.passages.remove_from(next_number)
        self.sentences.remove_from(first_sentence_id(next_number))
        self._delete_removed(database)
        leaving_passages = 0
        for article_id in leaving:
            passages = tables.passages_of_article(article_id)
            leaving_passages += len(passages)
            frequencies = Counter(token for title, passage in passages for token in set(_tokens(title, passage)))
            tables.add_token_counts({token: -count for token, count in frequencies.items()})
        config = _config(database)
        replace(config, uri=self.uri, passages=config.passages - leaving_passages).put(database)

    def write(self, database: Database, numbers: Sequence[int], passages: Vectors, sentences: Vectors) -> None:
        """See `RemoteIndex`. Counts the passages and their tokens in."""
        tables, config, sentences_written = MilvusTables(database), _config(database), 0
        for start in range(0, len(numbers), _PASSAGES_PER_CHUNK):
            records = tables.passage_records(numbers[start : start + _PASSAGES_PER_CHUNK])
            counts = [Counter(_tokens(record.title, record.passage)) for record in records]
            if not config.mean:
                config = replace(config, mean=float(np.mean([count.total() for count in counts])) or 1.0)
            token_ids = tables.add_token_counts(Counter(token for count in counts for token in count))
            words = [_sparse_vector(count, token_ids, config.mean) for count in counts]
            rows = np.array([record.number for record in records], np.int64)
            vectors = _as_float16(passages[start : start + len(records)])
            self.passages.add(rows, vectors, words, _columns(records, counts))
            ids = np.concatenate([sentence_ids(record.number, len(record.passage.sentences)) for record in records])
            self.sentences.add(ids, _as_float16(sentences[sentences_written : sentences_written + len(ids)]))
            sentences_written += len(ids)
        replace(config, passages=config.passages + len(numbers)).put(database)

    def settle(self, database: Database) -> None:
        """See `RemoteIndex`. Where the server fails, the next change deletes the rows."""
        with contextlib.suppress(EmbeddingError), database.change():
            self._delete_removed(database)

    def rebuild(self, database: Database, encode: Callable[[Sequence[str]], Vectors], progress: Progress) -> None:
        """See `RemoteIndex`."""
        for index in (self.passages, self.sentences):
            index.remove_from(0)
        tables = MilvusTables(database)
        tables.delete_tokens()
        database.purge_deleted(database.deleted_ids())
        replace(_config(database), uri=self.uri, passages=0, mean=0.0).put(database)
        numbers = database.numbers()
        for start in range(0, len(numbers), _PASSAGES_PER_CHUNK):
            records = tables.passage_records(numbers[start : start + _PASSAGES_PER_CHUNK])
            texts = [in_context(record.title, record.passage.heading, record.passage.text) for record in records]
            sentences = [text for record in records for text in _sentence_texts(record.passage)]
            self.write(database, [record.number for record in records], encode(texts), encode(sentences))
            progress("indexing", start + len(records), len(numbers))

    def _delete_removed(self, database: Database) -> None:
        deleted_ids = database.deleted_ids()
        for start in range(0, len(deleted_ids), _PASSAGES_PER_CHUNK):
            numbers = np.array(deleted_ids[start : start + _PASSAGES_PER_CHUNK], np.int64)
            self.passages.remove(numbers)
            self.sentences.remove_ranges(first_sentence_id(numbers), _MAX_SENTENCES_PER_PASSAGE)
        database.purge_deleted(deleted_ids)


@dataclass(frozen=True, slots=True)
class MilvusSearcher:
    """The server at one instant of the database: a `qa.index.searcher.Searcher`.

    `bound` lies above all passage numbers of that instant. `condition` is the part of the server's expression that
    applies filters.
    """

    server: MilvusCollections
    tables: MilvusTables
    passages: int
    bound: int
    condition: str = ""
    _idf_by_token: dict[str, float] = field(default_factory=dict)

    is_remote = True

    def filtered(self, filters: Filters) -> MilvusSearcher:
        """See `Searcher`; the server applies the filters. Raises `QuestionError` for a date that is not one."""
        return replace(self, condition=_filter_condition(self.tables, filters))

    def idf(self, token: str) -> float:
        """See `Searcher`."""
        if token not in self._idf_by_token:
            _, frequency = self.tables.token_counts([token]).get(token, (0, 0))
            self._idf_by_token[token] = self._idf_of_frequency(frequency)
        return self._idf_by_token[token]

    def _idf_of_frequency(self, frequency: int) -> float:
        return math.log1p((self.passages - frequency + 0.5) / (frequency + 0.5))

    def find(self, question: str, vector: Vector, k: int) -> Matches:
        """See `Searcher`."""
        words = question_tokens(question)
        counts = self.tables.token_counts(words)
        idf = {token: self._idf_of_frequency(counts.get(token, (0, 0))[1]) for token in words}
        idf_sum = math.fsum(idf.values())
        known = [(counts[token][0], weight) for token, weight in idf.items() if token in counts and weight > 0]
        bm25 = {frequency_dimension(token_id): weight for token_id, weight in known}
        presence = {presence_dimension(token_id): weight for token_id, weight in known}
        other_script = f"han == {int(not is_han(question))}"
        numbers = self._candidates(vector, bm25, k, other_script)
        sentence_counts = self.tables.sentence_counts(numbers.tolist())
        # Rows that the server still holds, though their passages are removed, have no count.
        numbers = np.array([number for number in numbers.tolist() if number in sentence_counts], np.int64)
        ids = [sentence_ids(number, sentence_counts[number]) for number in numbers.tolist()]
        submit, server = self.server.pool.submit, self.server
        passage_cosines = submit(server.passages.cosines, vector, numbers)
        word_products = submit(server.passages.word_products, [bm25, presence], numbers)
        in_other_script = submit(server.passages.matching_ids, numbers, other_script)
        cosines = server.sentences.cosines(vector, np.concatenate([np.zeros(0, np.int64), *ids]))
        sentences = np.split(cosines, np.cumsum([len(part) for part in ids])[:-1]) if ids else []
        lexical, coverage = word_products.result() / np.float32(idf_sum or 1.0)
        script_mismatch = np.isin(numbers, list(in_other_script.result()))
        return Matches(numbers, passage_cosines.result(), tuple(sentences), lexical, coverage, idf_sum, script_mismatch)

    def holding(self, tokens: Sequence[str]) -> Ids | None:
        """See `Searcher`: a sparse vector cannot be asked for all of its dimensions."""
        return None

    def sharing(self, tokens: Sequence[str], k: int) -> Ids:
        """See `Searcher`; the best by BM25, since the server counts a token's occurrences."""
        counts = self.tables.token_counts(tokens)
        weights = {
            frequency_dimension(token_id): self._idf_of_frequency(passages) for token_id, passages in counts.values()
        }
        if not weights:
            return np.zeros(0, np.int64)
        _, numbers = self.server.passages.search_words([weights], k, f"id < {self.bound}{self.condition}")
        found: Ids = numbers[0][numbers[0] >= 0].astype(np.int64)
        return found

    def _candidates(self, vector: Vector, bm25: Mapping[int, float], k: int, other_script: str) -> Ids:
        """The numbers of the k nearest passages, of all and of the other script, and the k best by words, ascending."""
        condition, passages = f"id < {self.bound}{self.condition}", self.server.passages
        search = passages.search
        nearest = self.server.pool.submit(search, vector[None, :], k, None, condition)
        nearest_in_other = self.server.pool.submit(search, vector[None, :], k, None, f"{condition} and {other_script}")
        _, best_by_words = passages.search_words([bm25], k, condition)
        numbers = np.unique(np.concatenate([nearest.result()[1][0], nearest_in_other.result()[1][0], best_by_words[0]]))
        return numbers[numbers >= 0].astype(np.int64)


# The functions of `qa.storage.engines.Engine`.


def check_server(uri: str | None) -> None:
    """Raise `LibraryError` where no address is given, and `EmbeddingError` where no server answers there."""
    if uri is None:
        raise LibraryError("milvus_address_missing")
    milvus.connect(uri).close()


def remember(database: Database, uri: str | None, dimension: int) -> None:
    """Before the first change of a library: record the server, and a new name for its collections."""
    if uri is not None and MilvusConfig.get(database) is None:
        MilvusConfig(uri, uuid.uuid4().hex, dimension).put(database)


def is_remembered(database: Database) -> bool:
    """Whether the index of the library lies on a Milvus server."""
    return MilvusConfig.get(database) is not None


def connect(database: Database, uri: str | None) -> MilvusCollections:
    """The collections of the library, at `uri` or at the recorded address. Raises `EmbeddingError` without a server."""
    config = _config(database)
    return MilvusCollections(replace(config, uri=uri) if uri is not None else config)


def first_sentence_id(number: _Number) -> _Number:
    """The id of the first sentence of a passage, given its number; for several numbers, int64 (n,), an array of ids."""
    return number * _MAX_SENTENCES_PER_PASSAGE


def sentence_ids(number: int, count: int) -> Ids:
    """The ids of a passage's first `count` sentences: int64 (count,)."""
    return first_sentence_id(number) + np.arange(count, dtype=np.int64)


def frequency_dimension(token_id: int) -> int:
    """The dimension of the sparse vector that holds a token's BM25 weight."""
    return 2 * token_id


def presence_dimension(token_id: int) -> int:
    """The dimension of the sparse vector that holds 1 where a passage has the token."""
    return 2 * token_id + 1


def _config(database: Database) -> MilvusConfig:
    config = MilvusConfig.get(database)
    if config is None:
        raise LibraryError("library_not_on_server", engine="milvus")
    return config


def _tokens(title: str, passage: Passage) -> list[str]:
    return tokens(in_context(title, passage.heading, passage.text))


def _sentence_texts(passage: Passage) -> list[str]:
    return [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]


def _sparse_vector(counts: Mapping[str, int], token_ids: Mapping[str, int], mean: float) -> dict[int, float]:
    """The weights of a passage's tokens: BM25 without the idf, and presence."""
    norm = K1 * (1 - B + B * sum(counts.values()) / mean)
    weights = {}
    for token, count in counts.items():
        weights[frequency_dimension(token_ids[token])] = count / (count + norm)
        weights[presence_dimension(token_ids[token])] = 1.0
    return weights


def _columns(records: Sequence[PassageRecord], counts: Sequence[Counter[str]]) -> dict[str, list[Any]]:
    """The columns by which the server filters, one value a passage."""
    dates = [record.date if record.date and _DATE.fullmatch(record.date) else None for record in records]
    return {
        "first": [_day_number(date, "0") if date else _NO_FIRST_DAY for date in dates],
        "last": [_day_number(date, "9") if date else _NO_LAST_DAY for date in dates],
        "source": [(record.source or "")[:_MAX_SOURCE_CHARACTERS] for record in records],
        "han": [int(looks_han(count)) for count in counts],
    }


def _as_float16(vectors: Vectors) -> Vectors:
    """The vectors in the precision of local segments, so that both engines give the same answers."""
    return vectors.astype(np.float16).astype(np.float32)


def _day_number(date: str, fill: str) -> int:
    """A date as a number, 20230918; a year or month alone as its first (`fill` 0) or last (`fill` 9) day."""
    if not _DATE.fullmatch(date):
        raise QuestionError("date_format", value=date)
    return int(date.replace("-", "").ljust(8, fill))


def _one_of(numbers: Sequence[int]) -> str:
    """That an id is one of these ascending numbers, in the server's syntax. Articles added together are runs."""
    starts = [i for i, number in enumerate(numbers) if not i or numbers[i - 1] != number - 1]
    runs = [(numbers[start], numbers[end - 1]) for start, end in itertools.pairwise([*starts, len(numbers)])]
    return " or ".join(f"(id >= {first} and id <= {last})" for first, last in runs) or "id in []"


def _filter_condition(tables: MilvusTables, filters: Filters) -> str:
    """The filters in the server's syntax, to follow a first condition. They match as `Database.passages_matching`."""
    parts = []
    if filters.after:
        parts.append(f"last >= {_day_number(filters.after, '0')}")
    if filters.before:
        parts.append(f"first <= {_day_number(filters.before, '9')}")
    if filters.source:
        sources = [name[:_MAX_SOURCE_CHARACTERS] for name in tables.sources_containing(filters.source)]
        parts.append(f"source in {milvus.text_list(sources)}")
    if filters.article:
        parts.append(f"id in {tables.numbers_of_article(filters.article)}")
    if filters.articles:
        parts.append(f"id in {[number for one in filters.articles for number in tables.numbers_of_article(one)]}")
    if filters.collection is not None:
        parts.append(f"({_one_of(collection_queries.passages(tables.database, filters))})")
    return "".join(f" and {part}" for part in parts)
