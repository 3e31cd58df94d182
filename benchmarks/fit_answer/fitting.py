"""The fits: phrases and sentences by a softmax over candidates, confidence by logistic curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from benchmarks.fit_answer.samples import CROSSING, Array, Sample
from qa.answer import confidence, sentence_selection, span_chinese, weights
from qa.answer.confidence import crosses_scripts
from qa.answer.reading import ScoredSentences
from qa.evaluation.answer_matching import holds_any

SENTENCE_NAMES = (
    "cosine", "passage_cosine", "gap_coverage", "unique_coverage", "coverage_before", "coverage_behind",
    "passage_coverage", "gap_similarity", "phrase_score",
)  # fmt: skip
ACROSS_SENTENCE_NAMES = ("cosine", "passage_cosine", "has_name", "passage_names", "phrase_score")
# Penalty of half the squared weights: 3e-4 gives better phrases and worse quotes on unseen sets, 3e-3 the reverse.
PHRASE_RIDGE = 1e-3
_UNLIKE = 400  # candidates unlike an answer, drawn from a question's thousands
# How much each condition counts in the fit of the confidence. Fitted on "stripped", it refused the others worse.
_HEED = {
    "there": 1.0,
    "without": 1.0,
    "stripped": 0.0,
    "changed": 0.5,
    "renamed": 0.2,
    "unanswerable": 1.0,
    "foreign": 0.5,
}
# Their judgments leave out passages that answer too, so a question stays answerable without the named ones.
UNJUDGED = {"rgb-refine", "news-sample"}


def fit_softmax(
    terms: Sequence[Array],
    dense: Array,
    gain: Array,
    sizes: Array,
    count: int,
    l2: float,
    offset: Array | None = None,
    steps: int = 120,
) -> Array:
    """Weights, float64 (count + columns,), that make the rows with a gain likely in the softmax of their group.

    `terms` are columns of indexes into the first `count` weights, int (rows,) each; `dense` is float32 (rows, columns).
    `gain` is float64 (rows,), `sizes` the lengths of the groups. `offset` is added to the scores: the logarithm of how
    many rows each stands for. `l2` is the penalty of half the squared weights.
    """
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    total = count + dense.shape[1]

    def loss(w: Array) -> tuple[float, Array]:
        scores = dense @ w[count:].astype(np.float32)
        if offset is not None:
            scores += offset
        for column in terms:
            scores += w[:count].astype(np.float32)[column]
        scores = scores.astype(np.float64)
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        every, good = np.add.reduceat(powers, starts), np.maximum(np.add.reduceat(powers * gain, starts), 1e-30)
        slope = (powers / np.repeat(every, sizes) - powers * gain / np.repeat(good, sizes)) / len(sizes)
        gradient = np.zeros(total)
        for column in terms:
            gradient[:count] += np.bincount(column, slope, minlength=count)
        gradient[count:] = slope.astype(np.float32) @ dense
        return float(np.mean(np.log(every) - np.log(good)) + l2 * w @ w / 2), gradient + l2 * w

    return np.asarray(minimize(loss, np.zeros(total), jac=True, method="L-BFGS-B", options={"maxiter": steps}).x)


def fit_phrases(made: Sequence[Sample], without: Sequence[str] = ()) -> Array:
    """The weights of `span_chinese.FEATURE_NAMES`. The features of sentences are fitted with them, then dropped."""
    kept = [s for s in made if s.condition == "there" and len(s.likeness) and s.likeness.max() > 0.4]
    rows, offsets = zip(*(_drawn(s.likeness, i) for i, s in enumerate(kept)), strict=True)
    tables = np.concatenate([s.reading.phrases.tables[row] for s, row in zip(kept, rows, strict=True)])
    numbers = np.concatenate([s.reading.phrases.numbers[row] for s, row in zip(kept, rows, strict=True)])
    beside = np.concatenate(
        [_known(s, SENTENCE_NAMES[:-1])[s.reading.phrases.sentence[row]] for s, row in zip(kept, rows, strict=True)]
    )  # fmt: skip
    for name in without:
        numbers[:, _numbers().index(name)] = 0
    sizes = np.array([len(row) for row in rows])
    gain = np.concatenate([s.likeness[row] for s, row in zip(kept, rows, strict=True)]).astype(np.float64) ** 4
    count = len(span_chinese.FEATURE_NAMES) - numbers.shape[1]
    columns = [np.ascontiguousarray(tables[:, k]) for k in range(tables.shape[1])]
    found = fit_softmax(
        columns, np.concatenate([numbers, beside], 1), gain, sizes, count, PHRASE_RIDGE, np.concatenate(offsets)
    )
    chosen = (
        dict(zip(span_chinese.FEATURE_NAMES, found[: len(span_chinese.FEATURE_NAMES)], strict=True))
        | span_chinese.HAND_WEIGHTS
    )
    return np.array([chosen[name] for name in span_chinese.FEATURE_NAMES], np.float32)


def _known(made: Sample, names: Sequence[str]) -> Array:
    """The features of each sentence of a reading, float32 (sentences, names)."""
    return np.array([[sentence.features.get(n, 0.0) for n in names] for sentence in made.reading.sentences], np.float32)


def _drawn(likeness: Array, seed: int) -> tuple[Array, Array]:
    """The candidates like an answer and some of the others, and the logarithm of how many each stands for."""
    like, unlike = np.flatnonzero(likeness > 0.3), np.flatnonzero(likeness <= 0.3)
    drawn = np.random.default_rng(seed).permutation(unlike)[:_UNLIKE]
    share = np.log(max(1, len(unlike)) / max(1, len(drawn)))
    return np.concatenate([like, drawn]), np.repeat(np.float32([0, share]), [len(like), len(drawn)])


def _numbers() -> list[str]:
    return list(span_chinese.NUMBER_FEATURES)


def scored(made: Sequence[Sample], w: Array, sentence: Mapping[str, float] | None = None) -> list[ScoredSentences]:
    """The readings with other weights."""
    chosen = weights.SENTENCE if sentence is None else sentence
    return [
        sentence_selection.score_sentences(
            r.answer_type, r.question_terms, r.sentences, r.phrases, r.phrases.scores(w), chosen
        )
        for r in (s.reading for s in made)
    ]


def fit_sentences(
    made: Sequence[Sample],
    readings: Sequence[ScoredSentences],
    names: Sequence[str] = SENTENCE_NAMES,
    l2: float = 1e-3,
) -> dict[str, float]:
    kept = [(s, r) for s, r in zip(made, readings, strict=True) if s.condition == "there" and any(s.gold)]
    x = np.array([[sentence.features.get(n, 0.0) for n in names] for _, r in kept for sentence in r.sentences])
    scale = x.std(0) + 1e-9
    gain = np.concatenate([np.array(s.gold, np.float64) for s, _ in kept])
    sizes = np.array([len(s.gold) for s, _ in kept])
    w = fit_softmax([], ((x - x.mean(0)) / scale).astype(np.float32), gain, sizes, 0, l2)
    return {name: float(value) for name, value in zip(names, w / scale, strict=True)}


def crossing_fits(made: Sequence[Sample]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of sentences and the confidence of questions in the other script than their passage."""
    across = [s for s in made if s.group == CROSSING and crosses_scripts(s.question, s.found[0][1])]
    sentence = fit_sentences(across, [s.reading for s in across], ACROSS_SENTENCE_NAMES, 1e-2)
    readings = [
        sentence_selection.score_sentences(
            r.answer_type, r.question_terms, r.sentences, r.phrases, r.phrases.scores(), sentence
        )
        for r in (s.reading for s in across)
    ]
    rows, right = measured(across, readings)
    return sentence, fit_confidence(rows, ACROSS_NAMES, right, heeds(across))


