"""The evaluation tab, as a user sees it in the browser: on a desktop and a phone, in both languages."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from chat_browser import BRIDGE, DESKTOP, PHONE, Serve, needs_chromium
from test_app_browser_page import _SIZES, axe  # noqa: F401 - a fixture
from test_qa_web_render import XSS

pytestmark = needs_chromium
expect = pytest.importorskip("playwright.sync_api").expect
pytest.importorskip("ir_measures")

HOSTILE = f"=1+1{XSS[2]}"
ROWS = [
    {"question": BRIDGE, "answers": ["1250米"], "articles": ["清溪大桥建成通车"]},
    {"question": "图书馆新馆馆长是谁？", "answers": [HOSTILE], "articles": ["市图书馆新馆开放"]},
    {"question": f"{HOSTILE} xyz", "answerable": False},
    {"answer": XSS[0]},
]
WORDS = {
    "zh": {
        "tab": "评测", "lead": "文章里有答案的 2 题：1 题引文答对", "lost": "没找到有答案的段落",
        "run": "3 个问题，用时", "expected": "应答 1250米", "misses": "错题", "report": "下载报告",
        "csv": "下载错题表（CSV）",
        "sample": "下载问题文件的样例", "head": "行", "sample_lead": "文章里有答案的 2 题",
    },
    "en": {
        "tab": "Evaluation", "lead": "2 questions with an answer in the articles: 1 right",
        "lost": "Right passage not found", "run": "3 questions in", "expected": "Expected 1250米", "misses": "Misses",
        "report": "Download the report", "csv": "Download the misses (CSV)",
        "sample": "Download a sample file of questions", "head": "Line",
        "sample_lead": "2 questions with an answer",
    },
}  # fmt: skip


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def measured(page: Any, path: Path) -> None:
    """Drop a file of questions, and wait for what it gives, for a minute on a busy machine."""
    page.set_input_files("#questions input[type=file]", path)
    page.locator("#measured .lead").first.wait_for()


def saved(page: Any, button: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh"), (PHONE, "en")])
def test_what_was_asked_expected_and_lost_is_shown_and_saved(
    shared: Any, visitor: Any, tmp_path: Path, axe: str, size: dict[str, Any], language: str  # noqa: F811
) -> None:  # fmt: skip
    words = WORDS[language]
    page = (user := visitor(shared[0], **size)).page
    user.tab(words["tab"])
    measured(page, written(tmp_path / "questions.jsonl", ROWS))
    # Sentences with counts come first, then the figures, then what was lost.
    expect(page.locator("#measured p").first).to_contain_text(words["lead"], use_inner_text=True)
    expect(page.locator("#measured .news").first).to_contain_text(words["run"], use_inner_text=True)
    expect(page.locator("#measured h2").first).to_have_text(words["misses"], use_inner_text=True)
    parts = ("#measured .lead", ".figures", ".judged", ".metrics")
    tops = [page.locator(part).first.evaluate("e => e.getBoundingClientRect().top") for part in parts]
    assert tops == sorted(tops)
    lost = page.locator("#measured .group", has=page.locator("summary", has_text=words["lost"])).locator("li")
    expect(lost).to_have_count(1)
    expect(lost.locator(".sign")).to_have_text("✗")
    expect(lost).to_contain_text(HOSTILE, use_inner_text=True)
    page.evaluate("document.querySelectorAll('#measured .group').forEach(one => { one.open = true; })")
    right = page.locator("#measured li", has_text=BRIDGE)
    expect(right.locator(".sign")).to_have_text("✓")
    expect(right).to_contain_text(words["expected"], use_inner_text=True)
    expect(page.locator("#measured svg.plot")).to_have_count(4)  # by k, risk, calibration, latency
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sizes = page.evaluate(_SIZES)
    assert len(sizes) <= 5, sizes
    page.evaluate(axe)
    found = page.evaluate("axe.run('#measured', { resultTypes: ['violations'] })")["violations"]
    assert [item["id"] for item in found if item["impact"] in {"serious", "critical"}] == []
    # The files
    assert saved(page, words["report"], tmp_path).name == "report.html"
    rows = list(csv.reader(io.StringIO(saved(page, words["csv"], tmp_path).read_text("utf-8-sig"))))
    assert rows[0][0] == words["head"] and len(rows) >= 2
    assert f"'{HOSTILE}" in rows[1] and not any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_file_is_saved_and_evaluated(shared: Any, visitor: Any, tmp_path: Path, language: str) -> None:
    words = WORDS[language]
    page = (user := visitor(shared[0], locale={"zh": "zh-CN", "en": "en"}[language])).page
    user.tab(words["tab"])
    measured(page, saved(page, words["sample"], tmp_path))
    expect(page.locator("#measured .lead").first).to_contain_text(words["sample_lead"], use_inner_text=True)


def test_the_language_of_an_evaluation_changes_with_the_page(shared: Any, visitor: Any, tmp_path: Path) -> None:
    page = (user := visitor(shared[0])).page
    user.tab("评测")
    measured(page, written(tmp_path / "questions.jsonl", ROWS))
    for language in ("zh", "en", "zh"):
        expect(page.locator("#measured .lead").first).to_contain_text(WORDS[language]["lead"], use_inner_text=True)
        expect(page.locator("#measured h2").first).to_have_text(WORDS[language]["misses"], use_inner_text=True)
        page.locator("[data-language]").click()


def test_after_a_file_without_questions_another_is_dropped(shared: Any, visitor: Any, tmp_path: Path) -> None:
    page = (user := visitor(shared[0])).page
    user.tab("评测")
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "right.csv").write_text(f"问题\n{BRIDGE}\n", "utf-8")
    page.set_input_files("#questions input[type=file]", tmp_path / "wrong.csv")
    expect(page.locator("#measured .failure")).to_contain_text("第一行里没有 question", use_inner_text=True)
    page.set_input_files("#questions input[type=file]", tmp_path / "right.csv")
    page.locator("#measured .lead").first.wait_for()
    expect(page.locator("#measured .news").first).to_contain_text("1 个问题", use_inner_text=True)


def test_an_evaluation_is_stopped(serve: Serve, visitor: Any, tmp_path: Path) -> None:
    pytest.importorskip("ir_measures")
    address, library = serve()
    whole = library.ask

    def slow(*arguments: Any, **options: Any) -> Any:
        time.sleep(0.1)
        return whole(*arguments, **options)

    library.ask = slow  # type: ignore[method-assign]
    page = (user := visitor(address)).page
    user.tab("评测")
    rows = [{"question": BRIDGE, "answers": ["1250米"]}] * 200
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    page.set_input_files("#questions input[type=file]", tmp_path / "questions.jsonl")
    expect(page.locator("#measured .progress")).to_contain_text("正在评测", use_inner_text=True)
    page.get_by_role("button", name="停止，保留已答的").click()
    page.locator("#measured .lead").first.wait_for()
    expect(page.locator("#measured .news").first).to_contain_text("已停止：只测了 200 题中的", use_inner_text=True)
    page.locator("#measured table").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载报告").click()
    download.value.save_as(tmp_path / "report.html")
    assert "interrupted" in (tmp_path / "report.html").read_text("utf-8")
