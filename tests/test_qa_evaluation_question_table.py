"""The questions as CSV: losses first, in words, and harmless in a spreadsheet, and restorable."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_library import TEXTS, ScriptedLibrary, ask

from qa.evaluation import Evaluation, write
from qa.evaluation.csv_text import escaped, unescaped
from qa.evaluation.question_table import losses, table
from qa.evaluation.questions import Question

HOSTILE = '=HYPERLINK("http://x","y")'


def rows(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def several() -> Evaluation:
    library = ScriptedLibrary(
        (*TEXTS, HOSTILE), {"good": [1], "far": [0], "none": [2], "refused": [1], HOSTILE: [5]},
        scripts={"lexical": {"good": [0], "far": [1], "none": [2], "refused": [1], HOSTILE: [5]}},
        confidence={"refused": 0.2},
    )  # fmt: skip
    return ask(
        library,
        Question("1", "good", ("王芳",), ("a1",), line=2),
        Question("2", "far", ("王芳",), ("a1",), line=3),
        Question("3", "none", answerable=False, line=4),
        Question("4", "refused", ("王芳",), ("a1",), line=5),
        Question("5", HOSTILE, ("+cmd",), ("a5",), line=6, columns={"=column": "@value"}),
        compare=["lexical"],
    )


def test_the_table_has_what_was_expected_found_and_lost_losses_first() -> None:
    head, *found = rows(table(several()))
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in found}
    assert [row[0] for row in found] == ["2", "3", "4", "5", "1"]
    assert [by_id[name]["why"] for name in "23451"] == ["retrieval", "no_answer", "refusal", "passage", ""]
    far = by_id["2"]
    assert (far["outcome"], far["answers"], far["expected_in"]) == ("wrong", "王芳", "Title 1 | a1")
    assert (far["quote"], far["quote_article"], far["rank_of_right"]) == ("大桥长三公里。", "Title 0", "")
    assert by_id["1"]["rank_of_right"] == "1"
    assert far["answer_in_quote"] == "0" and far["success@1"] == "0"
    assert (far["against lexical: verdict"], far["against lexical: quote"]) == ("lost", "市长是王芳。")
    assert (by_id["1"]["against lexical: verdict"], by_id["1"]["against lexical: why"]) == ("won", "retrieval")


@pytest.mark.parametrize(
    ("language", "head", "far", "none"),
    [
        ("zh", ["行", "问题", "结果", "原因", "说明", "应答"],
         ["3", "far", "引文错", "没找到对的文章", "前 5 段里没有对的文章；答案只从这些段落里选", "王芳"],
         ["4", "none", "不该回答", "没有答案却答了", "文章里没有答案，但把握 90.0% 到了门槛 –", "文章里没有答案"]),
        ("en", ["Line", "Question", "Outcome", "Why", "Explanation", "Expected"],
         ["3", "far", "wrong", "right article not found",
          "The right article is not among the first 5 passages, from which the answer is chosen.", "王芳"],
         ["4", "none", "wrongly answered", "answered without an answer",
          "The articles do not say, but the confidence of 90.0% reaches the threshold of –.",
          "no answer in the articles"]),
    ],
)  # fmt: skip
def test_the_losses_are_in_the_words_of_an_editor(
    language: str, head: list[str], far: list[str], none: list[str]
) -> None:
    found = rows(losses(several(), language))
    assert found[0][:6] == head
    assert [row[1] for row in found[1:]] == ["far", "none", "refused", f"'{HOSTILE}"]
    assert (found[1][:6], found[2][:6]) == (far, none)


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "=1+1", "+1+1", "-1+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\0=1",
     "＝1+1", "－1+1", "＋1", "＠SUM(A1)", "'=1", "''=1", "\tplain", "-", "- a list", "+"],
)  # fmt: skip
def test_no_cell_begins_a_formula(text: str) -> None:
    assert escaped(text) == f"'{text}"
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize(
    "text", ["-5", "+3.2%", "-1,250", "市长是王芳。", "a=b", "'quoted'", "'", "", "1-2", " x", "5%", "“=1”"]
)
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert escaped(text) == text
    assert unescaped(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\n \0＝－5.,%a王"), max_size=6))
def test_what_is_escaped_is_restored_and_nothing_else_is_changed(text: str) -> None:
    cell = escaped(text)
    assert unescaped(cell) == text
    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "@", "＝", "＠"))


def test_hostile_texts_are_escaped_in_every_column_and_exact_in_the_results(tmp_path: Path) -> None:
    found = several()
    hostile = replace(found, results=tuple(replace(one, quote=HOSTILE, phrase="@x") for one in found.results))
    for text in (table(hostile), losses(hostile, "zh")):
        for row in rows(text):
            assert not any(cell.startswith(("=", "@", "+cmd")) for cell in row), row
    write(hostile, tmp_path)
    last = json.loads((tmp_path / "results.jsonl").read_text("utf-8").splitlines()[-1])
    assert (last["question"], last["quote"], last["answers"]) == (HOSTILE, HOSTILE, ["+cmd"])
    # A program takes the apostrophes away again.
    written = rows((tmp_path / "results.csv").read_bytes().decode("utf-8"))
    column = written[0].index("question")
    assert HOSTILE in [unescaped(row[column]) for row in written]
