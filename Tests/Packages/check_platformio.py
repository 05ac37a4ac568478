"""Reads a package's library.json by PlatformIO's own schema; the list of licences alone is not there offline.

    check_platformio.py FOLDER
"""
import pathlib
import sys

from platformio.package.manifest.parser import ManifestParserFactory
from platformio.package.manifest.schema import ManifestSchema

parsed = ManifestParserFactory.new_from_file(str(pathlib.Path(sys.argv[1]) / "library.json")).as_dict()
ManifestSchema.load_spdx_licenses = staticmethod(lambda: {"licenses": [{"licenseId": "Apache-2.0"}]})
ManifestSchema().load_manifest(parsed)
