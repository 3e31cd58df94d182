"""The training itself: the upper layers of the encoder and a linear layer that scores starts and ends.

The loss is the negative log-likelihood of the right starts and ends among all tokens that may be one, with `<s>`
standing for "no answer" (Devlin et al., arXiv 1810.04805, section 4.3). Where several places answer, their
probabilities are added; of a list, the mean of all is taken. The learning rate rises, stays, and falls at the end
(Hu et al., arXiv 2404.06395), so that a run can be made longer or shorter while it goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence, Sized
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Protocol, TypeVar

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.train_reader.features import Feature
from embeddings import cpu
from embeddings.delta import read_file, unpacked

_BATCH_TOKENS = 3072
_WARM_UP = 100  # steps
_COOL_DOWN = 0.25  # of the chunks, at the end
_EXCLUDED = -1e4
_READER_DROPOUT = 0.1
_KINDS = ("weight", "bias")


class HeadedEncoder(nn.Module):
    """The encoder with a linear layer on each token: (batch, tokens, outputs)."""

    def __init__(self, encoder: Any, frozen: int, outputs: int, dropout: float = 0.0) -> None:
        """Train the layers above the lowest `frozen` ones. `untrained` keeps these as they were.

        `dropout`: of what each trained layer adds, while it is trained.
        """
        super().__init__()
        self.frozen, self.dropout = frozen, dropout
        self.encoder = encoder
        self.dtype = cpu.fastest_dtype()
        for parameter in encoder.parameters():
            parameter.requires_grad_(False)
        for parameter in encoder.encoder.layer[frozen:].parameters():
            parameter.requires_grad_(True)
        self.untrained = {name: p.detach().clone() for name, p in encoder.named_parameters() if p.requires_grad}
        self.head = nn.Linear(encoder.config.hidden_size, outputs)

    def forward(self, ids: Tensor, unseen: Tensor, positions: Tensor | None = None) -> Tensor:
        """The outputs, float32. All else is computed in the CPU's fastest precision; bfloat16 so beats autocast.

        `unseen` is added to the attention to a token: (batch, 1, tokens or 1, tokens).
        """
        batch, tokens = ids.shape
        hidden = self.encoder.embeddings(ids, position_ids=positions).to(self.dtype)
        size, heads = hidden.shape[-1], self.encoder.config.num_attention_heads
        padding = unseen.to(self.dtype)
        for number, layer in enumerate(self.encoder.encoder.layer):
            dropout = self.dropout if self.training and number >= self.frozen else 0.0
            parts = layer.attention.self
            joint = [torch.cat([getattr(p, kind) for p in (parts.query, parts.key, parts.value)]) for kind in _KINDS]
            projected = functional.linear(hidden, *(value.to(self.dtype) for value in joint))
            query, key, value = projected.view(batch, tokens, 3, heads, -1).permute(2, 0, 3, 1, 4)
            weights = torch.softmax(query @ key.transpose(-1, -2) * (size / heads) ** -0.5 + padding, -1)
            mixed = (weights @ value).transpose(1, 2).reshape(batch, tokens, size)
            hidden = _added(hidden, mixed, layer.attention.output, dropout)
            wide = functional.gelu(_linear(hidden, layer.intermediate.dense))
            hidden = _added(hidden, wide, layer.output, dropout)
        outputs: Tensor = self.head(hidden.float())
        return outputs

    def load(self, weights: Mapping[str, Tensor]) -> None:
        """Take weights by the names of `trained`; those that are not given stay."""
        with torch.no_grad():
            for name, parameter in self.trained().items():
                if name in weights:
                    parameter.copy_(weights[name])

    def start_from(self, file: Path) -> None:
        """Take the weights of a reader's file."""
        weights = unpacked(read_file(file), lambda name: self.untrained[name].numpy())
        self.load({name: torch.from_numpy(value) for name, value in weights.items()})

    def trained(self) -> dict[str, Tensor]:
        """The parameters that are trained, by their names in the encoder; those of the head as `head.…`."""
        trained = ((name, p.detach()) for name, p in self.named_parameters() if p.requires_grad)
        return {name.removeprefix("encoder."): value for name, value in trained}


