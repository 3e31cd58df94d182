"""The tables: how often quote and phrase are right, how well the confidence refuses; and the weights as a module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.fit_answer.fitting import UNJUDGED, crossing_fits, fit_both, heeds, measured
from benchmarks.fit_answer.samples import Array, Sample, Set, searched
from corpus.text import is_han
from qa.answer import confidence, sentence_selection, span_chinese, weights
from qa.answer.confidence import crosses_scripts
from qa.answer.reading import ScoredSentences
from qa.evaluation.answer_matching import holds_any, normalised
from qa.search.ranking import RETRIEVERS, search


def f1(text: str, answers: Iterable[str]) -> float:
    found = Counter(normalised(text))
    values = []
    for answer in answers:
        wanted = Counter(normalised(answer))
        common = sum((found & wanted).values())
        values.append(2 * common / (sum(found.values()) + sum(wanted.values())) if common else 0.0)
    return max(values, default=0.0)


def outcomes(made: Sequence[Sample], readings: Sequence[ScoredSentences]) -> Array:
    """For each question: quote right, two sentences, F1, exact match, quote length; float64 (questions, 5)."""
    rows = []
    for s, r in zip(made, readings, strict=True):
        chosen = sentence_selection.selected_sentences(r)
        first, last = min(r.sentences[i].start for i in chosen), max(r.sentences[i].end for i in chosen)
        passage = s.found[r.sentences[chosen[0]].rank][1]
        text = passage.text[first - passage.start : last - passage.start]
        span = sentence_selection.exact_span(r)
        exact = passage.text[span[0] - passage.start : span[1] - passage.start] if span else text
        equal = normalised(exact) in {normalised(answer) for answer in s.answers}
        rows.append((holds_any(text, s.answers), len(chosen) > 1, f1(exact, s.answers), equal, len(text)))
    return np.array(rows, np.float64)


def interval(values: Array) -> str:
    draws = np.random.default_rng(0).integers(0, len(values), (1000, len(values)))
    low, high = np.percentile(values[draws].mean(1), [2.5, 97.5])
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"


def report(title: str, made: Sequence[Sample], readings: Sequence[ScoredSentences]) -> None:
    here = [(s, r) for s, r in zip(made, readings, strict=True) if s.condition == "there"]
    for name in sorted({s.group for s, _ in here}):
        chosen = [(s, r) for s, r in here if s.group == name]
        values = outcomes([s for s, _ in chosen], [r for _, r in chosen])
        cells = [f"quote {interval(values[:, 0])}", f"two {values[:, 1].mean():.2f}",
                 f"length {values[:, 4].mean():.0f}",
                 f"f1 {interval(values[:, 2])}", f"exact {interval(values[:, 3])}"]  # fmt: skip
        print(" | ".join([title, name, *cells]), flush=True)


def calibration_error(chance: Array, right: Array) -> float:
    bins = np.minimum((chance * 10).astype(int), 9)
    return float(sum(abs((chance[bins == i] - right[bins == i]).sum()) for i in range(10)) / len(right))


def written(
    phrases: Array,
    sentences: Mapping[str, float],
    across: Mapping[str, float],
    found: Mapping[str, float],
    held: Mapping[str, float],
    confidence_across: Mapping[str, float],
) -> str:
    """The text of `qa/answer/weights.py`. Weights that round to nothing are left out."""
    lines = [
        '"""The fitted weights of the answer, written by `python -m benchmarks.fit_answer --part write`.',
        "",
        "Their names are those of `span_chinese`, `sentence_selection` and `confidence`.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
    ]
    tables: dict[str, dict[str, float]] = {
        "PHRASE": {
            name: float(value)
            for name, value in zip(span_chinese.FEATURE_NAMES, phrases, strict=True)
            if abs(value) >= 0.005 and name not in span_chinese.HAND_WEIGHTS
        },
        "SENTENCE": dict(sentences),
        "SENTENCE_CROSS_SCRIPT": dict(across),
        "ANSWER_EXISTS_WEIGHTS": dict(found),
        "QUOTE_CORRECT_WEIGHTS": dict(held),
        "CONFIDENCE_CROSS_SCRIPT": dict(confidence_across),
    }
    for title, table in tables.items():
        lines.append(f"{title}: dict[str, float] = {{")
        row = "   "
        for name, value in table.items():
            item = f' "{name}": {round(value, 2)},'
            if _width(row + item) > 118:
                lines.append(row)
                row = "   "
            row += item
        lines += [row, "}  # fmt: skip"]
    return "\n".join(lines) + "\n"


def _width(text: str) -> int:
    """The columns that a text takes, as linters count them: a Han character takes two."""
    return sum(2 if east_asian_width(char) in "FW" else 1 for char in text)


def refusal(
    title: str,
    made: Sequence[Sample],
    readings: Sequence[ScoredSentences],
    key: Callable[[Sample], Any],
) -> None:
    """Fit the confidence on the samples of other keys, and print how well it refuses."""
    rows, right = measured(made, readings)
    there = np.array([s.condition == "there" for s in made])
    heed = heeds(made)
    keys, groups = np.array([str(key(s)) for s in made]), np.array([s.group for s in made])
    chance = np.zeros(len(made))
    for value in sorted(set(keys)):
        found, held = fit_both(rows, right, there, heed, keys != value)
        for i in np.flatnonzero(keys == value):
            chance[i] = confidence.logistic(rows[i], found) * confidence.logistic(rows[i], held)
    for name in sorted(set(groups) - UNJUDGED):
        here = (groups == name) & there
        without = (groups == name) & np.array([s.condition == "without" for s in made])
        both = here | without
        cells = [f"calibration error {calibration_error(chance[both], right[both]):.3f}"]
        for condition in ("without", "stripped", "changed", "renamed"):
            other = (groups == name) & np.array([s.condition == condition for s in made])
            area = roc_auc_score(np.repeat([1, 0], [here.sum(), other.sum()]), np.r_[chance[here], chance[other]])
            wrongly = (chance[other] >= np.quantile(chance[here], 0.05)).mean()
            cells.append(f"{condition}: area {area:.3f}, answered at 95 % kept {wrongly:.3f}")
        print(f"{title} | {name} | " + " | ".join(cells), flush=True)
    for least in (0.2, 0.25, 0.3, 0.5, 0.8):
        cells = [
            f"{name}: kept {(chance[(groups == name) & there] >= least).mean():.2f}, right of them "
            f"{right[(groups == name) & there & (chance >= least)].mean():.2f}" for name in sorted(set(groups))
        ]  # fmt: skip
        print(f"{title} | confidence of at least {least} | " + " | ".join(cells), flush=True)


