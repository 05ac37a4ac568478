"""A CMSIS-Pack: its description, Vendor.Name.pdsc, and all it names."""
from xml.etree import ElementTree as XML


def make(package):
    facts = package.facts
    name = f"{facts['vendor']}.{facts['title']}"
    package.headers("include")
    libraries = sorted({library for _, core, _, _, library in facts.rows() if "cmsis" in core})
    for library in libraries:
        package.archive(library, f"lib/{library}/libhalfword.a")
    package.fill("cmsis-pack/README.md", "README.md")
    package.fill("cmsis-pack/main.c", "examples/digits/main.c")
    package.example_files("examples/digits")
    root = description(facts, libraries)
    XML.indent(root)
    text = XML.tostring(root, encoding="unicode")
    package.write(f"{name}.pdsc", '<?xml version="1.0" encoding="UTF-8"?>\n' + text + "\n")
    return f"{name}.{facts.version}.pack", ""


def add(parent, tag, text=None, **attributes):
    element = XML.SubElement(parent, tag, {key: str(value) for key, value in attributes.items()})
    element.text = text
    return element


def description(facts, libraries):
    root = XML.Element(
        "package",
        {
            "schemaVersion": "1.7.32",
            "xmlns:xs": "http://www.w3.org/2001/XMLSchema-instance",
            "xs:noNamespaceSchemaLocation": "PACK.xsd",
        },
    )
    add(root, "vendor", facts["vendor"])
    add(root, "name", facts["title"])
    add(root, "description", facts["summary"])
    add(root, "url", facts["url"] + "/")
    add(root, "license", "LICENSE")
    add(
        add(root, "releases"), "release", f"Version {facts.version}",
        version=facts.version, date=facts["released"],
    )
    words = add(root, "keywords")
    for word in facts["keywords"]:
        add(words, "keyword", word)
    add(
        add(root, "taxonomy"), "description", "Software for machine learning", Cclass="Machine Learning"
    )
    conditions(add(root, "conditions"), facts, libraries)
    component(add(root, "components"), facts, libraries)
    return root


def conditions(parent, facts, libraries):
    tools = add(parent, "condition", id="Compilers")
    add(tools, "description", "Compilers that link objects in ELF by the rules of Arm")
    for compiler in ("GCC", "CLANG", "ARMCC"):
        add(tools, "accept", Tcompiler=compiler)
    every = add(parent, "condition", id="Halfword")
    add(every, "description", "A core that there is an archive for, and a compiler that links it")
    add(every, "require", condition="Compilers")
    for library in libraries:
        add(every, "accept", condition=library)
    for library in libraries:
        condition = add(parent, "condition", id=library)
        add(condition, "description", f"The cores that the archive {library} is for, with and without FPU")
        for attributes in cores_of(library, facts):
            add(condition, "accept", **attributes)


def cores_of(library, facts):
    """What Dcore and the like may be, for a library."""
    for _, core, extension, is_met, of_core in facts.rows():
        if of_core != library or "cmsis" not in core:
            continue
        choices = [{}]
        if extension:
            name, values = next(iter(extension["cmsis" if is_met else "without"].items()))
            choices = [{name: value} for value in values]
        for choice in choices:
            yield {"Dcore": core["cmsis"], "Dendian": "Little-endian", **choice}


def component(parent, facts, libraries):
    element = add(
        parent, "component", Cclass="Machine Learning", Cgroup=facts["title"], Cversion=facts.version,
        condition="Halfword",
    )
    add(element, "description", facts["summary"])
    add(element, "RTE_Components_h", "\n#define RTE_ML_HALFWORD /* Halfword */\n#define HALFWORD_HAS_ARCHIVE\n")
    files = add(element, "files")
    add(files, "file", category="doc", name="README.md")
    add(files, "file", category="include", name="include/")
    add(files, "file", category="header", name="include/halfword.h")
    for library in libraries:
        add(files, "file", category="library", name=f"lib/{library}/libhalfword.a", condition=library)
    for name, kind in (
        ("main.c", "source"), ("digits_example.h", "header"), ("digits.h", "header"), ("pictures.h", "header")
    ):
        add(
            files, "file", category=kind, name=f"examples/digits/{name}", attr="template",
            select="Handwritten digits",
        )
