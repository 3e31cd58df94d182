"""Every message has a Chinese and an English wording, which fill in the same values."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from corpus.errors import CorpusError
from corpus.messages import ENGLISH as CORPUS
from corpus.messages import Message
from embeddings.errors import ENGLISH as EMBEDDINGS
from embeddings.errors import EmbeddingError
from qa import errors
from qa.errors import InputError, ModelError, WenbaoError
from qa.i18n.error_messages import CHINESE, ENGLISH, translate


def fields(template: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_message_is_worded_in_both_languages() -> None:
    tables = (CORPUS, EMBEDDINGS, ENGLISH)
    assert sum(map(len, tables)) == len({key for table in tables for key in table}), "a key stands in two folders"
    assert set().union(*tables) == set(CHINESE)
    for table in tables:
        for key, english in table.items():
            assert fields(CHINESE[key]) <= fields(english), key
            words = re.sub(r"\{[^{}]*\}", "", english)
            worded = any("\u4e00" <= character <= "\u9fff" for character in CHINESE[key])
            assert worded or not any(map(str.isalpha, words)), key


class Sample(Message):
    templates = {"pages": "the PDF has {pages:,} pages: {advice}", "split": "split it"}  # noqa: RUF012


def test_a_message_is_its_english_text_and_knows_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHINESE, "pages", "PDF 有 {pages:,} 页：{advice}")
    monkeypatch.setitem(CHINESE, "split", "请拆开")
    message = Sample("pages", pages=9000, advice=Sample("split"))
    assert message == "the PDF has 9,000 pages: split it"
    assert translate(message, "en") is message
    assert translate(message, "zh") == "PDF 有 9,000 页：请拆开"


def test_a_key_or_a_value_that_is_missing_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Sample("page")
    with pytest.raises(KeyError):
        Sample("pages", pages=1)


@pytest.mark.parametrize(
    ("raised", "becomes"),
    [(CorpusError("no_text"), InputError), (EmbeddingError("vectors_unreadable", name="x"), ModelError)],
)
def test_errors_of_the_folders_below_become_errors_of_this_one(raised: Exception, becomes: type[Exception]) -> None:
    with pytest.raises(becomes) as caught, errors.mapped():
        raise raised
    assert caught.value.__cause__ is raised and isinstance(caught.value, WenbaoError)
