"""Which run of a file's text follows which: a chain for each article, changed link by link, made documents again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.account import Account, merged
from corpus.messages import Message
from corpus.newspaper.column_runs import Run, Slice, blocks_of, united
from corpus.page_references import Reference, find_back, find_onwards
from corpus.records import Block, Document

NONE = -1


class RunLinks:
    """The runs of documents by number, each with the one `before` and `behind` it, -1 where there is none.

    References to pages are taken out of the runs: `onwards` has those at the end of a run, `back` those at its start.
    """

    def __init__(self, documents: Sequence[Document], runs: Sequence[Sequence[Run]]) -> None:
        self.given = documents
        self.runs: list[Run] = []
        self.before: list[int] = []
        self.behind: list[int] = []
        self.onwards: dict[int, Reference] = {}
        self.back: dict[int, Reference] = {}
        self.changed = False
        self._of: list[int] = []  # the document of each run
        self._jumps: dict[int, list[str]] = {}  # that were taken out, by document
        self._repeated: dict[int, int] = {}  # headlines that are left out, with the runs that they stood above
        self._goes_on: set[int] = set()  # runs that go on with the paragraph of the one before
        self._home: dict[int, int] = {}  # where a run came from that nothing leads to any more
        for number, of_document in enumerate(runs):
            self._take(number, of_document)

    def _take(self, number: int, runs: Sequence[Run]) -> None:
        """Take the runs of a document, without references to pages; a run that is nothing else is left out."""
        last, back = NONE, None
        for run in runs:
            onwards = None if run.title else find_onwards(run.text)
            begun = None if run.title else find_back(run.text)
            if onwards is not None and begun is not None:  # 紧接第2版 alone: at the end of a text it leads on
                ends = last != NONE and back is None and not self.runs[last].title
                onwards, begun = (onwards, None) if ends else (None, begun)
            for found in filter(None, (onwards, begun)):
                self._jumps.setdefault(number, []).append(run.text[found.start : found.end])
            text = _without(run, begun.end if begun else 0, len(run.text) - onwards.start if onwards else 0)
            back = begun or back
            if text is None:
                if onwards is not None and last != NONE:
                    self.onwards[last] = onwards
                continue
            at = len(self.runs)
            self.runs.append(text)
            self._of.append(number)
            self.before.append(last)
            self.behind.append(NONE)
            if last != NONE:
                self.behind[last] = at
            if onwards is not None:
                self.onwards[at] = onwards
            if back is not None and not text.title:
                self.back[at], back = back, None
            last = at

    def chain(self, run: int) -> Iterator[int]:
        """A run and those behind it."""
        while run != NONE:
            yield run
            run = self.behind[run]

    def head(self, run: int) -> int:
        """The first run of the chain that holds a run."""
        while self.before[run] != NONE:
            run = self.before[run]
        return run

    def title(self, run: int) -> str:
        """The headline of the chain that holds a run; empty if it has none."""
        first = self.runs[self.head(run)]
        return first.text if first.title else ""

    def may_join(self, one: int, other: int) -> bool:
        """Whether a run may follow another: it does not lead to it already."""
        return one not in self.chain(other)

    def join(self, one: int, other: int, paragraph: bool) -> tuple[int, int]:
        """Let a run follow another. Returns the runs that stood behind the one and before the other, now loose.

        `paragraph`: whether it goes on with its paragraph.
        """
        follows, leads = self.behind[one], self.before[other]
        if follows != NONE:
            self.before[follows] = NONE
            self._home[follows] = one
        if leads != NONE:
            self.behind[leads] = NONE
        self.behind[one], self.before[other] = other, one
        self._home.pop(other, None)
        if paragraph:
            self._goes_on.add(other)
        else:
            self._goes_on.discard(other)
        self.changed = True
        return follows, leads

    def repeat(self, title: int) -> None:
        """Leave out a headline that is repeated where its article goes on, before the run behind it is joined."""
        self._repeated[title] = self.behind[title]

    def documents(self) -> list[Document]:
        """The documents, in the order in which they begin; those that nothing changed are the same objects."""
        if not self.changed and not self._jumps:
            return list(self.given)
        chains = self._chains()
        held: dict[int, list[int]] = {}  # the documents that a chain takes in, by its first run
        first_of = {number: at for at, number in reversed(list(enumerate(self._of)))}
        heads = {run: head for head, chain in chains.items() for run in chain}
        head = min(chains, default=NONE)
        for number in range(len(self.given)):
            at = first_of.get(number, NONE)  # none where a document was a reference alone
            head = heads.get(self._repeated.get(at, at), head)
            held.setdefault(head, []).append(number)
        return [self._document(chain, held.get(head, [])) for head, chain in sorted(chains.items())]

    def _chains(self) -> dict[int, list[int]]:
        """The runs of each article by its first one, with the loose ones behind what they came from."""
        chains = {
            at: list(self.chain(at))
            for at in range(len(self.runs))
            if self.before[at] == NONE and at not in self._repeated
        }
        for loose, home in self._home.items():
            head = next((head for head, chain in chains.items() if home in chain), None)
            if head is not None and head != loose and loose in chains:
                chains[head] += chains.pop(loose)
        return chains

    def _document(self, chain: Sequence[int], numbers: Sequence[int]) -> Document:
        """The document of a chain, which takes in what documents of these numbers say."""
        own = self._of[chain[0]]
        taken_in = [self.given[number] for number in numbers if number != own]
        first = self.given[own]
        known = own in numbers
        account = Account()
        for number in numbers:
            account.leave("account_jumps", "\n".join(self._jumps.get(number, [])))
        for title in self._repeated:
            if self._of[title] in numbers:
                account.leave("account_titles", self.runs[title].text)
        blocks = self._blocks(chain)
        everything = [first, *taken_in] if known else taken_in
        if blocks == list(first.blocks) and not taken_in and known:
            return first
        return replace(
            first,
            blocks=tuple(blocks),
            title=first.title if known else "",
            in_order=first.in_order,
            warnings=(*(warning for each in everything for warning in each.warnings), *self._missing(chain)),
            pages=united([page for each in (first, *self._sources(chain)) for page in each.pages]),
            left_out=merged((*(item for each in everything for item in each.left_out), *account.left_out())),
            added=sum(each.added for each in everything),
        )

    def _missing(self, chain: Sequence[int]) -> Iterator[Message]:
        """Warnings of references to parts that were not found."""
        for run in chain:
            onwards, back = self.onwards.get(run), self.back.get(run)
            if back is not None and not self._over_pages(self.before[run], run):
                yield Message("edition_begins_elsewhere", page=back.page)
            if onwards is not None and not self._over_pages(run, self.behind[run]):
                yield Message("edition_goes_on_elsewhere", page=onwards.page)

    def _over_pages(self, one: int, other: int) -> bool:
        return NONE not in (one, other) and self.runs[one].page != self.runs[other].page

    def _sources(self, chain: Sequence[int]) -> list[Document]:
        return [self.given[number] for number in sorted({self._of[run] for run in chain})]

    def _blocks(self, chain: Sequence[int]) -> list[Block]:
        return blocks_of([(self.runs[run], run in self._goes_on) for run in chain], self.given)


def _without(run: Run, start: int, end: int) -> Run | None:
    """A run without so many characters at its beginning and end; None if nothing is left."""
    if not start and not end:
        return run
    text = run.text[start : len(run.text) - end].strip()
    if not text:
        return None
    slices = _trimmed(run.slices, start)
    ends = [Slice(part.document, part.block, -part.end, -part.start) for part in reversed(slices)]
    slices = [Slice(part.document, part.block, -part.end, -part.start) for part in reversed(_trimmed(ends, end))]
    return replace(run, text=text, slices=slices)


def _trimmed(slices: Sequence[Slice], count: int) -> list[Slice]:
    """Slices without so many characters at their beginning; the end of a slice counts as one."""
    kept: list[Slice] = []
    for part in slices:
        length = part.end - part.start
        gone = min(count, length)
        count = max(0, count - gone - (gone == length))
        if gone < length:
            kept.append(part._replace(start=part.start + gone))
    return kept
