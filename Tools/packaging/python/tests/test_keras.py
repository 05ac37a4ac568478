"""Keras's models, with PyTorch below them."""

import os

import numpy as np
import pytest

import halfword

pytest.importorskip("torch", reason="PyTorch is not installed")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras", reason="Keras is not installed")


def test_a_dense_model(digits):
    X, y = digits
    keras.utils.set_random_seed(0)
    layers = keras.layers
    network = keras.Sequential([keras.Input((64,)), layers.Dense(24, "relu"), layers.Dense(10, "softmax")])
    network.compile("adam", "sparse_categorical_crossentropy")
    network.fit(X / 16, y, epochs=10, verbose=0)
    model = halfword.convert(network, X / 16, y)
    expected = network.predict(X / 16, verbose=0)
    assert model.verdict.kept
    assert (model.predict(X / 16) == expected.argmax(axis=1)).mean() > 0.99
    assert np.abs(model.predict_proba(X / 16) - expected).max() < 0.02


def test_a_model_with_convolutions_takes_its_own_layout():
    keras.utils.set_random_seed(0)
    layers = keras.layers
    network = keras.Sequential(
        [
            keras.Input((8, 8, 3)), layers.Conv2D(8, 3, padding="same", activation="relu"), layers.MaxPooling2D(),
            layers.Flatten(), layers.Dense(5),
        ]
    )  # fmt: skip
    pictures = np.random.default_rng(0).normal(size=(60, 8, 8, 3)).astype(np.float32)
    model = halfword.convert(network, pictures)
    expected = network.predict(pictures, verbose=0)
    assert np.abs(model.outputs(pictures) - expected).max() < 0.01 * np.ptp(expected)
    table = model.compare(pictures)
    assert np.abs(table["float"] - expected).max() < 1e-4
