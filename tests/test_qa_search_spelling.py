from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.text import tokens
from qa.library import Library
from qa.search.spelling import correct_typo

TEXTS = (
    "长沙市的人口超过一千万。",
    "Yuan Longping studied hybrid rice in Changsha.",
    "他在长春市住过。长沙市很大。",
    "新市墓出土了铜镜。第六届博览会。",
)
HELD = {token for text in TEXTS for token in tokens(text)}


def rareness(token: str) -> float:
    return 1.0 if token in HELD else 2.0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("长纱市人口多少？", "长沙市人口多少？"),  # 长沙市 in two passages, 长春市 in one
        ("長紗市人口多少？", "長沙市人口多少？"),
        ("Where did Yuan Longpin study?", "Where did Yuan Longping study?"),
        ("Where did Yuan Logping study?", "Where did Yuan Longping study?"),
        ("Where did Yuan Lognping study?", "Where did Yuan Longping study?"),
        ("Where did Yuan Longpong study?", "Where did Yuan Longping study?"),
        ("长沙市人口多少？", "长沙市人口多少？"),
        ("上海市人口多少？", "上海市人口多少？"),  # not held, and nothing like it stands there
        ("Where did Yuan Longpongs study?", "Where did Yuan Longpongs study?"),  # two letters away
        ("Longpin是谁？", "Longping是谁？"),
        ("Which ride is hybrid?", "Which ride is hybrid?"),  # a plain word, not a name: rice is near
        ("Which Ride is hybrid?", "Which Ride is hybrid?"),  # rice is no name in the passages
        ("新市测出的水温", "新市测出的水温"),  # 测出 is a word, though 市墓出 stands in a passage
        ("第五届博览会", "第五届博览会"),  # another number, no error for 第六届
        ("北纱", "北纱"),
    ],
)
def test_an_unknown_word_is_corrected_by_the_passages_found(question: str, expected: str) -> None:
    assert correct_typo(question, rareness, TEXTS) == expected


def test_the_corrected_question_is_shown(tmp_path: Path, hash_encoder: Callable[..., object]) -> None:
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())  # type: ignore[arg-type]
    library.add([tmp_path / f"{number}.txt" for number in range(3)])
    reply = library.ask("长纱市人口多少？")
    assert (reply.question, reply.standalone_question) == ("长纱市人口多少？", "长沙市人口多少？")
    assert reply.hits == library.ask("长沙市人口多少？").hits


def test_of_equals_the_first_is_taken_whatever_the_order_of_sets() -> None:
    texts = ["长东市、长西市、长南市、长北市、长中市、长春市。"]
    assert (
        correct_typo("长纱市人口多少？", lambda token: 1.0 if token in tokens(texts[0]) else 2.0, texts)
        == "长东市人口多少？"
    )
    names = ["Longping, Longpinh, Longpink, Longpint, Longpinz met in Changsha."]
    assert (
        correct_typo("Who is Longpina?", lambda token: 1.0 if token in tokens(names[0]) else 2.0, names)
        == "Who is Longping?"
    )


RIVERS = (
    "清禾县博物馆展出铜灯。博物馆馆长说，铜灯重三千克。",
    "白鹤大桥停止收费，住房公积金贷款利率下调。",
    "教育局公布办法。西贡商业信用银行开业。",
    "The ferry carried eleven million passengers through the tunnel. The council chose it.",
    "全省高科研水平居前，他还生于此地。一号线路全长三公里。",
)
KNOWN = {token for text in RIVERS for token in tokens(text)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("清河县博物馆的铜灯多重？", "清禾县博物馆的铜灯多重？"),  # a word of the dictionary, though not of the library
        ("白鹤大乔多长？", "白鹤大桥多长？"),  # at the end of a run
        ("住房公基金贷款", "住房公积金贷款"),  # 基金 is a word, but 房公积金 stands in a text
        ("教局育公布了什么？", "教育局公布了什么？"),
        ("清禾县博物馆展展出什么？", "清禾县博物馆展出什么？"),
        ("博物馆馆长是谁？", "博物馆馆长是谁？"),
        ("县长是谁？", "县长是谁？"),
        ("清禾县县长是谁？", "清禾县县长是谁？"),
        ("西贡商信银行", "西贡商信银行"),  # short for 商业信用银行
        ("清江县博物馆", "清江县博物馆"),  # 江 does not sound like 禾, and 县 stands beside both
        ("How many pasengers were there?", "How many passengers were there?"),
        ("How long is the tunel?", "How long is the tunnel?"),
        ("Why did the council choose it?", "Why did the council choose it?"),
        ("全省搞科研花了多少钱？", "全省搞科研花了多少钱？"),  # a verb goes with any object
        ("还剩多少公里？", "还剩多少公里？"),
        ("一号线坐全程要多久？", "一号线坐全程要多久？"),
        ("Who was a passenger?", "Who was a passenger?"),
        ("Which bridge carries it?", "Which bridge carries it?"),
    ],
)
def test_what_sounds_alike_is_doubled_or_changed_places(question: str, expected: str) -> None:
    assert correct_typo(question, lambda token: 1.0 if token in KNOWN else 2.0, RIVERS) == expected