class ReaderModel(HeadedEncoder):
    """The encoder with a start score and an end score for each token."""

    def __init__(self, encoder: Any, frozen: int) -> None:
        """Train the layers above the lowest `frozen` ones."""
        super().__init__(encoder, frozen, outputs=2, dropout=_READER_DROPOUT)

    def scores(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The scores, float32 (batch, tokens, 2), where the mask is 1."""
        scores: Tensor = self(ids, ((1 - mask) * _EXCLUDED)[:, None, None, :])
        return scores


def _linear(values: Tensor, layer: Any) -> Tensor:
    return functional.linear(values, layer.weight.to(values.dtype), layer.bias.to(values.dtype))


def _added(hidden: Tensor, values: Tensor, output: Any, dropout: float) -> Tensor:
    """The layer's output added to what went in, normalised."""
    norm = output.LayerNorm
    total = hidden + functional.dropout(_linear(values, output.dense), dropout)
    return functional.layer_norm(
        total, norm.normalized_shape, norm.weight.to(total.dtype), norm.bias.to(total.dtype), norm.eps
    )


class HasIds(Protocol):
    """A feature of any model: `ids` are its tokens."""

    @property
    def ids(self) -> Sized:
        """The tokens."""
        ...


AnyFeature = TypeVar("AnyFeature", bound=HasIds)


def batches(features: Sequence[AnyFeature], random: Random, most: int = _BATCH_TOKENS) -> list[list[AnyFeature]]:
    """Features of like length together, up to `most` tokens with padding, in random order."""
    made: list[list[AnyFeature]] = []
    batch: list[AnyFeature] = []
    for one in sorted(features, key=lambda f: len(f.ids)):
        if batch and len(one.ids) * (len(batch) + 1) > most:
            made.append(batch)
            batch = []
        batch.append(one)
    if batch:
        made.append(batch)
    random.shuffle(made)
    return made


def tensors(batch: Sequence[Feature], pad: int) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """ids, mask, allowed, starts, ends, is_list; all but the last padded to the longest feature."""
    longest = max(len(one.ids) for one in batch)

    def padded(rows: Sequence[Any], value: int) -> Tensor:
        out = np.full((len(rows), longest), value, np.int64)
        for i, row in enumerate(rows):
            out[i, : len(row)] = row
        return torch.from_numpy(out)

    ids = padded([one.ids for one in batch], pad)
    mask = padded([np.ones(len(one.ids)) for one in batch], 0)
    allowed = padded([one.allowed for one in batch], 0)
    allowed[:, 0] = 1
    targets = [padded([getattr(one, name) for one in batch], 0) for name in ("starts", "ends")]
    return ids, mask, allowed, *targets, torch.tensor([one.is_list for one in batch])


def loss_of(scores: Tensor, allowed: Tensor, starts: Tensor, ends: Tensor, is_list: Tensor) -> Tensor:
    """The mean loss of a batch; `scores` (batch, tokens, 2), targets (batch, tokens)."""
    total = scores.new_zeros(())
    for column, target in ((0, starts), (1, ends)):
        usable = (allowed == 1) & (target >= 0)
        logits = scores[..., column].masked_fill(~usable, _EXCLUDED)
        log_probability = torch.log_softmax(logits, dim=1)
        right = target == 1
        of_any = -torch.logsumexp(log_probability.masked_fill(~right, _EXCLUDED), dim=1)
        of_all = -(log_probability * right).sum(1) / right.sum(1).clamp(min=1)
        total = total + torch.where(is_list, of_all, of_any).mean() / 2
    return total


def losses(model: ReaderModel, features: Sequence[Feature], random: Random, pad: int) -> list[Callable[[], Tensor]]:
    """What gives the loss of each batch of features."""

    def loss(batch: Sequence[Feature]) -> Tensor:
        ids, mask, *targets = tensors(batch, pad)
        return loss_of(model.scores(ids, mask), *targets)

    return [partial(loss, batch) for batch in batches(features, random)]


def train(
    model: HeadedEncoder,
    losses_of: Callable[[int, Random], Sequence[Callable[[], Tensor]]],
    work: Path,
    *,
    first: int = 0,
    chunks: int,
    rate: float,
    seed: int,
    evaluate: Callable[[int], None] = lambda chunk: None,
    every: int = 4,
) -> None:
    """Train on chunks `first` to `chunks` of examples; goes on from the last checkpoint in `work`.

    `losses_of` gives what computes the loss of each batch of a chunk, in the order that `Random` decides.

    `work/chunks.txt`, where it exists, overrides the number of chunks while the training runs.
    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01, fused=True, betas=(0.9, 0.98))
    chunk, step = _resume(work, model, optimizer) or (first, 0)
    started, seen, losses = time.monotonic(), 0, []
    model.train()
    while chunk < (total := _total(work, chunks)):
        random = Random(f"order {seed}/{chunk}")
        torch.manual_seed(seed * 100_003 + chunk)
        made = losses_of(chunk, random)
        for number, loss_of_batch in enumerate(made):
            loss = loss_of_batch()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(parameters, 1.0)
            done = (chunk + number / len(made)) / total
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1.0, (step + 1) / _WARM_UP) * min(1.0, max(0.02, (1 - done) / _COOL_DOWN))
            optimizer.step()
            step += 1
            losses.append(loss.item())
        seen += len(made)
        chunk += 1
        recent = sum(losses[-60:]) / len(losses[-60:])
        speed = seen / (time.monotonic() - started)
        print(f"chunk {chunk}/{total}  loss {recent:.3f}  {speed:.2f} batches/s", flush=True)
        if chunk % every == 0 or chunk >= _total(work, chunks):  # which may have been changed meanwhile
            _save(work, model, optimizer, chunk, step)
            evaluate(chunk)


def _total(work: Path, chunks: int) -> int:
    path = work / "chunks.txt"
    return int(path.read_text()) if path.is_file() else chunks


def _save(work: Path, model: HeadedEncoder, optimizer: Any, chunk: int, step: int) -> None:
    state = {f"model.{name}": value.contiguous() for name, value in model.trained().items()}
    for number, (_, moments) in enumerate(sorted(optimizer.state_dict()["state"].items())):
        state |= {f"optimizer.{number}.{name}": value for name, value in moments.items() if name != "step"}
    new = work / "checkpoint.new"
    save_file(state, new, {"chunk": str(chunk), "step": str(step)})
    new.replace(work / "checkpoint.safetensors")


def _resume(work: Path, model: HeadedEncoder, optimizer: Any) -> tuple[int, int] | None:
    path = work / "checkpoint.safetensors"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    chunk, step = (int(header["__metadata__"][name]) for name in ("chunk", "step"))
    state = load_file(path)
    model.load({name.removeprefix("model."): value for name, value in state.items() if name.startswith("model.")})
    groups = optimizer.state_dict()
    for number in range(len(groups["param_groups"][0]["params"])):
        moments = {name: state[f"optimizer.{number}.{name}"] for name in ("exp_avg", "exp_avg_sq")}
        groups["state"][number] = {"step": torch.tensor(float(step)), **moments}
    optimizer.load_state_dict(groups)
    return chunk, step
