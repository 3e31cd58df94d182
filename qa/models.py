"""The models of a library: its encoder, its reader and its reranker, each loaded at the first use."""

from __future__ import annotations

import threading
from collections.abc import Callable

from embeddings import bundled, encoder, hub, span_reader
from embeddings.encoder import Encoder, TokenCounter
from embeddings.reranker import Reranker
from embeddings.reranker import load as load_reranker
from embeddings.span_reader import SpanReader
from qa.errors import ErrorMessage, LibraryError, translatable

Recorded = tuple[str | None, str | None]  # name and fingerprint of the model that made the library, None for none


class Models:
    """Safe to use from several threads. Errors of loading are those of `embeddings`."""

    def __init__(
        self,
        model: str | None,
        reranker: str | None,
        given: Encoder | None,
        notify: Callable[[str], None],
        recorded: Callable[[], Recorded],
    ) -> None:
        """Name the models; `given` is an encoder that is already loaded, `recorded` what the library remembers."""
        self._model, self._reranker_name, self._given = model, reranker, given
        self._notify: Callable[[str], None] = lambda text: notify(translatable(text))
        self._recorded = recorded
        self._encoder: Encoder | None = None
        self._reader: SpanReader | None = None
        self._reranker: Reranker | None = None
        self._loading = threading.Lock()

    def encoder(self) -> Encoder:
        """The encoder. Raises `LibraryError` where the library was made with another one."""
        with self._loading:
            if self._encoder is None:
                name, fingerprint = self._recorded()
                loaded = self._given or encoder.load(self._name(name))
                if fingerprint not in (None, loaded.fingerprint):
                    raise LibraryError("library_other_model", library_model=name, model=loaded.name)
                self._encoder = loaded
            return self._encoder

    def encoder_for_repair(self) -> Encoder:
        """The encoder, even where the library cannot say whether it is its own."""
        try:
            return self.encoder()
        except LibraryError:
            return self._given or encoder.load(self._model)

    def token_counter(self) -> TokenCounter:
        """Counts the encoder's tokens, without loading its weights where it is the bundled model."""
        name, _ = self._recorded()
        return self._given or encoder.load_token_counter(self._name(name))

    def reader(self) -> SpanReader:
        """The reader; it shares the weights of the bundled model."""
        shared = self.encoder()
        with self._loading:
            if self._reader is None:
                self._reader = span_reader.load(shared)
            return self._reader

    def reranker(self) -> Reranker | None:
        """The reranker; None where none was asked for."""
        with self._loading:
            if self._reranker is None and self._reranker_name:
                self._notify(ErrorMessage("reranker_loading", name=self._reranker_name))
                self._reranker = load_reranker(self._reranker_name)
            return self._reranker

    def require(self) -> None:
        """Raise `EmbeddingError` where the encoder or the reranker does not exist. Loads neither."""
        if self._model:
            hub.require(self._model)
        if self._reranker_name:
            hub.require(self._reranker_name, hub.RERANKERS)

    def _name(self, recorded: str | None) -> str | None:
        """The name of the encoder to load; None for the bundled one."""
        return self._model if self._model or recorded in (None, bundled.NAME) else recorded
