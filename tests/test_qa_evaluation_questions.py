"""Question files in every format, and the messages for rows and files that cannot be used."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.messages import Message
from corpus.text import has_word
from qa.errors import QuestionError
from qa.evaluation.questions import Question, columns, formats, read_questions, write_questions
from qa.evaluation.questions.cells import is_no_answer
from qa.evaluation.questions.fields import NAMES, field_of, question
from qa.i18n.error_messages import translate
from qa.records import Turn

FULL = {
    "id": "1",
    "question": "市长是谁?",
    "answers": ["王芳", "王芳市长"],
    "articles": ["a1"],
    "passages": ["p1"],
    "evidence": ["市长是王芳。"],
    "answerable": True,
    "history": [{"question": "开会了吗?", "answer": "开了"}],
    "desk": "要闻",
}


def key_of(message: str) -> str:
    assert isinstance(message, Message)
    return message.key


def file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, *sheets: Sequence[Sequence[Any]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def test_jsonl_with_everything(tmp_path: Path) -> None:
    path = file(tmp_path, "q.jsonl", json.dumps(FULL, ensure_ascii=False) + "\n\n")
    (found,), skipped = read_questions(path)
    assert found == Question(
        "1", "市长是谁?", ("王芳", "王芳市长"), ("a1",), ("p1",), ("市长是王芳。",), True, (Turn("开会了吗?", "开了"),),
        {"desk": "要闻"}, 1,
    )  # fmt: skip
    assert skipped == []
    assert found.judged


def test_only_a_question_is_needed_and_the_id_comes_from_it(tmp_path: Path) -> None:
    path = file(tmp_path, "q.jsonl", '{"question": "a?"}\n{"question": "b?"}\n{"question": "a?"}\n')
    (a, b, again), _ = read_questions(path)
    assert a.answerable is None
    assert not a.judged
    assert a.id != b.id
    assert again.id == f"{a.id}-2"
    other = file(tmp_path, "other.jsonl", '{"question": "new?"}\n{"question": "a?"}\n')
    assert read_questions(other)[0][1].id == a.id


@pytest.mark.parametrize(
    ("row", "key", "chinese"),
    [
        ("{broken", "row_not_json", "这一行不是 JSON"),
        ('["no object"]', "question_row_not_object", "这一行不是 JSON 对象"),
        ('{"answers": ["x"]}', "question_row_no_question", "没有问题：应在 question 或 问题 一列"),
        ('{"question": "   "}', "question_row_no_question", "没有问题"),
        ('{"question": "？！"}', "question_row_no_word", "问题里没有文字"),
        ('{"question": ["a", "b"]}', "question_row_not_text", "question 一列是列表或对象"),
        ('{"question": "桥?", "answerable": "perhaps"}', "question_row_bad_boolean", "'perhaps'"),
        ('{"question": "桥?", "answerable": true, "is_impossible": true}', "question_row_contradiction", "说法相反"),
        (
            '{"question": "桥?", "answerable": false, "answers": ["x"]}',
            "question_row_answers_unanswerable",
            "却给了答案",
        ),
        ('{"question": "桥?", "answers": [["x"]]}', "question_row_not_texts", "answers 一列"),
        ('{"question": "桥?", "history": [5]}', "question_row_bad_history", '[{"question": "…", "answer": "…"}]'),
        (json.dumps({"question": "长" * 2001}), "question_row_too_long", "问题有 2001 字，最多 2000 字"),
        ('{"id": "7", "question": "second"}', "question_row_id_taken", "编号 7 在第 1 行用过"),
        ('{"question": "桥?", "articles": {"a": "high"}}', "question_row_bad_grade", "等级 'high' 不是整数"),
    ],
)
def test_bad_rows_are_named_by_line_and_the_rest_run(tmp_path: Path, row: str, key: str, chinese: str) -> None:
    rows = ['{"id": "7", "question": "first"}', row, '{"question": "good, too?"}']
    questions, skipped = read_questions(file(tmp_path, "q.jsonl", "\n".join(rows)))
    assert [(found.line, found.question) for found in questions] == [(1, "first"), (3, "good, too?")]
    assert [found.line for found in skipped] == [2]
    assert key_of(skipped[0].reason) == key
    assert chinese in translate(skipped[0].reason, "zh")


CSV = "编号,问题,答案,文章,可回答,版面\n1,市长是谁?,王芳|王芳市长,a1,是,要闻\n2,下雨吗?,,,否,天气\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "mark"), [("q.csv", ","), ("q.csv", ";"), ("q.tsv", "\t"), ("q.csv", "\t")])
def test_tables_with_chinese_columns_in_any_encoding(tmp_path: Path, name: str, mark: str, encoding: str) -> None:
    path = file(tmp_path, name, CSV.replace(",", mark), encoding)
    questions, skipped = read_questions(path)
    assert questions == [
        Question("1", "市长是谁?", ("王芳", "王芳市长"), ("a1",), answerable=True, columns={"版面": "要闻"}, line=2),
        Question("2", "下雨吗?", answerable=False, columns={"版面": "天气"}, line=3),
    ]
    assert skipped == []


def test_traditional_names_in_big5(tmp_path: Path) -> None:
    path = file(tmp_path, "q.csv", "編號,問題,答案\n1,這裡的市長是誰,王芳\n2,今天的會議在哪裡開,長沙\n", "big5")
    questions, _ = read_questions(path)
    assert [found.question for found in questions] == ["這裡的市長是誰", "今天的會議在哪裡開"]
    assert questions[0].answers == ("王芳",)


def test_csv_lines_are_counted_through_cells_of_several_lines(tmp_path: Path) -> None:
    text = 'question,answer,evidence\n"one\n?","a\nb",x|y\n\ntwo?,c,z,too,many\nthree?,"a, b",\n'
    questions, skipped = read_questions(file(tmp_path, "q.csv", text.replace("\n", "\r\n")))
    assert [(found.line, found.question) for found in questions] == [(2, "one\n?"), (7, "three?")]
    assert questions[0].answers == ("a", "b")
    assert questions[0].evidence == ("x", "y")
    assert questions[1].answers == ("a, b",)
    assert [(row.line, key_of(row.reason)) for row in skipped] == [(6, "question_row_too_many_cells")]
    assert translate(skipped[0].reason, "zh") == "这一行有 5 格，列名只有 3 个：含逗号的要加引号"


def test_cells_may_hold_json_and_columns_may_be_numbered(tmp_path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Question", "answer_1", "Answer 2", "history", "articles", "passages"])
    turns = json.dumps([{"question": "b", "answer": "c"}])
    writer.writerow(["?", "x", "y", turns, '{"a": 2, "b": 0}', "[unclosed"])
    (found,), _ = read_questions(file(tmp_path, "q.csv", out.getvalue()))
    assert found.answers == ("x", "y")
    assert found.history == (Turn("b", "c"),)
    assert found.articles == ("a",)
    assert found.grades == {"a": 2}
    assert found.passages == ("[unclosed",)


def test_a_text_in_jsonl_is_not_parted(tmp_path: Path) -> None:
    (found,), _ = read_questions(file(tmp_path, "q.jsonl", json.dumps({"question": "桥?", "answers": "a|b\nc"})))
    assert found.answers == ("a|b\nc",)


def test_xlsx(tmp_path: Path) -> None:
    from datetime import datetime

    path = workbook(
        tmp_path / "q.xlsx",
        [["notes"], ["nothing here"]],
        [
            [],
            ["编号", "问题", "答案", "可回答", "日期"],
            [1, "几项?", 134, True, datetime(2023, 9, 18)],
            [],
            ["", "桥?", 12.5],
        ],
    )  # fmt: skip
    questions, skipped = read_questions(path)
    assert questions[0] == Question("1", "几项?", ("134",), answerable=True, columns={"日期": "2023-09-18"}, line=3)
    assert (questions[1].question, questions[1].answers, questions[1].line) == ("桥?", ("12.5",), 5)
    assert skipped == []
    with pytest.raises(QuestionError, match="问题"):
        read_questions(workbook(tmp_path / "none.xlsx", [["notes"], ["x"]]))
    with pytest.raises(QuestionError, match="complete"):
        read_questions(file(tmp_path, "broken.xlsx", "no zip"))


def squad(**changes: Any) -> dict[str, Any]:
    context = "今天开会。市长是王芳。会后发布了通知。"
    asked = {"id": "q1", "question": "市长是谁?", "answers": [{"text": "王芳", "answer_start": context.index("王芳")}]}
    return {"data": [{"title": "会议", "paragraphs": [{"context": context, "qas": [asked | changes]}]}]}


def test_squad(tmp_path: Path) -> None:
    path = file(tmp_path, "q.json", json.dumps(squad()))
    (found,), _ = read_questions(path)
    assert found == Question("q1", "市长是谁?", ("王芳",), evidence=("市长是王芳。",), columns={"title": "会议"})
    impossible = squad(answers=[], is_impossible=True, plausible_answers=[{"text": "通知", "answer_start": 1}])
    (found,), _ = read_questions(file(tmp_path, "two.json", json.dumps(impossible)))
    assert found == Question("q1", "市长是谁?", answerable=False, columns={"title": "会议"})


def test_json_lists_of_rows(tmp_path: Path) -> None:
    for text in ('[{"问题": "一?"}, 5]', '{"questions": [{"问题": "一?"}, 5]}'):
        questions, skipped = read_questions(file(tmp_path, "q.json", text))
        assert [found.question for found in questions] == ["一?"]
        assert len(skipped) == 1
    broken = squad()
    broken["data"][0]["paragraphs"].append({"no": "context"})
    questions, skipped = read_questions(file(tmp_path, "q.json", json.dumps(broken)))
    assert (len(questions), len(skipped)) == (1, 1)


def test_text_is_a_question_a_line(tmp_path: Path) -> None:
    questions, _ = read_questions(file(tmp_path, "q.txt", "市长是谁?\n\n今天的会议在哪里开?\n", "gb18030"))
    assert [(found.question, found.line) for found in questions] == [("市长是谁?", 1), ("今天的会议在哪里开?", 3)]


def test_beir(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    file(
        tmp_path, "queries.jsonl", '{"_id": "1", "text": "a?", "metadata": {"desk": "x"}}\n{"_id": "2", "text": "b?"}\n'
    )
    file(tmp_path, "qrels/train.tsv", "query-id\tcorpus-id\tscore\n2\td9\t1\n")
    file(tmp_path, "qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n1\td3\t1\n")
    (found,), skipped = read_questions(tmp_path)
    assert found == Question(
        "1", "a?", articles=("d1", "d3"), columns={"desk": "x"}, line=1, grades={"d1": 2, "d3": 1}
    )  # fmt: skip
    assert skipped == []
    file(tmp_path, "qrels/test.tsv", "query-id\tcorpus-id\tscore\nnot three\n")
    with pytest.raises(QuestionError, match="line 2"):
        read_questions(tmp_path)


def test_a_folder_of_another_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="BEIR"):
        read_questions(tmp_path)


@pytest.mark.parametrize("suffix", formats.FORMATS)
def test_a_file_without_questions_is_refused(tmp_path: Path, suffix: str) -> None:
    path = workbook(tmp_path / "q.xlsx", []) if suffix == ".xlsx" else file(tmp_path, f"q{suffix}", "")
    with pytest.raises(QuestionError):
        read_questions(path)


@pytest.mark.parametrize("suffix", formats.FORMATS)
def test_a_binary_file_is_refused_in_words(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"q{suffix}"
    path.write_bytes(bytes(range(256)) * 40)
    with pytest.raises(QuestionError):
        read_questions(path)


@pytest.mark.parametrize(
    ("name", "text", "key", "chinese"),
    [
        ("no.csv", None, "question_file_missing", "no.csv 不存在"),
        ("q.docx", "x", "question_file_unknown_format", "能读的是：.jsonl, "),
        ("q.jsonl", "\n", "question_file_empty", "q.jsonl 里没有问题"),
        ("q.jsonl", "{\n[]\n", "question_file_no_usable_row", "；另外，第 2 行：这一行不是 JSON 对象"),
        ("q.csv", "text,number\na,b\n", "question_table_no_column", "现有的列：text, number"),
        ("q.json", "{", "question_file_not_json", "q.json 不是 JSON"),
        ("q.json", "{}", "question_file_unknown_json", "应是 SQuAD 格式"),
        ("q.json", '[{"qas": 1}]', "question_file_no_usable_row", "（第 1 行：没有问题：应在 question 或 问题 一列）"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(
    tmp_path: Path, name: str, text: str | None, key: str, chinese: str
) -> None:
    path = tmp_path / name if text is None else file(tmp_path, name, text)
    with pytest.raises(QuestionError) as error:
        read_questions(path)
    assert key_of(error.value.message) == key
    assert chinese in translate(error.value.message, "zh")


@pytest.mark.parametrize(("field", "name"), [(field, name) for field, names in NAMES.items() for name in names])
def test_every_name_of_a_column(field: str, name: str) -> None:
    assert field_of(f" {name.upper()} ") == field
    assert field_of(f"{name}_2") == field


def test_names_that_are_not_ours_are_the_users_columns() -> None:
    assert [field_of(name) for name in ("title", "标题", "notes", "", "来源")] == [None] * 5


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"可回答": "否"}, False),
        ({"is_impossible": True}, False),
        ({"is_impossible": "0"}, True),
        ({"answerable": 1}, True),
        ({"answerable": "Ｙｅｓ"}, True),
        ({"answerable": ""}, None),
        ({"answerable": None}, None),
    ],
)
def test_whether_a_question_is_answerable(row: dict[str, object], expected: bool | None) -> None:
    assert question({"question": "桥?"} | row).answerable is expected


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: text.strip() == text
)
lists = st.lists(texts.filter(lambda text: not is_no_answer(text)), unique=True, max_size=3).map(tuple)
written = st.builds(
    Question, texts, texts.filter(has_word), lists, lists, lists, lists, st.none(),
    st.lists(st.builds(Turn, texts, texts), max_size=2).map(tuple),
    st.dictionaries(texts.filter(columns.is_own), texts, max_size=2),
)  # fmt: skip


@given(st.lists(written, min_size=1, max_size=4, unique_by=lambda found: found.id))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, questions: list[Question]) -> None:
    path = tmp_path_factory.mktemp("written") / "q.jsonl"
    write_questions(path, questions)
    found, skipped = read_questions(path)
    assert skipped == []
    assert [one.as_json() for one in found] == [one.as_json() for one in questions]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionError) as error:
        write_questions(tmp_path / "no" / "q.jsonl", [Question("1", "?")])
    assert key_of(error.value.message) == "path_not_written"
    assert translate(error.value.message, "zh").endswith("写不进去：没有这个文件或文件夹")


def test_a_question_without_a_word_may_follow_another() -> None:
    assert question({"question": "？", "history": ["桥有多高？"]}).question == "？"
