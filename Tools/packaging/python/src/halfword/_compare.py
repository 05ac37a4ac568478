"""Reads the table that ``halfword check --table`` writes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def read_table(path: Path, output_count: int) -> NDArray[Any]:
    """The table as a structured array; see :meth:`halfword.Model.compare`."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    kind = np.dtype(
        [
            ("sample", np.int64),
            ("label", np.int64),
            ("float_answer", np.int64),
            ("fixed_answer", np.int64),
            ("changed", np.bool_),
            ("certified", np.bool_),
            ("certified_by_host", np.bool_),
            ("largest_error", np.float64),
            ("bound", np.float64),
            ("float", np.float64, (output_count,)),
            ("fixed", np.float64, (output_count,)),
        ]
    )
    table = np.empty(len(rows), kind)
    for number, row in enumerate(rows):
        table[number] = (
            int(row[0]),
            int(row[1] or -1),
            _answer(row[2]),
            _answer(row[3]),
            row[4] == "1",
            row[5] == "1",
            row[6] == "1",
            float(row[7]),
            float(row[8] or "nan"),
            [float(value) for value in row[9 : 9 + output_count]],
            [float(value) for value in row[9 + output_count :]],
        )
    return table


def _answer(text: str) -> int:
    """A class; of one threshold 0 or 1; −1 where there is no single answer."""
    return int(text) if text and " " not in text else -1
