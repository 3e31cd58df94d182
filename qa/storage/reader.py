"""The index of a library as it is at one instant: segments that are open already are kept open.

Knows the folder and the store, and nothing of models and questions.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.errors import LibraryError
from qa.index.searcher import LocalSearcher
from qa.index.segment import Segment, open_segment
from qa.storage import milvus, writer
from qa.storage.database import Database
from qa.storage.milvus import MilvusCollections, MilvusSearcher


@dataclass(frozen=True, slots=True)
class _Snapshot:
    generation: int
    segments: Mapping[str, Segment]
    engine: LocalSearcher


class IndexReader:
    """What is open of one library, for several threads: its segments, or the server that it is searched on."""

    def __init__(self, folder: Path, wanted: str | None, uri: str | None) -> None:
        """Nothing is opened yet; `wanted` is the engine that was asked for, `uri` its server."""
        self._folder, self._wanted, self._uri = folder, wanted, uri
        self._snapshot: _Snapshot | None = None
        self._server: MilvusCollections | None = None
        self._checked = 0  # the generation that the server was last seen to hold whole
        self._opening = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[tuple[Database, LocalSearcher | MilvusSearcher]]:
        """The store at one instant, and the index of that instant."""
        with closing(Database(self._folder / writer.DATABASE)) as store:
            while True:
                with store.snapshot():
                    generation = int(store.get("generation") or 0)
                    try:
                        engine = self._engine(store, generation)
                    except LibraryError:
                        engine = None  # a writer may have replaced segments since the snapshot was taken
                    if engine is not None:
                        yield store, engine
                        return
                if int(store.get("generation") or 0) == generation:
                    with store.snapshot():
                        yield store, self._engine(store, generation)
                    return

    def _engine(self, store: Database, generation: int) -> LocalSearcher | MilvusSearcher:
        """The index of a generation; segments that are open already are kept open."""
        server = self.server(store)
        if server is not None:
            if self._checked != generation:
                server.check(store)
                self._checked = generation
            return server.view(store)
        with self._opening:
            known = self._snapshot
            if known is None or known.generation != generation:
                held = {} if known is None else known.segments
                opened = {
                    name: held.get(name) or open_segment(self._folder / writer.INDEX / name, manifest)
                    for name, manifest in store.segments().items()
                }
                engine = LocalSearcher(list(opened.values()), np.array(store.deleted_ids(), np.int64))
                known = self._snapshot = _Snapshot(generation, opened, engine)
            return known.engine

    def server(self, store: Database) -> MilvusCollections | None:
        """The server that the library is searched on; None where that is this machine itself."""
        state = milvus.config_of(store, self._wanted, self._uri)
        with self._opening:
            if self._server is None and state is not None:
                self._server = MilvusCollections(state)
            return self._server
