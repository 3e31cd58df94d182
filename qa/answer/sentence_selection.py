"""Chooses the quote: the sentence, or two adjacent ones, of the first passages that answers the question.

A sentence's features are its vector and its passage's, the question's terms in it, next to it and in its passage, what
it says of them in other words (`qa.answer.word_similarity`), and how well its phrases would answer
(`qa.answer.span_chinese`, `qa.answer.span_english`). A softmax turns their weighted sums into chances; an adjacent
sentence is quoted too if its own chance is large. Quotes are copied to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.records import Passage
from corpus.text import fold, is_han
from qa.answer.confidence import confidence, crosses_scripts, evidence
from qa.answer.event_words import event_of
from qa.answer.reading import AnswerContext, ScoredSentences, Sentence
from qa.answer.span_chinese import Phrases, candidate_phrases
from qa.answer.span_english import english_phrases
from qa.answer.weights import SENTENCE, SENTENCE_CROSS_SCRIPT
from qa.answer.word_similarity import gap_similarities
from qa.language.pinyin import PinyinNames
from qa.language.question_terms import Flags, Floats, QuestionTerms, question_terms
from qa.language.question_type import AnswerType, Kind, classify_question
from qa.records import Answer
from qa.search.ranking import Candidate

_MAX_PASSAGES = 5  # that are read
_MAX_SENTENCES = 6  # of these that are read for phrases
_MIN_SECOND_CHANCE = 0.2  # of an adjacent sentence to be quoted too: one quote in ten on the measured questions
# Added to the phrase score of a sentence in Latin script, to make it comparable to sums over Chinese phrases.
_LATIN_PHRASE_SCORE = 6.0
_MIN_LATIN_SCORE = 1.5  # of a phrase in Latin script to be marked
# Set by hand, as only some 60 questions of the sets ask about such an event: 5 % of the sentences that answer them do
# not mention it, of the others 60 % do not.
_LACKS_EVENT_WEIGHT = -3.0
_WITHOUT_PHRASE = frozenset({Kind.MANNER, Kind.YES_NO})


@dataclass(frozen=True, slots=True)
class Quote:
    """The answer that was chosen, and the probability that it is right, 0 to 1."""

    answer: Answer
    confidence: float


def select_quote(question: str, found: Sequence[tuple[Candidate, Passage]], context: AnswerContext) -> Quote | None:
    """The quote that answers best, with its exact phrase and confidence; None if `found` has no sentence.

    `found` are the passages, best first.
    """
    reading = read_sentences(question, found, context)
    if reading is None:
        return None
    numbers = selected_sentences(reading)
    chosen = [reading.sentences[i] for i in numbers]
    candidate, passage = found[chosen[0].rank]
    start, end = min(sentence.start for sentence in chosen), max(sentence.end for sentence in chosen)
    text = passage.text[start - passage.start : end - passage.start]
    span = exact_span(reading)
    answer = Answer(text, start, end, span, passage.article_id, passage.id)
    headline = context.headlines.get(passage.article_id, "")
    features = evidence(reading, numbers[0], candidate, passage, span, headline)
    return Quote(answer, confidence(features, crosses_scripts(question, passage)))


def read_sentences(
    question: str, found: Sequence[tuple[Candidate, Passage]], context: AnswerContext
) -> ScoredSentences | None:
    """The sentences that can answer, scored; None if there is none. `found` are the passages, best first."""
    asked = classify_question(question)
    terms = question_terms(asked, context.idf)
    # Scores of sentences are comparable within one script only: that of the first passage is read.
    cross_script = crosses_scripts(question, found[0][1]) if found else False
    comparable = [
        (rank, candidate, passage)
        for rank, (candidate, passage) in enumerate(found[:_MAX_PASSAGES])
        if crosses_scripts(question, passage) == cross_script
    ]
    weights, names = (SENTENCE_CROSS_SCRIPT, PinyinNames(question)) if cross_script else (SENTENCE, None)
    event = None if cross_script else event_of(asked)
    sentences = _leading_sentences(terms, names, comparable, context.headlines, weights, event)
    if not sentences:
        return None
    if not cross_script:
        similarities = gap_similarities(asked, terms, [sentence.text for sentence in sentences], context.vectors)
        sentences = [
            _with_feature(sentence, "gap_similarity", value)
            for sentence, value in zip(sentences, similarities, strict=True)
        ]
    han_texts = [sentence.text if is_han(sentence.text) else "" for sentence in sentences]
    phrases = candidate_phrases(asked, terms, han_texts)
    return score_sentences(asked, terms, sentences, phrases, phrases.scores(), weights)


def score_sentences(
    asked: AnswerType,
    terms: QuestionTerms,
    sentences: Sequence[Sentence],
    phrases: Phrases,
    phrase_scores: Floats,
    weights: Mapping[str, float] = SENTENCE,
) -> ScoredSentences:
    """The sentences with their chances, given the scores of the phrases in them, float32 (phrases,)."""
    sentences = _with_phrase_scores(asked, terms, sentences, phrases, phrase_scores)
    chances = _softmax([_weighted_sum(sentence.features, weights) for sentence in sentences])
    return ScoredSentences(asked, terms, tuple(sentences), chances, phrases, phrase_scores)


def selected_sentences(reading: ScoredSentences) -> list[int]:
    """The numbers of the sentences to quote: the likeliest, then an adjacent one if that is likely too."""
    best = int(np.argmax(reading.chances))
    first = reading.sentences[best]
    adjacent = [
        i
        for i, other in enumerate(reading.sentences)
        if other.rank == first.rank
        and abs(other.number - first.number) == 1
        and reading.chances[i] >= _MIN_SECOND_CHANCE
    ]
    return [best, *sorted(adjacent, key=lambda i: (-reading.chances[i], i))[:1]]


def exact_span(reading: ScoredSentences) -> tuple[int, int] | None:
    """Where the exact phrase stands in the article; None if the question asks for none, or none is likely enough."""
    numbers = selected_sentences(reading)
    if reading.answer_type.kind in _WITHOUT_PHRASE:
        return None
    if not is_han(reading.sentences[numbers[0]].text):
        return _exact_latin_span(reading, numbers)
    phrases = reading.phrases
    inside = np.flatnonzero(np.isin(phrases.sentence, numbers))
    if not len(inside):
        return None
    totals = np.array([sentence.features["phrase_score"] for sentence in reading.sentences])
    chances = np.log(np.maximum(reading.chances, 1e-9)) - totals
    best = inside[np.argmax(reading.phrase_scores[inside] + chances[phrases.sentence[inside]])]
    start = reading.sentences[int(phrases.sentence[best])].start
    return start + int(phrases.start[best]), start + int(phrases.end[best])


def _exact_latin_span(reading: ScoredSentences, numbers: Sequence[int]) -> tuple[int, int] | None:
    """The best phrase by the rules for Latin script, in the likeliest sentence that has one."""
    for i in sorted(numbers, key=lambda i: (-reading.chances[i], i)):
        sentence = reading.sentences[i]
        phrases = english_phrases(reading.answer_type, reading.question_terms, sentence.printed)
        if phrases and phrases[0].score >= _MIN_LATIN_SCORE:
            return sentence.start + phrases[0].start, sentence.start + phrases[0].end
    return None


def _leading_sentences(
    terms: QuestionTerms,
    names: PinyinNames | None,
    found: Sequence[tuple[int, Candidate, Passage]],
    headlines: Mapping[str, str],
    weights: Mapping[str, float],
    event: re.Pattern[str] | None,
) -> list[Sentence]:
    """The sentences that lead by vectors and question terms, best first. `found` are passages with their ranks."""
    sentences = [
        sentence
        for rank, candidate, passage in found
        for sentence in _sentences_of(terms, names, rank, candidate, passage, headlines.get(passage.article_id, ""))
    ]
    if event is not None:
        sentences = [_with_feature(one, "lacks_event", float(event.search(one.text) is None)) for one in sentences]
    return sorted(sentences, key=lambda one: (-_weighted_sum(one.features, weights), one.rank, one.number))[
        :_MAX_SENTENCES
    ]


def _sentences_of(
    terms: QuestionTerms, names: PinyinNames | None, rank: int, candidate: Candidate, passage: Passage, headline: str
) -> list[Sentence]:
    """The sentences of a passage; `names` are the question's, if it is in the other script."""
    text = fold(passage.text)
    spans = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    present = [terms.present_in(text[start:end]) for start, end in spans]
    nothing = np.zeros(len(terms.texts), np.bool_)
    in_headline = terms.present_in(fold(f"{headline}\n{passage.heading}"))
    passage_coverage = _share(np.logical_or.reduce([in_headline, *present]), terms.idf_share)
    matrix = np.array(present, np.bool_).reshape(len(present), len(terms.texts))
    unique = _unique_coverage(matrix, in_headline, terms.gap_weight)
    passage_cosine = candidate.passage + max(candidate.sentences, default=0.0)
    sentences = []
    for number, ((start, end), own, cosine) in enumerate(zip(spans, present, candidate.sentences, strict=True)):
        before = present[number - 1] if number else nothing
        behind = present[number + 1] if number + 1 < len(present) else nothing
        features = {
            "cosine": cosine,
            "passage_cosine": passage_cosine,
            "gap_coverage": _share(own, terms.gap_weight),
            "unique_coverage": unique[number],
            "coverage_before": _share(before & ~own, terms.idf_share),
            "coverage_behind": _share(behind & ~own, terms.idf_share),
            "passage_coverage": passage_coverage,
        }
        printed = passage.text[start:end]
        if names is not None:
            features |= {"has_name": float(bool(names.found(printed))), "passage_names": candidate.names}
        sentences.append(
            Sentence(rank, number, start + passage.start, end + passage.start, printed, text[start:end], features)
        )
    return sentences


