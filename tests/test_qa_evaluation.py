"""The evaluation against a library with scripted answers, so that every number can be worked out by hand."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Article, Passage
from qa.errors import QuestionError
from qa.evaluation import (
    Evaluation,
    answers,
    conditions,
    evaluate,
    fail_under,
    files,
    judgments,
    metrics,
    slices,
    write,
)
from qa.evaluation.statistics import interval_of, intervals, randomisation
from qa.questions import Question
from qa.records import Answer, Hit, Reply, Turn

SECONDS = {"encode": 0.004, "search": 0.001, "answer": 0.001}


class ScriptedLibrary:
    """Articles a0, a1, … of one passage each, p0, p1, …; a question finds the passages that the script lists."""

    def __init__(
        self,
        texts: Sequence[str],
        script: Mapping[str, Sequence[int]],
        *,
        confidence: Mapping[str, float] | None = None,
        scripts: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
        changes: Mapping[int, Mapping[str, str]] | None = None,
        same_article: Mapping[int, int] | None = None,
    ) -> None:
        self.texts = texts
        self.scripts = {"hybrid": script, **(scripts or {})}
        self.confidence = confidence or {}
        self.of = {place: (same_article or {}).get(place, place) for place in range(len(texts))}
        self._articles = [
            replace(
                Article(f"a{place}", text, f"Title {place}", "2023-09-18", "Morning Post", path=f"news/{place}.txt"),
                **(changes or {}).get(place, {}),  # type: ignore[arg-type]
            )
            for place, text in enumerate(texts)
            if self.of[place] == place
        ]
        self.asked: list[str] = []
        self.depths: list[int] = []

    def articles(self) -> Iterator[Article]:
        yield from self._articles

    def passages(self) -> Iterator[Passage]:
        for place, text in enumerate(self.texts):
            yield Passage(f"p{place}", f"a{self.of[place]}", 0, len(text), text, ((0, len(text)),))

    def ask_all(
        self, questions: Sequence[tuple[str, Sequence[Turn]]], *, top_k: int = 5, retriever: str = "hybrid"
    ) -> Iterator[Reply]:
        self.depths.append(top_k)
        for question, _ in questions:
            self.asked.append(question)
            places = self.scripts[retriever].get(question, ())[:top_k]
            hits = tuple(self._hit(rank, place) for rank, place in enumerate(places, 1))
            best = Answer(hits[0].text, 0, hits[0].end, None, hits[0].article_id, hits[0].passage_id) if hits else None
            confidence = self.confidence.get(question, 0.9 if hits else 0.0)
            answered = confidence >= 0.5
            yield Reply(question, question, answered, confidence, best if answered else None, hits, best, SECONDS)

    def _hit(self, rank: int, place: int) -> Hit:
        text = self.texts[place]
        article = next(article for article in self._articles if article.id == f"a{self.of[place]}")
        return Hit(
            rank, 1.0, f"p{place}", article.id, article.title, article.source, article.date, article.path, None,
            0, len(text), text, ((0, len(text)),),
        )  # fmt: skip


TEXTS = ("大桥长三公里。", "市长是王芳。", "今天下雨。", "会议在长沙开幕。", "票价为12.5元。")


def ask(library: Any, *questions: Question, **options: Any) -> Evaluation:
    return evaluate(library, questions, **options)


def value(evaluation: Evaluation, name: str) -> float:
    return evaluation.metrics[name].mean


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


def test_several_passages_of_an_article_count_once_and_the_search_goes_on_deeper() -> None:
    texts = [f"第{place}段。" for place in range(60)]
    # The first 45 passages are those of a0; a55, the right one, comes after nine further articles.
    order = list(range(45)) + list(range(46, 55)) + [55, 56]
    library = ScriptedLibrary(texts, {"q": order, "other": [45]}, same_article=dict.fromkeys(range(45), 0))
    found = ask(library, Question("1", "q", articles=("a55",)), Question("2", "other", articles=("a45",)))
    assert found.results[0].documents == ("a0", *(f"a{place}" for place in range(46, 55)))
    assert value(found, "recall@10") == 0.5
    assert library.asked == ["q", "other", "q"] or library.asked == ["q", "other", "q", "q"]
    deeper = ask(library, Question("1", "q", articles=("a54",)))
    assert deeper.results[0].metrics["mrr@10"] == pytest.approx(1 / 10)


def test_articles_are_named_by_id_title_or_the_end_of_the_path() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [0]}, changes={0: {"path": "news\\2023/Caf\u00e9.txt"}})
    for name in (
        "a0",
        "Title 0",
        "Cafe\u0301.txt",
        "2023/Caf\u00e9.txt",
        "news/2023/Caf\u00e9.txt",
        "2023\\Caf\u00e9.txt",
    ):
        assert value(ask(library, Question("1", "q", articles=(name,))), "recall@1") == 1, name
    for name in ("\u00e9.txt", "a", "Title"):
        found = ask(library, Question("1", "q", articles=(name,)))
        assert value(found, "recall@1") == 0
        assert found.missing == 1
        assert name in found.warnings[0]


def test_a_missing_article_counts_as_relevant() -> None:
    found = ask(ScriptedLibrary(TEXTS, {"q": [0]}), Question("1", "q", articles=("a0", "gone")))
    assert value(found, "recall@1") == 0.5
    assert found.missing == 1


def test_a_name_of_several_articles_is_one_document() -> None:
    same = {0: {"path": "all.jsonl/1"}, 1: {"path": "all.jsonl/1"}}
    library = ScriptedLibrary(TEXTS, {"q": [1, 0, 2]}, changes=same)
    found = ask(library, Question("1", "q", articles=("all.jsonl/1",)))
    assert found.results[0].documents == ("all.jsonl/1", "a2")
    assert value(found, "recall@1") == 1
    exact = ask(library, Question("1", "q", articles=("all.jsonl/1", "a1")))
    assert exact.results[0].documents == ("a1", "all.jsonl/1", "a2")
    assert value(exact, "recall@1") == 0.5


def test_evidence_is_looked_up_in_all_passages() -> None:
    library = ScriptedLibrary((*TEXTS, "又讯,大桥长三公里!"), {"q": [1, 0]})
    found = ask(library, Question("1", "q", evidence=("大桥 长三公里。", "没有这句话"), answers=("王芳",)))
    assert found.results[0].judged == "evidence"
    assert found.results[0].relevant == {"p0": 1, "p5": 1, "没有这句话": 1}
    assert value(found, "recall@3") == pytest.approx(1 / 3)
    assert value(found, "mrr@10") == 0.5
    assert found.missing == 1


def test_passages_decide_before_all_else_and_answers_last() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [2, 1, 0]})
    by_passage = ask(library, Question("1", "q", passages=("p0",), articles=("a2",), answers=("王芳",)))
    assert value(by_passage, "mrr@10") == pytest.approx(1 / 3)
    by_answer = ask(library, Question("1", "q", answers=("王芳", "王 芳")))
    assert value(by_answer, "recall@1") == 0
    assert value(by_answer, "recall@3") == 1
    assert value(by_answer, "mrr@10") == 0.5


def test_metrics_of_the_answer_worked_out_by_hand() -> None:
    library = ScriptedLibrary(TEXTS, {"right": [1, 0], "wrong": [2, 1], "refused": [1]}, confidence={"refused": 0.2})
    found = ask(library, *(Question(name, name, answers=("王芳",)) for name in ("right", "wrong", "refused", "none")))
    assert value(found, "answer_in_quote") == 1 / 4
    assert value(found, "answer_in_passage@1") == 2 / 4
    assert value(found, "answer_in_passage@3") == 3 / 4
    assert value(found, "exact_match") == 0
    # 市长是王芳 has 5 characters, 王芳 2, both in common: 2 · 2 / 7.
    assert value(found, "f1") == pytest.approx((4 / 7) / 4)
    assert [result.miss for result in found.results] == [
        (),
        ("not first", "wrong quote"),
        ("refused",),
        ("not found", "refused"),
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


def test_a_file_of_questions_alone_is_answered_and_not_scored() -> None:
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


def test_answers_are_compared_by_characters() -> None:
    assert answers.normalised("“Ａ１，２３４ 元。”") == "a1234元"
    assert answers.exact_match("《三湘都市报》", ["三湘都市报"]) == 1
    assert answers.exact_match("3.5", ["35"]) == 0
    assert answers.f1("王芳市长", ["李四", "王芳"]) == pytest.approx(4 / 6)
    assert answers.f1("", ["王芳"]) == 0
    assert answers.f1("哈", ["哈哈"]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("票价为12.5元。", "12.5", True),
        ("票价为12.5元。", "12", False),
        ("票价为12.5元。", "2.5", False),
        ("2015年", "15", False),
        ("共１３４项", "134项", True),
        ("共1,234人", "1234", True),
        ("据 新湖南 报道", "新湖南", True),
        ("The New York Times", "york times", True),
        ("Newark", "new", False),
        ("he is an artist", "sanart", False),
        ("10km", "10", True),
        ("任何文字", "。", False),
        ("C++ 语言", "C++", True),
    ],
)
def test_whether_a_text_holds_an_answer(text: str, answer: str, held: bool) -> None:
    assert answers.holds(text, answer) is held


@given(st.text(max_size=30), st.text(max_size=30), st.text("王芳市长是 。", max_size=8))
def test_a_text_holds_what_stands_in_it(before: str, after: str, answer: str) -> None:
    held = bool(answers.normalised(answer))
    assert answers.holds(f"{before}。{answer}。{after}", answer) is held


def test_bootstrap_intervals() -> None:
    values = np.array([[1.0, 1.0]] * 80 + [[0.0, 1.0]] * 20)
    low, high = intervals(values)
    # The mean of 100 draws at .8 has the standard deviation .04.
    assert low[0] == pytest.approx(0.8 - 1.96 * 0.04, abs=0.015)
    assert high[0] == pytest.approx(0.8 + 1.96 * 0.04, abs=0.015)
    assert (low[1], high[1]) == (1, 1)
    assert np.array_equal(intervals(values), intervals(values))
    again = interval_of(lambda drawn: float(drawn @ values[:, 0] / 100), 100)
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
    assert randomisation(np.zeros(5)) == 1


def test_randomisation_of_many_questions_is_that_of_scipy() -> None:
    from scipy.stats import permutation_test

    differences = np.random.default_rng(3).choice([-1.0, 0.0, 1.0], 60, p=[0.2, 0.5, 0.3])
    theirs = permutation_test(
        (differences, np.zeros(60)), lambda a, b: np.mean(a - b), permutation_type="samples", n_resamples=20_000, rng=4,
        vectorized=False,
    )  # fmt: skip
    assert randomisation(differences) == pytest.approx(float(theirs.pvalue), abs=0.02)


def test_auroc_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import roc_auc_score

    random = np.random.default_rng(5)
    confidence, answerable = random.integers(0, 20, 200) / 20, random.integers(0, 2, 200).astype(float)
    weights = random.integers(0, 3, 200).astype(float)
    expected = roc_auc_score(answerable, confidence, sample_weight=weights)
    assert metrics.auroc(confidence, answerable, weights) == pytest.approx(expected)
    assert metrics.auroc(confidence, np.ones(200), weights) is None


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
    alone = tmp_path / "alone.json"
    alone.write_text('{"metrics": {"success@1": {"mean": 0.25, "ci95": [0, 1]}}}', "utf-8")
    lonely = ask(after, *changed, baseline=alone).baseline
    assert lonely is not None
    assert lonely.difference["success@1"].mean == pytest.approx(0.75)
    assert lonely.difference["success@1"].p is None


@pytest.mark.parametrize(
    "text", ["", "[]", '{"metrics": {"f1": 3}}', '{"metrics": []}', '{"metrics": {"f1": {"mean": 1}}}']
)
def test_a_baseline_that_is_none_is_named(tmp_path: Path, text: str) -> None:
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


def test_conditions_that_are_none_are_all_named() -> None:
    assert conditions(["recall@20=0.5", "map=0"]) == [("recall@20", 0.5), ("map", 0.0)]
    with pytest.raises(QuestionError) as error:
        conditions(["recall@1", "nonsense=0.5", "f1=95", "f1=nan", "recall@0=1", "map=0.5"])
    for text in ("recall@1,", "nonsense=0.5", "f1=95", "f1=nan", "recall@0=1", "answer_in_passage@k"):
        assert text in str(error.value)
    assert "map=0.5" not in str(error.value)


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


class Interrupted(ScriptedLibrary):
    """Stops at a question, as Ctrl-C does."""

    def ask_all(self, questions: Any, *, top_k: int = 5, retriever: str = "hybrid") -> Iterator[Reply]:
        for reply in super().ask_all(questions, top_k=top_k, retriever=retriever):
            if reply.question == "q3":
                raise KeyboardInterrupt
            yield reply


def test_what_is_done_when_interrupted_is_kept_and_gone_on_from(tmp_path: Path) -> None:
    questions = [Question(str(place), f"q{place}", answers=("王芳",)) for place in range(5)]
    script = {f"q{place}": [place % 3, 1] for place in range(5)}
    whole = ask(ScriptedLibrary(TEXTS, script), *questions)
    with pytest.raises(KeyboardInterrupt):
        ask(Interrupted(TEXTS, script), *questions, out=tmp_path)
    kept = files.rows(tmp_path / "results.jsonl")
    assert [row["id"] for row in kept] == ["0", "1", "2"]
    with (tmp_path / "results.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "3", "quest')  # a process that was killed while writing
    seen: list[tuple[str, int, int]] = []
    library = ScriptedLibrary(TEXTS, script)
    found = ask(library, *questions, out=tmp_path, resume=True, progress=lambda *told: seen.append(told))
    assert library.asked == ["q3", "q4"]
    assert seen == [("hybrid", 3, 5), ("hybrid", 4, 5), ("hybrid", 5, 5)]
    assert found.metrics == whole.metrics
    assert [row["id"] for row in files.rows(tmp_path / "results.jsonl")] == ["0", "1", "2", "3", "4"]


def test_results_of_another_question_or_another_depth_are_not_gone_on_from(tmp_path: Path) -> None:
    library = ScriptedLibrary(TEXTS, {"q": [1], "r": [1]})
    ask(library, Question("1", "q", answers=("王芳",)), Question("2", "r"), out=tmp_path)
    library.asked.clear()
    ask(library, Question("1", "q", answers=("李四",)), Question("2", "r"), out=tmp_path, resume=True)
    assert library.asked == ["q"]
    ask(library, Question("1", "q", answers=("李四",)), Question("2", "r"), out=tmp_path, resume=True, top_k=20)
    assert library.asked == ["q", "q", "r"]
    library.asked.clear()
    ask(library, Question("1", "q", answers=("李四",)), Question("2", "r"), out=tmp_path)
    assert library.asked == ["q", "r"]


def test_a_deep_run_has_its_own_cutoff() -> None:
    library = ScriptedLibrary([f"第{place}段" for place in range(40)], {"q": list(range(40))})
    found = ask(library, Question("1", "q", passages=("p22",)), top_k=25)
    assert value(found, "recall@20") == 0
    assert value(found, "recall@25") == 1
    assert len(found.results[0].documents) == 25
    assert len(ask(library, Question("1", "q", passages=("p22",)), top_k=3).results[0].documents) == 10


odd = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(odd)
def test_names_in_trec_files_survive(name: str) -> None:
    written = files.trec_id(name)
    assert written.isascii()
    assert len(written.split()) == 1
    assert files.of_trec_id(written) == name


def test_trec_files_are_read_back_to_the_same_numbers(tmp_path: Path) -> None:
    library = ScriptedLibrary(TEXTS, {"q 1": [2, 0, 1], "第二": [1, 0, 2, 3], "q3": [0, 4]})
    found = ask(
        library,
        Question("q\t1 %", "q 1", articles=("a0",)),
        Question("第 二", "第二", articles=("a1", "no such title")),
        Question("3", "q3", answers=("12.5",)),
        Question("4", "nothing", articles=("a1",)),
        Question("5", "not judged"),
    )
    write(found, tmp_path)
    run = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))
    measures = {name: ir_measures.parse_measure(text) for name, text in metrics.search_metrics(10).items()}
    read = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
    for name, measure in measures.items():
        assert read[measure] == pytest.approx(found.metrics[name].mean, abs=1e-9), name
    each = {(m.query_id, m.measure): m.value for m in ir_measures.iter_calc(list(measures.values()), qrels, run)}
    for result in found.results[:4]:
        for name, measure in measures.items():
            assert each[files.trec_id(result.question.id), measure] == pytest.approx(result.metrics[name])


def test_the_files_hold_the_evaluation(tmp_path: Path) -> None:
    library = ScriptedLibrary(TEXTS, {"=1+1": [1]}, scripts={"dense": {"=1+1": [0, 1]}})
    found = ask(library, Question("1", "=1+1", answers=("王芳",), line=7), compare=["dense"])
    write(found, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "metrics.json", "qrels.trec", "results-dense.jsonl", "results.csv", "results.jsonl", "run-dense.trec",
        "run.trec",
    ]  # fmt: skip
    assert json.loads((tmp_path / "metrics.json").read_text("utf-8")) == found.as_json()
    assert (tmp_path / "run.trec").read_text("ascii") == "1 Q0 answer 1 1 hybrid\n"
    (row,) = csv.DictReader((tmp_path / "results.csv").read_text("utf-8-sig").splitlines())
    assert row["question"] == "'=1+1"
    assert row["recall@1"] == "1"
    assert row["quote"] == "市长是王芳。"


def test_the_json_is_that_of_the_design() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [1]})
    found = ask(library, Question("1", "q", answers=("王芳",))).as_json()
    assert list(found)[:6] == ["questions", "answerable", "retriever", "top_k", "metrics", "seconds"]
    assert found["metrics"]["recall@1"] == {"mean": 1.0, "ci95": [1.0, 1.0], "n": 1}
    assert found["seconds"]["p50"] == pytest.approx(0.006)
    assert found["skipped"] == []
    assert found["compare"] == {}


def test_every_judgment_kind_says_which_hits_are_relevant() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [1, 0]})
    for given_ in ({"passages": ("p1",)}, {"articles": ("a1",)}, {"evidence": ("市长是王芳",)}, {"answers": ("王芳",)}):
        question = Question("1", "q", **given_)  # type: ignore[arg-type]
        (result,) = ask(library, question).results
        assert [hit.relevant for hit in result.hits] == [True, False], given_
        assert result.right is True
    assert judgments.judge([Question("1", "q")], library)[0].kind == ""
