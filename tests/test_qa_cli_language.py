"""The command line in the language of the locale, what it says of mistyped names, and what it shows of an answer."""

from __future__ import annotations

import argparse
import ast
import inspect
import io
import json
import string
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from embeddings import encoder
from qa.cli import loading
from qa.cli.commands import main
from qa.cli.language import language, words
from qa.cli.output import reply_text, shortened
from qa.cli.parser import build_parser
from qa.i18n.cli_messages import ARGPARSE, cli_catalogue, cli_message
from qa.library import Library
from qa.records import Hit, Reply

# What argparse says to programmers, never to users.
_OF_PROGRAMMERS = (
    "conflicting", "not defined", "'required'", "mutually", "callable", "cannot", "invalid option string", "dest=",
    "invalid conflict", "can't open", "argument \"-\"",
)  # fmt: skip


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hash_encoder: Callable[..., Any]) -> Path:
    monkeypatch.setenv("WENBAO_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setattr(encoder, "load", lambda *args: hash_encoder())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bridge.txt").write_text("清溪大桥全长1250米。", "utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(list(arguments))
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    return code, *capsys.readouterr()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "POSIX"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "WENBAO_LANGUAGE": "en"}, "en"),
        ({"LC_ALL": "C.UTF-8", "WENBAO_LANGUAGE": "zh"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_locale_says_the_language(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("WENBAO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


def test_both_languages_fill_in_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name not in (None, "s")}

    for key, (chinese, english) in cli_catalogue().items():
        assert fields(chinese) == fields(english), key
    assert [cli_message("en", "articles", n=n) for n in (1, 2)] == ["1 article", "2 articles"]


def test_all_that_argparse_says_to_users_is_translated() -> None:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(argparse))) if isinstance(node, ast.Call)]
    said = {
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    assert "the following arguments are required: %s" in said
    assert {text for text in said if not any(part in text for part in _OF_PROGRAMMERS)} <= set(ARGPARSE)


@pytest.mark.usefixtures("chinese")
def test_every_command_and_option_is_explained_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    (commands,) = [action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction)]
    helps = [action.help for action in commands._choices_actions]
    for parser in commands.choices.values():
        helps += [action.help for action in parser._actions if action.dest != "help" and action.help]
    assert len(helps) > 60
    assert [text for text in helps if not any("\u4e00" <= character <= "\u9fff" for character in text or "")] == []
    code, out, _ = run(capsys, "ask", "--help")
    assert code == 0
    assert "用法：wenbao ask" in out and "显示这份说明" in out and "options" not in out


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["akk", "问？"], "no command akk: see `wenbao --help`. Did you mean ask?", "没有命令 akk：见"),
        (["ask", "问？", "--tpo-k", "3"], "--tpo-k 3. Did you mean --top-k?", "不认得：--tpo-k 3。是不是 --top-k？"),
        (["evaluate", "--from-feedbck"], "is required. Did you mean --from-feedback?", "。是不是 --from-feedback？"),
        (["ask", "问？", "--engine", "mivlus"], "milvus). Did you mean milvus?", "--engine：没有 mivlus（可用：local"),
        (["ask", "问？", "--top-k", "0"], "argument --top-k: 0 is not a whole number", "--top-k：0 不是大于 0 的整数"),
        (["ask", "问？", "--after", "2023-13"], "2023-13 is not in the calendar", "日历上没有 2023-13"),
        (["ask"], "the following arguments are required: QUESTION", "还缺：QUESTION"),
        (["index", "bridg.txt"], "no bridg.txt; did you mean bridge.txt?", "没有 bridg.txt；是不是 bridge.txt"),
        (["inspect", "bridge.tx"], "did you mean bridge.txt?", "是不是 bridge.txt？"),
        (["list"], "there is no library in", "里没有文库"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_language(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    english: str,
    chinese: str,
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert english in err
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert chinese in err


@pytest.mark.usefixtures("chinese")
def test_results_are_in_the_language_and_json_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    changed = "新加 1 篇，更新 0 篇，移除 0 篇，未变 0 篇，未能读取 0 处；文库里有 1 篇文章、1 个段落"
    assert run(capsys, "index", "bridge.txt")[1].strip() == changed
    assert run(capsys, "verify")[1].strip() == "文库没有损坏"
    assert run(capsys, "check", "清溪大桥全长1250米")[1].startswith(
        "一字不差，共 1 处。\n  清溪大桥全长1250米\n  — bridge.txt"
    )
    Path("empty.txt").write_text("")
    code, out, err = run(capsys, "index", "empty.txt", "bridge.txt", "--json")
    assert code == 1
    assert "wenbao: 未能读取" in err
    assert "contains no text" in json.loads(out)["refused"][0]["reason"]


def test_an_empty_library_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "index", "bridge.txt")
    code, _, err = run(capsys, "remove", "bridge.txt")  # by its file
    assert code == 0
    for command in (["list"], ["check", "清溪大桥全长"], ["list", "--json"]):
        code, out, err = run(capsys, *command)
        assert "the library is empty: add articles with `wenbao index PATH`" in err
        assert "empty" not in out
    assert json.loads(out) == {"articles": []}


def test_a_file_that_no_article_is_from_is_not_removed(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "index", "bridge.txt")
    code, _, err = run(capsys, "remove", "bridge.tx")
    assert code == 2
    assert "neither an article nor a file bridge.tx: did you mean bridge.txt?" in err
    assert run(capsys, "list")[1]


def hit(rank: int, text: str, title: str = "", marked: int = 0) -> Hit:
    spans = ((marked, len(text)),) if marked else ()
    return Hit(rank, 0.5, f"p{rank}", "0f3a9c", title, None, None, "papers/page.txt", None, 0, len(text), text, spans)


def test_a_passage_is_a_line_and_with_full_whole() -> None:
    long = "第一句话。" * 20 + "\n" + "要找的话。" * 20
    reply = Reply("问？", "问？", False, 0.1, None, (hit(1, "短。", "标题"), hit(2, long, marked=100)))
    lines = reply_text(reply).split("\n")
    assert lines[:3] == ["The articles do not say. The nearest passages:", "", "[1] 标题 | 短。"]
    assert lines[3].startswith("[2] page.txt | …要找的话。") and lines[3].endswith("…")
    assert len(lines) == 4
    assert "0f3a9c" not in "".join(lines)
    whole = reply_text(reply, full=True)
    assert all(f"    {part}" in whole for part in long.split("\n"))


def test_a_line_is_cut_to_the_terminals_columns() -> None:
    assert shortened("字" * 50) == "字" * 50
    assert shortened("字" * 51) == "字" * 49 + "…"
    assert shortened("a" * 101) == "a" * 99 + "…"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("terminal", "seconds", "said"), [(True, 1.0, True), (True, 0.0, False), (False, 1.0, False)])
def test_a_line_while_the_models_load(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, seconds: float, said: bool
) -> None:
    errors = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(loading, "_MOMENT", 0.1)
    with loading.loading():
        time.sleep(seconds)
        shown = errors.getvalue()
    assert (words("loading") in shown) is said
    assert errors.getvalue() == (f"{words('loading')}\r\033[K" if said else "")


def test_an_answer_in_a_library_is_given_in_the_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "index", "bridge.txt")
    shown = hit(1, "清溪大桥全长1250米。")
    monkeypatch.setattr(Library, "ask", lambda *args, **options: Reply("问？", "问？", False, 0.1, None, (shown,)))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, out, err = run(capsys, "ask", "问？")
    assert (code, err) == (0, "")
    assert out == "文章里没有说。最接近的段落：\n\n[1] page.txt | 清溪大桥全长1250米。\n"
