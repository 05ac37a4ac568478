"""A component for ESP-IDF."""


def make(package):
    facts = package.facts
    package.write(
        "idf_component.yml",
        "\n".join(
            [
                f'version: "{facts.version}"',
                f"description: {facts['summary']}",
                f"url: {facts['url']}",
                f"license: {facts['license']}",
                "tags:",
                *[f"  - {word.replace(' ', '-')}" for word in facts["keywords"]],
                "dependencies:",
                '  idf: ">=5.0"',
                "examples:",
                "  - path: examples/digits",
                "",
            ]
        ),
    )
    chips = facts.library_by("esp-idf")
    package.fill(
        "esp-idf/CMakeLists.txt",
        "CMakeLists.txt",
        ARCHIVES="\n".join(f"set(archive_{chip} {library})" for chip, library in chips.items()),
    )
    package.fill("esp-idf/README.md", "README.md", CHIPS=", ".join(f"`{chip}`" for chip in chips))
    package.headers("include")
    for library in sorted(set(chips.values())):
        package.archive(library, f"lib/{library}/libhalfword.a")
    package.fill("esp-idf/project.cmake", "examples/digits/CMakeLists.txt")
    package.fill("esp-idf/main/CMakeLists.txt", "examples/digits/main/CMakeLists.txt")
    package.fill("esp-idf/main/idf_component.yml", "examples/digits/main/idf_component.yml")
    package.fill("esp-idf/main/main.c", "examples/digits/main/main.c")
    package.example_files("examples/digits/main")
    return f"{facts['name']}-{facts.version}-esp-idf.zip", facts["name"]
