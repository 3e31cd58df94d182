"""What an English question is about. Works without a dictionary of nouns: names are recognised by their capitals."""

from __future__ import annotations

import re

from qa.language.dates import YEAR

ASKS = re.compile(
    r"^(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|has|have|had|will)\b",
    re.IGNORECASE,
)
CAPITAL = r"[A-Z0-9][\w'’-]*"
# Names with the words that link them: the Gulf of Mexico, the new ferry to Heron Island.
NAMED = re.compile(
    rf"(?:\b(?:the|a|an)\s+(?:[a-z]+\s+){{0,3}})?{CAPITAL}(?:\s+(?:(?:of|the|to|and|in|for|on|over)\s+){{0,2}}{CAPITAL})*"
)
_OPENS = re.compile(r"^(?:by|in|at|on|for|from|to|with|of|under)\s+(?=how|what|which|whom)", re.IGNORECASE)
_PART_OF = re.compile(r"^(?:the|a|an) (?:[a-z]+ ){1,3}(?:of (?=the |[A-Z])|(?:on|in|at|for) (?=the [A-Z]))")
_PLAIN = re.compile(r"\b(?:the|a|an)\s+[a-z-]+(?:\s+[a-z-]+){0,2}")
_NUMBERED = re.compile(r"(?:\b[a-z]+\s+)?\b[a-z]+\s+$")  # before a name that is one letter or a number: tram line B
_DOES = re.compile(r"\b(?:do|does|did|can|could|will|would|should|may|might|must)\s+$", re.IGNORECASE)
_LOWER = re.compile(r"\s+([a-z][a-z-]*)(?=[\s?!.,]|$)")
_MAX_NOUNS = 2  # lower-case nouns behind a name that belong to it
# What stands behind a name and is no noun of it, beside words in -ed and -ing.
_NO_NOUN = re.compile(
    "a|an|the|of|in|on|at|for|from|to|with|by|during|under|over|and|or|but|than|as|before|after|since|until|per|"
    "not|also|still|now|today|again|there|here|first|last|ever|so|too|be|been|being|is|are|was|were|do|does|did|"
    "has|have|had|can|could|will|would|should|may|might|must|open|close|closed|win|won|lose|lost|cost|carry|make|"
    "made|build|built|begin|began|begun|start|end|take|took|taken|hold|held|say|said|give|gave|given|get|got|go|"
    "went|gone|come|came|become|became|buy|bought|sell|sold|pay|paid|rise|rose|risen|fall|fell|grow|grew|grown|"
    "run|ran|lead|led|leave|left|keep|kept|find|found|write|wrote|written|draw|drew|drawn|know|known|see|saw|"
    "seen|mean|stand|stood|meet|met|choose|chose|chosen|born|worth|long|high|tall|wide|deep|old|big|large|heavy|"
    "far|near|like|call|need|want|work|live|use|play|serve|sing|show|shown|speak|spoke|spoken|teach|taught|set|"
    "put|cut|hit|read|send|sent|spend|spent|tell|told|think|thought|wear|worn|belong|happen|employ|produce|"
    "export|import|lend|lent|enter|join|reach|replace|offer|plan|die"
)


def subject(question: str) -> str:
    """What a question is about: its first name with the words that belong to it, else its first noun, else ""."""
    opening = _OPENS.match(question)
    start = opening.end() if opening else 0
    first = re.match(r"\w+", question[start:])
    if first and ASKS.search(question[start:]):
        start += first.end()
    for match in NAMED.finditer(question, start):
        if not YEAR.fullmatch(match.group().strip()):
            name = _PART_OF.sub("", re.sub(r"\s+in\s+[0-9]{4}$", "", match.group()))
            begin = match.start() + match.group().find(name)
            return _numbered(question, begin) + name + _nouns_behind(question, begin, begin + len(name))
    for match in _PLAIN.finditer(question, start):
        noun = match.group().split()
        ends = [
            i for i, word in enumerate(noun) if i > 1 and (_NO_NOUN.fullmatch(word) or word.endswith(("ed", "ing")))
        ]
        return " ".join(noun[: ends[0] if ends else len(noun)])
    return ""


def _numbered(question: str, start: int) -> str:
    """The words before a name of one letter or a number: `tram line ` of tram line B."""
    match = _NUMBERED.search(question, 0, start)
    if match is None or not re.match(r"(?:[A-Z]|[0-9]+)\b", question[start:]):
        return ""
    words = match.group().split()
    while words and _NO_NOUN.fullmatch(words[0]):
        words = words[1:]
    return "".join(f"{word} " for word in words)


def _nouns_behind(question: str, start: int, end: int) -> str:
    """The lower-case nouns behind a name: ` lighthouse` of the Cape Sorrel lighthouse. With did, the last is a verb."""
    words, place = list[str](), end
    while (match := _LOWER.match(question, place)) and len(words) <= _MAX_NOUNS:
        if _NO_NOUN.fullmatch(match[1]) or match[1].endswith(("ed", "ing", "ly")):
            break
        words.append(match[1])
        place = match.end()
    else:
        if words and _DOES.search(question, 0, start):
            words.pop()  # the verb
    return "".join(f" {word}" for word in words[:_MAX_NOUNS])


def is_person(about: str) -> bool:
    """Whether the subject looks like a person's name: two or three words with capitals, and no article."""
    words = about.split()
    return 1 < len(words) <= 3 and all(re.fullmatch(r"[A-Z][a-z’'-]+", word) for word in words) and not re.search(
        r"(?:Library|Museum|Bridge|School|University|College|Creamery|Council|Company|Club|Park|Road|Street|Island|River|"
        r"Lake|Bay|Prize|Hospital|Station|Airport|Hotel|Church|Theatre|Bank|Society|Elevator|Tower|Hall|Market|Technology)$",
        about,
    )  # fmt: skip
