"""One run: every question is asked, its hits are judged, and each result is written down as it comes.

Knows a library as something that answers and lists its articles.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Protocol

import numpy as np

from corpus.records import Article, content_id
from qa.errors import QuestionError
from qa.evaluation import aggregate, metrics, output, relevance
from qa.evaluation.answer_matching import holds_any
from qa.evaluation.questions.records import Question, Skipped
from qa.evaluation.relevance import Relevance
from qa.evaluation.results import Evaluation, FoundPassage, Result
from qa.evaluation.slices import slice_all
from qa.records import Hit, Reply, Turn

Progress = Callable[[str, int, int], None]

_CHUNK = 256  # questions that are measured and written down together
_KEPT_HITS = 10
_SNIPPET = 160  # characters of a hit's marked sentence that are kept
_DEEPEST = 1000  # passages that are asked for in order to get enough different articles
_FORMAT = "1"  # of the results on disk; results of another format are not gone on from


class Answering(Protocol):
    """What is measured: `qa.library.Library`, or whatever answers like it."""

    def ask_all(
        self, questions: Sequence[tuple[str, Sequence[Turn]]], *, top_k: int = ..., retriever: str = ...
    ) -> Iterator[Reply]:
        """Answer the questions in their order."""
        ...

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what is known before it is asked."""

    question: Question
    judgment: Relevance
    answerable: bool | None
    slices: Mapping[str, str]
    key: str


def _quiet(what: str, done: int, total: int) -> None:
    """Tells nobody."""


def evaluate(
    library: Answering,
    questions: Sequence[Question],
    skipped: Sequence[Skipped] = (),
    *,
    retriever: str = "hybrid",
    top_k: int = 10,
    compare: Sequence[str] = (),
    baseline: Path | None = None,
    progress: Progress = _quiet,
    out: Path | None = None,
    resume: bool = False,
) -> Evaluation:
    """Ask all questions and measure the answers.

    `top_k` is how deep the search is measured, at least 10. `compare` names further retrievers to measure on the same
    questions, `baseline` the `metrics.json` of an earlier run. Results are written to `results.jsonl` in `out` as they
    come, also when the run is interrupted; with `resume` those that are there, of the same library, questions and
    settings, are not asked again. Ctrl-C, or a `progress` that raises `KeyboardInterrupt`, ends the run: what was asked
    till then is measured, and marked as `interrupted`; a run that is not whole is not compared. Raises `QuestionError`
    where there is no question, or a file cannot be read or written, and `KeyboardInterrupt` where nothing was asked.
    """
    if not questions:
        raise QuestionError("there is no question to ask: give a file that holds some")
    depth = max(top_k, metrics.DEPTH)
    earlier = aggregate.read_earlier(baseline) if baseline else None  # now, since it may lie in `out`
    begun = time.perf_counter()
    judged = relevance.judge_questions(questions, library)
    answerable = _answerable(questions)
    slices = slice_all(questions, [judgment.article for judgment in judged], answerable)
    state = content_id(*_state(library), _FORMAT, str(depth)) if out else ""
    runs: dict[str, tuple[Result, ...]] = {}
    left_out: list[str] = []
    for name in dict.fromkeys([retriever, *compare]):
        asked = [
            _Asked(question, judgment, said, part, content_id(state, name, repr(question), repr(judgment)))
            for question, judgment, said, part in zip(questions, judged, answerable, slices, strict=True)
        ]
        path = out / output.results_name(name, retriever) if out else None
        if not left_out:
            runs[name] = _run(library, asked, name, depth, progress, path, resume)
        if left_out or len(runs[name]) < len(questions):
            left_out.append(name)
    results = runs.pop(retriever)
    if not results:
        raise KeyboardInterrupt
    found = aggregate.estimates(results)
    confidence, right = aggregate.paired_with_confidence(results, "right")
    each = [sum(result.seconds.values()) for result in results]
    p50, p95 = np.percentile(each, [50, 95])
    return Evaluation(
        retriever,
        depth,
        results,
        found,
        {"total": time.perf_counter() - begun, "p50": float(p50), "p95": float(p95)},
        tuple(skipped),
        aggregate.by_slice(results),
        metrics.risk_coverage(confidence, right),
        metrics.calibration(confidence, right),
        {name: aggregate.compare(name, runs[name], results, found) for name in runs if name not in left_out},
        aggregate.compare_earlier(earlier, results, found) if earlier else None,
        (*_interrupted(left_out, retriever, len(results), len(questions)), *_warnings(judged)),
        sum(len(judgment.missing) for judgment in judged),
        bool(left_out),
        len(questions) - len(results),
    )


