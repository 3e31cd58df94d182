from __future__ import annotations

import pytest

from corpus.records import Passage
from qa.dialogue import StandaloneQuestion, chinese, english, rewrite, without_seen
from qa.records import Turn
from qa.search.ranking import RETRIEVERS, Candidate


def ask(question: str, *before: str, answer: str = "", phrase: str = "") -> StandaloneQuestion:
    turns = [Turn(other) for other in before[:-1]] + ([Turn(before[-1], answer)] if before else [])
    return rewrite(question, turns, lambda asked, quote: phrase if (asked, quote) == (before[-1], answer) else "")


ACADEMY, BRIDGE = "岳麓书院是谁创立的？", "清溪老桥为什么封闭？"
GOAT, LINE, ENGLISH = "四羊方尊是谁发现的？", "白水地铁3号线有多长？", "How wide is the main span of the Aizhai Bridge?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (ACADEMY, "它在哪里？", "岳麓书院在哪里？"),
        (ACADEMY, "其院长是谁？", "岳麓书院的院长是谁？"),
        (ACADEMY, "什么时候？", "岳麓书院是什么时候创立的？"),
        (GOAT, "在什么地方？", "四羊方尊是在什么地方发现的？"),
        (LINE, "2号线呢？", "白水地铁2号线有多长？"),
        (LINE, "那2号线呢", "白水地铁2号线有多长？"),
        (LINE, "票价呢？", "白水地铁3号线的票价是多少？"),
        ("长沙的常住人口是多少？", "北京呢？", "北京的常住人口是多少？"),
        ("2022年清溪市接待了多少游客？", "2023年呢？", "2023年清溪市接待了多少游客？"),
        ("2022年清溪市接待了多少游客？", "那前一年呢？", "2021年清溪市接待了多少游客？"),
        ("清溪市接待了多少游客？", "2023年的呢？", "2023年清溪市接待了多少游客？"),
        ("白水市2023年的旅游收入是多少？", "那清溪市呢？", "清溪市2023年的旅游收入是多少？"),
        ("马王堆一号墓的主人是谁？", "二号墓呢？", "马王堆二号墓的主人是谁？"),
        ("“4+4科创工程”投入了多少钱？", "那2025年的目标呢?", "“4+4科创工程”2025年的目标是什么？"),
        ("2022年清溪市接待了多少游客？", "为什么？", "2022年清溪市接待了多少游客，为什么？"),
        ("南岳衡山的主峰叫什么？", "这座峰有多高？", "南岳衡山的主峰有多高？"),
        ("橘子洲雕塑的作者是谁？", "它有多高？", "橘子洲雕塑有多高？"),
        (ENGLISH, "When did it open?", "When did the Aizhai Bridge open?"),
        (ENGLISH, "What is its speed limit?", "What is the Aizhai Bridge’s speed limit?"),
        (ENGLISH, "And the Golden Gate Bridge?", "How wide is the main span of the Golden Gate Bridge?"),
        ("How many visitors came in 2023?", "And in 2024?", "How many visitors came in 2024?"),
        ("When did the ferry open?", "Where?", "Where did the ferry open?"),
    ],
)
def test_a_turn_that_leans_is_put_into_the_words_of_the_last(before: str, question: str, expected: str) -> None:
    found = ask(question, before)
    assert (found.question, found.expanded) == (expected, "")


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("青崖水库的总造价是多少？", "它有多深？", "青崖水库有多深？"),
        ("青崖水库的总造价是多少？", "它全长多少米？", "青崖水库全长多少米？"),
        ("青崖水库总投资是多少？", "它的高度是多少？", "青崖水库的高度是多少？"),
        ("青崖水库全长多少？", "投资额呢？", "青崖水库的投资额是多少？"),
        ("青崖水库的蓄水量是多少？", "全长呢？", "青崖水库的全长是多少？"),
        ("青崖水库的竣工日期是哪天？", "它有多深？", "青崖水库有多深？"),
        ("青崖水库的面积是多少？", "这座水库有多深？", "青崖水库有多深？"),
        ("青崖水库的总造价是多少？", "它的占地面积呢？", "青崖水库的占地面积是多少？"),
        ("长跑女子冠军的成绩是多少？", "她是哪里人？", "长跑女子冠军是哪里人？"),
        # Of the attribute itself: it grows, it is a share. What 的 follows is no thing that could have one.
        ("青崖市的旅游收入是多少？", "它比前一年多了多少？", "青崖市的旅游收入比前一年多了多少？"),
        ("青崖市的旅游收入是多少？", "它占全省的百分之几？", "青崖市的旅游收入占全省的百分之几？"),
        ("青崖市的常住人口是多少？", "其中女性有多少？", "青崖市的常住人口其中女性有多少？"),
        ("青崖市的旅游收入是多少？", "这个收入包括门票吗？", "青崖市的旅游收入包括门票吗？"),
        ("来得最多的游客人数是多少？", "它怎么变了？", "来得最多的游客人数怎么变了？"),
    ],
)
def test_what_was_asked_of_the_subject_is_left_behind(before: str, question: str, expected: str) -> None:
    found = ask(question, before)
    assert (found.question, found.expanded) == (expected, "")