def fit_confidence(
    rows: Sequence[Mapping[str, float]], names: Sequence[str], right: Array, heed: Array | None = None
) -> dict[str, float]:
    """A logistic curve; its constant is named "constant"."""
    x = np.array([[row[name] for name in names] for row in rows])
    mean, scale = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(max_iter=500).fit((x - mean) / scale, right, heed)
    slopes = model.coef_[0] / scale
    return {name: float(w) for name, w in zip(names, slopes, strict=True)} | {
        "constant": float(model.intercept_[0] - slopes @ mean)
    }


ACROSS_NAMES = ("sentence_cosine", "names", "passage_in_han", "lacks_answer_type", "support")
FOUND_NAMES = (
    "sentence_cosine", "proximity", "numbers_missing", "ordinals_missing", "names_missing", "lacks_answer_type",
    "support",
)  # fmt: skip
HELD_NAMES = ("support",)


def measured(made: Sequence[Sample], readings: Sequence[ScoredSentences]) -> tuple[list[dict[str, float]], Array]:
    """The evidence of each question, and whether its quote is right: it holds an answer, and the article was there."""
    rows, right = [], []
    for s, r in zip(made, readings, strict=True):
        chosen = sentence_selection.selected_sentences(r)
        candidate, passage = s.found[r.sentences[chosen[0]].rank]
        rows.append(
            confidence.evidence(
                r,
                chosen[0],
                candidate,
                passage,
                sentence_selection.exact_span(r),
                s.headlines.get(passage.article_id, ""),
            )
        )
        first, last = min(r.sentences[i].start for i in chosen), max(r.sentences[i].end for i in chosen)
        text = passage.text[first - passage.start : last - passage.start]
        right.append(s.condition == "there" and holds_any(text, s.answers))
    return rows, np.array(right)


def fold_out(
    made: Sequence[Sample],
    key: Callable[[Sample], Any],
    phrases: Mapping[Any, Array],
    read: Sequence[ScoredSentences],
    names: Sequence[str] = SENTENCE_NAMES,
) -> list[ScoredSentences]:
    """Each reading with weights fitted on the samples of other keys. `read`: readings by the other half's phrases."""
    out: list[ScoredSentences | None] = [None] * len(made)
    for value in sorted({key(s) for s in made}):
        rest = [i for i, s in enumerate(made) if key(s) != value]
        held = [i for i, s in enumerate(made) if key(s) == value]
        sentence = fit_sentences([made[i] for i in rest], [read[i] for i in rest], names)
        for i, reading in zip(held, scored([made[i] for i in held], phrases[value], sentence), strict=True):
            out[i] = reading
    return [reading for reading in out if reading is not None]


def heeds(made: Sequence[Sample]) -> Array:
    """How much each sample counts in fitting confidence."""
    doubtful = ("without", "stripped")
    return np.array([0.0 if s.group in UNJUDGED and s.condition in doubtful else _HEED[s.condition] for s in made])


def fit_both(
    rows: Sequence[Mapping[str, float]], right: Array, there: Array, heed: Array, chosen: Array
) -> tuple[dict[str, float], dict[str, float]]:
    """The curves of the confidence: that there is an answer, and that the quote holds it if there is.

    A quote that lacks the kind of answer counts as if there were none: of 1,350 such questions none was right.
    """
    there = there & np.array([not row["lacks_answer_type"] for row in rows])
    every, present = np.flatnonzero(chosen & (heed > 0)), np.flatnonzero(chosen & there)
    found = fit_confidence([rows[i] for i in every], FOUND_NAMES, there[every], heed[every])
    return found, fit_confidence([rows[i] for i in present], HELD_NAMES, right[present])
