"""What can go wrong, and what is worth a warning."""

from __future__ import annotations

__all__ = [
    "HalfwordError",
    "InputError",
    "NotFittedError",
    "NotKeptWarning",
    "ProgramError",
    "SaturationWarning",
    "UnsupportedModelError",
]


class HalfwordError(Exception):
    """Anything that Halfword refuses to do. The message is one line that says what was wrong and what to do."""


class ProgramError(HalfwordError):
    """The ``halfword`` program ended with an error; the message is the program's own line."""


class UnsupportedModelError(ProgramError, TypeError):
    """A model of a kind, or with a layer, that Halfword cannot run with the same answers."""


class InputError(HalfwordError, ValueError):
    """An array of the wrong shape or type, or with values that are no numbers."""


class NotFittedError(HalfwordError, ValueError, AttributeError):
    """An estimator that was not fitted yet, so that there is nothing to convert."""


class NotKeptWarning(UserWarning):
    """Fixed point does not keep the float network's answers; ``model.verdict`` says why, and what may help."""


class SaturationWarning(UserWarning):
    """Inputs lie beyond what the model's 16-bit words hold; the device takes the nearest word, and so did this."""
