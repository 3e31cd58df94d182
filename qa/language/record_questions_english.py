"""English questions about articles themselves: who wrote one, in which paper it stands, how many there are."""

from __future__ import annotations

import re

_REPORT = r"(?:(?:news|newspaper) )?(?:article|story|report|piece|item|news)"
_LINK = r"(?:on|about|of|covering|titled|called|headlined|entitled|saying that|that says|regarding)"
_ONE = rf"(?:(?:the|this|that) {_REPORT}(?: {_LINK} (?P<topic>.+?))?|the (?P<before>.+?) {_REPORT})"
_PAPER = r"(?:newspaper|paper|magazine|publication|outlet|journal)"
_PRINTED = r"(?:published|printed|written|reported|released|run|in the paper)"
_WHEN = r"(?:when|(?:on )?(?:what|which) (?:day|date|month|year))"
_ARTICLES = r"(?:articles|stories|reports|news items|news reports|news stories)"

# What is asked (a value of `Asked`), the pattern, and whether it asks for no more than the records say.
_OF_ONE: tuple[tuple[str, str, bool], ...] = (
    ("author", rf"who (?:wrote|reported|authored|filed|penned|covered)(?: on)? {_ONE}", True),
    ("author", rf"who (?:is|was|are|were) the (?:author|writer|reporter|journalist|correspondent|byline)s? (?:of|for|on|behind) {_ONE}", True),
    ("author", rf"(?:which|what) (?:reporter|journalist|correspondent)s? (?:wrote|reported|covered|filed)(?: on| about)?(?: {_ONE}| (?P<free>.+))", True),
    ("author", rf"by whom was {_ONE} written", True),
    ("author", r"who reported (?:on|about) (?P<topic>.+)", False),
    ("author", rf"who (?:is|was) {_ONE} (?:written )?by", True),
    ("source", rf"(?:which|what) {_PAPER}s? (?:published|printed|ran|reported|carried|covered|has|had)(?: on)? {_ONE}", True),
    ("source", rf"(?:in )?(?:which|what) {_PAPER} (?:was|is|did) {_ONE}(?: (?:{_PRINTED}|appear|from|come from))?(?: in)?", True),
    ("source", rf"where was {_ONE} {_PRINTED}", True),
    ("source", rf"what (?:is|was) the source of {_ONE}", True),
    ("source", rf"(?:which|what) {_PAPER}s? (?:published|printed|ran|reported|carried|covered)(?: on)? (?P<topic>.+)", False),
    ("date", rf"{_WHEN} (?:was|is|did) {_ONE} (?:{_PRINTED}|appear)(?: on)?", True),
    ("date", rf"what (?:is|was) the (?:publication )?date of {_ONE}", True),
    ("date", rf"{_WHEN} did (?:the )?(?:{_PAPER}|press) (?:report|publish|print|run|carry|cover)(?: on)? (?P<topic>.+)", False),
    ("page", rf"(?:on )?(?:which|what) page (?:is|was|does|did) {_ONE}(?: (?:{_PRINTED}|appear))?(?: on)?", True),
)  # fmt: skip
_SCOPE = r"(?: (?P<scope>(?:on|in|of|from|for|by|about|mentioning|that mention|mention|dated) .+?))?"
_THERE = r"(?: (?:are there|are|were there|were|do you have|does the library have|have been published|were (?:published|printed)))?"
_OF_SCOPE: tuple[tuple[str, str], ...] = (
    ("sources", rf"(?:which|what) (?:{_PAPER}|source)s(?: are there| do you have| does the library have| are included| are)?(?: in (?:the|this|your) library)?"),
    ("count", rf"how many {_ARTICLES}{_THERE}{_SCOPE}"),
    ("count", rf"how many {_ARTICLES} did (?P<scope>.+?) (?:publish|print|write|report|run|have|carry)(?P<more> (?:in|on|about) .+)?"),
    ("first", rf"(?:what|which|when)(?: day| date)? (?:is|was) the (?:oldest|earliest|first) (?:article|story|report|paper|issue|newspaper){_SCOPE}(?: (?:published|printed|from))?"),
    ("last", rf"(?:what|which|when)(?: day| date)? (?:is|was) the (?:newest|latest|most recent|last) (?:article|story|report|paper|issue|newspaper){_SCOPE}(?: (?:published|printed|from))?"),
    ("list", r"what (?:was|is|were)(?: (?:reported|published|printed|in the (?:news|papers?|newspapers?)))(?P<scope> .+)"),
    ("list", r"what did (?:the )?(?P<scope>.+?) (?:say|report|publish|write|print|cover|carry)(?: about)?(?P<more> (?:on|in|about) .+)?"),
    ("list", rf"(?:which|what) (?:{_ARTICLES}|news){_THERE}(?: (?:published|printed|reported))?{_SCOPE}"),
    ("list", rf"(?:please )?(?:list|show|find|give)(?: me)?(?: all)?(?: of)?(?: the)? (?:{_ARTICLES}|news){_SCOPE}"),
)  # fmt: skip
_ONE_PATTERNS = tuple((asked, re.compile(pattern, re.IGNORECASE), certain) for asked, pattern, certain in _OF_ONE)
_SCOPE_PATTERNS = tuple((asked, re.compile(pattern, re.IGNORECASE)) for asked, pattern in _OF_SCOPE)
_WHOLE_LIBRARY = re.compile(
    r"^(?:in|of|from) (?:the |this |your )?(?:library|archive|collection|total|all)$", re.IGNORECASE
)


_LEAD = re.compile(r"^(?:and|please|so),? ", re.IGNORECASE)


def record_question(question: str) -> tuple[str, str, bool] | None:
    """What a question asks (a value of `Asked`), its topic or scope, and whether the records alone can say it."""
    text = _LEAD.sub("", " ".join(question.split()).strip("?!. ,"))
    for asked, pattern, certain in _ONE_PATTERNS:
        if match := pattern.fullmatch(text):
            topic = next(filter(None, map(match.groupdict().get, ("topic", "before", "free"))), "")
            return asked, topic.strip("\"“”' "), certain
    for asked, pattern in _SCOPE_PATTERNS:
        if match := pattern.fullmatch(text):
            scope = " ".join(filter(None, match.groupdict().values())).strip()
            if not scope and asked == "list":
                continue
            return asked, _WHOLE_LIBRARY.sub("", scope), True
    return None
