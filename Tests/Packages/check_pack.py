"""Checks a CMSIS-Pack by the rules of the Open-CMSIS-Pack specification, whose schema is not a part of this project.

    check_pack.py PACK FOLDER   unpacks into FOLDER, and prints for each core and each extension which library is chosen
"""
import pathlib
import re
import sys
import zipfile
from datetime import date
from xml.etree import ElementTree as XML

CORES = """Cortex-M0 Cortex-M0+ Cortex-M1 Cortex-M3 Cortex-M4 Cortex-M7 Cortex-M23 Cortex-M33 Cortex-M35P Cortex-M52 Cortex-M55
Cortex-M85""".split()
VALUES = {
    "Dcore": CORES,
    "Dfpu": ["0", "1", "FPU", "NO_FPU", "SP_FPU", "DP_FPU"],
    "Ddsp": ["DSP", "NO_DSP"],
    "Dmve": ["MVE", "FP_MVE", "NO_MVE"],
    "Dendian": ["Little-endian", "Big-endian", "Configurable"],
    "Tcompiler": ["GCC", "CLANG", "ARMCC", "IAR", "G++", "Tasking", "GHS", "Cosmic", "XC", "Renesas", "*"],
}
CATEGORIES = "doc header include library object source sourceC sourceCpp sourceAsm linkerScript utility image other".split()
# What may stand in an element: its attributes, and its elements; what is required has a !.
ELEMENTS = {
    "package": ("schemaVersion!", "name! vendor! description! url! license releases! keywords taxonomy conditions components!"),
    "releases": ("", "release!"),
    "release": ("version! date!", ""),
    "keywords": ("", "keyword!"),
    "taxonomy": ("", "description!"),
    "conditions": ("", "condition!"),
    "condition": ("id!", "description accept require deny"),
    "components": ("", "component!"),
    "component": ("Cclass! Cgroup! Csub Cversion! condition", "description! RTE_Components_h files!"),
    "files": ("", "file!"),
    "file": ("category! name! condition attr select", ""),
    "accept": ("Dcore Dfpu Ddsp Dmve Dendian Tcompiler condition", ""),
    "require": ("Dcore Dfpu Ddsp Dmve Dendian Tcompiler condition", ""),
    "deny": ("Dcore Dfpu Ddsp Dmve Dendian Tcompiler condition", ""),
}
# What a component's Cclass, Cgroup and the like may be.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+()'/\-\s.]+")
faults = []


def check(holds, text):
    if not holds:
        faults.append(text)


def check_elements(element, parent=None):
    """The parts of the schema that this pack uses, by the specification; a pack may hold more, ours does not."""
    allowed, children = ELEMENTS.get(element.tag, ("", ""))
    if element.tag == "description":
        allowed = "Cclass! Cgroup" if parent == "taxonomy" else ""
        check(parent == "taxonomy" or 0 < len(element.text or "") <= 256, "a description's length")
    for names, found, what in (
        (allowed, [name for name in element.attrib if "XMLSchema-instance" not in name], "attribute"),
        (children, [child.tag for child in element], "element"),
    ):
        known = {name.rstrip("!") for name in names.split()}
        required = {name[:-1] for name in names.split() if name.endswith("!")}
        for name in set(found) - known:
            check(False, f"<{element.tag}> with the {what} {name}")
        for name in required - set(found):
            check(False, f"<{element.tag}> without the {what} {name}")
    if element.tag in ("package", "component"):
        check(len({child.tag for child in element}) == len(element), f"an element of <{element.tag}> stands twice")
    if element.tag == "condition":
        check(all(child.tag != "description" for child in element[1:]), "a condition's description stands first")
    for child in element:
        check_elements(child, element.tag)


