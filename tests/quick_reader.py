"""A stand-in for the reader of answers, for tests of what is stored and found: the real one would take most time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embeddings.span_reader import Reading, TextScores


class QuickReader:
    """Reads each character for itself: figures may answer, anything else does not."""

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
        return Reading(tuple(_scores(text) for _, text in texts), 0.0)


def _scores(text: str) -> TextScores:
    places = np.arange(len(text), dtype=np.int32)
    scores = np.array([2.0 if character.isdigit() else -2.0 for character in text], np.float32)
    return TextScores(np.stack([places, places + 1], axis=1), scores, scores)
