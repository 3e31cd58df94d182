"""The invented news that the span reader learns from: the same each time, with exact places."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from benchmarks.train_reader import asking, invented, items, values
from benchmarks.train_reader.grammar import all_fields, chosen, fields, filled, parse
from benchmarks.train_reader.invented import Exercise
from benchmarks.train_reader.surface import mistyped, traditional

ANSWERABLE = {
    "number",
    "person",
    "date",
    "where",
    "which",
    "list",
    "firm",
    "clause",
    "why",
    "how",
    "yes-no",
    "english",
    "keywords",
    "typo",
    "reporter",
    "crossing",
}
UNANSWERABLE = {
    "sibling",
    "place",
    "year",
    "office",
    "absent",
    "swap",
    "opposite",
    "premise",
    "superlative",
    "greeting",
    "other",
}


@pytest.fixture(scope="module")
def sample() -> list[Exercise]:
    return list(invented.exercises(11, 5_000))


def test_the_same_seed_gives_the_same_exercises_and_another_seed_others() -> None:
    first = list(invented.exercises(5, 300))
    assert list(invented.exercises(5, 300)) == first
    assert list(invented.exercises(5, 100)) == first[:100]
    assert not set(first) & set(invented.exercises(6, 300))


def test_no_two_exercises_are_alike_and_half_have_an_answer(sample: list[Exercise]) -> None:
    assert len({(exercise.question, exercise.text) for exercise in sample}) == len(sample)
    assert 0.47 < sum(bool(exercise.spans) for exercise in sample) / len(sample) < 0.53


def test_every_kind_occurs_on_its_side_only(sample: list[Exercise]) -> None:
    assert {exercise.kind for exercise in sample if exercise.spans} == ANSWERABLE
    assert {exercise.kind for exercise in sample if not exercise.spans} == UNANSWERABLE


def test_spans_are_whole_values_in_one_paragraph(sample: list[Exercise]) -> None:
    for exercise in sample:
        assert list(exercise.spans) == sorted(set(exercise.spans))
        for start, end in exercise.spans:
            phrase = exercise.text[start:end]
            assert phrase == phrase.strip() and "\n" not in phrase
            assert phrase
            if exercise.kind in ("number", "date", "person", "where", "firm"):
                assert len(phrase) <= 16
            if exercise.kind == "number":
                assert not re.search(r"[\d.]", exercise.text[start - 1 : start] + exercise.text[end : end + 1])


def test_every_fact_that_is_asked_for_is_drawn_or_a_clause() -> None:
    for domain in items.domains():
        facts = {key for key, _, _ in domain.facts}
        clauses = {key for _, ways in domain.groups for way in ways for key in clause_keys(way)}
        told = set(facts | clauses | {"s"})
        for key in [*domain.asks, *domain.asks_english]:
            assert told.issuperset(key.split("+")), (domain.name, key)
        for way in [*domain.others, *domain.titles, *(way for _, ways in domain.groups for way in ways)]:
            assert told >= all_fields(way), domain.name
        for ways in [*domain.asks.values(), *domain.never.values(), *domain.asks_english.values()]:
            assert all(facts | {"s"} >= all_fields(way) for way in ways), domain.name
        assert facts.issuperset(domain.vary), domain.name
        assert facts.issuperset(domain.shared), domain.name


def clause_keys(wording: list) -> set[str]:  # type: ignore[type-arg]
    found: set[str] = set()
    for part in wording:
        if isinstance(part, list):
            found = found.union(*map(clause_keys, part))
        elif isinstance(part, tuple) and part[0] == "<":
            found.add(part[1])
    return found


def test_a_question_without_an_answer_names_what_the_text_does_not_say_or_asks_for_what_it_does_not_tell() -> None:
    """Written anew from the facts, apart from the ways that the generator checks them."""
    rng = Random(3)
    seen: Counter[str] = Counter()
    for _ in range(400):
        domain = rng.choice(items.domains())
        item = items.written(domain, rng)
        for at, facts in enumerate(item.subjects):
            for key, value in facts.items():
                asked = domain.asks.get(key) or domain.asks_english.get(key)
                places = item.places(at, key)
                if domain.style != "en" and asked and not places and value.kind == "num" and not value.text.isdigit():
                    seen["untold"] += 1
                    assert not re.search(rf"(?<![\d.,]){re.escape(value.text)}(?![\d.,]\d)(?![\d钟])", item.text), (
                        item.text,
                        key,
                    )
                for start, end in places:
                    seen["told"] += 1
                    assert item.text[start:end] in (value.text, *value.items)
        sibling = asking._sibling(item, rng)
        if sibling and sibling[1] == "sibling":
            seen["sibling"] += 1
    assert min(seen.values()) > 40, seen


def test_half_of_the_kinds_of_script_and_language(sample: list[Exercise]) -> None:
    texts = {exercise.text for exercise in sample}
    english = sum(text.isascii() or not re.search("[一-鿿]", text) for text in texts) / len(texts)
    old = sum(bool(re.search("[為們來對萬億開長東]", text)) for text in texts) / len(texts)
    assert 0.06 < english < 0.15
    assert 0.13 < old < 0.3


def test_a_wording_gives_the_places_of_its_facts_and_clauses() -> None:
    wording = parse("[全长|全长]{length}，<why:因为{cause}>。")
    parts = chosen(wording, Random(1))
    assert fields(parts) == {"length", "cause"}
    text, marks = filled(parts, {"length": "32公里", "cause": "山高"}.__getitem__)
    assert text == "全长32公里，因为山高。"
    assert marks == [("length", 2, 6), ("cause", 9, 11), ("why", 7, 11)]


@pytest.mark.parametrize("wrong", ["[全长|总长", "全长]x>", "<why:因为"])
def test_a_wording_that_is_left_open_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"left open|stray"):
        parse(wrong)


def test_a_relative_differs_in_little() -> None:
    rng = Random(2)
    name = values.draw("person", (), rng, date(2020, 5, 1))
    changed = [values.relative(name, rng, date(2020, 5, 1)).text for _ in range(200)]
    near = [other for other in changed if len(other) == len(name.text) and sum(map(str.__ne__, other, name.text)) == 1]
    assert len(near) > 100
    year = values.Value("2019年", "2019", "year", ("-1",))
    assert {values.relative(year, rng, date(2020, 5, 1)).text for _ in range(100)} <= {
        f"{at}年" for at in range(2016, 2022)
    }
    assert values.ordinal(7) + values.ordinal(10) + values.ordinal(12) + values.ordinal(21) == "七十十二二十一"


def test_script_and_typing_errors_keep_what_they_should() -> None:
    assert traditional("云泽市长说，全长12.5公里") == "雲澤市長說，全長12.5公里"
    words = ["", "地铁", "", "票价多少"]
    assert mistyped(words, False, Random(1))
    assert words != ["", "地铁", "", "票价多少"] and words[0] == words[2] == ""
    assert not mistyped(["", "多高"], False, Random(1))


def test_values_that_follow_from_others_agree_with_them() -> None:
    rng = Random(8)
    domain = next(domain for domain in items.domains() if domain.name == "obituary")
    for _ in range(30):
        facts = items.written(domain, rng).subjects[0]
        assert int(facts["age"].text.removesuffix("岁")) == int(facts["y"].english) - int(facts["born"].english)


def test_no_text_shows_the_signs_of_the_wordings(sample: list[Exercise]) -> None:
    for exercise in sample:
        assert not re.search(r"[\[\]{}<>|_\\]|  |，，|。。|，。", exercise.text + exercise.title), exercise.text
        assert not re.search(r"[\[\]{}<>|_\\]|  ", exercise.question), exercise.question
