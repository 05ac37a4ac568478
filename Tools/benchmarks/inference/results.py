"""What Tools/bench-inference measured: its record, and the tables made of it.

A record is what JSON can hold:

    machine, clock, load, versions, rounds     text and numbers about the run
    networks                            name -> title, multiply-accumulates, weights, form of sums
    turns                               "NETWORK BATCH THREADS" -> peer -> seconds of one run of the batch, a round each
    differences                         the same -> peer -> the largest difference from the float network's outputs
    skipped                             what was left out, and why
"""

import statistics
from collections.abc import Iterator
from typing import Any, NamedTuple

Record = dict[str, Any]

OURS = "halfword"
TITLES = {
    OURS: "Halfword",
    "onnxruntime": "onnxruntime, float",
    "onnxruntime-8": "onnxruntime, 8 bits",
    "litert": "LiteRT with XNNPACK, float",
    "litert-8": "LiteRT with XNNPACK, 8 bits",
    "torch": "PyTorch, float",
    "fann": "FANN, float",
    "fann-fixed": "FANN, fixed point",
    "emlearn": "emlearn, float",
    "cmsis-nn": "CMSIS-NN, 8 bits, on this machine",
}
LIMITS = ("read", "integers", "floats")
# The multiply-adds of a row of the loops "integers" and "floats" (LIMIT_OPERATIONS of native/limits.c).
LIMIT_OPERATIONS = 65_536
CALL = "call"
CLOCKS = {"wall": "times by the clock", "processor": "one thread by processor time, more by the clock"}
BEGIN, END = "<!-- Tools/bench-inference: begin -->\n", "<!-- Tools/bench-inference: end -->\n"


class Case(NamedTuple):
    """A network, a batch and a number of threads."""

    network: str
    batch: int
    threads: int

    @property
    def key(self) -> str:
        """As the record has it."""
        return f"{self.network} {self.batch} {self.threads}"


class Spread(NamedTuple):
    """The middle of some numbers, the quartiles beside it, and the smallest."""

    low: float
    median: float
    high: float
    least: float

    @staticmethod
    def of(numbers: list[float]) -> "Spread":
        """Of numbers, at least one."""
        if len(numbers) == 1:
            return Spread(numbers[0], numbers[0], numbers[0], numbers[0])
        low, median, high = statistics.quantiles(numbers, n=4, method="inclusive")
        return Spread(low, median, high, min(numbers))


class Goal(NamedTuple):
    """Whose time is to be how many times ours, at which batch."""

    batch: int
    peer: str
    least: float


GOALS = (
    Goal(1, "onnxruntime", 3),
    Goal(1, "fann-fixed", 14),
    Goal(256, "onnxruntime", 2),
    Goal(256, "onnxruntime-8", 1),
)
# How many times the limit our time may be.
MOST_OF_LIMIT = 1.3


def cases(record: Record, batch: int | None = None, threads: int | None = None) -> Iterator[Case]:
    """The cases of a record, those of a batch or a number of threads where one is given; calls left out."""
    for key in record["turns"]:
        network, *numbers = key.split()
        case = Case(network, *map(int, numbers))
        if network != CALL and batch in (None, case.batch) and threads in (None, case.threads):
            yield case


def times(record: Record, case: Case, peer: str) -> list[float]:
    """Microseconds a sample, a round each; none where it was not measured."""
    return [1e6 * seconds / case.batch for seconds in record["turns"].get(case.key, {}).get(peer, [])]


def ratio(record: Record, case: Case, peer: str) -> Spread | None:
    """How many times our time a peer's is, turn by turn."""
    theirs, ours = times(record, case, peer), times(record, case, OURS)
    if not theirs or len(theirs) != len(ours):
        return None
    return Spread.of([a / b for a, b in zip(theirs, ours, strict=True)])


