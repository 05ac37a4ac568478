"""scikit-learn's transformers that are linear: scalers, selections of features, projections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import NotFittedError, UnsupportedModelError

_Vector = NDArray[np.float64]


@dataclass
class LinearMap:
    """First ``(x − means) / deviations``, value by value, then ``matrix @ x + constants``; either may be missing.

    They are kept apart, as a checkpoint has a place for the first, and it stays exact for values far from 0.
    """

    input_count: int
    means: _Vector | None = None
    deviations: _Vector | None = None
    matrix: NDArray[np.float64] | None = None
    constants: _Vector | None = None

    @classmethod
    def identity(cls, count: int) -> LinearMap:
        """The map that changes nothing."""
        return cls(count)

    @classmethod
    def scaling(cls, means: _Vector, deviations: _Vector) -> LinearMap:
        """``(x − means) / deviations``."""
        return cls(len(means), means, deviations)

    @property
    def output_count(self) -> int:
        """How many values it gives."""
        return self.input_count if self.matrix is None else int(self.matrix.shape[0])

    @property
    def is_identity(self) -> bool:
        """Whether it changes nothing."""
        return self.means is None and self.matrix is None

    def then(self, other: LinearMap) -> LinearMap:
        """The map that does this one, and another one after it."""
        if other.is_identity:
            return self
        if self.is_identity:
            return other
        if self.matrix is None and other.matrix is None:
            assert self.means is not None and self.deviations is not None
            assert other.means is not None and other.deviations is not None
            means = self.means + self.deviations * other.means
            return LinearMap(self.input_count, means, self.deviations * other.deviations)
        first, second = self.as_matrix(), other.whole_matrix()
        if self.matrix is None:
            return LinearMap(self.input_count, self.means, self.deviations, *second)
        return LinearMap(
            self.input_count, self.means, self.deviations, second[0] @ first[0], second[0] @ first[1] + second[1]
        )

    def as_matrix(self) -> tuple[NDArray[np.float64], _Vector]:
        """Matrix and constants; of a map with a matrix, those after its scaling."""
        if self.matrix is not None and self.constants is not None:
            return self.matrix, self.constants
        if self.means is None or self.deviations is None:
            return np.eye(self.input_count), np.zeros(self.input_count)
        return np.diag(1 / self.deviations), -self.means / self.deviations

    def whole_matrix(self) -> tuple[NDArray[np.float64], _Vector]:
        """Everything that it does as one matrix and constants."""
        matrix, constants = self.as_matrix()
        if self.matrix is None or self.means is None or self.deviations is None:
            return matrix, constants
        scaled = matrix / self.deviations
        return scaled, constants - scaled @ self.means


def linear_map(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    """What a fitted transformer does to rows of ``count`` values.

    Raises
    ------
    UnsupportedModelError
        Where it is not linear, or Halfword does not know it.
    NotFittedError
        Where it was not fitted.
    """
    if transformer is None or (isinstance(transformer, str) and transformer == "passthrough"):
        return LinearMap.identity(count)
    name = type(transformer).__name__
    reader = _READERS.get(name)
    if reader is None and hasattr(transformer, "get_support"):
        reader = _selection
    if reader is None:
        raise UnsupportedModelError(
            f"the pipeline's {name} is no scaling or projection that can be folded into the network's first layer; apply it "
            "before, and hand over what it gives"
        )
    try:
        return reader(transformer, count, names)
    except AttributeError as error:
        if isinstance(error, NotFittedError):
            raise
        raise NotFittedError(f"the pipeline's {name} is not fitted yet; call fit() before converting it") from error


def _scaling(means: Any, deviations: Any, count: int) -> LinearMap:
    zero, one = np.zeros(count), np.ones(count)
    return LinearMap.scaling(
        zero if means is None else np.asarray(means, np.float64),
        one if deviations is None else np.asarray(deviations, np.float64),
    )


def _standard(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    _ = transformer.n_features_in_
    mean = transformer.mean_ if transformer.with_mean else None
    return _scaling(mean, transformer.scale_ if transformer.with_std else None, count)


def _min_max(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    scale, shift = np.asarray(transformer.scale_, np.float64), np.asarray(transformer.min_, np.float64)
    if transformer.clip:
        raise UnsupportedModelError(
            "the pipeline's MinMaxScaler clips, which is not linear; fit it with clip=False, and give input_range to convert"
        )
    return _scaling(-shift / scale, 1 / scale, count)


def _max_abs(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    return _scaling(None, transformer.scale_, count)


def _robust(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    _ = transformer.n_features_in_
    center = transformer.center_ if transformer.with_centering else None
    return _scaling(center, transformer.scale_ if transformer.with_scaling else None, count)


def _projection(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    matrix = np.asarray(transformer.components_, np.float64)
    mean = getattr(transformer, "mean_", None)
    mean = np.zeros(count) if mean is None else np.asarray(mean, np.float64)
    if getattr(transformer, "whiten", False):
        matrix = matrix / np.sqrt(np.asarray(transformer.explained_variance_, np.float64))[:, None]
    return LinearMap(count, None, None, matrix, -matrix @ mean)


def _selection(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    chosen = np.flatnonzero(transformer.get_support())
    return LinearMap(count, None, None, np.eye(count)[chosen], np.zeros(len(chosen)))


def _function(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    if transformer.func is not None:
        raise UnsupportedModelError(
            "the pipeline's FunctionTransformer calls a function of Python; apply it before, and hand over what it gives"
        )
    return LinearMap.identity(count)


def _columns(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    """A ColumnTransformer: each part reads some columns, and what they give lies one behind the other."""
    matrices, constants = [], []
    for _, part, columns in transformer.transformers_:
        if isinstance(part, str) and part == "drop":
            continue
        chosen = _indices(columns, count, names)
        if len(chosen) == 0:
            continue
        matrix, shift = linear_map(part, len(chosen), None).whole_matrix()
        matrices.append(matrix @ np.eye(count)[chosen])
        constants.append(shift)
    return LinearMap(count, None, None, np.vstack(matrices), np.concatenate(constants))


def _pipeline(transformer: Any, count: int, names: list[str] | None) -> LinearMap:
    result = LinearMap.identity(count)
    for _, step in transformer.steps:
        result = result.then(linear_map(step, result.output_count, None))
    return result


def _indices(columns: Any, count: int, names: list[str] | None) -> NDArray[np.intp]:
    if isinstance(columns, str):
        columns = [columns]
    if not isinstance(columns, slice) and len(columns) > 0 and isinstance(columns[0], str):
        if names is None:
            raise UnsupportedModelError(
                "the pipeline's ColumnTransformer names columns, but knows no names; fit it to a table"
            )
        columns = [names.index(column) for column in columns]
    chosen: NDArray[np.intp] = np.arange(count)[columns]
    return chosen


_READERS = {
    "StandardScaler": _standard,
    "MinMaxScaler": _min_max,
    "MaxAbsScaler": _max_abs,
    "RobustScaler": _robust,
    "PCA": _projection,
    "IncrementalPCA": _projection,
    "TruncatedSVD": _projection,
    "FunctionTransformer": _function,
    "ColumnTransformer": _columns,
    "Pipeline": _pipeline,
}
