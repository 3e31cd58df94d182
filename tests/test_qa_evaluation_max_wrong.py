"""The threshold for a share of wrong answers: its proof, how many judgments are missing, and that the level holds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom, binomtest
from scripted_library import TEXTS, ScriptedLibrary, ask

from qa.errors import QuestionError
from qa.evaluation.max_wrong import find_threshold, in_words, least_answers, upper_bound
from qa.evaluation.questions import Question
from qa.i18n.error_messages import translate

Floats = NDArray[np.float64]


def drawn(random: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Pairs of which half are of questions without an answer; of the others, one quote in a hundred is wrong."""
    answerable = random.random(count) < 0.5
    confidence = 1 / (1 + np.exp(-random.normal(np.where(answerable, 2.5, -2.5), 1.2)))
    return confidence, (answerable & (random.random(count) < 0.99)).astype(float)


def test_the_bound_is_that_of_clopper_and_pearson() -> None:
    for wrong, answered in ((0, 59), (3, 100), (10, 40), (5, 5)):
        interval = binomtest(wrong, answered, alternative="less").proportion_ci(0.95, method="exact")
        assert upper_bound(wrong, answered, 0.05) == pytest.approx(interval.high)


def test_fifty_nine_right_answers_show_five_percent() -> None:
    assert least_answers(0.05, 0.05) == 59  # .95⁵⁹ = .0485, .95⁵⁸ = .0510
    falling = np.linspace(0.99, 0.5, 59)
    found = find_threshold(falling, np.ones(59), 0.05)
    assert (found.threshold, found.answered, found.wrong) == (0.5, 59, 0)
    assert found.bound == pytest.approx(1 - 0.05 ** (1 / 59))
    short = find_threshold(falling[:58], np.ones(58), 0.05)
    assert (short.threshold, short.more) == (None, 1)
    assert "about 1 more are needed" in short.message
    assert "大约还要评判 1 道" in translate(short.message, "zh")
    assert find_threshold(np.empty(0), np.empty(0), 0.05).more == 59


def test_the_lowest_threshold_that_is_shown_is_chosen() -> None:
    # 200 right ones, then 100 of which every second is wrong.
    confidence = np.linspace(0.99, 0.1, 300)
    right = np.concatenate([np.ones(200), np.tile([0.0, 1.0], 50)])
    found = find_threshold(confidence, right, 0.05)
    assert found.threshold is not None
    assert 200 < found.answered < 215
    assert found.answered == (confidence >= found.threshold).sum()
    assert found.wrong == (1 - right[: found.answered]).sum()
    assert found.bound is not None and found.bound <= 0.05
    assert binom.cdf(found.wrong, found.answered, 0.05) <= 0.05
    # A level that is higher, or a share that is smaller, keeps fewer.
    assert find_threshold(confidence, right, 0.05, 0.99).answered < found.answered
    assert find_threshold(confidence, right, 0.03).answered < found.answered


def test_questions_of_equal_confidence_are_answered_together() -> None:
    confidence = np.repeat([0.9, 0.4], [100, 100])
    found = find_threshold(confidence, np.repeat([1.0, 0.0], [100, 100]), 0.05)
    assert (found.threshold, found.answered, found.wrong) == (0.9, 100, 0)


def test_where_even_the_surest_answers_are_wrong_no_number_of_judgments_helps() -> None:
    found = find_threshold(np.linspace(0.99, 0.1, 400), np.tile([1.0, 1.0, 0.0, 1.0], 100), 0.05)
    assert (found.threshold, found.more) == (None, None)
    assert found.least == pytest.approx(0.25, abs=0.02)
    assert "no threshold keeps wrong answers to at most 5%" in found.message
    assert "无论门槛多高" in translate(found.message, "zh")


def test_as_many_judgments_as_are_said_to_be_missing_are_enough() -> None:
    def file(count: int) -> tuple[Floats, Floats]:
        """Of the surer half, one in fifty is wrong; of the others, every second."""
        places = np.arange(count)
        every = np.where(places < count / 2, 50, 2)
        return np.linspace(0.99, 0.1, count), (places % every != every - 1).astype(float)

    found = find_threshold(*file(70), 0.05)
    assert found.threshold is None and found.more is not None
    assert find_threshold(*file(70 + found.more), 0.05).threshold is not None
    assert find_threshold(*file(70 + found.more // 8), 0.05).threshold is None


@pytest.mark.parametrize(("max_wrong", "level"), [(0.05, 0.9), (0.1, 0.95)])
def test_the_stated_share_is_exceeded_no_more_often_than_the_level_allows(max_wrong: float, level: float) -> None:
    random = np.random.default_rng(20231)
    population, outcome = drawn(random, 200_000)
    exceeded, kept = 0, []
    for _ in range(100):
        confidence, right = drawn(random, 400)
        found = find_threshold(confidence, right, max_wrong, level)
        kept.append(found.answered)
        if found.threshold is not None:
            exceeded += (1 - outcome[population >= found.threshold]).mean() > max_wrong
    assert exceeded <= 100 * (1 - level) + 2 * np.sqrt(100 * level * (1 - level))
    assert np.mean(kept) > 100  # of the 200 that have an answer


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, float("nan")])
def test_a_share_that_is_none_is_named(share: float) -> None:
    with pytest.raises(QuestionError, match="write 5%"):
        find_threshold(np.ones(3), np.ones(3), share)


def test_an_evaluation_finds_the_threshold_among_the_judged_questions() -> None:
    script = {f"q{place}": [1] for place in range(80)}
    confidence = {f"q{place}": 0.99 - place / 1000 for place in range(80)}
    library = ScriptedLibrary(TEXTS, script, confidence=confidence)
    questions = [Question(str(place), f"q{place}", answers=("王芳",)) for place in range(70)]
    questions += [Question(f"n{place}", f"q{place}", answerable=False) for place in range(70, 80)]
    questions += [Question("again", "q0", answers=("王芳",)), Question("unjudged", "q79")]
    found = ask(library, *questions, max_wrong=0.05).max_wrong
    assert found is not None
    assert found.judged == 80  # a question that is asked twice counts once
    assert (found.answered, found.wrong) == (70, 0) or found.answered > 70
    assert found.threshold is not None and found.threshold <= 0.99 - 69 / 1000
    assert ask(library, *questions).max_wrong is None
    setting = found.setting("2026-11-30")
    assert setting is not None and setting.value == found.threshold
    assert "at most 5% (at a level of 95%), by 80 questions judged until 2026-11-30" in in_words(setting)
    row = ask(library, *questions, max_wrong=0.05).as_json()["max_wrong"]
    assert (row["max_wrong"], row["confidence_level"], row["judged"]) == (0.05, 0.95, 80)
