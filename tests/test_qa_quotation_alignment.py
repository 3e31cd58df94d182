"""Aligning a wording with a text: held against a table of all distances."""

from __future__ import annotations

import random

from qa.quotation.alignment import Alignment, align, edits, region
from qa.quotation.normal import inside_marks, key_of, parts_of


def least_distance(wording: str, text: str) -> int:
    """The edit distance to the nearest part of the text, by the textbook's table (Sellers, 1980)."""
    above = [0] * (len(text) + 1)
    for i, character in enumerate(wording, 1):
        row = [i]
        for j, other in enumerate(text, 1):
            row.append(min(above[j - 1] + (character != other), above[j] + 1, row[-1] + 1))
        above = row
    return min(above)


def rebuilt(alignment: Alignment, wording: str, text: str) -> tuple[str, int]:
    """The wording made from the text by the edits, and how many characters these count."""
    made, cost = text[alignment.start : alignment.end], 0
    for edit in reversed(edits(alignment, wording, text)):
        a, b = edit.text_start - alignment.start, edit.text_end - alignment.start
        made = made[:a] + wording[edit.start : edit.end] + made[b:]
        cost += max(edit.end - edit.start, edit.text_end - edit.text_start)
    return made, cost


def test_the_distance_is_the_least_and_the_edits_make_the_wording() -> None:
    draw = random.Random(5)
    for _ in range(400):
        letters = draw.choice(["ab", "abcd", "的一是不了人我在有他"])
        text = "".join(draw.choices(letters, k=draw.randint(1, 40)))
        wording = "".join(draw.choices(letters, k=draw.randint(1, 12)))
        alignment = align(wording, text)
        assert alignment is not None
        assert alignment.distance == least_distance(wording, text)
        made, cost = rebuilt(alignment, wording, text)
        assert made == wording and cost <= alignment.distance + 1
        assert all(wording[i] == text[j] for i, j in alignment.pairs)


def test_a_wording_longer_than_a_machine_word() -> None:
    text = "".join(chr(0x4E00 + n % 900) for n in range(3000))
    wording = text[500:1000] + "X" + text[1001:1700] + text[1702:2500]
    alignment = align(wording, text)
    assert alignment is not None
    assert (alignment.start, alignment.end, alignment.distance) == (500, 2500, 3)


def test_a_last_character_that_differs_is_a_changed_one() -> None:
    alignment = align("大桥通航", "清溪大桥通车了")
    assert alignment is not None
    assert [(e.start, e.end, e.text_start, e.text_end) for e in edits(alignment, "大桥通航", "清溪大桥通车了")] == [
        (3, 4, 5, 6)
    ]


def test_nothing_is_aligned_with_nothing() -> None:
    assert align("", "文") is None and align("文", "") is None
    assert region("大桥", "没有那两个字") == (0, 0)


def test_the_region_is_where_most_of_the_wording_stands_in_order() -> None:
    text = "大桥。" * 30 + "大桥昨天正式建成通车" + "。通车" * 30
    start, end = region("大桥昨日正式建成通车", text)
    place = text.index("大桥昨天")
    assert start <= place and place + 10 <= end and end - start < 60


def test_marks_around_a_quotation_and_ellipses_in_it() -> None:
    assert inside_marks("  “原话。” ") == (3, 6)
    assert inside_marks("“一”和“二”") == (0, 7)  # two quotations are not one
    assert parts_of("前半句……后半句", 0, 8) == [(0, 3), (5, 8)]
    assert parts_of("没说完……", 0, 5) == [(0, 5)]
    assert parts_of("3...5", 0, 5) == [(0, 5)]


def test_a_key_knows_where_its_characters_stand() -> None:
    key = key_of("臺 灣\n「Ａ」", 10)
    assert key.text == "台湾“a”"
    assert key.offsets == (10, 12, 14, 15, 16)
    assert key_of("瞭解著名的看著揹包").text == key_of("了解着名的看着背包").text
