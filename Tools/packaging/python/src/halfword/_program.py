"""Runs the ``halfword`` program that the package carries."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import HalfwordError, ProgramError, UnsupportedModelError

#: What is told of a long job: a share from 0 to 1, and what is being done.
Progress = Callable[[float, str], None]

_PREFIX = Path(__file__).parent / "installation"


def program_path() -> Path:
    """The program's file."""
    path = _PREFIX / "bin" / "halfword"
    if not path.is_file():
        raise HalfwordError(f"{path} is missing; install the package from a wheel: pip install halfword")
    return path


def library_path() -> Path:
    """The file of the runtime, a shared library."""
    path = _PREFIX / "lib" / "libhalfword_batch.so"
    if not path.is_file():
        raise HalfwordError(f"{path} is missing; install the package from a wheel: pip install halfword")
    return path


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for the files of one job; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="halfword-") as folder:
        yield Path(folder)


def run(
    *arguments: str | Path,
    folder: Path | None = None,
    progress: Progress | bool | None = None,
    accept: Callable[[], bool] | None = None,
) -> str:
    """Runs a subcommand and gives what it printed.

    Parameters
    ----------
    arguments
        The subcommand and its arguments.
    folder
        Where it runs; relative names in ``arguments`` are taken from there.
    progress
        Is told how far the job is; True for a line on standard error, False for nothing, None for a line where
        somebody sees it: on a terminal and in a notebook.
    accept
        Says of a run that ended with status 1 whether it did its work all the same, as a verdict that is not kept does.

    Raises
    ------
    ProgramError
        With the program's line, where it failed.
    KeyboardInterrupt
        Where Ctrl-C ended it; the program is stopped.
    """
    show = _shown(progress)
    environment = {**os.environ, "HALFWORD_PROGRESS": "lines" if show else "", "SWIFT_BACKTRACE": "enable=no"}
    try:
        process = subprocess.Popen(
            [str(program_path()), *map(str, arguments)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise HalfwordError(f"the halfword program cannot be started: {error}") from error
    errors: list[str] = []
    assert process.stdout is not None and process.stderr is not None
    reader = threading.Thread(target=_read_errors, args=(process.stderr, errors, show), daemon=True)
    reader.start()
    try:
        output = process.stdout.read()
        reader.join()
        status = process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    if status == 0 or (status == 1 and accept is not None and accept()):
        return output
    line = _error_line(status, errors, arguments)
    is_of_model = line.partition(": ")[0].lower().endswith(".onnx")
    raise (UnsupportedModelError if is_of_model else ProgramError)(line)


def _read_errors(stream: IO[str], errors: list[str], show: Progress | None) -> None:
    for line in stream:
        words = line.rstrip("\n").split(" ", 2)
        if words[0] == "progress" and len(words) == 3 and show is not None:
            try:
                show(float(words[1]), words[2])
            except Exception:  # A listener that fails must not stop the job, nor hide what it says.
                show = None
        elif line.strip():
            errors.append(line.strip())


def _error_line(status: int, errors: Sequence[str], arguments: Sequence[str | Path]) -> str:
    if status < 0:
        return f"halfword {arguments[0]} was ended by signal {-status}"
    for line in errors:
        if line.startswith("Error: "):
            return line.removeprefix("Error: ")
    return errors[0] if errors else f"halfword {arguments[0]} ended with status {status} and said nothing"


def _shown(progress: Progress | bool | None) -> Progress | None:
    if callable(progress):
        return progress
    if progress is None:
        progress = sys.stderr is not None and (sys.stderr.isatty() or "ipykernel" in sys.modules)
    return _ProgressLine() if progress else None


class _ProgressLine:
    """Draws a line again and again in its place, as terminals and notebooks show it."""

    def __init__(self) -> None:
        self._width = 0

    def __call__(self, share: float, note: str) -> None:
        line = f"halfword: {share:4.0%} {note}"
        print("\r" + line.ljust(self._width), end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
        self._width = len(line)
