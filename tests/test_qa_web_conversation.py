"""A conversation on its way to the browser and back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from test_qa_web_render import FIGURES, hit, reply

from qa.records import Answer, Place, Turn
from qa.web.conversation import Exchange, earlier_turns, from_json, to_json, turns

# As the chat of commit 1aa7018 stored it.
STORED = json.dumps(
    {
        "id": "e1",
        "question": "何处？",
        "reply": {
            "question": "何处？",
            "standalone_question": "桥在何处？",
            "answerable": True,
            "confidence": 0.93,
            "answer": {
                "text": "证据在此。",
                "start": 13,
                "end": 18,
                "highlight": [15, 17],
                "article_id": "a1",
                "passage_id": "p1",
            },
            "disagreement": [
                {"text": "45个", "date": "2023", "article_id": "a1", "passage_id": "p1", "start": 15, "end": 18}
            ],
            "hits": [
                {
                    "rank": 1,
                    "score": 2.5,
                    "passage_id": "p1",
                    "article_id": "a1",
                    "title": "标题",
                    "source": "江州日报",
                    "date": None,
                    "page": 3,
                    "start": 10,
                    "end": 23,
                    "text": "前文。证据在此。后文。",
                    "highlights": [[13, 18]],
                    "also": [
                        {
                            "article_id": "a2",
                            "title": "乙",
                            "source": None,
                            "date": None,
                            "page": None,
                            "start": 0,
                            "end": 5,
                            "passage_id": "p2",
                            "file": "b.txt",
                        }
                    ],
                    "file": "a.txt",
                }
            ],
            "seconds": {"encode": 0.01, "search": 0, "answer": 0.0031},
            "best_quote": {
                "text": "证据在此。",
                "start": 13,
                "end": 18,
                "highlight": None,
                "article_id": "a1",
                "passage_id": "p1",
            },
        },
        "filters": ["2023", "", "报"],
        "verdict": False,
        "error": "",
    },
    ensure_ascii=False,
)
# As it was stored before replies had `disagreement` and `best_quote`, and hits `also`.
STORED_BEFORE = json.dumps(
    {
        "id": "e2",
        "question": "何处？",
        "reply": {
            "question": "何处？",
            "standalone_question": "何处？",
            "answerable": False,
            "confidence": 0,
            "answer": None,
            "hits": [
                {
                    "rank": 1,
                    "score": 1,
                    "passage_id": "p1",
                    "article_id": "a1",
                    "title": "",
                    "source": None,
                    "date": "2023-09-18",
                    "page": None,
                    "start": 10,
                    "end": 12,
                    "text": "前文",
                    "highlights": [],
                    "file": "a.txt",
                }
            ],
        },
        "filters": ["", "", ""],
        "verdict": None,
        "error": "",
    },
    ensure_ascii=False,
)


def test_a_conversation_survives_the_browser() -> None:
    exchanges = [
        Exchange(
            "e1", "何处？", replace(reply(), best_quote=reply().answer, disagreement=FIGURES), ("2023", "", "报"), False
        ),
        Exchange("e1", "坏", error="错"),
    ]
    back = from_json(to_json(exchanges))
    assert back[1] == exchanges[1]
    assert back[0].reply == replace(exchanges[0].reply, hits=(replace(hit(), path="a.txt"),))  # type: ignore[type-var]
    assert back[0].verdict is False and back[0].filters == ("2023", "", "报")
    assert "someone" not in str(to_json(exchanges))
    assert turns(back) == [Turn("何处？", "证据在此。", "何处？")]


def test_conversations_that_earlier_versions_stored_are_read() -> None:
    new, old = from_json([STORED, STORED_BEFORE])
    assert new.verdict is False and new.filters == ("2023", "", "报")
    assert new.reply is not None and new.reply.answer == Answer("证据在此。", 13, 18, (15, 17), "a1", "p1")
    assert new.reply.hits[0].also == (Place("a2", "乙", None, None, "b.txt", None, 0, 5, "p2"),)
    assert new.reply.hits[0].path == "a.txt" and new.reply.disagreement == (FIGURES[0],)
    assert old.reply is not None and old.reply.hits[0].date == "2023-09-18" and not old.reply.answerable


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        ('"confidence": 0.93', '"confidence": 1.5'),
        ('"confidence": 0.93', '"confidence": NaN'),
        ('"confidence": 0.93', '"confidence": "0.93"'),
        ('"rank": 1,', '"rank": "1",'),
        ('"start": 10', '"start": 10.5'),
        ('"title": "标题"', '"title": 7'),
        ('"file": "a.txt"', '"path": "/etc/passwd"'),
        ("[[13, 18]]", "[[13, 18, 19]]"),
        ('"verdict": false', '"verdict": "no"'),
        ('["2023", "", "报"]', '["2023", ""]'),
        ('"reply": {', '"reply": [{'),
    ],
)
def test_what_a_stranger_puts_into_a_conversation_is_left_out(written: str, changed: str) -> None:
    assert written in STORED
    assert from_json([STORED.replace(written, changed)]) == []


def test_a_stored_file_is_only_a_name() -> None:
    (exchange,) = from_json([STORED.replace('"file": "a.txt"', '"path": "/x", "file": "/home/someone/a.txt"')])
    assert exchange.reply is not None and exchange.reply.hits[0].path == "a.txt"


@pytest.mark.parametrize(
    "damage", [None, 3, "x", [1], [{}], [{"question": 1}], [{"question": "x", "reply": {"hits": 1}}]]
)
def test_what_is_no_conversation_is_left_out(damage: object) -> None:
    assert from_json(damage) == []


def test_only_the_last_exchanges_are_stored() -> None:
    assert [e.question for e in from_json(to_json([Exchange("e1", str(n)) for n in range(210)]))] == [
        str(n) for n in range(10, 210)
    ]


def test_earlier_turns_of_a_program_are_read() -> None:
    rows = [
        {"question": "何处？", "answer": None, "other": 1},
        "no turn",
        {"question": 5},
        {"question": "q", "answer": "a", "standalone_question": "s"},
    ]
    assert earlier_turns(rows) == [Turn("何处？"), Turn("q", "a", "s")]
    assert earlier_turns(None) == earlier_turns({"question": "q"}) == []
    assert [turn.question for turn in earlier_turns([{"question": str(n)} for n in range(60)])] == [
        str(n) for n in range(10, 60)
    ]
