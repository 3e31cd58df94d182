"""The forward pass of a BERT encoder (Devlin et al., arXiv 1810.04805) in ONNX Runtime, from 4-bit or float matrices.

The weights stay as small as they are stored: a row of the embeddings is unpacked when its token is read, and a block of
a 4-bit matrix when it is multiplied. All computing is in float32.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.onnx_graph import MICROSOFT, Graph
from embeddings.types import Vector, Vectors
from embeddings.weights_file import BLOCK, WeightsFile

Ids = NDArray[np.int64]
Embed = Callable[[Ids], Vectors]


class Matrix(Protocol):
    """A linear layer's weights, which adds its product with `x` to a graph."""

    def multiply(self, graph: Graph, x: str) -> str:
        """The name of `x` times the transposed matrix."""
        ...


class Bits4:
    """Matrices below one another, as `WeightsFile.four_bits` gives them."""

    def __init__(self, parts: Sequence[tuple[NDArray[np.uint8], Vector]]) -> None:
        """Take one or more matrices with the same number of columns."""
        self._packed = np.concatenate([packed for packed, _ in parts])
        self._scales = np.concatenate([scales for _, scales in parts])

    def multiply(self, graph: Graph, x: str) -> str:
        """The name of `x` times the transposed matrix."""
        rows, blocks, _ = self._packed.shape
        inputs = [x, graph.constant(self._packed), graph.constant(self._scales)]
        sizes = {"K": blocks * BLOCK, "N": rows, "bits": 4, "block_size": BLOCK}
        return graph.node("MatMulNBits", inputs, MICROSOFT, **sizes)[0]


class Floats:
    """A matrix (n, k) in float32."""

    def __init__(self, matrix: Vectors) -> None:
        """Take a float32 matrix."""
        self._matrix = matrix

    def multiply(self, graph: Graph, x: str) -> str:
        """The name of `x` times the transposed matrix."""
        return graph.node("MatMul", [x, graph.constant(self._matrix.T)])[0]


class Bert:
    """A model that gives the hidden states of its last layer. Safe to use from several threads."""

    def __init__(
        self,
        embed: Embed,
        matrices: Callable[[str, Sequence[str]], Matrix],
        vectors: Callable[[str], Vector],
        layers: int,
        heads: int,
        epsilon: float,
        threads: int = 0,
    ) -> None:
        """Take what gives the normalised embeddings of tokens, and weights by their names in a `BertModel`.

        `matrices` is called with the prefix of a layer and the names of matrices that are multiplied as one. `threads`
        is how many cores compute; 0 for all.
        """
        import onnxruntime

        self._embed = embed
        graph = Graph([("x", "float32", 3), ("lengths", "int32", 1)])
        hidden = "x"
        for number in range(layers):
            hidden = _layer(graph, hidden, f"encoder.layer.{number}.", matrices, vectors, heads, epsilon)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3  # errors
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # other threads work meanwhile
        options.enable_cpu_mem_arena = False  # which would keep the most that any pass has taken
        model = graph.model(hidden)
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, ids: Ids, lengths: NDArray[np.int32]) -> Vectors:
        """The hidden states, float32 (texts, tokens, hidden), of token ids (texts, tokens), of which `lengths` count.

        Those behind a text's length are padding: nothing looks at them, and what comes out for them means nothing.
        """
        (states,) = self._session.run(None, {"x": self._embed(ids), "lengths": lengths})
        return np.asarray(states)


def _layer(
    graph: Graph,
    x: str,
    prefix: str,
    matrices: Callable[[str, Sequence[str]], Matrix],
    vectors: Callable[[str], Vector],
    heads: int,
    epsilon: float,
) -> str:
    """Add one layer: attention, and two linear layers with a GELU between, each followed by a normalisation."""

    def vector(name: str) -> str:
        return graph.constant(vectors(prefix + name))

    def norm(part: str, of: str, beside: str) -> str:
        inputs = [of, beside, *(vector(f"{part}.{name}") for name in ("LayerNorm.weight", "LayerNorm.bias"))]
        inputs.append(vector(f"{part}.dense.bias"))
        return graph.node("SkipLayerNormalization", inputs, MICROSOFT, epsilon=epsilon)[0]

    attention = [f"attention.self.{name}" for name in ("query", "key", "value")]
    joint = matrices(prefix, attention).multiply(graph, x)
    parts = graph.node("Split", [joint], outputs=3, axis=2, num_outputs=3)
    bias = graph.constant(np.concatenate([vectors(f"{prefix}{name}.bias") for name in attention]))
    mixed = graph.node("MultiHeadAttention", [*parts, bias, "lengths"], MICROSOFT, num_heads=heads)[0]
    out = matrices(prefix, ["attention.output.dense"]).multiply(graph, mixed)
    x = norm("attention.output", out, x)
    wide = matrices(prefix, ["intermediate.dense"]).multiply(graph, x)
    wide = graph.node("BiasGelu", [wide, vector("intermediate.dense.bias")], MICROSOFT)[0]
    return norm("output", matrices(prefix, ["output.dense"]).multiply(graph, wide), x)


def embedder(words: Callable[[Ids], Vectors], tensor: Callable[[str], Vectors], epsilon: float) -> Embed:
    """What gives the normalised embeddings of token ids, float32 (texts, tokens, hidden).

    `words` gives those of the tokens alone, `tensor` the other weights.
    """
    positions = tensor("embeddings.position_embeddings.weight") + tensor("embeddings.token_type_embeddings.weight")[0]
    weight, bias = tensor("embeddings.LayerNorm.weight"), tensor("embeddings.LayerNorm.bias")

    def embed(ids: Ids) -> Vectors:
        hidden = words(ids) + positions[: ids.shape[-1]]
        hidden = hidden - hidden.mean(-1, keepdims=True)
        variance = np.square(hidden).mean(-1, keepdims=True)
        return np.asarray(hidden / np.sqrt(variance + np.float32(epsilon)) * weight + bias, np.float32)

    return embed


def bundled_bert(file: WeightsFile, threads: int = 0) -> Bert:
    """The bundled model as its file stores it."""

    def matrices(prefix: str, names: Sequence[str]) -> Matrix:
        return stored(file, [f"{prefix}{name}.weight" for name in names])

    embed = embedder(lambda ids: file.rows("embeddings.word_embeddings.weight", ids), file.tensor, file.epsilon)
    return Bert(embed, matrices, file.tensor, file.layers, file.heads, file.epsilon, threads)


def stored(file: WeightsFile, names: Sequence[str]) -> Matrix:
    """Matrices of a file below one another, in 4 bits where they are stored so."""
    packed = [one for one in map(file.four_bits, names) if one is not None]
    return Bits4(packed) if len(packed) == len(names) else Floats(np.concatenate([*map(file.tensor, names)]))
