from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import samples
from qa.language.talk import Talk, talk, without_greeting


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("你好", Talk.GREETING),
        ("你好呀！", Talk.GREETING),
        ("妮好", Talk.GREETING),
        ("您好，在吗？", Talk.GREETING),
        ("早上好", Talk.GREETING),
        ("Hello!", Talk.GREETING),
        ("hii there", Talk.GREETING),
        ("Hey, how are you?", Talk.GREETING),
        ("谢谢啦", Talk.THANKS),
        ("好的，谢谢你", Talk.THANKS),
        ("Thanks a lot!", Talk.THANKS),
        ("再见", Talk.FAREWELL),
        ("ok bye", Talk.FAREWELL),
        ("好的", Talk.REMARK),
        ("哈哈哈", Talk.REMARK),
        ("OK", Talk.REMARK),
        ("明白了，多谢", Talk.THANKS),
        ("你好，你是谁？", Talk.SELF),
        ("你叫什么名字", Talk.SELF),
        ("Who are you?", Talk.SELF),
        ("你能做什么？", Talk.HELP),
        ("帮助", Talk.HELP),
        ("What can you do?", Talk.HELP),
        ("总结一下", Talk.SUMMARY),
        ("總結一下這些文章", Talk.SUMMARY),
        ("请帮我概括一下这篇文章的主要内容吧", Talk.SUMMARY),
        ("这些文章讲了什么？", Talk.SUMMARY),
        ("Please summarize these articles", Talk.SUMMARY),
        ("翻译成英文", Talk.COMMAND),
        ("写一首关于秋天的诗", Talk.COMMAND),
        ("Tell me a joke", Talk.COMMAND),
        ("你觉得这座桥好看吗？", Talk.OPINION),
        ("What do you think of the bridge?", Talk.OPINION),
        ("今天几号？", Talk.CLOCK),
        ("What time is it?", Talk.CLOCK),
        ("测试一下", Talk.TEST),
    ],
)
def test_talk_is_told_apart(text: str, sort: Talk) -> None:
    assert talk(text) is sort


@pytest.mark.parametrize(
    "text",
    [
        "你好，请问大桥有多长？",
        "谢谢，那票价呢？",
        "大桥是谁设计的？",
        "还有呢？",
        "为什么？",
        "总结一下大桥的建设经过",
        "介绍一下清溪大桥",
        "《你好，李焕英》是谁导演的？",
        "帮助农户的资金有多少？",
        "And on Sundays?",
        "Who wrote the report?",
        "What time does the museum open?",
        "Hello Kitty was designed by whom?",
        "？？",
        "",
    ],
)
def test_a_question_is_no_talk(text: str) -> None:
    assert talk(text) is None


def test_how_to_use_it_asks_back_after_a_question() -> None:
    assert talk("怎么用？") is Talk.HELP
    assert talk("怎么用？", alone=False) is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("你好，大桥有多长？", "大桥有多长？"),
        ("您好！谢谢。大桥有多长？", "大桥有多长？"),
        ("Hello, how long is the bridge?", "how long is the bridge?"),
        ("大桥有多长？谢谢", "大桥有多长？谢谢"),
        ("你好", "你好"),
        ("你好星球在哪里？", "你好星球在哪里？"),
    ],
)
def test_a_greeting_before_a_question_is_left_out(question: str, rest: str) -> None:
    assert without_greeting(question) == rest


def test_no_sample_question_is_talk() -> None:
    lines = Path(samples.__path__[0]).with_name("sample_questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    assert len(questions) > 100
    assert [question for question in questions if talk(question)] == []
