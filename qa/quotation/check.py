"""Checks a quotation: does this wording stand in the articles, nearly, or nowhere?

The word index names the passages (`search.py`); their texts decide, character by character (`alignment.py`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence

from qa.errors import QuestionError
from qa.index.searcher import Searcher
from qa.quotation import search
from qa.quotation.alignment import Alignment, align, moved, region
from qa.quotation.normal import inside_marks, key_of, parts_of
from qa.quotation.ordered import ordered
from qa.quotation.placed import Placed, Wording
from qa.quotation.records import CheckedQuotation, Verdict
from qa.records import ArticleTexts, PassageSource, TextPart

MAX_QUOTATION = 5000  # characters
MAX_SHARE = 0.2  # of the letters of a quotation that may differ where it stands "nearly" in an article
_MAX_SHARE_SHOWN = 0.5  # of the nearest wording that is shown where it does not
_MIN_NEARLY = 4  # letters; in a shorter wording only the punctuation may differ
_MAX_ARTICLES = 60  # read whole for a quotation with an ellipsis
_MAX_WORDINGS = 3  # of the articles, equally near, of which all places are looked for
_MAX_PAIRS = 400  # of letters that are looked for before texts are aligned
_SPACES = 40  # characters that an article may have more than the quotation without differing
_NO_LETTER = re.compile(r"[\W_]+")


def check(
    quotation: str, searcher: Searcher, texts: ArticleTexts, source: PassageSource, shown: int
) -> CheckedQuotation:
    """Check a quotation. Of the places the first `shown` are described.

    Raises `QuestionError` for a quotation that is empty, too long or without a letter or a digit.
    """
    begun = time.perf_counter()
    checking = _Check(searcher, texts)
    verdict, places, complete = checking.run(_wordings(quotation))
    described = ordered(places, source, 1 if verdict is Verdict.NOWHERE else shown)
    seconds = time.perf_counter() - begun
    if verdict is Verdict.NOWHERE:
        return CheckedQuotation(quotation, verdict, nearest=next(iter(described), None), seconds=seconds)
    return CheckedQuotation(quotation, verdict, described, len(places), complete, None, seconds)


def _wordings(quotation: str) -> list[Wording]:
    """The quotation in one piece and, where it has an ellipsis, in its parts."""
    if not any(map(str.isalnum, quotation)):
        raise QuestionError("quotation_no_letters" if quotation.strip() else "quotation_empty")
    if len(quotation) > MAX_QUOTATION:
        raise QuestionError("quotation_too_long", length=len(quotation), limit=MAX_QUOTATION)
    start, end = inside_marks(quotation)
    spans = [[(start, end)], parts_of(quotation, start, end)]
    return [
        Wording(quotation, tuple(key_of(quotation[a:b], a) for a, b in some))
        for some in (spans if len(spans[1]) > 1 else spans[:1])
    ]


class _Check:
    """Looks for wordings in one state of a library."""

    def __init__(self, searcher: Searcher, texts: ArticleTexts) -> None:
        self._searcher, self._texts = searcher, texts

    def run(self, wordings: Sequence[Wording]) -> tuple[Verdict, list[Placed], bool]:
        """The verdict, its places, and whether these are all."""
        for wording in wordings:
            found, complete = self._verbatim(wording)
            if found:
                return Verdict.VERBATIM, found, complete
        nearly = [self._nearly(wording) for wording in wordings]
        nearest = [(places[0].order, i) for i, places in enumerate(nearly) if places]
        if not nearest:
            return Verdict.NOWHERE, [], True
        order, best = min(nearest)
        verdict = _verdict(wordings[best], order)
        if verdict is Verdict.NOWHERE:
            is_shown = order[0] <= _MAX_SHARE_SHOWN * wordings[best].letters
            return verdict, nearly[best] if is_shown else [], True
        places, complete = self._everywhere(wordings[best], nearly[best])
        return verdict, places, complete

    def _verbatim(self, wording: Wording) -> tuple[list[Placed], bool]:
        """The places where it stands to the letter, and whether these are all."""
        found = [search.holding(wording.of_part(part), self._searcher, self._texts) for part in wording.parts]
        least = min(found, key=lambda one: (not one.complete, len(one.numbers)))
        exact = [tuple((i, i) for i in range(len(part.text))) for part in wording.parts]
        whole = [Alignment(0, len(part.text), 0, pairs) for part, pairs in zip(wording.parts, exact, strict=True)]
        needles = [part.text for part in wording.parts]
        return self._occurrences(wording, whole, needles, least.numbers), least.complete

    def _occurrences(
        self, wording: Wording, alignments: Sequence[Alignment], needles: Sequence[str], numbers: Sequence[int]
    ) -> list[Placed]:
        """Each place where all needles stand in order, to which the alignments of the wording's parts are moved."""
        places: dict[tuple[str, bool, int], Placed] = {}
        for text in self._read(wording, numbers):
            for starts in _standing(needles, text.key.text):
                there = [moved(one, start - one.start) for one, start in zip(alignments, starts, strict=True)]
                placed = text.at(there)
                places.setdefault(placed.id, placed)
        return list(places.values())

    def _everywhere(self, wording: Wording, nearest: Sequence[Placed]) -> tuple[list[Placed], bool]:
        """The nearest places, and all others where an article has the same wording as one of them."""
        if len(wording.parts) > 1:
            return list(nearest), False
        places = {placed.id: placed for placed in nearest}
        wordings = {placed.printed: placed for placed in nearest}
        complete = len(wordings) <= _MAX_WORDINGS
        for printed, placed in list(wordings.items())[:_MAX_WORDINGS]:
            found = search.holding(placed.source, self._searcher, self._texts)
            complete = complete and found.complete
            for other in self._occurrences(wording, placed.alignments, [printed], found.numbers):
                places.setdefault(other.id, other)
        return list(places.values()), complete

    def _nearly(self, wording: Wording) -> list[Placed]:
        """The places with the fewest differences, of the passages that share most of its words."""
        numbers = search.sharing(wording.words, self._searcher)
        letters = "".join(_NO_LETTER.sub("", part.text) for part in wording.parts)
        pairs = {letters[i : i + 2] for i in range(0, len(letters) - 1, max(1, len(letters) // _MAX_PAIRS))}
        texts = []
        for text in self._read(wording, numbers):
            there = _NO_LETTER.sub("", text.key.text)
            texts.append((sum(pair not in there for pair in pairs), text))
        best: dict[tuple[str, bool, int], Placed] = {}
        least: tuple[int, int] | None = None
        for missing, text in sorted(texts, key=lambda pair: pair[0]):
            if least is not None and missing > 2 * least[0]:
                break  # one letter that differs breaks two pairs at most
            alignments = _aligned(wording, text.key.text)
            if not alignments:
                continue
            placed = text.at(alignments)
            if least is None or placed.order < least:
                best, least = {}, placed.order
            if placed.order == least:
                best.setdefault(placed.id, placed)
        return list(best.values())

    def _read(self, wording: Wording, numbers: Sequence[int]) -> Iterator[Placed]:
        """The texts and the headlines to compare it with."""
        if len(wording.parts) > 1:
            parts: Sequence[TextPart] = self._texts.whole(numbers, _MAX_ARTICLES)
        else:
            parts = self._texts.around(numbers, len(wording.words) + len(wording.words) // 4 + _SPACES)
        titled = set[str]()
        for part in parts:
            yield Placed(wording, part, False, key_of(part.text, part.offset))
            if part.title and part.article_id not in titled:
                titled.add(part.article_id)
                yield Placed(wording, part, True, key_of(part.title))


def _standing(needles: Sequence[str], text: str) -> Iterator[list[int]]:
    """The starts of all needles, each behind the one before, for every place of the first."""
    first, *others = needles
    at = text.find(first)
    while at >= 0:
        starts, behind = [at], at + len(first)
        for other in others:
            start = text.find(other, behind)
            if start < 0:
                return
            starts.append(start)
            behind = start + len(other)
        yield starts
        at = text.find(first, behind if others else at + 1)


def _verdict(wording: Wording, order: tuple[int, int]) -> Verdict:
    letters, characters = order
    if not characters:
        return Verdict.VERBATIM
    allowed = max(1, int(MAX_SHARE * wording.letters)) if wording.letters >= _MIN_NEARLY else 0
    return Verdict.NEARLY if letters <= allowed else Verdict.NOWHERE


def _aligned(wording: Wording, text: str) -> list[Alignment]:
    """Each part where the text is most like it, behind the part before; empty where no pair of a part's characters
    stands there.
    """
    found: list[Alignment] = []
    behind = 0
    for part in wording.parts:
        start, end = region(part.text, text[behind:])
        alignment = align(part.text, text[behind + start : behind + end])
        if alignment is None:
            return []
        found.append(moved(alignment, behind + start))
        behind = found[-1].end
    return found
