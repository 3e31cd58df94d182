from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.passages import characters, in_context, split
from corpus.records import Article
from corpus.text import clean, sentences


def article(text: str, title: str = "") -> Article:
    return Article("a", text, title)


def test_whole_sentences_in_equal_parts() -> None:
    text = "一二三四。" * 6
    passages = split(article(text), 20)
    assert [p.text for p in passages] == ["一二三四。" * 3, "一二三四。" * 3]
    assert [p.id for p in passages] == ["a#0-15", "a#15-30"]
    assert passages[1].sentences == ((15, 20), (20, 25), (25, 30))


def test_a_passage_knows_the_sub_headline_above_it() -> None:
    body = "这一段很长，" * 8 + "完。"
    passages = split(article(f"导语在这里。\n小标题\n{body}\n{body}"), 70)
    assert [p.heading for p in passages] == ["", "小标题"]


def test_a_first_line_is_no_sub_headline_of_what_follows() -> None:
    body = "这一段很长，" * 8 + "完。"
    assert [p.heading for p in split(article(f"小标题\n{body}"), 70)] == [""]


def test_a_sentence_too_long_is_cut_at_a_mark_near_its_middle() -> None:
    passages = split(article("甲" * 9 + "，" + "乙" * 9 + "。"), 12)
    assert [p.text for p in passages] == ["甲" * 9 + "，", "乙" * 9 + "。"]


def test_what_a_model_adds_counts() -> None:
    def count(texts: list[str]) -> list[int]:
        return [len(text) + 4 for text in texts]

    passages = split(article("一二三四。" * 4, "题目"), 18, count)
    assert all(count([in_context("题目", p.heading, p.text)])[0] <= 18 for p in passages)
    assert "".join(p.text for p in passages) == "一二三四。" * 4


def test_a_window_too_small_is_refused() -> None:
    with pytest.raises(CorpusError, match="no room for text"):
        split(article("一二。"), 0)


def test_a_headline_that_fills_the_window_gives_way_to_the_text() -> None:
    passages = split(article("一二三四。", "题" * 50), 10)
    assert "".join(p.text for p in passages) == "一二三四。"


TEXT = st.text(alphabet=st.sampled_from("你好吗。？，；”A b.\n1"), max_size=300).map(clean)


@given(TEXT, st.text("题目", max_size=6), st.integers(8, 60))
def test_offsets_are_exact_and_nothing_is_lost(text: str, title: str, window: int) -> None:
    passages = split(article(text, title), window)
    assert all(text[p.start : p.end] == p.text for p in passages)
    assert all(characters([in_context("", p.heading, p.text)])[0] <= window for p in passages)
    covered = [span for p in passages for span in p.sentences]
    assert covered == sorted(covered)
    assert all(p.start == p.sentences[0][0] and p.end == p.sentences[-1][1] for p in passages)
    printed = "".join("".join(text[start:end].split()) for start, end in covered)
    assert printed == "".join("".join(text[start:end].split()) for start, end in sentences(text))
