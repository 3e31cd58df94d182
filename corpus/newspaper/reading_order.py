"""The lines of a page, put into articles and into reading order, once it is known which line goes on in which.

A page is first cut into runs: lines that follow each other in the file and belong together. A run begins where an
article begins (a headline or a dateline), behind a line that goes on elsewhere, and before a line that was begun
elsewhere. Joins between runs make chains, and chains are laid into the articles:

- a join forwards bridges another article that stands between;
- a join backwards is a first column that came out last: it is put before what it goes on in, under the headline there.

Knows characters only through the roles of lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.newspaper.joins import Join
from corpus.newspaper.line_roles import ITEM_MARKS, Line, closed_before
from corpus.newspaper.topics import Subjects

_HEADS = 4  # lines of a headline at most


@dataclass(frozen=True, slots=True)
class Layout:
    """One article of a page: the indices of its head lines, and its paragraphs, each the lines that it is made of."""

    heads: tuple[int, ...]
    paragraphs: tuple[tuple[int, ...], ...]


def lay_out(lines: Sequence[Line], joins: Sequence[Join]) -> list[Layout]:
    """The articles of a page in the order of the file."""
    if not lines:
        return []
    following = {join.left: join.right for join in joins}
    begun = set(following.values())
    local = {left: right for left, right in following.items() if _only_heads_between(lines, left, right, begun)}
    far = {left: right for left, right in following.items() if left not in local}
    heads = _heads(lines, following, begun, {left + 1 for left in far}, set(far.values()))
    runs = _runs(lines, heads, local, far)
    articles = _articles(lines, heads, runs, far)
    return [_layout(lines, heads, order, following) for order in articles]


def _heads(
    lines: Sequence[Line], following: Mapping[int, int], begun: set[int], after_far: set[int], begun_far: set[int]
) -> dict[int, int]:
    """Where an article begins: the first line of each headline, or of what has none, and the line behind the headline.

    A headline without a dateline begins an article where one has ended before it: first of all, behind a byline or a
    source, behind a line that goes on elsewhere (`after_far`), and where the subject changes. It also does where what
    follows it was begun elsewhere (`begun_far`): only an article's first column can be missing there.
    """
    found: dict[int, int] = {}
    subjects = Subjects(lines)
    i = 0
    while i < len(lines):
        first = i
        while (
            i < len(lines) and lines[i].headlike and i not in following and i not in begun and lines[i].role == "short"
        ):
            i += 1
        behind = i
        while i > first and behind < len(lines) and lines[behind].role == "byline":
            behind += 1
        body = lines[behind] if behind < len(lines) else None
        if (body is not None and body.dateline is not None) or (i > first and behind in begun_far):
            found[max(first, i - _HEADS)] = i
        elif i > first and body is not None and body.role == "body":
            ended = first == 0 or first in after_far or closed_before(lines, first)
            if ended or (behind == i and subjects.turn(first, i)):
                found[max(first, i - _HEADS)] = i
        i = max(behind, first) + (behind == first or (behind >= i and body is not None and body.dateline is not None))
    return found


def _only_heads_between(lines: Sequence[Line], left: int, right: int, begun: set[int]) -> bool:
    return left < right <= left + 8 and all(
        lines[i].role in ("short", "caption", "item") and i not in begun for i in range(left + 1, right)
    )


def _runs(
    lines: Sequence[Line], heads: Mapping[int, int], local: Mapping[int, int], far: Mapping[int, int]
) -> list[range]:
    cuts = {0, *heads}
    inside = {i for left, right in local.items() for i in range(left + 1, right + 1)}
    cuts -= inside
    for left, right in far.items():
        cuts.update((left + 1, right))
    for left, right in far.items():
        if right < left and not any(right < cut <= left for cut in cuts if cut != right):
            cuts.add(_column(lines, right, left, local, inside))
    marks = sorted(cut for cut in cuts if cut < len(lines))
    return [range(begin, end) for begin, end in zip(marks, [*marks[1:], len(lines)], strict=True)]


def _column(lines: Sequence[Line], first: int, last: int, local: Mapping[int, int], inside: set[int]) -> int:
    """Where the column that ends in line `last` begins, in a run that it goes on in at line `first`.

    Behind a byline or a source; else where it is about as long as the other columns, whose ends broken sentences show.
    """
    places = [i for i in range(first + 1, last + 1) if i not in inside]
    if not places:
        return last
    for i in reversed(places):
        if lines[i - 1].role in ("byline", "source"):
            return i
    ends = [i for i in range(first, last) if i in local]
    heights = []
    for begin, end in zip([first, *(i + 1 for i in ends)], ends, strict=False):
        heights.append(sum(len(lines[i].text) for i in range(begin, end + 1)))
    if not heights:
        return places[-1]
    usual = median(heights)
    return min(reversed(places), key=lambda i: abs(sum(len(lines[k].text) for k in range(i, last + 1)) - usual))


def _articles(
    lines: Sequence[Line], heads: Mapping[int, int], runs: Sequence[range], far: Mapping[int, int]
) -> list[list[int]]:
    """The articles as lists of lines in reading order."""
    run_of = {i: number for number, run in enumerate(runs) for i in run}
    after = {run_of[left]: run_of[right] for left, right in far.items() if run_of[left] != run_of[right]}
    chains = _chains(len(runs), after)
    chain_of = {number: chain[0] for chain in chains for number in chain}
    owner: dict[int, int] = {}  # chain → the chain whose article it belongs to
    placed: dict[int, list[tuple[int, int]]] = {}  # chain → (run behind which it is put, chain) in order
    cores: list[int] = []
    for chain in chains:
        first = chain[0]
        begin = runs[first].start
        own_head = begin in heads and heads[begin] > begin
        dated = begin in heads and _dated(lines, heads[begin])
        backwards = [number for earlier, number in pairwise(chain) if number < earlier]
        before = min(backwards) - 1 if backwards else -1
        while before >= 0 and chain_of[before] == first:
            before -= 1
        host = chain_of[before] if before >= 0 else -1
        if first == 0 and not backwards:
            cores.append(first)
        elif backwards and host >= 0 and not (own_head and dated):
            owner[first] = host
            placed.setdefault(host, []).append((before, first))
        elif begin in heads:
            previous = _displaced_host(lines, heads, runs, first, chain_of) if dated and not own_head else -1
            if previous >= 0:
                owner[first] = chain_of[previous]
                placed.setdefault(chain_of[previous], []).append((previous, first))
            else:
                cores.append(first)
        elif first == 0 or backwards:
            cores.append(first)
        else:
            owner[first] = chain_of[first - 1]
            placed.setdefault(chain_of[first - 1], []).append((-1, first))
    members = {chain[0]: chain for chain in chains}

    def order(first: int, seen: frozenset[int]) -> list[int]:
        found: list[int] = []
        children = [child for child in placed.get(first, ()) if child[1] not in seen]
        for number in members[first]:
            split = _head_end(runs[number], heads)
            inner = [child for place, child in children if place == number]
            whole = list(runs[number])
            if inner and any(_begins_dated(lines, runs[members[child][0]], heads) for child in inner):
                # An article's dateline comes right under its headline, whatever stood there.
                found += whole[:split]
                for child in inner:
                    found += order(child, seen | {first})
                found += whole[split:]
            else:
                found += whole
                for child in inner:
                    found += order(child, seen | {first})
        for place, child in children:
            if place not in members[first]:
                found += order(child, seen | {first})
        return found

    kept = set(cores)
    ordered = [order(first, frozenset()) for first in cores]
    seen = {i for one in ordered for i in one}
    for chain in chains:  # what a circle of owners left behind
        if chain[0] not in kept and runs[chain[0]].start not in seen:
            ordered.append([i for number in chain for i in runs[number] if i not in seen])
            seen.update(ordered[-1])
    return sorted((one for one in ordered if one), key=min)


def _chains(count: int, after: Mapping[int, int]) -> list[list[int]]:
    """Runs that follow each other, as lists; in a circle the last step back is left out."""
    begun = set(after.values())
    chains: list[list[int]] = []
    seen: set[int] = set()
    for first in [*(i for i in range(count) if i not in begun), *range(count)]:
        chain: list[int] = []
        at: int | None = first
        while at is not None and at not in seen:
            seen.add(at)
            chain.append(at)
            at = after.get(at)
        if chain:
            chains.append(chain)
    return sorted(chains)


def _dated(lines: Sequence[Line], behind_head: int) -> bool:
    i = behind_head
    while i < len(lines) and lines[i].role == "byline":
        i += 1
    return i < len(lines) and lines[i].dateline is not None


def _begins_dated(lines: Sequence[Line], run: range, heads: Mapping[int, int]) -> bool:
    return run.start in heads and heads[run.start] == run.start and lines[run.start].dateline is not None


def _head_end(run: range, heads: Mapping[int, int]) -> int:
    return heads[run.start] - run.start if run.start in heads else 0


def _displaced_host(
    lines: Sequence[Line], heads: Mapping[int, int], runs: Sequence[range], number: int, chain_of: Mapping[int, int]
) -> int:
    """The run right before whose headline no dateline follows: it lacks the dateline that begins this run."""
    previous = number - 1
    while previous >= 0 and runs[previous].start not in heads and previous > 0:
        previous -= 1
    if previous < 0 or chain_of[previous] != previous:
        return -1
    run = runs[previous]
    begins = heads.get(run.start, run.start)
    if begins == run.start or _dated(lines, begins):
        return -1
    if any(lines[i].dateline is not None for other in runs[previous:number] for i in other):
        return -1
    return previous


def _layout(
    lines: Sequence[Line], heads: Mapping[int, int], order: Sequence[int], following: Mapping[int, int]
) -> Layout:
    first = order[0]
    head = list(range(first, heads[first])) if first in heads else []
    if not head and first == 0:
        while len(head) < min(len(order) - 1, _HEADS) and lines[len(head)].headlike and order[len(head)] == len(head):
            if len(head) in following or lines[len(head)].role != "short":
                break
            head.append(len(head))
        if len(head) == len(order):
            head = head[:1]
    paragraphs: list[list[int]] = []
    taken: set[int] = set(head)
    within = set(order)
    begun = {right for left, right in following.items() if left in within and right in within}
    for i in [*(i for i in order if i not in begun), *order]:
        if i in taken:
            continue
        paragraph = [i]
        taken.add(i)
        while (right := following.get(paragraph[-1])) is not None and right in within and right not in taken:
            paragraph.append(right)
            taken.add(right)
        paragraphs.append(paragraph)
    place = {i: k for k, i in enumerate(order)}
    paragraphs.sort(key=lambda paragraph: place[paragraph[0]])
    return Layout(tuple(head), tuple(tuple(paragraph) for paragraph in _boxes(lines, paragraphs)))


def _boxes(lines: Sequence[Line], paragraphs: list[list[int]]) -> list[list[int]]:
    """An item of a box takes up the half line under it: ★… and what follows without a mark of its own."""
    found: list[list[int]] = []
    for paragraph in paragraphs:
        line = lines[paragraph[0]]
        last = lines[found[-1][-1]] if found else None
        if line.role == "item" and line.text[0] not in ITEM_MARKS and last is not None and last.role == "item":
            found[-1] = [*found[-1], *paragraph]
        else:
            found.append(paragraph)
    return found
