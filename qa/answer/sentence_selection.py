"""Choosing the quote: which sentence, or two adjacent ones, of the first passages answers the question.

A sentence is weighed by its vector and its passage's, by the question's words in it, beside it and in its passage, by
what it says of them in other words (`qa.answer.word_similarity`), and by how well its phrases would answer
(`qa.answer.span_chinese`). The chances of the sentences add up to one; a second, adjacent sentence is quoted too
where its own chance is large. Quotes are copied to the letter. Knows texts and scores, not where they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.records import Passage
from corpus.text import fold, is_han
from qa.answer import span_english
from qa.answer.confidence import confidence, evidence, is_across
from qa.answer.event_words import event_of
from qa.answer.span_chinese import Phrases, phrases
from qa.answer.weights import SENTENCE, SENTENCE_ACROSS
from qa.answer.word_similarity import WordVectors, meant_near
from qa.language.pinyin import PinyinNames
from qa.language.question_terms import Flags, Floats, QuestionTerms, question_terms
from qa.language.question_type import AnswerType, Kind, classify_question
from qa.records import Answer
from qa.search.ranking import Candidate

_PASSAGES = 5  # how many of the passages found are read
_SENTENCES = 6  # how many of their sentences are read for phrases
_SECOND = 0.2  # the chance from which an adjacent sentence is quoted too: one quote in ten on measured questions
# What a sentence in Latin script weighs as its phrases' sum, to stand beside those in Han characters.
_LATIN_PHRASES = 6.0
_LATIN_SURE = 1.5  # the score from which a phrase in Latin script is marked
# By hand, for some 60 questions of the sets ask about such an event: 5 % of the sentences that answer them do not tell
# of it, of the others 60 %.
_NO_EVENT = -3.0
_NO_PHRASE = frozenset({Kind.MANNER, Kind.YES_NO})


@dataclass(frozen=True, slots=True)
class Quote:
    """What was chosen, and the probability that it answers."""

    answer: Answer
    confidence: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may answer: [start, end) in its article, `printed` and folded, with its number in its passage.

    `values` are what is known of it, by the names of `SENTENCE`.
    """

    rank: int
    number: int
    start: int
    end: int
    printed: str
    text: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ScoredSentences:
    """The sentences that were read, the chance of each, and their phrases with scores; what confidence goes by."""

    answer_type: AnswerType
    question_terms: QuestionTerms
    sentences: tuple[Sentence, ...]
    chances: Floats
    phrases: Phrases
    scores: Floats


def select_quote(
    question: str,
    found: Sequence[tuple[Candidate, Passage]],
    idf: Callable[[str], float],
    vectors: WordVectors,
    headlines: Mapping[str, str] | None = None,
) -> Quote | None:
    """The quote that answers best, its exact phrase, and how likely it does; None where nothing was found.

    `found` are the passages, best first; `idf` says how rare a token is; `vectors` what words mean; `headlines`
    are those of the articles, by id.
    """
    reading = read(question, found, idf, vectors, headlines or {})
    if reading is None:
        return None
    chosen = [reading.sentences[i] for i in selected(reading)]
    candidate, passage = found[chosen[0].rank]
    start, end = min(sentence.start for sentence in chosen), max(sentence.end for sentence in chosen)
    text = passage.text[start - passage.start : end - passage.start]
    span = exact(reading)
    answer = Answer(text, start, end, span, passage.article_id, passage.id)
    headline = (headlines or {}).get(passage.article_id, "")
    values = evidence(reading, selected(reading)[0], candidate, passage, span, headline)
    return Quote(answer, confidence(values, is_across(question, passage)))


