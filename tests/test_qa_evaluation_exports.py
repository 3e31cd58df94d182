"""Question files as other tools and published datasets have them."""

# ruff: noqa: E501
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.messages import Message
from qa.errors import QuestionError
from qa.evaluation.questions import Question, Reading, read_file
from qa.records import Turn

ASKED, ANSWER = "新桥有多长?", "八百米"
CONTEXT = "新桥昨天通车。桥长八百米，宽二十米。市长出席了仪式。"
SENTENCE = "桥长八百米，宽二十米。"


def read(folder: Path, content: object, name: str = "q.jsonl", reading: Reading | None = None) -> Question:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
    found = read_file(path, reading or Reading())
    assert found.skipped == []
    (question,) = found.questions
    return question


ROWS: dict[str, dict[str, Any]] = {
    "ragas 0.2 and later": {
        "user_input": ASKED, "reference": ANSWER, "reference_contexts": [CONTEXT], "retrieved_contexts": ["别处的一段。"],
        "response": "九百米", "synthesizer_name": "single_hop",
    },
    "ragas 0.1, evaluated": {
        "question": ASKED, "answer": "九百米", "contexts": ["别处的一段。"], "ground_truth": ANSWER, "evidence": SENTENCE,
    },
    "ragas 0.0": {"question": ASKED, "answer": "九百米", "contexts": ["别处。"], "ground_truths": [ANSWER], "evidence": SENTENCE},
    "ragas 0.1, generated": {
        "question": ASKED, "contexts": [CONTEXT], "ground_truth": ANSWER, "evolution_type": "simple",
    },
    "ragas, several turns": {
        "user_input": [{"content": ASKED, "type": "human"}], "reference": ANSWER, "reference_contexts": [CONTEXT],
    },
    "LangChain QA": {"query": ASKED, "answer": ANSWER, "result": "九百米", "evidence": SENTENCE},
    "LangSmith example": {
        "inputs": {"question": ASKED}, "outputs": {"answer": ANSWER, "evidence": SENTENCE}, "metadata": {"split": ["base"]},
    },
    "LangSmith run": {
        "inputs": {"question": ASKED}, "outputs": {"output": "九百米"}, "reference_outputs": {"answer": ANSWER},
        "feedback.correctness": 0, "evidence": SENTENCE,
    },
    "LangSmith as a data frame": {
        "inputs.question": ASKED, "outputs.output": "九百米", "reference.answer": ANSWER, "execution_time": 1.5, "evidence": SENTENCE,
    },
    "DeepEval golden": {
        "input": ASKED, "expected_output": ANSWER, "context": [CONTEXT], "actual_output": "九百米",
        "retrieval_context": ["别处的一段。"], "tools_called": None, "expected_tools": None, "comments": None,
    },
    "promptfoo": {
        "vars": {"question": ASKED}, "assert": [{"type": "icontains", "value": ANSWER}, {"type": "llm-rubric", "value": "礼貌"}],
        "evidence": SENTENCE,
    },
    "Azure": {"query": ASKED, "response": "九百米", "ground_truth": ANSWER, "evidence": SENTENCE},
    "OpenAI evals": {"input": [{"role": "system", "content": "答。"}, {"role": "user", "content": ASKED}], "ideal": ANSWER,
                     "evidence": SENTENCE},
    "SQuAD, flat": {
        "question": ASKED, "context": CONTEXT, "answers": {"text": [ANSWER], "answer_start": [CONTEXT.index(ANSWER)]},
    },
    "CMRC 2018": {"context_text": CONTEXT, "qas": [{"query_text": ASKED, "query_id": "D1", "answers": [ANSWER]}]},
    "DuReader": {
        "question": ASKED, "answers": [ANSWER], "fact_or_opinion": "FACT", "documents": [
            {"is_selected": True, "title": "桥", "most_related_para": 1, "paragraphs": ["别的。", CONTEXT]},
            {"is_selected": False, "title": "路", "most_related_para": 0, "paragraphs": ["不相干。"]},
        ],
    },
    "HotpotQA": {
        "_id": "h1", "question": ASKED, "answer": ANSWER, "supporting_facts": [["新桥", 1]],
        "context": [["旧桥", ["旧桥拆了。"]], ["新桥", ["新桥昨天通车。", SENTENCE]]],
    },
    "HotpotQA of the hub": {
        "id": "h1", "question": ASKED, "answer": ANSWER, "supporting_facts": {"title": ["新桥"], "sent_id": [1]},
        "context": {"title": ["新桥"], "sentences": [["新桥昨天通车。", SENTENCE]]},
    },
    "MS MARCO": {
        "query": ASKED, "answers": [ANSWER],
        "passages": [{"is_selected": 0, "passage_text": "别处。"}, {"is_selected": 1, "passage_text": CONTEXT}],
    },
    "retriever training": {"query": ASKED, "pos": [CONTEXT], "neg": ["别处的一段。"], "answers": [ANSWER]},
}  # fmt: skip


