"""From somebody's model and samples to a model in fixed point."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _arrays, _program, sources
from .errors import HalfwordError, InputError, NotKeptWarning
from .model import Model, data_options, describe
from .verdict import Verdict


def convert(
    model: Any,
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    answer: str | None = None,
    classes: Sequence[Any] | None = None,
    input_range: tuple[float, float] | None = None,
    input_unit: float | Sequence[float] | None = None,
    logits: bool = False,
    min_kept: float | None = None,
    max_error: float | str | None = None,
    saturate: bool = False,
    weights: str | int | Sequence[int] = "auto",
    flash: int | None = None,
    rounding: str = "nearest",
    bias_correction: bool = False,
    name: str = "model",
    progress: _program.Progress | bool | None = None,
) -> Model:
    """Converts a trained network to fixed point, fits its numbers to samples, and says what that costs.

    Parameters
    ----------
    model
        An estimator or pipeline of scikit-learn, a module of PyTorch, a model of Keras, the name or the bytes of an ONNX
        file, or a checkpoint of Halfword (.safetensors).
    X : array of shape (n_samples, ...)
        Samples as the model takes them, in its own units: 50 to some thousand. The numbers are fitted to them, and the
        float network's answers on them are held to be kept.
    y : array of shape (n_samples,), optional
        The right labels, as ``fit`` got them, or the index of the right output: then accuracies are known, too.
    answer : str, optional
        What is read from the outputs: ``"largest"``, ``"smallest"``, ``"threshold:0.5"`` or ``"values"``; found out from the
        model, unless given.
    classes : sequence, optional
        The labels of the classes in the order of the outputs; those of the estimator, unless given.
    input_range : (float, float), optional
        The smallest and largest value that an input can have: then more is proved, and the device can refuse others.
    input_unit : float or sequence of float, optional
        What one count of a sensor is worth in the units of ``X``: then the device takes counts, as whole numbers.
    logits : bool
        Whether to leave out a last softmax or sigmoid, for the largest output is the same without.
    min_kept : float, optional
        The least share of answers that must be kept, in percent; 99, unless given.
    max_error : float or str, optional
        The most that an output may be off, in the network's own units or, as in ``"1%"``, of the outputs' spread.
    saturate : bool
        Whether to saturate weights that nothing makes fit.
    weights : str, int or sequence of int
        The bits of weights: 16, 8 or 4 for all layers, or a number for each layer with weights, as in ``[8, 4, 4]``;
        ``"q8.8"`` for plain numbers. ``"auto"`` takes 16, or what a layer was trained for.
    flash : int, optional
        The bytes that the image may take: then each layer gets the bits that cost the least accuracy within them.
    rounding : str
        ``"nearest"``, or ``"adaptive"``: weights of 8 and 4 bits are rounded up or down as the samples want it.
    bias_correction : bool
        Whether biases take back what the rounding of weights of 8 and 4 bits shifts on average, as the samples show.
    name : str
        The prefix of the names in a project's files.
    progress : bool or callable, optional
        Whether to show how far the work is, or what to call with a share from 0 to 1 and a note; on a terminal and in a
        notebook, unless given.

    Returns
    -------
    Model

    Raises
    ------
    UnsupportedModelError
        Where the model has what Halfword does not run.
    InputError
        Where ``X`` or ``y`` are no samples of this model, or an option has a value that it cannot have.

    Warns
    -----
    NotKeptWarning
        Where the answers are not kept.
    """
    weight_options = _weight_options(weights, flash, rounding, bias_correction)
    names = getattr(model, "feature_names_in_", None)
    feature_names = None if names is None else [str(each) for each in names]
    _arrays.check_names(X, feature_names)
    samples = _arrays.samples(X)
    with _program.workshop() as folder:
        source = sources.write(model, samples, folder)
        if classes is not None:
            source.classes = np.asarray(classes)
        options = data_options(folder, samples, y, source.classes, answer or source.answer, source.names_classes)
        options += _class_names(folder, source)
        for option, value in (
            ("--answer", answer or source.answer),
            ("--min-kept", min_kept),
            ("--max-error", max_error),
            ("--input-range", None if input_range is None else f"{input_range[0]},{input_range[1]}"),
            ("--input-unit", _units(input_unit)),
        ):
            if value is not None:
                options += [option, str(value)]
        options += weight_options
        options += ["--logits"] if logits else []
        options += ["--saturate"] if saturate else []
        out = folder / "out"
        _program.run(
            "deploy", source.file if source.file.parent != folder else source.file.name, *options,
            "--name", "model", "--output", out.name,
            folder=folder, progress=progress, accept=(out / "model.json").is_file,
        )  # fmt: skip
        verdict = Verdict.from_json((out / "model.json").read_bytes())
        result = Model(
            (out / "model.hwm").read_bytes(),
            description=describe(Path("out/model.hwm"), folder),
            classes=source.classes,
            channels_first=source.channels_first,
            feature_names=feature_names,
            checkpoint=(out / "model.safetensors").read_bytes(),
            verdict=verdict,
            page=(out / "model.html").read_text(encoding="utf-8"),
            name=name,
        )
    if not verdict.kept:
        warnings.warn(f"not kept: {'; '.join(verdict.reasons)}", NotKeptWarning, stacklevel=2)
    return result


def load(
    image: str | PathLike[str] | bytes,
    *,
    against: str | PathLike[str] | None = None,
    classes: Sequence[Any] | None = None,
    name: str | None = None,
) -> Model:
    """Reads an image that ``halfword export``, ``halfword deploy`` or :meth:`Model.save` wrote.

    Parameters
    ----------
    image
        The image's file (.hwm), or its bytes.
    against
        The checkpoint or ONNX file that it was exported from; ``check`` and ``compare`` need it, and it names the classes.
    classes : sequence, optional
        The labels of the classes in the order of the outputs; those of the checkpoint, unless given.
    name
        The prefix of the names in a project's files; the file's name, unless given.

    Raises
    ------
    HalfwordError
        Where it is no sound image.
    """
    if isinstance(image, (bytes, bytearray, memoryview)):
        content, stem = bytes(image), "model"
    else:
        path = Path(fspath(image))
        try:
            content, stem = path.read_bytes(), path.stem
        except OSError as error:
            raise HalfwordError(f"{path}: {error.strerror}") from error
    with _program.workshop() as folder:
        (folder / "model.hwm").write_bytes(content)
        description = describe(Path("model.hwm"), folder)
        checkpoint, is_onnx = None, False
        if against is not None:
            source = Path(fspath(against))
            is_onnx = source.suffix.lower() == ".onnx"
            checkpoint = _checkpoint(source.resolve(), folder)
    names: Sequence[Any] | None = classes if classes is not None else _recorded_classes(checkpoint)
    return Model(
        content,
        description=description,
        classes=None if names is None else np.asarray(names),
        channels_first=is_onnx,
        checkpoint=checkpoint,
        name=name or stem,
    )


def _checkpoint(source: Path, folder: Path) -> bytes:
    if not source.is_file():
        raise HalfwordError(f"{source} is no file")
    if source.suffix.lower() != ".onnx":
        return source.read_bytes()
    _program.run("import", source, "--output", "imported.safetensors", folder=folder)
    return (folder / "imported.safetensors").read_bytes()


def _recorded_classes(checkpoint: bytes | None) -> list[str] | list[int] | None:
    """The names of the classes in a checkpoint's metadata, numbers where all are, where it has any."""
    if checkpoint is None:
        return None
    try:
        size = int.from_bytes(checkpoint[:8], "little")
        names: list[str] = json.loads(json.loads(checkpoint[8 : 8 + size])["__metadata__"]["class_names"])
    except (KeyError, ValueError):
        return None
    return [int(label) for label in names] if all(label.isdecimal() for label in names) else names


