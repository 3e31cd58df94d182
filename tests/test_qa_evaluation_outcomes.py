"""How questions went, why they were lost, and how two runs differ: counts, reasons and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scripted_library import TEXTS, ScriptedLibrary, ask

from qa.answer import evidence
from qa.evaluation import Evaluation, Result, write
from qa.evaluation.outcomes import KINDS, READ, REASONS, VERDICTS, explained, outcome, verdict
from qa.evaluation.questions import Question
from qa.i18n.error_messages import translate
from qa.records import Reply, Turn

MORE = (*TEXTS, "市长上午讲话。", "市长是王芳，她五十岁。")


class Marking(ScriptedLibrary):
    """Marks a phrase of the quote, by question."""

    def __init__(self, *given: Any, phrases: dict[str, str], **options: Any) -> None:
        super().__init__(*given, **options)
        self.phrases = phrases

    def ask_all(self, questions: Sequence[tuple[str, Sequence[Turn]]], **options: Any) -> Iterator[Reply]:
        for reply in super().ask_all(questions, **options):
            best = reply.best_quote
            phrase = self.phrases.get(reply.question)
            if phrase is None or best is None:
                yield reply
                continue
            start = best.text.index(phrase)
            marked = replace(best, highlight=(start, start + len(phrase)))
            yield replace(reply, answer=marked if reply.answer else None, best_quote=marked)


def first(library: ScriptedLibrary, question: Question, **options: Any) -> Result:
    return ask(library, question, **options).results[0]


@pytest.mark.parametrize(
    ("found", "confidence", "expected", "zh"),
    [
        ([1], 0.9, ("right", ""), ""),
        ([0, 2, 3], 0.9, ("wrong", "retrieval"), "前 5 段里没有对的文章；答案只从这些段落里选"),
        ([2, 1], 0.9, ("wrong", "sentence"), "对的段落排第 2，选的却是另一句"),
        ([1], 0.3, ("refused_wrongly", "refusal"), "最接近的句子就是答案，但把握 30.0% 不到门槛 50.0%"),
        ([2, 1], 0.3, ("refused_wrongly", "sentence"), "对的段落排第 2，选的却是另一句"),
        ([0], 0.3, ("refused_wrongly", "retrieval"), "前 5 段里没有对的文章；答案只从这些段落里选"),
        ([], 0.0, ("refused_wrongly", "retrieval"), "前 5 段里没有对的文章；答案只从这些段落里选"),
    ],
)
def test_a_question_with_an_answer_is_lost_at_one_step(
    found: list[int], confidence: float, expected: tuple[str, str], zh: str
) -> None:
    library = ScriptedLibrary(MORE, {"q": found}, confidence={"q": confidence})
    result = first(library, Question("1", "q", answers=("王芳",), articles=("a1",)))
    result = replace(result, threshold=0.5)
    assert outcome(result) == expected
    explanation = explained(result)
    assert (translate(explanation, "zh") if explanation else "") == zh


def test_an_article_beyond_the_passages_that_are_read_is_not_found() -> None:
    assert READ == evidence.PASSAGES
    texts = tuple(f"第{place}篇" for place in range(8))
    at = {name: [*[i for i in range(8) if i != 7][:rank], 7] for name, rank in (("fifth", 4), ("sixth", 5))}
    found = ask(ScriptedLibrary(texts, at), *(Question(name, name, articles=("a7",)) for name in at))
    assert [outcome(result).why for result in found.results] == ["sentence", "retrieval"]
    assert explained(found.results[1]) == (
        "The right article is at rank 6; the answer is chosen from the first 5 passages."
    )


def test_the_right_article_may_be_found_without_its_passage() -> None:
    # Passages 5 and 6 are of one article, and only 6 has the answer.
    library = ScriptedLibrary(MORE, {"q": [5, 0], "both": [5, 6]}, same_article={6: 5})
    questions = [Question(name, name, answers=("王芳",), articles=("a5",)) for name in ("q", "both")]
    assert [outcome(result).why for result in ask(library, *questions).results] == ["passage", "sentence"]


@pytest.mark.parametrize(
    ("phrase", "why"),
    [("五十岁", "span"), ("王芳", ""), ("市长是王芳", ""), ("芳", ""), ("市长是王芳，她五十岁。", "")],
)
def test_the_marked_phrase_is_compared_with_the_answers(phrase: str, why: str) -> None:
    library = Marking(MORE, {"q": [6]}, phrases={"q": phrase})
    result = first(library, Question("1", "q", answers=("王芳",), articles=("a6",)))
    assert result.right
    assert outcome(result) == ("right", why)


def test_of_several_quotes_no_single_phrase_is_blamed() -> None:
    library = Marking(MORE, {"q": [6]}, phrases={"q": "五十岁"})
    result = first(library, Question("1", "q", answers=("王芳",)))
    assert outcome(replace(result, quote=f"{result.quote}\n今天下雨。")).why == ""


def test_questions_without_an_answer_and_without_a_judgment() -> None:
    library = ScriptedLibrary(TEXTS, {name: [1] for name in "abcd"}, confidence={"b": 0.2, "d": 0.2})
    found = ask(
        library,
        Question("a", "a", answerable=False),
        Question("b", "b", answerable=False),
        Question("c", "c"),
        Question("d", "d"),
    )
    assert [outcome(result) for result in found.results] == [
        ("answered_wrongly", "no_answer"), ("refused_rightly", ""), ("unknown", ""), ("unknown", "")
    ]  # fmt: skip
    # A question of the chat that was refused although there is an answer, and a quote that was judged wrong.
    judged = ask(
        library, Question("b", "b", answerable=True), Question("a", "a", wrong=("市长是王芳。",)),
    )  # fmt: skip
    assert [outcome(result) for result in judged.results] == [("refused_wrongly", "refusal"), ("wrong", "unexplained")]
    assert explained(judged.results[0]) == (
        "The file does not say where the answer is; the confidence of 20.0% is below the threshold of –."
    )


def test_parts_that_are_missing_are_counted() -> None:
    result = first(ScriptedLibrary(TEXTS, {"q": [3]}), Question("1", "q", all_of=(("长沙",), ("12.5元",))))
    assert outcome(result) == ("right", "parts")
    assert explained(result) == "The quotes have 1 of the 2 parts that are wanted."


@pytest.mark.parametrize(("found", "why"), [([2], "retrieval"), ([2, 1], "sentence")])
def test_why_parts_were_lost_is_known_without_articles(found: list[int], why: str) -> None:
    result = first(ScriptedLibrary(MORE, {"q": found}), Question("1", "q", all_of=(("王芳",), ("长沙站",))))
    assert outcome(result) == ("wrong", why)
    assert result.metrics["success@1"] == 0


def several() -> Evaluation:
    confidence = {"refused": 0.2, "none": 0.2}
    script = {"right": [1], "wrong": [2, 1], "refused": [1], "lost": [2], "no": [2], "none": [2]}
    library = ScriptedLibrary(MORE, script, confidence=confidence)
    asked = [
        Question(name, name, answers=("王芳",), articles=("a1",)) for name in ("right", "wrong", "refused", "lost")
    ]
    unanswerable = [Question(name, name, answerable=False) for name in ("no", "none")]
    return ask(library, *asked, *unanswerable)


def test_the_counts_add_up_and_are_said_in_both_languages() -> None:
    found = several()
    assert dict(found.outcomes) == {
        "right": 1, "wrong": 2, "refused_wrongly": 1, "refused_rightly": 1, "answered_wrongly": 1, "unknown": 0
    }  # fmt: skip
    assert dict(found.reasons) == {"retrieval": 1, "sentence": 1, "refusal": 1, "no_answer": 1}
    assert sum(found.outcomes.values()) == len(found.results)
    assert [translate(sentence, "zh") for sentence in found.summary] == [
        "文章里有答案的 4 题：1 题引文答对，2 题引文答错，1 题不该拒答",
        "文章里没有答案的 2 题：1 题拒答对了，1 题不该回答",
        "错在哪里：没找到对的文章 1 题，选错了句子 1 题，找到了却没答 1 题",
    ]
    assert list(found.summary) == [
        "4 questions with an answer in the articles: 1 right, 2 wrong, 1 refused though they should not be",
        "2 questions without an answer in the articles: 1 rightly refused, 1 answered though they should not be",
        "What went wrong: right article not found (1), another sentence chosen (1), found but refused (1)",
    ]
    text = str(found)
    assert text.index(found.summary[0]) < text.index("recall@1")
    assert found.as_json()["outcomes"] == dict(found.outcomes)
    assert found.as_json()["summary"] == list(found.summary)


def test_right_quotes_with_a_fault_are_said_apart() -> None:
    library = Marking(MORE, {"a": [6], "b": [6]}, phrases={"a": "五十岁"})
    asked = [Question("a", "a", answers=("王芳",)), Question("b", "b", all_of=(("王芳",), ("长沙",)))]
    found = ask(library, *asked)
    assert [translate(sentence, "zh") for sentence in found.summary] == [
        "文章里有答案的 2 题：2 题引文答对，0 题引文答错，0 题不该拒答",
        "引文答对的题里，还有：标错了词 1 题，只答出一部分 1 题",
    ]


def test_the_outcomes_are_in_the_results_and_are_read_back(tmp_path: Path) -> None:
    found = several()
    write(found, tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text("utf-8").splitlines()]
    assert [(row["outcome"], row["why"]) for row in rows] == [outcome(result) for result in found.results]
    assert [Result.from_json(row, result.question) for row, result in zip(rows, found.results, strict=True)] == list(
        found.results
    )


# Two runs


SCRIPT = {"a": [1], "b": [2, 1], "c": [2], "d": [2], "e": [1]}
OTHER = {"a": [2, 1], "b": [1], "c": [3], "d": [2], "e": [1]}


def questions() -> list[Question]:
    return [Question(name, name, answers=("王芳",), articles=("a1",)) for name in SCRIPT]


def test_each_question_is_won_lost_or_lost_in_another_way() -> None:
    library = ScriptedLibrary(TEXTS, SCRIPT, scripts={"lexical": OTHER})
    other = ask(library, *questions(), compare=["lexical"]).compare["lexical"]
    ours = ask(library, *questions()).results
    assert [verdict(mine, theirs) for mine, theirs in zip(ours, other.results, strict=True)] == [
        "won", "lost", "differently", "alike", "both"
    ]  # fmt: skip
    assert other.verdicts == dict.fromkeys(VERDICTS, 1)
    assert other.summary == (
        "Against lexical, 5 questions: 1 better in this run, 1 worse; lost by both, 1 in different ways and 1 in the "
        "same; 1 well in both"
    )
    assert translate(other.summary, "zh") == (
        "与 lexical 相比，5 题里本次更好 1 题、更差 1 题；两次都没答好的，1 题错得不同，1 题错得一样；两次都答好 1 题"
    )


def test_a_better_marked_phrase_is_won() -> None:
    marked = {"q": "五十岁"}
    question = Question("1", "q", answers=("王芳",), articles=("a6",))
    worse = first(Marking(MORE, {"q": [6]}, phrases=marked), question)
    better = first(Marking(MORE, {"q": [6]}, phrases={"q": "王芳"}), question)
    assert (verdict(better, worse), verdict(worse, better)) == ("won", "lost")


def test_an_earlier_run_is_compared_question_by_question(tmp_path: Path) -> None:
    write(ask(ScriptedLibrary(TEXTS, OTHER), *questions()), tmp_path)
    library = ScriptedLibrary(TEXTS, SCRIPT)
    found = ask(library, *questions(), baseline=tmp_path / "metrics.json").baseline
    assert found is not None
    assert dict(found.verdicts) == dict.fromkeys(VERDICTS, 1)
    assert found.as_json()["verdicts"] == dict.fromkeys(VERDICTS, 1)
    assert found.common == 5
    # Of a question that now expects something else, the earlier result says nothing.
    corrected = [replace(questions()[0], answers=("李四",)), *questions()[1:]]
    again = ask(library, *corrected, baseline=tmp_path / "metrics.json").baseline
    assert again is not None
    assert (again.common, again.changed, sum(again.verdicts.values())) == (4, 1, 4)


def test_a_row_of_another_version_is_left_out_of_the_list_only(tmp_path: Path) -> None:
    write(ask(ScriptedLibrary(TEXTS, OTHER), *questions()), tmp_path)
    path = tmp_path / "results.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    del rows[0]["hits"]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found = ask(ScriptedLibrary(TEXTS, SCRIPT), *questions(), baseline=tmp_path / "metrics.json").baseline
    assert found is not None
    assert (found.common, len(found.results), found.verdicts["won"]) == (5, 4, 0)


def test_every_outcome_reason_and_verdict_has_its_words() -> None:
    from qa.i18n.error_messages.outcomes import MESSAGES

    for prefix, names in (("outcome_", KINDS), ("why_", REASONS), ("verdict_", VERDICTS)):
        assert {f"{prefix}{name}" for name in names} <= set(MESSAGES)
    assert {key for key in MESSAGES if key.startswith("why_")} == {f"why_{name}" for name in REASONS}
    # The report's script fills in values by name alone.
    explanations = "".join(text for key, pair in MESSAGES.items() if key.startswith("explain_") for text in pair)
    assert ":" not in "".join(part.split("}")[0] for part in explanations.split("{")[1:])
