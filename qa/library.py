"""The library: a folder on disk that holds articles and their index. The public interface to add, ask and repair.

The folder holds `library.db` (SQLite; the truth), `index/N/` (segments: vectors and words derived from it, named by the
database), `library.sha256` (the checksum of the database) and `lock`. A change writes its segment beside the others and
then commits the database, so the folder is whole at every instant. Readers keep open what they have read, and look for
a newer state at each question.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

from corpus.records import Article, Passage, content_id
from embeddings import cpu
from embeddings.encoder import Encoder, TokenCounter
from embeddings.span_reader import SpanReader
from qa.answer import threshold
from qa.answer.quote import exact_phrase
from qa.answer.timeline import timeline
from qa.dialogue.history import History, turns_of
from qa.dialogue.understanding import understand
from qa.errors import LibraryError, NoLibraryError, mapped
from qa.language.date_input import parse_range
from qa.models import Models, Recorded
from qa.pipeline import Pipeline
from qa.quotation import CheckedQuotation, check
from qa.records import (
    UNFILTERED,
    AnswerThreshold,
    ArticleSummary,
    Changes,
    Filters,
    KeptArticle,
    Progress,
    Reply,
    Timeline,
)  # fmt: skip
from qa.storage import answer_threshold, edits, keeping, writer
from qa.storage.article_records import StoredRecords
from qa.storage.article_texts import DatabaseTexts
from qa.storage.collections import Collections
from qa.storage.commits import Commits, ignore_progress
from qa.storage.database import Database
from qa.storage.encode_batches import Encode
from qa.storage.engines import chosen_engine, engine_of
from qa.storage.passage_cache import PassageCache
from qa.storage.paths import DATABASE, require_library
from qa.storage.reader import IndexReader
from qa.storage.repair import HealthReport, find_problems, lowest_recall, renew_tokens, repair

_ANSWERS_PER_CORE = 2  # at once: while one waits for the interpreter, the reader of another computes


def _restricted(filters: Filters, collection: str | None = None) -> Filters:
    after, before = parse_range(filters.after, filters.before)
    return replace(filters, after=after, before=before, collection=collection or filters.collection)


class Library:
    """A library on disk. Safe to ask from several threads and processes; one process at a time changes it.

    Every method raises `LibraryError` where the library is missing, damaged, or cannot be read or written, and
    `ModelError` where a model, the reranker or a server of vectors is needed and cannot be used. Both are a
    `WenbaoError`, with one line that says what to do.
    """

    def __init__(
        self,
        folder: Path,
        model: str | None = None,
        notify: Callable[[str], None] = lambda text: None,
        *,
        loaded: Encoder | None = None,
        today: date | None = None,
        reranker: str | None = None,
        engine: str | None = None,
        uri: str | None = None,
        encode: Encode = lambda model, texts, progress: model.encode_documents(texts, progress),
    ) -> None:
        """Name the folder; nothing is read or created yet.

        - `model`: a Sentence Transformers model, a folder or a hub name; by default the library's own, and for a new
          library the bundled model. `loaded` is a model that is already loaded.
        - `notify`: receives a line of text before work that takes long, such as loading a model.
        - `today`: the day to which dates in words (去年) refer; by default the day on which a question is asked.
        - `reranker`: a Sentence Transformers cross-encoder, a folder or a hub name, that reorders the first hits.
        - `engine`: where vectors and words are searched, "local" or "milvus"; by default the library's own, and for a
          new library "local". `uri` is the address of the Milvus server.
        - `encode`: encodes what is added, for example on other machines.
        """
        self.folder = folder
        self._models = Models(model, reranker, loaded, notify, self._recorded_model)
        self._today = today
        self._reranker_name = reranker
        self._engine, self._uri = engine, uri
        self._index = IndexReader(folder, engine, uri)
        self._commits = Commits(folder, self._index, self.load_encoder, encode, engine, uri)
        self.collections = Collections(folder)
        self._cache = PassageCache()
        self._answering = threading.Semaphore(_ANSWERS_PER_CORE * cpu.threads())

    # Reading

    @property
    def exists(self) -> bool:
        """Whether there is a library in the folder, even a damaged one."""
        if not (self.folder / DATABASE).is_file():
            return False
        try:
            return self.generation > 0  # 0 if its first articles were never committed
        except NoLibraryError:
            return False
        except LibraryError:
            return True

    @property
    def generation(self) -> int:
        """The number of changes so far. While it stays the same, so does the library."""
        with closing(self._open()) as database:
            return database.generation

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        with closing(self._open()) as database:
            yield from database.articles()

    def listing(self) -> list[ArticleSummary]:
        """A summary of every article, without its text, by id."""
        with closing(self._open()) as database, database.snapshot():
            return keeping.listing(database)

    def article(self, article_id: str) -> Article | None:
        """The article with that id; None where there is none."""
        with closing(self._open()) as database:
            return database.article(article_id)

    def passages(self) -> Iterator[Passage]:
        """All passages, in the order in which they were added."""
        with closing(self._open()) as database:
            for _, passage in database.passages():
                yield passage

    def count(self) -> tuple[int, int]:
        """The number of articles and the number of passages."""
        with closing(self._open()) as database:
            return database.count()

    def fingerprint(self) -> str:
        """A name for all that answers depend on: articles, models and their weights, threshold, and the day `today`.

        Two libraries with the same fingerprint give the same answers. All articles are read for it.
        """
        with closing(self._open()) as database:
            model = database.get("fingerprint") or ""
            least = threshold.value(answer_threshold.read(database), model)
            texts = [content_id(article.id, article.title, article.text) for article in database.articles()]
        others = (self._reranker_name or "", str(self._today or ""), repr(least))
        return content_id(threshold.version(model), *others, *texts)

    @property
    def threshold(self) -> AnswerThreshold | None:
        """The threshold that was set; None where there is none. Where it does not hold, the default counts."""
        with closing(self._open()) as database:
            return threshold.checked(answer_threshold.read(database), database.get("fingerprint"))

    def set_threshold(self, found: AnswerThreshold | None) -> None:
        """Answer from this confidence on, or with None again from the default on."""
        with closing(self._open()) as database:
            version = threshold.version(database.get("fingerprint"))
        answer_threshold.store(self.folder, found and replace(found, version=version))

    # Models

    @mapped()
    def load_encoder(self) -> Encoder:
        """The model, loaded at the first call. Raises `LibraryError` where the library was made with another one."""
        return self._models.encoder()

    @mapped()
    def token_counter(self) -> TokenCounter:
        """Counts the model's tokens, without loading its weights where it is the bundled model."""
        return self._models.token_counter()

    @mapped()
    def load_reader(self) -> SpanReader:
        """The reader that finds the answer in passages, loaded at the first call; it shares the bundled model."""
        return self._models.reader()

    @mapped()
    def load_models(self) -> None:
        """Load the model, its reader, and the reranker if there is one."""
        self.load_encoder()
        self.load_reader()
        self._models.reranker()

    def warm_up(self) -> None:
        """Load models and index now, so that the first question need not wait."""
        self.load_models()
        self.ask("一")

    def _recorded_model(self) -> Recorded:
        """Name and fingerprint of the model that made the library."""
        if not self.exists:
            return None, None
        with closing(self._open()) as database:
            return database.get("model"), database.get("fingerprint")

    # Asking

    def ask(
        self,
        question: str,
        history: History = (),
        *,
        top_k: int = 5,
        filters: Filters = UNFILTERED,
        collection: str | None = None,
        retriever: str = "hybrid",
    ) -> Reply:
        """Answer one question with a quote and the `top_k` best passages.

        - `history`: the earlier turns, oldest first; they complete a follow-up question. `Turn`s, pairs, objects with
          `question` and `answer`, or messages with `role` and `content`.
        - `filters`, `collection`: restrict the search to articles of some dates, of one source, of a named collection.
        - `retriever`: "hybrid" (vectors and words), "dense" (vectors alone) or "lexical" (words alone, by BM25).

        Raises `QuestionError` where the question is empty, too long or without words, or the dates of the filters are
        none or reversed, or the history has another form; `LibraryError` and `ModelError` as every method.
        """
        restricted = replace(filters, collection=collection or filters.collection)
        (reply,) = self.ask_all([(question, history)], top_k=top_k, filters=restricted, retriever=retriever)
        return reply

    def ask_all(
        self,
        questions: Sequence[tuple[str, History]],
        *,
        top_k: int = 5,
        filters: Filters = UNFILTERED,
        collection: str | None = None,
        retriever: str = "hybrid",
    ) -> Iterator[Reply]:
        """Answer many questions, each with its history, in their order, all from one state of the library.

        The arguments and errors are those of `ask`. Questions are encoded in batches, the next batch while one is
        answered; the `encode` seconds of a reply are an equal share of its batch.
        """
        with mapped():
            today = self._today or date.today()
            restricted = _restricted(filters, collection)
            understood = [
                (question, understand(question, turns_of(history), today, self._phrase_of))
                for question, history in questions
            ]
            reranker = self._models.reranker()
            with self._index.snapshot() as (database, searcher):
                if restricted:
                    searcher = searcher.filtered(restricted)
                passages = self._cache.reader(database)
                models = (self.load_encoder(), self.load_reader(), reranker)
                least = threshold.value(answer_threshold.read(database), database.get("fingerprint"))
                records = StoredRecords(database)
                pipeline = Pipeline(searcher, passages, *models, top_k, retriever, records, restricted, least)
                yield from pipeline.replies(understood, nullcontext() if searcher.is_remote else self._answering)

    @mapped()
    def check(self, quotation: str, *, shown: int = 5) -> CheckedQuotation:
        """Say where a wording of 1 to 5,000 characters stands in the articles; else, also `QuestionError`. No model."""
        with self._index.snapshot() as (database, searcher):
            return check(quotation, searcher, DatabaseTexts(database), self._cache.reader(database), shown)

    @mapped()
    def timeline(self, query: str, *, filters: Filters = UNFILTERED) -> Timeline:
        """The dated figures of a subject and a measure, such as `云溪市 GDP`. Errors as of `ask`; no model."""
        with self._index.snapshot() as (database, searcher):
            restricted = _restricted(filters)
            searcher = searcher.filtered(restricted) if restricted else searcher
            return timeline(query, lambda tokens, k: searcher.sharing(tokens, k).tolist(), self._cache.reader(database))

    def _phrase_of(self, question: str, answer: str) -> str:
        """The exact phrase of an answer of an earlier turn; "" if there is none."""
        return exact_phrase(self.load_reader(), question, answer)

    # Changing

    @mapped()
    def add(self, paths: Iterable[str | Path], *, prune: bool = False, progress: Progress = ignore_progress) -> Changes:
        """Add the articles of files and folders, or update them. Unchanged articles are not encoded again.

        Articles that a file no longer has are removed; with `prune`, also those of files that no longer exist in the
        folders given. Input that cannot be read is listed in `refused`. What was read and encoded is committed every
        half minute, so an interruption loses no more. Raises `LibraryError` where there is no library yet and no
        article in the input; then no folder is created.
        """
        from qa.storage.ingest import Ingest  # imports the readers of all formats

        absolute = [Path(os.path.normpath(Path(path).absolute())) for path in paths]
        ingest = None
        first: list[Article] = []
        if not self.exists:
            self._models.require()  # before the input is read, which may take minutes
            ingest = Ingest(absolute, prune, None, progress)
            stretches = ingest.stretches()
            first = next(filter(None, stretches), [])
            ingest.require_articles()
            # Before the folder is created, so that a missing model or server leaves no empty library.
            self.load_encoder()
            if (engine := chosen_engine(self._engine)) is not None:
                engine.check_server(self._uri)
        with writer.open_for_writing(self.folder) as database:
            if ingest is None or database.generation:
                engine_of(database, self._engine)  # raises, even where nothing is new
                ingest, first = Ingest(absolute, prune, database, progress), []
                stretches = ingest.stretches()
            if writer.has_old_tokens(database) and self._index.remote(database) is None:
                renew_tokens(self.folder, database, self.load_encoder(), progress)
            ingest.use(database)
            for articles in itertools.chain([first], stretches):
                self._commits.add(database, articles, set(ingest.plan.updated), progress)
            if ingest.plan.removed:
                heirs = keeping.inherited(database, ingest.plan)
                writer.commit(self.folder, database, ingest.plan.removed, None, self._index.remote(database))
                self._commits.put(database, heirs, progress)
            edits.refresh(database, ingest.plan.found)
        return ingest.plan.changes()

    @mapped()
    def edit(
        self, article_id: str, *, title: str | None = None, date: str | None = None, source: str | None = None
    ) -> Article:
        """Change the title, date or source of an article; "" empties one. Returns the article as it was before.

        The edit stays when the file is added again, until the file says something else there. Raises `LibraryError`
        for an unknown id, and `QuestionError` for a date that is none and a text of more than 300 characters.
        """
        self._open().close()  # raises where there is no library
        with writer.open_for_writing(self.folder) as database:
            before, after = edits.plan(database, article_id, title, date, source)
            if after.article != before:
                self._commits.put(database, [after], ignore_progress)
        return before

    def kept(self, article_ids: Iterable[str]) -> list[KeptArticle]:
        """Articles with their collections and edits, for `restore`. Unknown ids are left out."""
        with closing(self._open()) as database, database.snapshot():
            return keeping.kept(database, article_ids)

    @mapped()
    def remove(self, article_ids: Iterable[str]) -> Changes:
        """Remove articles. Raises `LibraryError`, and removes none, where an id is unknown."""
        ids = tuple(dict.fromkeys(article_ids))
        self._open().close()  # raises where there is no library
        with writer.open_for_writing(self.folder) as database:
            unknown = [article_id for article_id in ids if database.article(article_id) is None]
            if unknown:
                raise LibraryError("library_unknown_article", ids=", ".join(unknown))
            writer.commit(self.folder, database, ids, None, self._index.remote(database))
        return Changes(removed=ids)

    @mapped()
    def restore(self, articles: Iterable[Article | KeptArticle], *, progress: Progress = ignore_progress) -> Changes:
        """Add removed articles again, as they were, with what `kept` gave of them. Those whose ids exist stay."""
        with writer.open_for_writing(self.folder) as database:
            given = map(keeping.as_kept, articles)
            new = [one for one in given if database.article(one.article.id) is None]
            self._commits.put(database, new, progress)
        return Changes(added=tuple(one.article.id for one in new))

    def compact(self) -> None:
        """Merge the index into one segment, and erase removed articles from the disk."""
        self._open().close()  # raises where there is no library
        with writer.open_for_writing(self.folder) as database:
            writer.compact(self.folder, database)

    @mapped()
    def verify(self) -> HealthReport:
        """Check every text, vector and word list, and what holds them together, for damage."""
        require_library(self.folder)
        problems = find_problems(self.folder, self._models.encoder_for_repair(), self._index.remote)
        return HealthReport(tuple(problems), recall=lowest_recall(self.folder))

    @mapped()
    def repair(self, *, progress: Progress = ignore_progress) -> HealthReport:
        """Find damage and repair it from what is left. A library of an older version becomes one of this version.

        Raises `LibraryError` where no article can be read, or the vectors are those of another model.
        """
        require_library(self.folder)
        return repair(self.folder, self._models.encoder_for_repair(), progress, self._index.remote)

    def _open(self) -> Database:
        return Database(self.folder / DATABASE)
