"""Parts of articles around passages, read from the database: a `qa.records.ArticleTexts`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence

from qa.records import TextPart
from qa.storage.database import Database

_AT_ONCE = 16  # articles that are in memory together
_MAX_SORTED = 4000  # passages whose dates are looked up; of more, articles are read by date until enough are found
_MAX_READ = 40_000  # passages that are read by date, before all are looked up after all


class DatabaseTexts:
    """Reads from one snapshot of a database."""

    def __init__(self, database: Database) -> None:
        """Read from that database."""
        self._database = database

    def around(self, numbers: Sequence[int], margin: int) -> list[TextPart]:
        """See `ArticleTexts`."""
        parts = []
        rows = self._database.query(
            "SELECT article, start, end FROM passages WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number",
            (json.dumps(list(numbers)),),
        )
        # The passages of an article follow each other: a join would read a book for each of them.
        grouped = [(name, list(of_article)) for name, of_article in itertools.groupby(rows, lambda row: str(row[0]))]
        for first in range(0, len(grouped), _AT_ONCE):
            some = grouped[first : first + _AT_ONCE]
            articles = self._articles([name for name, _ in some])
            for article_id, of_article in some:
                if article_id not in articles:
                    continue
                title, date, text = articles[article_id]
                for _, start, end in of_article:
                    begin = max(0, start - margin)
                    parts.append(TextPart(article_id, title, date, begin, text[begin : end + margin]))
        return parts

    def whole(self, numbers: Sequence[int], limit: int) -> list[TextPart]:
        """See `ArticleTexts`."""
        rows = self._database.query(
            "SELECT number, article FROM passages WHERE number IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        )
        article_of = {int(number): str(article_id) for number, article_id in rows}
        ids = dict.fromkeys(article_of[number] for number in numbers if number in article_of)
        return [
            TextPart(article_id, title, date, 0, text)
            for article_id in itertools.islice(ids, limit)
            for title, date, text in self._articles([article_id]).values()
        ]

    def earliest(self, numbers: Sequence[int], limit: int) -> list[int]:
        """See `ArticleTexts`."""
        if len(numbers) > _MAX_SORTED:
            wanted = set(numbers)
            first = itertools.islice(self._by_date(), _MAX_READ)
            found = list(itertools.islice((number for number in first if number in wanted), limit))
            if len(found) == limit:
                return found
        rows = self._database.query(
            "SELECT number FROM json_each(?) CROSS JOIN passages ON passages.number = json_each.value"
            " CROSS JOIN articles ON articles.id = passages.article"
            " ORDER BY articles.date IS NULL, articles.date, number LIMIT ?",
            (json.dumps(list(numbers)), limit),
        )
        return [int(number) for (number,) in rows]

    def _by_date(self) -> Iterator[int]:
        """The passages of all dated articles, the earliest first."""
        yield from (
            int(number)
            for (number,) in self._database.stream(
                "SELECT number FROM articles INDEXED BY articles_filters CROSS JOIN passages"
                " ON passages.article = articles.id WHERE articles.date IS NOT NULL ORDER BY articles.date"
            )
        )

    def _articles(self, ids: Sequence[str]) -> dict[str, tuple[str, str | None, str]]:
        """The title, the date and the text of each article, by id."""
        rows = self._database.query(
            "SELECT id, title, date, text FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
        return {article_id: (title, date, text) for article_id, title, date, text in rows}
