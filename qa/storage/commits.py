"""Adding and replacing articles: encodes them in batches, and commits each batch with its part of the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.records import Article
from embeddings.encoder import Encoder
from qa.records import KeptArticle, Progress
from qa.storage import edits, keeping, writer
from qa.storage.database import Database
from qa.storage.encode_batches import FIRST_FOR_SERVER, Encode, encode_articles
from qa.storage.engines import chosen_engine
from qa.storage.reader import IndexReader


def ignore_progress(step: str, done: int, total: int, item: str = "") -> None:
    """Ignore progress."""


def _do_nothing(added: Sequence[str]) -> None:
    """Store nothing more of the articles that were added."""


class Commits:
    """Commits articles to the library in a folder. Its methods raise as `writer.commit` does."""

    def __init__(
        self, folder: Path, index: IndexReader, load_encoder: Callable[[], Encoder], encode: Encode,
        engine: str | None, uri: str | None,
    ) -> None:  # fmt: skip
        """`load_encoder` is called only where something has to be encoded; the rest is as for `Library`."""
        self._folder, self._index = folder, index
        self._load_encoder, self._encode = load_encoder, encode
        self._engine, self._uri = engine, uri

    def add(
        self,
        database: Database,
        articles: Sequence[Article],
        updated_ids: set[str],
        progress: Progress,
        then: Callable[[Sequence[str]], None] = _do_nothing,
    ) -> None:
        """Encode articles and commit them in batches. `updated_ids` are those that replace an article.

        `then` is called with the ids of each batch, within its transaction.
        """
        if not articles:
            return
        model = self._load_encoder()
        database.put_model(model.name, model.fingerprint)
        if not database.generation and (engine := chosen_engine(self._engine)) is not None:
            engine.remember(database, self._uri, model.dimension)
        remote = self._index.remote(database)  # before the work, so that a missing server is reported at once
        first = None if remote is None else FIRST_FOR_SERVER
        for batch in encode_articles(articles, model, self._encode, progress, first):
            replaced_ids = [article.id for article, _ in batch.articles if article.id in updated_ids]
            writer.commit(self._folder, database, replaced_ids, batch, remote, then)

    def put(self, database: Database, articles: Sequence[KeptArticle], progress: Progress) -> None:
        """Add articles, or replace them, with what is known of them. Only what the index depends on is encoded."""
        known = {one.article.id: one for one in articles}
        present = {one: database.article(one) for one in known}
        remote = bool(articles) and self._index.remote(database) is not None
        light = [
            one for article_id, one in known.items() if edits.is_light(present[article_id], one.article, remote=remote)
        ]
        if light:
            with database.change():
                for one in light:
                    edits.put_facts(database, one.article)
                keeping.store(database, light)
                database.advance_generation()
            database.checkpoint()
        heavy = [one.article for one in articles if one not in light]
        replaced = {article_id for article_id, article in present.items() if article is not None}
        self.add(
            database, heavy, replaced, progress, lambda added: keeping.store(database, [known[one] for one in added])
        )
