"""The ``halfword`` command: the program that the package carries."""

from __future__ import annotations

import os
import sys

from ._program import program_path
from .errors import HalfwordError


def main() -> None:
    """Becomes the program."""
    try:
        program = str(program_path())
        os.execv(program, [program, *sys.argv[1:]])
    except (HalfwordError, OSError) as error:
        sys.exit(f"halfword: {error}")


if __name__ == "__main__":
    main()
