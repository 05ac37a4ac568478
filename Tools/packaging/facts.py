"""The facts that every package is made of: Tools/packaging/facts.json, Firmware/Targets and halfword.h."""
import json
import pathlib
import re
import shlex
import sys

sys.dont_write_bytecode = True

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Facts:
    def __init__(self):
        with open(ROOT / "Tools/packaging/facts.json", encoding="utf-8") as file:
            self.values = json.load(file)
        header = (ROOT / "Sources/CHalfword/include/halfword.h").read_text(encoding="utf-8")
        self.version = re.search(r'^#define HALFWORD_VERSION "(.*)"$', header, re.MULTILINE).group(1)
        self.cores = {}
        for name, facts in self.values["cores"].items():
            self.cores[name] = {**target_facts(name), **facts}
        targets = {file.name for file in (ROOT / "Firmware/Targets").iterdir()} - {"host"}
        if targets != set(self.cores):
            raise SystemExit(
                "Tools/packaging/facts.json and Firmware/Targets have different cores: "
                + ", ".join(sorted(targets ^ set(self.cores)))
            )

    def __getitem__(self, name):
        return self.values[name]

    @property
    def libraries(self):
        """The names of all libraries, each once."""
        return sorted({core["library"] for core in self.cores.values()})

    @property
    def author(self):
        return "{name} <{email}>".format(**self.values["authors"][0])

    def library_by(self, world):
        """What a world calls a core, with the library for it."""
        return {name: core["library"] for core in self.cores.values() for name in core.get(world, [])}

    def rows(self):
        """A core, the extension that must be there or not, and its library: first with it, then without."""
        for name, core in self.cores.items():
            yield name, core, core.get("extension"), True, core["library"]
            if "otherwise" in core:
                yield name, core, core["extension"], False, self.cores[core["otherwise"]]["library"]

    def fill(self, text):
        """Puts the facts in the place of @NAME@."""
        values = {
            "NAME": self["name"], "TITLE": self["title"], "VERSION": self.version, "URL": self["url"],
            "SUMMARY": self["summary"], "DESCRIPTION": self["description"], "LICENSE": self["license"],
            "AUTHOR": self.author, "VENDOR": self["vendor"],
        }
        return re.sub(r"@([A-Z]+)@", lambda match: values[match.group(1)], text)


def target_facts(core):
    """The lines name=value of a file of Firmware/Targets."""
    values = {}
    for line in (ROOT / "Firmware/Targets" / core).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            values[name] = " ".join(shlex.split(value))
    return values


if __name__ == "__main__":
    # For scripts. date: of the release. WORLD CORE: what a world calls a core, the first name.
    if sys.argv[1] == "date":
        raise SystemExit(print(Facts()["released"]))
    names = Facts().cores[sys.argv[2]].get(sys.argv[1]) or [""]
    print(names if isinstance(names, str) else names[0])
