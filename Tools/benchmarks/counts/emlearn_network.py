"""Writes what emlearn makes of a network of scikit-learn with random weights, for Tools/count-peers.

    emlearn_network.py HEADER SIZE ...

Prints the folder of emlearn's headers.
"""

import itertools
import sys
import warnings

import emlearn
import numpy as np
from sklearn.neural_network import MLPRegressor


def main() -> None:
    """Makes the form of the network, gives it weights, and converts it."""
    path, *texts = sys.argv[1:]
    sizes = [int(text) for text in texts]
    generator = np.random.default_rng(1)
    model = MLPRegressor(hidden_layer_sizes=sizes[1:-1], max_iter=1)
    with warnings.catch_warnings():
        # It is not to be trained, only to have the right form.
        warnings.simplefilter("ignore")
        model.fit(generator.random((4, sizes[0])), generator.random((4, sizes[-1])))
    pairs = list(itertools.pairwise(sizes))
    model.coefs_ = [generator.normal(0, (2 / inputs) ** 0.5, (inputs, outputs)) for inputs, outputs in pairs]
    model.intercepts_ = [generator.normal(0, 0.1, outputs) for _, outputs in pairs]
    emlearn.convert(model, method="inline", dtype="float").save(file=path, name="network")
    print(emlearn.includedir)


if __name__ == "__main__":
    main()
