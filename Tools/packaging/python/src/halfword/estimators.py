"""Estimators in scikit-learn's habits: trained in float, answering with the bits of the device.

They work without scikit-learn, too; where it is installed, they are its own kind, for pipelines, searches and
cross-validation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._train import train
from .errors import InputError
from .model import Model

if TYPE_CHECKING:
    from ._estimator_bases import Classifier, Estimator, Regressor, checked
else:
    try:
        from ._sklearn_bases import Classifier, Estimator, Regressor, checked
    except ImportError:
        from ._estimator_bases import Classifier, Estimator, Regressor, checked

__all__ = ["HalfwordClassifier", "HalfwordRegressor"]


class _HalfwordEstimator(Estimator):
    """What classifier and regressor share."""

    model_: Model

    def __init__(
        self,
        hidden_layer_sizes: tuple[int, ...] = (32,),
        activation: str = "relu",
        *,
        dropout: float = 0.0,
        epochs: int | None = None,
        batch_size: int = 32,
        optimizer: str = "adam",
        learning_rate: float | None = None,
        weight_decay: float | None = None,
        standardize: bool = True,
        random_state: Any = None,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.dropout = dropout
        self.epochs = epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.standardize = standardize
        self.random_state = random_state

    def _network(self) -> str:
        """The hidden layers in one line."""
        sizes = (self.hidden_layer_sizes,) if isinstance(self.hidden_layer_sizes, int) else self.hidden_layer_sizes
        words = []
        for size in sizes:
            words.append(f"{self.activation}:{size}")
            if self.dropout:
                words.append(f"dropout:{self.dropout}")
        return " ".join(words)

    def _seed(self) -> int:
        state = self.random_state
        if state is None:
            return 1
        if isinstance(state, (int, np.integer)):
            return int(state)
        return int(state.randint(0, 2**31 - 1))

    def _trained(self, X: NDArray[Any], y: NDArray[Any], *, regression: bool) -> Model:
        self.n_features_in_ = X.shape[1]
        return train(
            X,
            y,
            self._network() or None,
            regression=regression,
            epochs=self.epochs,
            batch_size=self.batch_size,
            optimizer=self.optimizer,
            learning_rate=self.learning_rate,
            weight_decay=self.weight_decay,
            standardize="each" if self.standardize else "none",
            seed=self._seed(),
            progress=False,
        )


class HalfwordClassifier(Classifier, _HalfwordEstimator):
    """A multi-layer perceptron for classes, trained in float, that answers as the device does.

    Parameters
    ----------
    hidden_layer_sizes : tuple of int
        The units of each hidden layer.
    activation : str
        ``"relu"``, ``"sigmoid"``, ``"tanh"`` or, with pieces in place of units as in ``maxout``, others of ``halfword train``.
    dropout : float
        The share of a hidden layer's values that training drops.
    epochs : int, optional
        How often training passes through the samples; as often as it helps, unless given.
    batch_size : int
        Samples in a mini-batch.
    optimizer : str
        As for :func:`halfword.train`.
    learning_rate, weight_decay : float, optional
        As for :func:`halfword.train`.
    standardize : bool
        Whether each input is brought to mean 0 and deviation 1; the device gets raw values all the same.
    random_state : int, RandomState or None
        Decides the first weights and the order of the samples; None is 1.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    n_features_in_ : int
        How many features a sample has.
    model_ : Model
        The model in fixed point, with its verdict and the files for the board.
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> HalfwordClassifier:
        """Trains, and converts to fixed point; gives the estimator itself."""
        samples, labels = checked(self, X, y, is_classifier=True)
        self.classes_ = np.unique(labels)
        if len(self.classes_) < 2:
            raise InputError(f"y has 1 class, {self.classes_.tolist()}; a classifier needs samples of at least two")
        self.model_ = self._trained(samples, labels, regression=False)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The labels, of shape (n_samples,), with the device's bits."""
        samples = checked(self, X, reset=False)[0]
        return self.model_.predict(samples)

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """The confidences of the classes, of shape (n_samples, n_classes), with the device's bits."""
        samples = checked(self, X, reset=False)[0]
        return self.model_.predict_proba(samples)


class HalfwordRegressor(Regressor, _HalfwordEstimator):
    """A multi-layer perceptron for values, trained in float, that answers as the device does.

    Parameters and attributes are those of :class:`HalfwordClassifier`, without ``classes_``.
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> HalfwordRegressor:
        """Trains, and converts to fixed point; gives the estimator itself."""
        samples, targets = checked(self, X, y, is_classifier=False)
        self.model_ = self._trained(samples, targets, regression=True)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """The values, of shape (n_samples,) or (n_samples, n_outputs), with the device's bits."""
        samples = checked(self, X, reset=False)[0]
        values: NDArray[np.float64] = self.model_.predict(samples)
        return values
