"""Checks the files for editors of a project that `halfword export --project` wrote.

    check_editor_files.py FOLDER

Each command of compile_commands.json compiles its file; the emulator of .vscode/launch.json answers as GDB's server,
and stands before the first instruction.
"""
import json
import pathlib
import shlex
import socket
import subprocess
import sys
import tempfile
import time


def compiles(folder):
    commands = json.loads((folder / "compile_commands.json").read_text())
    files = {entry["file"] for entry in commands}
    expected = {"main.c"} | {f"board/{file.name}" for file in (folder / "board").glob("*.c")}
    assert files == expected, f"{files} in place of {expected}"
    with tempfile.NamedTemporaryFile(suffix=".o") as made:
        for entry in commands:
            assert pathlib.Path(entry["directory"]).samefile(folder), entry["directory"]
            arguments = entry["arguments"]
            assert arguments[-1] == entry["output"] and entry["file"] in arguments, arguments
            subprocess.run(arguments[:-1] + [made.name, "-Werror"], cwd=entry["directory"], check=True)


def packet(text):
    return f"${text}#{sum(text.encode()) % 256:02x}".encode()


def serves(folder):
    tasks = json.loads((folder / ".vscode/tasks.json").read_text())["tasks"]
    (launch,) = json.loads((folder / ".vscode/launch.json").read_text())["configurations"]
    assert launch["preLaunchTask"] in {task["label"] for task in tasks}
    program = launch["program"].replace("${workspaceFolder}", str(folder))
    assert pathlib.Path(program).is_file(), program
    # Another port than the one that is written, as others may test here.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert launch["miDebuggerServerAddress"] == "localhost:1234"
    text = launch["debugServerArgs"].replace("${workspaceFolder}", str(folder))
    assert "tcp::1234" in text and " -S " in text, text
    arguments = shlex.split(text.replace("tcp::1234", f"tcp:127.0.0.1:{port}"))
    server = subprocess.Popen(
        [launch["debugServerPath"], *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    try:
        for _ in range(100):
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=10)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("the emulator does not serve GDB")
        connection.sendall(packet("?"))
        answer = b""
        while b"#" not in answer:
            answer += connection.recv(1000)
        assert b"$T05" in answer or b"$S05" in answer, answer
        connection.sendall(b"+" + packet("c"))
        said, _ = server.communicate(timeout=60)
        assert "self-test: HALFWORD_OK" in said, said
    finally:
        server.kill()


folder = pathlib.Path(sys.argv[1]).resolve()
compiles(folder)
serves(folder)
