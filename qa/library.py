"""The library: a folder on disk that holds articles and all that is searched. This module wires the parts together.

The folder: `library.db` (SQLite; the truth), `index-N/` (vectors and words, derived from it, N the generation that the
database names), `lock`. A change writes the next generation beside the present one and then commits the database, so
that the folder is whole at every instant; readers keep what they have opened and look for a newer one at each question.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from corpus import readers
from corpus.newspaper import segment
from corpus.passages import in_context, split
from corpus.records import Article, Refusal
from corpus.text import clean
from embeddings import bundled, encoder
from embeddings.encoder import Encoder
from qa import generation as generation_files
from qa.dialogue import standalone
from qa.errors import LibraryError, QuestionError
from qa.records import Reply, Turn
from qa.reply import reply_to
from qa.retriever import Indexes, search
from qa.store import Store

Progress = Callable[[str, int, int], None]  # what is done, how much of it, of how much

MAX_QUESTION = 2000  # characters


def default_folder() -> Path:
    """Where the library lies when nobody says: `$WENBAO_LIBRARY`, else the user's data folder."""
    from platformdirs import user_data_dir

    return Path(os.environ.get("WENBAO_LIBRARY") or Path(user_data_dir("wenbao", appauthor=False)) / "library")


def samples_folder() -> Path:
    """The bundled sample articles."""
    return Path(readers.__file__).parent.parent / "samples"