@pytest.mark.parametrize("tool", ROWS)
def test_a_row_of_each_tool(tmp_path: Path, tool: str) -> None:
    found = read(tmp_path, ROWS[tool])
    assert (found.question, found.answers, found.evidence) == (ASKED, (ANSWER,), (SENTENCE,))
    assert "九百米" not in repr(found)
    assert "别处" not in repr(found)


def test_contexts_that_may_be_right_or_retrieved_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(QuestionError) as error:
        read(tmp_path, {"question": ASKED, "contexts": [CONTEXT], "ground_truth": ANSWER})
    assert "--column evidence=contexts" in str(error.value.message)


def test_the_outputs_of_runs_are_nobodys_gold(tmp_path: Path) -> None:
    found = read(tmp_path, {"inputs": {"question": ASKED}, "outputs": {"answer": "九百米"}, "run_id": "r1"})
    assert (found.question, found.answers) == (ASKED, ())


def test_messages_before_the_last_question_are_its_history(tmp_path: Path) -> None:
    said = [("human", "哪座桥通车了?"), ("ai", "新桥。"), ("human", "有多长?")]
    row = {"user_input": [{"content": text, "type": who} for who, text in said], "reference": ANSWER}
    found = read(tmp_path, row)
    assert (found.question, found.history) == ("有多长?", (Turn("哪座桥通车了?", "新桥。"),))


@pytest.mark.parametrize(
    ("cell", "answers", "parts"),
    [
        ("八百米", ("八百米",), ()),
        ("contains: 八百米", ("八百米",), ()),
        ("contains-any: 八百米, 800米", ("八百米", "800米"), ()),
        ("similar(0.8): 八百米", ("八百米",), ()),
        ("icontains-all: 北京, 上海", (), (("北京",), ("上海",))),
        ("llm-rubric: 语气礼貌", (), ()),
        ("not-contains: 九百米", (), ()),
        ("注意：八百米", ("注意：八百米",), ()),
    ],
)
def test_expected_cells_of_promptfoo(
    tmp_path: Path, cell: str, answers: tuple[str, ...], parts: tuple[tuple[str, ...], ...]
) -> None:
    found = read(tmp_path, f'question,__expected,__threshold\n{ASKED},"{cell}",0.5\n', "q.csv")
    assert (found.answers, found.all_of) == (answers, parts)


def test_unanswerable_rows_of_datasets(tmp_path: Path) -> None:
    rows = [
        {"question": ASKED, "context": CONTEXT, "answers": {"text": [], "answer_start": []}},
        {"query": ASKED, "answers": ["No Answer Present."], "passages": [{"is_selected": 0, "passage_text": "别处。"}]},
        {
            "question_text": ASKED,
            "document_text": "a b",
            "annotations": [{"short_answers": [], "yes_no_answer": "NONE"}],
        },
    ]
    assert [read(tmp_path, row).answerable for row in rows] == [False, False, False]


def test_natural_questions(tmp_path: Path) -> None:
    row = {
        "example_id": 7, "question_text": "how long is it", "document_text": "<P> It is 800 metres long . </P> More .",
        "annotations": [{
            "yes_no_answer": "NONE", "long_answer": {"start_token": 0, "end_token": 8},
            "short_answers": [{"start_token": 3, "end_token": 5}],
        }],
    }  # fmt: skip
    found = read(tmp_path, row)
    assert (found.id, found.answers, found.evidence) == ("7", ("800 metres",), ("It is 800 metres long .",))


