"""Questions made from the words of articles, and tried before they are shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_library import ARTICLES, FakeLibrary

from corpus.records import Article
from qa.errors import LibraryError
from qa.web.suggestions import Suggestions, names_topic, questions_of

SURE = 0.95


def made(text: str) -> list[str]:
    return [question for question, _ in questions_of(text)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("清溪大桥全长1250米，双向四车道。", "清溪大桥全长多少米？"),
        ("清溪大桥于2021年5月3日建成通车。", "清溪大桥什么时候建成通车？"),
        ("新馆筹建工作从2019年启动。", "新馆筹建工作什么时候启动？"),
        ("江州市有公共图书馆12座。", "江州市有多少座公共图书馆？"),
        ("市图书馆藏书达到80多万册。", "市图书馆藏书多少册？"),
        ("市图书馆新馆馆长是周敏。", "市图书馆新馆馆长是谁？"),
        ("观测站位于江州城北的山顶。", "观测站在哪里？"),
        ("清溪大桥由省交通设计院设计。", "清溪大桥由谁设计？"),
        ("The Harbour Museum opened on 4 June 2019.", "When did the Harbour Museum open?"),
        ("Stone Bridge was built in 1931 by the city.", "When was Stone Bridge built?"),
        ("The Stone Bridge is a bridge near the city of Lindon.", "Where is the Stone Bridge?"),
        ("Lindon lies in the north of Hunan.", "Where is Lindon?"),
        ("The Harbour Museum holds 3,200 exhibits.", "How many exhibits does the Harbour Museum hold?"),
        ("The first director was Ada Brown.", "Who was the first director?"),
    ],
)
def test_a_statement_becomes_a_question(sentence: str, question: str) -> None:
    assert made(sentence) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "它全长1250米。", "其中女性有496万人。", "计划列出了到2025年的目标。", "普查时点是2020年11月1日零时。",
        "雕塑高32米。", "全长12米。", "会议昨天结束。", "It opened in 2002.", "Construction began in October 2007.",
        "It lies in Hunan.", "",
    ],
)  # fmt: skip
def test_what_cannot_stand_by_itself_becomes_none(sentence: str) -> None:
    assert made(sentence) == []


def test_a_question_that_stands_by_itself_names_its_topic() -> None:
    assert names_topic("清溪大桥全长多少米？", "清溪大桥建成通车") and not names_topic(
        "线路全长多少公里？", "磁浮快线开通"
    )
    assert names_topic("When did the Harbour Museum open?", "Harbour Museum opens")
    assert not names_topic("When did Stone Bridge open?", "The old harbour")


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    bridge = replace(ARTICLES[0], text="清溪大桥全长1250米。清溪大桥由省交通设计院设计。清溪大桥总投资为12亿元。")
    return FakeLibrary(tmp_path, [bridge, *ARTICLES[1:], Article("a5", "It is so.", "A note")])


def surely(library: FakeLibrary, confidence: float = SURE, only: str = "") -> None:
    """Let the library be sure of its answers, or only of that to one question."""
    whole = library.ask

    def ask(question: str, *arguments: Any, **options: Any) -> Any:
        reply = whole(question, *arguments, **options)
        return replace(reply, confidence=confidence if only in question else 0.1, answer=reply.best_quote)

    library.ask = ask  # type: ignore[method-assign]


def test_examples_are_those_that_are_answered_reliably(library: FakeLibrary) -> None:
    surely(library)
    suggestions = Suggestions(library)  # type: ignore[arg-type]
    articles = ["a1", "a2", "a3", "a5", "none"]
    both = ["清溪大桥全长多少米？", "市图书馆新馆什么时候开放？"]  # the first one of each article
    assert suggestions.examples(articles, 4, True) == both and suggestions.examples(articles, 1, True) == both[:1]
    assert suggestions.examples(articles, 4, False) == ["When did the Harbour Museum open?"]
    asked = len(library.tried)
    assert suggestions.examples(articles, 4, True) == both and len(library.tried) == asked  # known
    library.remove(["a1"])
    assert suggestions.examples(articles, 4, True) == both[1:]


@pytest.mark.parametrize(("confidence", "shown"), [(0.8, 1), (0.79, 0)])
def test_an_example_has_an_answer_with_a_confidence_of_point_eight(
    library: FakeLibrary, confidence: float, shown: int
) -> None:
    surely(library, confidence)
    assert len(Suggestions(library).examples(["a1"], 4, True)) == shown  # type: ignore[arg-type]


def test_questions_to_go_on_with_are_new_and_have_answers(library: FakeLibrary) -> None:
    surely(library)
    suggestions = Suggestions(library)  # type: ignore[arg-type]
    asked = ["清溪大桥有多长？"]
    new = ["清溪大桥由谁设计？", "清溪大桥总投资为多少元？"]  # not what the quoted sentence answers
    assert suggestions.next_questions(["a1", "a2"], [(0, 12)], asked, 3) == [*new, "市图书馆新馆什么时候开放？"]
    assert suggestions.next_questions(["a1"], [(0, 12)], [*asked, "清溪大桥由谁设计？"], 1) == [
        "清溪大桥总投资为多少元？"
    ]
    assert suggestions.next_questions(["a1", "a3"], [], ["Who?"], 3) == ["When did the Harbour Museum open?"]


def test_what_the_library_does_not_answer_is_not_shown(library: FakeLibrary) -> None:
    surely(library, only="设计")
    suggestions = Suggestions(library)  # type: ignore[arg-type]
    assert suggestions.next_questions(["a1"], [], ["清溪大桥？"], 3) == ["清溪大桥由谁设计？"]


def test_a_failure_is_not_remembered(library: FakeLibrary) -> None:
    library.failure = LibraryError("library_busy")
    suggestions = Suggestions(library)  # type: ignore[arg-type]
    with pytest.raises(LibraryError):
        suggestions.examples(["a1"], 4, True)
    library.failure = None
    surely(library)
    assert suggestions.examples(["a1"], 4, True) == ["清溪大桥全长多少米？"]
