"""What the columns of a question file hold: right answers, a system's own, or notes; and what must be asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.messages import Message
from qa.errors import QuestionError
from qa.evaluation.questions import Question, Reading, parse_choices, read_file
from qa.evaluation.questions.columns import SYSTEM, field_of, is_own, of_file
from qa.i18n.error_messages import translate


def jsonl(folder: Path, *rows: Mapping[str, Any]) -> Path:
    path = folder / "q.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def table(folder: Path, text: str, name: str = "q.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def only(path: Path, reading: Reading | None = None) -> Question:
    found = read_file(path, reading or Reading())
    assert found.skipped == []
    (question,) = found.questions
    return question


def keys(notes: Sequence[str]) -> list[str]:
    return [note.key for note in notes if isinstance(note, Message)]


@pytest.mark.parametrize("gold", ["ground_truth", "ground_truths", "reference_answer", "标准答案", "expected_output"])
@pytest.mark.parametrize("own", ["answer", "回答", "response", "模型回答", "prediction"])
def test_a_systems_answer_is_not_taken_for_the_right_one(tmp_path: Path, gold: str, own: str) -> None:
    found = read_file(jsonl(tmp_path, {"question": "桥有多长?", own: "九百米", gold: "八百米"}))
    assert found.questions[0].answers == ("八百米",)
    assert keys(found.notes) == ["questions_of_a_system"]
    assert own in translate(found.notes[0], "zh")


def test_the_meaning_holds_for_the_whole_file(tmp_path: Path) -> None:
    rows = [
        {"question": "桥有多长?", "answer": "九百米", "ground_truth": "八百米"},
        {"question": "谁修的桥?", "answer": "铁路局"},
    ]
    assert [one.answers for one in read_file(jsonl(tmp_path, *rows)).questions] == [("八百米",), ()]


def test_an_answer_alone_is_the_right_one(tmp_path: Path) -> None:
    assert only(jsonl(tmp_path, {"question": "桥有多长?", "answer": "八百米"})).answers == ("八百米",)


def test_answers_under_two_names_of_equal_weight_are_asked_about(tmp_path: Path) -> None:
    path = jsonl(tmp_path, {"问题": "桥有多长?", "答案": "九百米", "标准答案": "八百米"})
    with pytest.raises(QuestionError) as error:
        read_file(path)
    assert "--column answers=答案" in str(error.value.message)
    assert only(path, Reading(parse_choices([], ["答案"]))).answers == ("八百米",)
    assert only(path, Reading(parse_choices(["answers=标准答案"], []))).answers == ("八百米",)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("标答", "--column answers=标答"),
        ("正解", "--column answers=正解"),
        ("出处", "--column evidence=出处"),
        ("gold_label", "--column answers=gold_label"),
        ("target", "--column answers=target"),
        ("参考资料", "--column answers=参考资料"),
        ("答案依据的句子", "--column evidence=答案依据的句子"),
        ("supporting text", "--column evidence=supporting text"),
    ],
)
def test_a_column_that_looks_like_gold_is_asked_about(tmp_path: Path, name: str, option: str) -> None:
    path = jsonl(tmp_path, {"question": "桥有多长?", name: "八百米"})
    with pytest.raises(QuestionError) as error:
        read_file(path)
    for language in ("zh", "en"):
        said = translate(error.value.message, language)
        assert option in said
        assert f"--ignore {name}" in said
    field = option.removeprefix("--column ").partition("=")[0]
    assert getattr(only(path, Reading(parse_choices([f"{field}={name}"], []))), field) == ("八百米",)
    assert only(path, Reading(parse_choices([], [name]))).columns == {name: "八百米"}


@pytest.mark.parametrize(
    "name", ["答案类型", "answer_type", "answer_length", "来源", "标题", "kind", "难度", "answer_start", "版面"]
)
def test_a_column_about_an_answer_is_the_users_own(name: str) -> None:
    assert is_own(name)
    assert of_file(["question", name]).role(name) is None


def test_an_empty_column_is_not_asked_about(tmp_path: Path) -> None:
    assert only(table(tmp_path, "question,answer,标答,出处\n桥有多长?,八百米,,\n")).answers == ("八百米",)


@pytest.mark.parametrize("head", ["答案（多个用|隔开）", "答案*", "【必填】答案：", " 答 案 "])
def test_remarks_in_the_name_of_a_column(head: str) -> None:
    assert field_of(head) == "answers"


def test_a_weak_name_of_the_question_counts_only_alone() -> None:
    assert of_file(["题目", "答案"]).role("题目") == "question"
    assert of_file(["题目", "问题"]).role("题目") is None
    assert of_file(["input", "expected_output", "actual_output"]).roles == {
        "input": "question", "expected_output": "answers", "actual_output": SYSTEM,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "ignored", "key"),
    [
        (["答案"], [], "question_bad_choice"),
        (["colour=x"], [], "question_bad_choice"),
        (["answers=没有这列"], [], "question_no_such_column"),
        ([], ["没有这列"], "question_no_such_column"),
    ],
)
def test_a_wrong_choice_is_named(tmp_path: Path, fields: list[str], ignored: list[str], key: str) -> None:
    path = jsonl(tmp_path, {"question": "桥有多长?"})
    with pytest.raises(QuestionError) as error:
        read_file(path, Reading(parse_choices(fields, ignored)))
    assert isinstance(error.value.message, Message)
    assert error.value.message.key == key


@pytest.mark.parametrize(
    "word",
    [
        "无",
        "不知道",
        "文中未提及",
        "N/A",
        "none",
        "None.",
        "unanswerable",
        "无答案",
        "No Answer Present.",
        "I don't know",
    ],
)
def test_words_for_no_answer_are_read_so_and_counted(tmp_path: Path, word: str) -> None:
    rows = [{"question": "桥有多长?", "answers": [word]}, {"question": "谁修的桥?", "answers": ["铁路局"]}]
    found = read_file(jsonl(tmp_path, *rows))
    assert [(one.answerable, one.answers) for one in found.questions] == [(False, ()), (None, ("铁路局",))]
    assert keys(found.notes) == ["questions_read_unanswerable"]
    assert f"1 题的答案写作“{word}”" in translate(found.notes[0], "zh")


@pytest.mark.parametrize(
    ("row", "answers", "answerable"),
    [
        ({"answer": "无", "evidence": "事故没有造成伤亡。"}, ("无",), None),  # 有人受伤吗? 无
        ({"answer": "不知道", "evidence": "桥长八百米。"}, (), False),
        ({"answer": "无", "可回答": "是"}, ("无",), True),
        ({"answer": "无", "可回答": "否"}, (), False),
        ({"answer": "没有"}, ("没有",), None),
        ({"answer": "NA"}, ("NA",), None),  # also a name
        ({"answer": "八百米", "evidence": "无"}, ("八百米",), None),
        ({"answers": ["无", "八百米"]}, ("无", "八百米"), None),
    ],
)
def test_where_such_words_are_an_answer(
    tmp_path: Path, row: dict[str, Any], answers: tuple[str, ...], answerable: bool | None
) -> None:
    found = only(jsonl(tmp_path, {"question": "有人受伤吗?"} | row))
    assert (found.answers, found.answerable) == (answers, answerable)
    assert "无" not in found.evidence


@pytest.mark.parametrize(
    ("cell", "answers"),
    [
        ("王芳|王芳市长", ("王芳", "王芳市长")),
        ("王芳；王芳市长", ("王芳", "王芳市长")),
        ("王芳/王芳市长", ("王芳", "王芳市长")),
        ("9月18日、2023年9月18日", ("9月18日", "2023年9月18日")),
        ("北京、上海", ("北京、上海",)),  # both are wanted
        ("2023/9/18", ("2023/9/18",)),
        ("11/1", ("11/1",)),
        ("张三；李四", ("张三；李四",)),
        ('["王芳", "王市长"]', ("王芳", "王市长")),
        ("['王芳', '王市长']", ("王芳", "王市长")),  # as pandas writes a list
        ("['王芳' '王市长']", ("王芳", "王市长")),  # as it writes an array of NumPy
        ("[注]王芳", ("[注]王芳",)),
    ],
)
def test_several_answers_in_a_cell_where_that_is_sure(tmp_path: Path, cell: str, answers: tuple[str, ...]) -> None:
    quoted = cell.replace('"', '""')
    assert only(table(tmp_path, f'question,answer\n谁来了?,"{quoted}"\n')).answers == answers


def test_the_user_may_name_what_separates_answers(tmp_path: Path) -> None:
    path = table(tmp_path, "question,answer\n谁来了?,张三；李四\n")
    assert keys(read_file(path).notes) == ["questions_joined_answers"]
    found = read_file(path, Reading(separator="；"))
    assert (found.questions[0].answers, found.notes) == (("张三", "李四"), [])


def test_missing_values_of_pandas_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "桥有多长?", "answer": NaN, "evidence": NaN}\n', "utf-8")
    assert (only(path).answers, only(path).evidence) == ((), ())
