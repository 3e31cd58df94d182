"""The report: what it shows, that it runs and loads nothing foreign, and that its body stays the same (a golden file).

After an intended change, rewrite the golden file: WENBAO_UPDATE_GOLDEN=1 pytest tests/test_qa_evaluation_report.py
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from corpus.messages import Message
from qa.errors import ErrorMessage, QuestionError
from qa.evaluation import Comparison, Difference, Estimate, Evaluation, Result
from qa.evaluation.questions import Question, Skipped
from qa.evaluation.report import plots, render, rows, write_report
from qa.evaluation.report.messages import TEXTS, slice_value
from qa.evaluation.results import Bin, FoundPassage
from qa.evaluation.slices import language, length, question_type
from qa.i18n.error_messages import translate
from qa.records import Turn

GOLDEN = Path(__file__).parent / "golden" / "report.html"
EVIL = '</script><script>alert(1)</script><img src=x onerror="alert(2)">&\u2028'


def result(name: str = "1", asked: str = "市长是谁?", **changes: Any) -> Result:
    hits = (
        FoundPassage(1, "a2", 2.5, "p2", "a2", "天气", "晨报", "2023-09-19", 3, False, "今天下雨。"),
        FoundPassage(2, "a1", 2.0, "p1", "a1", "会议", None, None, None, True, "市长是王芳。"),
    )
    fields: dict[str, Any] = {
        "question": Question(name, asked, ("王芳",), ("a1",)),
        "judged": "articles",
        "expected": "会议",
        "relevant": {"a1": 1},
        "documents": ("a2", "a1"),
        "answerable": True,
        "answered": True,
        "confidence": 0.75,
        "quote": "今天下雨。",
        "phrase": "今天下雨。",
        "quote_article": "天气",
        "right": False,
        "hits": hits,
        "metrics": {"success@1": 0.0, "success@10": 1.0, "answer_in_quote": 0.0, "refused_wrongly": 0.0},
        "slices": {"type": "who"},
        "seconds": {"encode": 0.004, "search": 0.002},
    }
    return Result(**(fields | changes))


def evaluation(*results: Result, **changes: Any) -> Evaluation:
    estimate, best = Estimate(0.5, 0.25, 0.75, 2), Estimate(1, 1, 1, 2)
    right = {"success@1": 1.0, "success@10": 1.0, "answer_in_quote": 1.0, "refused_wrongly": 0.0}
    other = result("2", "在哪里开会?", metrics=right, right=True, slices={"type": "where"})
    fields: dict[str, Any] = {
        "retriever": "hybrid",
        "top_k": 10,
        "results": results or (result(), other),
        "metrics": dict.fromkeys(("success@1", "answer_in_quote", "ece"), estimate) | {"success@10": best},
        "seconds": {"total": 1.5, "p50": 0.006, "p95": 0.006},
        "skipped": (Skipped(7, "the row is not JSON"),),
        "slices": {"type": {"who": {"success@1": estimate}, "where": {"success@1": best}}},
        "risk_coverage": ((0.9, 0.5, 0.0), (0.5, 1.0, 0.5)),
        "calibration": (Bin(0.7, 0.8, 0.75, 0.5, 2),),
        "compare": {
            "lexical": Comparison(
                "lexical", {"success@1": Estimate(0, 0, 0, 2)},
                {"success@1": Difference(0.5, 0.0, 1.0, 0.04, 1, 1, 0, 2)}, (), 2,
            )
        },
        "warnings": ("3 articles are not in the library",),
    }  # fmt: skip
    return Evaluation(**(fields | changes))


class Page(HTMLParser):
    """Tags, texts and the contents of scripts, as a browser would have them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.shown = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "wbr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif self.open and self.open[-1] != "style":
            self.shown += data

    def rows(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.scripts[1])
        return found


