"""scikit-learn's estimators: the answers are theirs, and the outputs are near theirs."""

import numpy as np
import pytest
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.datasets import load_diabetes, load_iris, load_wine, make_multilabel_classification
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeClassifier, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler
from sklearn.svm import LinearSVC

import halfword

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def classifiers():
    small = {"hidden_layer_sizes": (12,), "max_iter": 300, "random_state": 1}
    columns = ColumnTransformer(
        [
            ("scaled", make_pipeline(StandardScaler(), PCA(3, whiten=True)), slice(0, 8)),
            ("rest", MinMaxScaler(), [9, 11]),
        ]
    )
    return {
        "relu": make_pipeline(StandardScaler(), MLPClassifier(**small)),
        "tanh after MinMax": make_pipeline(MinMaxScaler(), MLPClassifier(activation="tanh", **small)),
        "sigmoid after Robust": make_pipeline(RobustScaler(), MLPClassifier(activation="logistic", **small)),
        "identity": make_pipeline(StandardScaler(), MLPClassifier(activation="identity", **small)),
        "PCA": make_pipeline(StandardScaler(), PCA(5, whiten=True), MLPClassifier(**small)),
        "two scalers and a selection": make_pipeline(
            MaxAbsScaler(), StandardScaler(), SelectKBest(k=6), MLPClassifier(**small)
        ),
        "columns": make_pipeline(columns, MLPClassifier(**small)),
        "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
        "a search": GridSearchCV(
            make_pipeline(StandardScaler(), LogisticRegression()), {"logisticregression__C": [1, 2]}
        ),
        "ridge": make_pipeline(StandardScaler(), RidgeClassifier()),
        "SVM": make_pipeline(StandardScaler(), LinearSVC()),
        "SGD": make_pipeline(StandardScaler(), SGDClassifier(random_state=0)),
    }


@pytest.mark.parametrize("name", classifiers())
def test_answers_of_a_classifier_are_kept(name):
    X, y = load_wine(return_X_y=True)
    names = np.array(["barolo", "grignolino", "barbera"])[y]
    estimator = classifiers()[name].fit(X, names)
    model = halfword.convert(estimator, X, names)
    assert model.verdict.kept
    assert (model.predict(X) == estimator.predict(X)).mean() >= 0.99
    assert set(model.classes) == set(names)
    if hasattr(estimator, "predict_proba"):
        assert np.abs(model.predict_proba(X) - estimator.predict_proba(X)).max() < 0.02


def test_two_classes_end_with_one_output():
    X, y = load_iris(return_X_y=True)
    X, y = X[:100], np.where(y[:100] == 1, "yes", "no")
    for estimator in (
        MLPClassifier((8,), max_iter=500, random_state=0),
        LogisticRegression(),
        LinearSVC(),
        make_pipeline(MinMaxScaler(), LogisticRegression()),
    ):
        estimator.fit(X, y)
        model = halfword.convert(estimator, X, y)
        assert model.output_count == 1
        assert (model.predict(X) == estimator.predict(X)).all()
        if hasattr(estimator, "predict_proba"):
            assert np.abs(model.predict_proba(X) - estimator.predict_proba(X)).max() < 0.01


def test_several_labels_a_sample():
    X, y = make_multilabel_classification(n_samples=200, n_features=10, n_classes=4, random_state=0)
    estimator = MLPClassifier((32,), max_iter=300, random_state=0).fit(X, y)
    model = halfword.convert(estimator, X, y)
    assert model.answer == "threshold:0.5"
    assert (model.predict(X) == estimator.predict(X)).mean() > 0.99
    assert np.abs(model.predict_proba(X) - estimator.predict_proba(X)).max() < 0.02


def test_values_of_a_regressor_are_kept():
    X, y = load_diabetes(return_X_y=True)
    both = np.column_stack([y, X[:, 2] * 1000])
    for estimator, target in (
        (make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(16,), max_iter=800, random_state=0)), y),
        (LinearRegression(), y),
        (Ridge(alpha=0.1), both),
        (TransformedTargetRegressor(LinearRegression(), transformer=StandardScaler()), y),
    ):
        estimator.fit(X, target)
        model = halfword.convert(estimator, X, target)
        expected = estimator.predict(X)
        assert model.predict(X).shape == expected.shape
        assert np.abs(model.predict(X) - expected).max() < 0.01 * np.ptp(expected)
        assert (
            np.abs(model.outputs(X).reshape(expected.shape) - expected) <= model.bounds(X).reshape(expected.shape)
        ).all()


def test_values_far_from_zero_keep_their_answers():
    # Years with a fraction, and an air pressure in pascals.
    generator = np.random.default_rng(0)
    X = np.column_stack([2000 + generator.uniform(0, 30, 400), 101_325 + generator.uniform(-500, 500, 400)])
    y = (np.sin(X[:, 0] / 5) + (X[:, 1] - 101_325) / 500 > 0).astype(int)
    estimator = make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=500, random_state=0)).fit(X, y)
    model = halfword.convert(estimator, X, y)
    assert (model.predict(X) == estimator.predict(X)).mean() > 0.99


def test_names_of_columns_are_kept(tmp_path):
    pandas = pytest.importorskip("pandas")
    X, y = load_iris(return_X_y=True)
    table = pandas.DataFrame(X, columns=["sepal length", "sepal width", "petal length", "petal width"])
    estimator = make_pipeline(
        ColumnTransformer([("some", StandardScaler(), ["petal width", "sepal length"])]), LogisticRegression()
    ).fit(table, y)
    model = halfword.convert(estimator, table, y)
    other = table[table.columns[::-1]]
    with pytest.raises(halfword.InputError, match="the columns of X are"):
        halfword.convert(estimator, other, y)
    with pytest.raises(halfword.InputError, match="the columns of X are"):
        model.predict(other)
    assert (model.predict(table) == estimator.predict(table)).mean() > 0.99