def _quiet(what: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a question is put to. Dates are ISO 8601 (a year or a month will do), both ends included."""

    after: str | None = None
    before: str | None = None
    source: str | None = None

    def __bool__(self) -> bool:
        return any((self.after, self.before, self.source))


@dataclass(frozen=True, slots=True)
class Changes:
    """What adding or removing did: ids of articles, and input that was refused."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Snapshot:
    generation: int
    indexes: Indexes


@dataclass
class _Plan:
    """The changes that a run over the input comes to."""

    new: list[Article] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Library:
    """A library on disk. Safe to ask from several threads and processes; one process at a time changes it."""

    def __init__(
        self,
        folder: Path,
        model: str | None = None,
        notify: Callable[[str], None] = lambda text: None,
        *,
        loaded: Encoder | None = None,
    ) -> None:
        """Name the folder; nothing is read or made yet.

        `model` is a Sentence Transformers model, by default the library's own, for a new one the bundled model;
        `loaded` is one that is loaded already. `notify` is told of things that take their time.
        """
        self.folder = folder
        self._model = model
        self._notify = notify
        self._encoder: Encoder | None = None
        self._given = loaded
        self._snapshot: _Snapshot | None = None
        self._loading = threading.Lock()

    # Reading

    @property
    def exists(self) -> bool:
        """Whether there is a library in the folder."""
        return (self.folder / "library.db").is_file()

    def articles(self) -> Iterator[Article]:
        """All articles, by id."""
        with closing(self._open()) as store:
            yield from store.articles()

    def article(self, article_id: str) -> Article | None:
        """The article of that id; None where there is none."""
        with closing(self._open()) as store:
            return store.article(article_id)

    def count(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        with closing(self._open()) as store:
            return store.count()

    @property
    def encoder(self) -> Encoder:
        """The model, loaded when it is first needed. Raises `LibraryError` where it is not the library's own."""
        with self._loading:
            if self._encoder is None:
                name, fingerprint = self._remembered()
                model = self._model if self._model or name in (None, bundled.NAME) else name
                loaded = self._given or encoder.load(model, self._notify)
                if fingerprint not in (None, loaded.fingerprint):
                    raise LibraryError(
                        f"the library was made with the model {name}, not {loaded.name}: leave --model out, "
                        "or make another library with --library DIR"
                    )
                self._encoder = loaded
            return self._encoder

    def warm_up(self) -> None:
        """Load the model and the indexes now, so that the first question need not wait."""
        self.ask("…")

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top_k: int = 5,
        filters: Filters = Filters(),
        retriever: str = "hybrid",
    ) -> Reply:
        """Answer one question with the quote and the `top_k` best passages. Raises `QuestionError` for an empty one."""
        return next(self.ask_all([(question, history)], top_k=top_k, filters=filters, retriever=retriever))

    def ask_all(
        self,
        questions: Sequence[tuple[str, Sequence[Turn]]],
        *,
        top_k: int = 5,
        filters: Filters = Filters(),
        retriever: str = "hybrid",
    ) -> Iterator[Reply]:
        """Answer many questions, each with its earlier turns, in their order; they are encoded together."""
        for question, _ in questions:
            _check_question(question)
        begun = time.perf_counter()
        understood = [standalone(clean(question), history) for question, history in questions]
        vectors = self.encoder.encode_queries(understood)
        encoding = (time.perf_counter() - begun) / max(1, len(questions))
        with closing(self._open()) as store, store.snapshot():
            indexes = self._indexes(store)
            allowed = None
            if filters:
                allowed = np.array(store.filtered(filters.after, filters.before, filters.source), np.int64)
            for (question, _), alone, vector in zip(questions, understood, vectors, strict=True):
                begun = time.perf_counter()
                candidates = search(indexes, alone, vector, top_k, retriever, allowed, store.titled)
                searched = time.perf_counter()
                reply = reply_to(question, alone, candidates, store, indexes.words)
                seconds = {"encode": encoding, "search": searched - begun, "answer": time.perf_counter() - searched}
                yield replace(reply, seconds=seconds)

    def _open(self) -> Store:
        return Store(self.folder / "library.db")

    def _remembered(self) -> tuple[str | None, str | None]:
        if not self.exists:
            return None, None
        with closing(self._open()) as store:
            return store.get("model"), store.get("fingerprint")

    def _indexes(self, store: Store) -> Indexes:
        """The indexes of the generation that the store's snapshot belongs to."""
        generation = int(store.get("generation") or 0)
        with self._loading:
            if self._snapshot is None or self._snapshot.generation != generation:
                self._snapshot = _Snapshot(generation, generation_files.load(self.folder / f"index-{generation}"))
            return self._snapshot.indexes

    # Changing

    def add(self, paths: Iterable[str | Path], *, prune: bool = False, progress: Progress = _quiet) -> Changes:
        """Add the articles of files and folders, or update them; unchanged articles are left as they are.

        Articles that a file held before and holds no more are removed; with `prune` also those of files that are gone
        from the folders given. Input that cannot be read is refused and named. Raises `LibraryError` where nothing in
        the input can be used and no library is there yet; then nothing is made.
        """
        places = [Path(os.path.normpath(Path(path).absolute())) for path in paths]
        plan = self._plan(places, prune, progress)
        if not plan.new and not self.exists:
            reasons = "; ".join(f"{refusal.path}: {refusal.reason}" for refusal in plan.refused[:3])
            raise LibraryError(reasons or f"no articles in {', '.join(map(str, places))}: give files that hold text")
        if plan.new or plan.gone:
            self._apply(plan, progress)
        return Changes(
            tuple(plan.added),
            tuple(plan.updated),
            tuple(plan.removed),
            plan.unchanged,
            tuple(plan.refused),
            tuple(plan.warnings),
        )

    def remove(self, article_ids: Iterable[str], *, progress: Progress = _quiet) -> Changes:
        """Remove articles. Raises `LibraryError`, and removes none, where an id is not there."""
        plan = _Plan(gone=list(dict.fromkeys(article_ids)))
        with closing(self._open()) as store:
            missing = [article_id for article_id in plan.gone if store.article(article_id) is None]
        if missing:
            raise LibraryError(f"no article has the id {', '.join(missing)}: see `wenbao list`")
        self._apply(plan, progress)
        return Changes(removed=tuple(plan.gone))

    def restore(self, articles: Iterable[Article], *, progress: Progress = _quiet) -> Changes:
        """Put articles back that were removed, as they were; those that are there stay."""
        plan = _Plan()
        with self._maybe_open() as store:
            plan.new.extend(a for a in articles if store is None or store.article(a.id) is None)
        if plan.new:
            self._apply(plan, progress)
        return Changes(added=tuple(article.id for article in plan.new))

    def _plan(self, places: Sequence[Path], prune: bool, progress: Progress) -> _Plan:
        """Read the input and compare it with what is there."""
        plan = _Plan()
        total = readers.count(places)
        seen: dict[str, str] = {}  # the path of every article id met
        files: dict[str, None] = {}
        with self._maybe_open() as store:
            for found in readers.read(places):
                if found.path not in files:
                    files[found.path] = None
                    progress("reading", min(len(files), total), total)
                if isinstance(found, Refusal):
                    plan.refused.append(found)
                    continue
                articles, warnings = segment(found)
                plan.warnings.extend(f"{found.path}: {warning}" for warning in warnings)
                for article in articles:
                    self._consider(article, plan, seen, store)
            if store is not None:
                kept = set(seen)
                under = places if prune else [Path(path) for path in files if not _refused_whole(path, plan)]
                for place in under:
                    plan.removed.extend(i for i in store.under(str(place)) if i not in kept and i not in plan.removed)
                plan.gone.extend(plan.removed)
        return plan

    def _consider(self, article: Article, plan: _Plan, seen: dict[str, str], store: Store | None) -> None:
        if not article.text:
            plan.refused.append(Refusal(article.path, "an article without text"))
            return
        if article.id in seen:
            plan.refused.append(Refusal(article.path, f"the article {article.id} is in {seen[article.id]} already"))
            return
        present = store.article(article.id) if store is not None else None
        if present is not None and present.path != article.path and Path(present.path).exists():
            plan.refused.append(Refusal(article.path, f"the article {article.id} is in {present.path} already"))
            return
        seen[article.id] = article.path
        if present == article:
            plan.unchanged += 1
            return
        plan.new.append(article)
        (plan.added if present is None else plan.updated).append(article.id)
        if present is not None:
            plan.gone.append(article.id)

    @contextmanager
    def _maybe_open(self) -> Iterator[Store | None]:
        if self.exists:
            with closing(self._open()) as store:
                yield store
        else:
            yield None

    def _apply(self, plan: _Plan, progress: Progress) -> None:
        """Encode what is new, write the next generation, and commit."""
        from filelock import FileLock, Timeout

        model = self.encoder
        cut = []
        for article in plan.new:
            cut.append((article, split(article, model.window, model.count_tokens)))
            progress("splitting", len(cut), len(plan.new))
        passages = [(article, passage) for article, found in cut for passage in found]
        texts = [in_context(article.title, passage.heading, passage.text) for article, passage in passages]
        sentences = [article.text[a:b] for article, passage in passages for a, b in passage.sentences]
        counter = _Counter("encoding", len(texts) + len(sentences), progress)
        vectors = model.encode_documents(texts, counter.add)
        sentence_vectors = model.encode_documents(sentences, counter.add)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (
                FileLock(self.folder / "lock", timeout=0),
                closing(Store(self.folder / "library.db", create=True)) as store,
            ):
                generation = int(store.get("generation") or 0)
                with store.change():
                    indexes = (
                        generation_files.load(self.folder / f"index-{generation}")
                        if generation
                        else generation_files.empty(model.dimension)
                    )
                    gone = [number for article_id in plan.gone for number in store.remove(article_id)]
                    numbers = [number for article, found in cut for number in store.add(article, found)]
                    counts = [len(passage.sentences) for _, passage in passages]
                    folder = self.folder / f"index-{generation + 1}"
                    generation_files.write(folder, indexes, gone, numbers, counts, (vectors, sentence_vectors), store)
                    store.put("generation", str(generation + 1))
                    store.put("model", model.name)
                    store.put("fingerprint", model.fingerprint)
                generation_files.clear(self.folder, generation + 1)
        except Timeout as error:
            raise LibraryError("another process is changing this library: try again when it is done") from error
        except OSError as error:
            raise LibraryError(f"cannot write to {self.folder}: {error.strerror or error}") from error


class _Counter:
    """Adds up what is done and tells it on."""

    def __init__(self, what: str, total: int, progress: Progress) -> None:
        self._what, self._total, self._progress, self._done = what, total, progress, 0

    def add(self, more: int) -> None:
        self._done += more
        self._progress(self._what, self._done, self._total)


def _check_question(question: str) -> None:
    if not clean(question):
        raise QuestionError("the question is empty: ask something")
    if len(question) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(question)} characters: at most {MAX_QUESTION} are read")


def _refused_whole(path: str, plan: _Plan) -> bool:
    """Whether a file could not be read at all: what it held before is then kept."""
    return any(refusal.path == path and refusal.line is None for refusal in plan.refused)
