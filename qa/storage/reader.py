"""Reads a library's index at one instant, and keeps segments and connections open for later questions."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.errors import LibraryError
from qa.index.searcher import LocalSearcher, Searcher
from qa.index.segment import Segment, open_segment
from qa.storage import writer
from qa.storage.collection_queries import passages_matching
from qa.storage.database import Database
from qa.storage.engines import RemoteIndex, engine_of
from qa.storage.paths import DATABASE


@dataclass(frozen=True, slots=True)
class _OpenIndex:
    generation: int
    segments: Mapping[str, Segment]
    searcher: LocalSearcher


class IndexReader:
    """The open index of one library. Safe to use from several threads."""

    def __init__(self, folder: Path, engine: str | None, uri: str | None) -> None:
        """`engine` and `uri` are what the user asked for, or None; nothing is opened yet."""
        self._folder, self._engine, self._uri = folder, engine, uri
        self._open_index: _OpenIndex | None = None
        self._remote: RemoteIndex | None = None
        self._verified_generation = 0  # at which the server was last seen to hold all passages
        self._opening = threading.Lock()

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Database, Searcher]]:
        """The database and a searcher of the same instant.

        Raises `LibraryError` where the library is missing or damaged, or was made with another engine, and
        `EmbeddingError` where its server does not answer.
        """
        with closing(Database(self._folder / DATABASE)) as database:
            while True:
                with database.snapshot():
                    generation = database.generation
                    try:
                        searcher = self._searcher(database, generation)
                    except LibraryError:
                        searcher = None  # a writer may have replaced segments since the snapshot was taken
                    if searcher is not None:
                        yield database, searcher
                        return
                if database.generation == generation:
                    with database.snapshot():
                        yield database, self._searcher(database, generation)
                    return

    def _searcher(self, database: Database, generation: int) -> Searcher:
        remote = self.remote(database)
        if remote is not None:
            if self._verified_generation != generation:
                for problem in remote.problems(database):
                    raise LibraryError("library_server_incomplete", problem=problem)
                self._verified_generation = generation
            return remote.searcher(database)
        with self._opening:
            index = self._open_index
            if index is None or index.generation != generation:
                index = self._open_index = self._opened(database, generation, {} if index is None else index.segments)
        return index.searcher.resolving(passages_matching(database))

    def _opened(self, database: Database, generation: int, already_open: Mapping[str, Segment]) -> _OpenIndex:
        segments = {
            name: already_open.get(name) or open_segment(self._folder / writer.INDEX / name, manifest)
            for name, manifest in database.segments().items()
        }
        searcher = LocalSearcher(list(segments.values()), np.array(database.deleted_ids(), np.int64))
        return _OpenIndex(generation, segments, searcher)

    def remote(self, database: Database) -> RemoteIndex | None:
        """The server that holds the library's index; None where the index lies in the folder.

        Raises `LibraryError` where the library was made with another engine than the user asked for.
        """
        engine = engine_of(database, self._engine)
        with self._opening:
            if self._remote is None and engine is not None:
                self._remote = engine.connect(database, self._uri)
            return self._remote
