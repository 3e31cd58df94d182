"""How a turn goes on from the one before. Knows strings only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

YEAR = re.compile(r"(?<![0-9])(?:1[0-9]|20)[0-9]{2}(?![0-9])")


class Dependence(Enum):
    """Whether a turn leans on what came before."""

    NO = auto()
    PERHAPS = auto()
    UNLIKELY = auto()  # it says something of its own, so what answers must hold that too
    YES = auto()
    FURTHER = auto()  # the same question again, for what was not told yet


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A turn as it stands alone if it does lean; as it was asked where `lean` is `NO`."""

    question: str
    lean: Dependence


def with_year(last: str, year: str, suffix: str = "") -> str:
    """The last question, asked of another year; unchanged where it names none."""
    return YEAR.sub(year, last) if YEAR.search(last) else f"{year}{suffix}{last}"
