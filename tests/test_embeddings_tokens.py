from __future__ import annotations

import pytest

from embeddings import bundled
from embeddings.tokens import PlainTokenizer, ThreadSafeTokenizer, special_tokens
from embeddings.weights_file import WeightsFile


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


@pytest.fixture(scope="module")
def file() -> WeightsFile:
    return WeightsFile(bundled.weights())


@pytest.mark.parametrize(
    ("texts", "is_loaded"),
    [
        (["湖南省", "a <s> ﬁ\ud800", ""], False),
        (["湖南", "e\u0301"], True),
        (["湖南省。" * 20_000, "长沙" * 15_000], True),
    ],
)
def test_tokenizers_is_loaded_for_many_texts_and_odd_ones(file: WeightsFile, texts: list[str], is_loaded: bool) -> None:
    loaded = []

    def load() -> object:
        loaded.append(file.tokenizer())
        return loaded[0]

    tokenizer = PlainTokenizer(file.unigram(), load, bundled.SPECIAL_TOKENS, file.ends)
    ids, counts, encoded = tokenizer.ids(texts, "query: ", 512), tokenizer.count(texts, ""), tokenizer.encode(texts)
    assert len(loaded) == is_loaded
    theirs = loaded[0] if loaded else file.tokenizer()
    expected = [theirs.encode("query: " + tokenizer.plain(text)).ids for text in texts]
    assert ids == [own if len(own) <= 512 else [*own[:511], file.ends[1]] for own in expected]
    assert counts == [len(theirs.encode(tokenizer.plain(text)).ids) for text in texts]
    padded = [text.replace("<s>", "   ").replace("\ud800", " ") for text in texts]
    assert encoded == [(one.ids, one.offsets) for one in theirs.encode_batch(padded, add_special_tokens=False)]
