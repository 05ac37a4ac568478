"""Reads the networks of vector files (.hwv): Docs/conformance.md says what each byte is."""

import struct


def network_samples(file):
    """The first record's samples: the input words, and the words of each layer."""
    with open(file, "rb") as source:
        data = source.read()
    start = 32
    _, kind, name_size = struct.unpack_from("<IHH", data, start)
    assert kind == 1, "the first record is no network"
    at = start + 8 + name_size
    layers, inputs = struct.unpack_from("<II", data, at)
    counts = struct.unpack_from(f"<{layers}I", data, at + 8)
    samples, = struct.unpack_from("<I", data, at + 8 + 4 * layers)
    at += 12 + 4 * layers
    at = past_image(data, at)
    if layers > 1:
        for _ in range(layers):
            at = past_image(data, at + 8)
    found = []
    for _ in range(samples):
        words = struct.unpack_from(f"<{inputs + sum(counts) + 1}h", data, at)
        at += 2 * len(words)
        values, rest = [], words[inputs:-1]
        for count in counts:
            values.append(list(rest[:count]))
            rest = rest[count:]
        found.append((list(words[:inputs]), values))
    return found


def past_image(data, at):
    """Where an image ends that begins with its size."""
    size, = struct.unpack_from("<I", data, at)
    return at + 4 + (size + 3) // 4 * 4
