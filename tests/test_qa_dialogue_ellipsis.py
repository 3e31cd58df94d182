"""Turns that name only something new, and pronouns that mean what was answered or what the question was about."""

from __future__ import annotations

import pytest

from qa.dialogue import rewrite
from qa.dialogue.english_subject import is_person, subject
from qa.records import Turn


def understood(before: str, question: str, phrase: str = "") -> str:
    answer = "x" if phrase else ""
    found = rewrite(question, [Turn(before, answer)], lambda *_: phrase)
    assert found.talk is None and found.expanded == ""
    return found.question


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("集市4月成交了多少蔬菜？", "五月份呢？", "集市5月份成交了多少蔬菜？"),
        ("3月95号汽油多少钱一升？", "4月呢？", "4月95号汽油多少钱一升？"),
        ("5月20日柴油多少钱？", "6月3日呢？", "6月3日柴油多少钱？"),
        ("集市平日几点开门？", "周日呢？", "集市周日几点开门？"),
        ("集市几点开门？", "周末呢？", "周末集市几点开门？"),
        ("集市四月成交了多少蔬菜？", "12月呢？", "集市十二月成交了多少蔬菜？"),
        ("联赛第四轮北门队的比分是多少？", "第五轮呢？", "联赛第五轮北门队的比分是多少？"),
        ("联赛第14轮北门队的比分是多少？", "第二十一轮呢？", "联赛第21轮北门队的比分是多少？"),
        ("联赛第四轮北门队的比分是多少？", "第20轮呢？", "联赛第二十轮北门队的比分是多少？"),
        ("公交12路的末班车是几点？", "那15路呢", "公交15路的末班车是几点？"),
        ("第三届梨花节来了多少人？", "第四届呢？", "第四届梨花节来了多少人？"),
        ("白水地铁3号线有多长？", "2号线呢？", "白水地铁2号线有多长？"),
        ("市府7号文件是关于什么的？", "9号呢？", "市府9号文件是关于什么的？"),
        ("青崖市水利局局长是谁？", "那副局长呢", "青崖市水利局副局长是谁？"),
        ("青崖市水利局局长是谁？", "总工程师呢？", "青崖市水利局总工程师是谁？"),
        ("青崖女排的主教练是谁？", "前任呢？", "青崖女排的前任主教练是谁？"),
        ("青崖老桥全长多少米？", "望江大桥呢？", "望江大桥全长多少米？"),
        ("青崖市前4个月进口多少？", "出口呢？", "青崖市前4个月出口多少？"),
        ("青崖博物馆的成人票多少钱？", "学生呢？", "青崖博物馆的学生票多少钱？"),
        ("青崖博物馆门票多少钱？", "小孩呢？", "青崖博物馆门票儿童多少钱？"),
        ("青崖市2024年地区生产总值是多少？", "人口呢？", "青崖市2024年的人口是多少？"),
        ("青崖水库总投资多少？", "蓄水量呢？", "青崖水库的蓄水量是多少？"),
    ],
)
def test_a_new_thing_takes_the_place_of_one_of_its_sort(before: str, question: str, expected: str) -> None:
    assert understood(before, question) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("望江大桥的总造价是多少？", "该桥什么时候通车？", "望江大桥什么时候通车？"),
        ("望江大桥的总造价是多少？", "这座桥有多长？", "望江大桥有多长？"),
        ("望江大桥的总造价是多少？", "这桥有多长？", "望江大桥有多长？"),
        ("望江大桥的总造价是多少？", "其主跨是多少米？", "望江大桥的主跨是多少米？"),
        ("东河河堤加固工程总投资多少？", "该工程的工期是多久？", "东河河堤加固工程的工期是多久？"),
        ("青崖市水利局局长是谁？", "该市有多少人？", "青崖市有多少人？"),
        ("汨罗江的屈原为什么投江？", "他写过哪些作品？", "汨罗江的屈原写过哪些作品？"),
        ("郑岚在场上打什么位置？", "她的合同有几年？", "郑岚的合同有几年？"),
        ("青崖博物馆的镇馆之宝是谁发现的？", "哪一年的事？", "青崖博物馆的镇馆之宝是哪一年发现的？"),
        ("清溪老桥的检修费用是多少？", "它有多长？", "清溪老桥有多长？"),
    ],
)
def test_what_points_back_is_replaced(before: str, question: str, expected: str) -> None:
    assert understood(before, question) == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (["望江大桥是谁设计的？", "童书敏是哪里人？"], "这座桥有多长？", "望江大桥有多长？"),
        (["Who voted against the toll on the Elm Bridge?", "What does Neil Farrow chair?"], "How long is the bridge?",
         "How long is the Elm Bridge?"),
    ],
)  # fmt: skip
def test_what_is_pointed_at_may_stand_in_an_earlier_question(before: list[str], question: str, expected: str) -> None:
    assert rewrite(question, [Turn(one, "", one) for one in before]).question == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("When does Elm Library open on weekdays?", "And on Sundays?", "When does Elm Library open on Sundays?"),
        ("When does Elm Library open on weekdays?", "What about Saturdays?",
         "When does Elm Library open on Saturdays?"),
        ("When does Elm Library open?", "And on Sundays?", "When does Elm Library open on Sundays?"),
        ("How much rain fell in Elm in July?", "What about June?", "How much rain fell in Elm in June?"),
        ("How much rain fell in Elm in July?", "And the month after?", "How much rain fell in Elm in August?"),
        ("What does a ticket cost for adults?", "And for children?", "What does a ticket cost for children?"),
        ("What is the toll on the Elm Bridge?", "And for lorries?", "What is the toll on the Elm Bridge for lorries?"),
        ("Who won the men's race of the Elm swim?", "And the women's race?",
         "Who won the women's race of the Elm swim?"),
        ("How long is tram line B?", "And line A?", "How long is tram line A?"),
        ("How long is tram line B?", "And the fare?", "What is the fare of tram line B?"),
        ("How much cheddar does Elm Dairy make?", "And blue cheese?", "How much blue cheese does Elm Dairy make?"),
        ("When was the Elm Point lighthouse built?", "What about the one at Gull Rock?",
         "When was the Gull Rock lighthouse built?"),
        ("Who is the chief of the Elm fire service?", "And the deputy chief?",
         "Who is the deputy chief of the Elm fire service?"),
        ("Who is the head of Elm Library?", "And her deputy?", "Who is Elm Library’s deputy?"),
        ("How long is the Elm Bridge?", "And what about the Golden Gate Bridge?",
         "How long is the Golden Gate Bridge?"),
    ],
)  # fmt: skip
def test_an_english_turn_that_names_something_new(before: str, question: str, expected: str) -> None:
    assert understood(before, question) == expected


