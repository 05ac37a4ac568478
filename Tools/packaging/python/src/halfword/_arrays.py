"""Reads what people hand over as samples and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import InputError


def samples(values: ArrayLike, name: str = "X") -> NDArray[Any]:
    """Rows of numbers, of their own type, the first axis counting the samples.

    Raises
    ------
    InputError
        Where there are none, where some are no numbers, or where the array has no rows.
    """
    if hasattr(values, "toarray"):
        raise InputError(f"{name} is a sparse matrix; hand over {name}.toarray()")
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    try:
        array = np.asarray(values)
        if array.dtype == object:
            array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} cannot be read as an array of numbers: {error}") from error
    if np.iscomplexobj(array):
        raise InputError(f"Complex data not supported: {name} holds complex numbers; hand over real ones")
    if array.dtype.kind not in "biuf":
        raise InputError(f"{name} holds {array.dtype}, not numbers")
    if array.ndim < 2:
        raise InputError(
            f"Expected 2D array, got {array.ndim}D array instead: {name} must have a row for each sample. Reshape your "
            f"data: {name}.reshape(1, -1) for one sample, {name}.reshape(-1, 1) for one value a sample"
        )
    if array.shape[0] == 0:
        raise InputError(f"Found array with 0 sample(s) (shape={array.shape}) while a minimum of 1 is required")
    if array.size == 0:
        raise InputError(f"0 feature(s) (shape={array.shape}) while a minimum of 1 is required")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        kind = "NaN" if np.isnan(array[place]) else "infinity"
        raise InputError(f"{name} contains {kind}: the value at {list(place)}; leave such samples out, or fill them in")
    if array.dtype.kind == "f" and np.abs(array).max() > np.finfo(np.float32).max:
        raise InputError(f"{name} contains values beyond what float32 holds (infinity there); scale them")
    return array


def check_names(values: Any, names: Sequence[str] | None, name: str = "X") -> None:
    """Refuses a table whose columns have other names, or another order, than those that a network was trained with.

    Raises
    ------
    InputError
        Where they differ; a table without names is taken by the order of its columns.
    """
    columns = getattr(values, "columns", None)
    if names is None or columns is None or [str(each) for each in columns] == list(names):
        return
    raise InputError(
        f"the columns of {name} are {[str(each) for each in columns]}, but the network was trained with {list(names)}; "
        f"hand over {name}[{list(names)}]"
    )


def rows(array: NDArray[Any], shape: tuple[int, ...], channels_first: bool) -> NDArray[Any]:
    """The samples as rows in the order of the network's inputs: of an input with places height, width, channels.

    Raises
    ------
    InputError
        Where a sample has another shape.
    """
    count, sample = int(np.prod(shape)), array.shape[1:]
    if int(np.prod(sample)) != count:
        raise InputError(
            f"X has {int(np.prod(sample))} features, but this model is expecting {count} features as input"
            + (f" ({' x '.join(map(str, shape))})" if len(shape) == 3 else "")
        )
    if len(shape) == 3:
        height, width, channels = shape
        planes = (channels, height, width)
        lengths = _without_ones(sample)
        are_planes = lengths == _without_ones(planes) and (channels_first or lengths != _without_ones(shape))
        if are_planes or (len(sample) == 1 and channels_first):
            array = array.reshape(-1, *planes).transpose(0, 2, 3, 1)
        elif len(sample) > 1 and lengths != _without_ones(shape):
            raise InputError(f"a sample of X is {sample}, the model takes {shape} or {planes}")
    return np.ascontiguousarray(array.reshape(len(array), count))


def _without_ones(lengths: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in lengths if length != 1)


def labels(values: ArrayLike, count: int, name: str = "y") -> NDArray[Any]:
    """One label a sample, or a row of them.

    Raises
    ------
    InputError
        Where there are not as many as samples, or one is no number where numbers are expected.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    array = np.asarray(values)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array.ravel()
    if array.ndim == 0 or len(array) != count:
        found = 0 if array.ndim == 0 else len(array)
        raise InputError(f"inconsistent numbers of samples: {name} has {found}, X has {count}")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise InputError(f"{name} contains NaN or infinity, at {int(np.argwhere(~np.isfinite(array))[0][0])}")
    return array
