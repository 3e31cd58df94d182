"""Small files of many formats, encodings and generators, from their bytes to their articles."""

from __future__ import annotations

import io

import pytest
from file_cases import FILES, FileCase
from later_file_cases import LATER_FILES

from corpus.newspaper import segment
from corpus.readers import read_stream
from corpus.records import Document


@pytest.mark.parametrize("case", [*FILES, *LATER_FILES], ids=lambda case: case.name)
def test_a_file(case: FileCase) -> None:
    items = list(read_stream(io.BytesIO(case.data), case.name))
    articles = [article for item in items if isinstance(item, Document) for article in segment(item)[0]]
    assert len(articles) == case.articles, items
    assert {name: getattr(articles[0], name) for name in case.first} == case.first
    text = "\n".join(article.text for article in articles)
    assert [words for words in case.has if words not in text] == []
    assert [words for words in case.lacks if words in text] == []
