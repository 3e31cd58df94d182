"""Runs an evaluation: asks every question, scores the replies, and writes the results down as they come."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.records import Article, Passage, content_id
from qa.errors import ErrorMessage, QuestionError
from qa.evaluation import aggregate, metrics, outcomes, output
from qa.evaluation.max_wrong import find_threshold
from qa.evaluation.questions.records import Question, Skipped
from qa.evaluation.relevance import Relevance, judge_questions
from qa.evaluation.results import Evaluation, Result
from qa.evaluation.scoring import Prepared, documents_found, score
from qa.evaluation.slices import slice_all
from qa.records import Reply, Turn

Progress = Callable[[str, int, int], None]

MEASURING = "measuring"  # the step in which the metrics are computed
_CHUNK = 256  # questions that are scored and written down together
_MAX_SEARCH_DEPTH = 1000  # passages that are searched at most to find enough different articles
_FORMAT = "1"  # of saved results; results of another format are not resumed
_MAX_NAMES = 3  # missing documents that a warning names
_MAX_NAME_LENGTH = 40  # characters


class EvaluationStoppedError(Exception):
    """Raised by a `progress` callback to end an evaluation, as Ctrl-C does: what has been asked is measured.

    `out_of_time` says that a time limit is the reason.
    """

    def __init__(self, out_of_time: bool = False) -> None:
        super().__init__()
        self.out_of_time = out_of_time


class Answering(Protocol):
    """What is evaluated: `qa.library.Library`, or anything with these methods."""

    def ask_all(
        self, questions: Sequence[tuple[str, Sequence[Turn]]], *, top_k: int = ..., retriever: str = ...
    ) -> Iterator[Reply]:
        """Answer the questions, each with its earlier turns, in their order."""
        ...

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        ...

    def passages(self) -> Iterator[Passage]:
        """All passages."""
        ...

    def count(self) -> tuple[int, int]:
        """The number of articles and the number of passages."""
        ...

    def fingerprint(self) -> str:
        """A name for everything that answers depend on."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """How an evaluation is run.

    - `retriever`: how passages are searched. `compare`: further retrievers to measure on the same questions.
    - `top_k`: how deep the search is measured, at least 10.
    - `baseline`: the `metrics.json` of an earlier run to compare with.
    - `out`: a folder in which results are written to `results.jsonl` as they come, also of a run that is interrupted.
    - `resume`: whether results in `out` of the same library, question and settings are used again.
    - `max_wrong`: the share of wrong answers that is allowed, for which a threshold is looked for at the level of
      confidence `confidence_level`, both 0 to 1; None to look for none.
    - `time_limit`: seconds after which no question but the first is asked; None for no limit.
    """

    retriever: str = "hybrid"
    top_k: int = 10
    compare: Sequence[str] = ()
    baseline: Path | None = None
    out: Path | None = None
    resume: bool = False
    max_wrong: float | None = None
    confidence_level: float = 0.95
    time_limit: float | None = None

    @property
    def depth(self) -> int:
        """How many documents of each question are measured."""
        return max(self.top_k, metrics.DEPTH)

    @property
    def retrievers(self) -> list[str]:
        """All retrievers, each once, the one that is evaluated first."""
        return list(dict.fromkeys([self.retriever, *self.compare]))


_DEFAULTS = Options()


def _ignore(retriever: str, done: int, total: int) -> None:
    """Ignore progress."""


def evaluate(
    library: Answering,
    questions: Sequence[Question],
    skipped: Sequence[Skipped] = (),
    options: Options = _DEFAULTS,
    progress: Progress = _ignore,
) -> Evaluation:
    """Ask all questions and measure the answers. `skipped` are the rows of the file that the evaluation reports.

    `progress` is called with the retriever, the number of questions done, and their total, and then with `MEASURING`
    while the metrics are computed. Ctrl-C, or a `progress` that
    raises `EvaluationStoppedError`, or the time limit ends the run: what has been asked is measured and marked as
    `interrupted`, and an incomplete run is not compared. Raises `QuestionError` where there is no question or a file
    cannot be read or written, `KeyboardInterrupt` where nothing was asked, and what `library` raises.
    """
    if not questions:
        raise QuestionError("evaluation_no_questions")
    earlier = aggregate.read_earlier(options.baseline) if options.baseline else None  # first, as it may lie in `out`
    begun = time.perf_counter()
    clock = _Clock(progress, None if options.time_limit is None else begun + options.time_limit)
    relevances = judge_questions(questions, library)
    runs = _run_all(library, _prepare(questions, relevances), options, clock)
    results = runs.pop(options.retriever)
    if not results:
        raise KeyboardInterrupt
    complete = len(results) == len(questions)
    compared = {name: other for name, other in runs.items() if complete and len(other) == len(questions)}
    not_compared = [name for name in options.retrievers[1:] if name not in compared]
    clock.measures(0)
    measured = _measured(results, compared, earlier, options)
    clock.measures(1)
    return replace(
        measured,
        seconds={"total": time.perf_counter() - begun, **_latency(results)},
        skipped=tuple(skipped),
        warnings=(*_interruptions(len(results), len(questions), not_compared, clock), *_missing(relevances)),
        missing=sum(len(relevance.missing) for relevance in relevances),
        interrupted=not complete or bool(not_compared),
        unasked=len(questions) - len(results),
        out_of_time=clock.out_of_time,
    )


def _measured(
    results: tuple[Result, ...],
    compared: Mapping[str, tuple[Result, ...]],
    earlier: aggregate.Earlier | None,
    options: Options,
) -> Evaluation:
    """Everything that follows from the results: counts, metrics, and comparisons."""
    estimates = aggregate.estimates(results)
    confidence, right = aggregate.paired_with_confidence(results, "right")
    compare, baseline = aggregate.corrected(
        {name: aggregate.compare(name, other, results, estimates) for name, other in compared.items()},
        aggregate.compare_earlier(earlier, results, estimates) if earlier else None,
    )
    allowed = options.max_wrong
    counts = outcomes.Counts.of(results)
    return Evaluation(
        retriever=options.retriever,
        top_k=options.depth,
        results=results,
        metrics=estimates,
        seconds={},
        slices=aggregate.by_slice(results),
        risk_coverage=metrics.risk_coverage(confidence, right),
        calibration=metrics.calibration(confidence, right),
        compare=compare,
        baseline=baseline,
        quoted_without_answer=aggregate.quoted_without_answer(results),
        detectable=aggregate.detectable(len(results)) if estimates else None,
        max_wrong=None if allowed is None else find_threshold(
            *aggregate.judged_pairs(results), allowed, options.confidence_level
        ),
        outcomes=counts.kinds,
        reasons=counts.reasons,
        summary=outcomes.sentences(counts),
    )  # fmt: skip


class _Clock:
    """A `progress` that ends the evaluation after its time. `out_of_time` says whether a time limit has ended it."""

    def __init__(self, progress: Progress, deadline: float | None) -> None:
        self._progress, self._deadline = progress, deadline
        self.out_of_time = False

    def measures(self, done: int) -> None:
        """Report that the metrics are being computed, `done` is 0, or have been, 1. It is too late to end the run."""
        with suppress(EvaluationStoppedError):
            self._progress(MEASURING, done, 1)

    def __call__(self, retriever: str, done: int, total: int) -> None:
        """Report progress. Raises `EvaluationStoppedError` after the time, but not before the first answer."""
        try:
            self._progress(retriever, done, total)
            if self._deadline is not None and 0 < done < total and time.perf_counter() > self._deadline:
                raise EvaluationStoppedError(out_of_time=True)
        except EvaluationStoppedError as stopped:
            self.out_of_time = stopped.out_of_time
            raise


def _prepare(questions: Sequence[Question], relevances: Sequence[Relevance]) -> list[Prepared]:
    """The questions with what is known before they are asked. Their keys are still without library and settings."""
    answerable = _answerable(questions)
    slices = slice_all(questions, [relevance.article for relevance in relevances], answerable)
    return [
        Prepared(*known, key=content_id(repr(known[0]), repr(known[1])))
        for known in zip(questions, relevances, answerable, slices, strict=True)
    ]


def _answerable(questions: Sequence[Question]) -> list[bool | None]:
    """Whether each question can be answered; None where the file does not say.

    In a file that marks some questions as unanswerable, the others with judgments are answerable.
    """
    marked = any(question.answerable is False for question in questions)
    return [
        True if marked and question.answerable is None and question.judged else question.answerable
        for question in questions
    ]


def _latency(results: Sequence[Result]) -> dict[str, float]:
    """The median and the 95th percentile of the seconds that a question took."""
    p50, p95 = np.percentile([sum(result.seconds.values()) for result in results], [50, 95])
    return {"p50": float(p50), "p95": float(p95)}


def _run_all(
    library: Answering, questions: Sequence[Prepared], options: Options, progress: _Clock
) -> dict[str, tuple[Result, ...]]:
    """The results of each retriever, until one is interrupted."""
    state = content_id(library.fingerprint(), _FORMAT, str(options.depth)) if options.out else ""
    runs: dict[str, tuple[Result, ...]] = {}
    for retriever in options.retrievers:
        path = options.out / output.results_name(retriever, options.retriever) if options.out else None
        keyed = [replace(prepared, key=content_id(state, retriever, prepared.key)) for prepared in questions]
        run = _Run(library, retriever, options.depth, path, progress)
        runs[retriever] = run.results(keyed, options.resume)
        if len(runs[retriever]) < len(questions):
            break
    return runs


@dataclass(frozen=True, slots=True)
class _Run:
    """Asks questions with one retriever. `path` is the file of results, None where they are not written down."""

    library: Answering
    retriever: str
    depth: int
    path: Path | None
    progress: Progress

    def results(self, questions: Sequence[Prepared], resume: bool) -> tuple[Result, ...]:
        """The results in the order of the questions; where the run is interrupted, of those that were answered."""
        done = self._saved(questions) if resume else {}
        if self.path:
            lines = [output.line(done[one.question.id]) for one in questions if one.question.id in done]
            output.replace_file(self.path, "".join(lines))
        left = [one for one in questions if one.question.id not in done]
        with suppress(KeyboardInterrupt, EvaluationStoppedError):
            self._ask(left, self._search_depth(questions), done)
        return tuple(done[one.question.id] for one in questions if one.question.id in done)

    def _saved(self, questions: Sequence[Prepared]) -> dict[str, Result]:
        return output.saved_results(self.path, {one.key: one.question for one in questions}) if self.path else {}

    def _ask(self, questions: Sequence[Prepared], search_depth: int, done: dict[str, Result]) -> None:
        """Ask the questions and add their results to `done` and to the file, chunk by chunk.

        If a chunk is not finished, for whatever reason, the results of what was answered are saved.
        """
        resumed, total = len(done), len(done) + len(questions)
        self.progress(self.retriever, resumed, total)
        upcoming = self._replies(questions, search_depth)
        for start in range(0, len(questions), _CHUNK):
            chunk = questions[start : start + _CHUNK]
            replies: list[Reply] = []
            documents: list[tuple[str, ...]] = []
            try:
                for prepared, reply in zip(chunk, islice(upcoming, len(chunk)), strict=True):
                    replies.append(reply)
                    documents.append(documents_found(prepared, reply.hits, self.depth))
                    self.progress(self.retriever, resumed + start + len(replies), total)
                self._search_deeper(chunk, replies, documents, search_depth)
            finally:
                count = len(documents)  # Ctrl-C may come before the documents of the last reply are there
                results = score(chunk[:count], replies[:count], documents, self.depth)
                if self.path:
                    output.append_results(self.path, results)
                done.update((result.question.id, result) for result in results)

    def _replies(self, questions: Sequence[Prepared], search_depth: int) -> Iterator[Reply]:
        turns = [(one.question.question, one.question.history) for one in questions]
        return self.library.ask_all(turns, top_k=search_depth, retriever=self.retriever)

    def _search_depth(self, questions: Sequence[Prepared]) -> int:
        """How many passages to search, so that in most cases `depth` different articles are among them."""
        if not any(one.relevance.kind == "articles" for one in questions):
            return self.depth
        articles, passages = self.library.count()
        passages_per_article = max(1.0, passages / max(1, articles))
        return min(_MAX_SEARCH_DEPTH, math.ceil(self.depth * min(6.0, 1.5 * passages_per_article)))

    def _search_deeper(
        self, chunk: Sequence[Prepared], replies: Sequence[Reply], documents: list[tuple[str, ...]], search_depth: int
    ) -> None:
        """Search on where the hits belong to fewer than `depth` articles, and replace these entries of `documents`."""
        short = [
            number
            for number, (prepared, reply) in enumerate(zip(chunk, replies, strict=True))
            if prepared.relevance.kind == "articles" and self._is_short(documents[number], reply, search_depth)
        ]
        while short and search_depth < _MAX_SEARCH_DEPTH:
            search_depth = min(_MAX_SEARCH_DEPTH, search_depth * 4)
            still_short = []
            for number, reply in zip(short, self._replies([chunk[n] for n in short], search_depth), strict=True):
                documents[number] = documents_found(chunk[number], reply.hits, self.depth)
                if self._is_short(documents[number], reply, search_depth):
                    still_short.append(number)
            short = still_short

    def _is_short(self, documents: Sequence[str], reply: Reply, search_depth: int) -> bool:
        """Whether there are fewer than `depth` documents, and a deeper search may find more."""
        return len(documents) < self.depth and len(reply.hits) >= search_depth


def _interruptions(asked: int, total: int, not_compared: Sequence[str], clock: _Clock) -> list[str]:
    """Warnings of what is missing because the run was interrupted."""
    warnings: list[str] = []
    if asked < total:
        key = "evaluation_out_of_time" if clock.out_of_time else "evaluation_interrupted"
        warnings.append(ErrorMessage(key, asked=asked, total=total))
    if not_compared:
        warnings.append(ErrorMessage("evaluation_not_compared", retrievers=", ".join(not_compared)))
    return warnings


def _missing(relevances: Sequence[Relevance]) -> list[str]:
    """Warnings of judgments that name what the library does not contain, which lowers the metrics."""
    warnings: list[str] = []
    for kind in ("articles", "passages", "evidence"):
        missing = [name for relevance in relevances if relevance.kind == kind for name in relevance.missing]
        if missing:
            names = [_shortened(name) for name in dict.fromkeys(missing[:_MAX_NAMES])]
            names += ["…"] if len(missing) > _MAX_NAMES else []
            warnings.append(ErrorMessage(f"evaluation_missing_{kind}", count=len(missing), names=", ".join(names)))
    return warnings


def _shortened(name: str) -> str:
    return name if len(name) <= _MAX_NAME_LENGTH else name[: _MAX_NAME_LENGTH - 1] + "…"
