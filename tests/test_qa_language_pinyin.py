from __future__ import annotations

import pytest

from qa.language.pinyin import PinyinNames


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("Who founded the Yuelu Academy?", "岳麓书院在长沙。", ["岳麓"]),
        ("Where did Qu Yuan live?", "屈原住在汨羅江邊。", ["屈原"]),
        ("How old is Mawangdui?", "馬王堆漢墓", ["马王堆"]),
        ("how long is juzizhou bridge", "橘子洲大桥全长1250米。", ["橘子洲"]),
        ("张家界玻璃桥是谁设计的？", "Zhangjiajie lies in Hunan.", ["zhangjiajie"]),
        ("刘光明多大年纪？", "Captain Liu Guangming, 58, has steered it.", ["guangming", "liuguangming"]),
        ("How far is Chongqing?", "重庆市在长江边。", ["重庆"]),  # by its second reading
        ("Is Xi'an's wall long?", "西安城墙", ["西安"]),
        ("Which women made machines?", "我们妈的", []),
        ("我们的大厅在哪里？", "The women are dating.", []),
        ("Who founded the Orange Isle?", "橘子洲", []),
        ("Who is Lü Bin?", "市长吕斌", ["吕斌"]),
        ("Who is Lyu Bin?", "市长吕斌", ["吕斌"]),
        ("Who is Lv Bin?", "市长吕斌", ["吕斌"]),
        ("Who is Zeng Hui?", "曾慧", ["曾慧"]),
        ("Who is Qiu Yongkang?", "仇永康", ["仇永康"]),
        ("Who is Shan Zhiyuan?", "单志远", ["单志远"]),
        ("Who is Zhiyuan Shan?", "单志远", ["单志远"]),
        ("Who is Ren Yuan-zheng?", "任远征", ["任远征"]),
        ("Who is Yuchi Feng?", "尉迟峰", ["尉迟峰"]),
        ("Who is Ou Jianguo?", "区建国", ["区建国"]),
        ("Who is J. Liu?", "刘建说", ["刘建"]),
        ("How high is Mount Hua?", "西岳华山", ["华山"]),
        ("Is Ｙｕｅｌｕ old?", "岳麓", ["岳麓"]),
    ],
)
def test_names_in_the_other_script(question: str, text: str, found: list[str]) -> None:
    assert PinyinNames(question).found(text) == found


def test_a_single_syllable_is_not_a_name() -> None:
    assert PinyinNames("Is Li there?").found("李在那里") == []