def _class_names(folder: Path, source: sources.Source) -> list[str]:
    """The option that names the classes; a checkpoint that was just written has them."""
    if source.classes is None or source.classes.ndim != 1 or source.file.suffix == ".safetensors":
        return []
    names = [str(label) for label in source.classes]
    if any("\n" in label or not label.strip() for label in names):
        raise InputError("a class's name is empty or has a line break; give others with classes=")
    (folder / "classes.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    return ["--classes", "classes.txt"]


def _weight_options(
    weights: str | int | Sequence[int], flash: int | None, rounding: str, bias_correction: bool
) -> list[str]:
    """The options that say how many bits weights have, and how they are rounded."""
    text = weights if isinstance(weights, str) else ",".join(str(bits) for bits in np.ravel(np.asarray(weights)))
    if text not in ("auto", "q8.8") and not set(text.split(",")) <= {"16", "8", "4"}:
        raise InputError(f'weights is "auto", "q8.8", 16, 8, 4 or a list of these numbers, not {weights!r}')
    if rounding not in ("nearest", "adaptive"):
        raise InputError(f'rounding is "nearest" or "adaptive", not {rounding!r}')
    if flash is not None and (int(flash) != flash or flash <= 0):
        raise InputError(f"flash is a number of bytes above 0, not {flash!r}")
    if flash is not None and text != "auto":
        raise InputError("flash chooses the bits of each layer's weights; leave out weights")
    options = [] if text == "auto" else ["--weights", text]
    options += [] if flash is None else ["--flash", str(int(flash))]
    options += ["--adaptive-rounding"] if rounding == "adaptive" else []
    return options + (["--bias-correction"] if bias_correction else [])


def _units(units: float | Sequence[float] | NDArray[Any] | None) -> str | None:
    if units is None:
        return None
    return ",".join(repr(float(unit)) for unit in np.ravel(np.asarray(units, np.float64)))