def test_the_body_is_that_of_the_golden_file() -> None:
    head, _, page = render(evaluation()).partition("<body>")
    text = page[: page.index("<script")]
    assert head.count("<style>") == 1
    if os.environ.get("WENBAO_UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, "utf-8", newline="\n")
    assert text == GOLDEN.read_text("utf-8")


def test_every_tag_is_closed_and_the_numbers_are_there() -> None:
    page = Page(render(evaluation()))
    assert page.open == []
    assert "0.5000" in page.shown
    assert "[0.250, 0.750]" in page.shown
    assert "1 / 1 / 0" in page.shown
    assert "+0.5000" in page.shown
    assert "the row is not JSON" in page.shown
    assert "3 articles are not in the library" in page.shown
    assert sum(tag == "svg" for tag, _ in page.tags) == 4


def test_nothing_is_loaded_and_only_the_reports_own_script_may_run() -> None:
    text = render(evaluation())
    page = Page(text)
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import|https?://(?!www\.w3\.org)""", text)
    policy = next(attributes["content"] for tag, attributes in page.tags if "http-equiv" in attributes)
    assert policy is not None
    assert "default-src 'none'" in policy
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_texts_of_articles_and_questions_stay_text() -> None:
    hit = FoundPassage(1, EVIL, 1.0, EVIL, EVIL, EVIL, EVIL, EVIL, None, None, EVIL)
    evil = result(
        EVIL, EVIL, question=Question(EVIL, EVIL, (EVIL,), (EVIL,), history=(Turn(EVIL),)), quote=EVIL, phrase=EVIL,
        quote_article=EVIL, expected=EVIL, hits=(hit,), slices={EVIL: EVIL},
    )  # fmt: skip
    estimate = Estimate(0.5, 0.25, 0.75, 2)
    part = {"success@1": estimate}
    whole = evaluation(
        evil, retriever=EVIL, skipped=(Skipped(1, EVIL),), warnings=(EVIL,), slices={EVIL: {EVIL: part, "other": part}},
        compare={EVIL: Comparison(EVIL, part, {"success@1": Difference(0.1)})},
        baseline=Comparison(EVIL, part, {"success@1": Difference(0.1)}),
    )  # fmt: skip
    page = Page(render(whole))
    assert page.open == []
    assert sum(tag == "script" for tag, _ in page.tags) == 3
    assert not any(tag == "img" for tag, _ in page.tags)
    row = page.rows()["rows"][0]
    assert row["question"] == EVIL
    assert row["hits"][0][6] == EVIL
    assert row["slices"] == {EVIL: EVIL}


def test_the_list_has_the_misses_with_their_passages() -> None:
    page = Page(render(evaluation()))
    missed, right = page.rows()["rows"]
    assert (missed["kind"], missed["why"]) == ("wrong", "sentence")
    assert missed["explained"] == ["explain_sentence", {"rank": 2}]
    assert missed["where"] == ["会议", "a1"]
    assert missed["answers"] == ["王芳"]
    assert missed["hits"][1] == [2, "会议", "", "", 0, 1, "市长是王芳。"]
    assert "hits" not in right
    assert right["kind"] == "right" and "why" not in right


def test_reasons_and_warnings_are_in_both_languages() -> None:
    skipped = Skipped(7, Message("row_not_json", detail="Expecting value"))
    warning = ErrorMessage("evaluation_interrupted", asked=2, total=9)
    shown = Page(render(evaluation(skipped=(skipped,), warnings=(warning,)))).shown
    for message in (skipped.reason, warning):
        assert message in shown
        assert translate(message, "zh") in shown


def test_a_file_of_questions_only_becomes_a_report_to_read() -> None:
    read = result(
        question=Question("1", "市长是谁?"),
        judged="",
        expected="",
        relevant={},
        metrics={},
        answerable=None,
        right=None,
    )
    page = Page(
        render(evaluation(read, metrics={}, slices={}, risk_coverage=(), calibration=(), compare={}, skipped=()))
    )
    assert page.rows()["judged"] is False
    assert len(page.rows()["rows"][0]["hits"]) == 2
    assert page.open == []


def test_a_report_of_many_misses_stays_below_ten_megabytes() -> None:
    hit = result().hits[0]
    hits = tuple(
        FoundPassage(
            rank, f"d{rank}", 1.0, f"p{rank}", f"a{rank}", "标题" * 15, "三湘都市报", "2023-09-18", 1, False, "字" * 160
        )
        for rank in range(1, 11)
    )
    many = [
        result(str(place), "问" * 60, hits=hits, quote="引" * 160, phrase="", slices={"type": "who", "year": "2023"})
        for place in range(3500)
    ]
    text = render(evaluation(*many))
    assert len(text.encode("utf-8")) < 10_000_000
    found = Page(text).rows()["rows"]
    assert len(found) == 3500
    assert found[0]["hits"]
    assert TEXTS["cut"][0] in text
    assert TEXTS["cut"][0] not in re.sub(r"<script.*", "", render(evaluation()), flags=re.DOTALL)
    assert hit.text == "今天下雨。"


def test_the_least_detail_always_fits() -> None:
    text, cut = rows.data(evaluation(*(result(str(place)) for place in range(3000))), 1)
    assert cut
    assert len(json.loads(text)["rows"]) == 2000


def test_files_are_written_and_a_bad_folder_is_named(tmp_path: Path) -> None:
    write_report(evaluation(), tmp_path / "out")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"report.html", "metrics.json", "results.jsonl", "results.csv", "run.trec", "qrels.trec"}
    assert (tmp_path / "out" / "report.html").read_text("utf-8") == render(evaluation())
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(QuestionError, match="cannot be written"):
        write_report(evaluation(), blocked / "out")


