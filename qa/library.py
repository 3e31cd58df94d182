"""The library: a folder on disk that holds articles and all that is searched. This package wires the parts together.

The folder: `library.db` (SQLite; the truth), `index/N/` (segments: vectors and words, derived from it, named by the
database), `library.sha256` (the checksum of the database), `lock`. A change writes its segment beside the others and
then commits the database, so that the folder is whole at every instant; readers keep what they have opened and look for
a newer state at each question.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from corpus.passages import split
from corpus.records import Article, Passage, content_id
from embeddings import bundled, encoder
from embeddings.encoder import Encoder, TokenCounter
from embeddings.reranker import Reranker
from embeddings.reranker import load as load_reranker
from qa.answer.reply import build_reply
from qa.answer_cache import Answers
from qa.dialogue import CHOSEN_FROM, StandaloneQuestion, without_seen
from qa.dialogue.understanding import keeps_relative_date, understand
from qa.errors import LibraryError, NoLibraryError, mapped
from qa.records import UNFILTERED, Changes, Filters, Progress, Reply, Turn
from qa.search.near_duplicates import NearDuplicates, group_duplicates
from qa.search.ranking import Vector, search
from qa.search.reranking import rerank
from qa.search.spelling import correct_typo
from qa.storage import milvus, writer
from qa.storage.database import Database
from qa.storage.encode_batches import Counter, Encode, batches, encode
from qa.storage.ingest import plan
from qa.storage.milvus import MilvusSearcher
from qa.storage.passage_cache import PassageCache
from qa.storage.reader import IndexReader
from qa.storage.repair import Health, find_problems, lowest_recall, repair

_TOGETHER = 256  # questions that are encoded together
# Questions that are searched and answered at once. That is mostly Python, of which one thread runs at a time: were all
# let in, the thread that encodes would have to wait for its turn behind each of them, many times for each pass.
_AT_ONCE = 2


def _quiet(what: str, done: int, total: int, item: str = "") -> None:
    """Tells nobody."""


class Library:
    """A library on disk. Safe to ask from several threads and processes; one process at a time changes it."""

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
        """Name the folder; nothing is read or made yet.

        `model` is a Sentence Transformers model, by default the library's own, for a new one the bundled model;
        `loaded` is one that is loaded already. `notify` is told of things that take their time. Dates in words (去年)
        are taken as of `today`, by default the day on which a question is asked. `reranker` is a Sentence Transformers
        cross-encoder, a folder or a name on the hub, that reorders the first hits. `engine` is where vectors and words
        are searched, "local" or "milvus", by default the library's own, and `uri` the address of the Milvus server.
        `encode` makes the vectors of what is added, elsewhere than here if it likes.
        """
        self.folder = folder
        self._model = model
        self._notify = notify
        self._encoder: Encoder | None = None
        self._given = loaded
        self._today = today
        self._reranker_name = reranker
        self._reranker: Reranker | None = None
        self._answers = Answers()
        self._answering = threading.Semaphore(_AT_ONCE)
        self._wanted, self._uri, self._encode = engine, uri, encode
        self._opened = IndexReader(folder, engine, uri)
        self._loading, self._kept = threading.Lock(), PassageCache()

    # Reading

    @property
    def exists(self) -> bool:
        """Whether there is a library in the folder, be it a damaged one."""
        if not (self.folder / writer.DATABASE).is_file():
            return False
        try:
            return self.generation > 0  # else its first articles were never committed
        except NoLibraryError:
            return False
        except LibraryError:
            return True

    @property
    def generation(self) -> int:
        """Counts the changes: another number says that the library is another."""
        with closing(self._open()) as store:
            return int(store.get("generation") or 0)

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        with closing(self._open()) as store:
            yield from store.articles()

    def listing(self) -> list[tuple[str, str, str | None, str | None, str, int]]:
        """Id, title, source, date, path and the characters of the text of every article, by id, without the texts."""
        with closing(self._open()) as store:
            return store.listing()

    def article(self, article_id: str) -> Article | None:
        """The article of that id; None where there is none."""
        with closing(self._open()) as store:
            return store.article(article_id)

    def passages(self) -> Iterator[Passage]:
        """All passages, in the order in which they were added."""
        with closing(self._open()) as store:
            for _, passage in store.passages():
                yield passage

    def count(self) -> tuple[int, int]:
        """The number of articles and the number of passages."""
        with closing(self._open()) as store:
            return store.count()

    def fingerprint(self) -> str:
        """A name for everything that answers depend on: articles, model, reranker, and the day set as `today`.

        Two libraries with the same fingerprint give the same answers. All articles are read for it.
        """
        with closing(self._open()) as store:
            model = store.get("fingerprint") or ""
            texts = [content_id(article.id, article.title, article.text) for article in store.articles()]
        return content_id(model, *self.settings, *texts)

    @property
    def encoder(self) -> Encoder:
        """The model, loaded when it is first needed. Raises `LibraryError` where it is not the library's own."""
        with self._loading:
            if self._encoder is None:
                name, fingerprint = self._remembered()
                loaded = self._given or encoder.load(self._name(name), self._notify)
                if fingerprint not in (None, loaded.fingerprint):
                    raise LibraryError(
                        f"the library was made with the model {name}, not {loaded.name}: leave --model out, "
                        "or make another library with --library DIR"
                    )
                self._encoder = loaded
            return self._encoder

    def measure(self) -> TokenCounter:
        """How long texts are for the model, which need not be loaded for it."""
        name, _ = self._remembered()
        return self._given or encoder.load_token_counter(self._name(name), self._notify)

    def _name(self, remembered: str | None) -> str | None:
        """The model to load: None is the bundled one."""
        return self._model if self._model or remembered in (None, bundled.NAME) else remembered

    @property
    def settings(self) -> tuple[str, ...]:
        """What changes the answers beside the articles and the model."""
        return (self._reranker_name or "", str(self._today or ""))

    def _judge(self) -> Reranker | None:
        """The reranker, loaded when it is first needed; None where none is wanted."""
        with self._loading:
            if self._reranker is None and self._reranker_name:
                self._notify(f"loading the reranker {self._reranker_name}")
                self._reranker = load_reranker(self._reranker_name)
            return self._reranker

    def load_models(self) -> None:
        """Load the model, and the reranker if there is one. Raises `ModelError` if one cannot be loaded."""
        with mapped():
            self.encoder.prepare()
            self._judge()

    def warm_up(self) -> None:
        """Load the model and the indexes now, so that the first question need not wait."""
        self.encoder.prepare()
        self.ask("一")

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top_k: int = 5,
        filters: Filters = UNFILTERED,
        retriever: str = "hybrid",
    ) -> Reply:
        """Answer one question with the quote and the `top_k` best passages. Raises `QuestionError` for an empty one.

        Asked again while the library is the same, it is not worked out again; the `seconds` are those of this asking.
        """
        begun = time.perf_counter()
        turn = understand(question, history, self._today or date.today())
        generation, asked = self.generation, (turn, top_k, filters, retriever)
        known = self._answers.get(generation, asked)
        if known is None:
            reply = next(self._replies([(question, turn)], top_k, filters, retriever))
            self._answers.put(generation, asked, reply)
            return reply
        seconds = {"encode": 0.0, "search": time.perf_counter() - begun, "answer": 0.0}
        return replace(known, question=question, seconds=seconds)

    def ask_all(
        self,
        questions: Sequence[tuple[str, Sequence[Turn]]],
        *,
        top_k: int = 5,
        filters: Filters = UNFILTERED,
        retriever: str = "hybrid",
    ) -> Iterator[Reply]:
        """Answer many questions, each with its earlier turns, in their order, all from one state of the library.

        They are encoded some hundreds together, the next while the first are answered; the `encode` seconds of a reply
        are its equal share. No answer is taken from memory or remembered.
        """
        today = self._today or date.today()
        asked = [(question, understand(question, history, today)) for question, history in questions]
        yield from self._replies(asked, top_k, filters, retriever)

    def _replies(
        self, asked: Sequence[tuple[str, StandaloneQuestion]], top_k: int, filters: Filters, retriever: str
    ) -> Iterator[Reply]:
        """The replies to questions as they were understood."""
        judge = self._judge()
        readings = [reading for _, turn in asked for reading in turn.readings]
        with closing(self._encoded(readings)) as encoded, self._opened.reading() as (store, engine):
            texts = self._kept.texts(store)
            allowed = None
            if filters and isinstance(engine, MilvusSearcher):
                engine = engine.within(filters)
            elif filters:
                allowed = np.array(store.filtered(filters.after, filters.before, filters.source), np.int64)

            def look(text: str, vector: Vector) -> NearDuplicates:
                find = partial(search, engine, text, vector, kind=retriever, allowed=allowed)
                judged = find if judge is None else partial(rerank, text, find, judge)
                return group_duplicates(judged, texts.passages_with_headings, top_k)

            for question, turn in asked:
                vectors = dict(zip(turn.readings, encoded, strict=False))
                with nullcontext() if isinstance(engine, MilvusSearcher) else self._answering:
                    begun = time.perf_counter()
                    found = {
                        text: search(
                            engine, text, vector, CHOSEN_FROM, retriever, allowed, texts.passages_with_headings
                        )
                        for text, (vector, _) in vectors.items()
                        if turn.expanded
                    }
                    alone = turn.chosen(found) if turn.expanded else turn.question
                    told = look(alone, vectors[alone][0])
                    spelled = correct_typo(alone, engine.idf, [passage.text for _, passage in told.found])
                    if spelled != alone:
                        alone, told = spelled, look(spelled, self.encoder.encode_queries([spelled])[0])
                    if keeps_relative_date(turn, told.found, texts.article_metadata):
                        alone = turn.with_relative_dates
                        told = look(alone, self.encoder.encode_queries([alone])[0])
                    if turn.seen_answers:
                        told = NearDuplicates(without_seen(told.found, turn.seen_answers))
                    searched = time.perf_counter()
                    reply = build_reply(question, alone, told, top_k, texts, engine.idf, self.encoder.word_vectors)
                    answered = time.perf_counter()
                encoding = sum(seconds for _, seconds in vectors.values())
                seconds = {"encode": encoding, "search": searched - begun, "answer": answered - searched}
                yield replace(reply, seconds=seconds)

    def _encoded(self, questions: Sequence[str]) -> Generator[tuple[Vector, float], None, None]:
        """The vector of each question, and its share of the seconds that encoding took."""

        def encode(part: Sequence[str]) -> list[tuple[Vector, float]]:
            begun = time.perf_counter()
            vectors = self.encoder.encode_queries(part)
            return [(vector, (time.perf_counter() - begun) / len(part)) for vector in vectors]

        parts = [questions[at : at + _TOGETHER] for at in range(0, len(questions), _TOGETHER)]
        if len(parts) <= 1:
            yield from (one for part in parts for one in encode(part))
            return
        with ThreadPoolExecutor(1) as pool:  # torch lets go of the interpreter: a second core encodes ahead
            for found in pool.map(encode, parts):
                yield from found

    def _open(self) -> Database:
        return Database(self.folder / writer.DATABASE)

    def _remembered(self) -> tuple[str | None, str | None]:
        if not self.exists:
            return None, None
        with closing(self._open()) as store:
            return store.get("model"), store.get("fingerprint")

    # Changing

    def add(self, paths: Iterable[str | Path], *, prune: bool = False, progress: Progress = _quiet) -> Changes:
        """Add the articles of files and folders, or update them; unchanged articles are left as they are.

        Articles that a file held before and holds no more are removed; with `prune` also those of files that are gone
        from the folders given. Input that cannot be read is refused and named. Many articles are added in several
        steps: where it is stopped between them, what was added stays. Raises `LibraryError` where nothing in the input
        can be used and no library is there yet; then nothing is made.
        """
        places = [Path(os.path.normpath(Path(path).absolute())) for path in paths]
        made = None
        if not self.exists:
            made = plan(places, prune, None, progress)
            if not made.new:
                reasons = "; ".join(f"{refusal.path}: {refusal.reason}" for refusal in made.refused[:3])
                raise LibraryError(
                    reasons or f"no articles in {', '.join(map(str, places))}: give files that hold text"
                )
            self.encoder  # noqa: B018  (a model that cannot be loaded leaves no empty library behind)
            milvus.check_server(self._wanted, self._uri)
        with writer.open_for_writing(self.folder) as store:
            if made is None or store.get("generation"):
                milvus.config_of(store, self._wanted, self._uri)  # told also where nothing is new
                made = plan(places, prune, store, progress)
            self._put(store, made.new, set(made.updated), progress)
            if made.removed:
                writer.commit(self.folder, store, made.removed, None, self._opened.server(store))
        return made.changes()

    def remove(self, article_ids: Iterable[str]) -> Changes:
        """Remove articles. Raises `LibraryError`, and removes none, where an id is not there."""
        ids = tuple(dict.fromkeys(article_ids))
        self._open().close()  # there must be a library
        with writer.open_for_writing(self.folder) as store:
            missing = [article_id for article_id in ids if store.article(article_id) is None]
            if missing:
                raise LibraryError(f"no article has the id {', '.join(missing)}: see `wenbao list`")
            writer.commit(self.folder, store, ids, None, self._opened.server(store))
        return Changes(removed=ids)

    def restore(self, articles: Iterable[Article], *, progress: Progress = _quiet) -> Changes:
        """Put articles back that were removed, as they were; those that are there stay."""
        with writer.open_for_writing(self.folder) as store:
            new = [article for article in articles if store.article(article.id) is None]
            self._put(store, new, set(), progress)
        return Changes(added=tuple(article.id for article in new))

    def compact(self) -> None:
        """Make the index one piece, and see that nothing of removed articles is left on disk."""
        self._open().close()
        with writer.open_for_writing(self.folder) as store:
            writer.compact(self.folder, store)

    def verify(self) -> Health:
        """Find every kind of damage: to texts, vectors and words, and to what holds them together."""
        self._must_exist()
        return Health(
            tuple(find_problems(self.folder, self._any_model(), self._opened.server)), recall=lowest_recall(self.folder)
        )

    def repair(self, *, progress: Progress = _quiet) -> Health:
        """Find damage and mend it from what is left; a library of an older version becomes one of this version."""
        self._must_exist()
        return repair(self.folder, self._any_model(), progress, self._opened.server)

    def _must_exist(self) -> None:
        if not (self.folder / writer.DATABASE).is_file():
            raise LibraryError(f"there is no library in {self.folder}: run `wenbao index PATH` first")

    def _any_model(self) -> Encoder:
        """The model, also where the library cannot say whether it is its own."""
        try:
            return self.encoder
        except LibraryError:
            return self._given or encoder.load(self._model, self._notify)

    def _put(self, store: Database, articles: Sequence[Article], updated: set[str], progress: Progress) -> None:
        """Encode articles and commit them, some at a time. `updated` are the ids of those that are there already."""
        if not articles:
            return
        model = self.encoder
        store.remember(model.name, model.fingerprint)
        if not store.get("generation"):
            milvus.remember_server(store, self._wanted, self._uri, model.dimension)
        server = self._opened.server(store)  # told before the work where it is not there, not after it
        cut = []
        for number, article in enumerate(articles, 1):
            cut.append((article, tuple(split(article, model.window, model.count_tokens))))
            progress("splitting", number, len(articles))
        total = sum(2 * len(passage.sentences) for _, passages in cut for passage in passages)
        counter = Counter("encoding", total, progress)
        for some in batches(cut):
            encoded = encode(some, partial(self._encode, model), counter)
            gone = [article.id for article, _ in some if article.id in updated]
            writer.commit(self.folder, store, gone, encoded, server)
