"""What a Milvus index reads and counts in the database: passages with their sources, and the frequency of tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Passage
from corpus.text import fold
from qa.storage.database import Database


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with its number and its article's title, date and source."""

    number: int
    title: str
    date: str | None
    source: str | None
    passage: Passage


class MilvusTables:
    """Queries on one database. Every method raises `LibraryError` where it cannot be read or written."""

    def __init__(self, database: Database) -> None:
        """Use that connection."""
        self.database = database

    def passages_of_article(self, article_id: str) -> list[tuple[str, Passage]]:
        """The passages of an article, each after its headline."""
        numbers = self.numbers_of_article(article_id)
        return [(title, passage) for _, title, _, passage in self.database.titled_passages(numbers)]

    def numbers_of_article(self, article_id: str) -> list[int]:
        """The numbers of an article's passages."""
        rows = self.database.query("SELECT number FROM passages WHERE article = ?", (article_id,))
        return [int(number) for (number,) in rows]

    def passage_records(self, numbers: Sequence[int]) -> list[PassageRecord]:
        """The passages with these numbers, ascending. Unknown numbers are left out."""
        sql = "SELECT number, source FROM passages JOIN articles ON articles.id = passages.article"
        sql += " WHERE number IN (SELECT value FROM json_each(?))"
        sources = dict(self.database.query(sql, (json.dumps(list(numbers)),)))
        return [
            PassageRecord(number, title, date, sources[number], passage)
            for number, title, date, passage in self.database.titled_passages(numbers)
        ]

    def sentence_counts(self, numbers: Sequence[int]) -> dict[int, int]:
        """The number of sentences of each passage. Numbers of deleted passages are left out."""
        sql = "SELECT number, json_array_length(sentences) FROM passages WHERE number IN "
        rows = self.database.query(sql + "(SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
        return {int(number): int(count) for number, count in rows}

    def sources_containing(self, part: str) -> list[str]:
        """The names of all sources that contain `part`, in either script, case and width."""
        sql = "SELECT DISTINCT source FROM articles WHERE instr(folded(source), ?) > 0 ORDER BY source"
        return [str(source) for (source,) in self.database.query(sql, (fold(part),))]

    def add_token_counts(self, changes: Mapping[str, int]) -> dict[str, int]:
        """Add to the number of passages that hold each token. Returns the token ids, assigned once and never reused."""
        self.database.execute_many(
            # Never below 0, as where passages leave that an older version divided into other tokens.
            "INSERT INTO tokens (token, passages) VALUES (?1, max(0, ?2))"
            " ON CONFLICT (token) DO UPDATE SET passages = max(0, passages + ?2)",
            changes.items(),
        )
        return {token: token_id for token, (token_id, _) in self.token_counts(list(changes)).items()}

    def token_counts(self, tokens: Sequence[str]) -> dict[str, tuple[int, int]]:
        """The id of each known token, and the number of passages that hold it."""
        sql = "SELECT token, id, passages FROM tokens WHERE token IN (SELECT value FROM json_each(?))"
        rows = self.database.query(sql, (json.dumps(list(tokens)),))
        return {str(token): (int(token_id), int(passages)) for token, token_id, passages in rows}

    def delete_tokens(self) -> None:
        """Delete all tokens."""
        self.database.query("DELETE FROM tokens")
