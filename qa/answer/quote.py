"""Chooses the quote: the sentence, or two that belong together, that the reader finds the answer in.

The quote is copied to the letter. The exact phrase is marked where the spans of the sentence agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Passage
from corpus.text import fold, is_han, sentences
from embeddings.span_reader import Reading
from qa.answer import evidence
from qa.answer.confidence import Evidence, confidence, numbers_missing
from qa.answer.phrase import marked
from qa.answer.sentence_times import SentenceTimes, read_apart
from qa.answer.spans import ReadSentence, read_sentences
from qa.language.answer_signs import asks_reason, gives_reason
from qa.language.asked_attribute import lacks_attribute
from qa.language.chinese_script import in_one_script
from qa.language.equivalents import equivalents, in_words_of
from qa.language.latest import without_latest
from qa.records import Answer
from qa.search.features import other_script
from qa.search.ranking import Candidate

# What a sentence's vector, its words and its passage add to the logarithm of the reader's chance, each in standard
# deviations of the sentences that were looked at. `benchmarks/fit_confidence.py --sentences` fits them.
SENTENCE_WEIGHTS: dict[str, float] = {"cosine": 0.3, "coverage": 0.15, "score": 1.5}
_NUMBER_MISSING = 6.0  # off for each number of the question that the source lacks, and each sibling of what it names
_MISSING = 2.0  # off for each other thing that the question names and the passage lacks
_SIGN = 1.5  # for a sentence whose words show that it gives the reason, the way, or what is not so
_ASKS = 6.0  # off for a sentence that asks: it repeats the question, and the answer follows it
# For a passage in another script than the question that has more of its words than those in the same script, which the
# reader prefers.
_OTHER_SCRIPT = 1.5
_MOST_BY_NAME = 0.79  # the confidence where only a name in pinyin, which others share, speaks for the passage
# The confidence where the sentence is about a sibling of what is asked for, or has nothing of the attribute: a refusal.
# Of 86 (offices among them) and 29 such quotes of five sets one each was right (2026-12-01).
_MOST_OF_ANOTHER = 0.1
_DECIDED = 0.75  # confidence after the first pass from which no second one is made
_HOPELESS = 0.035  # confidence below which a second pass finds nothing either
_LEAST = 1e-12  # chance, so that its logarithm is finite
_MIN_SECOND = 0.45  # of the best sentence's chance that a neighbour has to be quoted too


_QUESTION_END = re.compile("[?？][”’」』]*$")


class Reader(Protocol):
    """What is needed of `embeddings.span_reader.SpanReader`."""

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
        """Read texts, each given with its heading, in one pass."""


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What choosing a quote needs: the reader, the rarity of tokens, and articles by id, without their texts."""

    reader: Reader
    idf: Callable[[str], float]
    articles: Mapping[str, Article] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """The answer that was chosen, and the probability that it is right, 0 to 1.

    `read` are all sentences that were read, `sentence` the one quoted; `order` are the ranks of the passages that were
    read, the likeliest to answer first.
    """

    answer: Answer
    confidence: float
    sentence: ReadSentence
    read: tuple[ReadSentence, ...]
    order: tuple[int, ...]
    evidence: Evidence


def select_quote(question: str, found: Sequence[tuple[Candidate, Passage]], context: AnswerContext) -> Quote | None:
    """The quote that answers best, with its exact phrase and confidence; None if `found` has no sentence.

    `found` are the passages, best first. More of them is read where the first pass leaves the answer open; the surer
    of both quotes counts, as among more text the reader can also lose what it had found.
    """
    headings = [evidence.heading(context.articles.get(passage.article_id), passage) for _, passage in found]
    scored = evidence.sentences(without_latest(question), found, headings, context.idf, context.articles)
    quote: Quote | None = None
    read_before: list[evidence.Piece] = []
    for tokens in evidence.TOKENS if scored else ():
        apart = [evidence.pieces(group, found, headings, tokens) for group in read_apart(question, scored)]
        pieces = [piece for group in apart for piece in group]
        if pieces == read_before or (quote is not None and not _HOPELESS <= quote.confidence < _DECIDED):
            break
        passages = [passage for _, passage in found]
        read = [one for group in apart for one in _read(question, group, passages, context.reader)]
        latest, read_before = _best_quote(question, found, headings, scored, read, context), pieces
        quote = latest if quote is None or latest.confidence >= quote.confidence else quote
    return quote


