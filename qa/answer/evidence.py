"""Chooses what the reader is given: the best sentences of the first passages, with what stands around them.

A pass of the reader costs time for each token, so it does not get whole passages. A sentence is worth the more, the
nearer its vector and its words are to the question and the better its passage. The best ones are taken, each with its
neighbours, until the pass is full. A second, longer pass is for questions that the first leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.records import Article, Passage
from corpus.text import fold, is_han
from qa.language.abbreviations import abbreviations
from qa.language.answer_signs import sign
from qa.language.equivalents import Equivalent, equivalents, token_weights, tokens_found
from qa.language.offices import is_other_office
from qa.language.specifics import Doubts, Source, doubts
from qa.search.ranking import Candidate

PASSAGES = 5  # that are looked at
TOKENS = (140, 250)  # of all pieces, headings included, in the first pass and in the second
_COSINE, _COVERAGE, _NEIGHBOUR = 3.0, 0.6, 0.3  # weights beside the passage's score
_OTHER, _MISSING, _SIGN = -1.5, -0.3, 0.5  # for each doubt, and for the words of an answer
_TOKENS_OF_HAN, _TOKENS_OF_OTHER = 0.66, 0.32  # of a character, on average
_WIDE = re.compile("[\u2e80-\uffef]")


_NO_DOUBT = Doubts()


@dataclass(frozen=True, slots=True)
class Piece:
    """Sentences of a passage that stand together: `first` to `last` of its sentences, both included.

    `rank` is the position of the passage among those found, `start` the offset of the piece in its article.
    """

    rank: int
    first: int
    last: int
    start: int
    text: str
    heading: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the passages found. `coverage`, 0 to 1, is the idf-weighted share of the question's tokens in it.

    `cosine`, -1 to 1, is that of its vector and the question's; `worth` orders sentences, higher first. `doubts` are
    what the question names and it is not about, the office that is asked for included; `sign`, -1 to 1, is how far its
    words show that it gives the reason, the way, or what is not so. `known`, 0 to 1, is the share of the question's
    tokens in its passage and heading.
    """

    rank: int
    number: int
    cosine: float
    coverage: float
    worth: float
    tokens: float
    doubts: Doubts = _NO_DOUBT
    sign: float = 0.0
    known: float = 0.0


def heading(article: Article | None, passage: Passage) -> str:
    """The line that tells the reader what a piece is from: headline, sub-headline and date."""
    title, date = (article.title, article.date) if article is not None else ("", None)
    return " ".join(part for part in (title, passage.heading, date) if part)


def sentences(
    question: str,
    found: Sequence[tuple[Candidate, Passage]],
    headings: Sequence[str],
    idf: Callable[[str], float],
    articles: Mapping[str, Article] = MappingProxyType({}),
) -> list[Sentence]:
    """The sentences of the first passages, in their order. `headings` are those of the passages."""
    weights = token_shares(question, idf)
    scored = []
    for rank, (candidate, passage) in enumerate(found[:PASSAGES]):
        texts = [passage.text[start - passage.start : end - passage.start] for start, end in passage.sentences]
        inside = [present(text, weights) for text in texts]
        above = present(headings[rank], weights)
        known = sum(weights[token] for token in above.union(*inside))
        for number, text in enumerate(texts):
            near = above.union(*inside[max(0, number - 1) : number + 2])
            own, around = (sum(weights[token] for token in tokens) for tokens in (inside[number], near))
            cosine = candidate.sentences[number]
            worth = candidate.search_score + _COSINE * cosine + _COVERAGE * own + _NEIGHBOUR * around
            doubted, shown = judged(question, text, passage, number, headings[rank], articles.get(passage.article_id))
            worth += _OTHER * doubted.other + _MISSING * doubted.missing + _SIGN * shown
            scored.append(Sentence(rank, number, cosine, own, worth, _tokens(text), doubted, shown, known))
    return scored


