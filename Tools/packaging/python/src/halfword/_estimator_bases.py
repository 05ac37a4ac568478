"""What scikit-learn gives to an estimator, for where scikit-learn is not installed."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _arrays
from .errors import InputError, NotFittedError


class Estimator:
    """Parameters by name, as the constructor takes them."""

    model_: Any
    n_features_in_: int

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters."""
        names = [name for name in inspect.signature(type(self).__init__).parameters if name != "self"]
        return {name: getattr(self, name) for name in names}

    def set_params(self, **parameters: Any) -> Any:
        """Changes parameters; gives the estimator itself."""
        known = self.get_params()
        for name, value in parameters.items():
            if name not in known:
                raise InputError(f"{type(self).__name__} has no parameter {name!r}; it has {sorted(known)}")
            setattr(self, name, value)
        return self


class Classifier:
    """The score of a classifier."""

    classes_: NDArray[Any]

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        """The share of samples that are answered rightly."""
        return float(np.mean(self.predict(X) == np.asarray(y)))  # type: ignore[attr-defined]


class Regressor:
    """The score of a regressor."""

    def score(self, X: ArrayLike, y: ArrayLike) -> float:
        """The coefficient of determination, R²: 1 for the right values, 0 for their mean."""
        truth = np.asarray(y, np.float64)
        errors = truth - self.predict(X)  # type: ignore[attr-defined]
        return float(1 - (errors**2).sum() / ((truth - truth.mean(axis=0)) ** 2).sum())


def checked(
    estimator: Any, X: ArrayLike, y: ArrayLike | None = None, *, is_classifier: bool = False, reset: bool = True
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Samples and targets, where they can be used."""
    if not reset and getattr(estimator, "model_", None) is None:
        raise NotFittedError(f"this {type(estimator).__name__} is not fitted yet; call fit(X, y) first")
    samples = _arrays.samples(X)
    if samples.ndim != 2:
        raise InputError(f"X has {samples.ndim} axes; hand over a row for each sample")
    if not reset and samples.shape[1] != estimator.n_features_in_:
        raise InputError(
            f"X has {samples.shape[1]} features, but {type(estimator).__name__} is expecting "
            f"{estimator.n_features_in_} features as input"
        )
    return samples, np.empty(0) if y is None else _arrays.labels(y, len(samples))
