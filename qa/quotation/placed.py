"""A wording in a text: where its parts are aligned with it, and the record that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qa.quotation.alignment import Alignment
from qa.quotation.differences import compared, letters_that_differ
from qa.quotation.normal import Key
from qa.quotation.records import QuotedPlace
from qa.records import TextPart


@dataclass(frozen=True, slots=True)
class Wording:
    """A quotation as it is looked for: the text as it was given, and the keys of its parts."""

    text: str
    parts: tuple[Key, ...]

    @property
    def letters(self) -> int:
        """The letters, digits and characters of all parts."""
        return sum(character.isalnum() for part in self.parts for character in part.text)

    @property
    def words(self) -> str:
        """Its text from the first to the last part."""
        return self.text[self.parts[0].offsets[0] : self.parts[-1].offsets[-1] + 1]

    def of_part(self, part: Key) -> str:
        """The text of one part."""
        return self.text[part.offsets[0] : part.offsets[-1] + 1]


@dataclass(frozen=True)
class Placed:
    """A wording and a text, or its headline where `in_title` is set, with the alignment of each part of the wording."""

    wording: Wording
    part: TextPart
    in_title: bool
    key: Key
    alignments: tuple[Alignment, ...] = ()

    def at(self, alignments: Sequence[Alignment]) -> Placed:
        """The wording at that place of the text."""
        return replace(self, alignments=tuple(alignments))

    @property
    def start(self) -> int:
        """The offset of its first character in the article's text or headline."""
        return self.key.offsets[self.alignments[0].start]

    @property
    def id(self) -> tuple[str, bool, int]:
        """The same for all that are at one place."""
        return self.part.article_id, self.in_title, self.start

    @property
    def date(self) -> str | None:
        """The date of the article."""
        return self.part.date

    @cached_property
    def order(self) -> tuple[int, int]:
        """What places are ordered by, best first: the letters that differ, and the characters that differ."""
        pairs = zip(self.wording.parts, self.alignments, strict=True)
        letters = sum(letters_that_differ(part, self.key, alignment) for part, alignment in pairs)
        return letters, sum(alignment.distance for alignment in self.alignments)

    @property
    def printed(self) -> str:
        """The characters of the text that the first part is aligned with, as they are compared."""
        return self.key.text[self.alignments[0].start : self.alignments[0].end]

    @property
    def source(self) -> str:
        """The text that the first part is aligned with."""
        source, offset = self._source()
        offsets = self.key.offsets
        return source[offsets[self.alignments[0].start] - offset : offsets[self.alignments[0].end - 1] + 1 - offset]

    def _source(self) -> tuple[str, int]:
        return (self.part.title, 0) if self.in_title else (self.part.text, self.part.offset)

    def described(self) -> QuotedPlace:
        """The place with its differences, and with what is known of the article from its text alone."""
        source, offset = self._source()
        results = [
            compared(self.wording.text, part, source, offset, self.key, alignment)
            for part, alignment in zip(self.wording.parts, self.alignments, strict=True)
        ]
        spans = tuple(result.span for result in results)
        return QuotedPlace(
            self.part.article_id, self.part.title, None, self.part.date, "", None, spans[0][0], spans[-1][1],
            "……".join(source[a - offset : b - offset] for a, b in spans), spans, self.order[1],
            tuple(difference for result in results for difference in result.differences),
            tuple(dict.fromkeys(name for result in results for name in result.variations)), self.in_title,
        )  # fmt: skip
