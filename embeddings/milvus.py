"""Vectors on a Milvus server, for more than one machine can hold.

A row is an id, a dense vector and, where the index is made for them, a sparse vector and a few scalar fields ("facts":
whole numbers and short texts) that the server filters by. Searches run on the server, and scores are inner products, so
cosines for unit vectors. Every read sees what was written before it (Milvus' consistency level "Strong").

The server chooses the kind of dense index (`AUTOINDEX`). `cosines` is exact for every kind: a server that is to look at
a few rows only compares them one by one (knowhere does so where the filter leaves out 93 % or more).
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

from embeddings.errors import EmbeddingError, reason_of
from embeddings.types import Ids, Scores, Vector, Vectors

Sparse = Mapping[int, float]  # dimension: weight; dimensions are below 2 ** 32 - 1, weights positive

_ROWS_PER_INSERT = 500  # some 3 MB with 384 dimensions and 400 words
_IDS_PER_REQUEST = 4000  # the most rows that a server returns is 16,384
_RANGES_PER_REQUEST = 100
_FACT_BYTES = 1024  # of a fact that is a text
TIMEOUT_SECONDS = 30.0
# pymilvus pings an idle connection every ten seconds. A gRPC server that keeps the protocol's own limit, five minutes,
# closes it after some pings ("Too many pings"), and the next request fails.
_GRPC_OPTIONS = {"grpc.keepalive_time_ms": 300_000, "grpc.keepalive_permit_without_calls": 0}


def connect(uri: str, timeout: float = TIMEOUT_SECONDS) -> Any:
    """A client of the server at `uri`, such as http://127.0.0.1:19530; sends `$MILVUS_TOKEN` where it is set.

    Raises `EmbeddingError` where pymilvus is missing, or no server answers within `timeout` seconds.
    """
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise EmbeddingError("milvus_not_installed") from error
    if not uri.startswith(("http://", "https://")):
        raise EmbeddingError("milvus_address", uri=uri)
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # errors are raised, so they need not be logged
    with _server_errors(uri):
        token = os.environ.get("MILVUS_TOKEN", "")
        return MilvusClient(uri=uri, token=token, timeout=timeout, grpc_options=_GRPC_OPTIONS)


class MilvusIndex:
    """One collection. `facts` names the columns beside the vectors, each int or str; `sparse` adds a sparse vector.

    Every method raises `EmbeddingError` where the server fails or does not answer.
    """

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
        """Open the collection of that name, or create it."""
        self.name, self.dimension = name, dimension
        self._client = client
        self._sparse = sparse
        self._facts = dict(facts or {})
        if not self._request("has_collection"):
            self._create(kind)
        self._request("load_collection")

    def _create(self, kind: str) -> None:
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
                schema.add_field(fact, DataType.VARCHAR, max_length=_FACT_BYTES)
        self._request("create_collection", schema=schema, index_params=indexes, consistency_level="Strong")

    def __len__(self) -> int:
        return self.count()

    def count(self, where: str = "") -> int:
        """How many rows there are, or how many match `where`, an expression of Milvus."""
        return int(self._request("query", filter=where, output_fields=["count(*)"])[0]["count(*)"])

    def add(
        self,
        ids: Ids,
        vectors: Vectors,
        words: Sequence[Sparse] = (),
        facts: Mapping[str, Sequence[int | str]] | None = None,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Add vectors of unit length, float32 (n, dimension), under ids, int64 (n,).

        `words` and each of `facts` hold one value a row; `progress` is called with the rows sent since the last call.
        Raises `EmbeddingError` where the shapes do not fit, or an id is given twice or exists already.
        """
        if vectors.ndim != 2 or vectors.shape != (len(ids), self.dimension):
            raise EmbeddingError("vectors_shape", ids=len(ids), shape=vectors.shape, dimension=self.dimension)
        unique, counts = np.unique(ids, return_counts=True)
        repeated = sorted(self._existing(ids)) or unique[counts > 1].tolist()
        if repeated:
            raise EmbeddingError("vectors_same_id", ids=", ".join(map(str, repeated[:3])))
        columns: dict[str, Any] = {"id": ids.tolist(), "vector": np.asarray(vectors, np.float32), **(facts or {})}
        if self._sparse:
            columns["words"] = words
        for start in range(0, len(ids), _ROWS_PER_INSERT):
            rows = range(start, min(start + _ROWS_PER_INSERT, len(ids)))
            self._request("insert", data=[{key: column[row] for key, column in columns.items()} for row in rows])
            progress(len(rows))

    def remove(self, ids: Ids) -> int:
        """Remove the rows of ids, int64 (n,); how many there were."""
        existing = self._existing(ids)
        for part in _parts(sorted(existing), _IDS_PER_REQUEST):
            self._request("delete", ids=part)
        return len(existing)

    def remove_from(self, first: int) -> None:
        """Remove all rows with the id `first` or a higher one."""
        self._request("delete", filter=f"id >= {first}")

    def remove_ranges(self, firsts: Ids, length: int) -> None:
        """Remove all rows of the ranges [first, first + length); `firsts` is int64 (ranges,)."""
        for part in _parts(firsts.tolist(), _RANGES_PER_REQUEST):
            ranges = [f"(id >= {first} and id < {first + length})" for first in part]
            self._request("delete", filter=" or ".join(ranges))

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None, where: str = "") -> tuple[Scores, Ids]:
        """The k nearest rows of each query by cosine: scores float32 and ids int64, both (queries, k), best first.

        `queries` is float32 (queries, dimension). Only ids in `allowed`, int64 (n,), are found, and only rows that
        match `where`, an expression of Milvus. Where fewer than k are found, the rest of a row has the id -1 and the
        score -inf.
        """
        if allowed is not None and not len(allowed):
            return _no_hits(len(queries), k)
        data = list(np.asarray(queries, np.float32))
        return self._search("vector", data, k, where if allowed is None else _among(allowed, where))

    def search_words(self, queries: Sequence[Sparse], k: int, where: str = "") -> tuple[Scores, Ids]:
        """The k rows with the largest inner product of sparse vectors, as `search`.

        Only rows that share a dimension with the query are found.
        """
        scores, ids = _no_hits(len(queries), k)
        rows = [row for row, query in enumerate(queries) if query]  # Milvus refuses an empty vector
        if rows:
            scores[rows], ids[rows] = self._search("words", [dict(queries[row]) for row in rows], k, where)
        return scores, ids

    def cosines(self, query: Vector, ids: Ids) -> Scores:
        """The exact cosine of a query, float32 (dimension,), to the vector of each id, int64 (n,): float32 (n,).

        Raises `EmbeddingError` where an id is not in the index.
        """
        products = self._products(lambda k, where: self._search("vector", [query], k, where), 1, ids, None)
        return products.reshape(-1)

    def word_products(self, queries: Sequence[Sparse], ids: Ids) -> Scores:
        """The inner products with the sparse vector of each id, int64 (n,): float32 (queries, n).

        The product is 0 where they share no dimension.
        """
        return self._products(lambda k, where: self.search_words(queries, k, where), len(queries), ids, 0.0)

    def matching_ids(self, ids: Ids, where: str) -> set[int]:
        """Of ids, int64 (n,), those whose row matches `where`, an expression of Milvus."""
        return self._existing(ids, f" and {where}")

    def drop(self) -> None:
        """Delete the collection on the server."""
        self._request("drop_collection")

    def _request(self, request: str, **arguments: Any) -> Any:
        call = partial(getattr(self._client, request), self.name, timeout=TIMEOUT_SECONDS, **arguments)
        with _server_errors(self.name):
            if request in ("search", "query"):
                from pymilvus.exceptions import MilvusException

                with contextlib.suppress(MilvusException):
                    return call()
                # A server that was restarted has to load the collection first.
                self._client.load_collection(self.name, timeout=TIMEOUT_SECONDS)
            return call()

    def _existing(self, ids: Ids, condition: str = "") -> set[int]:
        """Of the ids, those that have a row; `condition` is put behind the expression."""
        existing: set[int] = set()
        for part in _parts(np.unique(ids).tolist(), _IDS_PER_REQUEST):
            rows = self._request("query", filter=f"id in {part}{condition}", output_fields=["id"])
            existing.update(row["id"] for row in rows)
        return existing

    def _search(self, field: str, data: list[Any], k: int, where: str) -> tuple[Scores, Ids]:
        params = {"metric_type": "IP", "params": {"ef": max(64, k)}}
        results = self._request(
            "search", data=data, anns_field=field, limit=k, filter=where, output_fields=["id"], search_params=params
        )
        scores, ids = _no_hits(len(data), k)
        for row, hits in enumerate(results):
            scores[row, : len(hits)] = [hit["distance"] for hit in hits]
            ids[row, : len(hits)] = [hit["id"] for hit in hits]
        return scores, ids

    def _products(
        self, search: Callable[[int, str], tuple[Scores, Ids]], queries: int, ids: Ids, absent: float | None
    ) -> Scores:
        """The scores that `search` gives the ids, float32 (queries, len(ids)), in their order.

        `absent` is the score of an id that it leaves out; None raises `EmbeddingError` instead.
        """
        order = np.argsort(ids)
        ascending = ids[order]
        products = np.full((queries, len(ids)), absent or 0.0, np.float32)
        for part in _parts(ascending.tolist(), _IDS_PER_REQUEST):
            for row, (scores, hit_ids) in enumerate(zip(*search(len(part), f"id in {part}"), strict=True)):
                is_hit = hit_ids >= 0
                if absent is None and not is_hit.all():
                    raise EmbeddingError("vectors_missing_id")
                products[row, order[np.searchsorted(ascending, hit_ids[is_hit])]] = scores[is_hit]
        return products


@contextlib.contextmanager
def _server_errors(what: str) -> Iterator[None]:
    """Raise the errors of the server as `EmbeddingError`."""
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError) as error:
        reason = reason_of(getattr(error, "message", "") or error)
        raise EmbeddingError("milvus_failed", request=what, reason=reason) from error


def _no_hits(queries: int, k: int) -> tuple[Scores, Ids]:
    """Results without a hit, both (queries, k)."""
    return np.full((queries, k), -np.inf, np.float32), np.full((queries, k), -1, np.int64)


def _parts(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _among(ids: Ids, where: str) -> str:
    condition = f"id in {ids.tolist()}"
    return f"({where}) and {condition}" if where else condition


def text_list(values: Sequence[str]) -> str:
    """A list of texts as an expression of Milvus."""
    return json.dumps(list(values), ensure_ascii=False)
