"""English turns that name only something new: `And on Sundays?`, `What about line A?`, `And for children?`.

The new thing takes the place of one of its sort in the last question: a time, what follows the same preposition, what
has the same noun, or the subject. Else it is something of the subject.
"""

from __future__ import annotations

import re

from qa.dialogue.english_subject import CAPITAL, NAMED
from qa.language.dates import YEAR

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|weekdays?|weekends?|(?:bank |public )?holidays?|every day"
# Sorts of times, of which one takes the other's place.
_TIMES = tuple(
    re.compile(rf"(?:\b(in|on|at|by|during|for)\s+)?(?:the\s+)?\b({pattern})\b", flags)
    for pattern, flags in (
        (_DAYS, re.IGNORECASE),
        (rf"(?:{'|'.join(_MONTHS)})(?:\s+(?:1[0-9]|20)[0-9]{{2}})?", 0),
        ("(?:early |late )?(?:spring|summer|autumn|winter|fall)", re.IGNORECASE),
        ("mornings?|afternoons?|evenings?|nights?|daytime", re.IGNORECASE),
        ("(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:quarter|half)", re.IGNORECASE),
    )
)
_MONTH_SHIFTS = {"the month before": -1, "a month earlier": -1, "the month after": 1, "the next month": 1}
_PREPOSITION = re.compile(r"(in|on|at|for|by|from|to|with|during|under|per)\s+(.+)", re.IGNORECASE)
_OWNED = re.compile(r"(?:its|their|his|her)\s+(.+)", re.IGNORECASE)
_ONE_AT = re.compile(rf"the ones? (?:in|at|on|from|of|near)\s+((?:the )?{CAPITAL}(?:\s+{CAPITAL})*)")
_NUMBERED = re.compile(r"((?:the )?(?:[a-z]+ )?)([a-z]+) ([A-Z]|[0-9]+)")
_COUNTED = re.compile(
    r"(how (?:much|many)\s+)((?:[\w'’-]+\s+){1,3}?)(?=(?:is|are|was|were|do|does|did|has|have|had|can|will)\b)",
    re.IGNORECASE,
)
_END = re.compile(r"[?!. ]+$")
# Asked of a subject, and never counted in place of another thing.
_ATTRIBUTES = re.compile(
    r"(?:price|cost|fare|fee|height|length|width|depth|weight|age|name|date|area|size|capacity|speed|colour|color|owner|"
    r"author|director|manager|mayor|chief|head|chairman|designer|architect|builder|address|population|budget|result)s?$"
)


def replaced(new: str, last: str, about: str) -> str:
    """The last question, on `about`, asked of the new thing."""
    for rule in (_month_shifted, _of_time, _behind_preposition, _numbered, _one_at, _of_same_noun, _owned, _named,
                 _counted):  # fmt: skip
        if question := rule(new, last, about):
            return question
    asks = "Who" if last.lower().startswith("who ") else "What"
    return f"{asks} is {'' if new.startswith(('the ', 'The ')) else 'the '}{new} of {about}?"


def _month_shifted(new: str, last: str, about: str) -> str:
    shift, found = _MONTH_SHIFTS.get(new.lower()), re.search("|".join(_MONTHS), last)
    if shift is None or found is None:
        return ""
    return last[: found.start()] + _MONTHS[(_MONTHS.index(found.group()) + shift) % 12] + last[found.end() :]


def _of_time(new: str, last: str, about: str) -> str:
    for pattern in _TIMES:
        match = pattern.fullmatch(new)
        if match is None:
            continue
        before = pattern.search(last)
        if before is None:
            return f"{_END.sub('', last)} {new if match[1] else f'on {new}' if pattern is _TIMES[0] else f'in {new}'}?"
        if match[1]:
            return last[: before.start()] + new + last[before.end() :]
        return last[: before.start(2)] + new + last[before.end() :]
    return ""


def _behind_preposition(new: str, last: str, about: str) -> str:
    match = _PREPOSITION.fullmatch(new)
    if match is None:
        return ""
    ended = _END.sub("", last)
    before = re.search(rf"\b{match[1]}\s+(?:[\w'’-]+\s*){{1,4}}$", ended, re.IGNORECASE)
    if before and not YEAR.search(before.group()) and about not in before.group():
        ended = ended[: before.start()].rstrip()
    return f"{ended} {new}?"


def _numbered(new: str, last: str, about: str) -> str:
    match = _NUMBERED.fullmatch(new)
    if match is None:
        return ""
    before = re.search(rf"\b{match[2]} (?:[A-Z]|[0-9]+)\b", last)
    return last[: before.start()] + f"{match[2]} {match[3]}" + last[before.end() :] if before else ""


def _one_at(new: str, last: str, about: str) -> str:
    match = _ONE_AT.fullmatch(new)
    if match is None or about not in last:
        return ""
    return last.replace(about, f"the {match[1].removeprefix('the ')} {about.split()[-1]}")


def _of_same_noun(new: str, last: str, about: str) -> str:
    """`the women's race` in place of the men's race."""
    noun = new.split()[-1]
    if not noun.islower() or len(new.split()) < 2:
        return ""
    match = re.search(
        rf"\b(?:(?:the|a|an|its|their|his|her)\s+)?(?:(?!of\b|the\b)[a-z'’-]+\s+){{0,2}}{re.escape(noun)}\b", last
    )
    if match is None or match.group().lower().startswith(("how ", "what ", "which ")):
        match = re.search(rf"\b{re.escape(noun)}\b", last)
    if match is None:
        return ""
    determined = new if new.startswith("the ") or not match.group().startswith("the ") else f"the {new}"
    return last[: match.start()] + determined + last[match.end() :]


def _owned(new: str, last: str, about: str) -> str:
    match = _OWNED.fullmatch(new)
    if match is None:
        return ""
    genitive = "’" if about.endswith("s") else "’s"
    return f"{'Who' if last.lower().startswith('who ') else 'What'} is {about}{genitive} {match[1]}?"


def _named(new: str, last: str, about: str) -> str:
    is_thing = new.startswith(("the ", "The ")) and not _ATTRIBUTES.search(new)
    return last.replace(about, new) if NAMED.search(new) or is_thing else ""


def _counted(new: str, last: str, about: str) -> str:
    """`blue cheese` in place of what was counted: How much cheddar does it make?"""
    match = _COUNTED.match(last)
    if match is None or _ATTRIBUTES.search(new) or new.startswith(("the ", "a ", "an ")):
        return ""
    return f"{match[1]}{new} {last[match.end() :]}"