def fastest_ratio(record: Record, case: Case, peer: str) -> float | None:
    """How many times our fastest round a peer's fastest one takes."""
    theirs, ours = times(record, case, peer), times(record, case, OURS)
    return min(theirs) / min(ours) if theirs and ours else None


def rate(record: Record, threads: int, kind: str) -> float | None:
    """Multiply-adds between registers a second, at best."""
    seconds = record["turns"].get(f"{CALL} 256 {threads}", {}).get(kind)
    return float(256 * LIMIT_OPERATIONS / min(seconds)) if seconds else None


def limit(record: Record, case: Case) -> float | None:
    """The microseconds that a sample takes at the least.

    Its weights are read once a batch, and each multiply-accumulate of 16 bits is one of the loop's.
    """
    reading = record["turns"].get(f"{case.network} 1 1", {}).get("read")
    multiplying = rate(record, case.threads, "integers")
    if not reading or not multiplying:
        return None
    threads = min(case.threads, case.batch)
    seconds = record["networks"][case.network]["macs"] * case.threads / threads / multiplying
    return float(1e6 * max(min(reading) / case.batch, seconds))


def number(value: float) -> str:
    """With three digits that say something."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def title_of(record: Record, case: Case) -> str:
    """A case in words."""
    threads = "one thread" if case.threads == 1 else f"{case.threads} threads"
    return f"{record['networks'][case.network]['title']}, batch {case.batch}, {threads}"


def lines(record: Record) -> Iterator[str]:
    """All that was measured, for a terminal."""
    for case in cases(record):
        ours = Spread.of(times(record, case, OURS)) if times(record, case, OURS) else None
        yield f"\n{title_of(record, case)}: microseconds a sample"
        yield f"  {'':34}{'median':>9} {'quartiles':>17} {'fastest':>9}   times Halfword's (quartiles), of the fastest"
        for peer, title in TITLES.items():
            found = times(record, case, peer)
            if not found:
                continue
            spread, relative, fastest = Spread.of(found), ratio(record, case, peer), fastest_ratio(record, case, peer)
            text = "" if relative is None or fastest is None else (
                f"{number(relative.median):>8} ({number(relative.low)} to {number(relative.high)}), {number(fastest)}")
            between = f"{number(spread.low)} to {number(spread.high)}"
            yield f"  {title:34}{number(spread.median):>9} {between:>17} {number(spread.least):>9}   {text}"
        least = limit(record, case)
        if least and ours:
            yield f"  {'the limit of the processor':34}{number(least):>9} {'':17} {'':9}   {least / ours.least:8.2f}"


def limit_lines(record: Record) -> Iterator[str]:
    """What the processor can do at the most, and what a call costs."""
    for threads in (1, 2):
        whole, real = rate(record, threads, "integers"), rate(record, threads, "floats")
        if whole and real:
            yield (f"{threads} thread{'s' if threads > 1 else ''}, multiply-adds between registers: {whole / 1e9:.1f} "
                   f"billion of 16 bits a second, {real / 1e9:.1f} billion of floats")
    for name, network in record["networks"].items():
        reading = record["turns"].get(f"{name} 1 1", {}).get("read")
        if reading and name != CALL:
            yield (f"{network['title']}: {2 * network['parameters'] / 1e3:.0f} kB of weights are read in "
                   f"{1e6 * min(reading):.2f} µs, {2 * network['parameters'] / min(reading) / 1e9:.0f} GB/s")
    calls = [f"{TITLES[peer]} {number(1e6 * min(seconds))} µs"
             for peer, seconds in record["turns"].get(f"{CALL} 1 1", {}).items() if peer in TITLES]
    if calls:
        yield "A call with a network of one weight: " + "; ".join(calls)


class Outcome(NamedTuple):
    """What became of a goal at a case, with one thread."""

    case: Case
    goal: str
    value: str
    is_met: bool


def outcomes(record: Record) -> Iterator[Outcome]:
    """Of all goals."""
    for goal in GOALS:
        text = f"batch {goal.batch}: {TITLES[goal.peer]}, at least {goal.least:g} times our time"
        for case in cases(record, goal.batch, 1):
            found, fastest = ratio(record, case, goal.peer), fastest_ratio(record, case, goal.peer)
            if found is not None and fastest is not None:
                is_met = min(found.median, fastest) >= goal.least
                yield Outcome(case, text, f"{number(fastest)} ({number(found.median)})", is_met)
    for case in cases(record, None, 1):
        least, ours = limit(record, case), times(record, case, OURS)
        if least and ours:
            share, middle = min(ours) / least, Spread.of(ours).median / least
            text = f"batch {case.batch}: our time, at most {MOST_OF_LIMIT:g} times the limit"
            yield Outcome(case, text, f"{number(share)} ({number(middle)})", max(share, middle) <= MOST_OF_LIMIT)


def goal_lines(record: Record) -> Iterator[str]:
    """Each goal and network, for a terminal."""
    for each in outcomes(record):
        title = record["networks"][each.case.network]["title"]
        yield f"{'met   ' if each.is_met else 'MISSED'} {title}, {each.goal}: {each.value}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """In Markdown."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "".join("| " + " | ".join(line) + " |\n" for line in [head, rule, *rows]) + "\n"


