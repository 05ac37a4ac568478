"""Writes a float network as a checkpoint of Halfword: a safetensors file, see Docs/data.md and Docs/training.md."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import UnsupportedModelError


@dataclass
class Dense:
    """A dense layer: ``activation(weights @ x + biases)``, with ``weights`` of shape units × inputs."""

    weights: NDArray[np.float64]
    biases: NDArray[np.float64]
    activation: str


@dataclass
class FloatNetwork:
    """A chain of dense layers, and what is known of its inputs and outputs."""

    layers: list[Dense]
    means: NDArray[np.float64] | None = None
    deviations: NDArray[np.float64] | None = None
    class_names: Sequence[str] = ()
    input_names: Sequence[str] = ()
    notes: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path, raw: NDArray[Any]) -> None:
        """Writes the file; ``raw`` are samples, whose smallest and largest values it records.

        Raises
        ------
        UnsupportedModelError
            Where a weight is no number, or more than float32 holds.
        """
        line = [str(self.layers[0].weights.shape[1])]
        tensors: dict[str, NDArray[np.float32]] = {}
        for number, layer in enumerate(self.layers, 1):
            line.append(f"{layer.activation}:{layer.weights.shape[0]}")
            tensors[f"layer{number}.weight"] = _float32(layer.weights, f"a weight of layer {number}")
            tensors[f"layer{number}.bias"] = _float32(layer.biases, f"a bias of layer {number}")
        tensors["input.smallest"] = _float32(raw.min(axis=0), "an input")
        tensors["input.largest"] = _float32(raw.max(axis=0), "an input")
        if self.means is not None and self.deviations is not None:
            tensors["input.mean"] = _float32(self.means, "a mean")
            tensors["input.deviation"] = _float32(self.deviations, "a deviation")
        metadata = {
            "format": "halfword checkpoint 1",
            "network": " ".join(line),
            "dropout_is_folded": "true",
            **{f"note.{name}": text for name, text in self.notes.items()},
        }
        for key, names in (("class_names", self.class_names), ("input_names", self.input_names)):
            if names:
                metadata[key] = json.dumps(list(names), ensure_ascii=False)
        path.write_bytes(_safetensors(tensors, metadata))


def _float32(values: NDArray[Any], name: str) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):
        result = np.ascontiguousarray(values, np.float32)
    if not np.isfinite(result).all():
        raise UnsupportedModelError(f"{name} of the estimator is no number that float32 holds")
    return result


def _safetensors(tensors: dict[str, NDArray[np.float32]], metadata: dict[str, str]) -> bytes:
    """The bytes of a safetensors file: the length of the header, the header as JSON, the tensors."""
    header: dict[str, Any] = {"__metadata__": metadata}
    body = b""
    for name, values in sorted(tensors.items()):
        data = values.astype("<f4").tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(values.shape),
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body