class Conditions:
    def __init__(self, root):
        self.by_id = {}
        for condition in root.iterfind("conditions/condition"):
            check(condition.get("id") not in self.by_id, f"two conditions {condition.get('id')}")
            self.by_id[condition.get("id")] = condition
            for rule in condition:
                check(rule.tag in ("description", "accept", "require", "deny"), f"a condition with {rule.tag}")
                for name, value in rule.attrib.items():
                    if name != "condition":
                        check(value in VALUES.get(name, []), f"{name}={value} is not in the specification")

    def hold(self, name, facts, above=()):
        """All of require, one of accept where there are any, and none of deny."""
        check(name in self.by_id, f"there is no condition {name}")
        check(name not in above, f"the condition {name} asks itself")
        rules = [rule for rule in self.by_id[name] if rule.tag != "description"]
        held = {tag: [] for tag in ("require", "accept", "deny")}
        for rule in rules:
            does = all(
                self.hold(value, facts, (*above, name)) if key == "condition" else facts.get(key) == value
                for key, value in rule.attrib.items()
            )
            held[rule.tag].append(does)
        return all(held["require"]) and (any(held["accept"]) or not held["accept"]) and not any(held["deny"])


def main():
    pack, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    with zipfile.ZipFile(pack) as archive:
        check(archive.testzip() is None, "the ZIP is broken")
        archive.extractall(folder)
        names = set(archive.namelist())
    descriptions = [name for name in names if name.endswith(".pdsc")]
    check(len(descriptions) == 1 and "/" not in descriptions[0], "there must be one .pdsc, at the top")
    root = XML.parse(folder / descriptions[0]).getroot()
    check(root.tag == "package" and re.fullmatch(r"1\.\d+(\.\d+)?", root.get("schemaVersion", "")), "package")
    check_elements(root)
    vendor, name = root.findtext("vendor"), root.findtext("name")
    check(all(re.fullmatch(r"[\-_A-Za-z0-9]+", text or "") for text in (vendor, name)), "vendor or name")
    check(descriptions[0] == f"{vendor}.{name}.pdsc", "the description's name is not VENDOR.NAME.pdsc")
    check(re.match(r"https?://", root.findtext("url") or ""), "url")
    check(root.findtext("license") in names, "the licence is not in the pack")
    releases = root.findall("releases/release")
    check(releases, "no release")
    for release in releases:
        check(re.fullmatch(r"\d+\.\d+\.\d+", release.get("version")), "a version that is not semantic")
        check(date.fromisoformat(release.get("date")), "a date")
    version = releases[0].get("version")
    check(pack.name == f"{vendor}.{name}.{version}.pack", "the pack's name is not VENDOR.NAME.VERSION.pack")

    conditions = Conditions(root)
    component = root.find("components/component")
    for key in ("Cclass", "Cgroup"):
        check(2 <= len(component.get(key)) <= 32 and IDENTIFIER.fullmatch(component.get(key)), key)
    check(re.fullmatch(r"\d+\.\d+\.\d+", component.get("Cversion")), "Cversion")
    check(component.get("Cclass") in {each.get("Cclass") for each in root.iterfind("taxonomy/description")}, "taxonomy")
    libraries = []
    for file in component.iterfind("files/file"):
        path, category = file.get("name"), file.get("category")
        check("\\" not in path and not path.startswith("/") and ".." not in path, f"{path} is no path in a pack")
        check(category in CATEGORIES, f"the category {category} is unknown")
        check(file.get("attr") in (None, "config", "template"), "attr")
        check((file.get("attr") == "template") == (file.get("select") is not None), "select goes with a template")
        found = any(each.startswith(path) for each in names) if category == "include" else path in names
        check(found, f"{path} is not in the pack")
        check(category != "include" or path.endswith("/"), "an include path ends with a slash")
        if category == "library":
            libraries.append(file)

    for core in CORES:
        for dsp in VALUES["Ddsp"]:
            for mve in VALUES["Dmve"]:
                for fpu in ("NO_FPU", "SP_FPU", "DP_FPU"):
                    facts = {
                        "Dcore": core, "Ddsp": dsp, "Dmve": mve, "Dfpu": fpu, "Dendian": "Little-endian",
                        "Tcompiler": "GCC",
                    }
                    chosen = [file.get("name") for file in libraries if conditions.hold(file.get("condition"), facts)]
                    check(len(chosen) <= 1, f"{facts}: {chosen}")
                    offered = conditions.hold(component.get("condition"), facts)
                    check(offered == bool(chosen), f"{facts}: the component is offered without a library")
                    if chosen:
                        print(core.lower().replace("+", "plus"), dsp, mve, fpu, chosen[0])
    if faults:
        raise SystemExit("\n".join(sorted(set(faults))))


main()
