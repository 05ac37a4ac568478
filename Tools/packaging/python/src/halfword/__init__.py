"""Halfword: small neural networks in fixed point, with the very bits that a chip without an FPU gives.

>>> import halfword
>>> model = halfword.convert(estimator, X, y)   # scikit-learn, PyTorch, Keras, ONNX
>>> print(model.verdict)                        # are the answers kept, and what does a run cost
>>> model.predict(X)                            # the device's bits
>>> model.save_c("digits.h")                    # the files for the board
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._convert import convert, load
from ._runtime import version as _version
from ._train import train
from .errors import (
    HalfwordError,
    InputError,
    NotFittedError,
    NotKeptWarning,
    ProgramError,
    SaturationWarning,
    UnsupportedModelError,
)
from .model import Model
from .verdict import Verdict

if TYPE_CHECKING:
    from .estimators import HalfwordClassifier, HalfwordRegressor

__all__ = [
    "HalfwordClassifier",
    "HalfwordError",
    "HalfwordRegressor",
    "InputError",
    "Model",
    "NotFittedError",
    "NotKeptWarning",
    "ProgramError",
    "SaturationWarning",
    "UnsupportedModelError",
    "Verdict",
    "convert",
    "load",
    "train",
]


def __getattr__(name: str) -> Any:
    # The estimators are scikit-learn's where that is installed, and importing it takes a second.
    if name in {"HalfwordClassifier", "HalfwordRegressor"}:
        from . import estimators

        return getattr(estimators, name)
    if name == "__version__":
        return _version()
    raise AttributeError(f"module 'halfword' has no attribute {name!r}")
