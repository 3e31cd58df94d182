"""Our tokens of the bundled model are those of `tokenizers`, with their places, but for texts that are left to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, seed, settings
from hypothesis import strategies as st

from embeddings import bundled
from embeddings.unigram import TokenIds, Unigram
from embeddings.weights_file import WeightsFile

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
_KINDS = [
    "长沙湖南省在哪里建成通车的大桥一二三，。？！「」《》——……",
    "長沙湖南省在哪裡建成通車的大橋，漢字𠮷㐀龘",
    "The bridge is 1,176 metres long — don't “quote” it; <s> </s> <unk> <mask>",
    "éèüñçåøßÅẛẞŁđ",
    "e\u0301\u0300\u0323\u0308\u20d0a\u0328",
    "１２３ＡＢｃ：；（）％～~｡ｶﾞﾊﾟ",
    "ﬁﬄŉǆ㍿㈱①⑳½ﷺ㋿¨´ẍ",
    "😀👨‍👩‍👧🇨🇳❤️🏳️‍🌈",
    " \t\n\x0b\x0c\r\x85\xa0\u1680\u180e\u2003\u2009\u200b\u200d\u2028\u202f\u205f\u3000\ufeff\u2581",
    "\x00\x01\x07\x1b\x1f\x7f\x8f\x9f",
    "각가힣각ᆨ",
    "अनुवादकीकि़ไทยน้ำขอשָׁלוֹםالعَرَبِيَّة",
    "\u2f00\uf900\ufa0e\U0002f800\U000f0000\ue000\ufffd\U0001f240\U0001fbf0\U000e0100",
]
_LIKELY = st.sampled_from("".join(_KINDS))
_ANY = st.characters(exclude_categories=["Cs"])
_TEXTS = st.one_of(*(st.text(kind, max_size=30) for kind in (*_KINDS, _LIKELY, _ANY)))


@pytest.fixture(scope="module")
def file() -> WeightsFile:
    return WeightsFile(bundled.weights())


@pytest.fixture(scope="module")
def ours(file: WeightsFile) -> Unigram:
    return file.unigram()


@pytest.fixture(scope="module")
def theirs(file: WeightsFile) -> Any:
    return file.tokenizer()


def tokenised(theirs: Any, texts: Sequence[str]) -> list[TokenIds]:
    return [(one.ids, one.offsets) for one in theirs.encode_batch(texts, add_special_tokens=False)]


@seed(1)
@settings(max_examples=600, deadline=None)
@given(_TEXTS)
@example("")
@example("湖南" * 400)
def test_any_text(ours: Unigram, theirs: Any, text: str) -> None:
    found = ours.encode(text)
    assert found is None or [found] == tokenised(theirs, [text])


def test_each_character_in_all_planes(ours: Unigram, theirs: Any) -> None:
    # Of Han characters, Hangul syllables, private and unassigned ones, which make up most, each of some.
    whole = [*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x14000), *range(0x16000, 0x17000)]
    whole += [*range(0x1A000, 0x20000), *range(0x2F800, 0x2FA20), *range(0xE0000, 0xE0200)]
    some = [code for code in range(0, 0x110000, 97) if not 0xD800 <= code < 0xE000]
    texts = [f"a{chr(code)}b{chr(code)}{chr(code)}" for code in dict.fromkeys([*whole, *some])]
    found = [ours.encode(text) for text in texts]
    expected = tokenised(theirs, texts)
    assert [text for text, own, other in zip(texts, found, expected, strict=True) if own not in (None, other)] == []


def test_pieces_of_the_vocabulary(ours: Unigram, theirs: Any, file: WeightsFile) -> None:
    pieces = [piece for piece, _ in file._read_pieces()[::20]]  # all of them take a minute
    found = [ours.encode(piece) for piece in pieces]
    expected = tokenised(theirs, pieces)
    assert [piece for piece, own, other in zip(pieces, found, expected, strict=True) if own not in (None, other)] == []
    assert found.count(None) < len(pieces) / 100  # such as a vowel sign behind its consonant


def test_the_samples(ours: Unigram, theirs: Any) -> None:
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.md"))]
    assert [ours.encode(text) for text in texts] == tokenised(theirs, texts)


@pytest.mark.parametrize("text", [*_KINDS[:4], "１２３ＡＢｃ：；（）％～~｡ｶﾅ ﬁ①㈱½ﷺ", *_KINDS[7:9]])
def test_ordinary_texts_are_never_left_to_tokenizers(ours: Unigram, text: str) -> None:
    assert ours.encode(text) is not None


@pytest.mark.parametrize("text", ["e\u0301", "가\u11a8", "a\u0328\u0301", "\U0001f1e6\u0378"])
def test_texts_whose_characters_change_one_another_are(ours: Unigram, text: str) -> None:
    assert ours.encode(text) is None
