"""Thumbs in the chat as lines of a file, and these as questions of an evaluation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scripted_library import TEXTS, ScriptedLibrary

from qa.errors import QuestionError
from qa.evaluation import evaluate, feedback
from qa.i18n.error_messages import translate
from qa.records import Answer, Reply, Turn

ANSWER = Answer("市长是王芳。", 0, 6, (3, 5), "a1", "a1-p")
ANSWERED = Reply("市长是谁？", "市长是谁？", True, 0.9, ANSWER, ())
REFUSED = Reply("市长多大？", "市长多大？", False, 0.1, None, (), ANSWER)


def judge(folder: Path, reply: Reply, verdict: bool | None, *history: Turn, filtered: bool = False) -> None:
    feedback.record(folder, reply.question, reply, verdict, history, filtered)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / feedback.FILE).read_text("utf-8").splitlines()]


def test_a_good_refusal_says_that_the_articles_do_not_answer_and_a_bad_one_that_they_do(tmp_path: Path) -> None:
    for verdict in (True, False, None):
        judge(tmp_path, REFUSED, verdict, Turn("市长是谁？", ANSWER.text))
    written = lines(tmp_path)
    assert [(line["verdict"], line["answerable"]) for line in written] == [("good", False), ("bad", True), (None, None)]
    assert len({line["id"] for line in written}) == 1
    assert all(line["answers"] == line["articles"] == line["passages"] == [] for line in written)
    assert written[0]["quote"] == "" and written[0]["history"][0]["question"] == "市长是谁？"


def test_a_refusal_of_what_a_filter_left_says_nothing_of_the_library(tmp_path: Path) -> None:
    judge(tmp_path, REFUSED, True, filtered=True)
    judge(tmp_path, replace(REFUSED, question="市长几岁？"), False, filtered=True)
    assert [line["answerable"] for line in lines(tmp_path)] == [None, True]


def test_judgments_become_questions_that_are_scored(tmp_path: Path) -> None:
    judge(tmp_path, ANSWERED, True)
    judge(tmp_path, REFUSED, True)
    judge(tmp_path, replace(REFUSED, question="副市长是谁？"), False)
    judge(tmp_path, replace(ANSWERED, question="谁是市长？"), False)
    questions = feedback.questions(tmp_path)
    assert [(q.question, q.answerable, q.judged, q.columns["verdict"]) for q in questions] == [
        ("市长是谁？", True, True, "good"), ("市长多大？", False, False, "good"), ("副市长是谁？", True, False, "bad"),
        ("谁是市长？", None, False, "bad"),
    ]  # fmt: skip
    library = ScriptedLibrary(TEXTS, {question.question: [1] for question in questions})  # all are answered now
    found = evaluate(library, questions).metrics
    assert (found["answered_wrongly"].mean, found["answered_wrongly"].n) == (1.0, 1)
    assert (found["refused_wrongly"].mean, found["refused_wrongly"].n) == (0.0, 2)
    assert found["success@1"].n == 1  # a bad refusal does not say which passage is right


def test_of_judgments_that_gainsay_each_other_the_last_counts(tmp_path: Path) -> None:
    judge(tmp_path, REFUSED, True)
    judge(tmp_path, replace(REFUSED, standalone_question="省长多大？"), True)  # another question, as it was understood
    answered = replace(ANSWERED, question=REFUSED.question, standalone_question=REFUSED.question)
    judge(tmp_path, answered, True)  # articles were added that answer
    assert [(q.line, q.answerable) for q in feedback.questions(tmp_path)] == [(2, False), (3, True)]
    judge(tmp_path, REFUSED, True)  # and were removed
    assert [(q.line, q.answerable) for q in feedback.questions(tmp_path)] == [(4, False), (2, False)]


def test_a_line_written_before_refusals_were_judged_is_read(tmp_path: Path) -> None:
    judge(tmp_path, ANSWERED, True)
    judge(tmp_path, replace(ANSWERED, question="谁是市长？"), False)
    old = [{key: value for key, value in line.items() if key != "answerable"} for line in lines(tmp_path)]
    (tmp_path / feedback.FILE).write_text("".join(json.dumps(line) + "\n" for line in old), "utf-8")
    assert [question.answerable for question in feedback.questions(tmp_path)] == [True, None]


def test_no_judgment_that_holds_is_no_question(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="no answer of this library has been judged"):
        feedback.questions(tmp_path)
    judge(tmp_path, REFUSED, True)
    judge(tmp_path, REFUSED, None)
    with pytest.raises(QuestionError, match="no answer of this library has been judged"):
        feedback.questions(tmp_path)


def test_the_fields_of_a_line_are_those_of_a_question_file(tmp_path: Path) -> None:
    judge(tmp_path, ANSWERED, True, Turn("谁主持会议？", "省长", "会议由谁主持？"))
    (line,) = lines(tmp_path)
    assert list(line) == [
        "id", "question", "standalone_question", "answers", "articles", "passages", "answerable", "history", "verdict",
        "quote", "article_id", "confidence", "time",
    ]  # fmt: skip
    assert line["history"] == [{"question": "谁主持会议？", "answer": "省长"}]
    assert feedback.questions(tmp_path)[0].history == (Turn("谁主持会议？", "省长"),)


@pytest.mark.parametrize("line", ["", "no JSON", "[]", '{"id": "1"}'])
def test_a_line_that_is_no_judgment_is_named(tmp_path: Path, line: str) -> None:
    judge(tmp_path, ANSWERED, True)
    with (tmp_path / feedback.FILE).open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")
    with pytest.raises(QuestionError, match="line 2") as error:
        feedback.questions(tmp_path)
    assert "第 2 行不是一条评价" in translate(error.value.message, "zh")
