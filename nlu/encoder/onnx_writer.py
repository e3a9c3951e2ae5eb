"""Writes the few parts of an ONNX file that the encoder needs, so that no other program has to.

An ONNX file is a tree of protocol-buffer messages. Only whole numbers, texts and nested messages occur here; the field
numbers are those of the published ONNX schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_VARINT, _BYTES, _FIXED32 = 0, 2, 5
_FLOAT, _INT = 1, 2  # AttributeProto.AttributeType
TENSOR_TYPES = {"float32": 1, "int8": 3, "int32": 6, "int64": 7}
MICROSOFT = "com.microsoft"
_OPSETS = {"": 17, MICROSOFT: 1}
_IR_VERSION = 8


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(at: int, value: int) -> bytes:
    return _varint(at << 3 | _VARINT) + _varint(value)


def _block(at: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(at << 3 | _BYTES) + _varint(len(raw)) + raw


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _block(1, name) + _number(3, value) + _number(20, _INT)
    bits = _varint(2 << 3 | _FIXED32) + np.float32(value).tobytes()
    return _block(1, name) + bits + _number(20, _FLOAT)


def _tensor(name: str, values: NDArray[np.generic]) -> bytes:
    dims = b"".join(_number(1, size) for size in values.shape)
    return dims + _number(2, TENSOR_TYPES[values.dtype.name]) + _block(8, name) + _block(9, values.tobytes())


def _value_info(name: str, kind: str, shape: Iterable[int | str]) -> bytes:
    sizes = (_block(2, size) if isinstance(size, str) else _number(1, size) for size in shape)
    dims = b"".join(_block(1, size) for size in sizes)
    return _block(1, name) + _block(2, _block(1, _number(1, TENSOR_TYPES[kind]) + _block(2, dims)))


@dataclass
class GraphWriter:
    """Collects operations and tensors in the order they are named, then gives the bytes of the file."""

    name: str
    _nodes: list[bytes] = field(default_factory=list)
    _tensors: list[bytes] = field(default_factory=list)
    _inputs: list[bytes] = field(default_factory=list)
    _outputs: list[bytes] = field(default_factory=list)

    def takes(self, name: str, kind: str, shape: Iterable[int | str]) -> str:
        """Declare something the caller feeds in."""
        self._inputs.append(_value_info(name, kind, shape))
        return name

    def gives(self, name: str, kind: str, shape: Iterable[int | str]) -> None:
        """Declare something the caller gets back."""
        self._outputs.append(_value_info(name, kind, shape))

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Store a tensor in the file; returns its name."""
        self._tensors.append(_tensor(name, np.ascontiguousarray(values)))
        return name

    def run(
        self,
        operation: str,
        inputs: Iterable[str],
        outputs: Iterable[str],
        attributes: Mapping[str, int | float] | None = None,
        domain: str = "",
    ) -> None:
        """Add one operation; an empty input name means that an optional input is left out."""
        parts = [_block(1, name) for name in inputs] + [_block(2, name) for name in outputs]
        parts.append(_block(4, operation))
        parts += [_block(5, _attribute(name, value)) for name, value in (attributes or {}).items()]
        self._nodes.append(b"".join(parts) + _block(7, domain))

    def file(self) -> bytes:
        """The whole file."""
        graph = b"".join(_block(1, node) for node in self._nodes) + _block(2, self.name)
        graph += b"".join(_block(5, tensor) for tensor in self._tensors)
        graph += b"".join(_block(11, info) for info in self._inputs)
        graph += b"".join(_block(12, info) for info in self._outputs)
        opsets = b"".join(_block(8, _block(1, domain) + _number(2, of)) for domain, of in _OPSETS.items())
        return _number(1, _IR_VERSION) + _block(2, "frontdoor") + _block(7, graph) + opsets
