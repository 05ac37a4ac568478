"""A network in fixed point, as the device runs it."""

from __future__ import annotations

import html
import json
import warnings
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _arrays, _program
from ._compare import read_table
from ._runtime import NO_BOUND, Runtime
from .errors import HalfwordError, InputError, SaturationWarning
from .verdict import Verdict

__all__ = ["Model"]

#: Words are rounded values, so each input may be off by half a step, in 16ths of a step (HALFWORD_INPUT_WAS_ROUNDED).
_INPUT_WAS_ROUNDED = 8
_INT32 = np.iinfo(np.int32)


class Model:
    """A model in fixed point: its image, which a device runs, and what is known of it.

    :func:`halfword.convert`, :func:`halfword.train` and :func:`halfword.load` make one. A model does not change, but for
    its ``verdict``, which is that of the last samples that it was held to. It may be used by several threads at once,
    copied, pickled, and used on in a process that forked.

    Attributes
    ----------
    image : bytes
        The image, as ``save`` writes it and the device holds it.
    classes : ndarray or None
        The labels of the classes in the order of the outputs; None where the outputs are counted from 0.
    verdict : Verdict or None
        Whether fixed point keeps the answers, and what it costs; None of a model that was loaded.
    description : dict
        What the image says of itself: sizes, layers, how values become words, instructions of a run by core.
    """

    def __init__(
        self,
        image: bytes,
        *,
        description: Mapping[str, Any],
        classes: NDArray[Any] | None = None,
        channels_first: bool = False,
        feature_names: Sequence[str] | None = None,
        checkpoint: bytes | None = None,
        verdict: Verdict | None = None,
        page: str | None = None,
        name: str = "model",
    ) -> None:
        self.image = image
        self.classes = classes
        self.verdict = verdict
        self.description = dict(description)
        self._channels_first = channels_first
        self._feature_names = feature_names
        self._checkpoint = checkpoint
        self._page = page
        self._name = name
        self._open()

    def _open(self) -> None:
        facts = self.description
        count = facts["inputCount"]
        self._exponents = np.resize(np.array(facts["inputExponents"], np.int8), count)
        self._offsets = np.resize(np.array(facts["inputOffsets"], np.int32), count)
        self._ulp = 2.0 ** (facts["outputExponent"] - 8)
        self._runtime = Runtime(self.image, count, facts["outputCount"])

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        for name in ("_runtime", "_exponents", "_offsets", "_ulp"):
            del state[name]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._open()

    # ------------------------------------------------------------------ what it is

    @property
    def identity(self) -> str:
        """Which model it is: 16 hexadecimal digits, the same as in the C header and on the device."""
        return str(self.description["identity"])

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of a sample: its number of values, or height, width and channels."""
        return tuple(self.description["inputShape"])

    @property
    def output_count(self) -> int:
        """How many outputs there are."""
        return int(self.description["outputCount"])

    @property
    def answer(self) -> str:
        """What is read from the outputs: ``largest``, ``smallest``, ``threshold:`` with a number, or ``values``."""
        return str(self.description["answer"])

    @property
    def instructions(self) -> dict[str, int]:
        """How many instructions a run takes, by core."""
        return dict(self.description["instructions"])

    def __repr__(self) -> str:
        facts = self.description
        kept = "" if self.verdict is None else (", kept" if self.verdict.kept else ", NOT KEPT")
        return (
            f"<halfword.Model {self.identity}: {facts['inputCount']} inputs, {facts['outputCount']} outputs, "
            f"{facts['imageBytes']} bytes of flash, {facts['workspaceBytes']} bytes of RAM{kept}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: the verdict, and the report with its pictures, which opens on a click."""
        title = f"<p><strong>{html.escape(repr(self)[1:-1])}</strong></p>"
        verdict = "" if self.verdict is None else f"<pre>{html.escape(str(self.verdict))}</pre>"
        if self._page is None:
            return title + verdict
        frame = (
            f'<iframe title="The report of the model" srcdoc="{html.escape(self._page)}" '
            'style="width: 100%; height: 40em; border: 1px solid #8888; background: white"></iframe>'
        )
        return f"{title}{verdict}<details><summary>The report</summary>{frame}</details>"

    # ------------------------------------------------------------------ the device's bits

    def words(self, X: ArrayLike) -> NDArray[np.int16]:
        """The input words that the device gets for some samples.

        Parameters
        ----------
        X : array of shape (n_samples, ...)
            The samples, in the units that the float network takes.

        Returns
        -------
        ndarray of shape (n_samples, n_inputs), int16
            A row a sample; the values of an input with places in the order height, width, channels.

        Warns
        -----
        SaturationWarning
            Where a value lies beyond what its word holds.
        """
        return self._words(X)

    def raw(self, X: ArrayLike) -> NDArray[np.int16]:
        """The output words that the device gives, bit for bit.

        Parameters
        ----------
        X : array of shape (n_samples, ...)
            The samples; or, as int16 from :meth:`words`, the words themselves.

        Returns
        -------
        ndarray of shape (n_samples, n_outputs), int16
            An output's value is its word times ``2 ** (description["outputExponent"] - 8)``.
        """
        return self._run(X)[0]

    def outputs(self, X: ArrayLike) -> NDArray[np.float64]:
        """The outputs as real numbers, exactly what the words stand for.

        Returns
        -------
        ndarray of shape (n_samples, n_outputs)
            In the network's own units.
        """
        values: NDArray[np.float64] = self.raw(X) * self._ulp
        return values

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The answers that the device gives.

        Parameters
        ----------
        X : array of shape (n_samples, ...)
            The samples, in the units that the float network takes.

        Returns
        -------
        ndarray
            Of shape (n_samples,) the label of each sample's class, or its index where nothing names the classes; of
            shape (n_samples, n_outputs) a 0 or 1 for each output that is held against a threshold, where there are
            several; or the outputs' values, of shape (n_samples,) where there is one.
        """
        words, classes = self._run(X)
        values: NDArray[np.float64] = words * self._ulp
        answers: NDArray[Any]
        if self.answer == "values":
            answers = values
        elif self.answer.startswith("threshold:"):
            answers = (values >= float(self.answer.removeprefix("threshold:"))).astype(np.int64)
        else:
            answers = classes.astype(np.int64) if self.answer == "largest" else words.argmin(axis=1)
        if answers.ndim == 2 and self.output_count == 1:
            answers = answers[:, 0]
        if answers.ndim == 2 or self.answer == "values" or self.classes is None:
            return answers
        labels: NDArray[Any] = self.classes[answers]
        return labels

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """The confidences that the device gives, of a model that ends with a softmax or a sigmoid.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Of one sigmoid, the confidences of both classes.

        Raises
        ------
        HalfwordError
            Where the outputs are no confidences.
        """
        last = str(self.description["lastActivation"])
        if last not in {"softmax", "sigmoid"}:
            raise HalfwordError(
                f"the model ends with a {last} layer, whose outputs are no confidences; outputs(X) gives them as they are"
            )
        values = self.outputs(X)
        return np.hstack([1 - values, values]) if values.shape[1] == 1 else values

    def certified(self, X: ArrayLike) -> NDArray[np.bool_]:
        """Of which samples the device itself proves that the float network gives the same answer.

        Returns
        -------
        ndarray of shape (n_samples,), bool
            False says nothing against an answer. Always False where the outputs' values are the answer; :meth:`bounds`
            says how far these can be off.
        """
        return self._certify(X)[2]

    def bounds(self, X: ArrayLike) -> NDArray[np.float64]:
        """How far each output of each sample can be from the float network's, as the device proves it.

        Returns
        -------
        ndarray of shape (n_samples, n_outputs)
            In the network's own units; infinity where nothing is proved.
        """
        errors = self._certify(X)[1]
        return np.where(errors == NO_BOUND, np.inf, errors * (self._ulp / 16))

    def _certify(self, X: ArrayLike) -> tuple[NDArray[np.int16], NDArray[np.uint32], NDArray[np.bool_]]:
        words, values = self._words_and_values(X)
        is_exact = values is None or self._are_exact(words, values)
        return self._runtime.certify(words, 0 if is_exact else _INPUT_WAS_ROUNDED)

    def _are_exact(self, words: NDArray[np.int16], values: NDArray[Any]) -> bool:
        """Whether the words stand for the very values of the samples, so that the float network gets the same."""
        if self.description["inputs"] != "raw" and self.description.get("inputUnits") is not None:
            return False
        meant = (words + self._offsets.astype(np.float64)) * 2.0 ** (self._exponents.astype(np.float64) - 8)
        return bool(np.array_equal(meant, values))

    def _run(self, X: ArrayLike) -> tuple[NDArray[np.int16], NDArray[np.uint32]]:
        return self._runtime.run(self._words(X))

    def _words(self, X: ArrayLike) -> NDArray[np.int16]:
        return self._words_and_values(X)[0]

    def _words_and_values(self, X: ArrayLike) -> tuple[NDArray[np.int16], NDArray[Any] | None]:
        """The input words, and the values that they are of; None where the words themselves were handed over."""
        count = int(self.description["inputCount"])
        if isinstance(X, np.ndarray) and X.dtype == np.int16 and X.shape[1:] == (count,) and len(X) > 0:
            return np.ascontiguousarray(X), None
        values = self._rows(X)
        words, lost = self._runtime.words(self._taken(values), self._exponents, self._offsets)
        if lost:
            warnings.warn(
                f"{lost} of {values.size} values lie beyond what the model's inputs hold; the nearest word was taken, as "
                "on the device",
                SaturationWarning,
                stacklevel=4,
            )
        return words, values

    def _rows(self, X: ArrayLike) -> NDArray[Any]:
        """The samples as rows, in the order of the network's inputs."""
        _arrays.check_names(X, self._feature_names)
        return _arrays.rows(_arrays.samples(X), self.input_shape, self._channels_first)

    def _taken(self, values: NDArray[Any]) -> NDArray[Any]:
        """The values that become words: counts of a sensor where the model takes these."""
        kind = self.description["inputs"]
        if kind == "standardized":
            raise HalfwordError("the model takes standardized inputs; hand over words(X) of your own as int16")
        units = self.description.get("inputUnits")
        if kind == "counts" and units is not None:
            scaled = values.astype(np.float32).astype(np.float64) / np.resize(units, values.shape[1])
            return np.floor(scaled + 0.5).astype(np.float32)
        if values.dtype.kind in "biu" and (
            values.size == 0 or (values.max() <= _INT32.max and values.min() >= _INT32.min)
        ):
            return np.ascontiguousarray(values, np.int32)
        return np.ascontiguousarray(values, np.float32)

    # ------------------------------------------------------------------ held to the float network

    def check(self, X: ArrayLike, y: ArrayLike | None = None, *, progress: Any = None) -> Verdict:
        """Holds the model to its float network on samples, and makes their verdict and report this model's.

        Parameters
        ----------
        X : array of shape (n_samples, ...)
            The samples.
        y : array of shape (n_samples,), optional
            The labels, to judge both networks' accuracy.

        Returns
        -------
        Verdict
        """
        with _program.workshop() as folder:
            data = self._files(folder, X, y)
            _program.run(
                "report", "model.hwm", *data, "--html", "report.html", "--json", "report.json",
                folder=folder, progress=progress,
            )  # fmt: skip
            verdict = Verdict.from_json((folder / "report.json").read_bytes())
            self.verdict, self._page = verdict, (folder / "report.html").read_text(encoding="utf-8")
            return verdict

    def compare(self, X: ArrayLike, y: ArrayLike | None = None, *, progress: Any = None) -> NDArray[Any]:
        """Float against fixed point, sample by sample.

        Returns
        -------
        structured ndarray of shape (n_samples,)
            With the fields ``sample``, ``label`` (−1 where there is none), ``float_answer`` and ``fixed_answer`` (the index of
            a class; −1 where the answer is none), ``changed``, ``certified``, ``certified_by_host``, ``largest_error`` and
            ``bound`` (in the network's own units; NaN where there is none), and ``float`` and ``fixed``, the outputs of both,
            each of shape (n_outputs,).
        """
        with _program.workshop() as folder:
            table = folder / "table.csv"
            data = self._files(folder, X, y)
            _program.run(
                "check", "model.hwm", *data, "--table", table.name,
                folder=folder, progress=progress, accept=table.is_file,
            )  # fmt: skip
            return read_table(table, self.output_count)

    def _files(self, folder: Path, X: ArrayLike, y: ArrayLike | None) -> list[str]:
        """Writes the image, the float network and the samples; gives the options that name them."""
        self._required_checkpoint()
        values = self._rows(X)
        are_named = self.classes is not None and len(self.classes) == self.output_count
        data = data_options(folder, values, y, self.classes, self.answer, are_named)
        if len(self.input_shape) == 3:
            data += ["--channel-order", "last"]
        return [*self._write_networks(folder), "--answer", self.answer, *data]

    def _write_networks(self, folder: Path) -> list[str]:
        """Writes the image, and the float network where it is known; gives the options that name the latter."""
        (folder / "model.hwm").write_bytes(self.image)
        if self._checkpoint is None:
            return []
        (folder / "model.safetensors").write_bytes(self._checkpoint)
        return ["--against", "model.safetensors"]

    def _required_checkpoint(self) -> bytes:
        if self._checkpoint is None:
            raise HalfwordError(
                "the model was loaded without its float network; load(image, against=...) takes the checkpoint or ONNX file"
            )
        return self._checkpoint

    # ------------------------------------------------------------------ files

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the image (.hwm), which a device runs and :func:`halfword.load` reads."""
        Path(path).write_bytes(self.image)

    def save_checkpoint(self, path: str | PathLike[str]) -> None:
        """Writes the float network (.safetensors), with the names of the classes, for ``load(image, against=...)``."""
        Path(path).write_bytes(self._required_checkpoint())

    def save_c(self, path: str | PathLike[str], *, name: str | None = None) -> None:
        """Writes a C header that holds the image as an array, for programs that link the library.

        Parameters
        ----------
        path
            The header (.h).
        name
            The prefix of its names; the file's name, unless given.
        """
        self._source("--c-header", Path(path).absolute(), *_named(name))

    def save_source(self, path: str | PathLike[str], *, name: str | None = None, certificates: bool = False) -> None:
        """Writes the model as C that needs no library, and its header beside it.

        Parameters
        ----------
        path
            The file (.c); the header has its name with .h.
        name
            The prefix of its names; the file's name, unless given.
        certificates
            Whether it can bound the errors of its runs, and certify its answers.
        """
        more = ["--c-certificates"] if certificates else []
        self._source("--c-source", Path(path).absolute(), *_named(name), *more)

    def project(self, folder: str | PathLike[str], *, target: str, name: str | None = None) -> None:
        """Writes a C project for a core: header, library, example, Makefile, CMakeLists.txt.

        Parameters
        ----------
        folder
            The folder; it is made where there is none.
        target
            The core, such as ``cortex-m4``; ``halfword source --help`` names all.
        name
            The prefix of the names in the header; the model's name, unless given.
        """
        self._source("--project", Path(folder).absolute(), "--target", target, *_named(name or self._name))

    def report(self, path: str | PathLike[str]) -> None:
        """Writes the report as a page (.html): layers, errors and their causes, memory, the samples that changed.

        It is that of the samples that the model was last held to, by :func:`halfword.convert` or :meth:`check`.
        """
        if self._page is None:
            raise HalfwordError("there is no report yet; check(X, y) makes one")
        Path(path).write_text(self._page, encoding="utf-8")

    def _source(self, *arguments: str | Path) -> None:
        with _program.workshop() as folder:
            against = self._write_networks(folder)
            _program.run("source", "model.hwm", *against, *arguments, folder=folder)


def _named(name: str | None) -> list[str]:
    return [] if name is None else ["--name", name]


def describe(image: Path, folder: Path) -> dict[str, Any]:
    """What an image says of itself."""
    facts: dict[str, Any] = json.loads(_program.run("inspect", image, "--json", folder=folder))
    return facts


def data_options(
    folder: Path,
    values: NDArray[Any],
    y: ArrayLike | None,
    classes: NDArray[Any] | None,
    answer: str | None,
    are_named: bool,
) -> list[str]:
    """Writes samples and labels, as every command takes them; gives the options that name them.

    With ``are_named`` the network's file names the classes, so that labels are these names.
    """
    np.save(folder / "X.npy", _storable(values))
    if y is None or answer == "values":
        return ["--data", "X.npy", "--test-data", "X.npy", "--label", "none"]
    truth = _arrays.labels(y, len(values))
    if truth.ndim > 1:
        table = np.hstack([values.reshape(len(values), -1), truth])
        np.save(folder / "X.npy", _storable(table))
        return ["--data", "X.npy", "--test-data", "X.npy", "--targets", str(truth.shape[1])]
    np.save(folder / "y.npy", label_texts(truth, classes, are_named))
    return ["--data", "X.npy", "--labels", "y.npy", "--test-data", "X.npy", "--test-labels", "y.npy"]


def label_texts(labels: NDArray[Any], classes: NDArray[Any] | None, are_named: bool = True) -> NDArray[Any]:
    """Labels as files have them: the names of their classes, or their numbers where the network's file names none."""
    if classes is None:
        return labels.astype(str) if labels.dtype == object else labels
    known = {label: str(label) if are_named else number for number, label in enumerate(classes.tolist())}
    try:
        return np.array([known[label] for label in labels.tolist()])
    except KeyError as error:
        raise InputError(
            f"y has the label {error.args[0]!r}, which is none of the classes {classes.tolist()}"
        ) from None


def _storable(values: NDArray[Any]) -> NDArray[Any]:
    """As the program reads it: no type wider than 64 bits."""
    return values.astype(np.float64) if values.dtype.itemsize > 8 else values
