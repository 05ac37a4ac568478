"""A module for Zephyr."""
import json


def make(package):
    facts = package.facts
    package.write(
        "zephyr/module.yml",
        f"name: {facts['name']}\nbuild:\n  cmake: zephyr\n  kconfig: zephyr/Kconfig\nsamples:\n  - samples\n"
        # A purl needs a place of publication, which there is not yet.
    )
    package.fill("zephyr/Kconfig", "zephyr/Kconfig", ARCHIVES=archives(facts))
    package.fill("zephyr/CMakeLists.txt", "zephyr/CMakeLists.txt")
    package.fill("zephyr/README.md", "README.md")
    package.fill("zephyr/sample/CMakeLists.txt", "samples/digits/CMakeLists.txt")
    package.fill("zephyr/sample/prj.conf", "samples/digits/prj.conf")
    package.fill("zephyr/sample/sample.yaml", "samples/digits/sample.yaml")
    package.fill("zephyr/sample/main.c", "samples/digits/src/main.c")
    package.example_files("samples/digits/src")
    package.headers("include")
    package.archives("lib")
    return f"{facts['name']}-{facts.version}-zephyr.zip", facts["name"]


def archives(facts):
    """The defaults of HALFWORD_ARCHIVE: the first whose condition holds."""
    lines = []
    for _, core, extension, is_met, library in facts.rows():
        condition = core["zephyr"]
        if core["compiler"].startswith("riscv"):
            condition += " && !64BIT && !FLOAT_HARD"
        if extension and is_met:
            condition += f" && {extension['zephyr']}"
        lines.append(f"\tdefault {json.dumps(library)} if {condition}")
    return "\n".join(lines)
