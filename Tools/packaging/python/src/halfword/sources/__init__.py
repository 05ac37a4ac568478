"""Reads the networks of others: each module here turns one library's model into a file that Halfword reads."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import UnsupportedModelError

__all__ = ["Source", "write"]


@dataclass
class Source:
    """A model's file, and what the library that it comes from knows of it.

    Attributes
    ----------
    file
        The model in ONNX, or a checkpoint of Halfword.
    classes
        The labels of the classes in the order of the outputs; None where the outputs are counted from 0.
    answer
        What is read from the outputs, as ``--answer`` has it; None where the program shall find out.
    names_classes
        Whether the file, or the option ``--classes``, names the classes, so that labels are these names.
    channels_first
        Whether a sample with places has its channels before its height and width.
    """

    file: Path
    classes: NDArray[Any] | None = None
    answer: str | None = None
    names_classes: bool = True
    channels_first: bool = False


def write(model: Any, samples: NDArray[Any], folder: Path) -> Source:
    """Writes a model's file into a folder.

    Parameters
    ----------
    model
        An estimator or pipeline of scikit-learn, a module of PyTorch, a model of Keras, the name or the bytes of an
        ONNX file, an ``onnx.ModelProto``, or a checkpoint of Halfword (.safetensors).
    samples
        The samples, whose shape and type some exporters need.

    Raises
    ------
    UnsupportedModelError
        Where it is none of these, or has what Halfword cannot run.
    NotFittedError
        Where an estimator was not fitted.
    """
    if isinstance(model, (str, PathLike)):
        return _of_file(Path(fspath(model)))
    if isinstance(model, (bytes, bytearray, memoryview)):
        return _of_bytes(bytes(model), folder)
    modules = {base.__module__.partition(".")[0] for base in type(model).__mro__}
    if "torch" in modules and callable(getattr(model, "state_dict", None)) and "keras" not in modules:
        from . import torch

        return torch.write(model, samples, folder)
    if modules & {"keras", "tf_keras"} or type(model).__module__.startswith("tensorflow"):
        from . import keras

        return keras.write(model, samples, folder)
    if "onnx" in modules or type(model).__name__ == "ModelProto":
        return _of_bytes(model.SerializeToString(), folder)
    if callable(getattr(model, "get_params", None)):
        from . import sklearn

        return sklearn.write(model, samples, folder)
    raise UnsupportedModelError(
        f"a {type(model).__module__}.{type(model).__qualname__} is no model that Halfword reads: hand over an estimator "
        "of scikit-learn, a module of PyTorch, a model of Keras, the name or bytes of an ONNX file, or a checkpoint "
        "(.safetensors)"
    )


def _of_file(path: Path) -> Source:
    if not path.is_file():
        raise UnsupportedModelError(f"{path} is no file")
    return Source(path.resolve(), channels_first=path.suffix.lower() == ".onnx")


def _of_bytes(data: bytes, folder: Path) -> Source:
    # A safetensors file has the length of its header first, eight bytes, and then JSON.
    is_checkpoint = data[8:9] == b"{"
    file = folder / ("model.safetensors" if is_checkpoint else "model.onnx")
    file.write_bytes(data)
    return Source(file, channels_first=not is_checkpoint)


def float32(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Some samples as a network takes them."""
    return np.ascontiguousarray(samples, np.float32)
