"""Trains a network with Halfword's own trainer, and converts it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _arrays, _program
from ._convert import convert
from .errors import InputError
from .model import Model, label_texts


def train(
    X: ArrayLike,
    y: ArrayLike,
    network: str | None = None,
    *,
    regression: bool | None = None,
    epochs: int | None = None,
    batch_size: int = 32,
    optimizer: str = "adam",
    learning_rate: float | None = None,
    weight_decay: float | None = None,
    standardize: str = "automatic",
    seed: int = 1,
    options: Mapping[str, Any] | None = None,
    progress: _program.Progress | bool | None = None,
    **conversion: Any,
) -> Model:
    """Trains a network in float, and converts it to fixed point.

    Parameters
    ----------
    X : array of shape (n_samples, n_features)
        The samples.
    y : array of shape (n_samples,) or (n_samples, n_outputs)
        The labels of classes; or of regression the target values.
    network : str, optional
        The layers in one line, such as ``"relu:32 relu:16"``, ``"maxout:64x2 dropout:0.25 relu:32"``; ``"relu:32"``, unless
        given. The output layer follows from ``y``.
    regression : bool, optional
        Whether ``y`` holds values, and not labels; where it holds floats that are not whole, unless given.
    epochs : int, optional
        How often training passes through the samples; as often as it helps, unless given.
    batch_size : int
        Samples in a mini-batch.
    optimizer : str
        ``"adam"``, ``"sgd"``, ``"momentum"`` and the others of ``halfword train --help``.
    learning_rate, weight_decay : float, optional
        As in ``halfword train --help``.
    standardize : str
        Whether inputs are brought to mean 0 and deviation 1: ``"automatic"``, ``"none"``, ``"each"`` or ``"all"``.
    seed : int
        Decides the first weights and the order of the samples: the same seed gives the same network.
    options : mapping, optional
        More options of ``halfword train`` by name, as in ``{"max-norm": 2}``.
    progress : bool or callable, optional
        As for :func:`halfword.convert`.
    conversion
        What :func:`halfword.convert` takes.

    Returns
    -------
    Model
        With the float network's checkpoint.
    """
    samples = _arrays.samples(X)
    samples = samples.reshape(len(samples), -1)
    targets = _arrays.labels(y, len(samples))
    is_regression = targets.ndim > 1 or _are_values(targets) if regression is None else regression
    with _program.workshop() as folder:
        data, classes = _training_data(folder, samples, targets, is_regression)
        arguments: list[str] = [*data, "--skip-test", "--output", "trained.safetensors", "--seed", str(seed)]
        for option, value in (
            ("network", network),
            ("epochs", epochs),
            ("batch", batch_size),
            ("optimizer", optimizer),
            ("learning-rate", learning_rate),
            ("weight-decay", weight_decay),
            ("standardize", standardize),
            *(options or {}).items(),
        ):
            if value is True:
                arguments.append(f"--{option}")
            elif value is not None and value is not False:
                arguments += [f"--{option}", str(value)]
        _program.run("train", *arguments, folder=folder, progress=progress)
        return convert(
            folder / "trained.safetensors",
            samples,
            None if is_regression else targets,
            classes=None if classes is None else list(classes),
            progress=progress,
            **conversion,
        )


def _are_values(targets: NDArray[Any]) -> bool:
    return targets.dtype.kind == "f" and not bool((targets == np.floor(targets)).all())


def _training_data(
    folder: Path, samples: NDArray[Any], targets: NDArray[Any], is_regression: bool
) -> tuple[list[str], NDArray[Any] | None]:
    """Writes the samples with their targets; gives the options that name them, and the classes."""
    if is_regression:
        try:
            columns = targets.astype(np.float64).reshape(len(samples), -1)
        except (TypeError, ValueError) as error:
            raise InputError(f"y holds no target values: {error}") from error
        np.save(folder / "X.npy", np.hstack([samples.astype(np.float64), columns]))
        return ["--data", "X.npy", "--test-data", "X.npy", "--targets", str(columns.shape[1])], None
    classes = np.unique(targets)
    if len(classes) < 2:
        raise InputError(f"y has one class only, {classes.tolist()}; training needs samples of at least two classes")
    np.save(folder / "X.npy", samples)
    np.save(folder / "y.npy", label_texts(targets, classes))
    names = [str(label) for label in classes]
    if any("\n" in name or name != name.strip() or not name for name in names):
        raise InputError("a label is empty, or has a line break or a blank at an end; give the classes other names")
    (folder / "classes.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    options = ["--data", "X.npy", "--labels", "y.npy", "--test-data", "X.npy", "--test-labels", "y.npy"]
    return [*options, "--classes", "classes.txt"], classes