def _answerable(questions: Sequence[Question]) -> list[bool | None]:
    """Whether each question can be answered, as far as the file says.

    In a file that marks some questions as unanswerable, those that have judgments and say nothing are answerable.
    """
    marked = any(question.answerable is False for question in questions)
    return [
        True if marked and question.answerable is None and question.judged else question.answerable
        for question in questions
    ]


def _state(library: Answering) -> tuple[str, ...]:
    """What changes whenever a library answers otherwise: its articles, its model, its reranker, its day."""
    from contextlib import closing

    from qa.storage.database import Database

    folder = getattr(library, "folder", None)
    if folder is None:
        return ()
    with closing(Database(folder / "library.db")) as store:
        model = store.get("fingerprint") or ""
    texts = (content_id(article.id, article.title, article.text) for article in library.articles())
    return (model, *getattr(library, "settings", ()), *texts)


def _run(
    library: Answering,
    asked: Sequence[_Asked],
    retriever: str,
    depth: int,
    progress: Progress,
    path: Path | None,
    resume: bool,
) -> tuple[Result, ...]:
    """The results of one retriever, in the order of the questions; those that there are where it is interrupted."""
    done = output.kept(path, {one.key: one.question for one in asked}) if path and resume else {}
    if path:
        output.replace_file(
            path, "".join(output.line(done[one.question.id]) for one in asked if one.question.id in done)
        )
    left = [one for one in asked if one.question.id not in done]
    progress(retriever, len(asked) - len(left), len(asked))
    reduced = any(one.judgment.kind == "articles" for one in asked)
    deep = _first_depth(library, depth) if reduced else depth
    turns = [(one.question.question, one.question.history) for one in left]
    answers = library.ask_all(turns, top_k=deep, retriever=retriever)
    for start in range(0, len(left), _CHUNK):
        chunk = left[start : start + _CHUNK]
        replies: list[Reply] = []
        try:
            for reply in islice(answers, len(chunk)):
                replies.append(reply)
                progress(retriever, len(asked) - len(left) + start + len(replies), len(asked))
            found = _documents(library, chunk, replies, retriever, depth, deep)
        except BaseException as error:  # what has been answered is kept, whatever it was that ended the run
            found = [_reduced(one, reply.hits, depth) for one, reply in zip(chunk, replies, strict=False)]
            results = _results(chunk[: len(replies)], replies, found, depth)
            _keep(results, path)
            if not isinstance(error, KeyboardInterrupt):
                raise
            done |= {result.question.id: result for result in results}
            break
        results = _results(chunk, replies, found, depth)
        _keep(results, path)
        done |= {result.question.id: result for result in results}
    return tuple(done[one.question.id] for one in asked if one.question.id in done)


def _first_depth(library: Answering, depth: int) -> int:
    """How many passages to ask for at first so that mostly `depth` different articles are among them."""
    count = getattr(library, "count", None)
    articles, passages = count() if count else (1, 2)
    return min(_DEEPEST, math.ceil(depth * min(6.0, 1.5 * max(1.0, passages / max(1, articles)))))


def _documents(
    library: Answering, chunk: Sequence[_Asked], replies: Sequence[Reply], retriever: str, depth: int, deep: int
) -> list[tuple[str, ...]]:
    """The documents that were found for each question, best first.

    Where hits belong to so few articles that less than `depth` remain, the search goes on deeper, for these alone.
    """
    found = [_reduced(one, reply.hits, depth) for one, reply in zip(chunk, replies, strict=True)]
    short = [
        place
        for place, reply in enumerate(replies)
        if len(found[place]) < depth and len(reply.hits) >= deep and chunk[place].judgment.kind == "articles"
    ]
    while short and deep < _DEEPEST:
        deep = min(_DEEPEST, deep * 4)
        turns = [(chunk[place].question.question, chunk[place].question.history) for place in short]
        still = []
        for place, reply in zip(short, library.ask_all(turns, top_k=deep, retriever=retriever), strict=True):
            found[place] = _reduced(chunk[place], reply.hits, depth)
            if len(found[place]) < depth and len(reply.hits) >= deep:
                still.append(place)
        short = still
    return found


