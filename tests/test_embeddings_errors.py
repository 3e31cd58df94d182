from __future__ import annotations

import pickle
from string import Formatter

import pytest

from embeddings.errors import ENGLISH, EmbeddingError
from qa import errors
from qa.errors import ModelError
from qa.i18n.error_messages import translate


@pytest.mark.parametrize("key", ENGLISH)
def test_every_message_is_one_line_without_an_empty_place(key: str) -> None:
    values = {name: "值" for _, name, _, _ in Formatter().parse(ENGLISH[key]) if name}
    message = str(EmbeddingError(key, **values))
    assert "\n" not in message
    assert message.count("值") == len(values)


def test_a_key_or_a_value_that_is_missing_is_a_bug() -> None:
    with pytest.raises(KeyError):
        EmbeddingError("no_such_key")
    with pytest.raises(KeyError):
        EmbeddingError("model_no_folder")


def test_an_error_survives_pickling_between_machines() -> None:
    again = pickle.loads(pickle.dumps(EmbeddingError("model_text_too_long", tokens=600, window=512)))
    assert (again.key, again.values) == ("model_text_too_long", {"tokens": 600, "window": 512})
    assert str(again) == "a text of 600 tokens is longer than the 512 that the model reads: split it"


def test_an_error_of_a_model_is_worded_in_chinese() -> None:
    with pytest.raises(ModelError) as caught, errors.mapped():
        raise EmbeddingError("model_no_folder", name="/模型/e5")
    assert translate(caught.value.message, "zh").startswith("没有 /模型/e5 这个文件夹：")
