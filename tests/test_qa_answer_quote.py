"""The reader of these tests is a stand-in whose scores are set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log

import numpy as np
import pytest

from corpus.records import Article, Passage
from corpus.text import sentences
from embeddings.span_reader import Reading, TextScores
from qa.answer import AnswerContext, Quote, select_quote
from qa.answer.confidence import confidence
from qa.answer.evidence import TOKENS, pieces
from qa.answer.evidence import sentences as scored_sentences
from qa.answer.phrase import marked
from qa.answer.quote import exact_phrase
from qa.answer.spans import Phrase, ReadSentence, trimmed
from qa.search.ranking import Candidate


class StandIn:
    """Gives spans the scores of a table, each character being a token; everything else scores -20."""

    def __init__(self, scores: Mapping[str, float], no_answer: float = 0.0) -> None:
        self.scores, self.no_answer = scores, no_answer
        self.given: list[tuple[str, str]] = []
        self.passes = 0

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
        self.given = list(texts)
        self.passes += 1
        return Reading(tuple(self._scores(text) for _, text in texts), self.no_answer)

    def _scores(self, text: str) -> TextScores:
        n = len(text)
        starts, ends = np.full(n, -20, np.float32), np.full(n, -20, np.float32)
        for phrase, score in self.scores.items():
            if (at := text.find(phrase)) >= 0:
                starts[at] = ends[at + len(phrase) - 1] = score / 2
        return TextScores(np.stack([np.arange(n), np.arange(1, n + 1)], 1).astype(np.int32), starts, ends)


def found_in(*texts: str) -> list[tuple[Candidate, Passage]]:
    found = []
    for number, text in enumerate(texts):
        passage = Passage(f"p{number}", f"a{number}", 100, 100 + len(text), text, moved(sentences(text), 100))
        found.append((Candidate(number, 3.0 - number / 10, 0.9, tuple(0.9 for _ in passage.sentences), 0.9), passage))
    return found


def moved(spans: Sequence[tuple[int, int]], by: int) -> tuple[tuple[int, int], ...]:
    return tuple((a + by, b + by) for a, b in spans)


def quote_of(question: str, reader: StandIn, *texts: str) -> Quote:
    quote = select_quote(question, found_in(*texts), AnswerContext(reader, lambda token: 3.0))
    assert quote is not None
    assert (
        texts[int(quote.answer.article_id[1:])][quote.answer.start - 100 : quote.answer.end - 100] == quote.answer.text
    )
    return quote


BRIDGE = "清溪大桥建成通车。大桥全长1250米，宽36.5米。总投资12亿元。"


def test_the_sentence_with_the_likeliest_phrase_is_quoted_and_the_phrase_marked() -> None:
    quote = quote_of("清溪大桥多长？", StandIn({"1250米": 6, "12亿元": 2}), BRIDGE)
    assert (quote.answer.text, quote.answer.phrase) == ("大桥全长1250米，宽36.5米。", "1250米")
    assert quote.answer.highlight == (100 + BRIDGE.index("1250"), 100 + BRIDGE.index("1250") + 5)


def test_a_sentence_is_as_likely_as_its_phrases_together() -> None:
    # Each of two phrases of one sentence is less likely than the one of the other, both together are more.
    reader = StandIn({"1250米": log(4), "36.5米": log(4), "12亿元": log(5)})
    quote = quote_of("清溪大桥多大？", reader, BRIDGE)
    assert quote.answer.text == "大桥全长1250米，宽36.5米。"
    # The spans are 1250米, 36.5米 and from the one to the other, each with the odds 4; 12亿元 has 5, no answer 1.
    assert quote.sentence.chance == pytest.approx(12 / 18, abs=1e-3)
    assert quote.sentence.margin == pytest.approx(log(12), abs=1e-3)


def test_the_better_passage_is_quoted_whatever_its_rank() -> None:
    quote = quote_of("馆长是谁？", StandIn({"1250米": 1, "陈立": 5}), BRIDGE, "博物馆开放了。馆长是陈立。")
    assert (quote.answer.article_id, quote.answer.phrase) == ("a1", "陈立")


def test_two_sentences_that_answer_alike_are_quoted_together() -> None:
    quote = quote_of("大桥怎么样？", StandIn({"1250米": 4, "12亿元": 4}), BRIDGE)
    assert quote.answer.text == "大桥全长1250米，宽36.5米。总投资12亿元。"


def test_nothing_is_marked_where_the_spans_do_not_agree() -> None:
    passage = Passage("p", "a", 0, 9, "清溪大桥建成通车。", ((0, 9),))
    for agreement, span in ((0.2, None), (0.5, (4, 6))):
        sentence = ReadSentence(0, 0, 0, 9, 0.9, 2.0, (Phrase(4, 6, 0.1, agreement),))
        assert marked("哪座桥？", sentence, passage) == span


def test_the_span_that_shares_most_with_the_others_is_marked() -> None:
    # Four spans begin at 清溪 or 大桥 and end at 大桥 or 老桥: 清溪大桥, 大桥, 清溪大桥老桥, 大桥老桥.
    reader = StandIn({"清溪大桥": 4, "大桥老桥": 4})
    quote = quote_of("哪座桥？", reader, "清溪大桥老桥。")
    agreement = {phrase.end - phrase.start: phrase.agreement for phrase in quote.sentence.phrases[:4]}
    # F1 with each of the four, all as likely: 清溪大桥 1, 2/3, 4/5 and 1/2.
    assert agreement[6] == pytest.approx((4 / 5 + 1 / 2 + 1 + 4 / 5) / 4, abs=1e-3)
    assert quote.answer.phrase == "清溪大桥老桥"


def test_phrases_of_a_list_are_marked_as_one() -> None:
    text = "出口下降的有鞋靴、箱包和玩具。"
    reader = StandIn({"鞋靴": 5.0, "箱包": 5.0, "玩具": 5.0})
    assert "箱包" in quote_of("哪些下降了？", reader, text).answer.phrase


def test_confidence_falls_with_what_speaks_against_an_answer() -> None:
    sure = quote_of("清溪大桥全长多少米？", StandIn({"1250米": 8}, no_answer=-2), BRIDGE)
    unsure = quote_of("清溪大桥全长多少米？", StandIn({"1250米": 1}, no_answer=5), BRIDGE)
    assert 0 <= unsure.confidence < 0.25 < sure.confidence <= 1


def test_nothing_found_gives_no_quote() -> None:
    assert select_quote("大桥多长？", [], AnswerContext(StandIn({}), lambda token: 3.0)) is None


@pytest.mark.parametrize("tokens", TOKENS)
def test_pieces_fill_the_pass_and_are_whole_sentences_with_their_headline(tokens: int) -> None:
    long = "".join(f"第{n}句话说的是这座城市里一件很平常的小事情。" for n in range(40))
    found = found_in(BRIDGE, long, long)
    headings = ["大桥 2021-05-03", "", ""]
    scored = scored_sentences("清溪大桥多长？", found, headings, lambda token: 3.0)
    chosen = pieces(scored, found, headings, tokens)
    assert chosen[0].heading == "大桥 2021-05-03"
    assert "全长1250米" in chosen[0].text
    for piece in chosen:
        passage = found[piece.rank][1]
        assert passage.text[piece.start - 100 :].startswith(piece.text)
        assert piece.start in {start for start, _ in passage.sentences}
    assert 0.7 * tokens < sum(len(piece.text) for piece in chosen) * 0.66 < tokens


LONG = "".join(f"第{n}句话说的是这座城市里一件很平常的小事情。" for n in range(40))


@pytest.mark.parametrize(("no_answer", "passes"), [(-4.0, 1), (2.0, 2), (25.0, 1)])
def test_more_is_read_only_where_the_first_pass_leaves_the_answer_open(no_answer: float, passes: int) -> None:
    reader = StandIn({"1250米": 8}, no_answer)
    quote_of("清溪大桥全长多少米？", reader, BRIDGE, LONG, LONG)
    assert reader.passes == passes


def test_the_same_texts_are_read_once() -> None:
    reader = StandIn({"1250米": 1}, no_answer=5)
    quote_of("清溪大桥全长多少米？", reader, BRIDGE)
    assert reader.passes == 1


@pytest.mark.parametrize("doubts", [{1: 2.0, 2: 4.0}, {1: 4.0, 2: 2.0}])
def test_the_surer_of_two_passes_counts(doubts: dict[int, float]) -> None:
    class Wavering(StandIn):
        """Doubts in each of its passes to another degree."""

        def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
            self.no_answer = doubts[self.passes + 1]
            return super().read(question, texts)

    quote = quote_of("清溪大桥全长多少米？", Wavering({"1250米": 4}), BRIDGE, LONG, LONG)
    assert quote.sentence.margin == pytest.approx(4 - 2, abs=0.1)


def test_a_sentence_longer_than_the_pass_is_still_read() -> None:
    reader = StandIn({"尽头": 5})
    assert quote_of("哪里？", reader, "很长的路" * 400 + "到了尽头。").answer.phrase == "尽头"


def test_the_headline_of_an_article_is_given_to_the_reader() -> None:
    reader = StandIn({"1250米": 5})
    articles = {"a0": Article("a0", "", title="清溪大桥通车", date="2021-05-03")}
    select_quote("多长？", found_in(BRIDGE), AnswerContext(reader, lambda token: 3.0, articles))
    assert reader.given[0][0] == "清溪大桥通车 2021-05-03"


@pytest.mark.parametrize(
    ("text", "given", "wanted"),
    [
        ("全长1250米。", "250米", "1250米"),
        ("增长5.7%。", "5.7", "5.7%"),
        ("共1,286.4亿元", "286.4亿元", "1,286.4亿元"),
        ("是“低空经济”。", "“低空经济", "“低空经济”"),
        ("（见图）周敏说", "）周敏", "周敏"),
        ("，周敏。", "，周敏。", "周敏"),
        ("《山河》上映", "山河》", "《山河》"),
    ],
)
def test_a_phrase_is_trimmed_to_whole_numerals_and_pairs(text: str, given: str, wanted: str) -> None:
    at = text.index(given)
    start, end = trimmed(text, at, at + len(given))
    assert text[start:end] == wanted


def test_the_phrase_of_an_earlier_answer() -> None:
    assert exact_phrase(StandIn({"周敏": 5}), "谁设计的？", "设计者是周敏。") == "周敏"
    assert exact_phrase(StandIn({"周敏": -5}), "谁设计的？", "设计者是周敏。") == ""
    assert exact_phrase(StandIn({}), "谁设计的？", "") == ""


def test_a_sentence_that_asks_the_same_is_no_answer() -> None:
    text = "茶叶过去为什么卖不出价？各家炒制的火候不一。"
    quote = quote_of("茶叶为什么卖不出价？", StandIn({"卖不出价": 6, "火候不一": 4}), text)
    assert quote.answer.phrase == "火候不一"


def test_another_office_is_not_quoted() -> None:
    text = "平湖市教育局局长苏禾到会。副局长白敏主持了会议。"
    reader = StandIn({"苏禾": 3, "白敏": 5})
    assert quote_of("教育局局长是谁？", reader, text).answer.phrase == "苏禾"
    assert quote_of("教育局副局长是谁？", reader, text).answer.phrase == "白敏"
    # The rule also lowers the confidence where there is nothing else.
    absent, there = quote_of("水利局局长是谁？", reader, text), quote_of("教育局局长是谁？", reader, text)
    assert (absent.evidence.other, there.evidence.other) == (1, 0)
    assert absent.confidence < 0.1 * there.confidence


def test_a_sibling_is_read_last_quoted_last_and_never_sure() -> None:
    reader = StandIn({"31公里": 8, "26公里": 5})
    lines = ("地铁2号线全长31公里。", "地铁1号线全长26公里。")
    assert quote_of("地铁1号线有多长？", reader, *lines).answer.phrase == "26公里"
    absent, there = quote_of("地铁5号线有多长？", reader, *lines), quote_of("地铁2号线有多长？", reader, *lines)
    assert (absent.evidence.other, there.evidence.other) == (1, 0)
    assert absent.confidence < 0.1 * there.confidence
    scored = scored_sentences("地铁1号线有多长？", found_in(*lines), ["", ""], lambda token: 3.0)
    assert pieces(scored, found_in(*lines), ["", ""], 10)[0].text == lines[1]


def test_the_sentence_that_gives_the_reason_is_quoted_too() -> None:
    text = "大桥本月起封闭。市交通局解释，桥墩的基础被洪水掏空。"
    reader = StandIn({"大桥本月起封闭": 6})
    assert quote_of("大桥为什么封闭？", reader, text).answer.text == text
    assert quote_of("大桥何时封闭？", reader, text).answer.text == "大桥本月起封闭。"
    marked = StandIn({"八成车辆绕行": 3, "因为桥墩受损": 2.5})
    quote = quote_of("大桥为什么封闭？", marked, "据统计，八成车辆绕行。封闭是因为桥墩受损。")
    assert quote.answer.phrase == "因为桥墩受损"


def test_what_is_not_so_is_quoted_where_that_is_asked() -> None:
    reader = StandIn({"陶砚": 4, "祁望": 2})
    text = "会议选举陶砚为副市长。原副书记祁望未出席会议。"
    assert quote_of("谁没有出席会议？", reader, text).answer.phrase == "祁望"
    assert quote_of("谁当选了？", reader, text).answer.phrase == "陶砚"


def test_a_passage_in_another_script_makes_up_for_what_the_reader_prefers() -> None:
    reader = StandIn({"15 metres": 3, "27米": 2})
    found = [
        (Candidate(0, 3.0, 0.9, (0.9,), 0.9), passage) for _, passage in found_in("It is 15 metres long.", "桥长27米。")
    ]
    quote = select_quote("How long is the bridge?", found, AnswerContext(reader, lambda token: 3.0))
    assert quote is not None and quote.answer.phrase == "27米"
    # But not where it has no more of the question's words than the passages in the same script.
    quote = select_quote("Was it 15 metres long?", found, AnswerContext(reader, lambda token: 3.0))
    assert quote is not None and quote.answer.phrase == "15 metres"


def test_a_name_in_pinyin_alone_is_never_sure() -> None:
    reader = StandIn({"苏禾": 20}, no_answer=-20)
    found = [(Candidate(0, 9.0, 0.9, (0.9,), 0.9), found_in("苏禾说了话。")[0][1])]
    context = AnswerContext(reader, lambda token: 3.0)
    by_name, with_word = (select_quote(question, found, context) for question in ("Did Su He xyz?", "Did Su He say?"))
    assert by_name is not None and with_word is not None
    assert by_name.confidence == 0.79 < with_word.confidence


def test_a_sibling_is_refused_however_sure_the_reader_is() -> None:
    reader = StandIn({"31公里": 14})
    absent = quote_of("地铁5号线全长多少公里？", reader, "地铁2号线全长31公里。")
    assert absent.evidence.other == 1
    assert absent.confidence <= 0.1 < confidence(replace(absent.evidence, score=4.0))


def test_a_text_without_the_attribute_asked_for_is_a_refusal() -> None:
    reader = StandIn({"5200个": 14})
    text = "云桥县体育馆9月启用，有座位5200个。"
    absent = quote_of("云桥县体育馆有多少名教练？", reader, text)
    assert absent.confidence <= 0.1 < confidence(replace(absent.evidence, score=4.0))
    assert quote_of("云桥县体育馆有多少个座位？", reader, text).confidence > 0.1


def test_a_question_is_asked_in_the_words_of_the_passage_where_its_own_find_nothing() -> None:
    class Formal(StandIn):
        def read(self, question: str, texts: Sequence[tuple[str, str]]) -> Reading:
            self.no_answer = 0.0 if "地区生产总值" in question else 20.0
            return super().read(question, texts)

    text = "云桥县去年实现地区生产总值412亿元。"
    reader = Formal({"412亿元": 6})
    assert quote_of("云桥县的GDP是多少？", reader, text).evidence.margin > 0
    assert quote_of("云桥县的地区生产总值是多少？", reader, text).evidence.margin > 0
    assert quote_of("云桥县的人口是多少？", reader, text).evidence.margin < 0
