"""Fixed replies to talk, from the library to the terminal, the page and the conversation that is saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.cli.output import reply_text
from qa.i18n.messages import message
from qa.language.talk import Talk
from qa.library import Library
from qa.records import Reply, Statement, Turn
from qa.web.conversation import Exchange, from_json, public_json, to_json
from qa.web.export import to_markdown
from qa.web.render import exchange

TEXT = "清溪大桥全长1250米。大桥由林海设计。"


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    (tmp_path / "bridge.txt").write_text(TEXT, "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder())
    made.add([tmp_path / "bridge.txt"])
    return made


@pytest.mark.parametrize("sort", Talk)
def test_every_sort_of_talk_has_its_reply(sort: Talk) -> None:
    assert message("zh", f"talk_{sort}") != message("en", f"talk_{sort}")


@pytest.mark.parametrize(
    ("question", "key", "opening"),
    [
        ("谢谢啦", "talk_thanks", "不客气"),
        ("Who are you?", "talk_self", "I am Wenbao"),
        ("總結一下", "talk_summary", "我不写总结"),
    ],
)
def test_talk_gets_a_fixed_reply_and_no_quote(library: Library, question: str, key: str, opening: str) -> None:
    reply = library.ask(question)
    assert (reply.kind, reply.answerable, reply.answer, reply.best_quote, reply.hits) == (
        "notice",
        False,
        None,
        None,
        (),
    )
    assert reply.message is not None
    assert reply.message.key == key
    assert reply.message.text.startswith(opening)
    assert reply_text(reply) == reply.message.text
    assert reply.as_json()["message"]["text"] == reply.message.text


def test_a_follow_up_counts_from_the_question_before_the_thanks(library: Library) -> None:
    turns = [Turn("清溪大桥有多长？", "清溪大桥全长1250米。"), Turn("好的，谢谢"), Turn("ok")]
    assert library.ask("它是谁设计的？", turns).standalone_question == "清溪大桥是谁设计的？"
    assert library.ask("好的", turns).kind == "notice"


def test_a_greeting_before_a_question_is_not_searched(library: Library) -> None:
    reply = library.ask("你好，清溪大桥有多长？")
    assert (reply.kind, reply.standalone_question) == ("quote", "清溪大桥有多长？")


def _notice() -> Reply:
    statement = Statement("talk_greeting", language="en")
    return Reply("hi", "hi", False, 0.0, None, (), kind="notice", message=statement)


def test_the_page_shows_a_notice_without_certainty_and_passages() -> None:
    shown = exchange(Exchange("1", "hi", _notice()), "zh")
    assert message("en", "talk_greeting") in shown
    assert message("zh", "notice") in shown
    assert message("zh", "none") not in shown
    assert "%" not in shown.split("certainty")[1]
    assert 'class="hits"' not in shown


def test_a_notice_survives_the_browser_and_goes_into_the_export() -> None:
    (back,) = from_json(to_json([Exchange("1", "hi", _notice())]))
    assert back.reply == _notice()
    assert "I am" not in to_markdown([back], "", "2026-11-30", "zh")
    assert "Hello" in to_markdown([back], "", "2026-11-30", "zh")
    assert public_json(_notice())["kind"] == "notice"
