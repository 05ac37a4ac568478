"""Wrong input gives one clear exception each."""

import os

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, StandardScaler

import halfword


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda X: np.where(np.arange(X.size).reshape(X.shape) == 70, np.nan, X),
            r"contains NaN: the value at \[1, 6\]",
        ),
        (lambda X: X * np.inf, "contains"),
        (lambda X: X * 1e300, "float32"),
        (lambda X: X[:, :63], "63 features, but this model is expecting 64"),
        (lambda X: X[0], "1D array"),
        (lambda X: X[:0], "0 sample"),
        (lambda X: X.astype(complex), "omplex"),
        (lambda X: [["a"] * 64] * 3, "cannot be read|not numbers"),
        (lambda X: None, "1D|0D|cannot be read"),
    ],
)
def test_samples_that_are_none(model, digits, change, message):
    with pytest.raises(halfword.InputError, match=message):
        model.predict(change(digits[0]))


def test_labels_that_are_none(classifier, digits):
    X, y = digits
    with pytest.raises(halfword.InputError, match="inconsistent numbers of samples: y has 10, X has 1797"):
        halfword.convert(classifier, X, y[:10])
    with pytest.raises(halfword.InputError, match="the label 10, which is none of the classes"):
        halfword.convert(classifier, X, y + 2)
    with pytest.raises(halfword.InputError, match="one class only"):
        halfword.train(X, np.zeros(len(X)))


def test_estimators_that_are_not_fitted(digits):
    X, _ = digits
    for estimator in (MLPClassifier(), LogisticRegression(), make_pipeline(StandardScaler(), MLPClassifier())):
        with pytest.raises(halfword.NotFittedError, match="not fitted yet; call fit"):
            halfword.convert(estimator, X)
    with pytest.raises(ValueError, match="not fitted"):
        halfword.HalfwordClassifier().predict(X)


def test_models_that_are_none(digits):
    X, y = digits
    with pytest.raises(halfword.UnsupportedModelError, match="KMeans is no network"):
        halfword.convert(KMeans(2, n_init=1).fit(X), X)
    with pytest.raises(halfword.UnsupportedModelError, match="PolynomialFeatures"):
        halfword.convert(make_pipeline(PolynomialFeatures(), LogisticRegression()).fit(X[:50, :4], y[:50]), X[:, :4])
    with pytest.raises(halfword.UnsupportedModelError, match="clips"):
        halfword.convert(make_pipeline(MinMaxScaler(clip=True), LogisticRegression()).fit(X, y), X)
    with pytest.raises(halfword.UnsupportedModelError, match="is no model that Halfword reads"):
        halfword.convert(object(), X)
    with pytest.raises(halfword.HalfwordError, match="is no file"):
        halfword.convert("nothing.onnx", X)
    with pytest.raises(halfword.HalfwordError):
        halfword.convert(b"\x08\x07not onnx", X)


def test_images_that_are_none(model, tmp_path):
    broken = bytearray(model.image)
    broken[200] ^= 1
    with pytest.raises(halfword.HalfwordError, match=r"model\.hwm"):
        halfword.load(bytes(broken))
    with pytest.raises(halfword.HalfwordError, match="No such file"):
        halfword.load(tmp_path / "nothing.hwm")
    with pytest.raises(halfword.HalfwordError):
        halfword.load(b"")


def test_options_that_are_none(classifier, digits, model, tmp_path):
    X, y = digits
    with pytest.raises(halfword.ProgramError, match="answer"):
        halfword.convert(classifier, X, y, answer="median")
    with pytest.raises(halfword.ProgramError, match="optimizer"):
        halfword.train(X, y, optimizer="magic")
    with pytest.raises(halfword.ProgramError, match="cortex-m99"):
        model.project(tmp_path / "device", target="cortex-m99")
    with pytest.raises(halfword.ProgramError, match="C identifier"):
        model.save_c(tmp_path / "digits.h", name="1 2")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": 12}, "16, 8, 4"),
        ({"weights": [8, "a"]}, "16, 8, 4"),
        ({"weights": []}, "16, 8, 4"),
        ({"rounding": "up"}, "nearest"),
        ({"flash": 0}, "above 0"),
        ({"flash": 0.5}, "above 0"),
        ({"flash": 900, "weights": 8}, "leave out weights"),
    ],
)
def test_weights_that_are_none(classifier, digits, options, message):
    with pytest.raises(halfword.InputError, match=message):
        halfword.convert(classifier, *digits, **options)


def test_folders_that_cannot_be_written(model, tmp_path):
    if os.geteuid() == 0:
        place = "/proc/nothing"
    else:
        tmp_path.chmod(0o500)
        place = tmp_path
    for write in (
        lambda: model.save(f"{place}/x.hwm"),
        lambda: model.report(f"{place}/x.html"),
        lambda: model.save_c(f"{place}/x.h"),
        lambda: model.save_source(f"{place}/x.c"),
        lambda: model.project(f"{place}/device", target="cortex-m4"),
    ):
        with pytest.raises((OSError, halfword.HalfwordError)) as caught:
            write()
        assert "\n" not in str(caught.value)


def test_values_beyond_the_words_are_said(model, digits):
    with pytest.warns(halfword.SaturationWarning, match="of 64 values lie beyond"):
        model.predict(np.full((1, 64), 1e9))


def test_confidences_of_what_has_none(digits):
    X, y = digits
    model = halfword.convert(MLPClassifier((8,), max_iter=20, random_state=0).fit(X, y), X, y, logits=True)
    with pytest.raises(halfword.HalfwordError, match="no confidences"):
        model.predict_proba(X)
