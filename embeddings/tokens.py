"""Texts as tokens of a model, counted or cut by its tokenizer from several threads."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from typing import Any

from embeddings.unigram import TokenIds, Unigram

_TEXTS_AT_ONCE = 256  # for which the tokenizer is locked: a question may be waiting for it
_FEW_CHARACTERS = 100_000  # in one process; beyond, loading `tokenizers` takes less time than going on without it


class ThreadSafeTokenizer:
    """A `transformers` tokenizer under a lock, as it remembers between calls how it pads and cuts."""

    def __init__(self, tokenizer: Any) -> None:
        """Wrap the tokenizer of a model."""
        self._tokenizer = tokenizer
        self._special = special_tokens(tokenizer.all_special_tokens)
        self.lock = threading.Lock()

    def plain(self, text: str) -> str:
        """The text with a space for what no tokenizer reads as text: its special tokens, and lone surrogates."""
        return self._special.sub(" ", text)

    def count(self, texts: Sequence[str], prompt: str) -> list[int]:
        """The tokens of each text after the prompt, special tokens included."""
        counts: list[int] = []
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            prepared = [prompt + self.plain(text) for text in texts[start : start + _TEXTS_AT_ONCE]]
            with self.lock:
                encoded = self._tokenizer(prepared, truncation=False, padding=False, verbose=False)
            counts += [len(token_ids) for token_ids in encoded["input_ids"]]
        return counts

    def encode(self, texts: Sequence[str]) -> list[TokenIds]:
        """The token ids of each text, without those at its ends, and the [start, end) of each token in it."""
        prepared = [self._special.sub(_blank, text) for text in texts]
        with self.lock:
            encoded = self._tokenizer(
                prepared,
                add_special_tokens=False,
                truncation=False,
                padding=False,
                return_offsets_mapping=True,
                verbose=False,
            )
        return list(zip(encoded["input_ids"], encoded["offset_mapping"], strict=True))

    @property
    def ends(self) -> tuple[int, int]:
        """The ids of the tokens before and behind a text."""
        return self._tokenizer.cls_token_id, self._tokenizer.sep_token_id


class PlainTokenizer(ThreadSafeTokenizer):
    """The same of the bundled model: by its own `Unigram` for few texts, by a `tokenizers.Tokenizer` for many."""

    def __init__(
        self, unigram: Unigram, load: Callable[[], Any], special: Sequence[str], ends: tuple[int, int]
    ) -> None:
        """Take both, with the special tokens and the ids of those before and behind a text.

        `load` makes the `tokenizers.Tokenizer`, which pads and cuts nothing, when it is needed.
        """
        self._unigram, self._load, self._ends = unigram, load, ends
        self._special = special_tokens(special)
        self._left = _FEW_CHARACTERS
        self._tokenizer: Any = None
        self.lock = threading.Lock()

    def ids(self, texts: Sequence[str], prompt: str, window: int) -> list[list[int]]:
        """The token ids of each text after the prompt, as far as the window goes, those at its ends included."""
        first, last = self._ends
        encoded = self._encode([prompt + self.plain(text) for text in texts])
        return [[first, *own[: window - 2], last] for own, _ in encoded]

    def count(self, texts: Sequence[str], prompt: str) -> list[int]:
        """The tokens of each text after the prompt, special tokens included."""
        counts: list[int] = []
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            prepared = [prompt + self.plain(text) for text in texts[start : start + _TEXTS_AT_ONCE]]
            counts += [len(own) + len(self._ends) for own, _ in self._encode(prepared)]
        return counts

    def encode(self, texts: Sequence[str]) -> list[TokenIds]:
        """The token ids of each text, without those at its ends, and the [start, end) of each token in it."""
        return self._encode([self._special.sub(_blank, text) for text in texts])

    def _encode(self, prepared: Sequence[str]) -> list[TokenIds]:
        if self._tokenizer is None:
            self._left -= sum(map(len, prepared))
            if self._left >= 0:
                encoded = [one for text in prepared if (one := self._unigram.encode(text)) is not None]
                if len(encoded) == len(prepared):
                    return encoded
            with self.lock:
                self._tokenizer = self._tokenizer or self._load()
        found = self._tokenizer.encode_batch(prepared, add_special_tokens=False)
        return [(one.ids, one.offsets) for one in found]

    @property
    def ends(self) -> tuple[int, int]:
        """The ids of the tokens before and behind a text."""
        return self._ends


def _blank(match: re.Match[str]) -> str:
    """As many spaces, so that offsets hold."""
    return " " * len(match.group())


def special_tokens(tokens: Sequence[str]) -> re.Pattern[str]:
    """Matches the special tokens of a tokenizer, such as `<s>`, and lone surrogates."""
    specials = [re.escape(token) for token in sorted(tokens, key=len, reverse=True) if token]
    return re.compile("|".join(["[\ud800-\udfff]", *specials]))
