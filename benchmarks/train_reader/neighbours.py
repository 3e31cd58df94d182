"""Finds the articles that are nearest to a question by words: they look as if they answered, and do not.

BM25 (Robertson and Zaragoza, 2009) over the tokens of the word index, as one product of sparse matrices.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.train_reader.examples import Source
from corpus.text import tokens

_K1, _B = 1.2, 0.75


def neighbours(questions: Sequence[str], sources: Sequence[Source], count: int) -> list[list[tuple[int, int]]]:
    """For each question the `count` best articles: (number of the source, number of its best sentence), best first."""
    spans = [(number, start, end) for number, source in enumerate(sources) for start, end in source.spans]
    column_of: dict[str, int] = {}
    articles = _counts([source.text for source in sources], column_of)
    size = len(column_of)
    sentences = _counts([sources[n].text[a:b] for n, a, b in spans], column_of, size)
    asked = _counts(questions, column_of, size)
    asked.data[:] = 1.0
    frequency = np.bincount(articles.indices, minlength=size)
    idf = np.log1p((len(sources) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    weighted, of_sentences = _bm25(articles, idf), _bm25(sentences, idf)
    first = np.searchsorted([n for n, _, _ in spans], np.arange(len(sources) + 1))
    found = []
    for row in range(len(questions)):
        scores = (weighted @ asked[row].T).toarray().ravel()
        best = np.argsort(-scores, kind="stable")[:count]
        inside = [(of_sentences[first[n] : first[n + 1]] @ asked[row].T).toarray().ravel() for n in best]
        found.append([(int(n), int(s.argmax()) if len(s) else 0) for n, s in zip(best, inside, strict=True)])
    return found


def _counts(texts: Sequence[str], column_of: dict[str, int], size: int | None = None) -> csr_matrix:
    """How often each token stands in each text, float32 (texts, tokens); with `size`, of known tokens only."""
    rows, columns = [], []
    for row, text in enumerate(texts):
        for token in tokens(text):
            column = column_of.get(token) if size is not None else column_of.setdefault(token, len(column_of))
            if column is not None:
                rows.append(row)
                columns.append(column)
    shape = (len(texts), size if size is not None else len(column_of))
    return csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def _bm25(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    length = np.asarray(counts.sum(1)).ravel()
    norm = _K1 * (1 - _B + _B * length / (length.mean() or 1.0))
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    weighted = counts.copy()
    weighted.data = idf[counts.indices] * counts.data * (_K1 + 1) / (counts.data + norm[rows])
    return weighted
