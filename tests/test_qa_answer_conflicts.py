from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from corpus.records import Article, Passage
from corpus.text import sentences
from embeddings.span_reader import Reading, SpanReader
from qa import answer
from qa.answer.conflicts import disagreement
from qa.search.ranking import Candidate

Report = Callable[..., list[tuple[str | None, str]]]


@pytest.fixture
def reported(reader: SpanReader) -> Report:
    return partial(_reported, reader)


def _reported(reader: SpanReader, question: str, *articles: tuple[str | None, str]) -> list[tuple[str | None, str]]:
    """What is shown side by side of articles, each a date and a text, all of which match the question well."""
    found = []
    for number, (_, text) in enumerate(articles):
        passage = Passage(f"p{number}", f"a{number}", 0, len(text), text, tuple(sentences(text)))
        cosines = tuple(0.93 - 0.001 * number for _ in passage.sentences)
        found.append((Candidate(number, 3.0, 0.92, cosines, 0.9, proximity=1.0), passage))
    records = {f"a{number}": Article(f"a{number}", "", date=date) for number, (date, _) in enumerate(articles)}
    context = answer.AnswerContext(reader, lambda token: 5.0, records)
    quote = answer.select_quote(question, found, context)
    figures = disagreement(question, quote, found, context)
    for figure in figures:
        text = articles[int(figure.article_id[1:])][1]
        assert text[figure.start : figure.end] == figure.text
    return [(figure.date, figure.text) for figure in figures]


HALLS = "江州市有多少个文化馆？"
OLD, NEW = ("2022-06-01", "江州市有文化馆37个。"), ("2023-06-01", "江州市有文化馆45个。")


def test_different_figures_stand_side_by_side_newest_first(reported: Report) -> None:
    assert reported(HALLS, OLD, NEW) == [("2023-06-01", "45个"), ("2022-06-01", "37个")]


def test_the_year_of_the_sentence_is_that_of_the_figure(reported: Report) -> None:
    later = ("2024-01-10", "2020年江州市有文化馆30个。")
    assert reported(HALLS, later, NEW) == [("2023-06-01", "45个"), ("2020", "30个")]


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        (HALLS, [OLD, ("2023-06-01", "江州市有文化馆37个。")]),  # the same
        (HALLS, [OLD, ("2023-06-01", "江州市有文化馆三十七个。")]),
        (HALLS, [OLD, ("2023-06-01", "海州市有文化馆45个。")]),  # of another place
        (HALLS, [OLD, ("2023-06-01", "江州市有文化馆45座。")]),  # another unit
        (HALLS, [OLD, ("2023-06-01", "海州有37个。江州市有文化馆45个。")]),  # one article gives both
        (HALLS, [OLD, ("2023-06-01", "江州市预计有文化馆45个。")]),  # a forecast
        ("2022年江州市有多少个文化馆？", [OLD, NEW]),  # of another year than asked
        ("江州市的人口是多少？", [("2020", "江州市的人口是704万人。"), ("2021", "江州市的人口是704.41万人。")]),
        ("江州市的文化馆馆长是谁？", [("2020", "江州市的文化馆馆长是李红。"), ("2021", "江州市的文化馆馆长是王明。")]),
    ],
)
def test_what_is_no_disagreement(reported: Report, question: str, articles: list[tuple[str | None, str]]) -> None:
    assert reported(question, *articles) == []


def test_dates_differ_where_they_say_the_same_parts(reported: Report) -> None:
    question = "清溪大桥是哪天通车的？"
    first, second = "清溪大桥是5月3日通车的。", "清溪大桥是6月8日通车的。"
    assert reported(question, ("2021", first), ("2021-07", second)) == [("2021-07", "6月8日"), ("2021", "5月3日")]
    assert reported(question, ("2021", first), ("2021-07", "清溪大桥是2021年通车的。")) == []


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("2023年江州市有文化馆45个。", 1),
        ("江州市有文化馆45座。", 0),  # no figure of the unit
        ("江州市开了会，有45个人参加。", 0),  # too few words of the question in its sentence
        ("有45个人参加了今年夏天在海边举行的第一次会议和晚会。江州市的文化馆很多。", 0),  # the words are elsewhere
    ],
)
def test_only_a_passage_that_can_differ_is_read(reader: SpanReader, text: str, passes: int) -> None:
    class CountingReader:
        """Counts its passes."""

        count = 0

        def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
            self.count += 1
            return reader.read(question, texts)

    counting = CountingReader()
    context = answer.AnswerContext(counting, lambda token: 5.0)
    found = []
    for number, own in enumerate(("2022年江州市有文化馆37个。", text)):
        passage = Passage(f"p{number}", f"a{number}", 0, len(own), own, tuple(sentences(own)))
        found.append((Candidate(number, 3.0, 0.92, (0.93,) * len(passage.sentences), 0.9, proximity=1.0), passage))
    quote = answer.select_quote(HALLS, found[:1], context)
    before = counting.count
    disagreement(HALLS, quote, found, context)
    assert counting.count - before == passes
