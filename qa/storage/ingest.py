"""Plans an addition: reads the input and compares it with the library. Changes nothing itself.

The input is read in stretches of some seconds, so that what was read can be stored before the rest is read.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from corpus import readers
from corpus.newspaper import divide
from corpus.newspaper.continued_articles import put_together
from corpus.records import Article, Document, Refusal, content_id
from embeddings import continuation_scorer
from qa.errors import ErrorMessage, LibraryError, joined
from qa.records import Changes, Facts, Progress
from qa.storage import edits
from qa.storage.database import Database
from qa.storage.reading_accounts import ReadingAccounts

_MAX_WARNINGS_PER_FILE = 20
_MAX_REASONS = 3  # in the error for input without articles
_SECONDS_PER_STRETCH = 10.0


@dataclass
class Plan:
    """The changes that an addition makes, as far as the input has been read: the ids of articles, and what was refused.

    `updated` are ids that exist already: the new article replaces the old one. `found` are the facts as the files have
    them now, of articles that were edited by hand.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    found: dict[str, Facts] = field(default_factory=dict)

    def changes(self) -> Changes:
        """The plan as a record."""
        return Changes(
            tuple(self.added), tuple(self.updated), tuple(self.removed), self.unchanged, tuple(self.refused),
            tuple(self.warnings),
        )  # fmt: skip


class Ingest:
    """Files and folders that are added to a library, read a stretch at a time.

    Input that cannot be read is listed in `plan.refused`. With `prune`, articles of files that no longer exist under
    these paths are removed, once everything has been read.
    """

    def __init__(self, paths: Sequence[Path], prune: bool, database: Database | None, progress: Progress) -> None:
        """`database` is None where there is no library yet. Nothing is read before `stretches` is."""
        self._paths, self._prune = paths, prune
        self._progress = _ReadingProgress(readers.count(paths), progress)
        self._planner = _Planner(database)
        self.plan = self._planner.plan

    def use(self, database: Database) -> None:
        """Compare with this library from now on: the one that was created for the articles read so far."""
        self._planner.use(database)

    def stretches(self) -> Iterator[list[Article]]:
        """The new articles of each stretch of reading, which may be none. At the end, `plan` is complete."""
        stop = time.monotonic() + _SECONDS_PER_STRETCH
        for item in put_together(self._read(), self._planner.score):
            self._planner.take(item)
            if time.monotonic() >= stop:
                yield self._planner.new_articles()
                stop = time.monotonic() + _SECONDS_PER_STRETCH
        self._planner.summarise_warnings()
        self._progress.finish()
        given = [readers.shown(str(path)) for path in self._paths]
        self._planner.plan_removals(given if self._prune else self._planner.readable(self._progress.opened))
        yield self._planner.new_articles()

    def _read(self) -> Iterator[Document | Refusal]:
        for item in readers.read(self._paths, self._progress.open_file):
            self._progress.enter(item.path)
            yield item

    def require_articles(self) -> None:
        """Raise `LibraryError`, with the first reasons why files were refused, where nothing to add was found."""
        if self.plan.added or self.plan.updated:
            return
        reasons = [
            ErrorMessage("file_message", path=refusal.path, message=refusal.reason)
            for refusal in self.plan.refused[:_MAX_REASONS]
        ]
        if not reasons:
            raise LibraryError("library_no_articles", paths=", ".join(map(str, self._paths)))
        raise LibraryError(joined(reasons))


