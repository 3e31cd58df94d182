"""The parts of an English question: two that are joined by `and`, or two things that are compared."""

from __future__ import annotations

import re

_WH = r"(?:who|whom|what|when|where|why|which|how(?: (?:long|many|much|old|tall|far|fast|big|heavy))?)"
_JOINED = re.compile(rf"[,;]? and (?={_WH}\b)|\? +(?={_WH}\b)", re.IGNORECASE)
_STARTS = re.compile(rf"^{_WH}\b", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"^{_WH}(?: \w+)? (?:is|are|was|were|did|does|do|has|have|had|will|can) (?P<subject>(?:the |an? )?.+?)"
    r"(?= (?:open|close|start|begin|die|cost|born|take|run|end|happen|built|founded|made|win|say)\b|$)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|they|he|she)\b", re.IGNORECASE)
_MEASURES = {
    "longer": "How long", "shorter": "How long", "taller": "How tall", "higher": "How high", "lower": "How high",
    "bigger": "How big", "larger": "How large", "smaller": "How large", "heavier": "How heavy", "lighter": "How heavy",
    "faster": "How fast", "slower": "How fast", "older": "How old", "newer": "How old", "younger": "How old",
    "deeper": "How deep", "wider": "How wide", "dearer": "How much", "cheaper": "How much", "farther": "How far",
}  # fmt: skip
_ADJECTIVE = "|".join(_MEASURES)
_CHOICE = re.compile(
    rf"^(?:which|who|what)(?: \w+)? (?:is|are|was|were) (?P<adjective>{_ADJECTIVE})[,:]? "
    r"(?P<left>.+?) or (?P<right>.+?)\?*$",
    re.IGNORECASE,
)
_THAN = re.compile(
    rf"^(?:is|are|was|were|how much (?:is|are|was|were)|by how much (?:is|are|was|were)) (?P<left>.+?) "
    rf"(?P<adjective>{_ADJECTIVE}) than (?P<right>.+?)\?*$",
    re.IGNORECASE,
)


def english_parts(text: str) -> tuple[list[str], bool]:
    """The parts, each a question, and whether all are about the same thing; empty where there is only one.

    A pronoun gets the subject of the first part.
    """
    for rule in (_CHOICE, _THAN):
        if match := rule.search(text):
            measure = _MEASURES[match["adjective"].lower()]
            return [f"{measure} is {match[name].strip(' ,')}?" for name in ("left", "right")], False
    clauses = [clause.strip(" ,?") for clause in _JOINED.split(text)]
    if len(clauses) < 2 or not all(_STARTS.search(clause) for clause in clauses):
        return [], False
    match = _SUBJECT.search(clauses[0])
    subject = match["subject"] if match else ""
    parts = [
        f"{_PRONOUN.sub(lambda found: subject or found.group(), clause) if number else clause}?"
        for number, clause in enumerate(clauses)
    ]
    return parts, True
