"""The forward pass against a `BertModel` of Transformers with random weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from embeddings import bert
from embeddings.eight_bits import Bits8, Range
from embeddings.onnx_graph import Graph
from embeddings.types import Vectors

HIDDEN, HEADS, INNER = 64, 4, 96
IDS = np.array([3, 9, 27, 31, 44, 2])
GROUPS = np.array([0, 0, 0, 1, 1, 2])


class Floats:
    """A matrix (n, k) in float32: what 8 bits are compared with."""

    def __init__(self, matrix: Vectors) -> None:
        self._matrix = matrix

    def multiply(self, graph: Graph, x: str, bias: Vectors) -> str:
        return graph.node("Gemm", [x, graph.constant(self._matrix.T), graph.constant(bias)])[0]


@pytest.fixture(scope="module")
def theirs() -> torch.nn.Module:
    from transformers import BertConfig, BertModel

    torch.manual_seed(3)
    sizes = {"hidden_size": HIDDEN, "num_hidden_layers": 2, "num_attention_heads": HEADS, "intermediate_size": INNER}
    config = BertConfig(vocab_size=50, max_position_embeddings=32, initializer_range=0.2, **sizes)
    return BertModel(config).eval()


def ours(model: torch.nn.Module, matrix: Callable[[str, Vectors], bert.Matrix], grouped: bool = False) -> bert.Bert:
    weights = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    embed = bert.embedder(weights["embeddings.word_embeddings.weight"].__getitem__, weights.__getitem__, 1e-12)
    return bert.Bert(embed, weights.__getitem__, 2, HEADS, 1e-12, matrix, 1, grouped)


def states(model: torch.nn.Module) -> Vectors:
    with torch.inference_mode():
        found: Vectors = model(input_ids=torch.tensor(IDS[None])).last_hidden_state[0].numpy()
    return found


def product(matrix: bert.Matrix, x: Vectors, bias: Vectors) -> Vectors:
    import onnxruntime

    graph = Graph([("x", "float32", 2)])
    model = graph.model(matrix.multiply(graph, "x", bias))
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": x})
    return np.asarray(found)


def test_float_matrices_give_what_transformers_gives(theirs: torch.nn.Module) -> None:
    assert np.allclose(ours(theirs, lambda name, matrix: Floats(matrix))(IDS), states(theirs), atol=1e-4)


def test_texts_of_equal_length_have_at_once_the_numbers_that_each_has_alone(theirs: torch.nn.Module) -> None:
    model = ours(theirs, lambda name, matrix: Bits8(matrix, Range(-5, 5)))
    texts = np.random.default_rng(5).integers(0, 50, (4, 9))
    assert np.array_equal(model(texts), np.stack([model(ids) for ids in texts]))


def test_eight_bits_are_near(theirs: torch.nn.Module) -> None:
    found, expected = ours(theirs, lambda name, matrix: Bits8(matrix, Range(-5, 5)))(IDS), states(theirs)
    assert np.abs(found - expected).max() > 1e-4  # it does round
    cosines = (found * expected).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(expected, axis=1)
    assert cosines.min() > 0.99


def test_a_column_far_larger_than_the_range_is_multiplied_in_float() -> None:
    random = np.random.default_rng(1)
    x, matrix = random.normal(size=(5, 32)).astype(np.float32), random.normal(size=(7, 32)).astype(np.float32)
    x[:, 3] *= 1000
    bias = np.arange(7, dtype=np.float32)
    expected = x @ matrix.T + bias
    kept = product(Bits8(matrix, Range(-4, 4, (3,))), x, bias)
    clipped = product(Bits8(matrix, Range(-4, 4)), x, bias)
    assert np.abs(kept - expected).max() < 0.5 < np.abs(clipped - expected).max()


def test_the_largest_sums_of_eight_bits_are_exact() -> None:
    x, matrix = np.full((1, 64), 255, np.float32), np.full((2, 64), 63, np.float32)
    matrix[1] = -63
    assert product(Bits8(matrix, Range(0, 255)), x, np.zeros(2, np.float32)).tolist() == [
        [64 * 255 * 63, -64 * 255 * 63]
    ]


def test_rows_of_zeros_give_the_bias() -> None:
    given = product(
        Bits8(np.zeros((3, 16), np.float32), Range(-1, 1)), np.ones((1, 16), np.float32), np.ones(3, np.float32)
    )
    assert given.tolist() == [[1, 1, 1]]


def test_a_group_sees_the_text_before_it_and_no_other_group(theirs: torch.nn.Module) -> None:
    model = ours(theirs, lambda name, matrix: Floats(matrix), grouped=True)
    found = model(IDS, GROUPS)
    second_changed = model(np.array([3, 9, 27, 31, 44, 7]), GROUPS)
    assert np.allclose(found[:5], second_changed[:5], atol=1e-6)
    text_changed = model(np.array([3, 9, 28, 31, 44, 2]), GROUPS)
    assert np.abs(found[3:] - text_changed[3:]).max() > 1e-2
    # Behind the text, the second group is what it is without the first.
    alone = model(np.array([3, 9, 27, 2]), np.array([0, 0, 0, 1]))
    assert np.allclose(found[5], alone[3], atol=1e-5)
    assert np.allclose(found[:3], alone[:3], atol=1e-5)


def test_groups_are_the_same_to_transformers(theirs: torch.nn.Module) -> None:
    found = ours(theirs, lambda name, matrix: Floats(matrix), grouped=True)(IDS, GROUPS)
    mask = torch.from_numpy(bert.hidden_from(GROUPS))[None, None]
    at = torch.from_numpy(bert.positions(IDS, GROUPS))[None]
    assert at.tolist() == [[0, 1, 2, 3, 4, 3]]
    with torch.inference_mode():
        expected = theirs(torch.tensor(IDS[None]), attention_mask=mask, position_ids=at).last_hidden_state[0].numpy()
    assert np.allclose(found, expected, atol=1e-4)
