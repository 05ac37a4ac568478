"""Networks that several tests share. Everything is imported from what is installed, never from a checkout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

import halfword


def pytest_sessionstart(session: pytest.Session) -> None:
    place = Path(halfword.__file__)
    assert "site-packages" in place.parts, f"the tests are of the installed package, not of {place}"


@pytest.fixture(scope="session")
def digits():
    """scikit-learn's digits, 8×8, with the values of its pixels from 0 to 16."""
    return load_digits(return_X_y=True)


@pytest.fixture(scope="session")
def classifier(digits):
    return MLPClassifier((32,), max_iter=60, random_state=0).fit(*digits)


@pytest.fixture(scope="session")
def model(classifier, digits):
    return halfword.convert(classifier, *digits, name="digits", progress=False)


@pytest.fixture(scope="session")
def generator():
    return np.random.default_rng(7)
