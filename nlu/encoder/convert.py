"""Turns the published weights into the form that is served: small whole numbers in one ONNX file, the word table beside it.

A row of a matrix shares one scale, and its numbers keep seven bits: with eight, processors without the newest
instructions round sums off, and the same message would read differently there. The same weights give the same bytes on
every machine.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.encoder.onnx_writer import MICROSOFT, GraphWriter
from nlu.encoder.weights import DIGESTS, Tensors, package_folder, read_safetensors, verified

LAYERS, HEADS, WIDTH = 6, 12, 384
EARLY = 3  # The layer that still tells one wording from another; the danger reader looks at it alone.
_LARGEST = 63
_EPSILON = {"epsilon": 1e-12}
_FORM = 5  # Raise it when the output of this file or of `session.py` changes: vectors of old trainings are then not used again.
FILES = ("encoder.onnx", "early.onnx", "words.npy", "places.npy", "vocab.txt")

Floats = NDArray[np.float32]


def seven_bit(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A matrix as whole numbers from -63 to 63, turned for multiplying, and the scale of each row."""
    scales = np.maximum(np.abs(matrix).max(axis=1) / _LARGEST, np.float32(1e-12)).astype(np.float32)
    return np.rint(matrix / scales[:, None]).astype(np.int8).T, scales


def _product(graph: GraphWriter, name: str, given: str, matrix: Floats, bias: Floats | None = None) -> str:
    whole, scales = seven_bit(matrix)
    inputs = [
        given,
        graph.constant(f"{name}.whole", whole),
        graph.constant(f"{name}.scales", scales),
        graph.constant(f"{name}.zeros", np.zeros(len(scales), np.int8)),
    ]
    if bias is not None:  # What bends its input takes the bias along with the bending.
        inputs.append(graph.constant(f"{name}.bias", bias))
    graph.run("DynamicQuantizeMatMul", inputs, [f"{name}.out"], {}, MICROSOFT)
    return f"{name}.out"


def _added(graph: GraphWriter, tensors: Tensors, name: str, given: str, kept: str) -> str:
    """Add the layer's input to its result and bring it to one scale; one after the other is quicker than joined."""
    graph.run("Add", [given, kept], [f"{name}.sum"])
    scale = (graph.constant(each, tensors[each]) for each in (f"{name}.LayerNorm.weight", f"{name}.LayerNorm.bias"))
    graph.run("LayerNormalization", [f"{name}.sum", *scale], [f"{name}.even"], {**_EPSILON, "axis": 2})
    return f"{name}.even"


def _attention(graph: GraphWriter, tensors: Tensors, layer: str, given: str) -> str:
    parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([tensors[f"{part}.weight"] for part in parts])
    bias = np.concatenate([tensors[f"{part}.bias"] for part in parts])
    joined = _product(graph, f"{layer}.look", given, matrix, bias)
    graph.run("Split", [joined, "thirds"], parts, {"axis": 2})
    graph.run("MultiHeadAttention", [*parts, "", "mask"], [f"{layer}.seen"], {"num_heads": HEADS}, MICROSOFT)
    dense = f"{layer}.attention.output.dense"
    return _product(graph, dense, f"{layer}.seen", tensors[f"{dense}.weight"], tensors[f"{dense}.bias"])


def _layer(graph: GraphWriter, tensors: Tensors, number: int, given: str) -> str:
    layer = f"encoder.layer.{number}"
    seen = _attention(graph, tensors, layer, given)
    middle = _added(graph, tensors, f"{layer}.attention.output", seen, given)
    wide = _product(graph, f"{layer}.wide", middle, tensors[f"{layer}.intermediate.dense.weight"])
    bias = graph.constant(f"{layer}.wide.bias", tensors[f"{layer}.intermediate.dense.bias"])
    graph.run("BiasGelu", [wide, bias], [f"{layer}.bent"], {}, MICROSOFT)
    dense = f"{layer}.output.dense"
    narrow = _product(graph, dense, f"{layer}.bent", tensors[f"{dense}.weight"], tensors[f"{dense}.bias"])
    return _added(graph, tensors, f"{layer}.output", narrow, middle)


def onnx_file(tensors: Tensors, layers: int = LAYERS) -> bytes:
    """The network's first layers as an ONNX file: from summed word vectors and a mask to one vector for each word piece."""
    graph = GraphWriter("sentence_encoder")
    given = graph.takes("words", "float32", ("batch", "length", WIDTH))
    graph.takes("mask", "int32", ("batch", "length"))
    graph.constant("thirds", np.array([WIDTH] * 3, np.int64))
    names = ("embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias")
    inputs = [given, *(graph.constant(name, tensors[name]) for name in names)]
    graph.run("LayerNormalization", inputs, ["start"], {**_EPSILON, "axis": 2})
    state = "start"
    for number in range(layers):
        state = _layer(graph, tensors, number, state)
        graph.run("Identity", [state], [f"layer{number + 1}"])
        graph.gives(f"layer{number + 1}", "float32", ("batch", "length", WIDTH))
    return graph.file()


def digest() -> str:
    """What a converted encoder is known by: the weights it came from and the form it was brought into."""
    return hashlib.sha256(json.dumps([_FORM, DIGESTS], sort_keys=True).encode()).hexdigest()[:16]


def _write(folder: Path, source: Path) -> None:
    tensors = read_safetensors(verified(source, "model.safetensors"))
    (folder / "encoder.onnx").write_bytes(onnx_file(tensors))
    (folder / "early.onnx").write_bytes(onnx_file(tensors, EARLY))
    np.save(folder / "words.npy", tensors["embeddings.word_embeddings.weight"].astype(np.float16))
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    np.save(folder / "places.npy", places.astype(np.float32))
    shutil.copyfile(verified(source, "vocab.txt"), folder / "vocab.txt")
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    (folder / "sums.json").write_text(json.dumps(sums, indent=1, sort_keys=True))


def convert(out: Path, source: Path | None = None) -> Path:
    """The folder with the converted encoder under `out`, made on the first call; a half-made one is never seen."""
    folder = out / f"encoder-{digest()}"
    if folder.is_dir():
        return folder
    out.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="encoder-", dir=out))
    try:
        _write(made, source or package_folder())
        made.replace(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return folder
