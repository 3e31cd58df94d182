"""The confidence from which a question is answered: the library's own, where one was found, else the default."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

from corpus.records import content_id
from embeddings import span_reader
from qa.answer.confidence import THRESHOLD, WEIGHTS
from qa.answer.quote import SENTENCE_WEIGHTS
from qa.records import AnswerThreshold


def version(model_fingerprint: str | None) -> str:
    """A name for everything that a confidence depends on besides the articles: models and weights."""
    return content_id(model_fingerprint or "", _reader_digest(), repr(WEIGHTS), repr(SENTENCE_WEIGHTS))


def checked(stored: AnswerThreshold | None, model_fingerprint: str | None) -> AnswerThreshold | None:
    """The stored threshold, which `holds` if its confidences are those of this version and this model."""
    return stored and replace(stored, holds=stored.version == version(model_fingerprint))


def value(stored: AnswerThreshold | None, model_fingerprint: str | None) -> float:
    """The confidence, 0 to 1, from which a question is answered."""
    found = checked(stored, model_fingerprint)
    return found.value if found is not None and found.holds else THRESHOLD


@cache
def _reader_digest() -> str:
    return hashlib.sha256(span_reader.FILE.read_bytes()).hexdigest()
