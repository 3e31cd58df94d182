"""Holm's correction, the intervals of areas and of calibration, and the differences that a file can show."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm
from scripted_library import TEXTS, ScriptedLibrary, ask
from statsmodels.stats.multitest import multipletests

from qa.evaluation import aggregate, metrics
from qa.evaluation.bootstrap import holm
from qa.evaluation.confidence_intervals import auroc_interval, ece_interval
from qa.evaluation.questions import Question
from qa.i18n.error_messages import translate


def test_holm_is_that_of_statsmodels() -> None:
    random = np.random.default_rng(2)
    for count in (1, 2, 7, 40):
        values = [*(random.random(count) ** 3), 0.01, 0.01]
        assert holm(values) == pytest.approx(multipletests(values, method="holm")[1])
    # By hand: 3 · .01, 2 · .02, and .03 may not fall below the one before.
    assert holm([0.03, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([]) == []


def test_p_values_are_corrected_over_all_metrics_and_runs() -> None:
    questions = [Question(str(place), f"q{place}", articles=("a0",)) for place in range(8)]
    scripts = {
        "lexical": {f"q{place}": [1, 0] for place in range(8)},
        "dense": {f"q{place}": [0] if place < 4 else [1, 0] for place in range(8)},
    }
    library = ScriptedLibrary(TEXTS, {f"q{place}": [0] for place in range(8)}, scripts=scripts)
    found = ask(library, *questions, compare=("lexical", "dense"))
    tested = [difference for run in found.compare.values() for difference in run.difference.values() if difference.p]
    assert len({id(difference) for difference in tested}) > len(found.metrics)
    expected = multipletests([difference.p for difference in tested], method="holm")[1]
    assert [difference.p_holm for difference in tested] == pytest.approx(list(expected))
    row = found.as_json()["compare"]["lexical"]["difference"]["success@1"]
    assert row["p"] == pytest.approx(2 / 2**8, abs=1e-6) and row["p"] < row["p_holm"] <= 1


def test_the_interval_of_an_area_by_delong_worked_out_by_hand() -> None:
    confidence, answerable = np.array([0.9, 0.6, 0.7, 0.2]), np.array([1.0, 1.0, 0.0, 0.0])
    # .9 is above both others, .6 above one: 3 of 4 pairs. .7 is below one answerable question, .2 below two.
    variance = np.var([1, 0.5], ddof=1) / 2 + np.var([0.5, 1], ddof=1) / 2
    logit, error = np.log(3), norm.ppf(0.975) * np.sqrt(variance) / (0.75 * 0.25)
    expected = [1 / (1 + np.exp(-(logit + sign * error))) for sign in (-1, 1)]
    assert auroc_interval(confidence, answerable) == pytest.approx(expected, abs=1e-6)
    low, high = auroc_interval(np.array([0.9, 0.8, 0.2, 0.1]), np.array([1.0, 1.0, 0.0, 0.0]))
    assert 0 < low < 0.6 and high == 1  # four questions that are apart do not show an area of 1


@pytest.mark.parametrize(("area", "count"), [(0.8, 40), (0.95, 40), (0.9, 200)])
def test_the_interval_of_an_area_holds_it_nineteen_times_in_twenty(area: float, count: int) -> None:
    random = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        answerable = np.repeat([1.0, 0.0], count // 2)
        confidence = norm.cdf(random.normal(answerable * np.sqrt(2) * norm.ppf(area), 1))
        low, high = auroc_interval(confidence, answerable)
        held += low <= area <= high
    assert held / 400 >= 0.93


@pytest.mark.parametrize(("shift", "count"), [(0.0, 40), (0.0, 400), (0.15, 400)])
def test_the_interval_of_the_calibration_error_holds_it(shift: float, count: int) -> None:
    random = np.random.default_rng(12)
    held = 0
    for _ in range(60):
        confidence = random.uniform(0.2, 1, count)
        right = (random.random(count) < confidence - shift).astype(float)
        low, high = ece_interval(confidence, right, metrics.BINS)
        held += low <= shift + 1e-9 <= high + 1e-9
    assert held / 60 >= 0.9


def test_the_calibration_error_that_was_seen_by_chance_alone_can_be_none() -> None:
    random = np.random.default_rng(13)
    confidence = random.uniform(0, 1, 60)
    right = (random.random(60) < confidence).astype(float)
    seen = metrics.ece(confidence, right)
    low, high = ece_interval(confidence, right, metrics.BINS)
    assert seen is not None and low == 0 < seen
    assert high < 0.3
    assert ece_interval(np.full(50, 0.95), np.zeros(50), metrics.BINS) == pytest.approx((0.9, 0.95), abs=0.06)


def test_the_difference_that_so_many_questions_can_show() -> None:
    found = aggregate.detectable(40)
    assert found.least == pytest.approx(6 / 40)  # 2 / 2⁶ = .031, 2 / 2⁵ = .0625
    assert found.often is not None
    assert binom.sf(5, 40, found.often) == pytest.approx(0.8)
    assert "40 questions can show a difference of 0.15" in found.message
    assert "40 道题能看出 0.15 的差别" in translate(found.message, "zh")
    assert aggregate.detectable(5).least is None
    assert "至少要 6 道" in translate(aggregate.detectable(5).message, "zh")
    differences = np.array([1.0] * 3 + [0.0] * 6 + [-1.0])
    assert aggregate.detectable_difference(differences) == pytest.approx(
        2.801585 * np.std(differences, ddof=1) / 10**0.5
    )


def test_how_much_is_quoted_for_questions_without_an_answer() -> None:
    library = ScriptedLibrary(TEXTS, {"a": [1], "b": [2], "c": [1]}, confidence={"b": 0.2})
    questions = [Question(name, name, answerable=False) for name in "ab"] + [Question("c", "c", answers=("王芳",))]
    found = ask(library, *questions)
    assert found.quoted_without_answer is not None
    assert (found.quoted_without_answer.mean, found.quoted_without_answer.n) == (len(TEXTS[1]) / 2, 2)
    assert found.as_json()["quoted_without_answer"]["mean"] == 3
    assert "of 2 questions without an answer, 1 were answered; on average, 3 characters" in str(found)
    assert ask(library, questions[2]).quoted_without_answer is None
