from __future__ import annotations

import pytest

from embeddings.tokens import ThreadSafeTokenizer, special_tokens


class _Tokenizer:
    """One token a character, as `transformers` would give them; notes how many texts each call has."""

    all_special_tokens = ("<s>", "<mask>")
    unk_token = "?"

    def __init__(self) -> None:
        self.calls: list[int] = []

    def __call__(self, texts: list[str], **options: object) -> dict[str, list[list[int]]]:
        self.calls.append(len(texts))
        return {"input_ids": [[ord(character) for character in text] for text in texts]}

    def convert_tokens_to_ids(self, tokens: list[str]) -> list[int]:
        return list(map(ord, tokens))


def test_the_tokenizer_is_locked_for_part_of_many_texts_only() -> None:
    tokenizer = _Tokenizer()
    texts = ["九" * (n % 7) for n in range(600)]
    assert ThreadSafeTokenizer(tokenizer).count(texts, "q:") == [2 + n % 7 for n in range(600)]
    assert tokenizer.calls == [256, 256, 88]


@pytest.mark.parametrize(("text", "plain"), [("a<s>b<mask>", "a b "), ("a\ud800b", "a b"), ("a < s > b", "a < s > b")])
def test_special_tokens_and_lone_surrogates_become_spaces(text: str, plain: str) -> None:
    assert ThreadSafeTokenizer(_Tokenizer()).plain(text) == plain


def test_the_longest_special_token_is_matched_first() -> None:
    assert special_tokens(["<s", "<s>", ""]).sub(" ", "a<s>b") == "a b"
