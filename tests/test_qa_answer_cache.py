from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qa import answer_cache as module
from qa.answer_cache import Answers
from qa.library import Library
from qa.records import Filters, Hit, Reply, Turn

BRIDGE = "矮寨大桥在湘西。大桥的桥面到谷底高330多米。它在2012年通车。"
RICE = "袁隆平研究杂交水稻。他在2021年去世。"
HIGH = "矮寨大桥的桥面到谷底有多高？"


def hit(text: str = "一句话。") -> Hit:
    return Hit(1, 1.0, "p", "a", "题", None, None, "x.txt", None, 0, len(text), text)


def reply(name: str, *hits: Hit) -> Reply:
    return Reply(name, name, False, 0.0, None, hits, seconds={"encode": 1.0})


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(BRIDGE, "utf-8")
    (folder / "rice.txt").write_text(RICE, "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder(), today=date(2024, 3, 1))
    made.add([folder])
    return made


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were worked out, as they were understood."""
    asked: list[str] = []
    whole = Library._replies

    def counted(self: Library, questions: Sequence[object], *others: object) -> Iterator[Reply]:
        asked.extend(turn.question for _, turn in questions)
        return whole(self, questions, *others)

    monkeypatch.setattr(Library, "_replies", counted)
    return asked


def test_a_question_asked_again_is_not_worked_out_again(library: Library, worked_out: list[str]) -> None:
    first = library.ask(HIGH)
    assert first.best_quote is not None
    again = library.ask(f" {HIGH}\n")  # the blanks are taken off anyway
    assert worked_out == [HIGH]
    assert again == replace(first, question=f" {HIGH}\n", seconds=again.seconds)
    assert again.seconds["encode"] == again.seconds["answer"] == 0.0
    assert 0 < again.seconds["search"] < sum(first.seconds.values())


def test_what_a_caller_does_to_the_seconds_is_not_remembered(library: Library) -> None:
    library.ask(HIGH).seconds["search"] = -1.0
    library.ask(HIGH).seconds["encode"] = -1.0
    assert min(library.ask(HIGH).seconds.values()) >= 0


def test_what_changes_the_answer_is_asked_anew(library: Library, worked_out: list[str]) -> None:
    library.ask("袁隆平研究什么？")
    library.ask("袁隆平研究什么？", top_k=1)
    library.ask("袁隆平研究什么？", retriever="lexical")
    library.ask("袁隆平研究什么？", filters=Filters(source="没有的报"))
    library.ask("袁隆平研究什么？", filters=Filters(after="2020"))
    assert worked_out == ["袁隆平研究什么？"] * 5
    assert library.ask("袁隆平研究什么？", filters=Filters(source="没有的报")).hits == ()
    assert len(library.ask("袁隆平研究什么？", top_k=1).hits) == 1
    assert len(library.ask("袁隆平研究什么？").hits) == 2
    assert len(worked_out) == 5


def test_a_follow_up_shares_the_answer_of_what_it_means(library: Library, worked_out: list[str]) -> None:
    rice, bridge = Turn("袁隆平研究什么？", "袁隆平研究杂交水稻。"), Turn("矮寨大桥在哪里？", "矮寨大桥在湘西。")
    behind_rice = library.ask("它在哪一年？", [rice])
    behind_bridge = library.ask("它在哪一年？", [bridge])
    assert behind_rice.standalone_question != behind_bridge.standalone_question
    alone = library.ask(behind_bridge.standalone_question)
    assert len(worked_out) == 2
    assert alone.question == behind_bridge.standalone_question
    assert alone.hits == behind_bridge.hits


def test_a_date_in_words_is_asked_anew_on_another_day(library: Library, worked_out: list[str]) -> None:
    for _ in range(2):
        library.ask("去年谁去世？")
    assert worked_out == ["2023年谁去世？"]
    library._today = date(2022, 1, 1)
    assert library.ask("去年谁去世？").standalone_question == "2021年谁去世？"


def test_changes_by_another_process_are_seen(library: Library, tmp_path: Path) -> None:
    writer = Library(library.folder, loaded=library.encoder)
    before = library.ask("袁隆平")
    article = next(hit for hit in before.hits if "袁隆平" in hit.text)
    writer.remove([article.article_id])
    assert [hit.article_id for hit in library.ask("袁隆平").hits] == [
        hit.article_id for hit in before.hits if hit is not article
    ]
    writer.add([tmp_path / "articles"])
    assert len(library.ask("袁隆平").hits) == 2


def test_an_answer_that_was_overtaken_by_a_change_is_not_remembered() -> None:
    answers = Answers()
    assert answers.get(1, "q") is None  # one begins to work it out
    assert answers.get(2, "q") is None  # the library changes, and another asks
    answers.put(1, "q", reply("old"))
    assert answers.get(2, "q") is None
    answers.put(2, "q", reply("new"))
    assert answers.get(2, "q") == Reply("", "new", False, 0.0, None, ())
    assert answers.get(1, "q") is None
    assert answers.get(2, "q") is None  # all of another generation are gone


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    answers = Answers(most=2)
    assert answers.get(1, "a") is None
    for name in "ab":
        answers.put(1, name, reply(name))
    assert answers.get(1, "a") is not None
    answers.put(1, "c", reply("c"))
    assert [name for name in "abc" if answers.get(1, name)] == ["a", "c"]


def test_many_bytes_are_not_kept() -> None:
    # A reply with one hit of 1,000 characters: 2 bytes a character, and 600 each for the reply and the hit.
    answers = Answers(most_bytes=2 * 3200)
    assert answers.get(1, "a") is None
    for name in "abc":
        answers.put(1, name, reply(name, hit("长" * 1000)))
    assert [name for name in "abc" if answers.get(1, name)] == ["b", "c"]
    answers.put(1, "large", reply("large", hit("长" * 3000)))
    assert [name for name in ("b", "c", "large") if answers.get(1, name)] == []
    assert answers._bytes == 0
    assert module._size(reply("a", hit("长" * 1000))) == 3200


def test_threads_get_the_answer_to_what_they_asked(library: Library) -> None:
    questions = [f"第{number}个：{HIGH}" for number in range(6)]
    expected = {question: library.ask(question).hits for question in questions}
    library._answers = Answers(most=3)
    wrong: list[str] = []

    def ask(first: int) -> None:
        for number in range(30):
            question = questions[(first + number * number) % len(questions)]
            found = library.ask(question)
            if (found.question, found.hits) != (question, expected[question]):
                wrong.append(question)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(library._answers._kept) == 3
