"""Collections and edits on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from embeddings import encoder
from embeddings.encoder import Encoder
from qa.cli.commands import main
from qa.library import Library

Run = Callable[..., Any]


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, bundled_encoder: Encoder
) -> Run:
    """Runs a command on a library; its JSON, or what it said on standard error where its exit code is not 0."""
    monkeypatch.setattr(encoder, "load", lambda *args: bundled_encoder)

    def call(*words: str, code: int = 0) -> Any:
        exporting = words[0] == "export"
        done = main([*words, "--library", str(tmp_path / "library"), *([] if exporting else ["--json"])])
        out, err = capsys.readouterr()
        assert done == code, err
        if code:
            return err
        return [json.loads(line) for line in out.splitlines()] if exporting else json.loads(out)

    return call


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rows = (
        {"id": "a", "title": "甲桥", "text": "甲桥长300米。"},
        {"id": "b", "title": "乙桥", "text": "乙桥长400米。"},
    )
    for row in rows:
        (tmp_path / f"{row['id']}.jsonl").write_text(json.dumps(row), "utf-8")
    return tmp_path / "a.jsonl", tmp_path / "b.jsonl"


def ids(listed: dict[str, Any]) -> list[str]:
    return [article["id"] for article in listed["articles"]]


def test_a_collection_is_filled_asked_listed_measured_and_exported(
    run: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    run("index", str(files[0]))
    run("index", *map(str, files), "--collection", "桥梁")
    assert run("collections")["collections"] == [{"name": "桥梁", "articles": 2}]  # also what it had already
    run("collections", "--remove", "桥梁", "a")
    assert ids(run("list", "--collection", "桥梁")) == ["b"]
    assert ids(run("list")) == ["a", "b"]
    assert [row["id"] for row in run("export", "--collection", "桥樑")] == ["b"]
    assert {hit["article_id"] for hit in run("ask", "桥长多少米？", "--collection", "桥梁")["hits"]} == {"b"}
    assert run("timeline", "桥 长", "--collection", "桥梁")["series"] == []
    questions = tmp_path / "questions.jsonl"
    rows = ({"question": "乙桥长多少米？", "articles": ["b"]}, {"question": "甲桥长多少米？", "articles": ["a"]})
    questions.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    measured = run("evaluate", str(questions), "--collection", "桥梁")
    assert measured["metrics"]["recall@1"]["mean"] == 0.5
    assert run("evaluate", str(questions))["metrics"]["recall@1"]["mean"] == 1.0
    run("collections", "--rename", "桥梁", "大桥")
    run("collections", "--add", "大桥", "a")
    assert run("collections")["collections"] == [{"name": "大桥", "articles": 2}]
    assert run("collections", "--delete", "大桥")["collections"] == []
    assert ids(run("list")) == ["a", "b"]


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "桥？"), ("list",), ("export",), ("timeline", "桥 长"), ("evaluate", "questions.jsonl"),
    ],
)  # fmt: skip
def test_a_wrong_name_says_which_was_meant(
    run: Run, files: tuple[Path, Path], tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("questions.jsonl").write_text('{"question": "乙桥长多少米？"}', "utf-8")
    run("index", *map(str, files), "--collection", "城市桥梁")
    said = run(*words, "--collection", "城市桥", code=2)
    assert "there is no collection “城市桥”: did you mean “城市桥梁”? There are: 城市桥梁" in said


def test_wrong_use_is_an_error(run: Run, files: tuple[Path, Path]) -> None:
    run("index", *map(str, files))
    run("collections", "--create", "甲")
    assert "a already" not in run("collections", "--create", "甲", code=2)
    assert "no article has the id x" in run("collections", "--add", "甲", "x", code=2)
    assert "by their ids" in run("collections", "--add", "甲", code=2)
    assert run("collections")["collections"] == [{"name": "甲", "articles": 0}]


def test_an_article_is_edited(run: Run, files: tuple[Path, Path], tmp_path: Path) -> None:
    run("index", *map(str, files))
    changed = run("edit", "a", "--title", "甲大桥", "--date", "2021年5月")
    assert changed["before"] == {"title": "甲桥", "date": None, "source": None}
    assert changed["after"] == {"title": "甲大桥", "date": "2021-05", "source": None}
    assert run("index", *map(str, files))["unchanged"] == 2
    assert "not a date" in run("edit", "a", "--date", "昨天", code=2)
    assert "no article has the id" in run("edit", "x", "--title", "x", code=2)
    article = Library(tmp_path / "library").article("a")
    assert article is not None and article.title == "甲大桥"
