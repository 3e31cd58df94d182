"""The forward pass of a BERT encoder (Devlin et al., arXiv 1810.04805) in ONNX Runtime, of texts of equal length.

Nothing is padded, so the numbers of a text do not depend on what is computed beside it. Matrices are multiplied in 8
bits (`eight_bits.py`), and all else is computed in float32. A row of the embeddings is unpacked when its token is read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.eight_bits import Bits8, ranges
from embeddings.onnx_graph import MICROSOFT, Graph
from embeddings.types import Vector, Vectors
from embeddings.weights_file import WeightsFile

Ids = NDArray[np.int64]
Embed = Callable[[Ids, Ids], Vectors]  # of token ids (..., tokens) and the positions (tokens,) where they stand
Groups = NDArray[np.int64]  # (tokens,): 0 for those of the text that all see, else the number of a group
_UNSEEN = -1e4  # added to the attention to a token that is not seen
Tensor = Callable[[str], Vectors]
_BY_HEAD = "by_head"  # an input: the shape (tokens, texts * heads, -1) of query, key and value


class Matrix(Protocol):
    """A linear layer, which adds itself to a graph."""

    def multiply(self, graph: Graph, x: str, bias: Vector) -> str:
        """The name of `x` times the transposed matrix, plus the bias."""
        ...


class Bert:
    """A model that gives the hidden states of its last layer. Safe to use from several threads."""

    def __init__(
        self,
        embed: Embed,
        tensor: Tensor,
        layers: int,
        heads: int,
        epsilon: float,
        matrix: Callable[[str, Vectors], Matrix],
        threads: int = 0,
        grouped: bool = False,
    ) -> None:
        """Take what gives the normalised embeddings of tokens, and weights by their names in a `BertModel`.

        `matrix` makes a linear layer of its name, such as `encoder.layer.0.output.dense`, and weights (n, k). Query,
        key and value are one, `encoder.layer.0.attention.self`. `threads` is how many cores compute; 0 for all.
        `grouped`: whether each call gives the groups of its tokens.
        """
        import onnxruntime

        self._embed, self._heads = embed, heads
        limits = [("unseen", "float32", 2)] if grouped else []
        graph = Graph([("x", "float32", 2), (_BY_HEAD, "int64", 1), *limits])
        hidden = "x"
        for number in range(layers):
            prefix = f"encoder.layer.{number}."
            hidden = _Layer(graph, prefix, tensor, heads, epsilon, matrix, grouped).add(hidden)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # errors
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # other threads work meanwhile
        options.enable_cpu_mem_arena = False  # which would keep the most that any pass has taken
        slow = ["SkipLayerNormFusion"]  # on CPUs the fused operator takes several times as long as both apart
        model = graph.model(hidden)
        self._session: Any = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=slow
        )

    def __call__(self, ids: Ids, groups: Groups | None = None) -> Vectors:
        """The hidden states, float32 (..., tokens, hidden), of token ids (..., tokens): of one text, or of several.

        `groups` say which tokens of a text see which.
        """
        embedded = self._embed(ids, positions(ids, groups))
        x = np.moveaxis(embedded, -2, 0)  # the first token of each text, the second, and so on
        given = {"x": x.reshape(-1, x.shape[-1]), _BY_HEAD: np.array([len(x), ids.size // len(x) * self._heads, -1])}
        if groups is not None:
            given["unseen"] = hidden_from(groups)
        (states,) = self._session.run(None, given)
        return np.moveaxis(np.asarray(states).reshape(x.shape), 0, -2)


class _Layer:
    """Attention, and two linear layers with a GELU between, each followed by a normalisation."""

    def __init__(
        self,
        graph: Graph,
        prefix: str,
        tensor: Tensor,
        heads: int,
        epsilon: float,
        matrix: Callable[[str, Vectors], Matrix],
        grouped: bool,
    ) -> None:
        self._graph, self._prefix, self._heads, self._epsilon = graph, prefix, heads, epsilon
        self._tensor, self._matrix, self._grouped = tensor, matrix, grouped

    def add(self, x: str) -> str:
        """The name of what the layer makes of `x`."""
        x = self._normalised("attention.output", self._attention(x), x)
        (wide,) = self._graph.node("Gelu", [self._linear("intermediate.dense", x)], MICROSOFT)
        return self._normalised("output", wide, x)

    def _attention(self, x: str) -> str:
        graph, parts = self._graph, ("query", "key", "value")
        weight, bias = (
            [self._tensor(f"{self._prefix}attention.self.{part}.{kind}") for part in parts]
            for kind in ("weight", "bias")
        )
        scale = np.float32((len(bias[0]) / self._heads) ** -0.5)  # of the scores, taken into the query
        matrix = self._matrix(f"{self._prefix}attention.self", np.concatenate([weight[0] * scale, *weight[1:]]))
        joint = matrix.multiply(graph, x, np.concatenate([bias[0] * scale, *bias[1:]]))
        query, key, value = (
            graph.node("Reshape", [part, _BY_HEAD])[0]
            for part in graph.node("Split", [joint], outputs=3, axis=1, num_outputs=3)
        )
        product = partial(graph.node, "FusedMatMul", domain=MICROSOFT, transBatchB=1)  # reads rows where they lie
        (scores,) = product([query, key], transBatchA=1, transB=1)
        if self._grouped:
            (scores,) = graph.node("Add", [scores, "unseen"])
        (scores,) = graph.node("Softmax", [scores], axis=-1)
        (mixed,) = graph.node("Transpose", product([scores, value]), perm=[1, 0, 2])
        return graph.node("Reshape", [mixed, graph.constant(np.array([-1, len(bias[0])]))])[0]

    def _linear(self, name: str, x: str) -> str:
        name = self._prefix + name
        matrix = self._matrix(name, self._tensor(f"{name}.weight"))
        return matrix.multiply(self._graph, x, self._tensor(f"{name}.bias"))

    def _normalised(self, part: str, x: str, beside: str) -> str:
        graph = self._graph
        (total,) = graph.node("Add", [self._linear(f"{part}.dense", x), beside])
        weights = [
            graph.constant(self._tensor(f"{self._prefix}{part}.LayerNorm.{kind}")) for kind in ("weight", "bias")
        ]
        return graph.node("LayerNormalization", [total, *weights], axis=-1, epsilon=self._epsilon)[0]


def embedder(words: Callable[[Ids], Vectors], tensor: Tensor, epsilon: float) -> Embed:
    """What gives the normalised embeddings of token ids (tokens,), float32 (tokens, hidden).

    `words` gives those of the tokens alone, `tensor` the other weights.
    """
    places = tensor("embeddings.position_embeddings.weight") + tensor("embeddings.token_type_embeddings.weight")[0]
    weight, bias = tensor("embeddings.LayerNorm.weight"), tensor("embeddings.LayerNorm.bias")

    def embed(ids: Ids, at: Ids) -> Vectors:
        hidden = words(ids) + places[at]
        hidden = hidden - hidden.mean(-1, keepdims=True)
        variance = np.square(hidden).mean(-1, keepdims=True)
        return np.asarray(hidden / np.sqrt(variance + np.float32(epsilon)) * weight + bias, np.float32)

    return embed


def hidden_from(groups: Groups) -> Vectors:
    """What is added to the attention of each token to each other, float32 (tokens, tokens).

    A token sees those of group 0 and of its own group, so that what comes out for a group depends on no other group.
    """
    seen = (groups[None, :] == 0) | (groups[None, :] == groups[:, None])
    return np.where(seen, np.float32(0), np.float32(_UNSEEN))


def positions(ids: Ids, groups: Groups | None) -> Ids:
    """Where each token stands, (tokens,): each group begins behind group 0. Groups are runs in the order of numbers."""
    counted = np.arange(ids.shape[-1])
    if groups is None:
        return counted
    first = np.searchsorted(groups, groups)
    return np.asarray(counted - np.where(groups > 0, first - np.count_nonzero(groups == 0), 0))


def bundled_bert(file: WeightsFile, threads: int = 0) -> Bert:
    """The bundled model from its file."""
    embed = embedder(lambda ids: file.rows("embeddings.word_embeddings.weight", ids), file.tensor, file.epsilon)
    return Bert(embed, file.tensor, file.layers, file.heads, file.epsilon, in_8_bits("encoder"), threads)


def in_8_bits(model: str) -> Callable[[str, Vectors], Matrix]:
    """What makes a linear layer in 8 bits, of `encoder`, `reader` or `scorer`."""
    given = ranges(model)
    return lambda name, matrix: Bits8(matrix, given[name])