def test_a_curve_stays_within_its_frame() -> None:
    estimates = {1: Estimate(0.91, 0.9, 0.93, 9), 10: Estimate(1, 1, 1, 9)}
    drawn = plots.by_cutoff({"recall@k": estimates, "success@k": estimates})
    drawn += plots.latency([1.0, 2.0, 500.0], 1.5, 2.0) + plots.risk_coverage([(0.5, 1.0, 0.0)], None)
    for x, y in re.findall(r'c?x1?="([-\d.]+)" c?y1?="([-\d.]+)"', drawn):
        assert 0 <= float(x) <= 440
        assert 0 <= float(y) <= 270


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_in_both_languages(name: str) -> None:
    chinese, english = TEXTS[name]
    assert chinese
    assert english
    assert english.isascii() or name == "switch"


def test_every_metric_is_explained() -> None:
    from qa.evaluation import metrics
    from qa.evaluation.overlap import EVIDENCE

    answer = (*metrics.ANSWER, *metrics.PARTS, *EVIDENCE)
    tables = (*metrics.SEARCH, "answer_in_passage", *answer, *metrics.REFUSAL, *metrics.WHOLE)
    explained = {name for name in TEXTS if name.startswith("metric_")}
    assert {f"metric_{name.partition('@')[0]}" for name in tables} == explained


CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("no browser")
    with playwright.sync_playwright() as started:
        yield started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])


def test_the_list_can_be_filtered_in_a_browser(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(
        render(evaluation(*(result(str(place)) for place in range(60)), result("x", EVIL, slices={}))), "utf-8"
    )
    problems: list[str] = []
    page = browser.new_page(locale="zh-CN")
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    page.goto(path.as_uri())
    assert page.title() == "评测报告"
    assert page.locator("details.row").count() == 20
    for _ in range(3):
        page.get_by_role("button", name="再看 20 题").click()
    assert page.locator("details.row").count() == 61
    page.get_by_role("searchbox").fill("alert(2)")
    assert page.locator("details.row").count() == 1
    page.locator("details.row summary").click()
    assert EVIL.rstrip("\u2028") in page.locator("details.row .asked").inner_text()
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="选错了句子61").click()
    assert page.locator("details.row .sign.bad").count() == 20
    page.locator("details.row summary").first.click()
    assert "对的段落排第 2，选的却是另一句" in page.locator("details.row .detail").first.inner_text()
    page.get_by_role("combobox").select_option("who")
    assert "/ 60" in page.locator("#list .about").inner_text()
    page.get_by_role("button", name="English").click()
    assert page.title() == "Evaluation report"
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert problems == []


def test_a_partial_report_says_so() -> None:
    text = render(replace(evaluation(), interrupted=True, unasked=7))
    asked = len(evaluation().results)
    assert f"Partial: {asked} of {asked + 7} questions" in text
    assert f"未完成：{asked} / {asked + 7} 题" in text


def test_long_times_are_no_powers_of_ten() -> None:
    assert [plots.short(value) for value in (0.01234, 12.34, 999.4, 999.6, 1080.0, 123_456.0)] == [
        "0.0123", "12.3", "999", "1,000", "1,080", "123,000",
    ]  # fmt: skip
    assert [plots.duration(value) for value in (6.0, 999.4, 1790.0)] == ["6 ms", "999 ms", "1.79 s"]
    assert "e+" not in plots.latency([1500.0, 4000.0], 1500.0, 4000.0)


def test_every_slice_has_a_name_in_both_languages() -> None:
    asked = ["为什么", "何时", "多少", "谁", "哪里", "如何", "好吗", "哪", "何", "开会", "Who?", "誰ですか", "누구"]
    values = {question_type(text) for text in asked} | {language(text) for text in asked}
    values |= {value for value in (length("长" * size) for size in (1, 15, 30, 50)) if not value[-1].isdigit()}
    assert {f"value_{value}" for value in values | {"yes", "no"}} == {key for key in TEXTS if key.startswith("value_")}
    assert slice_value("desk", "who") == "who"  # a column of the file
