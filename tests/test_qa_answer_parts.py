"""Further quotes: items of lists, parts of questions, numbered items. The reader is a stand-in."""

from __future__ import annotations

from dataclasses import replace

from qa.answer import THRESHOLD, AnswerContext
from qa.answer.items import series
from qa.answer.parts import Part, all_quotes
from tests.test_qa_answer_quote import StandIn, found_in, quote_of

CONTEXT = AnswerContext(StandIn({}), lambda token: 3.0)
RULES = (
    "节水办法如下：\n第一条　本办法适用于江州市。\n第二条　违反第三条规定的，罚款一百元。\n第三条　洗车应当使用循环水。"
)
DUTIES = "市长说要办三件事：一是修桥；二是种树；三是办学。会议随后结束。"
NAMES = "任免名单公布。\n任命周明为教育局局长；\n任命吴静为审计局局长；\n免去郑林的局长职务。"


def texts(text: str) -> list[list[str]]:
    return [[text[item.start : item.end] for item in items] for items in series(text)]


def test_items_begin_at_lines_and_behind_marks() -> None:
    assert texts(RULES) == [
        ["第一条　本办法适用于江州市。", "第二条　违反第三条规定的，罚款一百元。", "第三条　洗车应当使用循环水。"]
    ]
    assert texts(DUTIES) == [["一是修桥", "二是种树", "三是办学。"]]
    assert texts("其中一是原因，他说二是结果。") == []


def test_the_numbered_item_is_quoted_not_its_mention() -> None:
    quote = quote_of("节水办法第三条是什么？", StandIn({"罚款一百元": 9}), RULES)
    assert "第二条" in quote.answer.text
    chosen, further = all_quotes("节水办法第三条是什么？", quote, found_in(RULES), CONTEXT, [])
    assert chosen is not None
    assert chosen.answer.text == "第三条　洗车应当使用循环水。"
    assert chosen.confidence >= THRESHOLD
    assert (chosen.answer.start, chosen.answer.highlight) == (100 + RULES.index("第三条　"), None)
    assert not further


def test_an_item_of_something_else_is_no_surer() -> None:
    question = "白河县停车收费规章第三条是什么？"
    quote = quote_of(question, StandIn({"罚款一百元": 9}, no_answer=15.0), RULES)
    chosen, _ = all_quotes(question, quote, found_in(RULES), CONTEXT, [])
    assert chosen is not None
    assert chosen.confidence == quote.confidence < THRESHOLD


def test_a_question_about_one_rule_quotes_only_that() -> None:
    quote = quote_of("洗车有哪些要求？", StandIn({"循环水": 9}), RULES)
    assert all_quotes("洗车有哪些要求？", quote, found_in(RULES), CONTEXT, [])[1] == ()


def test_an_item_that_is_not_there_changes_nothing() -> None:
    quote = quote_of("节水办法第九条是什么？", StandIn({"罚款一百元": 9}), RULES)
    assert all_quotes("节水办法第九条是什么？", quote, found_in(RULES), CONTEXT, []) == (quote, ())


def test_a_list_in_several_sentences_has_a_quote_for_each() -> None:
    quote = quote_of("任命了哪些局长？", StandIn({"周明": 9}), NAMES)
    _, further = all_quotes("任命了哪些局长？", quote, found_in(NAMES), CONTEXT, [])
    assert [one.answer.text for one in further] == ["任命吴静为审计局局长；"]


def test_a_list_in_one_sentence_and_a_plain_question_have_one_quote() -> None:
    quote = quote_of("要办哪三件事？", StandIn({"修桥": 9}), DUTIES)
    assert all_quotes("要办哪三件事？", quote, found_in(DUTIES), CONTEXT, [])[1] == ()
    quote = quote_of("教育局局长是谁？", StandIn({"周明": 9}), NAMES)
    assert all_quotes("教育局局长是谁？", quote, found_in(NAMES), CONTEXT, [])[1] == ()


def test_each_part_has_its_quote_once() -> None:
    first, second = "东桥长300米。", "西桥长500米。"
    question = "东桥和西桥哪座更长？"
    quote = replace(quote_of(question, StandIn({"300米": 9}), first, second), confidence=0.9)
    parts = [
        Part("东桥多长？", found_in(first), AnswerContext(StandIn({"300米": 9}), lambda token: 3.0)),
        Part("西桥多长？", [found_in(first, second)[1]], AnswerContext(StandIn({"500米": 9}), lambda token: 3.0)),
    ]
    chosen, further = all_quotes(question, quote, found_in(first, second), CONTEXT, parts)
    assert chosen is not None
    assert chosen.answer.text == first
    assert [one.answer.text for one in further] == [second]


def test_a_part_without_an_answer_has_no_quote() -> None:
    text = "东桥长300米。西桥尚未动工。"
    quote = quote_of("东桥和西桥哪座更长？", StandIn({"300米": 9}), text)
    nothing = AnswerContext(StandIn({}, no_answer=15.0), lambda token: 3.0)
    chosen, further = all_quotes(
        "东桥和西桥哪座更长？", quote, found_in(text), CONTEXT, [Part("西桥多长？", found_in(text), nothing)]
    )
    assert chosen == quote
    assert not further
