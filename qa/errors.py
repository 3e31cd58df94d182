"""The errors that a user can fix, as a tree:

    WenbaoError
    ├── LibraryError        a library that cannot be opened, read or changed
    │   └── NoLibraryError  there is none in the folder, or none that was ever finished
    ├── ModelError          a model, a reranker or a server of vectors that cannot be used
    ├── InputError          a file that cannot be read
    ├── QuestionError       a question, or a file of questions, that cannot be used
    └── SlowError           work that exceeded its time limit and was stopped

`corpus.CorpusError` and `embeddings.EmbeddingError` become `InputError` and `ModelError` where `qa` calls those
folders (`mapped`), so that the command line, the chat, the endpoints and MCP need to catch only `WenbaoError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce

from corpus.errors import CorpusError
from corpus.messages import Message
from embeddings.errors import ENGLISH as EMBEDDINGS
from embeddings.errors import EmbeddingError
from qa.i18n import error_messages


class ErrorMessage(Message):
    """A message of `qa`, worded in `qa.i18n.error_messages`."""

    templates = error_messages.ENGLISH


def joined(messages: Sequence[str]) -> str:
    """One or more messages as one, separated by semicolons."""
    return reduce(lambda first, second: ErrorMessage("two_messages", first=first, second=second), messages)


class WenbaoError(Exception):
    """A problem that a user can fix. `message` is one line: what is wrong, and what to do."""

    def __init__(self, key: str | Message, /, **values: object) -> None:
        """Take the key of a message in `qa.i18n.error_messages` and its values, or a finished message."""
        self.message = key if isinstance(key, Message) else ErrorMessage(key, **values)
        super().__init__(self.message)


class LibraryError(WenbaoError):
    """A library that cannot be opened, read or changed."""


class NoLibraryError(LibraryError):
    """There is no library in the folder, or none whose first articles were committed."""


class ModelError(WenbaoError):
    """A model, a reranker or a server of vectors that cannot be used."""


class InputError(WenbaoError):
    """A file that cannot be read."""


class QuestionError(WenbaoError):
    """A question, or a file of questions, that cannot be used."""


class SlowError(WenbaoError):
    """Work that exceeded its time limit and was stopped."""


class ModelMessage(Message):
    """A message of `embeddings`."""

    templates = EMBEDDINGS


def translatable(text: str) -> str:
    """A line of `embeddings` that has no values, as the message that it is; other text as it is."""
    key = next((key for key, english in EMBEDDINGS.items() if english == text), None)
    return ModelMessage(key) if key else text


@contextmanager
def mapped() -> Iterator[None]:
    """Raise errors of `corpus` and `embeddings` within as `InputError` and `ModelError`, with the same message."""
    try:
        yield
    except CorpusError as error:
        raise InputError(error.message) from error
    except EmbeddingError as error:
        raise ModelError(ModelMessage(error.key, **error.values)) from error
