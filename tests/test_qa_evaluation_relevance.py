"""What counts as relevant and as a right answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_library import TEXTS, ScriptedLibrary, ask, value

from qa.evaluation import answer_matching, relevance
from qa.evaluation.questions import Question
from qa.i18n.error_messages import translate


def test_several_passages_of_an_article_count_once_and_the_search_goes_on_deeper() -> None:
    texts = [f"第{place}段。" for place in range(200)]
    # The first 45 passages are those of a0; a55, the right one, comes after nine further articles.
    order = list(range(45)) + list(range(46, 55)) + [55, 56]
    library = ScriptedLibrary(texts, {"q": order, "other": [45]}, same_article=dict.fromkeys(range(45), 0))
    found = ask(library, Question("1", "q", articles=("a55",)), Question("2", "other", articles=("a45",)))
    assert found.results[0].documents == ("a0", *(f"a{place}" for place in range(46, 55)))
    assert value(found, "recall@10") == 0.5
    assert library.asked == ["q", "other", "q"] or library.asked == ["q", "other", "q", "q"]
    deeper = ask(library, Question("1", "q", articles=("a54",)))
    assert deeper.results[0].metrics["mrr@10"] == pytest.approx(1 / 10)


def test_articles_are_named_by_id_title_or_the_end_of_the_path() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [0]}, changes={0: {"path": "news\\2023/Caf\u00e9.txt"}})
    for name in (
        "a0",
        "Title 0",
        "Cafe\u0301.txt",
        "2023/Caf\u00e9.txt",
        "news/2023/Caf\u00e9.txt",
        "2023\\Caf\u00e9.txt",
    ):
        assert value(ask(library, Question("1", "q", articles=(name,))), "recall@1") == 1, name
    for name in ("\u00e9.txt", "a", "Title"):
        found = ask(library, Question("1", "q", articles=(name,)))
        assert value(found, "recall@1") == 0
        assert found.missing == 1
        assert name in found.warnings[0]
        assert translate(found.warnings[0], "zh").startswith("问题里点名的文章有 1 处不在文库里")


def test_a_missing_article_counts_as_relevant() -> None:
    found = ask(ScriptedLibrary(TEXTS, {"q": [0]}), Question("1", "q", articles=("a0", "gone")))
    assert value(found, "recall@1") == 0.5
    assert found.missing == 1


def test_a_name_of_several_articles_is_one_document() -> None:
    same = {0: {"path": "all.jsonl/1"}, 1: {"path": "all.jsonl/1"}}
    library = ScriptedLibrary(TEXTS, {"q": [1, 0, 2]}, changes=same)
    found = ask(library, Question("1", "q", articles=("all.jsonl/1",)))
    assert found.results[0].documents == ("all.jsonl/1", "a2")
    assert value(found, "recall@1") == 1
    exact = ask(library, Question("1", "q", articles=("all.jsonl/1", "a1")))
    assert exact.results[0].documents == ("a1", "all.jsonl/1", "a2")
    assert value(exact, "recall@1") == 0.5


def test_evidence_is_looked_up_in_all_passages() -> None:
    library = ScriptedLibrary((*TEXTS, "又讯,大桥长三公里!"), {"q": [1, 0]})
    found = ask(library, Question("1", "q", evidence=("大桥 长三公里。", "没有这句话"), answers=("王芳",)))
    assert found.results[0].judged == "evidence"
    assert found.results[0].relevant == {"p0": 1, "p5": 1, "没有这句话": 1}
    assert value(found, "recall@3") == pytest.approx(1 / 3)
    assert value(found, "mrr@10") == 0.5
    assert found.missing == 1


def test_passages_decide_before_all_else_and_answers_last() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [2, 1, 0]})
    by_passage = ask(library, Question("1", "q", passages=("p0",), articles=("a2",), answers=("王芳",)))
    assert value(by_passage, "mrr@10") == pytest.approx(1 / 3)
    by_answer = ask(library, Question("1", "q", answers=("王芳", "王 芳")))
    assert value(by_answer, "recall@1") == 0
    assert value(by_answer, "recall@3") == 1
    assert value(by_answer, "mrr@10") == 0.5


def test_every_judgment_kind_says_which_hits_are_relevant() -> None:
    library = ScriptedLibrary(TEXTS, {"q": [1, 0]})
    for given_ in ({"passages": ("p1",)}, {"articles": ("a1",)}, {"evidence": ("市长是王芳",)}, {"answers": ("王芳",)}):
        question = Question("1", "q", **given_)  # type: ignore[arg-type]
        (result,) = ask(library, question).results
        assert [hit.relevant for hit in result.hits] == [True, False], given_
        assert result.right is True
    assert relevance.judge_questions([Question("1", "q")], library)[0].kind == ""


def test_answers_are_compared_by_characters() -> None:
    assert answer_matching.normalised("“Ａ１，２３４ 元。”") == "a1234元"
    assert answer_matching.exact_match("《三湘都市报》", ["三湘都市报"]) == 1
    assert answer_matching.exact_match("3.5", ["35"]) == 0
    assert answer_matching.f1("王芳市长", ["李四", "王芳"]) == pytest.approx(4 / 6)
    assert answer_matching.f1("", ["王芳"]) == 0
    assert answer_matching.f1("哈", ["哈哈"]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("text", "answer", "contained"),
    [
        ("票价为12.5元。", "12.5", True),
        ("票价为12.5元。", "12", False),
        ("票价为12.5元。", "2.5", False),
        ("2015年", "15", False),
        ("共１３４项", "134项", True),
        ("共1,234人", "1234", True),
        ("据 新湖南 报道", "新湖南", True),
        ("The New York Times", "york times", True),
        ("Newark", "new", False),
        ("he is an artist", "sanart", False),
        ("10km", "10", True),
        ("任何文字", "。", False),
        ("C++ 语言", "C++", True),
    ],
)
def test_whether_a_text_holds_an_answer(text: str, answer: str, contained: bool) -> None:
    assert answer_matching.contains_answer(text, answer) is contained


@given(st.text(max_size=30), st.text(max_size=30), st.text("王芳市长是 。", max_size=8))
def test_a_text_holds_what_stands_in_it(before: str, after: str, answer: str) -> None:
    contained = bool(answer_matching.normalised(answer))
    assert answer_matching.contains_answer(f"{before}。{answer}。{after}", answer) is contained
