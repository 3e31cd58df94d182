from __future__ import annotations

import pytest

from qa.language.offices import Office, is_other_office, office_asked

DIRECTOR = "平湖市教育局局长苏禾说，每班45人。"
DEPUTY = "副局长白敏说，材料减为两种。"
FORMER = "原局长吴江已经退休。"
SOURCE = f"平湖市教育局公布办法\n{DIRECTOR}{DEPUTY}{FORMER}"


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("省长是谁？", Office(("省长",))),
        ("现任副省长叫什么名字？", Office(("省长",), deputy=True)),
        ("平湖市教育局局长是谁？", Office(("局长",), "平湖", "教育")),
        ("谁是平湖市的市长？", Office(("市长",), "平湖")),
        ("平湖市原市长是谁？", Office(("市长",), "平湖", former=True)),
        ("目前的社长是谁？", Office(("社长",))),
        ("平湖市委书记是谁？", Office(("书记",), "平湖", "市委")),
        ("局长说了什么？", None),
        ("Who is the deputy mayor?", Office(("市长", "镇长"), deputy=True)),
        ("How old is the mayor?", None),
    ],
)
def test_the_office_that_is_asked_for(question: str, office: Office | None) -> None:
    assert office_asked(question) == office


@pytest.mark.parametrize(
    ("question", "sentence", "is_other"),
    [
        ("平湖市教育局局长是谁？", DIRECTOR, False),
        ("平湖市教育局局长是谁？", DEPUTY, True),
        ("平湖市教育局局长是谁？", FORMER, True),
        ("平湖市教育局副局长是谁？", DEPUTY, False),
        ("平湖市教育局副局长是谁？", DIRECTOR, True),
        ("平湖市教育局原局长是谁？", FORMER, False),
        ("平湖市水利局局长是谁？", DIRECTOR, True),
        ("清河市教育局局长是谁？", DIRECTOR, True),
        ("平湖市市长是谁？", DIRECTOR, True),  # the passage names no mayor
        ("平湖市教育局的电话是多少？", DEPUTY, False),
        ("平湖动物园副园长是谁？", "园长方平说，熊猫已经康复。", True),
        ("平湖动物园园长是谁？", "园长方平说，熊猫已经康复。", False),
        ("晚报总编辑是谁？", "晚报副总编辑方平到会。", True),
        ("Who is the director?", DEPUTY, True),
        ("Who is the deputy director?", DEPUTY, False),
    ],
)
def test_a_sentence_about_another_office(question: str, sentence: str, is_other: bool) -> None:
    assert is_other_office(question, sentence, SOURCE) is is_other


def test_the_full_name_of_an_organisation_has_its_short_one() -> None:
    text = "白鹤市交通运输局局长乐平说"
    assert not is_other_office("白鹤市交通局局长是谁？", text, text)
    assert is_other_office("白鹤市交通局局长是谁？", "白鹤市水利局局长乐平说", "白鹤市水利局局长乐平说")


def test_texts_in_english_are_not_judged() -> None:
    assert not is_other_office("Who is the mayor?", "The deputy mayor spoke.", "The deputy mayor spoke.")
