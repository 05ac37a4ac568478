"""Says which Pythons and machines a wheel is for: any Python 3, and the platform that the program was built for."""

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelTag(BuildHookInterface):
    """A hook of hatchling."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Sets the tag; ``HALFWORD_PLATFORM`` is Tools/packaging/python/build-wheel's."""
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{os.environ['HALFWORD_PLATFORM']}"
