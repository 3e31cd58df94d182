"""The records of an evaluation: a result for each question, estimates over all, and differences between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import TypeAdapter

from qa.errors import ErrorMessage
from qa.evaluation.max_wrong import MaxWrong
from qa.evaluation.questions.records import Question, Skipped

_DIGITS = 6


def _rounded(value: Any) -> Any:
    """JSON values with every number of them rounded to `_DIGITS` digits."""
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return round(value, _DIGITS) if isinstance(value, float) else value


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found. `document` is what it counts as; `text` is its marked sentence, cut if it is long.

    `relevant` is None where the question has no judgments.
    """

    rank: int
    document: str
    score: float
    passage_id: str
    article_id: str
    title: str
    source: str | None
    date: str | None
    page: int | None
    relevant: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """How one question went. The fields are those of a row of `results.jsonl`, in its order.

    - `answerable`: what the file says, or implies; None where it is not known.
    - `judged`: the field of the question that decides on relevance, empty where there is none.
    - `expected`: the headline of the first relevant article, empty where it is not known.
    - `relevant`: the relevant documents and their grades. `documents`: the documents that were found, best first.
    - `quote`: the best sentence; `phrase`: the exact answer in it. They are the answer only where `answered`.
    - `right`: whether the quote answers the question, None where that is not known.
    - `metrics`: the value of each metric that applies to the question.
    - `seconds`: how long it took, as in `Reply.seconds`.
    - `key`: identifies the question, the library and the settings.
    - `quoted`: how many characters the answer quotes; 0 for a refusal.
    - `threshold`: the confidence from which it is answered.
    """

    question: Question
    answerable: bool | None
    judged: str
    expected: str
    relevant: Mapping[str, int]
    documents: tuple[str, ...]
    answered: bool
    confidence: float
    quote: str
    phrase: str
    quote_article: str
    right: bool | None
    metrics: Mapping[str, float]
    slices: Mapping[str, str]
    seconds: Mapping[str, float]
    hits: tuple[FoundPassage, ...]
    key: str = ""
    quoted: int = 0
    threshold: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The result as a row of `results.jsonl`; `from_json` reads it back."""
        row: dict[str, Any] = self._asked() | _ADAPTER.dump_python(self, mode="json", exclude={"question"})
        return row

    def as_line(self, **more: str) -> str:
        """The same with further fields as JSON on one line: by pydantic's own writer, which takes half the time."""
        asked = json.dumps(self._asked() | more, ensure_ascii=False, separators=(",", ":"))
        return f"{asked[:-1]},{_ADAPTER.dump_json(self, exclude={'question'}).decode()[1:]}"

    def _asked(self) -> dict[str, Any]:
        question = self.question
        asked: dict[str, Any] = {
            "id": question.id,
            "line": question.line,
            "question": question.question,
            "history": [{"question": turn.question, "answer": turn.answer} for turn in question.history],
            "answers": list(question.answers),
        }
        if question.all_of:
            asked["all_of"] = [list(part) for part in question.all_of]
        return asked

    @classmethod
    def from_json(cls, row: Mapping[str, Any], question: Question) -> Result:
        """The result in a row of `results.jsonl`. Raises `ValueError` where the row has another form."""
        return _ADAPTER.validate_python({**row, "question": question})


_ADAPTER = TypeAdapter(Result)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions, or a statistic of all of them, with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int

    def as_json(self) -> dict[str, Any]:
        """The estimate as in `metrics.json`."""
        return {"mean": self.mean, "ci95": [self.low, self.high], "n": self.n}


