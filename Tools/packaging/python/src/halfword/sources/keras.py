"""Keras's models, through Keras's own ONNX exporter."""

from __future__ import annotations

import contextlib
import io
import warnings
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..errors import UnsupportedModelError
from . import Source, float32


def write(model: Any, samples: NDArray[Any], folder: Path) -> Source:
    """Exports a model."""
    # Exporters want a model that was called before.
    model(float32(samples[:1]))
    file = folder / "model.onnx"
    if not callable(getattr(model, "export", None)):
        raise UnsupportedModelError("this Keras cannot export to ONNX; use Keras 3, or hand over an ONNX file")
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            model.export(str(file), format="onnx", verbose=False)
    except Exception as error:
        line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise UnsupportedModelError(f"Keras does not export this model to ONNX: {line}") from error
    return Source(file, channels_first=False)
