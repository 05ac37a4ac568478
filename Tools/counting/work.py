"""Fits what each part of each sort of work of a run takes (RunWork of Sources/Quantization) to counts of layers, and
says how far whole networks that nothing was fitted to are from it."""

import json
import operator
from collections import namedtuple

import counter

FIGURES = ("instructions", "cycles")
# Layers that take less than this count as if they took so much: what they are off by does not matter to a run.
LEAST_SHARE = 2_000
# By how little of its own size a part may be told from others that always occur with it.
LEAST_WEIGHT = 1e-9

# The parts of a stretch, (sort, index) -> amount, and what it took.
Sample = namedtuple("Sample", "parts taken")


def parts_of(work):
    """(sort, index) -> amount of a list of works."""
    found = {}
    for one in work:
        for sort, amounts in one.items():
            for index, amount in enumerate(amounts):
                found[sort, index] = found.get((sort, index), 0) + amount
    return found


def samples(count):
    """The stretches of a counted network: what comes before the first layer, and each layer."""
    work = json.loads(count.model.path.with_suffix(".json").read_text())
    run = count.runs[0]
    first = counter.Amount(*(whole - sum(parts) for whole, parts in zip(run.total, zip(*run.layers))))
    taken = [first, *run.layers]
    if len(taken) != len(work):
        raise SystemExit(f"{count.model.path}: {len(work)} stretches of work, {len(taken)} counted")
    return [Sample(parts_of(one), amount) for one, amount in zip(work, taken)]


def dot(left, right):
    return sum(map(operator.mul, left, right))


def least_squares(rows, values, count):
    """The numbers by which sparse rows, index -> number, come closest to the values: normal equations, by Cholesky."""
    matrix = [[0.0] * count for _ in range(count)]
    right = [0.0] * count
    for row, value in zip(rows, values):
        for index, number in row.items():
            right[index] += number * value
            line = matrix[index]
            for other, second in row.items():
                line[other] += number * second
    lower = []
    for index in range(count):
        line = []
        for other in range(index):
            before = lower[other]
            line.append((matrix[index][other] - dot(line, before)) / before[other])
        line.append((matrix[index][index] + LEAST_WEIGHT - dot(line, line)) ** 0.5)
        lower.append(line)
    half = []
    for line, value in zip(lower, right):
        half.append((value - dot(line, half)) / line[-1])
    solution = [0.0] * count
    for index in reversed(range(count)):
        rest = sum(lower[other][index] * solution[other] for other in range(index + 1, count))
        solution[index] = (half[index] - rest) / lower[index][index]
    return solution


def solve(found, figure):
    """(sort, index) -> what a part takes: least squares of what layers are off by, as a share, none below 0."""
    rows, values = [], []
    for sample in found:
        taken = getattr(sample.taken, figure)
        share = 1 / max(taken, LEAST_SHARE)
        rows.append({name: amount * share for name, amount in sample.parts.items() if amount})
        values.append(taken * share)
    kept = sorted({name for row in rows for name in row})
    while True:
        scale = {name: sum(row.get(name, 0) ** 2 for row in rows) ** 0.5 for name in kept}
        place = {name: index for index, name in enumerate(kept)}
        scaled = [{place[name]: number / scale[name] for name, number in row.items() if name in place}
                  for row in rows]
        solution = dict(zip(kept, least_squares(scaled, values, len(kept))))
        # Of each sort the part that is the furthest below 0 is taken out.
        lowest = {}
        for name, size in solution.items():
            if size < 0 and size < solution.get(lowest.get(name[0]), 0):
                lowest[name[0]] = name
        if not lowest:
            return {name: size / scale[name] for name, size in solution.items()}
        kept = [name for name in kept if name not in lowest.values()]


def given(sizes, parts):
    return sum(sizes.get(name, 0) * amount for name, amount in parts.items())


def deviations(sizes, counts, figure):
    """network -> by which share what is fitted differs from the count of a whole run."""
    result = {}
    for count in counts:
        taken = sum(getattr(sample.taken, figure) for sample in samples(count))
        if taken:
            whole = sum(given(sizes, sample.parts) for sample in samples(count))
            result[count.model.path.stem] = whole / taken - 1
    return result


def worst_of(found):
    name = max(found, key=lambda key: abs(found[key]))
    mean = sum(abs(value) for value in found.values()) / len(found)
    return f"at most {100 * abs(found[name]):.1f} % ({name}), in the mean {100 * mean:.1f} %"


def fit(core, counts, checked):
    """figure -> sort -> what its parts take, of a core, and the largest deviation; says how well."""
    found = [sample for count in counts for sample in samples(count)]
    lengths = {}
    for sample in found:
        for sort, index in sample.parts:
            lengths[sort] = max(lengths.get(sort, 0), index + 1)
    costs, largest = {}, 0
    for figure in FIGURES:
        sizes = solve(found, figure)
        others = deviations(sizes, checked, figure)
        largest = max(largest, *map(abs, others.values()))
        print(f"{core}: {figure} of {len(found)} stretches by {len(sizes)} parts; {len(checked)} other "
              f"networks are off by {worst_of(others)}", flush=True)
        costs[figure] = {sort: [sizes.get((sort, index), 0) for index in range(length)]
                         for sort, length in sorted(lengths.items())}
    return costs, largest


def swift(core, costs):
    """The costs in Swift."""
    figures = ",\n".join(
        f"    {figure}: [\n" + "".join(
            f"      \"{sort}\": [{', '.join(f'{size:.2f}' for size in sizes)}],\n"
            for sort, sizes in costs[figure].items()) + "    ]"
        for figure in FIGURES)
    return f"  static let {core} = WorkCosts(\n{figures}\n  )\n"
