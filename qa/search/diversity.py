"""Hits that do not repeat one another: further passages of an article that is among them already stand back a little.

Greedy, as maximal marginal relevance (Carbonell and Goldstein, 1998), with "of the same article" for the likeness. The
first hit stays the first. Knows scores and ids of articles, no texts.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.search.near_duplicates import Find
from qa.search.ranking import Candidate, Texts

REPEATED = 0.05  # of the score, for each passage of the same article before it


def varied(find: Find, k: int, *, texts: Texts) -> list[Candidate]:
    """The k best passages that `find` finds, in the order of their scores less what repetition takes."""
    candidates = find(k, texts=texts)
    read = texts([candidate.number for candidate in candidates])
    return spread(candidates, {candidate.number: read[candidate.number][1].article_id for candidate in candidates})


def spread(candidates: Sequence[Candidate], articles: Mapping[int, str]) -> list[Candidate]:
    """Candidates, given in the order of their scores, in that of their scores less what repetition takes.

    `articles` are the ids of their articles by number. A candidate's score is the one that it was ordered by.
    """
    lines: dict[str, list[int]] = {}  # the places of each article's candidates, in their order
    for place, candidate in enumerate(candidates):
        lines.setdefault(articles[candidate.number], []).append(place)
    heads = [(-candidates[places[0]].score, places[0], article, 0) for article, places in lines.items()]
    heapq.heapify(heads)
    taken: list[Candidate] = []
    while heads:
        negative, place, article, before = heapq.heappop(heads)
        candidate = candidates[place]
        taken.append(candidate if candidate.score == -negative else replace(candidate, score=-negative))
        behind = lines[article][before + 1 : before + 2]
        for other in behind:
            score = candidates[other].score - REPEATED * (before + 1)
            heapq.heappush(heads, (-score, other, article, before + 1))
    return taken