def markdown(record: Record) -> str:
    """The part of Docs/performance.md between its marks."""
    parts = [f"{record['machine']}; {record['rounds']} rounds; load average {record['load']:.1f} before the run; "
             f"{CLOCKS[record['clock']]}. "
             + ", ".join(f"{name} {version}" for name, version in record["versions"].items()) + ".\n\n"]
    # One sample is run by one thread, with any number of them.
    combinations = sorted({(case.batch, case.threads) for case in cases(record) if case.threads <= case.batch})
    for batch, threads in combinations:
        found = list(cases(record, batch, threads))
        head = [f"batch {batch}, {'one thread' if threads == 1 else f'{threads} threads'}: µs a sample, fastest (median)"]
        head += [record["networks"][case.network]["title"] for case in found]
        rows = []
        for peer, title in TITLES.items():
            cells = []
            for case in found:
                measured, relative = times(record, case, peer), ratio(record, case, peer)
                fastest = fastest_ratio(record, case, peer)
                text = f"{number(min(measured))} ({number(Spread.of(measured).median)})" if measured else "–"
                if relative and fastest and peer != OURS:
                    text += f"; × {number(fastest)} ({number(relative.median)})"
                cells.append(text)
            if any(cell != "–" for cell in cells):
                rows.append([title, *cells])
            if peer == OURS:
                spreads = [Spread.of(times(record, case, OURS)) for case in found if times(record, case, OURS)]
                rows.append(["its quartiles", *(f"{number(each.low)} to {number(each.high)}" for each in spreads)])
        least = [limit(record, case) for case in found]
        if any(least):
            rows.append(["the limit of the processor", *(number(each) if each else "–" for each in least)])
        parts.append(table(head, rows))
    parts.append("".join(f"- {line}.\n" for line in limit_lines(record)) + "\n")
    networks = list(dict.fromkeys(case.network for case in cases(record)))
    found_goals: dict[str, dict[str, str]] = {}
    for each in outcomes(record):
        text = f"{each.value}, {'met' if each.is_met else 'missed'}"
        found_goals.setdefault(each.goal, {})[each.case.network] = text
    head = ["goals, one thread: by the fastest (by the medians)", *(record["networks"][name]["title"] for name in networks)]
    parts.append(table(head, [[goal, *(cells.get(name, "–") for name in networks)] for goal, cells in found_goals.items()]))
    parts += ["Left out:\n\n", *(f"- {line}.\n" for line in record["skipped"])] if record["skipped"] else []
    return "".join(parts)


def replaced(document: str, record: Record) -> str:
    """The document with what lies between its marks written anew."""
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + "\n" + markdown(record) + "\n" + END + after
