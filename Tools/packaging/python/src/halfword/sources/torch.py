"""PyTorch's modules, through PyTorch's own ONNX exporter: the new one where it can be used, or the old one."""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import io
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ..errors import UnsupportedModelError
from . import Source, float32


def write(module: Any, samples: NDArray[Any], folder: Path) -> Source:
    """Exports a module in evaluation mode; the module itself stays as it is."""
    import torch

    module = copy.deepcopy(module).cpu().float().eval()
    example = torch.from_numpy(float32(samples[:1]))
    try:
        with torch.no_grad():
            module(example)
    except Exception as error:
        raise UnsupportedModelError(
            f"the module does not take a sample of X, of shape {tuple(example.shape)}: {_first_line(error)}"
        ) from error
    file = folder / "model.onnx"
    failures: list[str] = []
    # The new exporter writes weights beside the file, unless it is told otherwise; the old one does not know of that.
    exporters: list[dict[str, Any]] = [{"dynamo": True, "external_data": False}, {"dynamo": False}]
    for options in exporters:
        if options["dynamo"] and importlib.util.find_spec("onnxscript") is None:
            continue
        try:
            with _silence(), torch.no_grad():
                torch.onnx.export(module, (example,), str(file), **options)
        except Exception as error:  # Exporters raise what the module makes them raise.
            failures.append(_first_line(error))
            continue
        return Source(file, channels_first=True)
    raise UnsupportedModelError("PyTorch does not export this module to ONNX: " + "; ".join(failures))


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Exporters print much that says nothing to whoever converts a model."""
    logging.disable(logging.WARNING)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
