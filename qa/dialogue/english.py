"""English turns: pronouns, ellipsis (And in 2024?), bare question words (Why?), questions without their subject.

Rules over the letters alone: names are known by their capitals. Knows the turn and the last question that stands alone.
"""

from __future__ import annotations

import re

from qa.dialogue.follow_up import YEAR, Dependence, Rewrite, with_year

_LEAD = re.compile(r"^(?:and|but|so|then|what about|how about|also)\b[, ]*", re.IGNORECASE)
_FURTHER = re.compile(
    r"(?:and )?(?:what|who|where|anything|anyone|is there anything|any)? ?(?:else|more|others?)|go on|continue|and",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(r"(?:in |for |of |by )?((?:1[0-9]|20)[0-9]{2})", re.IGNORECASE)
_YEARS_ON = {"the year before": -1, "a year earlier": -1, "the year after": 1, "a year later": 1, "the next year": 1}
_OWNER = re.compile(r"\b(?:its|their|his|her(?= [a-z]))\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|they|them|he|him|she|her)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:there|that|this|these|those|then|such|one)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|has|have|had|will)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:why|when|where|who|how|by whom|how (?:much|many|long|far|old|big))", re.IGNORECASE)
_GAP = re.compile(r"^(?:why|when|where|how|who(?= )|what year|in what year)\b", re.IGNORECASE)

_LONG = 5  # longer words: a turn that says more than this seldom leans on another
_SOMETHING = 3  # longer words: a turn that says as much or more may have a subject of its own
_CAPITAL = r"[A-Z0-9][\w'’-]*"
# Names with the words that link them: the Gulf of Mexico, the new ferry to Heron Island.
_NAMED = re.compile(
    rf"(?:\b(?:the|a|an)\s+(?:[a-z]+\s+){{0,3}})?{_CAPITAL}(?:\s+(?:(?:of|the|to|and|in|for|on|over)\s+){{0,2}}{_CAPITAL})*"
)
_PART_OF = re.compile(r"^(?:the|a|an) (?:[a-z]+ ){1,3}of (?=the |[A-Z])")
_PLAIN = re.compile(r"\b(?:the|a|an)\s+[a-z]+(?:\s+[a-z]+)?")


def go_on(question: str, last: str) -> Rewrite:
    """The turn as it goes on from the last question that stands alone."""
    lead = _LEAD.match(question)
    body = question[lead.end() if lead else 0 :].strip()
    core = body.rstrip("?!. ")
    if not core or _FURTHER.fullmatch(question.rstrip("?!. ")):
        return Rewrite(last, Dependence.FURTHER)
    year = _YEAR_ONLY.fullmatch(core)
    if year:
        return Rewrite(_asked_of_year(last, year[1]), Dependence.YES)
    if core.lower() in _YEARS_ON and (years := YEAR.findall(last)):
        return Rewrite(with_year(last, str(int(years[-1]) + _YEARS_ON[core.lower()])), Dependence.YES)
    about = subject(last)
    if not about and _stands(body, last):
        return Rewrite(question, Dependence.NO)
    if not about:
        leans = lead or _OWNER.search(body) or _PRONOUN.search(body) or _BARE.fullmatch(core)
        return Rewrite(f"{last.rstrip('? ')}, {body}", Dependence.YES if leans else Dependence.PERHAPS)
    if _OWNER.search(body) or _PRONOUN.search(body):
        owned = _OWNER.sub(lambda match: f"{_cased(about, match)}{'’' if about.endswith('s') else '’s'}", body)
        put = _PRONOUN.sub(lambda match: _cased(about, match), owned)
        return Rewrite(put if _ASKS.search(put) else f"What is {put}", Dependence.YES)
    if _BARE.fullmatch(core):
        return Rewrite(_in_gap(core, last), Dependence.YES)
    if lead and not _ASKS.search(core):
        named = _NAMED.search(core) or core.startswith(("the ", "The "))
        put = last.replace(about, core) if named else f"What is the {core} of {about}?"
        return Rewrite(put, Dependence.YES)
    if about.lower() in body.lower() or _stands(body, last):
        return Rewrite(question, Dependence.NO)
    lean = Dependence.UNLIKELY if _says(body) >= _SOMETHING else Dependence.PERHAPS
    return Rewrite(f"{about[0].upper()}{about[1:]}: {body}", Dependence.YES if _POINTS_BACK.search(core) else lean)


def subject(question: str) -> str:
    """What a question is about: its first name with the words that belong to it, else its first noun; or nothing."""
    first = re.match(r"\w+", question)
    start = first.end() if first and _ASKS.search(question) else 0
    for pattern in (_NAMED, _PLAIN):
        for match in pattern.finditer(question, start):
            if not YEAR.fullmatch(match.group().strip()):
                return _PART_OF.sub("", re.sub(r"\s+in\s+[0-9]{4}$", "", match.group().strip()))
    return ""


def _stands(body: str, last: str) -> bool:
    """Whether the turn says itself what it is about: it names something that was not named, or says much."""
    rest = _behind_first(body)
    return any(name not in last for name in re.findall(_CAPITAL, rest)) or _says(body) > _LONG


def _says(body: str) -> int:
    return len([word for word in re.findall(r"\w+", _behind_first(body)) if len(word) > 3])


def _behind_first(body: str) -> str:
    first = re.match(r"\w+ ?", body)
    return body[first.end() if first else 0 :]


def _cased(about: str, match: re.Match[str]) -> str:
    """The subject as it stands in a sentence, or at its head."""
    return about[0].upper() + about[1:] if match.start() == 0 else about


def _asked_of_year(last: str, year: str) -> str:
    if YEAR.search(last):
        return with_year(last, year)
    return f"{last.rstrip('? ')} in {year}?"


def _in_gap(word: str, last: str) -> str:
    """The last question with the turn's question word for its own; where that makes no sense, both."""
    gap = _GAP.match(last)
    if gap and _GAP.match(word) and " " not in word and gap.group().lower() != "who" and word.lower() != "who":
        return f"{word.capitalize()}{last[gap.end() :]}"
    return f"{last.rstrip('? ')}: {word.lower()}?"
