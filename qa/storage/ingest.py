"""What adding files comes to: the input is read and held against what is there. Changes nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import readers
from corpus.newspaper import segment
from corpus.records import Article, Refusal, content_id
from qa.records import Changes, Progress
from qa.storage.database import Database

_WARNINGS = 20  # of one file that are told


@dataclass
class Plan:
    """The changes that a run over the input comes to: new articles, and the ids of those that are to go.

    `updated` are ids that are there already: the new article takes the place of the old one.
    """

    new: list[Article] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def changes(self) -> Changes:
        """The same as a record."""
        return Changes(
            tuple(self.added), tuple(self.updated), tuple(self.removed), self.unchanged, tuple(self.refused),
            tuple(self.warnings),
        )  # fmt: skip


def plan(places: Sequence[Path], prune: bool, store: Database | None, progress: Progress) -> Plan:
    """Read the input and compare it with what is there; `store` is None where there is no library yet."""
    made = Plan()
    total = readers.count(places)
    seen: dict[str, tuple[str, str]] = {}  # of every article id met: the path, and what names its content
    opened: list[str] = []
    unread: dict[str, None] = {}  # what could not be read, or not to its end
    warned: Counter[str] = Counter()  # how often, by file
    last = ""

    def opening(path: str) -> None:
        nonlocal last
        opened.append(path)
        last = path
        progress("reading", len(opened) - 1, total, path)

    for found in readers.read(places, opening):
        if found.path != last:
            last = found.path
            progress("reading", len(opened) - 1, total, last)  # of an archive, what lies in it
        if isinstance(found, Refusal):
            made.refused.append(found)
            if found.line is None:
                unread[found.path] = None
            continue
        articles, warnings = segment(found)
        for warning in (*found.warnings, *warnings):
            warned[found.path] += 1
            if warned[found.path] <= _WARNINGS:
                made.warnings.append(f"{found.path}: {warning}")
        for article in articles:
            _consider(article, made, seen, store)
    made.warnings.extend(f"{path}: {n - _WARNINGS} more warnings" for path, n in warned.items() if n > _WARNINGS)
    progress("reading", total, total)
    if store is not None:
        # What a file held that is there, but cannot be read now, is kept: it may be read another time.
        kept = {i for path in unread if _is_there(path) for i in store.ids_under_path(path)}
        under = (
            (readers.shown(str(place)) for place in places)
            if prune
            else (path for path in opened if path not in unread)
        )
        gone = dict.fromkeys(i for path in under for i in store.ids_under_path(path) if i not in seen and i not in kept)
        made.removed.extend(gone)
    return made


def _consider(article: Article, made: Plan, seen: dict[str, tuple[str, str]], store: Database | None) -> None:
    if not article.text:
        made.refused.append(Refusal(article.path, "an article without text"))
        return
    content = content_id(article.title, article.text)
    present = store.article(article.id) if store is not None else None
    met = seen.get(article.id)
    if present is not None and met is None and present.path != article.path and _is_there(present.path):
        met = present.path, content_id(present.title, present.text)
    if met is not None and met[1] != content:
        reason = f"the article {article.id} is in {met[0]} already, with another text: give each an id of its own"
        made.refused.append(Refusal(article.path, reason))
        return
    if met is not None and met[0] == article.path:
        made.warnings.append(f"{article.path}: holds the article {article.id} more than once; it is kept once")
        return
    # The same article in two files is an article of each; the later one's id is made of the id and its path, and
    # stays where the first file goes.
    own = content_id(article.id, article.path)
    if met is not None or (
        store is not None and (present is None or present.path != article.path) and store.article(own) is not None
    ):
        _consider(replace(article, id=own), made, seen, store)
        return
    seen[article.id] = article.path, content
    if present == article:
        made.unchanged += 1
        return
    made.new.append(article)
    (made.added if present is None else made.updated).append(article.id)


def _is_there(path: str) -> bool:
    """Whether a file or folder is there still; an article's path may go on inside of a file (`a.zip/b.txt`)."""
    return Path(path).exists() or any(place.is_file() for place in Path(path).parents)
