from __future__ import annotations

import pytest

from qa.language.specifics import Doubts, Source, doubts

LINE = "云河市地铁2号线上月试运行。2号线全长31公里。总投资218亿元，比1号线多60亿元。3号线还在勘察。"
RACE = "云河马拉松昨天鸣枪。男子组冠军是程越，女子组冠军是简宁。"
ECONOMY = "2024年全市生产总值2865亿元，超过松河市。年末常住人口514万人。"
NOTHING, OTHER, MISSING = Doubts(), Doubts(other=1), Doubts(missing=1)


def judged(question: str, text: str, sentence: str, title: str = "", date: str = "") -> Doubts:
    start = text.index(sentence)
    return doubts(question, Source(text, title, date, "云河日报"), start, start + len(sentence))


@pytest.mark.parametrize(
    ("question", "sentence", "wanted"),
    [
        ("地铁2号线有多长？", "2号线全长31公里。", NOTHING),
        ("地铁二号线造价多少？", "总投资218亿元，比1号线多60亿元。", NOTHING),  # 1号线 is only compared with
        ("地铁1号线造价多少？", "总投资218亿元，比1号线多60亿元。", OTHER),
        ("地铁5号线有多长？", "2号线全长31公里。", OTHER),
        ("地铁3号线有多长？", "2号线全长31公里。", OTHER),  # the passage names it, the sentence another
        ("1号线和2号线哪条更长？", "2号线全长31公里。", NOTHING),
        ("How long is Line 5?", "2号线全长31公里。", OTHER),
        ("How long is Line 2?", "2号线全长31公里。", NOTHING),
        ("松河市地铁2号线有多长？", "2号线全长31公里。", OTHER),
        ("云荷市地铁有多长？", "2号线全长31公里。", MISSING),  # sounds alike: a typing error
        ("云河市地铁有多长？", "2号线全长31公里。", NOTHING),
        ("去年云河市地铁有多长？", "2号线全长31公里。", NOTHING),
    ],
)
def test_numbered_names_and_places(question: str, sentence: str, wanted: Doubts) -> None:
    assert judged(question, LINE, sentence, "云河地铁2号线试运行") == wanted


@pytest.mark.parametrize(
    ("question", "text", "title", "wanted"),
    [
        ("“远航三号”有多长？", "船长50米。", "客船“远航一号”下水", Doubts(other=1, missing=1)),
        ("“远航一号”有多长？", "船长50米。", "客船“远航一号”下水", NOTHING),
        ("98号汽油多少钱？", "92号汽油每升8元。", "", OTHER),
        ("3月5号汽油多少钱？", "92号汽油每升8元。", "", NOTHING),
        ("第六届论坛有多少篇论文？", "论文230篇。", "第七届论坛举行", OTHER),
        ("第七届论坛有多少篇论文？", "论文230篇。", "第七届论坛举行", NOTHING),
        ("第一届论坛有多少篇论文？", "论文230篇。", "首届论坛举行", NOTHING),
        ("105路首班车几点？", "101路首班车6时发出。", "", OTHER),
        ("刘建明教过多少学生？", "刘建民教过800名学生。", "", OTHER),
        ("刘建民教过多少学生？", "劉建民教過800名學生。", "", NOTHING),
        ("林越教过多少学生？", "刘建民教过800名学生。", "", MISSING),
        ("小艾瑞克·高登现效力于哪儿？", "高登因伤缺席。小艾瑞克·高登（Gordon）现在效力于红星队。", "", NOTHING),
        ("“春雷”行动查了多少起案件？", "行动查处41起案件。", "“秋风”行动收网", MISSING),
        ("女子组冠军是谁？", "男子组冠军是程越。", "", OTHER),
        ("女子组冠军是谁？", "男子组冠军是程越，女子组冠军是简宁。", "", NOTHING),
        ("分馆有多少藏书？", "总馆藏书74万册。", "", OTHER),
        ("What did Calder & Lynch spend?", "Calder & Finch spent three million.", "", OTHER),
        ("Who is captain of the Penfold lifeboat?", "Its captain is Tom.", "Saltby lifeboat", MISSING),
        ("Who was Tugh Temur?", "Tugh Temür was an emperor.", "", NOTHING),
    ],
)
def test_other_names(question: str, text: str, title: str, wanted: Doubts) -> None:
    assert judged(question, text, text, title) == wanted


@pytest.mark.parametrize(
    ("question", "sentence", "date", "wanted"),
    [
        ("2024年生产总值是多少？", "2024年全市生产总值2865亿元，超过松河市。", "2025-02-06", NOTHING),
        ("2025年生产总值是多少？", "2024年全市生产总值2865亿元，超过松河市。", "2025-02-06", OTHER),
        ("2023年常住人口是多少？", "年末常住人口514万人。", "2025-02-06", OTHER),  # by the year before it
        ("2024年常住人口是多少？", "年末常住人口514万人。", "2025-02-06", NOTHING),
        ("松河市2024年生产总值是多少？", "2024年全市生产总值2865亿元，超过松河市。", "2025-02-06", MISSING),
    ],
)
def test_years(question: str, sentence: str, date: str, wanted: Doubts) -> None:
    assert judged(question, ECONOMY, sentence, "", date) == wanted


@pytest.mark.parametrize(
    ("question", "text", "date", "wanted"),
    [
        ("2024年亏损多少？", "去年亏损2100万元。", "2025-11-06", NOTHING),
        ("2023年亏损多少？", "去年亏损2100万元。", "2025-11-06", OTHER),
        ("2024年冠军是谁？", "冠军是程越。", "2025-10-27", OTHER),
        ("2025年冠军是谁？", "冠军是程越。", "2025-10-27", NOTHING),
        ("2024年冠军是谁？", "冠军是程越。", "2025-01-03", MISSING),  # news of the year before
        ("2024年冠军是谁？", "冠军是程越。", "", MISSING),
        ("1994年通车的是哪座桥？", "大橋於民國83年通車。", "2025-01-03", NOTHING),
        ("2022年建成多少？", "2021—2025年共建成86处。", "", NOTHING),
        ("1982年任什么职务？", "1980年回国，1982年任教授。", "", NOTHING),
        ("2025年出诊多少次？", "他1994年毕业，出诊4.2万次。", "2025-08-19", NOTHING),  # long ago: a background
        ("1982年任什么职务？", "1994年任教授。", "2025-08-19", OTHER),
        ("2025年产茶多少吨？", "全县产茶1860吨。", "2025-08-19", NOTHING),  # no year
        ("茶馆2025年哪天开馆？", "茶馆2024年3月开馆。", "2025-09-29", MISSING),
        ("茶馆2025年在哪里开馆？", "茶馆2024年在南门开馆。", "2025-09-29", OTHER),
    ],
)
def test_years_by_the_date_of_the_article(question: str, text: str, date: str, wanted: Doubts) -> None:
    assert judged(question, text, text, "", date) == wanted


def test_a_question_that_names_nothing_raises_no_doubt() -> None:
    assert judged("冠军是谁？", RACE, RACE) == NOTHING
