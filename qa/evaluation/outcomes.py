"""How each question went and, where it was lost, why: in counts, and in sentences that need no metric.

A reply goes through four steps, each of which can lose it: the passages are found, a sentence is chosen, its exact
phrase is marked, and the confidence decides whether to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import NamedTuple

from qa.errors import ErrorMessage
from qa.evaluation.answer_matching import contains_answer, holds_any
from qa.evaluation.results import Comparison, Result

READ = 5  # passages from which an answer is chosen; `qa.answer.evidence.PASSAGES`

# How a question went. `unknown`: the file does not say what is right.
KINDS = ("right", "wrong", "refused_wrongly", "refused_rightly", "answered_wrongly", "unknown")

# Why it was lost, in the order of the steps.
# - `retrieval`: no right article or passage is among those that are read.
# - `passage`: a right article is, but no passage with the answer.
# - `sentence`: they are, but another sentence was chosen.
# - `span`: the quote has the answer, and another phrase of it was marked.
# - `parts`: the quotes lack a part of an answer that has several.
# - `refusal`: the right sentence was the nearest, and the confidence too low to answer.
# - `no_answer`: the articles do not say, and a sentence was quoted all the same.
# - `unexplained`: the file does not say where the answer is.
REASONS = ("retrieval", "passage", "sentence", "span", "parts", "refusal", "no_answer", "unexplained")


class Outcome(NamedTuple):
    """How a question went, one of `KINDS`, and why it was lost, one of `REASONS`; empty where nothing was."""

    kind: str
    why: str = ""

    @property
    def grade(self) -> int:
        """2 for what is fully right or unknown, 1 for a right quote with a fault, 0 for a loss."""
        if not self.why:
            return 2
        return 1 if self.kind == "right" else 0


def outcome(result: Result) -> Outcome:
    """How a question went."""
    question = result.question
    if result.answerable is False:
        return Outcome("answered_wrongly", "no_answer") if result.answered else Outcome("refused_rightly")
    if not result.answered:
        if not (result.answerable or question.judged):
            return Outcome("unknown")
        return Outcome("refused_wrongly", _why(result) if result.right is False else "refusal")
    if result.right is None:
        return Outcome("unknown")
    if not result.right:
        return Outcome("wrong", _why(result))
    if result.metrics.get("all_of", 1) < 1:
        return Outcome("right", "parts")
    return Outcome("right", "span" if _is_other_phrase(result) else "")


def _why(result: Result) -> str:
    """Why the quote is not right."""
    if not result.judged:
        return "unexplained"
    if not any(hit.relevant for hit in result.hits[:READ]):
        return "retrieval"
    # Of a judged article another passage may have been found; it is known where the answers are given.
    return "passage" if result.metrics.get(f"answer_in_passage@{READ}") == 0 else "sentence"


def _is_other_phrase(result: Result) -> bool:
    """Whether the marked phrase neither contains one of the answers nor stands in one."""
    expected = result.question.expected
    several = "\n" in result.quote  # quotes, each with a phrase of its own
    if not expected or several or result.phrase in ("", result.quote):
        return False
    return not holds_any(result.phrase, expected) and not any(contains_answer(one, result.phrase) for one in expected)


def rank_of_right(result: Result) -> int | None:
    """The rank of the first right passage among those that are listed, from 1; None where there is none."""
    return next((hit.rank for hit in result.hits if hit.relevant), None)


def explained(result: Result) -> ErrorMessage | None:
    """Why a question was lost, in a sentence with what is known of it; None where it was not."""
    why, rank = outcome(result).why, rank_of_right(result)
    threshold = "–" if result.threshold is None else f"{result.threshold:.1%}"
    sure = {"confidence": f"{result.confidence:.1%}", "threshold": threshold}
    if why == "retrieval":
        known = {"read": READ} if rank is None else {"read": READ, "rank": rank}
        return ErrorMessage("explain_retrieval" if rank is None else "explain_retrieval_rank", **known)
    if why == "sentence":
        return ErrorMessage("explain_sentence", rank=rank)
    if why == "parts":
        parts = len(result.question.all_of)
        return ErrorMessage("explain_parts", parts=parts, held=round(parts * result.metrics["all_of"]))
    if why == "refusal":
        return ErrorMessage("explain_refusal" if result.right else "explain_refused", **sure)
    if why == "no_answer":
        return ErrorMessage("explain_no_answer", **sure)
    return ErrorMessage(f"explain_{why}") if why else None


@dataclass(frozen=True)
class Counts:
    """How many questions went how, and why."""

    outcomes: Sequence[Outcome]

    @classmethod
    def of(cls, results: Iterable[Result]) -> Counts:
        """The counts of these results."""
        return cls([outcome(result) for result in results])

    @cached_property
    def kinds(self) -> dict[str, int]:
        """How many questions went how, by kind, in the order of `KINDS`; 0 for those of which there is none."""
        counted = Counter(one.kind for one in self.outcomes)
        return {kind: counted[kind] for kind in KINDS}

    @cached_property
    def reasons(self) -> dict[str, int]:
        """How many were lost why, in the order of `REASONS`, without those of which there is none."""
        counted = Counter(one.why for one in self.outcomes if one.why)
        return {why: counted[why] for why in REASONS if counted[why]}


def sentences(counts: Counts) -> tuple[ErrorMessage, ...]:
    """How the questions went, in sentences with counts: first those with an answer, those without, then the reasons."""
    kinds = counts.kinds
    told = []
    answerable = kinds["right"] + kinds["wrong"] + kinds["refused_wrongly"]
    if answerable:
        told.append(_answerable(answerable, kinds))
    unanswerable = kinds["refused_rightly"] + kinds["answered_wrongly"]
    if unanswerable:
        told.append(ErrorMessage(
            "outcome_unanswerable", questions=_questions(unanswerable), rightly=kinds["refused_rightly"],
            wrongly=kinds["answered_wrongly"],
        ))  # fmt: skip
    if kinds["unknown"]:
        told.append(ErrorMessage("outcome_unjudged", questions=_questions(kinds["unknown"])))
    lost = Counter(one.why for one in counts.outcomes if one.kind in ("wrong", "refused_wrongly"))
    faulty = Counter(one.why for one in counts.outcomes if one.kind == "right" and one.why)
    told += [_reasons(key, counted) for key, counted in (("lost", lost), ("faulty", faulty)) if counted]
    return tuple(told)


def _reasons(key: str, counted: Mapping[str, int]) -> ErrorMessage:
    """How many questions were lost why, in the order of `REASONS`."""
    parts = [(ErrorMessage(f"why_{why}"), counted[why]) for why in REASONS if counted[why]]
    listed = [ErrorMessage("outcome_count", n=n, what=what) for what, n in parts]
    joined = reduce(lambda first, second: ErrorMessage("outcome_and", first=first, second=second), listed)
    return ErrorMessage(f"outcome_{key}", reasons=joined)


def _answerable(questions: int, kinds: dict[str, int]) -> ErrorMessage:
    counted = {name: kinds[name] for name in ("right", "wrong", "refused_wrongly")}
    return ErrorMessage("outcome_answerable", questions=_questions(questions), **counted)


def _questions(n: int) -> ErrorMessage:
    return ErrorMessage("outcome_question" if n == 1 else "outcome_questions", n=n)


# How a question went in two runs: better in this one, worse, lost by both in another way, by both alike, right in both.
VERDICTS = ("won", "lost", "differently", "alike", "both")


def verdict(ours: Result, theirs: Result) -> str:
    """How a question went in this run and in another, one of `VERDICTS`."""
    mine, other = outcome(ours), outcome(theirs)
    if mine.grade != other.grade:
        return "won" if mine.grade > other.grade else "lost"
    if mine.grade == 2:
        return "both"
    same = mine == other and (ours.quote, ours.phrase) == (theirs.quote, theirs.phrase)
    return "alike" if same else "differently"


def pairs(results: Sequence[Result], other: Comparison) -> list[tuple[Result, Result]]:
    """The results of this run with those of another run for the same questions."""
    theirs = {result.question.id: result for result in other.results}
    return [(mine, theirs[mine.question.id]) for mine in results if mine.question.id in theirs]


def verdicts(paired: Sequence[tuple[Result, Result]]) -> dict[str, int]:
    """How many questions went how in two runs, in the order of `VERDICTS`."""
    counted = Counter(verdict(*pair) for pair in paired)
    return {name: counted[name] for name in VERDICTS}


def compared(name: str, counted: Mapping[str, int]) -> ErrorMessage:
    """How this run differs from another one, in a sentence; `counted` is from `verdicts`."""
    questions = _questions(sum(counted.values()))
    return ErrorMessage("outcome_compared", name=name, questions=questions, **counted)