@dataclass(frozen=True, slots=True)
class Difference:
    """This run minus another, over the `n` questions of both. `p` is from the paired randomisation test.

    `p_holm` is that value corrected for all metrics and runs of the evaluation (Holm 1979). `detectable` is the
    difference that the test finds four times in five, if the questions differ as much as these do.
    `win`, `tie` and `loss` count the questions on which this run is better, equal and worse. All but `mean` are None
    where the metric is not a mean over questions, or the other run's results are missing.
    """

    mean: float
    low: float | None = None
    high: float | None = None
    p: float | None = None
    win: int | None = None
    tie: int | None = None
    loss: int | None = None
    n: int | None = None
    p_holm: float | None = None
    detectable: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The difference as in `metrics.json`."""
        if self.p is None:
            return {"mean": self.mean}
        counts = {"win": self.win, "tie": self.tie, "loss": self.loss, "n": self.n}
        tested = {"p": self.p, "p_holm": self.p_holm, "detectable": self.detectable}
        return {"mean": self.mean, "ci95": [self.low, self.high], **tested, **counts}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another run: its metrics, and the differences of this run from it.

    `common` counts the questions of both runs, `changed` those of the same id whose text or right answers have changed.
    `results` are those of the questions in common, as far as they are known. `verdicts` counts how these went in this
    run and the other one, by the names of `outcomes.VERDICTS`; `summary` says the same in a sentence.
    """

    name: str
    metrics: Mapping[str, Estimate]
    difference: Mapping[str, Difference]
    results: tuple[Result, ...] = ()
    common: int = 0
    changed: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    summary: str = ""

    def as_json(self) -> dict[str, Any]:
        """The comparison as in `metrics.json`."""
        return {
            "common": self.common,
            "changed": self.changed,
            "verdicts": dict(self.verdicts),
            "summary": self.summary,
            "metrics": _estimates_json(self.metrics),
            "difference": {name: value.as_json() for name, value in self.difference.items()},
        }


