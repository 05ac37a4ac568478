"""Writes the manual page halfword.1 of what `halfword --experimental-dump-help` prints: from standard input to output.

    manual.py VERSION DATE
"""
import json
import re
import sys


def text(words):
    """A paragraph: what troff would take for its own is escaped."""
    words = re.sub(r"\s*\n\s*", " ", words.strip()).replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + words if words.startswith((".", "'")) else words


def spelled(argument):
    """How it is written: --output, -o <output>."""
    value = f"\\fI{text(argument['valueName'])}\\fR"
    if argument["kind"] == "positional":
        return value
    names = []
    for name in sorted(argument["names"], key=lambda name: name["kind"] == "long"):
        dash = "--" if name["kind"] == "long" else "-"
        names.append(f"\\fB{text(dash + name['name'])}\\fR")
    return ", ".join(names) + ("" if argument["kind"] == "flag" else f" {value}")


def shown(command):
    return [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]


def synopsis(command, path):
    parts = [f"\\fB{' '.join(path)}\\fR"]
    options = False
    for argument in shown(command):
        if argument["isOptional"] and argument["kind"] != "positional":
            options = True
            continue
        names = argument.get("preferredName")
        word = f"\\fI{text(argument['valueName'])}\\fR"
        if names:
            word = f"\\fB{text(('--' if names['kind'] == 'long' else '-') + names['name'])}\\fR {word}"
        word += " ..." if argument["isRepeating"] else ""
        parts.append(f"[{word}]" if argument["isOptional"] else word)
    if options:
        parts.insert(1, "[\\fIoptions\\fR]")
    return " ".join(parts)


def describe(command, lines):
    lines.append(text(command.get("abstract", "")))
    for paragraph in command.get("discussion", "").split("\n\n"):
        if paragraph.strip() and all(line.startswith((" ", "halfword ")) for line in paragraph.strip("\n").split("\n")):
            # Commands stand as they are.
            lines += [".PP", ".nf", ".RS", *(text(line) for line in paragraph.strip("\n").split("\n")), ".RE", ".fi"]
        elif paragraph.strip():
            lines += [".PP", text(paragraph)]
    section = None
    for argument in shown(command):
        if argument.get("sectionTitle") != section:
            section = argument.get("sectionTitle")
            lines += [".PP", text(f"{section or 'Further'}:")]
        said = argument.get("abstract", "")
        if argument.get("defaultValue"):
            said += f" Unless given: {argument['defaultValue']}."
        if argument.get("allValues"):
            said += f" One of {', '.join(argument['allValues'])}."
        lines += [".TP", spelled(argument), text(said)]


def main():
    root = json.load(sys.stdin)["command"]
    name = root["commandName"]
    lines = [f'.TH {name.upper()} 1 {sys.argv[2]} "{name} {sys.argv[1]}" "{name}"', ".SH NAME"]
    lines += [f"{name} \\- {text(root['abstract']).rstrip('.')}", ".SH SYNOPSIS"]
    lines += [f"\\fB{name}\\fR \\fIsubcommand\\fR [\\fIoptions\\fR]", ".SH DESCRIPTION"]
    describe(root, lines)
    lines.append(".SH SUBCOMMANDS")
    for command in root["subcommands"]:
        if command["commandName"] == "help" or not command["shouldDisplay"]:
            continue
        lines += [f".SS {text(command['commandName'])}", synopsis(command, [name, command["commandName"]]), ".PP"]
        describe(command, lines)
    lines += [".SH ENVIRONMENT", ".TP", "\\fBHALFWORD_HOME\\fR"]
    lines.append("Where \\fBhalfword export \\-\\-project\\fR takes libraries and board files from: a PREFIX of")
    lines += ["\\fBTools/install\\fR. Unless set, the one that this program is installed in.", ""]
    print("\n".join(lines), end="")


main()
