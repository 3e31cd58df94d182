"""Any Sentence Transformers cross-encoder as a judge of pairs: how well a text answers a question.

Knows strings and numbers. A pair longer than the model's window is cut at its end by the model's own tokenizer.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 8  # pairs; twenty pairs of a few hundred tokens are two or three


class Reranker:
    """A loaded cross-encoder with one output."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        """Wrap a loaded model. Raises `EmbeddingError` where it sorts into classes instead of scoring."""
        if model.num_labels != 1:
            raise EmbeddingError(f"{name} has {model.num_labels} outputs: a reranker has one, the score")
        self._model = model
        self.name = name

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers, 0 to 1: float32 (len(texts),). The logits go through a sigmoid, whatever the
        model's own last function."""
        from torch.nn import Sigmoid

        pairs = [(question, text) for text in texts]
        found = self._model.predict(
            pairs, batch_size=_BATCH, activation_fn=Sigmoid(), show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(found, np.float32).reshape(len(texts))


def load(name: str) -> Reranker:
    """The cross-encoder of that name: a folder, or a name on the hub. Raises `EmbeddingError` where it is none."""
    for variable in ("HF_HUB_DISABLE_TELEMETRY", "TOKENIZERS_PARALLELISM"):
        os.environ.setdefault(variable, "true")
    if Path(name).is_dir():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import CrossEncoder

    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        model = CrossEncoder(name, device="cpu")
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = str(error).strip().split("\n")[0]
        raise EmbeddingError(f"cannot load the reranker {name}: {reason}") from error
    return Reranker(model.eval(), name)