@pytest.mark.parametrize(
    ("before", "question", "phrase", "expected"),
    [
        ("Who won the women's race of the Elm swim?", "Where is she from?", "Rosa Blum", "Where is Rosa Blum from?"),
        ("Who won the women's race of the Elm swim?", "When was it held?", "Rosa Blum", "When was the Elm swim held?"),
        ("Which prize did Mary Holt win?", "How much is it worth?", "the Elm Prize",
         "How much is the Elm Prize worth?"),
        ("Which prize did Mary Holt win?", "Where was she born?", "the Elm Prize", "Where was Mary Holt born?"),
        ("Who is Elm Library’s deputy?", "How many books does it lend?", "Samir Patel",
         "How many books does Elm Library lend?"),
        ("Which list did Tianhe-1A lead?", "How much did it cost?", "TOP500", "How much did Tianhe-1A cost?"),
        ("How many calls did the Elm fire service have?", "Why did they rise?", "",
         "Why did the calls of the Elm fire service rise?"),
        ("How many calls did the Elm fire service have?", "How many engines did they buy?", "",
         "How many engines did the Elm fire service buy?"),
        ("How many homes had the developer promised?", "How many of them were affordable?", "",
         "The developer: How many of the homes were affordable?"),
        ("How high is the Cape Elm lighthouse?", "Who built it?", "", "Who built the Cape Elm lighthouse?"),
        ("What is the toll on the Elm Bridge?", "How long is the bridge?", "", "How long is the Elm Bridge?"),
    ],
)  # fmt: skip
def test_an_english_pronoun_means_the_answer_or_the_subject(
    before: str, question: str, phrase: str, expected: str
) -> None:
    assert understood(before, question, phrase) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When was the Cape Elm lighthouse built?", "the Cape Elm lighthouse"),
        ("How many calls did the Elm fire service have in 2022?", "the Elm fire service"),
        ("When did the Aizhai Bridge open?", "the Aizhai Bridge"),
        ("By how much did sick leave fall in the four-day week trial?", "the four-day week trial"),
        ("How many homes had the developer promised?", "the developer"),
        ("Why?", ""),
    ],
)
def test_the_subject_of_an_english_question(question: str, expected: str) -> None:
    assert subject(question) == expected


@pytest.mark.parametrize(("name", "person"), [("Mary Holt", True), ("Elm Library", False), ("the Elm Bridge", False)])
def test_a_person_is_told_from_a_thing(name: str, person: bool) -> None:
    assert is_person(name) is person


@pytest.mark.parametrize("question", ["好的", "谢谢", "ok", "OK.", "thanks", "Thanks!", "明白了，谢谢", "Great!"])
def test_talk_after_a_question_is_left_alone(question: str) -> None:
    found = rewrite(question, [Turn("望江大桥有多长？"), Turn("How long is the Elm Bridge?")])
    assert found.talk is not None and found.question == question and found.expanded == ""


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("望江大桥的总造价是多少？", "青崖市五月份的气温是多少？"),
        ("联赛第四轮北门队的比分是多少？", "青崖市水利局副局长是谁？"),
        ("望江大桥是谁设计的？", "2023年土耳其地震的震级"),
        ("望江大桥是谁设计的？", "中央机关及其直属机构招考计划招录多少人"),
        ("望江大桥是谁设计的？", "电影消失的她原型事件是什么"),
        ("How long is the Elm Bridge?", "When does Oak Library open on Sundays?"),
        ("How long is the Elm Bridge?", "And when does Oak Library open on Sundays?"),
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(before: str, question: str) -> None:
    assert understood(before, question) == question
