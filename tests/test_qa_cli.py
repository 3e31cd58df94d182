"""The commands as a user types them, with the real model where it is needed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from embeddings import encoder, hub
from embeddings.encoder import Encoder
from qa.cli.commands import main
from qa.index import segment
from qa.library import Library
from qa.records import Reply

PAGE = "全省科技大会昨日召开。会议说，全省国家级创新平台达144个，比上年多12个。\n会后，代表们参观了湘江科学城。"


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundled_encoder: Encoder) -> Path:
    monkeypatch.setenv("WENBAO_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setattr(encoder, "load", lambda *args: bundled_encoder)
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    return tmp_path / "library"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_from_a_file_to_an_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "index", tmp_path / "page.txt", "--json")
    assert code == 0
    assert json.loads(out)["articles"] == 1
    code, out, _ = run(capsys, "ask", "全省国家级创新平台有多少个？", "--json")
    reply = json.loads(out)
    assert code == 0
    assert reply["answerable"] is True
    assert "144" in reply["answer"]["text"]
    keys = {"question", "standalone_question", "answerable", "confidence", "answer", "disagreement", "hits", "seconds"}
    assert set(reply) == keys | {"answers", "threshold", "kind", "message", "articles"}
    hit = {"rank", "score", "passage_id", "article_id", "title", "source", "date", "path", "page"}
    hit |= {"page_label", "page_name", "boxes", "article_boxes"}
    assert set(reply["hits"][0]) == hit | {"start", "end", "text", "highlights", "also"}
    code, out, _ = run(capsys, "ask", "全省国家级创新平台有多少个？")
    assert code == 0
    assert out.startswith("会议说，全省国家级创新平台达144个，比上年多12个。\n")


def test_articles_that_differ_are_shown_side_by_side(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        {"id": "old", "date": "2022-06-01", "text": "江州市有文化馆37个。"},
        {"id": "new", "date": "2023-06-01", "text": "江州市有文化馆45个。"},
    ]
    (tmp_path / "halls.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    run(capsys, "index", tmp_path / "halls.jsonl")
    _, out, _ = run(capsys, "ask", "江州市有多少个文化馆？", "--json")
    reply = json.loads(out)
    assert [(f["date"], f["text"]) for f in reply["disagreement"]] == [("2023-06-01", "45个"), ("2022-06-01", "37个")]
    _, out, _ = run(capsys, "ask", "江州市有多少个文化馆？")
    assert "The articles differ: 2023-06-01: 45个 · 2022-06-01: 37个" in out
    # A date in words is one of the question's own.
    _, out, _ = run(capsys, "ask", "去年江州市有多少个文化馆？", "--today", "2023-08-01", "--json")
    reply = json.loads(out)
    assert reply["standalone_question"] == "2022年江州市有多少个文化馆？"
    assert "37" in reply["answer"]["text"]
    assert reply["disagreement"] == []


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--after", "2023-", "2023- is not a date: write 2023, 2023-09 or 2023-09-18"),
        ("--before", "2023-02-30", "2023-02-30 is not in the calendar"),
        ("--today", "2023-02", "2023-02 is not a day: write 2023-09-18"),
    ],
)
def test_wrong_dates_are_reported(capsys: pytest.CaptureFixture[str], option: str, value: str, reason: str) -> None:
    code, out, err = run(capsys, "ask", "有多少个？", option, value)
    assert (code, out) == (2, "")
    assert f"argument {option}: {reason}" in err


def test_a_question_that_the_articles_do_not_answer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "index", tmp_path / "page.txt")
    code, out, _ = run(capsys, "ask", "世界杯冠军是哪个国家？", "--json")
    reply = json.loads(out)
    assert code == 0
    assert (reply["answerable"], reply["answer"]) == (False, None)
    assert reply["hits"]


def test_list_inspect_remove(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "index", tmp_path / "page.txt")
    code, out, _ = run(capsys, "list", "--json")
    (article,) = json.loads(out)["articles"]
    code, out, _ = run(capsys, "inspect", tmp_path / "page.txt", "--json")
    assert code == 0
    (inspected,) = json.loads(out)["articles"]
    assert inspected["id"] == article["id"]
    assert all(inspected["text"][p["start"] : p["end"]] == p["text"] for p in inspected["passages"])
    assert run(capsys, "remove", article["id"])[0] == 0
    assert json.loads(run(capsys, "list", "--json")[1]) == {"articles": []}


def test_evaluate(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "index", tmp_path / "page.txt")
    rows = [
        {"question": "创新平台有多少个？", "answers": ["144"], "articles": ["page.txt"], "answerable": True},
        {"question": "世界杯冠军是哪个国家？", "answerable": False},
    ]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(json.dumps(row) for row in rows) + "\n{坏", "utf-8")
    code, out, err = run(capsys, "evaluate", questions, "--json")
    found = json.loads(out)
    assert code == 1
    assert [row["line"] for row in found["skipped"]] == [3]
    assert ":3:" in err
    assert found["questions"] == 2
    assert found["metrics"]["success@1"]["mean"] == 1.0
    questions.write_text(json.dumps(rows[0] | {"articles": ["other.txt"]}), "utf-8")
    code, _, err = run(capsys, "evaluate", questions, "--fail-under", "recall@1=0.5")
    assert code == 1
    assert "recall@1" in err


def test_an_interrupted_evaluation_leaves_a_partial_report(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "index", tmp_path / "page.txt")
    questions = tmp_path / "questions.txt"
    questions.write_text("创新平台有多少个？\n代表们参观了哪里？\n", "utf-8")
    with monkeypatch.context() as patch:
        whole = Library.ask_all

        def interrupted(*args: Any, **options: Any) -> Iterator[Reply]:
            yield next(whole(*args, **options))
            raise KeyboardInterrupt

        patch.setattr(Library, "ask_all", interrupted)
        code, out, err = run(capsys, "evaluate", questions, "--json", "--out", tmp_path / "out")
    assert code == 130
    assert (json.loads(out)["questions"], json.loads(out)["unasked"]) == (1, 1)
    assert "1 of 2 questions" in err
    assert "Partial: 1 of 2 questions" in (tmp_path / "out" / "report.html").read_text("utf-8")
    code, out, _ = run(capsys, "evaluate", questions, "--json", "--out", tmp_path / "out", "--resume")
    assert code == 0
    assert json.loads(out)["questions"] == 2
    assert "Partial" not in (tmp_path / "out" / "report.html").read_text("utf-8").partition("<main>")[0]


def test_judgments_of_the_chat_are_questions(capsys: pytest.CaptureFixture[str], tmp_path: Path, library: Path) -> None:
    run(capsys, "index", tmp_path / "page.txt")
    code, _, err = run(capsys, "evaluate", "--from-feedback")
    assert code == 2
    assert "no answer of this library has been judged" in err
    hit = json.loads(run(capsys, "ask", "创新平台有多少个？", "--json")[1])["hits"][0]
    good = {"id": "g", "question": "创新平台有多少个？", "answers": ["144"], "articles": [hit["article_id"]]}
    good |= {"passages": [hit["passage_id"]], "history": [], "verdict": "good"}
    bad = good | {"id": "b", "question": "谁开的会？", "answers": [], "articles": [], "passages": [], "verdict": "bad"}
    back = good | {"id": "t", "verdict": None}
    lines = [good | {"verdict": "bad", "answers": []}, bad, good | {"id": "t"}, back, good]
    (library / "feedback.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    code, out, _ = run(capsys, "evaluate", "--from-feedback", "--json", "--out", tmp_path / "out")
    found = json.loads(out)
    assert code == 0
    assert found["questions"] == 2
    assert found["metrics"]["success@1"]["mean"] == 1.0
    written = [json.loads(line) for line in (tmp_path / "out" / "questions.jsonl").read_text("utf-8").splitlines()]
    assert [(row["id"], row["verdict"]) for row in written] == [("g", "good"), ("b", "bad")]
    (library / "feedback.jsonl").write_text("{", "utf-8")
    code, _, err = run(capsys, "evaluate", "--from-feedback")
    assert code == 2
    assert "line 1 of" in err


def test_from_a_file_to_an_answer_on_a_milvus_server(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, library: Path, milvus_uri: str
) -> None:
    engine = ["--engine", "milvus", "--uri", milvus_uri]
    assert run(capsys, "index", tmp_path / "page.txt", *engine)[0] == 0
    for given in (engine, []):
        code, out, _ = run(capsys, "ask", "全省国家级创新平台有多少个？", "--json", *given)
        reply = json.loads(out)
        assert (code, reply["answerable"]) == (0, True)
        assert "144" in reply["answer"]["text"]
    assert run(capsys, "verify")[0] == 0
    assert not list(library.glob("index/*"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["index", "missing.txt"], "there is no such file or folder"),
        (["index", "empty.txt"], "contains no text"),
        (["index", "folder"], "no articles in"),
        (["evaluate", "missing.jsonl"], "does not exist"),
        (["evaluate", "empty.jsonl"], "contains no questions"),
        (["list"], "there is no library"),
        (["remove", "x"], "there is no library"),
        (["ask", ""], "the question is empty"),
        (["ask"], "required"),
        (["index", "page.txt", "--ray", "127.0.0.1:9"], "no Ray cluster at" if find_spec("ray") else "needs its extra"),
        (["index", "page.txt", "--engine", "milvus"], "needs the address of the server"),
    ],
)
def test_wrong_input_is_reported_in_a_line_and_changes_nothing(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    library: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "empty.jsonl").write_text("")
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert message in err
    assert "Traceback" not in err
    assert not library.exists()


def test_the_retrievers_offered_are_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    from qa.search.ranking import RETRIEVERS

    code, _, err = run(capsys, "evaluate", "x.jsonl", "--retriever", "none")
    assert code == 2
    assert all(name in err.split("choose from")[1] for name in RETRIEVERS)


def test_verify_says_how_many_of_the_nearest_are_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hash_encoder: Any
) -> None:
    monkeypatch.setattr(encoder, "load", lambda *args: hash_encoder())
    (tmp_path / "few.jsonl").write_text(json.dumps({"text": "第一座桥。"}), "utf-8")
    run(capsys, "index", tmp_path / "few.jsonl")
    assert json.loads(run(capsys, "verify", "--json")[1])["recall"] is None
    monkeypatch.setattr(segment, "EXACT", 30)
    rows = [json.dumps({"text": f"第{i}座桥长{i * 7}米。"}) for i in range(40)]
    (tmp_path / "more.jsonl").write_text("\n".join(rows), "utf-8")
    run(capsys, "index", tmp_path / "more.jsonl")
    assert "finds 100.0% of the ten nearest passages" in run(capsys, "verify")[1]


def test_verify_compact_export(capsys: pytest.CaptureFixture[str], tmp_path: Path, library: Path) -> None:
    assert run(capsys, "verify")[0] == 2
    run(capsys, "index", tmp_path / "page.txt")
    assert run(capsys, "verify")[:2] == (0, "the library is undamaged\n")
    assert run(capsys, "compact")[0] == 0
    code, out, _ = run(capsys, "export", "--out", tmp_path / "all.jsonl")
    assert (code, out) == (0, "")
    (row,) = map(json.loads, (tmp_path / "all.jsonl").read_text("utf-8").splitlines())
    assert row["text"] == PAGE
    assert run(capsys, "export")[1] == (tmp_path / "all.jsonl").read_text("utf-8")
    assert run(capsys, "export", "--out", tmp_path / "none" / "all.jsonl")[0] == 2
    next((library / "index").glob("*/postings")).write_bytes(b"")
    code, out, _ = run(capsys, "verify", "--json")
    assert code == 1
    assert "postings" in json.loads(out)["problems"][0]
    assert run(capsys, "ask", "创新平台有多少个？")[0] == 2
    assert run(capsys, "verify", "--repair")[0] == 0
    assert run(capsys, "ask", "创新平台有多少个？")[0] == 0


def test_filters_that_match_no_article_are_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "index", tmp_path / "page.txt")
    code, out, err = run(capsys, "ask", "有多少个？", "--source", "没有的报")
    assert (code, out.strip()) == (0, "The articles do not say.")
    assert "no article matches" in err
    (tmp_path / "bare.txt").write_text("创新平台有多少个？", "utf-8")
    _, out, _ = run(capsys, "evaluate", tmp_path / "bare.txt")
    assert out.rstrip().endswith("no question says what is expected: use --out DIR to read the answers")


def test_an_impossible_port_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "serve", "--port", "99999")
    assert code == 2
    assert "99999 is not a port" in err


def test_an_empty_path_is_not_the_current_folder(capsys: pytest.CaptureFixture[str], library: Path) -> None:
    code, _, err = run(capsys, "index", "")
    assert code == 2
    assert "the path is empty" in err
    assert not library.exists()


def test_an_article_without_a_headline_is_listed_by_its_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "index", tmp_path / "page.txt")
    _, out, _ = run(capsys, "list")
    assert out.rstrip("\n").split("\t")[1:] == ["", "", "page.txt"]


def test_a_closed_pipe_ends_an_export_without_a_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "index", tmp_path / "page.txt")

    def raise_broken_pipe(text: str) -> int:
        raise BrokenPipeError

    errors = io.StringIO()
    monkeypatch.setattr(sys.stdout, "write", raise_broken_pipe)
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(errors, "close", lambda: None)
    assert main(["export"]) == 2
    assert errors.getvalue() == ""


@pytest.mark.parametrize(
    "options",
    [
        ["ask", "问？", "--reranker", "no/such"],
        ["index", "page.txt", "--model", "no/such"],
        ["serve", "--model", "no/such"],
    ],
)
def test_an_unknown_model_is_said_before_the_work(
    options: list[str],
    library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hub, "_is_reachable", lambda endpoint: False)
    code, _, err = run(capsys, *options)
    assert (code, library.exists()) == (2, False)
    assert "no/such" in err and "Traceback" not in err
