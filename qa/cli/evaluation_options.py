"""Refuses options of `evaluate` that would have no effect, before anything is asked."""

from __future__ import annotations

import argparse

from qa.errors import QuestionError
from qa.evaluation import parse_gates

_OF_FILES = {"--column": "column", "--ignore": "ignore", "--separator": "separator", "--qrels": "qrels"}
_OF_RUNS = {
    "--max-wrong": "max_wrong", "--apply": "apply", "--time-limit": "time_limit", "--compare": "compare",
    "--fail-under": "fail_under", "--baseline": "baseline", "--out": "out", "--resume": "resume",
}  # fmt: skip
_NEEDS = {"resume": ("--resume", "out", "--out"), "apply": ("--apply", "max_wrong", "--max-wrong")}


def check(options: argparse.Namespace) -> None:
    """Raise `QuestionError` for options that contradict each other, or could not be followed."""
    parse_gates(options.fail_under)
    if options.default_threshold:
        _refuse(options, "--default-threshold", _OF_FILES | _OF_RUNS)
    if options.from_feedback:
        _refuse(options, "--from-feedback", _OF_FILES)
    for given, (option, wanted, needed) in _NEEDS.items():
        if getattr(options, given) and getattr(options, wanted) is None:
            raise QuestionError("evaluate_option_alone", option=option, needed=needed)
    if options.apply and options.retriever != "hybrid":
        raise QuestionError("max_wrong_other_search")


def _refuse(options: argparse.Namespace, choice: str, others: dict[str, str]) -> None:
    given = [option for option, name in others.items() if getattr(options, name) not in (None, False, "", [])]
    if given:
        raise QuestionError("evaluate_option_without_effect", options=", ".join(given), choice=choice)
