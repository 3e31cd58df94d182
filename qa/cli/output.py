"""What a terminal shows: progress bars on standard error, and replies as text."""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import Any

from qa.records import Hit, Place, Reply


class Bars:
    """A progress bar on standard error for each thing that is done, shown when it takes longer than a moment."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *args: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __call__(self, what: str, done: int, total: int, item: str = "") -> None:
        """Show how much of something is done, and what is taken up now."""
        from tqdm import tqdm

        if self._bar is None or self._bar.desc != what:
            if self._bar is not None:
                self._bar.close()
            self._bar = tqdm(total=total, desc=what, file=sys.stderr, delay=0.5, leave=True)
            self._bar.desc = what
        self._bar.set_postfix_str(PurePath(item).name, refresh=False)
        self._bar.update(done - self._bar.n)


def as_text(reply: Reply) -> str:
    """The answer with its source, and the passages."""
    lines = []
    if reply.answer:
        hit = next(hit for hit in reply.hits if hit.passage_id == reply.answer.passage_id)
        lines += [reply.answer.text, f"  — {_source(hit)} ({reply.confidence:.0%})"]
    elif reply.hits:
        lines.append(f"The articles do not say ({reply.confidence:.0%}). The nearest passages:")
    else:
        lines.append("The articles do not say.")
    if reply.disagreement:
        told = " · ".join(f"{figure.date or 'undated'}: {figure.text}" for figure in reply.disagreement)
        lines += ["", f"The articles differ: {told}"]
    for hit in reply.hits:
        lines += ["", f"{hit.rank}. {_source(hit)} · {hit.score:.3f}", *(f"   {line}" for line in hit.text.split("\n"))]
        lines += [f"   also: {_source(place)}" for place in hit.also]
    return "\n".join(lines)


def _source(hit: Hit | Place) -> str:
    page = f"p. {hit.page}" if hit.page else None
    return " · ".join(part for part in (hit.title or hit.article_id, hit.source, hit.date, page) if part)
