"""scikit-learn's networks and linear models, and pipelines that end with one, read from their weights.

Nothing of scikit-learn is imported: an estimator is known by the name of its class and read by its fitted attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._checkpoint import Dense, FloatNetwork
from ..errors import NotFittedError, UnsupportedModelError
from . import Source
from .sklearn_transformers import LinearMap, linear_map

_HIDDEN = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}
_OUTPUT = {"identity": "linear", "logistic": "sigmoid", "softmax": "softmax"}

_LINEAR_REGRESSORS = {
    "ARDRegression", "BayesianRidge", "ElasticNet", "ElasticNetCV", "HuberRegressor", "Lars", "LarsCV", "Lasso",
    "LassoCV", "LassoLars", "LassoLarsCV", "LassoLarsIC", "LinearRegression", "LinearSVR", "MultiTaskElasticNet",
    "MultiTaskLasso", "OrthogonalMatchingPursuit", "PassiveAggressiveRegressor", "Ridge", "RidgeCV", "SGDRegressor",
    "TheilSenRegressor",
}  # fmt: skip
_LINEAR_CLASSIFIERS = {
    "LinearSVC", "PassiveAggressiveClassifier", "Perceptron", "RidgeClassifier", "RidgeClassifierCV", "SGDClassifier",
}  # fmt: skip
_LOGISTIC = {"LogisticRegression", "LogisticRegressionCV"}

#: Answers as ``--answer`` has them.
_HALF, _ZERO, _LARGEST, _VALUES = "threshold:0.5", "threshold:0", "largest", "values"


def write(estimator: Any, samples: NDArray[Any], folder: Path) -> Source:
    """Writes an estimator's network as a checkpoint."""
    raw = samples.reshape(len(samples), -1)
    steps, final, target = _parts(estimator)
    layers, classes, answer = _network(final)
    if target is not None:
        layers[-1] = _with_target(layers[-1], target)
    features = raw.shape[1]
    before = LinearMap.identity(features)
    for step in steps:
        before = before.then(linear_map(step, before.output_count, features_of(step)))
    if before.output_count != layers[0].weights.shape[1]:
        expected = layers[0].weights.shape[1] if before.is_identity else before.input_count
        raise UnsupportedModelError(f"X has {features} features, but the estimator was fitted to {expected}")
    network = FloatNetwork(layers, notes={"estimator": type(final).__name__})
    network.means, network.deviations = before.means, before.deviations
    first = layers[0]
    if before.matrix is not None and before.constants is not None:
        layers[0] = Dense(
            first.weights @ before.matrix, first.biases + first.weights @ before.constants, first.activation
        )
    if classes is not None and layers[-1].weights.shape[0] == len(classes):
        network.class_names = [str(label) for label in classes]
    names = getattr(estimator, "feature_names_in_", None)
    if names is not None and len(names) == features:
        network.input_names = [str(name) for name in names]
    file = folder / "model.safetensors"
    network.write(file, raw)
    return Source(file, classes, answer, names_classes=bool(network.class_names))


def features_of(step: Any) -> list[str] | None:
    """The names of the columns that a transformer was fitted to, where it knows them."""
    names = getattr(step, "feature_names_in_", None)
    return None if names is None else [str(name) for name in names]


def _parts(estimator: Any) -> tuple[list[Any], Any, Any | None]:
    """The transformers before an estimator, the estimator, and what undoes a transformation of its targets."""
    name = _class_name(estimator)
    if hasattr(estimator, "best_estimator_"):
        return _parts(estimator.best_estimator_)
    if name == "Pipeline":
        steps: list[Any] = []
        for _, step in estimator.steps[:-1]:
            if step is not None and not isinstance(step, str):
                steps.append(step)
        before, final, target = _parts(estimator.steps[-1][1])
        return steps + before, final, target
    if name == "TransformedTargetRegressor":
        inner = getattr(estimator, "regressor_", None)
        if inner is None:
            raise _not_fitted(estimator)
        before, final, _ = _parts(inner)
        return before, final, estimator.transformer_
    return [], estimator, None


