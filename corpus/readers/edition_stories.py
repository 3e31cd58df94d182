"""Stories that go on on another page of the paper: the references between their parts, and which parts belong together.

A part ends with 下转第5版 or begins with 上接第1版, often with a number (②) where a page has several. Its other part is
on that page, refers back to it, or has the same headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.page_labels import plain_label
from corpus.page_references import Reference, find_back, find_onwards
from corpus.readers.edition_page import EditionPage
from corpus.text import clean

_LINES = 4  # at the end or the beginning of a text, in which references are looked for
_ANY = re.compile(r"[（(【\[〔][^（）()]{0,3}(?:下[转轉接]|上接|[紧緊]接)[^（）()]{1,14}[）)】\]〕]")


@dataclass(frozen=True, slots=True)
class StoryPart:
    """What stands of a story on one page, without the references `jumps` that led from and to it.

    `headline` is the headline for comparison, `label` the number of the page without zeros.
    """

    page: EditionPage
    onwards: Reference | None = None
    back: Reference | None = None
    jumps: str = ""
    headline: str = ""
    label: str = ""


def part_of(page: EditionPage) -> StoryPart:
    """The article of a page with the references taken out of its text and its headlines."""
    headlines = (page.title, *page.above)
    title, *above = (_ANY.sub("", text).strip() for text in headlines)
    said = "\n".join(match[0] for text in headlines for match in _ANY.finditer(text))
    onwards, back = _references(said)
    lines = list(page.lines)
    jumps = [said] if said else []
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _LINES), -1):
        found = find_onwards(lines[at])
        if found and (at == len(lines) - 1 or not find_back(lines[at])):  # 紧接第2版 leads on at the end alone
            onwards = found
            jumps.append(lines[at][found.start :])
            lines[at] = lines[at][: found.start]
            break
    for at in range(min(_LINES, len(lines))):
        if found := find_back(lines[at]):
            back = found
            jumps.append(lines[at][: found.end])
            lines[at] = lines[at][found.end :]
            break
    kept = replace(page, title=title, above=tuple(filter(None, above)), lines=tuple(filter(str.strip, lines)))
    headline = re.sub(r"[\W_]", "", clean(title))
    return StoryPart(kept, onwards, back, "\n".join(jumps), headline, plain_label(page.label))


def _references(text: str) -> tuple[Reference | None, Reference | None]:
    """The reference onwards and the one back in the headlines of an article."""
    lines = text.split("\n")
    back = next(filter(None, map(find_back, lines)), None)
    return next((found for line in lines if not find_back(line) and (found := find_onwards(line))), None), back


def joined(parts: Sequence[StoryPart]) -> list[list[StoryPart]]:
    """The stories, each with its parts in their order."""
    following: dict[int, int] = {}
    for at, part in enumerate(parts):
        if part.onwards is not None:
            following[at] = _best(
                parts, [(_fit(part, other), i) for i, other in enumerate(parts) if i != at], following
            )
    for at, part in enumerate(parts):
        if part.back is not None and at not in following.values():
            first = _best(
                parts, [(_fit(other, part), i) for i, other in enumerate(parts) if i != at], {}, set(following)
            )
            if first >= 0:
                following[first] = at
    following = {at: other for at, other in following.items() if other >= 0}
    stories: list[list[int]] = []
    seen: set[int] = set()
    # Last those that refer to each other in a circle, which has no beginning.
    for at in sorted(range(len(parts)), key=lambda at: at in following.values()):
        story: list[int] = []
        while at >= 0 and at not in seen:
            story.append(at)
            seen.add(at)
            at = following.get(at, -1)
        stories += [story] if story else []
    return [[parts[i] for i in story] for story in sorted(stories)]


def _best(
    parts: Sequence[StoryPart], fits: list[tuple[int, int]], taken: dict[int, int], busy: set[int] | None = None
) -> int:
    """The number of the part that fits best; -1 if none does, or two do equally well."""
    ranked = sorted((fit, -i) for fit, i in fits if fit > 0 and i not in taken.values() and i not in (busy or ()))
    if not ranked or (len(ranked) > 1 and ranked[-1][0] == ranked[-2][0]):
        return -1
    return -ranked[-1][1]


def _fit(first: StoryPart, other: StoryPart) -> int:
    """How well one part goes on with another: 0 if not, higher for more that agrees."""
    onwards, back = first.onwards, other.back
    if onwards is None and back is None:
        return 0
    if (onwards and other.label and onwards.page != other.label) or (back and first.label and back.page != first.label):
        return 0
    same = _same_headline(first, other)
    refers = onwards is not None and back is not None
    if refers and onwards and back and onwards.mark and back.mark and onwards.mark != back.mark:
        return 0
    marked = refers and onwards is not None and back is not None and bool(onwards.mark) and onwards.mark == back.mark
    if not same and not refers:
        return 0
    return 4 * same + 2 * marked + refers


def _same_headline(first: StoryPart, other: StoryPart) -> bool:
    one, two = sorted((first.headline, other.headline), key=len)
    return len(one) >= 4 and one in two