class _ReadingProgress:
    """Reports which file is being read, also inside an archive. Remembers the files that were opened."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total, self._progress = total, progress
        self._current = ""
        self.opened: list[str] = []

    def open_file(self, path: str) -> None:
        """A file of the input is opened."""
        self.opened.append(path)
        self._report(path)

    def enter(self, path: str) -> None:
        """Something at this path was read: the opened file itself, or a file in an archive."""
        if path != self._current:
            self._report(path)

    def finish(self) -> None:
        """All files have been read."""
        self._progress("reading", self._total, self._total)

    def _report(self, path: str) -> None:
        self._current = path
        self._progress("reading", len(self.opened) - 1, self._total, path)


class _Origin(NamedTuple):
    """Where an article id was met, and a name for the content it had there."""

    path: str
    content: str


class _Planner:
    """Compares what is read, one document or refusal after the other, with the library."""

    def __init__(self, database: Database | None) -> None:
        self.plan = Plan()
        self.use(database)
        self._new: list[Article] = []
        self._origins: dict[str, _Origin] = {}  # by article id, of this run
        self._unread: dict[str, None] = {}  # paths that could not be read, or not to their end
        self._warnings: Counter[str] = Counter()  # by path
        self._accounts = ReadingAccounts()
        self.score = continuation_scorer.if_installed()

    def use(self, database: Database | None) -> None:
        """Compare with this library from now on."""
        self.database = database
        self._edited = {} if database is None else edits.found(database)

    def take(self, item: Document | Refusal) -> None:
        """Plan what follows from a document or a refusal."""
        if isinstance(item, Refusal):
            self.plan.refused.append(item)
            if item.line is None:
                self._unread[item.path] = None
            return
        division = divide(item, self.score)
        for path, doubt in self._accounts.take(item.path, division):
            self._warn(path, doubt)
        for warning in (*item.warnings, *division.warnings):
            self._warnings[item.path] += 1
            if self._warnings[item.path] <= _MAX_WARNINGS_PER_FILE:
                self._warn(item.path, warning)
        for article in division.articles:
            self._take_article(article)

    def new_articles(self) -> list[Article]:
        """The articles to add that were met since the last call."""
        articles, self._new = self._new, []
        return articles

    def summarise_warnings(self) -> None:
        """Say of each file how many warnings were left out, and of the last one what it lacks."""
        for path, doubt in self._accounts.finish():
            self._warn(path, doubt)
        for path, count in self._warnings.items():
            if count > _MAX_WARNINGS_PER_FILE:
                more = count - _MAX_WARNINGS_PER_FILE
                self.plan.warnings.append(ErrorMessage("library_more_warnings", path=path, count=more))

    def readable(self, paths: Sequence[str]) -> list[str]:
        """The given paths without those that could not be read to the end."""
        return [path for path in paths if path not in self._unread]

    def plan_removals(self, paths: Sequence[str]) -> None:
        """Plan to remove the articles under these paths that were not met again.

        Articles of a file that exists but could not be read stay: it may be readable another time.
        """
        database = self.database
        if database is None:
            return
        unread = {article_id for path in self._unread if _exists(path) for article_id in database.ids_under_path(path)}
        stored = dict.fromkeys(article_id for path in paths for article_id in database.ids_under_path(path))
        self.plan.removed.extend(
            article_id for article_id in stored if article_id not in self._origins and article_id not in unread
        )

    def _take_article(self, article: Article) -> None:
        if not article.text:
            self.plan.refused.append(Refusal(article.path, ErrorMessage("article_without_text")))
            return
        content = content_id(article.title, article.text)
        identified = self._identified(article, content)
        if identified is None:
            return
        article, present = identified
        self._origins[article.id] = _Origin(article.path, content)
        if present is not None and present.id in self._edited:
            article, self.plan.found[article.id] = edits.merged(article, present, self._edited[present.id])
        if present == article:
            self.plan.unchanged += 1
            return
        self._new.append(article)
        (self.plan.added if present is None else self.plan.updated).append(article.id)

    def _identified(self, article: Article, content: str) -> tuple[Article, Article | None] | None:
        """The article under the id that it gets, and what the library has there. None where it is left out.

        The same article in two files is an article of each. The id of the later one is made of the id and its path,
        and stays where the first file is removed.
        """
        while True:
            present = self._stored(article.id)
            origin = self._origin(article, present)
            if origin is not None and origin.content != content:
                reason = ErrorMessage("article_id_taken", article_id=article.id, path=origin.path)
                self.plan.refused.append(Refusal(article.path, reason))
                return None
            if origin is not None and origin.path == article.path:
                self._warn(article.path, ErrorMessage("article_repeated", article_id=article.id))
                return None
            own_id = content_id(article.id, article.path)
            elsewhere = present is None or present.path != article.path
            if origin is None and not (elsewhere and self._stored(own_id) is not None):
                return article, present
            article = replace(article, id=own_id)

    def _origin(self, article: Article, present: Article | None) -> _Origin | None:
        """Where the article's id was met before: in this run, or in another file that still exists."""
        origin = self._origins.get(article.id)
        if origin is None and present is not None and present.path != article.path and _exists(present.path):
            title = self._edited[present.id].title if present.id in self._edited else present.title
            return _Origin(present.path, content_id(title, present.text))
        return origin

    def _stored(self, article_id: str) -> Article | None:
        return self.database.article(article_id) if self.database is not None else None

    def _warn(self, path: str, message: str) -> None:
        self.plan.warnings.append(ErrorMessage("file_message", path=path, message=message))


def _exists(path: str) -> bool:
    """Whether a file or folder still exists; an article's path may continue inside a file (`a.zip/b.txt`)."""
    return Path(path).exists() or any(parent.is_file() for parent in Path(path).parents)
