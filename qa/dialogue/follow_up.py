"""How a turn of a conversation depends on the one before, and the rules that decide it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeVar

from qa.language.dates import YEAR

Turn = TypeVar("Turn")


class Dependence(Enum):
    """Whether a turn depends on what came before."""

    NO = auto()
    PERHAPS = auto()
    UNLIKELY = auto()  # the turn has content of its own, which its answer must have too
    YES = auto()
    MORE = auto()  # asks the same question again, for further answers


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A turn as a standalone question, if it depends on the last; as it was asked if `dependence` is `NO`.

    `rule` is the name of the rule that was applied.
    """

    question: str
    dependence: Dependence
    rule: str = ""


def apply_rules(rules: Sequence[tuple[str, Callable[[Turn], Rewrite | None]]], turn: Turn) -> Rewrite:
    """What the first rule that fits makes of the turn. The last rule must fit every turn."""
    for name, rule in rules:
        rewrite = rule(turn)
        if rewrite is not None:
            return replace(rewrite, rule=name)
    raise ValueError("no rule fits the turn: the last rule must always fit")


def with_year(question: str, year: str, suffix: str = "") -> str:
    """The question with `year` for every year in it, or, if it has none, behind `year` and the suffix."""
    return YEAR.sub(year, question) if YEAR.search(question) else f"{year}{suffix}{question}"