def test_triviaqa(tmp_path: Path) -> None:
    row = {"Question": ASKED, "QuestionId": "t1", "Answer": {"Value": "八百米", "Aliases": ["800米"], "Type": "x"}}
    found = read(tmp_path, {"Data": [row]}, "q.json")
    assert (found.id, found.answers) == ("t1", ("八百米", "800米"))


@pytest.mark.parametrize(
    "row",
    [
        {"question": ASKED, "supporting_facts": [["x"]], "context": [["x", ["y"]]]},
        {"question": ASKED, "supporting_facts": {"title": 5, "sent_id": 6}, "context": {"title": 1, "sentences": 2}},
    ],
)
def test_a_broken_row_of_a_known_layout_is_named(tmp_path: Path, row: dict[str, Any]) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(row) + '\n{"question": "谁?"}\n', "utf-8")
    found = read_file(path)
    assert [(one.line, getattr(one.reason, "key", "")) for one in found.skipped] == [(1, "question_row_broken_layout")]
    assert [one.question for one in found.questions] == ["谁?"]


def test_a_list_in_json_names_the_line_of_an_id_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    path.write_text('[\n {"id": 1, "question": "谁?"},\n {"id": 1,\n  "question": "哪里?"}\n]', "utf-8-sig")
    (skipped,) = read_file(path).skipped
    assert skipped.line == 3
    assert isinstance(skipped.reason, Message)
    assert skipped.reason.values == {"id": "1", "line": 2}


SGML = """<top>
<num> Number: 301
<title> 新桥有多长

<desc> Description:
报道中新桥的长度。
<narr> Narrative: 只要长度。
</top>
<top><num> Number: 302 <desc> Description: 谁出席了 A&amp;B 仪式?
</top>
"""
XML = '<topics task="x"><topic number="301"><query>新桥有多长</query><question>x</question></topic></topics>'


def test_topics_of_trec_with_their_judgments(tmp_path: Path) -> None:
    (tmp_path / "topics.301-350").write_bytes(SGML.replace("\n", "\r\n").encode("gb18030"))
    qrels = tmp_path / "qrels.txt"
    qrels.write_text("301 0 a1 2\n301 0 a2 0\n301 Q0 a3 1\n999 0 a1 1\n", "utf-8")
    found = read_file(tmp_path / "topics.301-350", Reading(qrels=qrels))
    (question,) = found.questions
    assert (question.id, question.question, question.line) == ("301", "新桥有多长", 1)
    assert (question.articles, question.grades) == (("a1", "a3"), {"a1": 2, "a3": 1})
    assert [note.key for note in found.notes if isinstance(note, Message)] == ["questions_not_in_qrels"]
    alone = read_file(tmp_path / "topics.301-350").questions
    assert [one.question for one in alone] == ["新桥有多长", "谁出席了 A&B 仪式?"]
    assert [one.line for one in alone] == [1, 9]


@pytest.mark.parametrize(
    ("name", "text"), [("t.xml", XML), ("t.tsv", "301\t新桥有多长\n"), ("t.txt", "301\t新桥有多长\n")]
)
def test_topics_in_other_forms(tmp_path: Path, name: str, text: str) -> None:
    found = read(tmp_path, text, name)
    assert (found.id, found.question) == ("301", "新桥有多长")


@pytest.mark.parametrize(
    "text",
    [
        "query-id\tcorpus-id\tscore\n1\td1\t2\n",
        "qid\tpid\tscore\n1\td1\t2\n",
        "corpus-id\tscore\tquery-id\nd1\t2\t1\n",
        '{"query-id": "1", "corpus-id": "d1", "score": 2}\n',
        "1 0 d1 2\n",
        "\ufeff1\t0\td1\t2\r\n",
    ],
)
def test_judgments_in_each_form(tmp_path: Path, text: str) -> None:
    (tmp_path / "qrels").write_text(text, "utf-8")
    found = read(tmp_path, {"id": "1", "question": ASKED}, reading=Reading(qrels=tmp_path / "qrels"))
    assert found.grades == {"d1": 2}


def test_judgments_of_other_questions_are_refused(tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text("9 0 d1 1\n", "utf-8")
    with pytest.raises(QuestionError, match="ids"):
        read(tmp_path, {"id": "1", "question": ASKED}, reading=Reading(qrels=tmp_path / "qrels"))
