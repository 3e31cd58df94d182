"""What a run writes to disk, and how an interrupted one is resumed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_library import TEXTS, ScriptedLibrary, ask, value

from qa.errors import LibraryError
from qa.evaluation import EvaluationStoppedError, metrics, output, write
from qa.evaluation.questions import Question
from qa.i18n.error_messages import translate
from qa.records import Reply


class Interrupted(ScriptedLibrary):
    """Stops at a question, as Ctrl-C does."""

    def ask_all(self, questions: Any, *, top_k: int = 5, retriever: str = "hybrid") -> Iterator[Reply]:
        for reply in super().ask_all(questions, top_k=top_k, retriever=retriever):
            if reply.question == "q3":
                raise KeyboardInterrupt
            yield reply


def test_an_interrupted_run_is_saved_and_resumed(tmp_path: Path) -> None:
    questions = [Question(str(place), f"q{place}", answers=("王芳",)) for place in range(5)]
    script = {f"q{place}": [place % 3, 1] for place in range(5)}
    whole = ask(ScriptedLibrary(TEXTS, script), *questions)
    partial = ask(Interrupted(TEXTS, script), *questions, out=tmp_path, compare=["dense"])
    assert (len(partial.results), partial.unasked, partial.interrupted) == (3, 2, True)
    assert partial.compare == {}
    assert [translate(warning, "zh") for warning in partial.warnings] == [
        "已中断：问了 5 题中的 3 题", "已中断：没有与 dense 对比",
    ]  # fmt: skip
    assert partial.as_json()["unasked"] == 2
    saved = output.rows(tmp_path / "results.jsonl")
    assert [row["id"] for row in saved] == ["0", "1", "2"]
    with (tmp_path / "results.jsonl").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "3", "quest')  # a process that was killed while writing
    seen: list[tuple[str, int, int]] = []
    library = ScriptedLibrary(TEXTS, script)
    found = ask(library, *questions, out=tmp_path, resume=True, progress=lambda *step: seen.append(step))
    assert library.asked == ["q3", "q4"]
    assert seen[:-2] == [("hybrid", 3, 5), ("hybrid", 4, 5), ("hybrid", 5, 5)]
    assert found.metrics == whole.metrics
    assert [row["id"] for row in output.rows(tmp_path / "results.jsonl")] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, EvaluationStoppedError])
def test_progress_may_end_a_run(error: type[BaseException]) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if done == 2:
            raise error

    library = ScriptedLibrary(TEXTS, {"q": [1]})
    found = ask(library, *(Question(str(place), "q", answers=("王芳",)) for place in range(4)), progress=stop)
    assert (len(found.results), found.unasked) == (2, 2)
    assert value(found, "success@1") == 1


def test_an_interrupted_comparison_leaves_the_run_whole() -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what == "dense" and done == 1:
            raise KeyboardInterrupt

    library = ScriptedLibrary(TEXTS, {"q": [1]}, scripts={"dense": {"q": [1]}, "lexical": {"q": [1]}})
    found = ask(library, Question("1", "q"), Question("2", "q"), compare=["dense", "lexical"], progress=stop)
    assert (len(found.results), found.unasked, found.interrupted) == (2, 0, True)
    assert found.compare == {}
    assert found.warnings == ("interrupted: not compared with dense, lexical",)


def test_an_error_ends_the_run_and_keeps_what_was_answered(tmp_path: Path) -> None:
    class Broken(ScriptedLibrary):
        def ask_all(self, questions: Any, *, top_k: int = 5, retriever: str = "hybrid") -> Iterator[Reply]:
            yield from super().ask_all(questions[:2], top_k=top_k, retriever=retriever)
            raise LibraryError("library_busy")

    with pytest.raises(LibraryError):
        ask(Broken(TEXTS, {}), *(Question(str(place), f"q{place}") for place in range(3)), out=tmp_path)
    assert [row["id"] for row in output.rows(tmp_path / "results.jsonl")] == ["0", "1"]


def test_where_nothing_was_asked_there_is_nothing_to_measure() -> None:
    with pytest.raises(KeyboardInterrupt):
        ask(Interrupted(TEXTS, {}), Question("1", "q3"))


def test_results_of_another_question_or_depth_are_not_resumed(tmp_path: Path) -> None:
    library = ScriptedLibrary(TEXTS, {"q": [1], "r": [1]})
    ask(library, Question("1", "q", answers=("王芳",)), Question("2", "r"), out=tmp_path)
    library.asked.clear()
    ask(library, Question("1", "q", answers=("李四",)), Question("2", "r"), out=tmp_path, resume=True)
    assert library.asked == ["q"]
    ask(library, Question("1", "q", answers=("李四",)), Question("2", "r"), out=tmp_path, resume=True, top_k=20)
    assert library.asked == ["q", "q", "r"]
    library.asked.clear()
    ask(library, Question("1", "q", answers=("李四",)), Question("2", "r"), out=tmp_path)
    assert library.asked == ["q", "r"]


odd = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(odd)
def test_names_in_trec_files_survive(name: str) -> None:
    written = output.trec_id(name)
    assert written.isascii()
    assert len(written.split()) == 1
    assert unquote(written) == name


def test_trec_files_are_read_back_to_the_same_numbers(tmp_path: Path) -> None:
    library = ScriptedLibrary(TEXTS, {"q 1": [2, 0, 1], "第二": [1, 0, 2, 3], "q3": [0, 4]})
    found = ask(
        library,
        Question("q\t1 %", "q 1", articles=("a0",)),
        Question("第 二", "第二", articles=("a1", "no such title")),
        Question("3", "q3", answers=("12.5",)),
        Question("4", "nothing", articles=("a1",)),
        Question("5", "not judged"),
    )
    write(found, tmp_path)
    run = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.trec")))
    measures = {name: ir_measures.parse_measure(text) for name, text in metrics.search_metrics(10).items()}
    read = ir_measures.calc_aggregate(list(measures.values()), qrels, run)
    for name, measure in measures.items():
        assert read[measure] == pytest.approx(found.metrics[name].mean, abs=1e-9), name
    each = {(m.query_id, m.measure): m.value for m in ir_measures.iter_calc(list(measures.values()), qrels, run)}
    for result in found.results[:4]:
        for name, measure in measures.items():
            assert each[output.trec_id(result.question.id), measure] == pytest.approx(result.metrics[name])


def test_the_files_hold_the_evaluation(tmp_path: Path) -> None:
    library = ScriptedLibrary(TEXTS, {"=1+1": [1]}, scripts={"dense": {"=1+1": [0, 1]}})
    found = ask(library, Question("1", "=1+1", answers=("王芳",), line=7), compare=["dense"])
    write(found, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "metrics.json", "qrels.trec", "results-dense.jsonl", "results.csv", "results.jsonl", "run-dense.trec",
        "run.trec",
    ]  # fmt: skip
    assert json.loads((tmp_path / "metrics.json").read_text("utf-8")) == found.as_json()
    assert (tmp_path / "run.trec").read_text("ascii") == "1 Q0 answer 1 1 hybrid\n"
    (row,) = csv.DictReader((tmp_path / "results.csv").read_text("utf-8-sig").splitlines())
    assert row["question"] == "'=1+1"
    assert row["recall@1"] == "1"
    assert row["quote"] == "市长是王芳。"
