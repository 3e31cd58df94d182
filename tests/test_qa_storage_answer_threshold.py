"""The library's own threshold: stored, used, shown, and ignored where it belongs to another model."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings import encoder
from embeddings.encoder import Encoder
from qa.answer import THRESHOLD
from qa.cli.commands import main
from qa.i18n.error_messages import translate
from qa.library import Library
from qa.records import AnswerThreshold
from qa.storage.database import Database

PAGE = "全省科技大会昨日召开。会议说，全省国家级创新平台达144个，比上年多12个。\n会后，代表们参观了湘江科学城。"
ASKED = "全省国家级创新平台有多少个？"
FOUND = AnswerThreshold(0.9999, 0.05, 0.95, 400, 210, 4, day="2026-11-30")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundled_encoder: Encoder) -> Library:
    monkeypatch.setenv("WENBAO_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setattr(encoder, "load", lambda *args: bundled_encoder)
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    made = Library(tmp_path / "library")
    made.add([tmp_path / "page.txt"])
    return made


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_threshold_is_used_and_survives(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = library.ask(ASKED)
    assert (before.answerable, before.threshold) == (True, THRESHOLD)
    fingerprint = library.fingerprint()
    library.set_threshold(FOUND)
    assert library.fingerprint() != fingerprint
    for opened in (library, Library(library.folder)):
        reply = opened.ask(ASKED)
        assert (reply.answerable, reply.answer, reply.threshold) == (False, None, FOUND.value)
        assert reply.best_quote == before.best_quote
        assert opened.threshold is not None and opened.threshold.holds
    assert library.verify().problems == ()
    (tmp_path / "more.txt").write_text("市图书馆新馆开放。", "utf-8")
    library.add([tmp_path / "more.txt"])
    library.compact()
    assert library.verify().problems == ()
    assert library.ask(ASKED).threshold == FOUND.value
    _, out, _ = run(capsys, "ask", ASKED, "--json")
    assert json.loads(out)["threshold"] == FOUND.value
    _, out, _ = run(capsys, "ask", ASKED)
    assert "at most 5% (at a level of 95%), by 400 questions judged until 2026-11-30" in out
    code, out, err = run(capsys, "evaluate", "--default-threshold", "--json")
    assert (code, json.loads(out)) == (0, {"threshold": None})
    assert "default threshold again" in err
    assert library.threshold is None
    assert library.ask(ASKED).threshold == THRESHOLD
    assert library.fingerprint() != fingerprint  # an article more
    assert library.verify().problems == ()


def test_a_threshold_of_another_model_does_not_hold(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    library.set_threshold(FOUND)
    stored = library.threshold
    assert stored is not None
    with closing(Database(library.folder / "library.db")) as database:
        text = database.get("threshold") or ""
        database.put("threshold", text.replace(stored.version, "another"))
    assert library.threshold == replace(stored, version="another", holds=False)
    assert library.ask(ASKED).threshold == THRESHOLD
    _, out, _ = run(capsys, "ask", ASKED)
    assert "the threshold of 2026-11-30 was found with another model or version" in out


def test_a_threshold_that_is_damaged_is_found_and_repaired(library: Library) -> None:
    library.set_threshold(FOUND)
    with closing(Database(library.folder / "library.db")) as database:
        database.put("threshold", '{"value": 3}')
    assert library.ask(ASKED).threshold == THRESHOLD
    problems = library.verify().problems
    assert any("threshold of confidence cannot be read" in problem for problem in problems)
    assert any("门槛读不出来" in translate(problem, "zh") for problem in problems)
    library.repair()
    assert library.verify().problems == ()
    assert library.threshold is None


def judged(path: Path, right: int) -> Path:
    rows = [{"question": f"{ASKED}（{number}）", "answers": ["144个"]} for number in range(right)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_evaluate_finds_a_threshold_and_applies_it(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = {number: library.ask(f"{ASKED}（{number}）") for number in range(2)}
    assert all(reply.best_quote and "144个" in reply.best_quote.text for reply in replies.values())
    few = judged(tmp_path / "few.jsonl", 5)
    code, out, err = run(capsys, "evaluate", few, "--max-wrong", "20%", "--apply")
    assert code == 1
    assert (
        "5 judged questions are too few to keep wrong answers to at most 20% (at a level of 95%): about 9 more" in out
    )
    assert "the threshold was not changed" in err
    assert library.threshold is None
    enough = judged(tmp_path / "enough.jsonl", 14)  # .8¹⁴ = .044
    code, out, err = run(capsys, "evaluate", enough, "--max-wrong", "20%", "--apply", "--json")
    value = json.loads(out)
    assert (code, value["applied"]) == (0, True)
    assert "now answers from that threshold on" in err
    found = value["max_wrong"]
    assert (found["judged"], found["answered"], found["wrong"]) == (14, 14, 0)
    kept = library.threshold
    assert kept is not None
    assert (kept.max_wrong, kept.confidence_level, kept.judged) == (0.2, 0.95, 14)
    assert kept.value == pytest.approx(found["threshold"], abs=1e-6)
    again = run(capsys, "evaluate", enough, "--max-wrong", "20%", "--out", tmp_path / "out")
    assert again[0] == 0
    assert "把握达到" in (tmp_path / "out" / "report.html").read_text("utf-8")
    assert json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))["threshold"] == found["threshold"]


def test_wrong_uses_of_apply_are_named(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = judged(tmp_path / "q.jsonl", 1)
    code, _, err = run(capsys, "evaluate", path, "--apply")
    assert (code, "needs --max-wrong" in err) == (2, True)
    code, _, err = run(capsys, "evaluate", path, "--apply", "--max-wrong", "5%", "--retriever", "dense")
    assert (code, "hybrid" in err) == (2, True)
    for share in ("0", "100%", "x", "-5%"):
        with pytest.raises(SystemExit):
            main(["evaluate", str(path), f"--max-wrong={share}"])
    assert "write 5% or 0.05" in capsys.readouterr().err


def test_a_time_limit_ends_an_evaluation_with_what_was_answered(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa.evaluation import run as evaluation_run

    path = judged(tmp_path / "q.jsonl", 6)
    clock = iter([0.0, *(float(number) for number in range(1, 200))])  # a second passes at each look
    monkeypatch.setattr(evaluation_run.time, "perf_counter", lambda: next(clock))
    options = ("--time-limit", "30", "--out", tmp_path / "out", "--max-wrong", "20%", "--apply")
    monkeypatch.setattr(Library, "ask_all", _slow(Library.ask_all, clock))
    code, out, err = run(capsys, "evaluate", path, *options)
    assert code == 124
    metrics = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))
    asked = metrics["questions"]
    assert 0 < asked < 6
    assert f"the time limit was reached: {asked} of 6 questions were asked" in err
    assert out.startswith(f"partial: {asked} of 6 questions")
    assert library.threshold is None
    assert (metrics["partial"], metrics["unasked"], metrics["out_of_time"]) == (True, 6 - asked, True)
    assert len((tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()) == asked


def _slow(ask_all, clock):  # type: ignore[no-untyped-def]
    def ask(self, *args, **options):  # type: ignore[no-untyped-def]
        for reply in ask_all(self, *args, **options):
            for _ in range(10):
                next(clock)
            yield reply

    return ask
