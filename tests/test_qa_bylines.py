"""Authors and pages that are told in a text or a row, and questions for them, over invented articles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.encoder import Encoder
from qa.language.record_questions import Asked, RecordQuestion, record_question
from qa.library import Library

ROWS = (
    {
        "id": "letter", "title": "读者来信：村口的路灯该修了", "date": "2025-09-03", "source": "临澜日报",
        "page": "A07",
        "text": "松坪村村口的八盏路灯坏了三个月，希望尽快修好。\n（读者 陶满仓）",
    },
    {
        "id": "opera", "title": "越剧《采珠记》首演", "date": "2025-05-22", "source": "苍屿晚报",
        "text": "■本报记者 蒲青禾 文/图\n越剧《采珠记》前天晚上在大剧院首演，座位坐满。",
    },
    {
        "id": "porcelain", "title": "渔民打捞出清代瓷器", "date": "2026-04-22", "source": "临澜日报",
        "author": "谷雨桐",
        "text": "渔民在鹤嘴湾打捞出一批清代瓷器。专家组将于下月完成鉴定。",
    },
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path, hash_encoder: Callable[..., Encoder]) -> Library:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    made = Library(tmp_path / "library", loaded=hash_encoder())
    made.add([tmp_path / "rows.jsonl"])
    return made


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("松坪村村口路灯那封读者来信是谁写的？", "陶满仓"),
        ("越剧《采珠记》首演的稿子，记者叫什么？", "蒲青禾"),
        ("清代瓷器的消息是哪位特约记者写的？", "谷雨桐"),
        ("村口的路灯的来信登在第几版？", "A07"),
        ("谷雨桐写过几篇报道？", "1"),
        ("《临澜日报》有几篇文章？", "2"),
        ("库里最早的文章是哪天的？", "2025-05-22"),
        ("Who wrote the 清代瓷器 story?", "谷雨桐"),
    ],
)
def test_authors_pages_and_counts_are_stated(library: Library, question: str, value: str) -> None:
    reply = library.ask(question)
    assert reply.kind == "records" and reply.answerable
    assert value in reply.answer_text


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("《采珠记》首演那天的作者是谁？", None),
        ("《苍屿越剧团的七十年》的作者是谁？", RecordQuestion(Asked.AUTHOR, "《苍屿越剧团的七十年》", False)),
        ("哪位记者报道了路灯的事？", RecordQuestion(Asked.AUTHOR, "路灯的事", False)),
        ("清代瓷器出水是哪天见报的？", RecordQuestion(Asked.DATE, "清代瓷器出水", False)),
        ("哪天的报纸报道了清代瓷器？", RecordQuestion(Asked.DATE, "清代瓷器", False)),
        ("第几版登了读者来信？", RecordQuestion(Asked.PAGE, "读者来信", False)),
        ("谁写了《红楼梦》？", None),
        ("清代瓷器是什么时候打捞的？", None),
    ],
)
def test_what_a_question_asks(question: str, asked: RecordQuestion | None) -> None:
    assert record_question(question) == asked


def test_a_text_answers_for_a_paper_only_with_one() -> None:
    asked = RecordQuestion(Asked.SOURCE, "渡轮", False)
    assert asked.may_be("南岸日报") and asked.may_be("the Larkmoor Herald")
    assert not asked.may_be("三十八分钟")
    assert RecordQuestion(Asked.AUTHOR, "渡轮", False).may_be("林海")
