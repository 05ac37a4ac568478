"""Trains on tables with `halfword train` and with scikit-learn's MLPClassifier, both with their defaults, on
the same splits, and prints the mean accuracy on the test parts side by side, as a table in Markdown.

    tables.py HALFWORD [--cases FOLDER] [--seeds 10] [--first-seed 1] [--only NAME ...] [-- OPTIONS OF TRAIN ...]

A seed decides the split (one fifth for the test, every class in its proportion) and the training.
"""

import argparse
import csv
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy
import sklearn
from sklearn import datasets
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# The tables of the folder of cases whose last column is a label.
CASES = ("spreads", "weather", "binary", "labels_all", "labels_1_3")
TEST_SHARE = 0.2
ACCURACY = re.compile(r"Test accuracy in float: .* \((\d+) of (\d+)\)")


class Table(NamedTuple):
    """A data set whose samples have a class each."""

    name: str
    inputs: Any
    labels: Any


def tables(cases: pathlib.Path | None) -> Iterator[Table]:
    """Those of scikit-learn, then those of the folder."""
    for name, load in (
        ("iris", datasets.load_iris),
        ("wine", datasets.load_wine),
        ("breast cancer", datasets.load_breast_cancer),
        ("digits", datasets.load_digits),
    ):
        inputs, labels = load(return_X_y=True)
        yield Table(name, inputs, labels)
    if cases is None:
        return
    for name in CASES:
        with open(cases / f"{name}.csv", newline="") as file:
            rows = [row for row in csv.reader(file) if is_number(row[0])]
        inputs = numpy.array([[float(value) for value in row[:-1]] for row in rows])
        yield Table(name, inputs, numpy.array([int(float(row[-1])) for row in rows]))


def is_number(text: str) -> bool:
    """A row that begins with none is a header."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def split(table: Table, seed: int) -> list[Any]:
    """Inputs for training and for the test, then labels for both."""
    return train_test_split(
        table.inputs, table.labels, test_size=TEST_SHARE, stratify=table.labels, random_state=seed
    )


def write_table(path: pathlib.Path, inputs: Any, labels: Any) -> None:
    """One sample a line, its label last."""
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows(
            [*map(repr, map(float, row)), label] for row, label in zip(inputs, labels, strict=True)
        )


def accuracy_of_halfword(halfword: str, options: list[str], table: Table, seed: int) -> float:
    """The share of the test part that the trained network answers right, in float."""
    inputs, test_inputs, labels, test_labels = split(table, seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_table(folder / "train.csv", inputs, labels)
        write_table(folder / "test.csv", test_inputs, test_labels)
        command = [halfword, "train", "--data", str(folder / "train.csv"), "--quiet"]
        command += ["--test-data", str(folder / "test.csv"), "--seed", str(seed), *options]
        result = subprocess.run(
            [*command, "-o", str(folder / "network.safetensors")], capture_output=True, text=True
        )
    found = ACCURACY.search(result.stdout)
    if result.returncode != 0 or found is None:
        sys.exit(f"{table.name}, seed {seed}: {result.stderr}{result.stdout}")
    return int(found[1]) / int(found[2])


def accuracy_of_sklearn(table: Table, seed: int) -> float:
    """The share of the test part that scikit-learn's network answers right."""
    inputs, test_inputs, labels, test_labels = split(table, seed)
    network = make_pipeline(StandardScaler(), MLPClassifier(random_state=seed))
    with warnings.catch_warnings():
        # That 200 epochs may not be enough is among the defaults.
        warnings.simplefilter("ignore")
        network.fit(inputs, labels)
    return float(network.score(test_inputs, test_labels))


def figures(accuracies: list[float]) -> str:
    """Mean and standard deviation over the seeds."""
    return f"{100 * numpy.mean(accuracies):.2f} ± {100 * numpy.std(accuracies):.2f}"


def main() -> None:
    """Reads the options, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("halfword")
    parser.add_argument("--cases", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--only", nargs="*")
    arguments, options = parser.parse_known_args()
    options = [option for option in options if option != "--"]

    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    print(f"scikit-learn {sklearn.__version__}; {arguments.seeds} seeds; mean ± deviation, in %\n")
    print("| data set | samples | inputs | classes | Halfword | scikit-learn | difference |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    worst = numpy.inf
    for table in tables(arguments.cases):
        if arguments.only and table.name not in arguments.only:
            continue
        with ThreadPoolExecutor(2) as pool:
            ours = list(
                pool.map(
                    lambda seed, table=table: accuracy_of_halfword(
                        arguments.halfword, options, table, seed
                    ),
                    seeds,
                )
            )
        peers = [accuracy_of_sklearn(table, seed) for seed in seeds]
        difference = 100 * (numpy.mean(ours) - numpy.mean(peers))
        worst = min(worst, difference)
        count, width = table.inputs.shape
        print(
            f"| {table.name} | {count} | {width} | {len(set(table.labels.tolist()))} "
            f"| {figures(ours)} | {figures(peers)} | {difference:+.2f} |",
            flush=True,
        )
    # A mean of shares that is one point below is not quite one below in binary.
    if worst < -1 - 1e-9:
        sys.exit(f"A difference is below −1 point: {worst:.2f}")


if __name__ == "__main__":
    main()
