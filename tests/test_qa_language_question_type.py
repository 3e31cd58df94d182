from __future__ import annotations

import pytest

from qa.language.question_type import AnswerType, Kind, classify_question

CHINESE = [
    # question, kind, gap, noun
    ("湘江大桥由谁设计？", Kind.PERSON, "谁", ""),
    ("是哪位导演拍的这部电影？", Kind.PERSON, "哪位导演", "导演"),
    ("工程一共花了多少钱？", Kind.NUMBER, "多少钱", "元"),
    ("主峰海拔多少米", Kind.NUMBER, "多少米", "米"),
    ("大桥有多长？", Kind.NUMBER, "多长", ""),
    ("书院建于哪一年?", Kind.DATE, "哪一年", "年"),
    ("会议什么时候召开", Kind.DATE, "什么时候", ""),
    ("博物馆周几闭馆？", Kind.DATE, "周几", ""),
    ("工期要多久？", Kind.DURATION, "多久", ""),
    ("会议在哪里召开", Kind.PLACE, "在哪里", ""),
    ("公司总部设在哪个城市？", Kind.PLACE, "哪个城市", "城市"),
    ("他是哪一國人？", Kind.PLACE, "哪一国", ""),
    ("他在哪所大学读书？", Kind.ORGANISATION, "哪所大学", "大学"),
    ("协定包括哪些国家？", Kind.LIST, "哪些国家", "国家"),
    ("湖面为什么变小了？", Kind.REASON, "为什么", ""),
    ("瓷器是如何烧成的？", Kind.MANNER, "如何", ""),
    ("什么是简牍？", Kind.MEANING, "什么是", ""),
    ("两地之间有铁路吗？", Kind.YES_NO, "吗", ""),
    ("这部小说的名字是什么？", Kind.THING, "什么", "名字"),
    ("电影的导演是什么人？", Kind.PERSON, "什么人", "导演"),
    ("谁是北京队队长？", Kind.PERSON, "谁", "北京队队长"),
    ("当地的地貌为何？", Kind.THING, "为何", "地貌"),
    ("2023年研发投入金额", Kind.NUMBER, "", "金额"),
    ("世界杯开幕时间", Kind.DATE, "", "时间"),
]


@pytest.mark.parametrize(("question", "kind", "gap", "noun"), CHINESE)
def test_a_question_says_what_it_wants(question: str, kind: Kind, gap: str, noun: str) -> None:
    found = classify_question(question)
    assert (found.kind, found.text[found.start : found.end], found.focus) == (kind, gap, noun)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("去机场坐几号线", Kind.NUMBER),  # and not the day of a month
        ("央行下调了哪个利率？", Kind.THING),  # its name, not its value
        ("几所小学自哪一年起停课？", Kind.DATE),  # 几 means some
        ("许多高校迁往哪座城市？", Kind.PLACE),  # 多高 is no question here
        ("这种病又称为什么？", Kind.THING),  # what it is called, not why
        ("如何与何皇后有关的是谁", Kind.MANNER),
        ("测量是否升高的方法是什么？", Kind.THING),
        ("这种树的叶子有什么特点？", Kind.THING),  # no point in time
        ("运动会的口号是什么？", Kind.THING),  # no number
        ("凉茶含有什么成分？", Kind.THING),
        ("列车的起点是什么？", Kind.PLACE),
        ("女子单打的冠军是什么？", Kind.PERSON),  # and no army
        ("桥刚开放没多久为什么就关了？", Kind.REASON),  # 没多久 asks nothing
    ],
)
def test_what_looks_like_a_question_word_and_is_none(question: str, kind: Kind) -> None:
    assert classify_question(question).kind == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was the bridge opened?", Kind.DATE),
        ("In which year was the bridge opened?", Kind.DATE),
        ("How many people live there?", Kind.NUMBER),
        ("How long did the work take?", Kind.DURATION),
        ("How long is the bridge?", Kind.NUMBER),
        ("Who designed the bridge?", Kind.PERSON),
        ("Where is the museum?", Kind.PLACE),
        ("Which company built it?", Kind.ORGANISATION),
        ("Why was it closed?", Kind.REASON),
        ("How were the girders moved?", Kind.MANNER),
        ("What was the town called?", Kind.THING),
        ("Name the town", Kind.THING),
    ],
)
def test_english_questions(question: str, kind: Kind) -> None:
    assert classify_question(question).kind == kind


def test_traditional_characters_ask_the_same() -> None:
    assert classify_question("這座橋由誰設計？") == classify_question("这座桥由谁设计？")


def test_an_odd_question_is_no_error() -> None:
    assert classify_question("？") == AnswerType("?", Kind.THING, 0, 0)


def test_of_several_questions_the_last_is_answered() -> None:
    wanted = classify_question("铜尊是哪个朝代的？ 它是谁发现的？")
    assert wanted.kind is Kind.PERSON
    assert wanted.text[wanted.start : wanted.end] == "谁"
    assert classify_question("2010年长沙有多少人？ 2020年呢？").kind is Kind.NUMBER
