"""What comes out of an evaluation: a result for each question, estimates over all of them, differences between runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa.evaluation.questions.records import Question, Skipped

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found. `document` is what it counts as; `text` is the part of it that is marked."""

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

    def as_json(self) -> dict[str, Any]:
        """The passage as `results.jsonl` holds it."""
        return {name: getattr(self, name) for name in _FOUND}


_FOUND = tuple(FoundPassage.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Result:
    """How one question went.

    `judged` says what decided on relevance, empty where nothing does. `expected` is the headline of the first relevant
    article, empty where it is not known. `relevant` are the relevant documents with their grades, `documents` those
    that were found, best first. `answerable` is what the file says, or lets one conclude. `quote` is the sentence that
    was weighed, `phrase` the exact answer in it; they are the answer where `answered`. `right` is whether the quote
    answers, None where it is not known. `metrics` are those that the question has a say in. `seconds` are shares of
    time as `Reply` gives them; `key` names the question, the library and the settings.
    """

    question: Question
    judged: str
    expected: str
    relevant: Mapping[str, int]
    documents: tuple[str, ...]
    answerable: bool | None
    answered: bool
    confidence: float
    quote: str
    phrase: str
    quote_article: str
    right: bool | None
    hits: tuple[FoundPassage, ...]
    metrics: Mapping[str, float]
    slices: Mapping[str, str]
    seconds: Mapping[str, float]
    key: str = ""

    def as_json(self) -> dict[str, Any]:
        """The result as a row of `results.jsonl`; `of_json` reads it back."""
        question = self.question
        return {
            "id": question.id,
            "line": question.line,
            "question": question.question,
            "history": [{"question": turn.question, "answer": turn.answer} for turn in question.history],
            "answers": list(question.answers),
            "answerable": self.answerable,
            "judged": self.judged,
            "expected": self.expected,
            "relevant": dict(self.relevant),
            "documents": list(self.documents),
            "answered": self.answered,
            "confidence": self.confidence,
            "quote": self.quote,
            "phrase": self.phrase,
            "quote_article": self.quote_article,
            "right": self.right,
            "metrics": dict(self.metrics),
            "slices": dict(self.slices),
            "seconds": dict(self.seconds),
            "hits": [hit.as_json() for hit in self.hits],
            "key": self.key,
        }

    @classmethod
    def of_json(cls, row: Mapping[str, Any], question: Question) -> Result:
        """The result that a row holds. Raises `KeyError` or `TypeError` where it is no such row."""
        return cls(
            question, row["judged"], row["expected"], row["relevant"], tuple(row["documents"]), row["answerable"],
            row["answered"], row["confidence"], row["quote"], row["phrase"], row["quote_article"], row["right"],
            tuple(FoundPassage(**hit) for hit in row["hits"]), row["metrics"], row["slices"], row["seconds"],
            row["key"],
        )  # fmt: skip

    @property
    def miss(self) -> tuple[str, ...]:
        """What went wrong, each by its name: `not found`, `not first`, `wrong quote`, `refused`, `answered`."""
        names = []
        if self.metrics.get("success@10") == 0:
            names.append("not found")
        elif self.metrics.get("success@1") == 0:
            names.append("not first")
        if self.metrics.get("refused_wrongly") == 1 or (not self.answered and self.question.answers):
            names.append("refused")
        elif self.metrics.get("answer_in_quote") == 0:
            names.append("wrong quote")
        if self.metrics.get("answered_wrongly") == 1:
            names.append("answered")
        return tuple(names)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions, or a number of another kind, with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int

    def as_json(self) -> dict[str, Any]:
        """The estimate as `metrics.json` holds it."""
        return {
            "mean": round(self.mean, _DIGITS),
            "ci95": [round(self.low, _DIGITS), round(self.high, _DIGITS)],
            "n": self.n,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """This run less another, over the `n` questions that both have. `p` is that of the paired randomisation test.

    `win`, `tie` and `loss` count the questions on which this run is better, equal, worse; None of it is there for a
    number that is no mean over questions, or where the other run's results are not at hand.
    """

    mean: float
    low: float | None = None
    high: float | None = None
    p: float | None = None
    win: int | None = None
    tie: int | None = None
    loss: int | None = None
    n: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The difference as `metrics.json` holds it."""
        row: dict[str, Any] = {"mean": round(self.mean, _DIGITS)}
        if self.low is not None and self.high is not None and self.p is not None:
            row["ci95"] = [round(self.low, _DIGITS), round(self.high, _DIGITS)]
            row |= {"p": round(self.p, _DIGITS), "win": self.win, "tie": self.tie, "loss": self.loss, "n": self.n}
        return row


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another run: its numbers, and what this run differs by. `results` is empty for a run of another day.

    `common` counts the questions that both runs have, `changed` those of the same id whose words are others now.
    """

    name: str
    metrics: Mapping[str, Estimate]
    difference: Mapping[str, Difference]
    results: tuple[Result, ...] = ()
    common: int = 0
    changed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The comparison as `metrics.json` holds it."""
        return {
            "common": self.common,
            "changed": self.changed,
            "metrics": {name: value.as_json() for name, value in self.metrics.items()},
            "difference": {name: value.as_json() for name, value in self.difference.items()},
        }


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of like confidence: the mean `confidence`, the share whose quote is `right`, and their number `n`."""

    low: float
    high: float
    confidence: float
    right: float
    n: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that a run over a question file brought.

    `slices` are the estimates by kind of slice, its value and the metric. `risk_coverage` are (threshold, coverage,
    risk): of the questions whose confidence reaches the threshold, the share answered and the share of these wrong.
    `missing` counts the judgments that name what the library does not hold. Where the run was `interrupted`, `unasked`
    counts the questions that it left.
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
    missing: int = 0
    interrupted: bool = False
    unasked: int = 0

    @property
    def answerable(self) -> int:
        """How many questions the articles are said to answer: those with judgments, unless the file says otherwise."""
        return sum(r.answerable or (r.answerable is None and r.question.judged) for r in self.results)

    def __str__(self) -> str:
        """A table for the terminal: a line a metric, this run and those that it is compared with."""
        runs = {self.retriever: self.metrics} | {name: other.metrics for name, other in self.compare.items()}
        lines = [f"{len(self.results)} questions", f"{'':24}" + "".join(f"{name:>24}" for name in runs)]
        for metric in self.metrics:
            cells = [_cell(metrics[metric]) if metric in metrics else "–" for metrics in runs.values()]
            lines.append(f"{metric:24}" + "".join(f"{cell:>24}" for cell in cells))
        nothing = (
            [] if self.metrics else ["no question says what is expected: the answers are there to read in --out DIR"]
        )
        return "\n".join([*lines, *nothing, *self.warnings])

    def as_json(self) -> dict[str, Any]:
        """What `wenbao evaluate --json` prints and `metrics.json` holds."""
        found: dict[str, Any] = {
            "questions": len(self.results),
            "answerable": self.answerable,
            "retriever": self.retriever,
            "top_k": self.top_k,
            "metrics": {name: value.as_json() for name, value in self.metrics.items()},
            "seconds": {name: round(value, _DIGITS) for name, value in self.seconds.items()},
            "skipped": [row.as_json() for row in self.skipped],
            "warnings": list(self.warnings),
            "slices": {
                kind: {
                    value: {name: estimate.as_json() for name, estimate in metrics.items()}
                    for value, metrics in values.items()
                }
                for kind, values in self.slices.items()
            },
            "risk_coverage": [
                {"threshold": round(t, _DIGITS), "coverage": round(c, _DIGITS), "risk": round(r, _DIGITS)}
                for t, c, r in self.risk_coverage
            ],
            "calibration": [
                {
                    "low": b.low,
                    "high": b.high,
                    "confidence": round(b.confidence, _DIGITS),
                    "right": round(b.right, _DIGITS),
                    "n": b.n,
                }
                for b in self.calibration
            ],
            "compare": {name: value.as_json() for name, value in self.compare.items()},
        }
        if self.interrupted:
            found["unasked"] = self.unasked
        if self.baseline is not None:
            found["baseline"] = {"path": self.baseline.name} | self.baseline.as_json()
        return found


def _cell(estimate: Estimate) -> str:
    return f"{estimate.mean:.4f} [{estimate.low:.3f}, {estimate.high:.3f}]"
