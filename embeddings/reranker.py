"""Any Sentence Transformers cross-encoder as a reranker: how well a text answers a question.

The model's own tokenizer cuts a pair that is longer than its window.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from embeddings import hub
from embeddings.errors import EmbeddingError, reason_of
from embeddings.types import Scores

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH_PAIRS = 8  # twenty pairs of a few hundred tokens are two or three batches


class Reranker:
    """A loaded cross-encoder with one output."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        """Wrap a loaded model. Raises `EmbeddingError` for a classifier, which has several outputs."""
        if model.num_labels != 1:
            raise EmbeddingError("reranker_outputs", name=name, outputs=model.num_labels)
        self._model = model
        self.name = name

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """How well each text answers, 0 to 1: float32 (len(texts),).

        The logits go through a sigmoid, whatever the model's own last function.
        """
        from torch.nn import Sigmoid

        pairs = [(question, text) for text in texts]
        scores = self._model.predict(
            pairs, batch_size=_BATCH_PAIRS, activation_fn=Sigmoid(), show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(scores, np.float32).reshape(len(texts))


def load(name: str) -> Reranker:
    """The cross-encoder in a folder, or of a name on the hub. Raises `EmbeddingError` where it cannot be loaded."""
    for variable in ("HF_HUB_DISABLE_TELEMETRY", "TOKENIZERS_PARALLELISM"):
        os.environ.setdefault(variable, "true")
    is_local = hub.require(name, hub.RERANKERS)
    from sentence_transformers import CrossEncoder

    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        model = CrossEncoder(name, device="cpu", local_files_only=is_local)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise EmbeddingError("reranker_load_failed", name=name, reason=reason_of(error)) from error
    return Reranker(model.eval(), name)
