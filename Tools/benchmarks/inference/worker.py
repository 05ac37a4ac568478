"""Runs one peer of Tools/bench-inference, in a process of its own.

    worker.py FOLDER PEER LIBRARIES

Reads a line of JSON for each turn, {"network": NAME, "batch": N, "threads": N, "seconds": N, "clock": "wall" or
"processor"}, and answers with a line: {"seconds": of one run of the batch, "difference": the largest from the float
network's outputs}, or {"failed": why}.

A turn is some stretches of a millisecond or of one run, whichever is longer, of which the middle one counts, so that a
stretch in which other work had the processor or the caches does not.
"""

import ctypes
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MOST_REPEATS = 1_000_000
STRETCH = 0.001
LEAST_STRETCHES = 3
# PEER_ONE_THREAD of native/peer.h.
ONE_THREAD = 2


class Opened(Protocol):
    """A network that is open for a batch."""

    def time(self, repeats: int, clock: str) -> float:
        """The seconds that so many runs take, by a clock."""

    def outputs(self) -> Floats:
        """The outputs of the last one."""


class Turn(NamedTuple):
    """What is to be opened."""

    network: dict[str, Any]
    batch: int
    threads: int


class Task(ctypes.Structure):
    """peer_task of native/peer.h."""

    _fields_ = (
        ("model", ctypes.c_char_p),
        ("inputs", ctypes.c_void_p),
        ("input_count", ctypes.c_uint32),
        ("output_count", ctypes.c_uint32),
        ("batch", ctypes.c_uint32),
        ("threads", ctypes.c_uint32),
    )


class Native:
    """A network in a peer's shared library."""

    def __init__(self, library: Path, model: str, inputs: Floats, outputs: int, turn: Turn) -> None:
        functions = ctypes.CDLL(str(library))
        functions.measure_open.restype = ctypes.c_void_p
        functions.measure_time.restype = ctypes.c_double
        self.functions, self.inputs = functions, inputs
        self.shape = (turn.batch, outputs)
        self.task = Task(
            model.encode(), inputs.ctypes.data, inputs.shape[1], outputs, turn.batch, turn.threads
        )
        if turn.threads > 1 and ctypes.c_int.in_dll(functions, "peer_threading").value == ONE_THREAD:
            raise RuntimeError("it runs in one thread only")
        handle = functions.measure_open(ctypes.byref(self.task))
        if not handle:
            raise RuntimeError(f"{library.stem} did not open {Path(model).name}")
        self.handle = ctypes.c_void_p(handle)

    def time(self, repeats: int, clock: str) -> float:
        """Of the loop in C."""
        is_processor = ctypes.c_uint32(clock == "processor")
        seconds = float(self.functions.measure_time(self.handle, ctypes.c_uint32(repeats), is_processor))
        if seconds < 0:
            raise RuntimeError("a run failed")
        return seconds

    def outputs(self) -> Floats:
        """Of the last run."""
        result = np.zeros(self.shape, np.float32)
        self.functions.measure_outputs(self.handle, result.ctypes.data_as(ctypes.c_void_p))
        return result


class LiteRT:
    """A network in LiteRT, whose interpreter is called from Python."""

    def __init__(self, path: Path, inputs: Floats, turn: Turn) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self.interpreter = Interpreter(str(path), num_threads=turn.threads)
        self.interpreter.allocate_tensors()
        entry = self.interpreter.get_input_details()[0]
        self.exit = self.interpreter.get_output_details()[0]
        if entry["dtype"] == np.int8:
            scale, zero = entry["quantization"]
            inputs = np.clip(np.round(inputs / scale) + zero, -128, 127).astype(np.int8)
        self.interpreter.set_tensor(entry["index"], inputs)
        self.invoke: Callable[[], None] = self.interpreter.invoke

    def time(self, repeats: int, clock: str) -> float:
        """Of a loop in Python: what a call takes is part of it."""
        invoke, read = self.invoke, time.process_time if clock == "processor" else time.perf_counter
        start = read()
        for _ in range(repeats):
            invoke()
        return read() - start

    def outputs(self) -> Floats:
        """As values."""
        values = self.interpreter.get_tensor(self.exit["index"])
        if self.exit["dtype"] == np.int8:
            scale, zero = self.exit["quantization"]
            values = (values.astype(np.float32) - zero) * scale
        return np.asarray(values, np.float32)