def _estimates_json(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: estimate.as_json() for name, estimate in estimates.items()}


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of similar confidence: the mean `confidence`, the share whose quote is `right`, their number `n`."""

    low: float
    high: float
    confidence: float
    right: float
    n: int


@dataclass(frozen=True, slots=True)
class Detectable:
    """The difference between two runs that a number of `questions` can show, of a metric that is 0 or 1 on each.

    With fewer than `wins` questions more on one side and none on the other, no test gives p < 0.05: a difference below
    `least` cannot be shown. A true one of `often`, all in one direction, is shown four times in five. Both are None
    where no difference can be shown.
    """

    questions: int
    wins: int
    least: float | None
    often: float | None

    @property
    def message(self) -> ErrorMessage:
        """The same in a sentence."""
        if self.least is None or self.often is None:
            return ErrorMessage("evaluation_detects_nothing", questions=self.questions, wins=self.wins)
        return ErrorMessage("evaluation_detects", questions=self.questions, least=self.least, often=self.often)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that a run over a question file produced.

    `slices` are the estimates by kind of slice, its value and the metric. `risk_coverage` are (threshold, coverage,
    risk): the share of questions whose confidence reaches the threshold, and the share of wrong quotes among them.
    `notes` say how cells of the question file were understood.
    `missing` counts the judgments that name what the library does not contain. Where the run was `interrupted`,
    `unasked` counts the questions that were not asked, and `out_of_time` says whether its time limit ended it.
    `quoted_without_answer` is how many characters are quoted for a question that has no answer. `detectable` says
    which differences so many questions can show, `max_wrong` from which confidence on to answer. `outcomes` counts how
    the questions went and `reasons` why they were lost, by the names of `outcomes`; `summary` says it in sentences.
    """

    retriever: str
    top_k: int
    results: tuple[Result, ...]
    metrics: Mapping[str, Estimate]
    seconds: Mapping[str, float]
    skipped: tuple[Skipped, ...] = ()
    slices: Mapping[str, Mapping[str, Mapping[str, Estimate]]] = field(default_factory=dict)
    risk_coverage: Sequence[tuple[float, float, float]] = ()
    calibration: Sequence[Bin] = ()
    compare: Mapping[str, Comparison] = field(default_factory=dict)
    baseline: Comparison | None = None
    warnings: tuple[str, ...] = ()
    reading_notes: tuple[str, ...] = ()  # how the file of questions was read
    missing: int = 0
    interrupted: bool = False
    unasked: int = 0
    out_of_time: bool = False
    quoted_without_answer: Estimate | None = None
    detectable: Detectable | None = None
    max_wrong: MaxWrong | None = None
    outcomes: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    summary: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file was read, and what the numbers say, and cannot say, in sentences."""
        quoted = self.quoted_without_answer
        notes: list[str] = [*self.reading_notes]
        if quoted is not None:
            wrongly = sum(result.answered for result in self.results if result.answerable is False)
            told = {"questions": quoted.n, "answered": wrongly, "characters": quoted.mean}
            notes.append(ErrorMessage("evaluation_quoted_without_answer", **told))
        if self.detectable is not None:
            notes.append(self.detectable.message)
        if self.max_wrong is not None:
            notes.append(self.max_wrong.message)
        return tuple(notes)

    @property
    def answerable(self) -> int:
        """How many questions can be answered: those with judgments, unless the file says otherwise."""
        return sum(r.answerable or (r.answerable is None and r.question.judged) for r in self.results)

    def __str__(self) -> str:
        """A table for the terminal: a line for each metric, a column for each run."""
        runs = {self.retriever: self.metrics} | {name: other.metrics for name, other in self.compare.items()}
        asked = len(self.results)
        partial = f"partial: {asked} of {asked + self.unasked} questions" if self.unasked else f"{asked} questions"
        compared = [other.summary for other in (*self.compare.values(), self.baseline) if other and other.summary]
        lines = [partial, *self.summary, *compared, "", f"{'':24}" + "".join(f"{name:>24}" for name in runs)]
        for metric in self.metrics:
            cells = [_cell(metrics[metric]) if metric in metrics else "–" for metrics in runs.values()]
            lines.append(f"{metric:24}" + "".join(f"{cell:>24}" for cell in cells))
        if not self.metrics:
            lines.append("no question says what is expected: use --out DIR to read the answers")
        return "\n".join([*lines, *self.notes, *self.warnings])

    def as_json(self) -> dict[str, Any]:
        """What `wenbao evaluate --json` prints, and `metrics.json` holds."""
        values: dict[str, Any] = {
            "questions": len(self.results),
            "answerable": self.answerable,
            "retriever": self.retriever,
            "top_k": self.top_k,
            "metrics": _estimates_json(self.metrics),
            "seconds": self.seconds,
            "threshold": self.results[0].threshold if self.results else None,
            "summary": list(self.summary),
            "outcomes": dict(self.outcomes),
            "reasons": dict(self.reasons),
            "skipped": [row.as_json() for row in self.skipped],
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "slices": {
                kind: {value: _estimates_json(metrics) for value, metrics in parts.items()}
                for kind, parts in self.slices.items()
            },
            "risk_coverage": [dict(zip(_RISK_COVERAGE, point, strict=True)) for point in self.risk_coverage],
            "calibration": [asdict(confidence_bin) for confidence_bin in self.calibration],
            "compare": {name: other.as_json() for name, other in self.compare.items()},
        }
        if self.quoted_without_answer is not None:
            values["quoted_without_answer"] = self.quoted_without_answer.as_json()
        if self.detectable is not None:
            values["detectable"] = asdict(self.detectable)
        if self.max_wrong is not None:
            values["max_wrong"] = self.max_wrong.as_json()
        if self.interrupted:
            values |= {"partial": True, "unasked": self.unasked, "out_of_time": self.out_of_time}
        if self.baseline is not None:
            values["baseline"] = {"path": self.baseline.name} | self.baseline.as_json()
        rounded: dict[str, Any] = _rounded(values)
        return rounded


_RISK_COVERAGE = ("threshold", "coverage", "risk")


def _cell(estimate: Estimate) -> str:
    return f"{estimate.mean:.4f} [{estimate.low:.3f}, {estimate.high:.3f}]"
