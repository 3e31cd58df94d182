"""Removes the sentences that were quoted already, when a turn asks for more of the same (还有呢？)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.records import Passage
from qa.search.ranking import RETRIEVERS, Candidate

Found = list[tuple[Candidate, Passage]]


def without_seen(found: Sequence[tuple[Candidate, Passage]], seen: Sequence[str]) -> Found:
    """The passages without the sentences of the quotes in `seen`, reordered by the scores that remain."""
    if not seen:
        return list(found)
    reduced = [_without(candidate, passage, seen) for candidate, passage in found]
    left = [item for item in reduced if item[1].sentences]
    return sorted(left, key=lambda item: (-item[0].score, item[0].number))


def _without(candidate: Candidate, passage: Passage, seen: Sequence[str]) -> tuple[Candidate, Passage]:
    new = [
        i
        for i, (start, end) in enumerate(passage.sentences)
        if not any(passage.text[start - passage.start : end - passage.start] in quote for quote in seen)
    ]
    if len(new) == len(passage.sentences):
        return candidate, passage
    lost = max(candidate.sentences) - max((candidate.sentences[i] for i in new), default=0.0)
    return (
        replace(
            candidate,
            sentences=tuple(candidate.sentences[i] for i in new),
            score=candidate.score - RETRIEVERS["hybrid"]["sentence"] * lost,
        ),
        replace(passage, sentences=tuple(passage.sentences[i] for i in new)),
    )