def read(
    question: str,
    found: Sequence[tuple[Candidate, Passage]],
    idf: Callable[[str], float],
    vectors: WordVectors,
    headlines: Mapping[str, str],
) -> ScoredSentences | None:
    """The sentences that may answer, weighed; None where nothing was found."""
    wanted = classify_question(question)
    parts = question_terms(wanted, idf)
    # How well sentences answer can be compared within one script alone: that of the first passage.
    first = is_across(question, found[0][1]) if found else False
    alike = [(r, c, p) for r, (c, p) in enumerate(found[:_PASSAGES]) if is_across(question, p) == first]
    weights, names = (SENTENCE_ACROSS, PinyinNames(question)) if first else (SENTENCE, None)
    sentences = _likely(parts, names, alike, headlines, weights, None if first else event_of(wanted))
    if not sentences:
        return None
    if not first:
        meant = meant_near(wanted, parts, [sentence.text for sentence in sentences], vectors)
        sentences = [
            replace(sentence, values={**sentence.values, "meant near the gap": value})
            for sentence, value in zip(sentences, meant, strict=True)
        ]
    candidates = phrases(wanted, parts, [sentence.text if is_han(sentence.text) else "" for sentence in sentences])
    return weighed(wanted, parts, sentences, candidates, candidates.scores(), weights)


def weighed(
    wanted: AnswerType,
    parts: QuestionTerms,
    sentences: Sequence[Sentence],
    candidates: Phrases,
    scores: Floats,
    weights: Mapping[str, float] = SENTENCE,
) -> ScoredSentences:
    """The reading of some sentences, given the scores of the phrases in them."""
    sentences = _with_phrases(wanted, parts, sentences, candidates, scores)
    chances = _softmax([_weigh(sentence.values, weights) for sentence in sentences])
    return ScoredSentences(wanted, parts, tuple(sentences), chances, candidates, scores)


def selected(reading: ScoredSentences) -> list[int]:
    """The numbers of the sentences to quote: the likeliest, and an adjacent one where that is likely too."""
    best = int(np.argmax(reading.chances))
    first = reading.sentences[best]
    beside = [
        i
        for i, other in enumerate(reading.sentences)
        if other.rank == first.rank and abs(other.number - first.number) == 1 and reading.chances[i] >= _SECOND
    ]
    return [best, *sorted(beside, key=lambda i: (-reading.chances[i], i))[:1]]


def exact(reading: ScoredSentences) -> tuple[int, int] | None:
    """Where the exact phrase stands in the article; None where the question asks for none, or none is sure enough."""
    chosen = selected(reading)
    if reading.answer_type.kind in _NO_PHRASE:
        return None
    if not is_han(reading.sentences[chosen[0]].text):
        return _exact_in_latin(reading, chosen)
    candidates = reading.phrases
    inside = np.flatnonzero(np.isin(candidates.sentence, chosen))
    if not len(inside):
        return None
    totals = np.array([sentence.values["phrases"] for sentence in reading.sentences])
    chances = np.log(np.maximum(reading.chances, 1e-9)) - totals
    best = inside[np.argmax(reading.scores[inside] + chances[candidates.sentence[inside]])]
    start = reading.sentences[int(candidates.sentence[best])].start
    return start + int(candidates.start[best]), start + int(candidates.end[best])


def _exact_in_latin(reading: ScoredSentences, chosen: Sequence[int]) -> tuple[int, int] | None:
    """The best phrase by the rules for Latin script in the likeliest sentence that has one."""
    for i in sorted(chosen, key=lambda i: (-reading.chances[i], i)):
        sentence = reading.sentences[i]
        phrases = span_english.found(reading.answer_type, reading.question_terms, sentence.printed)
        if phrases and phrases[0].score >= _LATIN_SURE:
            return sentence.start + phrases[0].start, sentence.start + phrases[0].end
    return None


def _likely(
    parts: QuestionTerms,
    names: PinyinNames | None,
    found: Sequence[tuple[int, Candidate, Passage]],
    headlines: Mapping[str, str],
    weights: Mapping[str, float],
    event: re.Pattern[str] | None,
) -> list[Sentence]:
    """The sentences that lead by vectors and by the question's words, best first. `found` are passages with ranks."""
    sentences = [
        sentence
        for rank, candidate, passage in found
        for sentence in _of_passage(parts, names, rank, candidate, passage, headlines.get(passage.article_id, ""))
    ]
    if event is not None:
        sentences = [
            replace(one, values={**one.values, "no event": float(event.search(one.text) is None)}) for one in sentences
        ]
    return sorted(sentences, key=lambda one: (-_weigh(one.values, weights), one.rank, one.number))[:_SENTENCES]