def _read(
    question: str, pieces: Sequence[evidence.Piece], passages: Sequence[Passage], reader: Reader
) -> list[ReadSentence]:
    """The sentences of the pieces, read in one pass.

    Where that finds no answer and the best passage has words of the question as synonyms only, these are asked too.
    """
    read = _read_once(question, pieces, passages, reader)
    first = [piece for piece in pieces if piece.rank == pieces[0].rank]
    reworded = in_words_of(question, "\n".join((first[0].heading, *(piece.text for piece in first))))
    if reworded == question or _best_margin(read) > 0:
        return read
    return max(read, _read_once(reworded, pieces, passages, reader), key=_best_margin)


def _read_once(
    question: str, pieces: Sequence[evidence.Piece], passages: Sequence[Passage], reader: Reader
) -> list[ReadSentence]:
    asked, texts = in_one_script(question, [(piece.heading, piece.text) for piece in pieces])
    return read_sentences(reader.read(asked, texts), pieces, passages)


def _best_margin(read: Sequence[ReadSentence]) -> float:
    return max((one.margin for one in read), default=0.0)


def _best_quote(
    question: str,
    found: Sequence[tuple[Candidate, Passage]],
    headings: Sequence[str],
    scored: Sequence[evidence.Sentence],
    read: Sequence[ReadSentence],
    context: AnswerContext,
) -> Quote:
    """The quote of the sentence that is worth most of those read."""
    passages = [passage for _, passage in found]
    times = SentenceTimes(question, found, context.articles)
    sources = [f"{headings[rank]}\n{passage.text}{times.written(rank)}" for rank, passage in enumerate(passages)]
    lacking = [numbers_missing(question, source) for source in sources]
    preferred = _better_across(question, passages, scored)
    known = {(one.rank, one.number): one for one in scored}
    told = [known[one.rank, one.number] for one in read]
    values = [
        value
        - _NUMBER_MISSING * (lacking[one.rank] + own.doubts.other)
        - _MISSING * own.doubts.missing
        + _SIGN * own.sign
        - _ASKS * _is_question(one, passages[one.rank])
        + _OTHER_SCRIPT * (one.rank in preferred)
        + times.worth(one)
        for one, own, value in zip(read, told, _values(read, scored, found), strict=True)
    ]
    best = read[times.newest(read, values, context.idf)]
    candidate, passage = found[best.rank]
    chosen = _with_reason(question, best, read, passage) or _with_neighbour(best, read)
    start, end = min(one.start for one in chosen), max(one.end for one in chosen)
    text = passage.text[start - passage.start : end - passage.start]
    answer = Answer(text, start, end, marked(question, best, passage), passage.article_id, passage.id)
    speaks = Evidence.of(question, best, read, scored, candidate, sources[best.rank])
    speaks = replace(speaks, sign=max(known[one.rank, one.number].sign for one in chosen))
    value_of = {
        one.rank: max(v for other, v in zip(read, values, strict=True) if other.rank == one.rank) for one in read
    }
    order = tuple(sorted(value_of, key=lambda rank: (-value_of[rank], rank)))
    sure = min(confidence(speaks), times.most(best))
    doubts = known[best.rank, best.number].doubts
    near = f"{headings[best.rank]}\n{_around(best, passage)}"
    if doubts.other > doubts.office or (not speaks.crossing and lacks_attribute(question, near)):
        sure = min(sure, _MOST_OF_ANOTHER)
    if _is_found_by_name(question, sources[best.rank]):
        sure = min(sure, _MOST_BY_NAME)
    return Quote(answer, sure, best, tuple(read), order, speaks)


