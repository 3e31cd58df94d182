from __future__ import annotations

import pytest

from qa.language.answer_signs import sign


@pytest.mark.parametrize(
    ("question", "sentence", "wanted"),
    [
        ("石门索道为什么停运？", "这是因为轴承已经用满十五年。", 1),
        ("石门索道为什么停运？", "石门索道4月起停运。", -1),  # says the question again
        ("石门索道为什么停运？", "景区去年接待游客三十万人次。", 0),
        ("這條路怎麼不通車？", "由於橋墩受損，通車延後。", 1),
        ("候鸟增多的原因有哪些？", "鸟多了，原因是全湖禁渔。", 1),
        ("Why was the bridge shut?", "It was shut because the river had washed away its bed.", 1),
        ("补助怎么发？", "补助由村干部上门登记。", 0.5),
        ("大堤靠什么守住？", "靠的是三千根木桩。", 0.5),
        ("谁没有出席会议？", "原副书记祁望未出席会议。", 1),
        ("谁没有出席会议？", "会议选举陶砚为副市长。", -1),
        ("哪条索道没有停运？", "东索道不受影响。", 0.5),
        ("谁出席了会议？", "会议选举陶砚为副市长。", 0),
        ("市里有没有医院？", "会议选举陶砚为副市长。", 0),  # asks whether, not what is not so
        ("水库泄洪了没有？", "会议选举陶砚为副市长。", 0),
        ("图书馆开不开？", "会议选举陶砚为副市长。", 0),
    ],
)
def test_the_words_of_a_reason_a_way_and_what_is_not_so(question: str, sentence: str, wanted: float) -> None:
    assert sign(question, sentence) == wanted
