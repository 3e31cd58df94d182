"""The account of a file's text: what is taken over, added and left out."""

from __future__ import annotations

import pytest

from corpus import messages
from corpus.account import FACTS, REASONS, Account, Balance, characters, is_prose, merged
from corpus.messages import Message
from corpus.records import Block, Document, LeftOut


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("江城 晚报\u3000讯\n", 5),
        ("a\u200bb\u00adc\ufeff d", 4),  # zero-width marks, soft hyphens and byte order marks print nothing
        ("\x00\x01x\x85y\u2028z", 3),
        ("⻓江", 2),
    ],
)
def test_characters_that_print_something_are_counted(text: str, count: int) -> None:
    assert characters(text) == count


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("昨天上午，江城地铁三号线正式开通，市民可以免费乘坐三天。", True),
        ("首页 新闻 体育 财经 娱乐 房产 汽车 科技 旅游 教育", False),
        ("开通了。", False),
        ("The line opened on Monday. It is free.", True),
    ],
)
def test_prose_holds_a_sentence(text: str, prose: bool) -> None:
    assert is_prose(text) is prose


def test_every_reason_is_a_message() -> None:
    assert set(REASONS) <= set(messages.ENGLISH)


def test_what_is_neither_taken_nor_named_is_counted_as_unexplained() -> None:
    account = Account()
    account.leave("account_navigation", "首页 新闻")
    account.add("1. ")
    documents = [Document("a.html", (Block("1. 地铁开通"),), title="好消息"), Document("a.html", (Block("第二篇"),))]
    first, second = account.settled(documents, 20)
    # 20 in the file and 2 added; 4 are left out and 6 + 3 + 3 taken: 6 are missing
    assert first.left_out == (
        LeftOut(Message("account_navigation"), 4),
        LeftOut(Message("account_unexplained"), 6, may_be_article=True),
    )
    assert (first.added, second) == (2, documents[1])


def test_a_reason_for_prose_may_hide_an_article() -> None:
    account = Account()
    sentence = "这是一段二十个字以上的正文，它可能是用户想要的文章。"
    for reason in ("account_navigation", "account_outside"):
        account.leave(reason, sentence)
    account.leave("account_outside", "登录")
    assert [(item.characters, item.may_be_article) for item in account.left_out()] == [
        (26, False),
        (26, True),
        (2, False),
    ]


def test_the_share_counts_facts_about_an_article_as_taken_over() -> None:
    entries = [LeftOut(Message(FACTS), 10), LeftOut(Message("account_navigation"), 3)] * 2
    balance = Balance.of(180, 6, entries)
    assert balance.left_out == merged(entries) == (
        LeftOut(Message(FACTS), 20),
        LeftOut(Message("account_navigation"), 6),
    )  # fmt: skip
    assert balance.source == 200
    assert balance.share == pytest.approx(194 / 200)
