"""Title, date, source, authors and printed page of saved pages: digital editions, table layouts, public accounts."""

from __future__ import annotations

import io

import pytest
from later_page_cases import LATER_PAGES
from page_cases import PAGES, PageCase

from corpus.newspaper import segment
from corpus.readers import html
from corpus.records import Document


@pytest.mark.parametrize("case", [*PAGES, *LATER_PAGES], ids=lambda case: case.name)
def test_a_saved_page(case: PageCase) -> None:
    (document,) = html.read(io.BytesIO(case.data), f"{case.name}.html")
    assert isinstance(document, Document)
    (article,), _ = segment(document)
    found = (article.title, article.date, article.source, article.authors)
    assert found == (case.title, case.date, case.source, case.authors)
    assert [page.label for page in document.pages] == [case.page] or case.page is None
    assert [line for line in case.text if line not in article.text] == []
    assert [words for words in case.absent if words in article.text] == []
