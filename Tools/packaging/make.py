"""Makes a package; Tools/package is how to call it."""
import argparse
import importlib.util
import pathlib
import shutil
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from facts import ROOT, Facts

PACKAGING = ROOT / "Tools/packaging"


class Package:
    """A folder that becomes a package."""

    def __init__(self, facts, folder, libraries, example):
        self.facts = facts
        self.folder = folder
        self.libraries = libraries
        self.example = example

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def copy(self, source, path):
        """Copies a file as it is."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, file)

    def fill(self, source, path, **more):
        """Copies a text, with the facts in the place of @NAME@."""
        text = (PACKAGING / source).read_text(encoding="utf-8")
        for name, value in more.items():
            text = text.replace(f"@{name}@", value)
        self.write(path, self.facts.fill(text))

    def headers(self, folder):
        for name in ("halfword.h", "halfword_conversions.h"):
            self.copy(ROOT / "Sources/CHalfword/include" / name, f"{folder}/{name}")

    def archive(self, library, path):
        source = self.libraries / library / "libhalfword.a"
        if not source.is_file():
            raise SystemExit(f"Tools/package: there is no {source}; leave out --libraries and it is built")
        self.copy(source, path)

    def archives(self, folder):
        for library in self.facts.libraries:
            self.archive(library, f"{folder}/{library}/libhalfword.a")

    def example_files(self, folder, *names):
        """The network as data and as C, and the pictures; of them, those of the names."""
        for name in names or ("digits.h", "digits_as_c.c", "digits_as_c.h", "pictures.h"):
            self.copy(self.example / name, f"{folder}/{name}")
        if not names:
            self.copy(PACKAGING / "example/digits_example.h", f"{folder}/digits_example.h")

    def licence(self, name="LICENSE"):
        self.copy(ROOT / "LICENSE", name)


def pack(folder, file, inside):
    """Writes a ZIP; the same files give the same bytes. `inside` is the folder in it, or empty."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = str(pathlib.PurePosixPath(inside) / path.relative_to(folder).as_posix())
                entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("world")
    parser.add_argument("--libraries", type=pathlib.Path, required=True)
    parser.add_argument("--example", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    source = PACKAGING / options.world / "package.py"
    spec = importlib.util.spec_from_file_location("world", source)
    world = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(world)
    facts = Facts()
    with tempfile.TemporaryDirectory() as stage:
        package = Package(facts, pathlib.Path(stage), options.libraries, options.example)
        package.licence()
        name, inside = world.make(package)
        pack(package.folder, options.output / name, inside)
    print(options.output / name)


main()
