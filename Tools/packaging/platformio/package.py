"""A library for PlatformIO: library.json, and a script that chooses the archive."""
import json


def make(package):
    facts = package.facts
    manifest = {
        "name": facts["title"],
        "version": facts.version,
        "description": facts["description"],
        "keywords": facts["keywords"],
        "homepage": facts["url"],
        "authors": [{**author, "maintainer": True} for author in facts["authors"]],
        "license": facts["license"],
        "frameworks": "*",
        "platforms": "*",
        "headers": "halfword.h",
        "build": {"extraScript": "choose_archive.py", "includeDir": "include", "srcDir": "include"},
        "examples": [
            {
                "name": "digits",
                "base": "examples/digits",
                "files": ["main.c", "digits_example.h", "digits.h", "digits_as_c.c", "digits_as_c.h", "pictures.h"],
            }
        ],
        "export": {"include": ["LICENSE", "README.md", "choose_archive.py", "archives", "examples", "include"]},
    }
    package.write("library.json", json.dumps(manifest, indent=2) + "\n")
    package.fill("platformio/README.md", "README.md", CORES=cores(facts))
    package.fill("platformio/choose_archive.py", "choose_archive.py", LIBRARIES=table(facts))
    package.headers("include")
    package.archives("archives")
    for library in facts.libraries:
        package.write(
            f"archives/{library}/halfword_archive.h",
            f"/* In the path where the board has the archive {library}. */\n#define HALFWORD_HAS_ARCHIVE\n",
        )
    package.fill("platformio/main.c", "examples/digits/main.c")
    package.example_files("examples/digits")
    return f"{facts['title']}-{facts.version}-platformio.zip", ""


def table(facts):
    lines = [f'    "{name}": "{library}",' for name, library in facts.library_by("platformio").items()]
    return "{\n" + "\n".join(lines) + "\n}"


def cores(facts):
    return "\n".join(
        f"- {core['name']}: {', '.join('`' + name + '`' for name in core['platformio'])}"
        for core in facts.cores.values()
    )
