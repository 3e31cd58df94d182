"""The scorer while it is trained, and its loss.

The loss of an end is the negative log-likelihood of the right beginning among all that are given, with a beginning of
score 0 for "none goes on" (a conditional logit, McFadden 1973), and the binary cross-entropy of each pair, so that a
score is a log odds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.train_continuation.cuts import Cut
from benchmarks.train_reader.training import HeadedEncoder, batches
from embeddings import bert
from embeddings.continuation_scorer import LAYERS, edges, joined

_BATCH_TOKENS = 1024
_PADDING = -1  # the group of tokens that nothing sees
_PAIRS = 0.5  # weight of the binary loss


@dataclass(frozen=True, slots=True)
class Feature:
    """A cut as tokens with their groups, and which of its beginnings is right."""

    ids: list[int]
    groups: list[int]
    right: int | None


def features(tokenizer: Any, cuts: Sequence[Cut]) -> list[Feature]:
    """The cuts in the form that the scorer reads; `tokenizer` is a `tokenizers.Tokenizer`."""
    read = [(edges(cut.end, "")[0], *(edges("", start)[1] for start in cut.starts)) for cut in cuts]
    texts = list(dict.fromkeys(text for row in read for text in row))
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    ids = {text: one.ids for text, one in zip(texts, encoded, strict=True)}
    first = tokenizer.token_to_id("<s>")
    made = []
    for row, cut in zip(read, cuts, strict=True):
        made.append(Feature(*joined(ids[row[0]], [ids[start] for start in row[1:]], first), cut.right))
    return made


class ContinuationModel(HeadedEncoder):
    """The encoder with a score for each token."""

    def __init__(self, encoder: Any, frozen: int) -> None:
        """Train the layers that the scorer has, above the lowest `frozen` ones."""
        encoder.encoder.layer = encoder.encoder.layer[:LAYERS]
        super().__init__(encoder, frozen, outputs=1)

    def scores(self, batch: Sequence[Feature], pad: int) -> tuple[Tensor, Tensor]:
        """The scores of the beginnings, float32 (batch, beginnings), and bool whether there is one."""
        longest = max(len(one.ids) for one in batch)
        ids = _padded([one.ids for one in batch], longest, pad)
        groups = _padded([one.groups for one in batch], longest, _PADDING)
        unseen = np.stack([bert.hidden_from(row) for row in groups])[:, None]
        at = _padded([bert.positions(np.array(one.ids), np.array(one.groups)) for one in batch], longest, 0)
        outputs = self(torch.from_numpy(ids), torch.from_numpy(unseen), torch.from_numpy(at))[..., 0]
        of_group = functional.one_hot(torch.from_numpy(np.maximum(groups, 0)))[..., 1:].float()
        counts = of_group.sum(1)
        return (outputs[..., None] * of_group).sum(1) / counts.clamp(min=1), counts > 0


def _padded(rows: Sequence[Sequence[int] | np.ndarray], length: int, value: int) -> np.ndarray:
    out = np.full((len(rows), length), value, np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out


def loss_of(scores: Tensor, given: Tensor, right: Sequence[int | None]) -> Tensor:
    """The mean loss of the ends of a batch; `scores` and `given` are (batch, beginnings)."""
    none = scores.new_zeros(len(right), 1)
    among = torch.cat([none, scores.masked_fill(~given, -1e4)], 1)
    targets = torch.tensor([0 if one is None else one + 1 for one in right])
    of_ends = functional.cross_entropy(among, targets)
    wanted = functional.one_hot(targets, among.shape[1])[:, 1:].float()
    of_pairs = functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none")
    return of_ends + _PAIRS * (of_pairs * given).sum(1).mean()


def losses(model: ContinuationModel, made: Sequence[Feature], random: Random, pad: int) -> list[Callable[[], Tensor]]:
    """What gives the loss of each batch; features of like length are together, batches in random order."""
    found = batches(made, random, _BATCH_TOKENS)
    return [lambda batch=batch: loss_of(*model.scores(batch, pad), [one.right for one in batch]) for batch in found]
