"""Trains one network of 256-128-32-10 on scikit-learn's digits, enlarged to 16 x 16, and writes it as ONNX and as what
emlearn makes of it.

    network.py FOLDER
"""

import sys
import warnings
from pathlib import Path

import emlearn
import numpy
from skl2onnx import to_onnx
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

folder = Path(sys.argv[1])
inputs, labels = load_digits(return_X_y=True)
pictures = numpy.kron(inputs.reshape(-1, 8, 8) / 16, numpy.ones((2, 2)))
samples = pictures.reshape(-1, 256).astype(numpy.float32)
with warnings.catch_warnings():
    # Whether it has converged does not matter here.
    warnings.simplefilter("ignore")
    network = MLPClassifier((128, 32), max_iter=30, random_state=1).fit(samples, labels)
model = to_onnx(network, samples[:1], options={"zipmap": False})
(folder / "network.onnx").write_bytes(model.SerializeToString())
emlearn.convert(network, method="inline", dtype="float").save(
    file=str(folder / "emlearn_network.h"), name="emlearn_network")
print(emlearn.includedir)
