"""The same story in several papers is one hit with all its places."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Passage
from corpus.text import sentences
from qa.cli.output import reply_text
from qa.evaluation import evaluate
from qa.evaluation.questions.records import Question
from qa.library import Library
from qa.search.near_duplicates import NearDuplicates, group_duplicates, locate
from qa.search.ranking import Candidate, Texts
from qa.web.conversation import Exchange, from_json, public_json, to_json
from qa.web.render import exchange

STORY = (
    "江州大桥昨日建成通车。大桥全长1250米，总投资12亿元，由省交通设计院设计。"
    "市民王女士说，过去绕行要四十分钟，如今只要十分钟。大桥的管理处设在北岸，昼夜有人值守。"
)
CUT = STORY[: STORY.index("市民")] + "市民们前来观看。"
OTHER_FIGURE = STORY.replace("12亿", "13亿")
RETOLD = "本报讯（记者 林海）" + STORY.replace("，", ",").replace("。", "。 ")
TRADITIONAL = (
    "江州大橋昨日建成通車。大橋全長1250米，總投資12億元，由省交通設計院設計。"
    "市民王女士說，過去繞行要四十分鐘，如今只要十分鐘。大橋的管理處設在北岸，晝夜有人值守。"
)
ELSEWHERE = "市图书馆新馆九月一日开放，藏书80万册。馆长是周敏，开放时间为每天上午九点到晚上九点。"


def found(*texts: str, about: str = "总投资") -> list[tuple[Candidate, Passage]]:
    """Passages as a question about those words finds them, best first."""
    made = []
    for number, text in enumerate(texts):
        spans = tuple(sentences(text))
        near = tuple(float(about in text[a:b]) for a, b in spans)
        passage = Passage(f"p{number}", f"a{number}", 0, len(text), text, spans)
        made.append((Candidate(number, 1.0 - number / 100, 0.0, near, 0.0), passage))
    return made


@pytest.mark.parametrize("other", [STORY, CUT, RETOLD, TRADITIONAL, STORY[11:]])
def test_retellings_are_one_hit(other: str) -> None:
    assert NearDuplicates(found(STORY, ELSEWHERE, other)).groups() == [[0, 2], [1]]


@pytest.mark.parametrize(
    "other", [OTHER_FIGURE, STORY[: STORY.index("大桥全长")] + STORY[STORY.index("市民") :], ELSEWHERE]
)
def test_what_does_not_say_the_same_to_the_question_is_another_hit(other: str) -> None:
    assert NearDuplicates(found(STORY, other)).groups() == [[0], [1]]


def test_a_telling_that_was_cut_before_the_sentence_is_another_hit() -> None:
    cut = STORY[: STORY.index("，昼夜")]
    assert NearDuplicates(found(STORY, cut, about="管理处")).groups() == [[0], [1]]
    assert NearDuplicates(found(STORY, cut, about="王女士")).groups() == [[0, 1]]


def test_what_must_be_said_too_can_be_named() -> None:
    duplicates = NearDuplicates(found(STORY, OTHER_FIGURE, about="王女士"))
    assert duplicates.groups() == [[0, 1]]
    invested = STORY.index("大桥全长")
    assert duplicates.groups({0: (invested, STORY.index("市民"))}) == [[0], [1]]


def test_texts_with_next_to_nothing_in_them() -> None:
    assert NearDuplicates([]).groups() == []
    assert NearDuplicates(found("。", "好。", "𠮷野家", "", about="好")[:3]).groups() == [[0], [1], [2]]


def test_the_search_goes_on_until_enough_different_hits_are_found() -> None:
    every = found(*[STORY] * 70, ELSEWHERE, OTHER_FIGURE)
    asked = []

    def find(k: int, *, texts: Texts) -> Sequence[Candidate]:
        asked.append(k)
        texts([candidate.number for candidate, _ in every[:k]])
        return [candidate for candidate, _ in every[:k]]

    duplicates = group_duplicates(find, lambda numbers: {n: ("", every[n][1]) for n in numbers}, 3)
    assert [group[0] for group in duplicates.groups()] == [0, 70, 71]
    assert asked == [30, 60, 120]


def test_a_sentence_is_located_in_another_script_and_other_quotation_marks() -> None:
    ((_, passage),) = found("開頭。他說：「總投資12億元」。")
    assert locate("他说：“总投资12亿元”。", passage) == (3, 16)
    assert locate("没有这句。", passage) is None


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., object]) -> Library:
    rows = [
        {"id": "c", "text": STORY, "title": "大桥通车", "source": "江州晚报", "date": "2021-05-04"},
        {
            "id": "a",
            "text": "本报讯（记者 林海）" + STORY,
            "title": "一桥飞架",
            "source": "江州日报",
            "date": "2021-05-03",
        },
        {"id": "b", "text": STORY, "title": "大桥<b>通车</b>", "source": "新江网"},
        {"id": "d", "text": OTHER_FIGURE, "title": "大桥", "source": "某报", "date": "2020"},
        {"id": "e", "text": ELSEWHERE, "title": "图书馆"},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder(dimension=48, window=200))  # type: ignore[arg-type]
    made.add([tmp_path / "x.jsonl"])
    return made


def test_the_earliest_is_shown_with_all_other_places(library: Library) -> None:
    reply = library.ask("江州大桥的总投资是12亿元吗？", top_k=3)
    assert [(hit.rank, hit.article_id) for hit in reply.hits] == [(1, "a"), (2, "d"), (3, "e")]
    first = reply.hits[0]
    assert [place.article_id for place in first.also] == ["c", "b"]  # what is not dated comes last
    assert [hit.also for hit in reply.hits[1:]] == [(), ()]
    quote = reply.best_quote
    assert quote is not None
    assert (quote.article_id, quote.passage_id) == ("a", first.passage_id)
    text = library.article("a").text  # type: ignore[union-attr]
    assert text[quote.start : quote.end] == quote.text == "大桥全长1250米，总投资12亿元，由省交通设计院设计。"
    assert first.highlights == ((quote.start, quote.end),)
    for place in first.also:
        assert STORY in library.article(place.article_id).text[place.start : place.end]  # type: ignore[union-attr]


def test_a_repeated_story_is_as_certain_as_a_single_one(library: Library) -> None:
    question = "江州大桥的总投资是12亿元吗？"
    often = library.ask(question)
    library.remove(["b", "c"])
    once = library.ask(question)
    assert [hit.article_id for hit in once.hits] == [hit.article_id for hit in often.hits]
    assert often.confidence >= once.confidence - 0.01


def test_the_places_are_shown_everywhere(library: Library) -> None:
    reply = library.ask("江州大桥的总投资是12亿元吗？", top_k=3)
    (place, _) = reply.as_json()["hits"][0]["also"]
    names = {"article_id", "title", "source", "date", "path", "page", "start", "end", "passage_id"}
    assert set(place) == names | {"page_label", "page_name"}
    assert "    also: 大桥通车 · 江州晚报 · 2021-05-04" in reply_text(reply, full=True).split("\n")
    for language, label in (("zh", "同文另见"), ("en", "Also in")):
        shown = exchange(Exchange("e1", "问", reply), language)
        assert label in shown
        assert 'data-open="c"' in shown
        assert '江州晚报 · <span class="whole">2021-05-04</span>' in shown
        assert "<b>" not in shown
    assert "path" not in public_json(reply)["hits"][0]["also"][0]
    (back,) = from_json(json.loads(json.dumps(to_json([Exchange("e1", "问", reply)]))))
    assert back.reply is not None
    also = [[replace(place, path="x.jsonl") for place in hit.also] for hit in reply.hits]
    assert [[*hit.also] for hit in back.reply.hits] == also


def test_a_hit_is_relevant_when_one_of_its_places_is(library: Library) -> None:
    question = Question("1", "江州大桥的总投资是12亿元吗？", articles=("c", "b"))
    (result,) = evaluate(library, [question]).results
    assert result.documents[:2] == ("c", "b")
    assert result.hits[0].relevant
    assert result.metrics["success@1"] == 1
