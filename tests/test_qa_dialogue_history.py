"""The forms in which programs give the earlier turns of a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa.dialogue.history import turns_of
from qa.errors import QuestionError
from qa.i18n.error_messages import translate
from qa.library import Library
from qa.records import Turn
from qa.web.api import Endpoints
from qa.web.tasks import Workers

TURNS = [Turn("桥有多长？", "全长1250米。"), Turn("它在哪里？", "", "桥在哪里？")]


@pytest.mark.parametrize(
    "history",
    [
        TURNS,
        tuple(TURNS),
        [
            {"question": "桥有多长？", "answer": "全长1250米。"},
            {"question": "它在哪里？", "answer": None, "standalone_question": "桥在哪里？"},
        ],
        [("桥有多长？", "全长1250米。"), Turn("它在哪里？", standalone="桥在哪里？")],
    ],
)
def test_turns_objects_and_pairs_are_the_same_history(history: Any) -> None:
    assert turns_of(history) == TURNS


def test_messages_are_joined_to_turns() -> None:
    messages = [
        {"role": "system", "content": "你是助手。"},
        {"role": "assistant", "content": "你好！"},
        {"role": "user", "content": "桥有多长？"},
        {"role": "assistant", "content": [{"type": "text", "text": "全长1250米。"}, {"type": "image"}]},
        {"role": "user", "content": "它在哪里？"},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "content": "{}"},
    ]
    assert turns_of(messages) == [Turn("桥有多长？", "全长1250米。"), Turn("它在哪里？")]


def test_none_is_no_history() -> None:
    assert turns_of(None) == turns_of([]) == []


@pytest.mark.parametrize(
    ("history", "english", "chinese"),
    [
        ("它在哪里？", "`history` is '它在哪里？'", "history 是 '它在哪里？'"),
        ({"question": "x"}, "`history` is {'question': 'x'}", "列表"),
        ([["x", ""], 5], "history[1] cannot be understood: 5.", "history[1] 看不懂：5"),
        (["谁？"], "history[0] cannot be understood: '谁？'", "history[0]"),
        ([["a", "b", "c"]], "history[0]", "history[0]"),
        ([[None, "b"]], "history[0]", "history[0]"),
        ([{"question": 5}], "history[0]", "history[0]"),
        ([{"question": "x", "answer": ["y"]}], "history[0]", "history[0]"),
        ([{"role": "user", "content": 5}], "history[0]", "history[0]"),
        ([{"role": "user", "content": [5]}], "history[0]", "history[0]"),
        ([{"role": "bot", "content": "x"}], "the `role` of history[0] is 'bot'", "role 是 'bot'"),
    ],
)
def test_what_has_another_form_is_named(history: Any, english: str, chinese: str) -> None:
    with pytest.raises(QuestionError) as raised:
        turns_of(history)
    assert english in str(raised.value) and chinese in translate(raised.value.message, "zh")


def test_a_long_turn_is_named_by_its_head() -> None:
    with pytest.raises(QuestionError) as raised:
        turns_of(["长" * 500])
    assert "长" * 58 + "…" in str(raised.value) and "长" * 60 not in str(raised.value)


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Any) -> Library:
    path = tmp_path / "bridge.txt"
    path.write_text("清溪大桥全长1250米。清溪大桥总投资12亿元。", "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder())
    made.add([path])
    return made


@pytest.mark.parametrize(
    "history",
    [
        [["清溪大桥全长多少米？", "清溪大桥全长1250米。"]],
        [{"role": "user", "content": "清溪大桥全长多少米？"}, {"role": "assistant", "content": "清溪大桥全长1250米。"}],
        [{"question": "清溪大桥全长多少米？"}],
    ],
)
def test_a_library_and_the_endpoint_take_every_form(library: Library, history: Any) -> None:
    understood = "清溪大桥总投资是多少？"
    assert library.ask("总投资呢？", history).standalone_question == understood
    assert Endpoints(library, Workers(2, 30)).ask("总投资呢？", history)["standalone_question"] == understood


def test_none_and_errors_reach_the_library_and_the_endpoint(library: Library) -> None:
    endpoint = Endpoints(library, Workers(2, 30)).ask
    assert library.ask("总投资呢？", None).standalone_question == "总投资呢？"
    assert endpoint("总投资呢？", None)["standalone_question"] == "总投资呢？"
    for ask in (library.ask, endpoint):
        with pytest.raises(QuestionError, match=r"history\[0\] cannot be understood"):
            ask("总投资呢？", [7])  # type: ignore[operator]
