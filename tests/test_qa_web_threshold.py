"""The chat sets from which confidence on the library answers."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
from fake_library import FakeLibrary
from scripted_library import TEXTS, ScriptedLibrary, ask

from qa.evaluation import Evaluation, EvaluationStoppedError
from qa.evaluation.questions import Question
from qa.web.labels import Labels
from qa.web.threshold import ThresholdPanel, panel


def made(library: FakeLibrary) -> ThresholdPanel:
    with gr.Blocks():
        return panel(library, Labels())  # type: ignore[arg-type]


def evaluated(count: int, stop_after: int = 10**6) -> Evaluation:
    def progress(retriever: str, done: int, total: int) -> None:
        if done >= stop_after:
            raise EvaluationStoppedError

    names = [f"q{place}" for place in range(count)]
    questions = [Question(name, name, answers=("王芳",)) for name in names]
    return ask(ScriptedLibrary(TEXTS, {name: [1] for name in names}), *questions, progress=progress)


def test_a_threshold_is_found_used_and_taken_back(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path)
    tab = made(library)
    assert tab.in_words("zh") == ""
    news, found, use = tab.find_from(evaluated(30), 0.1, "zh")  # .9²⁹ = .047
    assert "30 道评判过的题里答 30 道" in news and use["visible"] is True
    assert library.threshold is None
    news, kept, use = tab.use_found(found, "zh")
    assert "答错的不超过 10%（可信度 95%）" in news and (kept, use["visible"]) == (None, False)
    assert library.threshold == found
    assert "keeps wrong answers to at most 10%" in tab.in_words("en")
    news, _, _ = tab.use_default("zh")
    assert "默认的门槛" in news and library.threshold is None


def test_too_few_judgments_and_a_stopped_evaluation_offer_nothing_to_use(tmp_path: Path) -> None:
    tab = made(FakeLibrary(tmp_path))
    news, found, use = tab.find_from(evaluated(20), 0.1, "en")
    assert "about 9 more are needed" in news and (found, use["visible"]) == (None, False)
    _, found, use = tab.find_from(evaluated(60, stop_after=40), 0.1, "en")
    assert (found, use["visible"]) == (None, False)
    news, found, _ = tab.find_from(None, 0.1, "zh")
    assert "请先评测" in news and found is None
