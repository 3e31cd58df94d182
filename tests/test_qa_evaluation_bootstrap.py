"""Intervals, tests, comparisons and gates, compared with SciPy and scikit-learn."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest
from scripted_library import TEXTS, ScriptedLibrary, ask

from qa.errors import QuestionError
from qa.evaluation import fail_under, metrics, parse_gates, write
from qa.evaluation.bootstrap import interval_of, intervals, randomisation
from qa.evaluation.questions import Question
from qa.i18n.error_messages import translate


def test_bootstrap_intervals() -> None:
    values = np.array([[1.0, 1.0]] * 80 + [[0.0, 1.0]] * 20)
    low, high = intervals(values)
    # The mean of 100 draws at .8 has the standard deviation .04.
    assert low[0] == pytest.approx(0.8 - 1.96 * 0.04, abs=0.015)
    assert high[0] == pytest.approx(0.8 + 1.96 * 0.04, abs=0.015)
    assert (low[1], high[1]) == (1, 1)
    assert np.array_equal(intervals(values), intervals(values))
    again = interval_of(lambda drawn: drawn @ values[:, 0] / 100, 100)
    assert again == pytest.approx((low[0], high[0]))


def test_bootstrap_intervals_are_those_of_scipy() -> None:
    from scipy.stats import bootstrap

    values = np.random.default_rng(1).random(60)
    theirs = bootstrap((values,), np.mean, n_resamples=4000, method="percentile", rng=2).confidence_interval
    assert intervals(values[:, None])[:, 0] == pytest.approx([theirs.low, theirs.high], abs=0.01)


def test_randomisation_takes_all_ways_of_few_questions() -> None:
    differences = [0.5, 0.25, 0.25, -0.25]
    ways = [abs(sum(s * d for s, d in zip(signs, differences, strict=True))) for signs in product((1, -1), repeat=4)]
    expected = sum(way >= 0.75 for way in ways) / 16
    assert expected == 8 / 16  # with the sign of .5 fixed: 1.25, three times .75
    assert randomisation(np.array([0.0, *differences, 0.0])) == expected
    assert randomisation(np.zeros(5)) == randomisation(np.array([0.0, 0.5])) == 1
    assert randomisation(np.full(13, 0.1)) == 2 / 2**13


def test_randomisation_of_many_questions_draws_seeded_ways() -> None:
    differences = np.random.default_rng(3).choice([-1.0, 0.0, 1.0], 60, p=[0.2, 0.5, 0.3])
    positive, negative = int((differences > 0).sum()), int((differences < 0).sum())
    exact = binomtest(positive, positive + negative).pvalue  # of equal differences, it is the sign test
    assert randomisation(differences) == pytest.approx(float(exact), abs=0.02)
    assert randomisation(differences) == randomisation(differences)
    assert randomisation(np.ones(40)) == pytest.approx(2 / 10_001)


def test_calibration_error_has_ten_bins() -> None:
    confidence, right = np.array([0.05, 0.15, 0.95, 1.0]), np.array([0.0, 1.0, 1.0, 0.0])
    assert metrics.ece(confidence, right) == pytest.approx((0.05 + 0.85 + abs(0.95 + 1.0 - 1)) / 4)
    assert [(b.low, b.n) for b in metrics.calibration(confidence, right)] == [(0.0, 1), (0.1, 1), (0.9, 2)]


def test_auroc_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import roc_auc_score

    random = np.random.default_rng(5)
    confidence, answerable = random.integers(0, 20, 200) / 20, random.integers(0, 2, 200).astype(float)
    assert metrics.auroc(confidence, answerable) == pytest.approx(roc_auc_score(answerable, confidence))
    assert metrics.auroc(confidence, np.ones(200)) is None


def test_the_calibration_error_is_that_of_scikit_learn() -> None:
    from sklearn.calibration import calibration_curve

    random = np.random.default_rng(6)
    confidence, right = random.random(300), random.integers(0, 2, 300).astype(float)
    shares, means = calibration_curve(right, confidence, n_bins=10)
    sizes = np.histogram(confidence, bins=10, range=(0, 1))[0]
    expected = sizes @ np.abs(shares - means) / 300
    assert metrics.ece(confidence, right) == pytest.approx(expected)
    bins = metrics.calibration(confidence, right)
    assert [b.right for b in bins] == pytest.approx(list(shares))
    assert [b.confidence for b in bins] == pytest.approx(list(means))


def test_the_area_under_the_risk_coverage_curve_is_one_less_scikit_learns_precisions() -> None:
    from sklearn.metrics import precision_score

    random = np.random.default_rng(7)
    confidence, right = random.integers(0, 20, 200) / 20, random.integers(0, 2, 200)
    risks = [1 - precision_score(right, confidence >= threshold) for threshold in confidence]
    assert metrics.aurc(confidence, right.astype(float)) == pytest.approx(np.mean(risks))
    assert metrics.aurc(np.empty(0), np.empty(0)) is None
    # A question that is drawn twice counts like two that are the same.
    drawn = random.integers(0, 3, (5, 200))
    repeated = [metrics.aurc(np.repeat(confidence, row), np.repeat(right, row).astype(float)) for row in drawn]
    assert metrics.aurcs(confidence, right.astype(float), drawn.astype(float)) == pytest.approx(repeated)


def test_comparing_two_retrievers() -> None:
    questions = [Question(str(place), f"q{place}", articles=("a0",)) for place in range(6)]
    hybrid = {f"q{place}": [0] for place in range(6)}
    lexical = {"q0": [0], "q1": [1, 0], "q2": [1, 0], "q3": [1, 0], "q4": [1], "q5": [0]}
    library = ScriptedLibrary(TEXTS, hybrid, scripts={"lexical": lexical})
    found = ask(library, *questions, compare=("lexical", "hybrid"))
    assert list(found.compare) == ["lexical"]
    other = found.compare["lexical"]
    assert other.metrics["success@1"].mean == pytest.approx(2 / 6)
    difference = other.difference["success@1"]
    assert difference.mean == pytest.approx(4 / 6)
    assert (difference.win, difference.tie, difference.loss, difference.n) == (4, 2, 0, 6)
    assert difference.p == 2 / 16
    row = found.as_json()["compare"]["lexical"]["difference"]["success@1"]
    assert row["win"] == 4
    assert row["p"] == 0.125


def test_a_baseline_is_paired_by_question(tmp_path: Path) -> None:
    questions = [Question(str(place), f"q{place}", articles=("a0",)) for place in range(4)]
    before = ScriptedLibrary(TEXTS, {"q0": [0], "q1": [1, 0], "q2": [1, 0]})
    write(ask(before, *questions), tmp_path / "before")
    after = ScriptedLibrary(TEXTS, {"q0": [0], "q1": [0], "q2": [0], "new words": [0], "q9": [0]})
    changed = [*questions[:3], Question("3", "new words", articles=("a0",)), Question("9", "q9", articles=("a0",))]
    path = tmp_path / "before" / "metrics.json"
    found = ask(after, *changed, baseline=path, out=tmp_path / "before")
    assert found.baseline is not None
    assert (found.baseline.common, found.baseline.changed) == (3, 1)
    difference = found.baseline.difference["success@1"]
    assert (difference.mean, difference.win, difference.tie, difference.loss) == (pytest.approx(2 / 3), 2, 1, 0)
    metrics_only = tmp_path / "alone.json"
    metrics_only.write_text('{"metrics": {"success@1": {"mean": 0.25, "ci95": [0, 1]}}}', "utf-8")
    lonely = ask(after, *changed, baseline=metrics_only).baseline
    assert lonely is not None
    assert lonely.difference["success@1"].mean == pytest.approx(0.75)
    assert lonely.difference["success@1"].p is None


@pytest.mark.parametrize(
    "text", ["", "[]", '{"metrics": {"f1": 3}}', '{"metrics": []}', '{"metrics": {"f1": {"mean": 1}}}']
)
def test_a_baseline_of_another_form_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "metrics.json"
    path.write_text(text, "utf-8")
    with pytest.raises(QuestionError, match=r"metrics\.json"):
        ask(ScriptedLibrary(TEXTS, {}), Question("1", "q"), baseline=path)
    with pytest.raises(QuestionError, match="cannot be read"):
        ask(ScriptedLibrary(TEXTS, {}), Question("1", "q"), baseline=tmp_path / "no.json")


def test_fail_under() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [1], "r": [1]})
    found = ask(library, Question("1", "q", answers=("王芳",)), Question("2", "r", answerable=False))
    assert fail_under(found, ["recall@1=1", "answered_wrongly=1", "f1 = 0.5"]) == []
    short = fail_under(found, ["exact_match=0.5", "answered_wrongly=0.2", "recall@7=0.1"])
    assert short[:2] == ["exact_match is 0.0000, under 0.5", "answered_wrongly is 1.0000, over 0.2"]
    assert "recall@7 was not measured" in short[2]
    assert [translate(message, "zh") for message in short[:2]] == [
        "exact_match 为 0.0000，低于 0.5", "answered_wrongly 为 1.0000，高于 0.2",
    ]  # fmt: skip


def test_gates_that_cannot_be_read_are_all_named() -> None:
    assert parse_gates(["recall@20=0.5", "map=0"]) == [("recall@20", 0.5), ("map", 0.0)]
    with pytest.raises(QuestionError) as error:
        parse_gates(["recall@1", "nonsense=0.5", "f1=95", "f1=nan", "recall@0=1", "map=0.5"])
    for text in ("recall@1,", "nonsense=0.5", "f1=95", "f1=nan", "recall@0=1", "answer_in_passage@k"):
        assert text in str(error.value)
    assert "map=0.5" not in str(error.value)