@pytest.mark.parametrize(
    ("question", "answer", "phrase", "expected"),
    [
        ("他是哪里人？", "北宋开宝九年，潭州太守朱洞创立书院。", "潭州太守朱洞", "潭州太守朱洞是哪里人？"),
        ("他是哪里人？", "书院是宋代创立的。", "", "岳麓书院是哪里人？"),
        ("他是哪里人？", "", "潭州太守朱洞", "岳麓书院是哪里人？"),
    ],
)
def test_a_pronoun_may_mean_what_was_answered(question: str, answer: str, phrase: str, expected: str) -> None:
    assert ask(question, ACADEMY, answer=answer, phrase=phrase).question == expected


@pytest.mark.parametrize(
    ("before", "question", "longer"),
    [
        (BRIDGE, "要花多少钱？", "清溪老桥要花多少钱？"),
        (BRIDGE, "谁设计的？", "清溪老桥是谁设计的？"),
        (
            "How many visitors did the Harbour Museum have?",
            "Who runs the shop?",
            "The Harbour Museum: Who runs the shop?",
        ),
        ("青崖水库的总造价是多少？", "全长多少米？", "青崖水库的全长多少米？"),
        ("青崖水库的总造价是多少？", "谁设计的？", "青崖水库是谁设计的？"),
        ("青崖市的市长是谁？", "面积是多少？", "青崖市的面积是多少？"),
        ("青崖市的市长是谁？", "年龄是多少？", "青崖市的市长的年龄是多少？"),
    ],
)
def test_a_turn_that_may_lean_is_put_both_ways(before: str, question: str, longer: str) -> None:
    assert ask(question, before) == StandaloneQuestion(question, longer)


@pytest.mark.parametrize(
    ("before", "question", "own"),
    [
        (BRIDGE, "月球车站的站长是谁？", True),
        (BRIDGE, "值班室归谁管？", True),
        (BRIDGE, "要花多少钱？", False),
        (BRIDGE, "桥墩有几个？", False),
        (ENGLISH, "Who runs the lunar colony?", True),
        (ENGLISH, "Who runs the shop?", False),
    ],
)
def test_whether_a_turn_says_something_of_its_own(before: str, question: str, own: bool) -> None:
    turn = ask(question, before)
    assert (turn.expanded != "", turn.has_own_content) == (True, own)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (ACADEMY, "沈从文是哪一年去世的？"),
        (ACADEMY, "湖南还有其他书院吗？"),
        (ACADEMY, "我听说南宋有两位大学者在这座书院里讨论学问，是哪一年？"),
        (ACADEMY, "《边城》写的是哪里？"),
        (ACADEMY, "Who built the Aizhai Bridge?"),
        (ENGLISH, "矮寨大桥有多高？"),
        (ENGLISH, "Where was Yuan Longping born?"),
    ],
)
def test_a_turn_that_names_its_subject_stands_alone(before: str, question: str) -> None:
    assert ask(question, before) == StandaloneQuestion(question)


@pytest.mark.parametrize("question", ["还有呢？", "还有吗", "那还有别的吗？", "What else?", "Anything else?", "Go on."])
def test_more_of_the_same_leaves_out_what_was_quoted(question: str) -> None:
    turns = [Turn("袁隆平得过哪些奖？", "他得过国家最高科学技术奖。"), Turn("还有呢？", "2004年获得世界粮食奖。")]
    found = rewrite(question, turns)
    assert found == StandaloneQuestion(
        "袁隆平得过哪些奖？", seen_answers=("他得过国家最高科学技术奖。", "2004年获得世界粮食奖。")
    )


def test_the_stored_rewrite_of_a_turn_is_used() -> None:
    turns = [Turn(BRIDGE), Turn("要花多少钱？", standalone="清溪老桥要花多少钱？")]
    assert rewrite("它有多长？", turns).question == "清溪老桥有多长？"


def test_a_turn_continues_the_last_standalone_question() -> None:
    assert ask("它有多高？", "岳麓书院在哪里？", "矮寨大桥有多长？", "它在哪里？").question == "矮寨大桥有多高？"


