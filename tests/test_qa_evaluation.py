"""The metrics of an evaluation, worked out by hand over a library with scripted answers."""

from __future__ import annotations

import math

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_library import TEXTS, ScriptedLibrary, ask, value

from qa.errors import QuestionError
from qa.evaluation import (
    metrics,
    slices,
)
from qa.evaluation.outcomes import outcome
from qa.evaluation.questions import Question


def test_metrics_of_the_search_worked_out_by_hand() -> None:
    # q1 finds its only article second; q2 finds one of its two first and the other fourth; q3 finds nothing.
    library = ScriptedLibrary(TEXTS, {"q1": [2, 0, 1], "q2": [1, 0, 2, 3]})
    found = ask(
        library,
        Question("1", "q1", articles=("a0",)),
        Question("2", "q2", articles=("a1", "a3")),
        Question("3", "q3", articles=("a4",)),
        Question("4", "nothing is known of this"),
    )
    assert len(found.results) == 4
    assert found.metrics["recall@1"].n == 3
    assert value(found, "recall@1") == pytest.approx((0 + 1 / 2 + 0) / 3)
    assert value(found, "recall@3") == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert value(found, "recall@5") == pytest.approx((1 + 1 + 0) / 3)
    assert value(found, "success@1") == pytest.approx(1 / 3)
    assert value(found, "success@3") == pytest.approx(2 / 3)
    assert value(found, "mrr@10") == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert value(found, "map") == pytest.approx((1 / 2 + (1 / 1 + 2 / 4) / 2 + 0) / 3)
    ideal = 1 + 1 / math.log2(3)
    ndcg = (1 / math.log2(3) + (1 + 1 / math.log2(5)) / ideal + 0) / 3
    assert value(found, "ndcg@10") == pytest.approx(ndcg, abs=1e-6)
    assert "f1" not in found.metrics
    assert "ece" in found.metrics


def test_grades_count_in_ndcg() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [0, 1]})
    found = ask(library, Question("1", "q", articles=("a0", "a1"), grades={"a0": 1, "a1": 3}))
    ideal = 3 + 1 / math.log2(3)
    assert value(found, "ndcg@10") == pytest.approx((1 + 3 / math.log2(3)) / ideal, abs=1e-6)


def test_metrics_of_the_answer_worked_out_by_hand() -> None:
    library = ScriptedLibrary(TEXTS, {"right": [1, 0], "wrong": [2, 1], "refused": [1]}, confidence={"refused": 0.2})
    found = ask(library, *(Question(name, name, answers=("王芳",)) for name in ("right", "wrong", "refused", "none")))
    assert value(found, "answer_in_quote") == 1 / 4
    assert value(found, "answer_in_passage@1") == 2 / 4
    assert value(found, "answer_in_passage@3") == 3 / 4
    assert value(found, "exact_match") == 0
    # 市长是王芳 has 5 characters, 王芳 2, both in common: 2 · 2 / 7.
    assert value(found, "f1") == pytest.approx((4 / 7) / 4)
    assert [outcome(result) for result in found.results] == [
        ("right", ""),
        ("wrong", "sentence"),
        ("refused_wrongly", "refusal"),
        ("refused_wrongly", "retrieval"),
    ]


def test_metrics_of_the_refusal_worked_out_by_hand() -> None:
    script = {name: [1] for name in "abcde"}
    confidence = {"a": 0.95, "b": 0.65, "c": 0.35, "d": 0.65, "e": 0.15}
    library = ScriptedLibrary(TEXTS, script, confidence=confidence)
    found = ask(
        library,
        Question("a", "a", answers=("王芳",), answerable=True),
        Question("b", "b", answers=("李四",), answerable=True),
        Question("c", "c", answers=("王芳",)),  # answerable, since the file marks others as unanswerable
        Question("d", "d", answerable=False),
        Question("e", "e", answerable=False),
    )
    assert found.answerable == 3
    assert value(found, "answered_wrongly") == 1 / 2
    assert value(found, "refused_wrongly") == pytest.approx(1 / 3)
    # Pairs of answerable and not: a>d a>e b=d b>e c<d c>e.
    assert value(found, "abstention_auroc") == pytest.approx(4.5 / 6)
    # Right: a, c. Bins: .95 (1 of 1), .65 (0 of 2), .35 (1 of 1), .15 (0 of 1).
    assert value(found, "ece") == pytest.approx((0.05 + 2 * 0.65 + 0.65 + 0.15) / 5)
    assert found.risk_coverage == [
        (0.95, 0.2, 0.0),
        (0.65, 0.6, pytest.approx(2 / 3)),
        (0.35, 0.8, 0.5),
        (0.15, 1.0, pytest.approx(3 / 5)),
    ]
    # Each question at the risk of its confidence.
    assert value(found, "aurc") == pytest.approx((0 + 2 * 2 / 3 + 0.5 + 3 / 5) / 5)
    assert [(b.n, b.right) for b in found.calibration] == [(1, 0), (1, 1), (2, 0), (1, 1)]


def test_without_unanswerable_questions_there_is_no_area_under_the_curve() -> None:
    found = ask(ScriptedLibrary(TEXTS, {"q": [1]}), Question("1", "q", answers=("王芳",), answerable=True))
    assert "abstention_auroc" not in found.metrics
    assert value(found, "refused_wrongly") == 0


def test_a_file_of_questions_only_is_answered_and_not_scored() -> None:
    found = ask(ScriptedLibrary(TEXTS, {"q": [1]}), Question("1", "q"))
    assert found.metrics == {}
    assert found.results[0].quote == "市长是王芳。"
    assert found.results[0].right is None
    assert found.answerable == 0