def crossing_report(made: Sequence[Sample]) -> None:
    """Questions in another script than their articles: found, quoted, refused. Each fifth is predicted by the rest."""
    across = np.array([crosses_scripts(s.question, s.found[0][1]) for s in made])
    chance, right = _predicted_by_fifths(made, across)
    first = np.array([holds_any(s.found[0][1].text, s.answers) for s in made])
    conditions = np.array([s.condition for s in made])
    for title, han in (("English questions", False), ("Chinese questions", True)):
        here = np.array([is_han(s.question) == han for s in made])
        for group, chosen in (("the other script first", here & across), ("their own", here & ~across)):
            there = chosen & (conditions == "there")
            if not there.any():
                continue
            cells = [f"{there.sum()} questions", f"first passage holds an answer {interval(first[there])}",
                     f"quote {interval(right[there])}"]  # fmt: skip
            for least in (0.25, 0.5):
                kept = there & (chance >= least)
                cells.append(f"kept at {least} {kept.sum() / there.sum():.2f}, right of them {right[kept].mean():.2f}")
            for condition in ("without", "unanswerable", "foreign"):
                other = chosen & (conditions == condition)
                if other.any():
                    cells.append(f"answered of {other.sum()} {condition} {(chance[other] >= 0.25).mean():.2f}")
            print(" | ".join([title, group, *cells]), flush=True)
    print(f"calibration error where scripts differ {calibration_error(chance[across], right[across]):.3f}")


def _predicted_by_fifths(made: Sequence[Sample], across: Array) -> tuple[Array, Array]:
    """The confidence of each sample and whether its quote is right, with weights fitted on the other fifths."""
    asked = sorted({s.question for s in made})
    fifth = {question: i % 5 for i, question in enumerate(np.random.default_rng(0).permutation(asked).tolist())}
    chance, right = np.zeros(len(made)), np.zeros(len(made), np.bool_)
    for part in range(5):
        sentence, curve = crossing_fits([s for s in made if fifth[s.question] != part])
        for i, s in enumerate(made):
            if fifth[s.question] != part:
                continue
            chosen = sentence if across[i] else weights.SENTENCE
            r = s.reading
            again = sentence_selection.score_sentences(
                r.answer_type, r.question_terms, r.sentences, r.phrases, r.phrases.scores(), chosen
            )
            rows, good = measured([s], [again])
            right[i] = good[0]
            chance[i] = confidence.logistic(rows[0], curve) if across[i] else confidence.confidence(rows[0], False)
    return chance, right


def crossing_found(given: Set) -> None:
    """Print how often the right article is first, with and without the weights for other scripts."""
    _show_cosines(given)
    engine, texts = searched(given)
    hybrid = RETRIEVERS["hybrid"]
    plain = {
        name: weight for name, weight in hybrid.items() if name != "names" and not name.startswith("script_mismatch")
    }
    for label, chosen in (
        ("without offset and names", plain),
        ("with the offset", {name: weight for name, weight in hybrid.items() if name != "names"}),
        ("with names", plain | {"names": hybrid["names"]}),
        ("with both", hybrid),
    ):
        RETRIEVERS["trial"] = dict(chosen)
        right: dict[str, list[bool]] = {}
        for asked, vector in zip(given.questions, given.vectors["Q"], strict=True):
            if not asked["articles"]:
                continue
            first = search(engine, asked["question"], vector, 1, "trial", texts=texts)[0]
            scripts = ["Chinese" if is_han(text) else "English" for text in (asked["question"], _text_of(given, asked))]
            good = given.passages[first.number].article_id in asked["articles"]
            right.setdefault(" on ".join(scripts), []).append(good)
        cells = [f"{name} {len(found)}: {interval(np.array(found))}" for name, found in sorted(right.items())]
        print(" | ".join([label, *cells]), flush=True)
    del RETRIEVERS["trial"]


def _show_cosines(given: Set) -> None:
    """Print the mean cosine of questions and passages, by their scripts and by whether the passage is right."""
    han = np.array([is_han(passage.text) for passage in given.passages])
    cosines: dict[str, list[float]] = {}
    for asked, vector in zip(given.questions, given.vectors["Q"], strict=True):
        right = np.array([passage.article_id in asked["articles"] for passage in given.passages])
        question = "Chinese" if is_han(asked["question"]) else "English"
        for here, chosen in ((right, "right"), (~right, "other")):
            for script, name in ((han, "Chinese"), (~han, "English")):
                found = given.vectors["P"][here & script] @ vector
                cosines.setdefault(f"{question} on {chosen} {name}", []).extend(found.tolist())
    print("cosines | " + " | ".join(f"{name} {np.mean(found):.3f}" for name, found in sorted(cosines.items()) if found))


def _text_of(given: Set, asked: Mapping[str, Any]) -> str:
    return next(article.text for article in given.articles if article.id in asked["articles"])
