"""An Arduino library (1.5 format): archives by build.mcu, and two sketches."""


def make(package):
    facts = package.facts
    package.write(
        "library.properties",
        "\n".join(
            [
                f"name={facts['title']}",
                f"version={facts.version}",
                f"author={', '.join('{name} <{email}>'.format(**author) for author in facts['authors'])}",
                f"maintainer={facts.author}",
                f"sentence={facts['summary']}",
                f"paragraph={facts['description']}",
                "category=Data Processing",
                f"url={facts['url']}",
                "architectures=*",
                "includes=halfword.h",
                "precompiled=full",
                "ldflags=-lhalfword",
                "",
            ]
        ),
    )
    package.fill("arduino/README.md", "README.md", CORES=cores(facts))
    package.fill("arduino/keywords.txt", "keywords.txt")
    package.headers("src")
    for core in facts.cores.values():
        for mcu in core["arduino"]:
            package.archive(core["library"], f"src/{mcu}/libhalfword.a")
            for fpu in core.get("fpus", []):
                for abi in ("softfp", "hard"):
                    package.archive(core["library"], f"src/{mcu}/{fpu}-{abi}/libhalfword.a")
    package.fill("arduino/Digits.ino", "examples/Digits/Digits.ino")
    package.example_files("examples/Digits", "digits.h", "pictures.h")
    package.fill("arduino/DigitsAsC.ino", "examples/DigitsAsC/DigitsAsC.ino")
    package.example_files("examples/DigitsAsC", "digits_as_c.c", "digits_as_c.h", "pictures.h")
    return f"{facts['title']}-{facts.version}-arduino.zip", facts["title"]


def cores(facts):
    """The rows of a table: what the Arduino IDE calls a core, and what it is."""
    rows = ["| `build.mcu` | core |", "| --- | --- |"]
    for core in facts.cores.values():
        if core["arduino"]:
            names = ", ".join(f"`{name}`" for name in core["arduino"])
            rows.append(f"| {names} | {core['name']} |")
    return "\n".join(rows)
