"""Where a library's index lies if not in its folder: the protocol of a remote index, and the table of its engines.

To add an engine, write a module with the four functions of `Engine` and name it in `ENGINES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from embeddings.types import Vectors
from qa.errors import LibraryError
from qa.index.searcher import Searcher
from qa.records import Progress
from qa.storage import milvus
from qa.storage.database import Database


class RemoteIndex(Protocol):
    """The index of one library on a server. Every method raises `EmbeddingError` where the server fails."""

    def searcher(self, database: Database) -> Searcher:
        """A searcher over what the server holds at the instant of the database's snapshot."""

    def problems(self, database: Database) -> list[str]:
        """What the server lacks of the library, each in a line."""

    def prepare(self, database: Database, leaving: Sequence[str]) -> None:
        """Within a change, before the articles with the ids `leaving` are removed: delete what earlier changes left."""

    def write(self, database: Database, numbers: Sequence[int], passages: Vectors, sentences: Vectors) -> None:
        """Within a change, after these passages were stored: send their rows.

        `passages` are float32 (len(numbers), dimension), `sentences` the vectors of all their sentences, in order.
        """

    def settle(self, database: Database) -> None:
        """After the commit: delete the rows of removed passages."""

    def rebuild(self, database: Database, encode: Callable[[Sequence[str]], Vectors], progress: Progress) -> None:
        """Within a change: replace all rows, with new vectors."""


class Engine(Protocol):
    """A kind of server that can hold the index of a library."""

    def check_server(self, uri: str | None) -> None:
        """Raise `LibraryError` where no address is given, and `EmbeddingError` where no server answers there."""

    def remember(self, database: Database, uri: str | None, dimension: int) -> None:
        """Before the first change of a library: record that its index lies on this server."""

    def is_remembered(self, database: Database) -> bool:
        """Whether the index of the library lies on a server of this kind."""

    def connect(self, database: Database, uri: str | None) -> RemoteIndex:
        """The index of the library, at `uri` or at the address that was recorded."""


ENGINES: Mapping[str, Engine] = {"milvus": milvus}


def chosen_engine(wanted: str | None) -> Engine | None:
    """The engine of that name for a new library; None where its index is to lie in its folder."""
    return ENGINES.get(wanted or "")


def engine_of(database: Database, wanted: str | None) -> Engine | None:
    """The engine that the library was made with; None where its index lies in its folder.

    `wanted` is the engine that the user named, or None. Raises `LibraryError` where it is another one.
    """
    name = next((name for name, engine in ENGINES.items() if engine.is_remembered(database)), None)
    if wanted in ENGINES and wanted != name:
        raise LibraryError("library_not_on_server", engine=wanted)
    if name is not None and wanted not in (None, name):
        raise LibraryError("library_on_server", engine=name)
    return ENGINES[name] if name is not None else None
