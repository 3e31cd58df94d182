"""Vectors on a Milvus server: the same protocol as the local indexes, past one machine.

A row is an id, a dense vector and, where the index is made for them, a sparse vector and a few facts (whole numbers and
short texts) by which the server leaves rows out. Searches run on the server, and scores are inner products, so of unit
vectors cosines. Every read sees what was written before it (Milvus' consistency level "Strong"). Knows numbers and
names, never what they mean.

The kind of dense index is the server's to choose (`AUTOINDEX`). `cosines` is exact whatever the kind: a server that is
told to look at a few rows compares them one by one (knowhere does so from 93 % left out).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from embeddings.errors import EmbeddingError
from embeddings.index import Ids, Vectors

Sparse = Mapping[int, float]  # dimension: weight; dimensions are below 2 ** 32 - 1, weights positive

_ROWS = 500  # that are sent at once; some 3 MB with 384 dimensions and 400 words
_ASKED = 4000  # ids that one request names; the most rows that a server returns is 16,384
_TEXT = 1024  # bytes of a fact that is a text
_PATIENCE = 30.0  # seconds until a request has failed


def connect(uri: str) -> Any:
    """A client of the server at `uri`, such as http://127.0.0.1:19530; `$MILVUS_TOKEN` is sent where it is set.

    Raises `EmbeddingError` where pymilvus is missing or no server answers.
    """
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise EmbeddingError('the Milvus engine needs its extra: .venv/bin/pip install -e ".[milvus]"') from error
    if not uri.startswith(("http://", "https://")):
        raise EmbeddingError(f"{uri} is not the address of a Milvus server: give one such as http://127.0.0.1:19530")
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what fails is raised, and told in a line
    with _told(uri):
        return MilvusClient(uri=uri, token=os.environ.get("MILVUS_TOKEN", ""), timeout=_PATIENCE)


class MilvusIndex:
    """One collection. `facts` names the columns beside the vectors, each int or str; `sparse` adds a sparse vector."""

    def __init__(
        self,
        client: Any,
        name: str,
        dimension: int,
        *,
        sparse: bool = False,
        facts: Mapping[str, type] | None = None,
        kind: str = "AUTOINDEX",
    ) -> None:
        """Open the collection of that name, or make it where it is not there."""
        self.name, self.dimension = name, dimension
        self._client = client
        self._sparse = sparse
        self._facts = dict(facts or {})
        if not self._ask("has_collection"):
            self._make(kind)
        self._ask("load_collection")

    def _make(self, kind: str) -> None:
        from pymilvus import DataType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=self.dimension)
        indexes = self._client.prepare_index_params()
        indexes.add_index("vector", index_type=kind, metric_type="IP")
        if self._sparse:
            schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
            indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        for fact, type_ in self._facts.items():
            if type_ is int:
                schema.add_field(fact, DataType.INT64)
            else:
                schema.add_field(fact, DataType.VARCHAR, max_length=_TEXT)
        self._ask("create_collection", schema=schema, index_params=indexes, consistency_level="Strong")

    def __len__(self) -> int:
        return self.count()

    def count(self, where: str = "") -> int:
        """How many rows there are, or how many fit the server's expression `where`."""
        return int(self._ask("query", filter=where, output_fields=["count(*)"])[0]["count(*)"])

    def add(
        self,
        ids: Ids,
        vectors: Vectors,
        words: Sequence[Sparse] = (),
        facts: Mapping[str, Sequence[int | str]] | None = None,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """See `VectorIndex`; `words` and `facts` hold one value a row, `progress` is told how many more are sent."""
        if vectors.ndim != 2 or vectors.shape != (len(ids), self.dimension):
            raise EmbeddingError(
                f"{len(ids)} ids and vectors of shape {vectors.shape} do not fit {self.dimension} dimensions"
            )
        known = self._held(ids)
        if len(known) or len(np.unique(ids)) != len(ids):
            raise EmbeddingError(f"ids given twice: {sorted(known)[:3] or 'in one call'}")
        columns: dict[str, Any] = {"id": ids.tolist(), "vector": np.asarray(vectors, np.float32), **(facts or {})}
        if self._sparse:
            columns["words"] = words
        for start in range(0, len(ids), _ROWS):
            part = range(start, min(start + _ROWS, len(ids)))
            self._ask("insert", data=[{key: column[i] for key, column in columns.items()} for i in part])
            progress(len(part))

    def remove(self, ids: Ids) -> int:
        """See `VectorIndex`."""
        held = self._held(ids)
        for some in _parts(sorted(held), _ASKED):
            self._ask("delete", ids=some)
        return len(held)

    def remove_from(self, first: int) -> None:
        """Take out all rows with that id or a higher one."""
        self._ask("delete", filter=f"id >= {first}")

    def remove_ranges(self, firsts: Ids, length: int) -> None:
        """Take out all rows of the ranges [first, first + length)."""
        for some in _parts(firsts.tolist(), 100):
            ranges = [f"(id >= {first} and id < {first + length})" for first in some]
            self._ask("delete", filter=" or ".join(ranges))

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None, where: str = "") -> tuple[Vectors, Ids]:
        """See `VectorIndex`; `where` is an expression of the server's that the rows must fit as well."""
        if allowed is not None and not len(allowed):
            return np.full((len(queries), k), -np.inf, np.float32), np.full((len(queries), k), -1, np.int64)
        data = list(np.asarray(queries, np.float32))
        return self._search("vector", data, k, where if allowed is None else _among(allowed, where))

    def search_words(self, queries: Sequence[Sparse], k: int, where: str = "") -> tuple[Vectors, Ids]:
        """The k rows of the largest inner product of sparse vectors, as `search`; rows that share none are left out."""
        asked = [dict(query) for query in queries if query]
        if not asked:
            return np.full((len(queries), k), -np.inf, np.float32), np.full((len(queries), k), -1, np.int64)
        found = iter(zip(*self._search("words", asked, k, where), strict=True))
        none = (np.full(k, -np.inf, np.float32), np.full(k, -1, np.int64))
        rows = [next(found) if query else none for query in queries]
        return np.stack([scores for scores, _ in rows]), np.stack([ids for _, ids in rows])

    def cosines(self, query: Vectors, ids: Ids) -> Vectors:
        """The cosine of each id's vector to the query, exact: float32 (len(ids),). Raises where an id is not there."""
        products = self._products(lambda k, where: self._search("vector", [query], k, where), 1, ids, None)
        return products.reshape(-1)

    def word_products(self, queries: Sequence[Sparse], ids: Ids) -> Vectors:
        """The inner products of the sparse vectors of the ids, 0 where they share nothing: (len(queries), len(ids))."""
        return self._products(lambda k, where: self.search_words(queries, k, where), len(queries), ids, 0.0)

    def vectors(self, ids: Ids) -> Vectors:
        """See `VectorIndex`."""
        found: dict[int, Any] = {}
        for some in _parts(np.unique(ids).tolist(), _ROWS):
            rows = self._ask("query", filter=f"id in {some}", output_fields=["id", "vector"])
            found |= {row["id"]: row["vector"] for row in rows}
        if len(found) < len(np.unique(ids)):
            raise EmbeddingError("an id is not in the index")
        return np.array([found[number] for number in ids.tolist()], np.float32).reshape(-1, self.dimension)

    def drop(self) -> None:
        """Take the collection off the server."""
        self._ask("drop_collection")

    def _ask(self, request: str, **arguments: Any) -> Any:
        ask = partial(getattr(self._client, request), self.name, timeout=_PATIENCE, **arguments)
        with _told(self.name):
            if request in ("search", "query"):
                from pymilvus.exceptions import MilvusException

                with contextlib.suppress(MilvusException):
                    return ask()
                self._client.load_collection(self.name, timeout=_PATIENCE)  # a server that was started again needs it
            return ask()

    def those(self, ids: Ids, where: str) -> set[int]:
        """Those of the ids whose facts are so."""
        return self._held(ids, f" and {where}")

    def _held(self, ids: Ids, where: str = "") -> set[int]:
        """Those of the ids that are there."""
        held: set[int] = set()
        for some in _parts(np.unique(ids).tolist(), _ASKED):
            held.update(row["id"] for row in self._ask("query", filter=f"id in {some}{where}", output_fields=["id"]))
        return held

    def _search(self, field: str, data: list[Any], k: int, where: str) -> tuple[Vectors, Ids]:
        params = {"metric_type": "IP", "params": {"ef": max(64, k)}}
        found = self._ask(
            "search", data=data, anns_field=field, limit=k, filter=where, output_fields=["id"], search_params=params
        )
        scores, ids = np.full((len(data), k), -np.inf, np.float32), np.full((len(data), k), -1, np.int64)
        for row, hits in enumerate(found):
            scores[row, : len(hits)] = [hit["distance"] for hit in hits]
            ids[row, : len(hits)] = [hit["id"] for hit in hits]
        return scores, ids

    def _products(
        self, search: Callable[[int, str], tuple[Vectors, Ids]], queries: int, ids: Ids, absent: float | None
    ) -> Vectors:
        """What `search` says of the ids, in their order; `absent` where it leaves one out, None to refuse that."""
        order = np.argsort(ids)
        products = np.full((queries, len(ids)), absent or 0.0, np.float32)
        for some in _parts(ids[order].tolist(), _ASKED):
            for row, (scores, found) in enumerate(zip(*search(len(some), f"id in {some}"), strict=True)):
                there = found >= 0
                if absent is None and not there.all():
                    raise EmbeddingError("an id is not in the index")
                products[row, order[np.searchsorted(ids[order], found[there])]] = scores[there]
        return products


@contextlib.contextmanager
def _told(what: str) -> Iterator[None]:
    """The errors of the server as ours, in a line."""
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError) as error:
        reason = str(getattr(error, "message", "") or error).strip().split("\n")[0]
        raise EmbeddingError(f"the Milvus server failed ({what}): {reason}") from error


def _parts(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _among(ids: Ids, where: str) -> str:
    among = f"id in {ids.tolist()}"
    return f"({where}) and {among}" if where else among


def texts(values: Sequence[str]) -> str:
    """A list of texts as the server's expressions write it."""
    return json.dumps(list(values), ensure_ascii=False)
