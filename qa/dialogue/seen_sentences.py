"""More of the same (还有呢？): what was quoted already does not answer again. Knows passages and quotes as texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.records import Passage
from qa.search.ranking import RETRIEVERS, Candidate

Found = list[tuple[Candidate, Passage]]


def without_seen(found: Sequence[tuple[Candidate, Passage]], told: Sequence[str]) -> Found:
    """The passages without the sentences that were told, in the order of what remains of their scores."""
    if not told:
        return list(found)
    left = [_without(candidate, passage, told) for candidate, passage in found]
    kept = [item for item in left if item[1].sentences]
    return sorted(kept, key=lambda item: (-item[0].score, item[0].number))


def _without(candidate: Candidate, passage: Passage, told: Sequence[str]) -> tuple[Candidate, Passage]:
    new = [
        i
        for i, (start, end) in enumerate(passage.sentences)
        if not any(passage.text[start - passage.start : end - passage.start] in quote for quote in told)
    ]
    if len(new) == len(passage.sentences):
        return candidate, passage
    lost = max(candidate.sentences) - max((candidate.sentences[i] for i in new), default=0.0)
    return (
        replace(
            candidate,
            sentences=tuple(candidate.sentences[i] for i in new),
            overlaps=tuple(candidate.overlaps[i] for i in new) if candidate.overlaps else (),
            score=candidate.score - RETRIEVERS["hybrid"]["sentence"] * lost,
        ),
        replace(passage, sentences=tuple(passage.sentences[i] for i in new)),
    )
