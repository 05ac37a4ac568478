"""Trains the network of Tools/bench-training in another program, and prints its version, its samples a
second, and its samples in a second of processor time.

    training_peers.py torch|sklearn momentum|adam SECONDS [THREADS]
"""
import sys
import time
import warnings

import numpy

SAMPLES, INPUTS, CLASSES, BATCH = 12_800, 784, 10, 128
THREADS = int(sys.argv[4]) if len(sys.argv) > 4 else 2
HIDDEN = (256, 128)

generator = numpy.random.default_rng(1)
inputs = generator.random((SAMPLES, INPUTS), dtype=numpy.float32)
labels = numpy.arange(SAMPLES) % CLASSES


def measure(train_epoch, seconds):
    """Samples a second and a processor second, after one epoch that is not measured."""
    train_epoch()
    start, processor_start, epochs = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - start < seconds:
        train_epoch()
        epochs += 1
    samples = epochs * SAMPLES
    return (samples / (time.perf_counter() - start),
            samples / (time.process_time() - processor_start))


def torch_epoch(optimizer_name):
    import torch

    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    sizes = (INPUTS, *HIDDEN, CLASSES)
    layers = []
    for index in range(len(sizes) - 1):
        layers.append(torch.nn.Linear(sizes[index], sizes[index + 1]))
        if index < len(sizes) - 2:
            layers.append(torch.nn.ReLU())
    network = torch.nn.Sequential(*layers)
    if optimizer_name == "momentum":
        optimizer = torch.optim.SGD(network.parameters(), lr=0.005, momentum=0.9)
    else:
        optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    cost = torch.nn.CrossEntropyLoss()
    x, t = torch.from_numpy(inputs), torch.from_numpy(labels)

    def train_epoch():
        order = torch.randperm(SAMPLES)
        for start in range(0, SAMPLES, BATCH):
            batch = order[start : start + BATCH]
            optimizer.zero_grad(set_to_none=True)
            cost(network(x[batch]), t[batch]).backward()
            optimizer.step()

    return train_epoch, torch.__version__


def sklearn_epoch(optimizer_name):
    import sklearn
    from sklearn.neural_network import MLPClassifier

    warnings.filterwarnings("ignore")
    network = MLPClassifier(
        HIDDEN,
        solver="sgd" if optimizer_name == "momentum" else "adam",
        batch_size=BATCH,
        learning_rate_init=0.005 if optimizer_name == "momentum" else 1e-4,
        momentum=0.9,
        nesterovs_momentum=False,
        alpha=0.0,
        max_iter=1,
        warm_start=True,
        random_state=1,
    )
    return lambda: network.fit(inputs, labels), sklearn.__version__


def main():
    program, optimizer_name, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    epoch, version = (torch_epoch if program == "torch" else sklearn_epoch)(optimizer_name)
    samples, processor_samples = measure(epoch, seconds)
    print(f"{version} {samples:.0f} {processor_samples:.0f}")


main()
