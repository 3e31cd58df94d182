"""The confidence from which a library answers, where it was found from judged questions: kept with the library."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ErrorMessage
from qa.records import AnswerThreshold
from qa.storage import writer
from qa.storage.database import Database

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_KEY = "threshold"  # in the database's table `meta`


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[AnswerThreshold]:
    from pydantic import TypeAdapter  # imported only where there is a threshold

    return TypeAdapter(AnswerThreshold)


def read(database: Database) -> AnswerThreshold | None:
    """The threshold that is stored; None where there is none, or what is stored is damaged (see `problem`)."""
    text = database.get(_KEY)
    try:
        found = _adapter().validate_json(text) if text else None
    except ValueError:
        return None
    return found if found is not None and 0 <= found.value <= 1 else None


def problem(database: Database) -> ErrorMessage | None:
    """What is wrong with the threshold that is stored, in a line; None where nothing is."""
    return ErrorMessage("library_bad_threshold") if database.get(_KEY) and read(database) is None else None


def store(folder: Path, threshold: AnswerThreshold | None) -> None:
    """Store a threshold, or with None forget it. Raises `LibraryError` where another process changes the library."""
    with writer.open_for_writing(folder) as database:
        with database.change():
            if threshold is None:
                forget(database)
            else:
                database.put(_KEY, _adapter().dump_json(threshold).decode("utf-8"))
            database.advance_generation()
        database.checkpoint()


def forget(database: Database) -> None:
    """Remove what is stored; to be called within a change."""
    database.query("DELETE FROM meta WHERE key = ?", (_KEY,))
