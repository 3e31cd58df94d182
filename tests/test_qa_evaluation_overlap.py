"""Quotes against gold sentences and against answers of several parts, worked out by hand and with scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scripted_library import TEXTS, ScriptedLibrary, ask, value
from sklearn.feature_extraction.text import CountVectorizer

from qa.evaluation import feedback
from qa.evaluation.answer_matching import share_held
from qa.evaluation.outcomes import outcome
from qa.evaluation.overlap import EVIDENCE, best_overlap
from qa.evaluation.questions import Question, read_questions, write_questions
from qa.records import Answer, Reply, Turn


def test_a_quote_against_a_gold_sentence_worked_out_by_hand() -> None:
    found = best_overlap("市长是王芳。", ["副市长是李四。", "新任市长是王芳，她今年五十岁。"])
    # Characters: 市长是王芳 (5) against 新任市长是王芳她今年五十岁 (13), 5 in common. The other sentence has 3 of 6.
    assert [found[name] for name in EVIDENCE[:3]] == pytest.approx([1, 5 / 13, 2 * 5 / 18])
    # Words: 市长 是 王芳 against 新任 市长 是 王芳 她 今年 五十岁, or with 五十 and 岁 apart.
    assert found["evidence_word_precision"] == 1
    assert found["evidence_word_recall"] in (pytest.approx(3 / 7), pytest.approx(3 / 8))
    assert set(best_overlap("今天下雨。", ["王芳"]).values()) == {0.0}
    assert set(best_overlap("The bridge is 3 km long.", ["the Bridge is 3 km long"]).values()) == {1.0}


def test_the_shares_are_those_that_counts_of_scikit_learn_give() -> None:
    random = np.random.default_rng(4)
    for _ in range(50):
        quote, gold = ("".join(random.choice(list("甲乙丙丁戊"), random.integers(1, 12))) for _ in range(2))
        ours, theirs = CountVectorizer(analyzer="char").fit_transform([quote, gold]).toarray()
        common = np.minimum(ours, theirs).sum()
        precision, recall = common / ours.sum(), common / theirs.sum()
        found = best_overlap(quote, [gold])
        f1 = 2 * common / (ours.sum() + theirs.sum())
        assert [found[name] for name in EVIDENCE[:3]] == pytest.approx([precision, recall, f1])


def test_the_evidence_is_measured_and_a_refusal_counts_nothing() -> None:
    library = ScriptedLibrary(TEXTS, {"right": [1], "other": [2], "refused": [1]}, confidence={"refused": 0.2})
    found = ask(library, *(Question(name, name, evidence=("市长是王芳",)) for name in ("right", "other", "refused")))
    for name in EVIDENCE:
        assert (value(found, name), found.metrics[name].n) == (pytest.approx(1 / 3), 3)


def test_each_part_of_an_answer_is_held_by_one_of_the_quotes() -> None:
    parts = (("长沙",), ("12.5元", "十二元五角"), ("王芳",))
    assert share_held(["会议在长沙开幕，票价为12.5元。"], parts) == pytest.approx(2 / 3)
    assert share_held(["会议在长沙开幕。", "市长是王芳。", "票价为十二元五角。"], parts) == 1
    assert share_held([], parts) == share_held(["长沙"], ()) == 0
    assert share_held(["票价为112.5元。"], [("12.5元",)]) == 0  # not inside a longer number


class SeveralQuotes(ScriptedLibrary):
    """Quotes every passage that it finds."""

    def ask_all(self, questions: Sequence[tuple[str, Sequence[Turn]]], **options: Any) -> Iterator[Reply]:
        for reply in super().ask_all(questions, **options):
            further = tuple(Answer(h.text, 0, h.end, None, h.article_id, h.passage_id) for h in reply.hits[1:])
            yield replace(reply, answers=further) if reply.answer else reply


def test_parts_are_covered_by_the_quote_and_the_further_quotes() -> None:
    parts = (("长沙",), ("12.5元",))
    one = ask(ScriptedLibrary(TEXTS, {"q": [3, 4]}), Question("1", "q", all_of=parts))
    assert value(one, "all_of") == 1 / 2
    assert outcome(one.results[0]) == ("right", "parts")
    assert one.results[0].right is True  # it says a part, and nothing that is wrong
    both = ask(SeveralQuotes(TEXTS, {"q": [3, 4]}), Question("1", "q", all_of=parts))
    assert value(both, "all_of") == 1
    assert both.results[0].quoted == len(TEXTS[3]) + len(TEXTS[4])


def test_parts_and_wrong_quotes_are_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        '{"question": "哪些展览？", "all_of": [["书画展", "书画"], "瓷器展"]}\n'
        '{"question": "谁？", "wrong": ["市长是王芳。"]}\n',
        "utf-8",
    )
    questions, skipped = read_questions(path)
    assert skipped == []
    assert questions[0].all_of == (("书画展", "书画"), ("瓷器展",))
    assert questions[0].judged and not questions[1].judged
    assert questions[1].wrong == ("市长是王芳。",)
    write_questions(tmp_path / "again.jsonl", questions)
    again = read_questions(tmp_path / "again.jsonl")[0]
    assert [(q.all_of, q.wrong) for q in again] == [(q.all_of, q.wrong) for q in questions]
    table = tmp_path / "q.csv"
    table.write_text("问题,全部答案\n哪些展览？,书画展|瓷器展\n", "utf-8")
    assert read_questions(table)[0][0].all_of == (("书画展",), ("瓷器展",))


def test_a_sentence_that_users_call_wrong_is_wrong_while_it_is_quoted(tmp_path: Path) -> None:
    bad = Reply("谁？", "谁？", True, 0.9, Answer(TEXTS[1], 0, 6, None, "a1", "p1"), ())
    feedback.record(tmp_path, "谁？", bad, False, ())
    (question,) = feedback.questions(tmp_path)
    assert ask(ScriptedLibrary(TEXTS, {"谁？": [1]}), question).results[0].right is False
    assert ask(ScriptedLibrary(TEXTS, {"谁？": [2]}), question).results[0].right is None
