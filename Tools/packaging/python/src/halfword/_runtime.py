"""The runtime: the C library that the device runs, called for many samples at once."""

from __future__ import annotations

import ctypes
import functools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._program import library_path
from .errors import HalfwordError

_NO_MEMORY = -1000
#: Fewer take less time than a thread does to begin.
_SAMPLES_OF_A_THREAD = 256
#: The error word of an output of which nothing is proved.
NO_BOUND = 0xFFFF_FFFF


@functools.cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(library_path()))
    pointer, size, count = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint64
    library.halfword_version.restype = ctypes.c_char_p
    library.halfword_status_name.restype = ctypes.c_char_p
    library.halfword_status_name.argtypes = [ctypes.c_int32]
    for name in ("floats", "integers"):
        convert = getattr(library, f"halfword_batch_words_from_{name}")
        convert.restype = count
        convert.argtypes = [pointer, count, size, pointer, pointer, pointer]
    library.halfword_batch_verify.restype = ctypes.c_int32
    library.halfword_batch_verify.argtypes = [pointer, size]
    library.halfword_batch_run.restype = ctypes.c_int32
    library.halfword_batch_run.argtypes = [pointer, size, pointer, count, pointer, pointer]
    library.halfword_batch_certify.restype = ctypes.c_int32
    library.halfword_batch_certify.argtypes = [
        pointer, size, pointer, count, size, pointer, pointer, pointer, pointer,
    ]  # fmt: skip
    return library


def version() -> str:
    """The version of the runtime."""
    text: bytes = _library().halfword_version()
    return text.decode()


class Runtime:
    """An image that is open. Several threads may use it at once; a process that forks may go on using it."""

    def __init__(self, image: bytes, input_count: int, output_count: int) -> None:
        # NumPy's memory is aligned, which that of bytes need not be.
        self._image = np.frombuffer(image, np.uint8).copy()
        self._input_count = input_count
        self._output_count = output_count
        _check(_library().halfword_batch_verify(self._image.ctypes.data, self._image.size))

    def words(
        self, values: NDArray[Any], exponents: NDArray[np.int8], offsets: NDArray[np.int32]
    ) -> tuple[NDArray[np.int16], int]:
        """The input words of rows of float32 or int32 values, and how many values no word holds."""
        words = np.empty(values.shape, np.int16)
        kind = "integers" if values.dtype == np.int32 else "floats"
        convert = getattr(_library(), f"halfword_batch_words_from_{kind}")
        lost: int = convert(
            values.ctypes.data, len(values), self._input_count,
            exponents.ctypes.data, offsets.ctypes.data, words.ctypes.data,
        )  # fmt: skip
        return words, lost

    def run(self, words: NDArray[np.int16]) -> tuple[NDArray[np.int16], NDArray[np.uint32]]:
        """The output words of rows of input words, and the class of each: its largest output, before a softmax."""
        outputs = np.empty((len(words), self._output_count), np.int16)
        classes = np.empty(len(words), np.uint32)

        def run(part: slice) -> None:
            _check(
                _library().halfword_batch_run(
                    self._image.ctypes.data,
                    self._image.size,
                    words[part].ctypes.data,
                    len(words[part]),
                    outputs[part].ctypes.data,
                    classes[part].ctypes.data,
                )
            )

        _over_threads(run, len(words))
        return outputs, classes

    def certify(
        self, words: NDArray[np.int16], input_error: int
    ) -> tuple[NDArray[np.int16], NDArray[np.uint32], NDArray[np.bool_]]:
        """The output words, the error word of each, and of each sample whether its answer is certified."""
        outputs = np.empty((len(words), self._output_count), np.int16)
        errors = np.empty((len(words), self._output_count), np.uint32)
        answers, certified = np.empty(len(words), np.uint32), np.empty(len(words), np.uint32)
        _check(
            _library().halfword_batch_certify(
                self._image.ctypes.data,
                self._image.size,
                words.ctypes.data,
                len(words),
                input_error,
                outputs.ctypes.data,
                errors.ctypes.data,
                answers.ctypes.data,
                certified.ctypes.data,
            )
        )
        return outputs, errors, certified == 1


def _over_threads(run: Callable[[slice], None], count: int) -> None:
    """Runs parts of so many samples, each in a thread: the library holds no lock, and Python's is released meanwhile."""
    threads = min(os.cpu_count() or 1, count // _SAMPLES_OF_A_THREAD)
    if threads <= 1:
        run(slice(0, count))
        return
    ends = [count * index // threads for index in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, map(slice, ends[:-1], ends[1:])))


def _check(status: int) -> None:
    if status == 0:
        return
    if status == _NO_MEMORY:
        raise MemoryError("there is no memory for the model's workspace")
    name: bytes = _library().halfword_status_name(status)
    raise HalfwordError(f"the runtime refuses the image: {name.decode()}")