def test_without_history_it_stays() -> None:
    assert ask(" 它在哪里？ ") == StandaloneQuestion("它在哪里？")


def candidate(number: int, score: float, proximity: float, idf_sum: float) -> Candidate:
    return Candidate(number, score, 0.8, (0.8,), 0.5, idf_sum=idf_sum, proximity=proximity)


@pytest.mark.parametrize(
    ("alone", "longer", "leans"),
    [
        # The turn weighs 10, the subject another 10. Passage 2 holds both: the subject answers as well as the best.
        ([(1, 3.0, 0.6, 10), (2, 2.9, 0.5, 10)], [(2, 3.5, 0.75, 20)], True),
        # … but far worse than the best of all: a new subject.
        ([(1, 3.0, 0.6, 10), (2, 2.5, 0.5, 10)], [(2, 3.5, 0.75, 20)], False),
        # The same passage, and it holds the subject's words too, or hardly any of them.
        ([(1, 3.0, 1.0, 10)], [(1, 3.5, 0.9, 20)], True),
        ([(1, 3.0, 1.0, 10)], [(1, 3.5, 0.6, 20)], False),
        # A passage that is not even near without the subject.
        ([(1, 3.0, 1.0, 10)], [(2, 3.5, 1.0, 20)], False),
        ([], [], False),
    ],
)
def test_what_is_found_decides_whether_a_turn_leans(
    alone: list[tuple[int, float, float, float]], longer: list[tuple[int, float, float, float]], leans: bool
) -> None:
    turn = StandaloneQuestion("要花多少钱？", "清溪老桥要花多少钱？")
    found = {turn.question: [candidate(*one) for one in alone], turn.expanded: [candidate(*one) for one in longer]}
    assert (turn.chosen(found) == turn.expanded) is leans


@pytest.mark.parametrize(("own", "proximity", "leans"), [(True, 0.14, False), (True, 0.16, True), (False, 0.0, True)])
def test_the_passage_must_contain_some_of_a_turns_own_content(own: bool, proximity: float, leans: bool) -> None:
    turn = StandaloneQuestion("月球车站的站长是谁？", "清溪老桥的月球车站的站长是谁？", has_own_content=own)
    # The passage holds all of the subject's 10 beside what it holds of the turn's 20.
    found = {
        turn.question: [candidate(1, 3.0, proximity, 20)],
        turn.expanded: [candidate(1, 3.5, (20 * proximity + 10) / 30, 30)],
    }
    assert (turn.chosen(found) == turn.expanded) is leans


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("还有呢？", "more of the same"),
        ("2020年呢？", "other year"),
        ("北京呢？", "ellipsis"),
        ("它在哪里？", "pronoun"),
        ("为什么？", "bare question word"),
        ("《边城》写的是哪里？", "own subject"),
        ("这座书院多大？", "pointed noun"),
        ("谁设计的？", "without subject"),
    ],
)
def test_which_rule_is_applied_to_a_chinese_turn(question: str, rule: str) -> None:
    assert chinese.rewrite_turn(question, ACADEMY, lambda: "").rule == rule


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("Anything else?", "more of the same"),
        ("And in 2024?", "named year"),
        ("When did it open?", "pronoun"),
        ("Why?", "bare question word"),
        ("And the Golden Gate Bridge?", "ellipsis"),
        ("Where was Yuan Longping born?", "own subject"),
        ("Who runs the shop?", "implied subject"),
    ],
)
def test_which_rule_is_applied_to_an_english_turn(question: str, rule: str) -> None:
    assert english.rewrite_turn(question, ENGLISH).rule == rule


def test_told_sentences_answer_no_more() -> None:
    text = "他得过金奖。他得过银奖。"
    first = Passage("a", "a", 0, 12, text, ((0, 6), (6, 12)))
    second = Passage("b", "b", 0, 6, "他得过铜奖。", ((0, 6),))
    third = Passage("c", "c", 0, 6, "他得过金奖。", ((0, 6),))
    found = [
        (Candidate(1, 3.0, 0.9, (0.9, 0.8), 0.5), first),
        (Candidate(2, 2.9, 0.9, (0.85,), 0.5), second),
        (Candidate(3, 2.8, 0.9, (0.9,), 0.5), third),
    ]
    left = without_seen(found, ["他得过金奖。"])
    assert [(one.number, one.sentences, passage.sentences) for one, passage in left] == [
        (2, (0.85,), ((0, 6),)),
        (1, (0.8,), ((6, 12),)),
    ]
    assert left[1][0].score == pytest.approx(3.0 - 0.1 * RETRIEVERS["hybrid"]["sentence"])
    assert without_seen(found, []) == found