def test_no_question_at_all_is_an_error() -> None:
    with pytest.raises(QuestionError, match="no question"):
        ask(ScriptedLibrary(TEXTS, {}))


rankings = st.dictionaries(
    st.sampled_from([f"q{place}" for place in range(6)]),
    st.lists(st.sampled_from([f"d{place}" for place in range(14)]), unique=True, max_size=12),
    max_size=6,
)
judged = st.dictionaries(
    st.sampled_from([f"q{place}" for place in range(6)]),
    st.dictionaries(st.sampled_from([f"d{place}" for place in range(14)]), st.integers(1, 3), min_size=1, max_size=5),
    min_size=1,
    max_size=6,
)


@settings(max_examples=50, deadline=None)
@given(rankings, judged)
def test_the_search_metrics_are_those_of_ir_measures_and_trec_eval(
    run: dict[str, list[str]], qrels: dict[str, dict[str, int]]
) -> None:
    found = metrics.score_search(qrels, run, 10)
    measures = metrics.search_metrics(10)
    scored = [
        ir_measures.ScoredDoc(question, document, -float(rank))
        for question, documents in run.items()
        for rank, document in enumerate(documents)
    ]
    judgments_ = [ir_measures.Qrel(q, d, grade) for q, relevant in qrels.items() for d, grade in relevant.items()]
    direct = ir_measures.calc_aggregate([ir_measures.parse_measure(m) for m in measures.values()], judgments_, scored)
    for name, measure in measures.items():
        mean = sum(row[name] for row in found.values()) / len(qrels)
        assert mean == pytest.approx(direct[ir_measures.parse_measure(measure)], abs=1e-9), name
    for question, relevant in qrels.items():
        documents = run.get(question, [])
        for k in (1, 3, 5, 10):
            assert found[question][f"recall@{k}"] == pytest.approx(
                len(relevant.keys() & set(documents[:k])) / len(relevant)
            )


def test_equal_scores_keep_the_order_of_the_ranks() -> None:
    # trec_eval puts equal scores in the order of falling names, so that zz would come first.
    found = metrics.score_search({"q": {"aa": 1}}, {"q": ["aa", "zz"]}, 10)
    assert found["q"]["success@1"] == 1


def test_slices_part_the_questions() -> None:
    library = ScriptedLibrary(TEXTS, {"市长是谁?": [1], "Who is the mayor?": [0]}, changes={1: {"date": "2021"}})
    found = ask(
        library,
        Question("1", "市长是谁?", articles=("a1",), columns={"desk": "city", "note": "only here"}),
        Question("2", "Who is the mayor?", articles=("a0",), columns={"desk": "sport"}),
        Question("3", "多少?", articles=("a0",), columns={"desk": "sport"}),
        Question("4", "为什么?", articles=("a0",), columns={"desk": "city"}),
    )
    success = {
        kind: {name: values["success@1"].mean for name, values in part.items()} for kind, part in found.slices.items()
    }
    assert success["language"] == {"Chinese": pytest.approx(1 / 3), "Latin script": 1.0}
    assert success["desk"] == {"city": 0.5, "sport": 0.5}
    assert success["year"] == {"2023": pytest.approx(1 / 3), "2021": 1.0}
    assert "follow-up" not in success
    assert "source" not in success
    assert found.slices["language"]["Chinese"]["success@1"].n == 3


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("为什么停水?", "why"),
        ("大橋有多長?", "how many"),
        ("哪一年通车?", "when"),
        ("市长是谁?", "who"),
        ("在哪个城市举行?", "where"),
        ("如何报名?", "how"),
        ("会下雨吗?", "yes or no"),
        ("When did it open?", "when"),
        ("How many people came?", "how many"),
        ("主办方是什么?", "what"),
        ("停水", "other"),
    ],
)
def test_question_types(question: str, kind: str) -> None:
    assert slices.question_type(question) == kind


@pytest.mark.parametrize(
    ("question", "name"),
    [("市长是谁", "Chinese"), ("Who?", "Latin script"), ("市長は誰ですか", "Japanese"), ("시장은 누구", "Korean"),
     ("GPT-4 是谁发布的", "Chinese"), ("123?", "other"), ("What is 北京 known for?", "Latin script")],
)  # fmt: skip
def test_languages(question: str, name: str) -> None:
    assert slices.language(question) == name


def test_lengths() -> None:
    assert [slices.length("字" * n) for n in (1, 10, 11, 40, 41)] == ["1–10", "1–10", "11–20", "21–40", "41 or more"]


def test_a_deep_run_has_its_own_cutoff() -> None:
    library = ScriptedLibrary([f"第{place}段" for place in range(40)], {"q": list(range(40))})
    found = ask(library, Question("1", "q", passages=("p22",)), top_k=25)
    assert value(found, "recall@20") == 0
    assert value(found, "recall@25") == 1
    assert len(found.results[0].documents) == 25
    assert len(ask(library, Question("1", "q", passages=("p22",)), top_k=3).results[0].documents) == 10


def test_the_json_is_that_of_the_design() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [1]})
    found = ask(library, Question("1", "q", answers=("王芳",))).as_json()
    assert list(found)[:6] == ["questions", "answerable", "retriever", "top_k", "metrics", "seconds"]
    assert found["metrics"]["recall@1"] == {"mean": 1.0, "ci95": [1.0, 1.0], "n": 1}
    assert found["seconds"]["p50"] == pytest.approx(0.006)
    assert found["skipped"] == []
    assert found["compare"] == {}