def _better_across(question: str, passages: Sequence[Passage], scored: Sequence[evidence.Sentence]) -> set[int]:
    """The ranks of passages in another script than the question that have more of its words than those in the same."""
    known = {one.rank: one.known for one in scored}
    across = {rank for rank in known if other_script(is_han(question), passages[rank].text)}
    same = max((share for rank, share in known.items() if rank not in across), default=0.0)
    return {rank for rank in across if known[rank] > same}


def _is_found_by_name(question: str, source: str) -> bool:
    """Whether all that a text in another script has of the question is a name by its pinyin."""
    folded = fold(source)
    found = [one for one in equivalents(question) if one.across and one.stands_in(folded)]
    return bool(found) and all(one.is_name for one in found)


def _values(
    read: Sequence[ReadSentence], scored: Sequence[evidence.Sentence], found: Sequence[tuple[Candidate, Passage]]
) -> list[float]:
    """What orders the sentences that were read: the logarithm of the reader's chance, and what the search knows."""
    priors = sentence_priors(scored, found) @ np.array(list(SENTENCE_WEIGHTS.values()))
    prior_of = {(one.rank, one.number): float(prior) for one, prior in zip(scored, priors, strict=True)}
    return [log(max(one.chance, _LEAST)) + prior_of[one.rank, one.number] for one in read]


def sentence_priors(
    scored: Sequence[evidence.Sentence], found: Sequence[tuple[Candidate, Passage]]
) -> NDArray[np.float64]:
    """The features that `SENTENCE_WEIGHTS` weighs, in its order, standardised: float64 (sentences, features).

    The cosines of models have different scales, so only how far a sentence stands out counts.
    """
    known = np.array([(one.cosine, one.coverage, found[one.rank][0].search_score) for one in scored])
    return np.asarray((known - known.mean(0)) / np.maximum(known.std(0), 1e-6))


def _text(one: ReadSentence, passage: Passage) -> str:
    return passage.text[one.start - passage.start : one.end - passage.start]


def _around(one: ReadSentence, passage: Passage) -> str:
    """The sentence and its neighbours."""
    spans = passage.sentences[max(0, one.number - 1) : one.number + 2]
    return passage.text[spans[0][0] - passage.start : spans[-1][1] - passage.start]


def _is_question(one: ReadSentence, passage: Passage) -> bool:
    return _QUESTION_END.search(_text(one, passage)) is not None


def _with_reason(
    question: str, best: ReadSentence, read: Sequence[ReadSentence], passage: Passage
) -> list[ReadSentence] | None:
    """Where a reason is asked for: a sentence that gives none, with the next one, which does."""
    if not asks_reason(question) or gives_reason(_text(best, passage)):
        return None
    behind = [one for one in read if one.rank == best.rank and one.number == best.number + 1]
    return [best, *behind] if any(gives_reason(_text(one, passage)) for one in behind) else None


def exact_phrase(reader: Reader, question: str, text: str) -> str:
    """The phrase of a text that answers the question; "" if the reader finds none."""
    passage = Passage("", "", 0, len(text), text, tuple(sentences(text)))
    if not passage.sentences:
        return ""
    piece = evidence.Piece(0, 0, len(passage.sentences) - 1, 0, text, "")
    read = _read(question, [piece], [passage], reader)
    best = max(read, key=lambda one: one.chance)
    span = marked(question, best, passage) if best.margin > 0 else None
    return text[span[0] : span[1]] if span else ""


def _with_neighbour(best: ReadSentence, read: Sequence[ReadSentence]) -> list[ReadSentence]:
    """The sentence, and the one beside it where that answers nearly as well."""
    beside = [
        one
        for one in read
        if one.rank == best.rank and abs(one.number - best.number) == 1 and one.chance >= _MIN_SECOND * best.chance
    ]
    return [best, *sorted(beside, key=lambda one: -one.chance)[:1]]