def judged(
    question: str, text: str, passage: Passage, number: int, above: str, article: Article | None
) -> tuple[Doubts, float]:
    """The doubts about a sentence of a passage, and the sign of its words; `above` is the heading."""
    start, end = (edge - passage.start for edge in passage.sentences[number])
    title, date, paper = (article.title, article.date, article.source) if article is not None else ("", None, "")
    about = Source(passage.text, f"{title} {passage.heading}", date or "", paper or "")
    found = doubts(question, about, start, end)
    office = int(is_other_office(question, text, f"{above}\n{passage.text}"))
    found = replace(found, other=found.other + office, office=office) if office else found
    return found, sign(question, text, above)


def pieces(
    scored: Sequence[Sentence], found: Sequence[tuple[Candidate, Passage]], headings: Sequence[str], tokens: int
) -> list[Piece]:
    """What to read, some `tokens` in all, by passage and place; at least the best sentence."""
    by_place = {(one.rank, one.number): one for one in scored}
    tokens_above = [_tokens(text) + 1 for text in headings]
    taken: set[tuple[int, int]] = set()
    ranks: set[int] = set()  # of what is taken
    used = 0.0

    def cost(places: Sequence[tuple[int, int]]) -> float:
        new = [place for place in places if place in by_place and place not in taken]
        above = sum(tokens_above[rank] for rank in {rank for rank, _ in new} - ranks)
        return above + sum(by_place[place].tokens for place in new)

    for one in sorted(scored, key=lambda one: (-one.worth, one.rank, one.number)):
        alone = (one.rank, one.number)
        wide = [alone, (one.rank, one.number - 1), (one.rank, one.number + 1)]
        chosen = next((places for places in (wide, wide[:2], [alone]) if used + cost(places) <= tokens), None)
        if chosen is None and taken:
            continue
        places = chosen or [alone]
        used += cost(places)
        taken.update(place for place in places if place in by_place)
        ranks.add(one.rank)
    return _joined(sorted(taken), found, headings)


def _joined(
    places: Sequence[tuple[int, int]], found: Sequence[tuple[Candidate, Passage]], headings: Sequence[str]
) -> list[Piece]:
    runs: list[list[int]] = []  # rank, first, last
    for rank, number in places:
        if runs and runs[-1][0] == rank and runs[-1][2] == number - 1:
            runs[-1][2] = number
        else:
            runs.append([rank, number, number])
    joined = []
    for rank, first, last in runs:
        passage = found[rank][1]
        start, end = passage.sentences[first][0], passage.sentences[last][1]
        text = passage.text[start - passage.start : end - passage.start]
        joined.append(Piece(rank, first, last, start, text, headings[rank]))
    return joined


class TokenShares(dict[str, float]):
    """Each token of a question with its share of their weights, and the other words that a text can have for them."""

    def __init__(self, shares: Mapping[str, float], known: Sequence[Equivalent], is_han: bool) -> None:
        super().__init__(shares)
        self.same_script = tuple(one for one in known if not one.across)
        self.equivalents = known
        self.is_han = is_han


def token_shares(question: str, idf: Callable[[str], float]) -> TokenShares:
    """Each token of the question with its share of their idf."""
    weights = token_weights(question, idf)
    total = sum(weights.values()) or 1.0
    known = (*equivalents(question), *abbreviations(question, idf))
    return TokenShares({token: weight / total for token, weight in weights.items()}, known, is_han(question))


def present(text: str, weights: TokenShares) -> set[str]:
    """Which of the tokens stand in the text, to the letter or in other words."""
    folded = fold(text)
    known = weights.same_script if is_han(text) == weights.is_han else weights.equivalents
    return {token for token in weights if token in folded} | tokens_found(folded, known)


def _tokens(text: str) -> float:
    han = len(_WIDE.findall(text))
    return han * _TOKENS_OF_HAN + (len(text) - han) * _TOKENS_OF_OTHER + 1
