"""Texts as tokens of a model, counted or cut by its tokenizer from several threads."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Any

_TEXTS_AT_ONCE = 256  # for which the tokenizer is locked: a question may be waiting for it


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

    def word_ids(self, words: Sequence[str]) -> list[list[int]]:
        """The token ids of each word alone, without those that mean nothing: a lone space, and the unknown token."""
        with self.lock:
            encoded = self._tokenizer(list(words), add_special_tokens=False, verbose=False)["input_ids"]
            meaningless = self._tokenizer.convert_tokens_to_ids(["\u2581", self._tokenizer.unk_token or "[UNK]"])
        return [[token_id for token_id in token_ids if token_id not in meaningless] for token_ids in encoded]


def special_tokens(tokens: Sequence[str]) -> re.Pattern[str]:
    """Matches the special tokens of a tokenizer, such as `<s>`, and lone surrogates."""
    specials = [re.escape(token) for token in sorted(tokens, key=len, reverse=True) if token]
    return re.compile("|".join(["[\ud800-\udfff]", *specials]))
