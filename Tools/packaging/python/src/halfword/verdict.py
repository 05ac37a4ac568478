"""Whether fixed point keeps what the float network answers, and what it costs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """What became of the answers, and what a run costs. ``print`` it to read it.

    Attributes
    ----------
    kept : bool
        Whether every limit is kept.
    reasons : tuple of str
        Which limits are broken, a sentence each.
    remedies : tuple of str
        What would help, at most three sentences.
    sample_count : int
        How many samples were run in both networks.
    kept_percent : float or None
        How many answers are the same, in percent; None where the outputs' values are the answer.
    float_accuracy, fixed_accuracy : float or None
        How many answers are right in float and in fixed point, in percent; None where nothing says what is right.
    largest_error : float or None
        The largest difference of an output from the float network's, in the network's own units.
    root_mean_square_error : float or None
        The root mean square of these differences at that output, in the network's own units.
    certified_percent : float or None
        How many answers the chip certifies, in percent; None where the values are the answer.
    flash_bytes, ram_bytes : int
        The size of the image, and of the workspace of a run.
    instructions : dict of str to int
        How many instructions a run takes, by core.
    report : dict
        Everything that the report holds, as its JSON has it.
    """

    kept: bool
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]
    sample_count: int
    kept_percent: float | None
    float_accuracy: float | None
    fixed_accuracy: float | None
    largest_error: float | None
    root_mean_square_error: float | None
    certified_percent: float | None
    flash_bytes: int
    ram_bytes: int
    instructions: Mapping[str, int]
    report: Mapping[str, Any]
    _text: str

    @classmethod
    def from_json(cls, text: str | bytes) -> Verdict:
        """Reads the report that the program wrote as JSON."""
        report = json.loads(text)
        verdict = report["verdict"]
        worst = verdict.get("worst") or {}
        return cls(
            kept=verdict["isKept"],
            reasons=tuple(verdict["reasons"]),
            remedies=tuple(verdict["remedies"]),
            sample_count=verdict["sampleCount"],
            kept_percent=verdict.get("keptPercent"),
            float_accuracy=report.get("floatAccuracyPercent"),
            fixed_accuracy=report.get("fixedAccuracyPercent"),
            largest_error=worst.get("largestError"),
            root_mean_square_error=worst.get("rootMeanSquareError"),
            certified_percent=verdict.get("certifiedByChipPercent"),
            flash_bytes=verdict["imageBytes"],
            ram_bytes=verdict["workspaceBytes"],
            instructions=dict(verdict["instructions"]),
            report=report,
            _text=report["verdictText"],
        )

    def __str__(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return self.kept
