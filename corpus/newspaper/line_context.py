"""Where the lines of a page stand to each other: which follows which, under which headline, between which datelines.

Everything is read off the roles of the lines in the order of the file, before any join is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.newspaper.line_roles import Line, closed_before
from corpus.newspaper.topics import Subjects


class Places:
    """For each line of a page, by its index:

    - `next_body`: the next line of body text, only headlines, captions and items of boxes between, or -1;
    - `ends_stretch`: whether no body text follows at once that could go on from it;
    - `after_head`: whether it is the first of all or stands right under a headline;
    - `last_open`: the last line before it, headlines left aside, if that one is broken off, else -1;
    - `stretch`, `article`: the number of the stretch (datelines and bylines begin a new one) and of the article;
    - `first_body`: whether it is the first undated line of its article; `first_of_stretch`: the line that is that;
    - `headless`: whether its run of lines begins with a dateline that stands under no headline;
    - `undated`: whether it stands under a headline and has no dateline; `undated_before`: the last such line, or -1.

    A headless run and an undated line belong together where an article's first column came out last.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        count = len(lines)
        before = [None, *lines[:-1]] if lines else []
        self._lines = lines
        self.after_head = [line is None or line.headlike for line in before]
        self.ends_stretch = [
            i + 1 == count or lines[i + 1].role != "body" or lines[i + 1].dateline is not None for i in range(count)
        ]
        self.next_body = self._next_body()
        self.stretch, self.last_open = [0] * count, [-1] * count
        self.article = self._articles()
        stretch, last_open = 0, -1
        self._datelines = [0] * (count + 1)
        for i, (line, above) in enumerate(zip(lines, before, strict=True)):
            closed = above is not None and above.role in ("byline", "source")
            stretch += line.dateline is not None or closed
            self.stretch[i], self.last_open[i] = stretch, last_open
            if line.role == "body":
                last_open = i if line.open_end else -1
            self._datelines[i + 1] = self._datelines[i] + (line.dateline is not None)
        self.first_body, self.first_of_stretch = self._firsts()
        self.headless, self.undated, self.undated_before = self._heads()

    def datelines_between(self, i: int, j: int) -> bool:
        """Whether a dateline stands behind the earlier of two lines and before the later."""
        low, high = min(i, j), max(i, j)
        return self._datelines[high] > self._datelines[low + 1]

    def _next_body(self) -> list[int]:
        found = [-1] * len(self._lines)
        following = -1
        for i in range(len(self._lines) - 1, -1, -1):
            found[i] = following
            if self._lines[i].role not in ("short", "caption", "item"):
                following = i if self._lines[i].role == "body" and self._lines[i].dateline is None else -1
        return found

    def _articles(self) -> list[int]:
        lines, found, article = self._lines, [], 0
        subjects = Subjects(lines)
        for i, line in enumerate(lines):
            if i > 0 and line.headlike and not lines[i - 1].headlike:
                behind = i
                while behind < len(lines) and lines[behind].headlike:
                    behind += 1
                body = behind
                while body < len(lines) and lines[body].role == "byline":
                    body += 1
                if body < len(lines) and lines[body].role == "body":
                    closed = closed_before(lines, i)
                    article += (
                        lines[body].dateline is not None or closed or (body == behind and subjects.turn(i, behind))
                    )
            found.append(article)
        return found

    def _firsts(self) -> tuple[list[bool], list[int]]:
        lines = self._lines
        first_body, first_of_stretch = [False] * len(lines), [-1] * len(lines)
        article, first = -1, -1
        for i, line in enumerate(lines):
            if self.article[i] != article:
                article, first = self.article[i], -1
            if line.role == "body" and line.dateline is None and first < 0:
                first = i
                first_body[i] = True
            first_of_stretch[i] = first
        return first_body, first_of_stretch

    def _heads(self) -> tuple[list[bool], list[bool], list[int]]:
        lines = self._lines
        headless, undated, undated_before = [False] * len(lines), [False] * len(lines), [-1] * len(lines)
        without, last = False, -1
        for i, line in enumerate(lines):
            above = lines[i - 1] if i else None
            if line.dateline is not None:
                over = i - 1
                while over >= 0 and lines[over].role == "byline":
                    over -= 1
                without = above is not None and not (over >= 0 and lines[over].headlike)
            elif line.role == "short" and (above is None or above.role in ("byline", "source")):
                without = False
            headless[i] = without
            if line.role == "body" and line.dateline is None and self.after_head[i]:
                undated[i], last = True, i
            undated_before[i] = last
        return headless, undated, undated_before