def _of_passage(
    parts: QuestionTerms, names: PinyinNames | None, rank: int, candidate: Candidate, passage: Passage, headline: str
) -> list[Sentence]:
    """The sentences of a passage; `names` are the question's, where it is written in the other script."""
    text = fold(passage.text)
    spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    held = [parts.held(text[start:end]) for start, end in spans]
    nothing = np.zeros(len(parts.texts), np.bool_)
    above = parts.held(fold(f"{headline}\n{passage.heading}"))
    whole = _share(np.logical_or.reduce([above, *held]), parts.share)
    alone = _alone(np.array(held, np.bool_).reshape(len(held), len(parts.texts)), above, parts.near)
    passage_cosine = candidate.passage + max(candidate.sentences, default=0.0)
    sentences = []
    for number, ((start, end), own, cosine) in enumerate(zip(spans, held, candidate.sentences, strict=True)):
        before = held[number - 1] if number else nothing
        behind = held[number + 1] if number + 1 < len(held) else nothing
        values = {
            "cosine": cosine,
            "passage": passage_cosine,
            "held": _share(own, parts.share),
            "held near the gap": _share(own, parts.near),
            "held alone": alone[number],
            "held before": _share(before & ~own, parts.share),
            "held behind": _share(behind & ~own, parts.share),
            "held in passage": whole,
        }
        printed = passage.text[start:end]
        if names is not None:
            values |= {"names": float(bool(names.found(printed))), "names in passage": candidate.names}
        sentences.append(
            Sentence(rank, number, start + passage.start, end + passage.start, printed, text[start:end], values)
        )
    return sentences


def _alone(held: Flags, above: Flags, near: Floats) -> list[float]:
    """How much of the question near its gap each sentence says alone, as a share of what the best one does.

    A unit is shared by the sentences that hold it, and by the headline: the name of the subject, which stands in every
    second sentence, tells none from another. Of sentences of different passages it tells nothing.
    """
    said = held @ (near / np.maximum(1, held.sum(0) + above))
    return [float(value) for value in said / (said.max(initial=0.0) or 1.0)]


def _with_phrases(
    wanted: AnswerType, parts: QuestionTerms, sentences: Sequence[Sentence], candidates: Phrases, scores: Floats
) -> list[Sentence]:
    """The sentences with the logarithm of the sum of what their phrases weigh, as `phrases`.

    In Latin script it is the score of the best one by rule, above a constant.
    """
    found = []
    for number, sentence in enumerate(sentences):
        if is_han(sentence.text):
            total = _log_sum(scores[candidates.sentence == number])
        else:
            best = [phrase.score for phrase in span_english.found(wanted, parts, sentence.printed)[:1]]
            total = _LATIN_PHRASES + max(0.0, *best, 0.0)
        found.append(replace(sentence, values={**sentence.values, "phrases": total}))
    return found


def _log_sum(scores: Floats) -> float:
    if not len(scores):
        return 0.0
    best = float(scores.max())
    return best + float(np.log(np.exp(scores.astype(np.float64) - best).sum()))


def _weigh(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    fitted = sum([weight * values.get(name, 0.0) for name, weight in weights.items()])
    return fitted + _NO_EVENT * values.get("no event", 0.0)


def _softmax(values: Sequence[float]) -> Floats:
    powers = np.exp(np.array(values) - max(values))
    return np.asarray(powers / powers.sum(), np.float32)


def _share(held: Flags, share: Floats) -> float:
    return float(np.add.reduce(share[held]))  # as `sum`, without what that does for other arrays
