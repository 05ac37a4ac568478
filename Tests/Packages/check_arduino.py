"""Checks the folder of an Arduino library by the library specification (format 1.5, revision 2.2).

    check_arduino.py FOLDER
"""
import pathlib
import re
import sys

REQUIRED = "name version author maintainer sentence paragraph category url architectures".split()
KNOWN = REQUIRED + "depends dot_a_linkage includes precompiled ldflags license".split()
CATEGORIES = [
    "Display", "Communication", "Signal Input/Output", "Sensors", "Device Control", "Timing", "Data Storage",
    "Data Processing", "Other",
]


def main():
    folder = pathlib.Path(sys.argv[1])
    values, faults = {}, []
    for line in (folder / "library.properties").read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if not separator:
            faults.append(f"no property: {line}")
        values[name] = value
    faults += [f"{name} is missing" for name in REQUIRED if not values.get(name)]
    faults += [f"{name} is unknown" for name in values if name not in KNOWN]
    if not re.fullmatch(r"\d+\.\d+\.\d+", values["version"]):
        faults.append("the version is not semantic")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,62}", values["name"]) or values["name"] != folder.name:
        faults.append("the name is none, or not the folder's")
    if values["category"] not in CATEGORIES:
        faults.append("the category is unknown")
    if values["precompiled"] not in ("true", "full") or not values["ldflags"].startswith("-l"):
        faults.append("precompiled or ldflags")
    if values["paragraph"].startswith(values["sentence"]):
        faults.append("the paragraph repeats the sentence, before which it is shown")
    faults += [f"{name} is not in src" for name in values["includes"].split(",") if not (folder / "src" / name).is_file()]
    for sketch in (folder / "examples").iterdir():
        if not (sketch / f"{sketch.name}.ino").is_file():
            faults.append(f"{sketch} has no sketch of its name")
    for path in folder.rglob("*"):
        if path.is_symlink() or path.name.startswith(".") or path.suffix in (".exe", ".elf"):
            faults.append(f"{path} must not be in a library")
    if faults:
        raise SystemExit("\n".join(faults))


main()