def _network(estimator: Any) -> tuple[list[Dense], NDArray[Any] | None, str]:
    """The layers of an estimator, the labels of its classes, and what is read from its outputs."""
    name = _class_name(estimator)
    if name in {"MLPClassifier", "MLPRegressor"}:
        return _perceptron(estimator)
    readers: list[tuple[set[str], Callable[[Any], tuple[list[Dense], NDArray[Any] | None, str]]]] = [
        (_LOGISTIC, _logistic),
        (_LINEAR_CLASSIFIERS, _linear_classifier),
        (_LINEAR_REGRESSORS, _linear_regressor),
    ]
    for names, read in readers:
        if name in names:
            return read(estimator)
    raise UnsupportedModelError(
        f"{type(estimator).__name__} is no network: Halfword reads MLPClassifier, MLPRegressor, linear models, and "
        "pipelines of scalers that end with one"
    )


def _perceptron(estimator: Any) -> tuple[list[Dense], NDArray[Any] | None, str]:
    if not hasattr(estimator, "coefs_"):
        raise _not_fitted(estimator)
    last = len(estimator.coefs_) - 1
    layers = [
        Dense(
            np.asarray(weights, np.float64).T,
            np.asarray(biases, np.float64),
            _OUTPUT[estimator.out_activation_] if number == last else _HIDDEN[estimator.activation],
        )
        for number, (weights, biases) in enumerate(zip(estimator.coefs_, estimator.intercepts_, strict=True))
    ]
    if _class_name(estimator) == "MLPRegressor":
        return layers, None, _VALUES
    classes = np.asarray(estimator.classes_)
    return layers, classes, _LARGEST if estimator.out_activation_ == "softmax" else _HALF


def _logistic(estimator: Any) -> tuple[list[Dense], NDArray[Any] | None, str]:
    layer = _single(estimator)
    if layer.weights.shape[0] == 1:
        layer.activation = "sigmoid"
        return [layer], np.asarray(estimator.classes_), _HALF
    is_one_against_rest = getattr(estimator, "multi_class", "") == "ovr" or estimator.solver == "liblinear"
    layer.activation = "sigmoid" if is_one_against_rest else "softmax"
    return [layer], np.asarray(estimator.classes_), _LARGEST


def _linear_classifier(estimator: Any) -> tuple[list[Dense], NDArray[Any] | None, str]:
    layer = _single(estimator)
    classes = np.asarray(estimator.classes_)
    if layer.weights.shape[0] == 1 or classes.ndim != 1:
        return [layer], classes, _ZERO
    return [layer], classes, _LARGEST


def _linear_regressor(estimator: Any) -> tuple[list[Dense], NDArray[Any] | None, str]:
    return [_single(estimator)], None, _VALUES


def _single(estimator: Any) -> Dense:
    """A linear model's weights as a layer."""
    if not hasattr(estimator, "coef_"):
        raise _not_fitted(estimator)
    weights = np.atleast_2d(np.asarray(estimator.coef_, np.float64))
    biases = np.broadcast_to(np.asarray(estimator.intercept_, np.float64).ravel(), (weights.shape[0],)).copy()
    return Dense(weights, biases, "linear")


def _with_target(layer: Dense, transformer: Any) -> Dense:
    """A last layer that gives the targets as they were before they were transformed."""
    scale = linear_map(transformer, layer.weights.shape[0], None)
    if layer.activation != "linear" or scale.matrix is not None or scale.means is None or scale.deviations is None:
        raise UnsupportedModelError(
            f"the targets are transformed by {type(transformer).__name__}, which is no scaling of each target"
        )
    return Dense(
        layer.weights * scale.deviations[:, None], layer.biases * scale.deviations + scale.means, layer.activation
    )


def _class_name(estimator: Any) -> str:
    """The name of the class of scikit-learn that it is, or is derived from."""
    for base in type(estimator).__mro__:
        if base.__module__.startswith("sklearn."):
            return base.__name__
    return type(estimator).__name__


def _not_fitted(estimator: Any) -> NotFittedError:
    return NotFittedError(f"this {type(estimator).__name__} is not fitted yet; call fit() before converting it")
