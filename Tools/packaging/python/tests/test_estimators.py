"""The estimators in scikit-learn's habits, with and without scikit-learn."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_diabetes, load_iris
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from halfword import HalfwordClassifier, HalfwordRegressor


@pytest.mark.parametrize("estimator", [HalfwordClassifier(), HalfwordRegressor()], ids=lambda each: type(each).__name__)
def test_scikit_learns_own_checks_pass(estimator):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(estimator, on_fail=None)
    failed = [(result["check_name"], str(result["exception"])) for result in results if result["status"] == "failed"]
    assert not failed
    assert len(results) > 40


def test_iris_is_learned_and_kept():
    X, y = load_iris(return_X_y=True)
    estimator = HalfwordClassifier(random_state=0).fit(X, y)
    assert estimator.score(X, y) > 0.93
    assert estimator.model_.verdict.kept
    assert np.allclose(estimator.predict_proba(X).sum(axis=1), 1)
    assert (clone(estimator).fit(X, y).predict(X) == estimator.predict(X)).all()


def test_searches_and_pipelines_take_them():
    X, y = load_iris(return_X_y=True)
    names = np.array(["setosa", "versicolor", "virginica"])[y]
    pipeline = make_pipeline(StandardScaler(), HalfwordClassifier((8,)))
    assert cross_val_score(pipeline, X, names, cv=3).mean() > 0.9


def test_regression_of_several_targets():
    X, y = load_diabetes(return_X_y=True)
    targets = np.column_stack([y, 2 * X[:, 2] + X[:, 3]])
    estimator = HalfwordRegressor().fit(X, targets)
    assert estimator.predict(X).shape == targets.shape
    assert estimator.score(X, targets) > 0.5


def test_they_work_without_scikit_learn():
    script = """
import sys
sys.modules["sklearn"] = None
import numpy as np
import halfword
generator = np.random.default_rng(0)
X = generator.normal(size=(200, 3)); y = np.where(X[:, 0] > X[:, 1], "up", "down")
estimator = halfword.HalfwordClassifier((8,)).fit(X, y)
assert estimator.score(X, y) > 0.9, estimator.score(X, y)
assert estimator.get_params()["hidden_layer_sizes"] == (8,)
estimator = halfword.HalfwordRegressor((8,)).fit(X, X[:, 0] * 2)
assert estimator.score(X, X[:, 0] * 2) > 0.9
try:
    halfword.HalfwordRegressor().predict(X)
except halfword.NotFittedError as error:
    assert "fit" in str(error)
else:
    raise AssertionError("no exception")
"""
    subprocess.run([sys.executable, "-c", script], check=True)