def _unique_coverage(present: Flags, in_headline: Flags, gap_weight: Floats) -> list[float]:
    """How much of the question near its gap only this sentence of a passage has, relative to the best sentence.

    A term's weight is divided among the sentences that contain it and the headline: the subject's name, which stands in
    every second sentence, tells none from another. `present` is bool (sentences, terms), `in_headline` bool (terms,).
    """
    weights = present @ (gap_weight / np.maximum(1, present.sum(0) + in_headline))
    return [float(value) for value in weights / (weights.max(initial=0.0) or 1.0)]


def _with_phrase_scores(
    asked: AnswerType, terms: QuestionTerms, sentences: Sequence[Sentence], phrases: Phrases, scores: Floats
) -> list[Sentence]:
    """The sentences with the logarithm of the sum of their phrases' exponentiated scores, as `phrase_score`.

    In Latin script it is the score of the best phrase by rule, plus a constant.
    """
    scored = []
    for number, sentence in enumerate(sentences):
        if is_han(sentence.text):
            score = _log_sum_exp(scores[phrases.sentence == number])
        else:
            best = [phrase.score for phrase in english_phrases(asked, terms, sentence.printed)[:1]]
            score = _LATIN_PHRASE_SCORE + max(0.0, *best, 0.0)
        scored.append(_with_feature(sentence, "phrase_score", score))
    return scored


def _with_feature(sentence: Sentence, name: str, value: float) -> Sentence:
    return replace(sentence, features={**sentence.features, name: value})


def _log_sum_exp(scores: Floats) -> float:
    if not len(scores):
        return 0.0
    best = float(scores.max())
    return best + float(np.log(np.exp(scores.astype(np.float64) - best).sum()))


def _weighted_sum(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    fitted = sum([weight * features.get(name, 0.0) for name, weight in weights.items()])
    return fitted + _LACKS_EVENT_WEIGHT * features.get("lacks_event", 0.0)


def _softmax(values: Sequence[float]) -> Floats:
    powers = np.exp(np.array(values) - max(values))
    return np.asarray(powers / powers.sum(), np.float32)


def _share(present: Flags, weights: Floats) -> float:
    return float(np.add.reduce(weights[present]))  # `sum`, without its overhead
