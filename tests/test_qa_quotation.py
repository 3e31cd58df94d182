"""Checking a quotation, over a library of our own articles with a stand-in for the model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.encoder import Encoder
from qa.cli.commands import main
from qa.errors import QuestionError
from qa.library import Library
from qa.quotation import CheckedQuotation, Verdict
from qa.storage.paths import DATABASE

BRIDGE = (
    "石溪渡口本月起停航，摆渡人老秦交出了船桨。\n他说：“撑了四十一年，最放不下的是赶早市的菜农。”新桥离渡口只有八百米，"
    "走过去十分钟。\n渡口的石阶将作为文物保留，县里打算\n在岸边立一块碑。"
)
LATER = "走进石溪老街，渡口的石阶将作为文物保留。居民说，最放不下的是赶早市的菜农。"
TRADITIONAL = "臺風過後，漁民們在碼頭補網。船長說：「今年的休漁期比往年長十二天。」"
ENGLISH = "The ferry made its last trip on Sunday. About 1,250 people came to see it off."


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., Encoder]) -> Library:
    rows = [
        {"id": "later", "title": "石溪老街见闻", "date": "2024-03-02", "source": "石溪晚报", "text": LATER},
        {"id": "first", "title": "最后一班渡船", "date": "2023-11-05", "source": "石溪日报", "text": BRIDGE},
        {"id": "undated", "title": "", "text": "渡口的石阶将作为文物保留。"},
        {"id": "trad", "title": "碼頭補網忙", "date": "2022", "text": TRADITIONAL},
        {"id": "english", "title": "Last ferry", "date": "2023-11-06", "text": ENGLISH},
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder(window=48))
    made.add([path])
    return made


def first(checked: CheckedQuotation) -> tuple[str, int, int]:
    return checked.places[0].article_id, checked.places[0].start, checked.places[0].end


def changes(checked: CheckedQuotation) -> list[tuple[str, str, str]]:
    return [(one.kind, one.quoted, one.printed) for one in checked.places[0].differences]


def test_the_earliest_place_comes_first_and_undated_ones_last(library: Library) -> None:
    checked = library.check("渡口的石阶将作为文物保留")
    assert checked.verdict is Verdict.VERBATIM
    assert [place.article_id for place in checked.places] == ["first", "later", "undated"]
    assert (checked.count, checked.complete) == (3, True)
    place = checked.places[0]
    article = library.article("first")
    assert article is not None
    assert article.text[place.start : place.end] == place.text == "渡口的石阶将作为文物保留"
    assert (place.source, place.date, place.title) == ("石溪日报", "2023-11-05", "最后一班渡船")
    assert not place.differences and not place.variations
    fewer = library.check("渡口的石阶将作为文物保留", shown=1)
    assert ([place.article_id for place in fewer.places], fewer.count) == (["first"], 3)


@pytest.mark.parametrize(
    ("quotation", "article", "printed", "variations"),
    [
        ("县里打算在岸边立一块碑", "first", "县里打算\n在岸边立一块碑", {"line_breaks"}),
        ("摆渡人老秦\n交出了船桨", "first", "摆渡人老秦交出了船桨", {"line_breaks"}),
        ("摆渡人 老秦", "first", "摆渡人老秦", {"spaces"}),
        ("台风过后，渔民们在码头补网", "trad", "臺風過後，漁民們在碼頭補網", {"script"}),
        ("船长说：“今年的休渔期", "trad", "船長說：「今年的休漁期", {"script", "quotation_marks"}),
        ("「走過去十分鐘」", "first", "走过去十分钟", {"script"}),
        ("“他说：“撑了四十一年”", "first", "他说：“撑了四十一年", set()),
        ("the FERRY made its last trip", "english", "The ferry made its last trip", {"case"}),
        ("About １,250 people", "english", "About 1,250 people", {"width"}),
        ("摆渡人老秦交出了船桨。\n他说", "first", "摆渡人老秦交出了船桨。\n他说", set()),
        ("新桥离渡口只有八百米，走过去十分钟。渡口的石阶", "first",
         "新桥离渡口只有八百米，走过去十分钟。\n渡口的石阶", {"line_breaks"}),
    ],
)  # fmt: skip
def test_spaces_lines_scripts_and_marks_do_not_count_as_different(
    library: Library, quotation: str, article: str, printed: str, variations: set[str]
) -> None:
    checked = library.check(quotation)
    assert checked.verdict is Verdict.VERBATIM
    place = next(place for place in checked.places if place.article_id == article)
    assert (place.text, set(place.variations), place.distance) == (printed, variations, 0)


@pytest.mark.parametrize(
    ("quotation", "expected", "at"),
    [
        ("最放不下的是赶早市的茶农", [("changed", "茶", "菜")], (10, 11)),
        ("最放不下是赶早市的菜农", [("lacking", "", "的")], (4, 4)),
        ("最放不下的都是赶早市的菜农", [("added", "都", "")], (5, 6)),
        ("最放不下的是早赶市的菜农", [("swapped", "早赶", "赶早")], (6, 8)),
        ("“最放不下的是趕早市的茶農”", [("changed", "茶", "菜")], (11, 12)),
    ],
)
def test_the_difference_is_shown_as_offsets_in_both(
    library: Library, quotation: str, expected: list[tuple[str, str, str]], at: tuple[int, int]
) -> None:
    checked = library.check(quotation)
    assert checked.verdict is Verdict.NEARLY
    assert changes(checked) == expected
    # The quotation of the later article, where the same words stand, is a place too.
    assert [place.article_id for place in checked.places] == ["first", "later"]
    for place in checked.places:
        article = library.article(place.article_id)
        assert article is not None
        (one,) = place.differences
        assert article.text[one.start : one.end] == one.printed
        assert (one.quote_start, one.quote_end) == at and quotation[slice(*at)] == one.quoted


def test_punctuation_alone_is_said_to_differ(library: Library) -> None:
    checked = library.check("新桥离渡口只有八百米；走过去十分钟")
    assert (checked.verdict, checked.punctuation_only) == (Verdict.NEARLY, True)
    assert changes(checked) == [("changed", "；", "，")]
    assert not library.check("新桥离渡口只有九百米").punctuation_only


def test_an_ellipsis_joins_two_wordings_in_order(library: Library) -> None:
    checked = library.check("石溪渡口本月起停航……走过去十分钟")
    assert checked.verdict is Verdict.VERBATIM
    assert checked.places[0].spans == ((0, 9), (BRIDGE.index("走过去"), BRIDGE.index("走过去") + 6))
    assert checked.places[0].text == "石溪渡口本月起停航……走过去十分钟"
    assert library.check("走过去十分钟……石溪渡口本月起停航").verdict is not Verdict.VERBATIM
    nearly = library.check("石溪渡口本月停航…走过去十分钟")
    assert (nearly.verdict, changes(nearly)) == (Verdict.NEARLY, [("lacking", "", "起")])


def test_a_headline_counts_and_says_so(library: Library) -> None:
    place = library.check("最后一班渡船").places[0]
    assert (place.in_title, place.article_id, place.start, place.end) == (True, "first", 0, 6)


def test_what_stands_nowhere(library: Library) -> None:
    checked = library.check("火星上发现了另一座图书馆")
    assert (checked.verdict, checked.places, checked.count, checked.nearest) == (Verdict.NOWHERE, (), 0, None)
    half = library.check("渡口的石阶将全部拆掉不保留")
    assert half.verdict is Verdict.NOWHERE and half.nearest is not None
    assert half.nearest.text.startswith("渡口的石阶将")


@pytest.mark.parametrize(
    ("quotation", "key"),
    [
        ("", "quotation_empty"),
        ("  \n", "quotation_empty"),
        ("……。”", "quotation_no_letters"),
        ("字" * 5001, "quotation_too_long"),
    ],
)
def test_what_cannot_be_checked(library: Library, quotation: str, key: str) -> None:
    with pytest.raises(QuestionError) as raised:
        library.check(quotation)
    assert getattr(raised.value.message, "key", "") == key


def test_one_character_and_five_thousand(library: Library, tmp_path: Path) -> None:
    checked = library.check("桨")
    assert (checked.verdict, checked.count, first(checked)) == (Verdict.VERBATIM, 1, ("first", 19, 20))
    long = "".join(f"第{n}天，江面宽{n * 7}米，水位{n % 13}尺。" for n in range(400))[:5200]
    (tmp_path / "long.txt").write_text(f"江上日志\n江州日报2020年1月1日讯\n{long}", "utf-8")
    library.add([tmp_path / "long.txt"])
    quotation = long[100:2600] + "错" + long[2600:5000]
    checked = library.check(quotation)
    assert (checked.verdict, changes(checked)) == (Verdict.NEARLY, [("added", "错", "")])
    assert checked.places[0].differences[0].quote_start == 2500
    assert library.check(long[100:5000]).verdict is Verdict.VERBATIM


def test_removed_articles_are_not_found(library: Library) -> None:
    library.remove(["first", "undated"])
    checked = library.check("渡口的石阶将作为文物保留")
    assert [place.article_id for place in checked.places] == ["later"]


def test_the_command_and_its_exit_codes(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["check", *arguments, "--library", str(library.folder)])
        return code, capsys.readouterr().out

    code, out = run("走过去十分钟")
    assert code == 0 and out.startswith(
        "To the letter, in 1 place.\n  走过去十分钟\n  — 最后一班渡船 · 石溪日报 · 2023-11-05"
    )
    code, out = run("走过去十五分钟")
    assert code == 1 and "走过去十[-五-]分钟" in out
    assert "4–5 of the quotation, 62–62 of the article: the quotation adds “五”" in out
    code, out = run("没有人写过的一句话", "--json")
    assert code == 3 and json.loads(out)["verdict"] == "nowhere"
    assert run("")[0] == 2


def test_json_has_what_the_docs_say(library: Library) -> None:
    value = json.loads(json.dumps(library.check("走过去十五分钟").as_json()))
    assert set(value) == {
        "quotation",
        "verdict",
        "punctuation_only",
        "places",
        "count",
        "complete",
        "nearest",
        "seconds",
    }
    (place,) = value["places"]
    assert place["differences"][0] == {
        "kind": "added", "quote_start": 4, "quote_end": 5, "start": 62, "end": 62, "quoted": "五", "printed": "",
        "punctuation": False,
    }  # fmt: skip


def test_many_places_are_read_from_the_earliest_on(
    tmp_path: Path, hash_encoder: Callable[..., Encoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.quotation import search

    monkeypatch.setattr(search, "MAX_READ", 10)
    rows = [{"id": f"a{n}", "date": f"{2000 + (n * 7) % 40}", "text": f"第{n}篇：天气晴好。"} for n in range(40)]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    library = Library(tmp_path / "library", loaded=hash_encoder())
    library.add([path])
    checked = library.check("天气晴好", shown=3)
    assert [place.date for place in checked.places] == ["2000", "2001", "2002"]
    assert (checked.count, checked.complete) == (10, False)
    assert DATABASE in {path.name for path in library.folder.iterdir()}
