"""The bases of the estimators where scikit-learn is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator as Estimator
from sklearn.base import ClassifierMixin as Classifier
from sklearn.base import RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

__all__ = ["Classifier", "Estimator", "Regressor", "checked"]


class Regressor(RegressorMixin):  # type: ignore[misc]
    """A regressor of one or several targets."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


def checked(
    estimator: Any, X: ArrayLike, y: ArrayLike | None = None, *, is_classifier: bool = False, reset: bool = True
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Samples and targets, where they can be used, with scikit-learn's messages."""
    if not reset:
        check_is_fitted(estimator, "model_")
        return validate_data(estimator, X, reset=False), np.empty(0)
    if is_classifier:
        samples, labels = validate_data(estimator, X, y)
        check_classification_targets(labels)
        return samples, column_or_1d(labels)
    samples, targets = validate_data(estimator, X, y, multi_output=True, y_numeric=True)
    return samples, targets
