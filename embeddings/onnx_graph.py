"""Writes a model in the ONNX format, which ONNX Runtime reads; only what a forward pass of this project needs.

The format is Protocol Buffers (onnx.proto, version 1 of the file `onnx/onnx.proto3`): a message is a sequence of
fields, each with a key `number * 8 + wire type`, and a variable-length integer or a length with that many bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MICROSOFT = "com.microsoft"  # the operators that ONNX Runtime adds (its docs/ContribOperators.md)
_OPSETS = {"": 18, MICROSOFT: 1}
_IR_VERSION = 9
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
_FLOAT, _INT, _INTS = 1, 2, 7  # types of an attribute

Setting = int | float | Sequence[int]


class Graph:
    """A graph that grows by nodes. Values have names, which are made here."""

    def __init__(self, inputs: Sequence[tuple[str, str, int]]) -> None:
        """Name the inputs, each with its type and its number of dimensions, whose sizes stay open."""
        self._inputs = [_value(*one) for one in inputs]
        self._nodes: list[bytes] = []
        self._constants: list[tuple[bytes, NDArray[np.generic]]] = []
        self._names = 0

    def _name(self) -> str:
        self._names += 1
        return f"v{self._names}"

    def constant(self, array: NDArray[np.generic]) -> str:
        """An array that is part of the model."""
        name = self._name()
        dims = b"".join(_number(1, size) for size in array.shape)
        described = dims + _number(2, _TYPES[array.dtype.name]) + _text(8, name)
        self._constants.append((described + _head(9, array.nbytes), array))
        return name

    def node(
        self, operator: str, inputs: Sequence[str], domain: str = "", outputs: int = 1, **settings: Setting
    ) -> list[str]:
        """Apply an operator; the names of its outputs."""
        names = [self._name() for _ in range(outputs)]
        self._nodes.append(
            b"".join(_text(1, name) for name in inputs)
            + b"".join(_text(2, name) for name in names)
            + _text(4, operator)
            + b"".join(_bytes(5, _attribute(name, value)) for name, value in settings.items())
            + _text(7, domain)
        )
        return names

    def model(self, output: str) -> bytes:
        """The whole model, of which one value, float32, is the result."""
        described = _all(1, self._nodes) + _text(2, "graph") + _all(11, self._inputs) + _all(12, [_text(1, output)])
        parts: list[bytes | memoryview] = [described]
        for head, array in self._constants:  # joined only once, as they are most of the model
            parts += [_head(5, len(head) + array.nbytes), head, np.ascontiguousarray(array).data.cast("B")]
        opsets = [_text(1, domain) + _number(2, version) for domain, version in _OPSETS.items()]
        front = _number(1, _IR_VERSION) + _all(8, opsets) + _head(7, sum(map(len, parts)))
        return b"".join([front, *parts])


def _value(name: str, kind: str, dimensions: int) -> bytes:
    shape = _all(1, [_text(2, f"{name}{number}") for number in range(dimensions)])
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, _TYPES[kind]) + _bytes(2, shape)))


def _attribute(name: str, value: Setting) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + b"\x15" + np.float32(value).tobytes() + _number(20, _FLOAT)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _INT)
    return _text(1, name) + b"".join(_number(8, one) for one in value) + _number(20, _INTS)


def _all(number: int, messages: Iterable[bytes]) -> bytes:
    return b"".join(_bytes(number, message) for message in messages)


def _text(number: int, text: str) -> bytes:
    return _bytes(number, text.encode())


def _bytes(number: int, data: bytes) -> bytes:
    return _head(number, len(data)) + data


def _head(number: int, length: int) -> bytes:
    """The key and the length of a field of so many bytes."""
    return _varint(number << 3 | 2) + _varint(length)


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow. Negative numbers are those of 64 bits."""
    value &= 2**64 - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