class Worker:
    """Opens networks and times them."""

    def __init__(self, folder: Path, peer: str, libraries: Path) -> None:
        self.folder, self.peer, self.libraries = folder, peer, libraries
        self.networks = {each["name"]: each for each in json.loads((folder / "networks.json").read_text())}
        self.opened: dict[tuple[str, int, int], tuple[Opened, int, float | None]] = {}

    def inputs(self, turn: Turn) -> Floats:
        """The first samples of a network's."""
        values = np.fromfile(self.folder / f"{turn.network['name']}.inputs", np.float32)
        return np.ascontiguousarray(values.reshape(-1, turn.network["inputs"])[: turn.batch])

    def open(self, turn: Turn) -> Opened:
        """The peer's form of a network."""
        name, inputs, outputs = turn.network["name"], self.inputs(turn), turn.network["outputs"]
        library = self.libraries / f"{self.peer}.so"
        sizes = ",".join(map(str, turn.network["sizes"]))
        path = self.folder / name
        match self.peer:
            case "halfword":
                return Native(library, f"{path}.hwm", inputs, outputs, turn)
            case "onnxruntime":
                return Native(library, f"{path}.onnx", inputs, outputs, turn)
            case "onnxruntime-8":
                return Native(self.libraries / "onnxruntime.so", f"{path}.8.onnx", inputs, outputs, turn)
            case "torch":
                return Native(library, f"{path}.f32", inputs, outputs, turn)
            case "fann" | "fann-fixed":
                return Native(library, sizes, inputs, outputs, turn)
            case "emlearn" | "cmsis-nn":
                return Native(self.libraries / f"{self.peer}-{name}.so", sizes, inputs, outputs, turn)
            case "litert":
                return LiteRT(Path(f"{path}-{turn.batch}.tflite"), inputs, turn)
            case "litert-8":
                return LiteRT(Path(f"{path}-{turn.batch}.8.tflite"), inputs, turn)
            case "read":
                weights = f"read {2 * turn.network['parameters']}"
                return Native(self.libraries / "limits.so", weights, inputs, outputs, turn)
            case "integers" | "floats":
                return Native(self.libraries / "limits.so", self.peer, inputs, outputs, turn)
        raise ValueError(f"there is no peer {self.peer}")

    def difference(self, opened: Opened, turn: Turn) -> float | None:
        """How far the outputs are from the float network's; None where they are not to be compared."""
        if self.peer in ("fann", "fann-fixed", "cmsis-nn", "read", "integers", "floats"):
            return None
        expected = np.fromfile(self.folder / f"{turn.network['name']}.outputs", np.float32)
        expected = expected.reshape(-1, turn.network["outputs"])[: turn.batch]
        return float(np.abs(opened.outputs() - expected).max())

    def repeats(self, opened: Opened, clock: str) -> int:
        """How many runs make a stretch."""
        repeats, taken = 1, opened.time(1, clock)
        while taken < STRETCH / 4 and repeats < MOST_REPEATS:
            repeats *= 2
            taken = opened.time(repeats, clock)
        return max(1, min(MOST_REPEATS, round(repeats * STRETCH / taken)))

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """One turn."""
        turn = Turn(self.networks[request["network"]], request["batch"], request["threads"])
        if reason := turn.network["missing"].get(self.peer):
            return {"failed": reason}
        clock = request["clock"]
        key = (request["network"], turn.batch, turn.threads)
        if key not in self.opened:
            opened = self.open(turn)
            opened.time(1, clock)
            difference = self.difference(opened, turn)
            self.opened[key] = (opened, self.repeats(opened, clock), difference)
        opened, repeats, difference = self.opened[key]
        end = time.perf_counter() + request["seconds"]
        # The first one also brings its data into the caches; it counts where it takes the whole turn.
        stretches = [opened.time(repeats, clock) / repeats]
        if time.perf_counter() < end:
            stretches = []
            while len(stretches) < LEAST_STRETCHES or time.perf_counter() < end:
                stretches.append(opened.time(repeats, clock) / repeats)
        return {"seconds": statistics.median(stretches), "difference": difference}


def main() -> None:
    """Answers until there are no more turns."""
    folder, peer, libraries = sys.argv[1:4]
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    worker = Worker(Path(folder), peer, Path(libraries))
    for line in sys.stdin:
        try:
            answer = worker.answer(json.loads(line))
        except Exception as error:
            answer = {"failed": f"{error}" or type(error).__name__}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