def _reduced(one: _Asked, hits: Sequence[Hit], depth: int) -> tuple[str, ...]:
    return tuple(name for name, _ in relevance.reduce(one.question, one.judgment, hits))[:depth]


def _results(
    chunk: Sequence[_Asked], replies: Sequence[Reply], found: Sequence[tuple[str, ...]], depth: int
) -> list[Result]:
    """The results of questions that were asked, measured."""
    qrels = {one.question.id: one.judgment.relevant for one in chunk if one.judgment.relevant}
    run = {one.question.id: documents for one, documents in zip(chunk, found, strict=True)}
    searched = metrics.score_search(qrels, run, depth)
    results = []
    for one, reply, documents in zip(chunk, replies, found, strict=True):
        question, judgment = one.question, one.judgment
        own = metrics.score_answer(question, one.answerable, reply, depth)
        quote = reply.best_quote or reply.answer
        titles = {hit.article_id: hit.title or hit.article_id for hit in reply.hits}
        results.append(
            Result(
                question=question,
                judged=judgment.kind,
                expected=judgment.article.title if judgment.article else "",
                relevant=judgment.relevant,
                documents=documents,
                answerable=one.answerable,
                answered=reply.answer is not None,
                confidence=reply.confidence,
                quote=quote.text if quote else "",
                phrase=quote.phrase if quote else "",
                quote_article=titles.get(quote.article_id, quote.article_id) if quote else "",
                right=_right(one, reply),
                hits=tuple(_found(one, hit) for hit in reply.hits[:_KEPT_HITS]),
                metrics=searched.get(question.id, {}) | own,
                slices=one.slices,
                seconds=reply.seconds,
                key=one.key,
            )
        )
    return results


def _right(one: _Asked, reply: Reply) -> bool | None:
    """Whether the quote that was weighed answers: whether it holds an answer.

    Where the question brings no answers, a quote from a relevant passage counts; None where nothing is known.
    """
    quote = reply.best_quote or reply.answer
    if one.answerable is False:
        return False
    if not one.question.judged:
        return None
    if quote is None:
        return False
    if one.question.answers:
        return holds_any(quote.text, one.question.answers)
    hit = next((hit for hit in reply.hits if hit.passage_id == quote.passage_id), None)
    return hit is not None and relevance.relevant(one.question, one.judgment, hit)


def _found(one: _Asked, hit: Hit) -> FoundPassage:
    start, end = hit.highlights[0] if hit.highlights else (hit.start, hit.end)
    text = hit.text[start - hit.start : end - hit.start]
    text = text if len(text) <= _SNIPPET else text[: _SNIPPET - 1] + "…"
    document = relevance.documents(one.judgment, hit)[0]
    return FoundPassage(
        hit.rank, document, round(hit.score, 4), hit.passage_id,
        hit.article_id, hit.title, hit.source, hit.date, hit.page,
        relevance.relevant(one.question, one.judgment, hit) if one.judgment.kind else None, text,
    )  # fmt: skip


def _keep(results: Sequence[Result], path: Path | None) -> None:
    if path is None:
        return
    try:
        stream: IO[str]
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.writelines(map(output.line, results))
    except OSError as error:
        raise QuestionError(f"{path} cannot be written: {error.strerror or error}") from error


def _interrupted(left_out: Sequence[str], retriever: str, asked: int, total: int) -> list[str]:
    """What an interruption leaves the numbers without."""
    found = [f"interrupted: {asked} of {total} questions were asked"] if asked < total else []
    others = [name for name in left_out if name != retriever]
    return found + ([f"interrupted: not compared with {', '.join(others)}"] if others else [])


def _warnings(judged: Sequence[Relevance]) -> tuple[str, ...]:
    """What lowers the numbers without being the library's fault."""
    found = []
    for kind, what in (("articles", "articles"), ("passages", "passages"), ("evidence", "quotes of evidence")):
        missing = [name for judgment in judged if judgment.kind == kind for name in judgment.missing]
        if missing:
            few = ", ".join(name if len(name) <= 40 else name[:39] + "…" for name in dict.fromkeys(missing[:3]))
            found.append(
                f"{len(missing)} {what} that the questions name are not in the library, which lowers recall: {few}"
                + (", …" if len(missing) > 3 else "")
            )
    return tuple(found)
