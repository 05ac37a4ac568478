"""Builds the application Firmware/Applications/Count around a model, runs it on an emulated board under
the counting plugin of Firmware/Counter, and reads what the plugin, the linker and the program say."""

import functools
import os
import re
import struct
import subprocess
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".build/counting"

Layer = namedtuple("Layer", "kind activation inputs units pieces rows macs sums chained bits")
Amount = namedtuple("Amount", "instructions cycles")
# One run's counts: of the whole call, and of each layer.
Run = namedtuple("Run", "total layers")
# symbols: (section, bytes, name) of what the runtime puts into the program.
Count = namedtuple("Count", "board memory core model open runs stack sections symbols")

ACTIVATIONS = ["linear", "ReLU", "maxout", "sigmoid", "tanh", "softmax", "capped ReLU", "table"]
KINDS = ["", "dense", "convolution", "depthwise", "max pooling", "average pooling",
         "average pooling with padding", "addition"]
# The members of halfword_kernel_table, as halfword.h has them; those of kinds and activations by their names.
PARTS = ["layer_reader", "layer_runner", "dense", "convolution", "depthwise", "pooling", "addition",
         "layer_errors", "sigmoid", "tanh", "softmax", "cap", "table", "narrow_dense", "narrow_convolution",
         "narrow_depthwise", "weights_8", "weights_4", "narrow_errors", "dense_errors"]
OF_ERRORS = {"layer_errors", "narrow_errors", "dense_errors"}
PART_OF = {"max pooling": "pooling", "average pooling": "pooling", "average pooling with padding": "pooling",
           "capped ReLU": "cap"}
# The forms of sums, by the number that an image has.
SUMS = {0: "", 1: "bits32", 2: "blocks16", 3: "blocks32", 4: "bits64"}
# The parts of mangled names by which the functions are known that run one layer.
LAYER_ENTRIES = re.compile(
    "runLayer|NarrowDenseV3run|halfword_(narrow_)?(convolution|depthwise)$|halfword_(pooling|addition)$")


class Model:
    """What an image says of itself (Docs/image-format.md)."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path).resolve()
        image = self.path.read_bytes()
        if len(image) < 64 or image[:4] != b"HWMI":
            raise SystemExit(f"{path} is no Halfword image")
        self.inputs, self.outputs, count, self.workspace = struct.unpack_from("<4I", image, 24)
        self.layers = []
        ended = False
        parts = set()
        for index in range(count):
            layer, ends = read_layer(image, 64 + 64 * index, index)
            parts.add(PART_OF.get(layer.activation, layer.activation))
            is_narrow = layer.bits in (8, 4)
            if not layer.chained:
                parts.add("layer_reader")
            if layer.kind == "dense":
                parts.add("narrow_errors" if is_narrow else "dense_errors")
            else:
                parts |= {"layer_runner", "layer_errors"}
            if is_narrow:
                parts |= {f"weights_{layer.bits}", f"narrow_{layer.kind}"}
            # What is another layer's last step has no run of its own.
            if not ended:
                self.layers.append(layer)
                if not is_narrow:
                    parts.add(PART_OF.get(layer.kind, layer.kind))
            ended = ends
        self.parts = parts

    @property
    def macs(self) -> int:
        return sum(layer.macs for layer in self.layers)


def read_layer(image, offset, index):
    """The layer whose descriptor is at an offset, and whether the next one, an addition, is its last step."""
    kind, activation, sums, bits, source, second, *shapes = struct.unpack_from("<4B10H", image, offset)
    height, width, channels, rows, columns, units, pieces, _ = shapes
    kernel_height, kernel_width = struct.unpack_from("<2H", image, offset + 44)
    inputs, outputs = height * width * channels, rows * columns * units * pieces
    places = kernel_height * kernel_width
    macs = {1: inputs * outputs, 2: outputs * channels * places, 3: outputs * places}.get(kind, 0)
    # One of a chain of dense layers, which needs no other part of the library.
    chained = kind == 1 and source == index and (height, width) == (1, 1)
    layer = Layer(KINDS[kind], ACTIVATIONS[activation], inputs, units, pieces, outputs, macs, SUMS[sums],
                  chained, bits)
    return layer, kind in (2, 3) and second != 0


def command(*arguments: object, **options: Any) -> str:
    """The standard output of a program; where it fails, what it said."""
    result = subprocess.run([str(argument) for argument in arguments], check=False, cwd=ROOT, text=True,
                            capture_output=True, **options)
    if result.returncode != 0:
        raise SystemExit(f"{arguments[0]} failed:\n{result.stdout}{result.stderr}")
    return result.stdout


def boards() -> list[str]:
    return sorted(path.parent.name for path in ROOT.glob("Firmware/Boards/*/board"))


def fields(path):
    """The lines name=value of a file."""
    return dict(re.findall(r'^(\w+)="?(.*?)"?$', path.read_text(), re.MULTILINE))


def settings(board: str) -> dict[str, str]:
    """What a board's file says, and that of its core; or that of a core, and of the board it is tested on."""
    targets, path = ROOT / "Firmware/Targets", ROOT / "Firmware/Boards" / board / "board"
    if path.exists():
        own = fields(path)
        return fields(targets / own["core"]) | own | {"board": board}
    cores = sorted(path.name for path in targets.iterdir() if "board" in fields(path))
    if board not in cores:
        raise SystemExit(f"unknown board \"{board}\"; use a board or a core: {' '.join(boards() + cores)}")
    core = fields(targets / board)
    return fields(ROOT / "Firmware/Boards" / core["board"] / "board") | core


@functools.cache
def library(target: str) -> str:
    """The folder of the runtime built for a target."""
    return command("Tools/build-c-library", target).strip()


@functools.cache
def build_plugin() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    plugin = FOLDER / "counter.so"
    command("gcc", "-shared", "-fPIC", "-O2", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
            "-fvisibility=hidden", *sorted(ROOT.glob("Firmware/Counter/*.c")), "-o", plugin)
    return plugin


def memory_size(board, memory):
    """The bytes of a board's FLASH or RAM."""
    text = (ROOT / "Firmware/Boards" / settings(board)["board"] / "memory.ld").read_text()
    size, unit = re.search(rf"{memory}.*LENGTH = (\d+)([KM])", text).groups()
    return int(size) * {"K": 1024, "M": 1024 * 1024}[unit]


# Room in flash for the application and the runtime beside the model, all kinds of layers, and in RAM for the stack
# and what the application keeps beside the model's workspace, inputs and outputs.
PROGRAM_ROOM = 24 * 1024
STACK_ROOM = 4 * 1024


def fits(board, model, workspace):
    """Whether a board's memory holds a program with the model."""
    words = 2 * (model.inputs + model.outputs)
    return (model.path.stat().st_size + PROGRAM_ROOM <= memory_size(board, "FLASH")
            and workspace + words + STACK_ROOM <= memory_size(board, "RAM"))


def link(board, model, runs, certified):
    """The program's path without ending, and the board whose memory it is for."""
    workspace = model.workspace * (2 if certified else 1)
    memory = board if fits(board, model, workspace) else settings(board)["roomy"]
    program = FOLDER / f"{model.path.stem}-{board}{'-certified' if certified else ''}"
    options = ["-DMODEL_CERTIFIED"] if certified else []
    parts = model.parts if certified else model.parts - OF_ERRORS
    names = {part: f"halfword_{part}" for part in parts}
    if "layer_errors" in parts and not parts.isdisjoint({"narrow_convolution", "narrow_depthwise"}):
        # There is a second one, for such as have narrow weights.
        names["layer_errors"] = "halfword_all_layer_errors"
    kernels = ",".join(names.get(part, "0") for part in PARTS)
    source = Path(f"{program}.image.S")
    source.write_text(
        ".section .rodata.model, \"a\"\n.balign 4\n.global model_image, model_image_size\n"
        f"model_image: .incbin \"{model.path}\"\nmodel_image_end:\n.balign 4\n"
        "model_image_size: .word model_image_end - model_image\n")
    command("Tools/link-firmware", "--room-of", settings(memory)["board"], board, program,
            "Firmware/Applications/Count/count.c", source,
            f"-DMODEL_INPUT_COUNT={model.inputs}", f"-DMODEL_OUTPUT_COUNT={model.outputs}",
            f"-DMODEL_WORKSPACE_WORDS={max(1, workspace // 4)}", f"-DMODEL_KERNELS={kernels}",
            f"-DRUN_COUNT={runs}", *options,
            env={**os.environ, "HALFWORD_LIBRARY": library(settings(board)["library"])})
    return program, memory


def addresses(board, program):
    """Start and stop markers, and the entries of the function that runs a layer."""
    symbols = command(f"{settings(board)['compiler']}-nm", f"{program}.elf").split("\n")
    found = [line.split(maxsplit=2) for line in symbols if line.count(" ") >= 2]
    by_name = {name: int(address, 16) & ~1 for address, _, name in found}
    layers = sorted({address for name, address in by_name.items() if LAYER_ENTRIES.search(name)})
    return by_name["count_start"], by_name["count_stop"], layers


def count(board, model_path, runs=1, certified=False):
    """What a model takes; with `certified`, where each run carries its proof."""
    model = Model(model_path)
    plugin_library = build_plugin()
    program, memory = link(board, model, runs, certified)
    start, stop, layers = addresses(board, program)
    core = settings(board)["timing"]
    report = Path(f"{program}.counts")
    plugin = ",".join([str(plugin_library), f"start={start}", f"stop={stop}", f"core={core}",
                       f"output={report}"] + [f"layer={address}" for address in layers])
    console = command("Tools/emulate", memory, f"{program}.elf", "-plugin", plugin)
    opened, *measured = read_stretches(report)
    stack = {what: int(size) for what, size in re.findall(r"stack (\w+) (\d+)", console)}
    if len(measured) != runs or any(len(run.layers) != len(model.layers) for run in measured):
        raise SystemExit(f"{report}: not {runs} runs of {len(model.layers)} layers")
    sections, symbols = sizes(board, program)
    return Count(board, memory, core, model, opened.total, measured, stack, sections, symbols)


def count_program(board: str, name: str, header: str, word: str, run: str, sizes: Any, *arguments: object,
                  memory: str | None = None) -> tuple[Amount, int]:
    """What C takes that runs a model without the library, and its deepest stack: an Amount and bytes.

    `run` is what runs it, C that reads `input` and writes `output`; `header` declares it, `word` is the type of a value,
    and `sizes` are how many there are of inputs, outputs and workspace. `memory` is another board, whose memory it gets.
    """
    inputs, outputs, workspace = sizes
    plugin_library = build_plugin()
    program = FOLDER / f"{name}-{board}-c"
    room = ["--room-of", settings(memory)["board"]] if memory else []
    command("Tools/link-firmware", *room, board, program, "Firmware/Applications/CountSource/count.c",
            f'-DMODEL_HEADER="{header}"', f"-DMODEL_WORD={word}", f"-DMODEL_RUN={run}",
            f"-DMODEL_INPUT_COUNT={inputs}u", f"-DMODEL_OUTPUT_COUNT={outputs}",
            f"-DMODEL_WORKSPACE_COUNT={workspace}", *arguments,
            env={**os.environ, "HALFWORD_LIBRARY": library(settings(board)["library"])})
    start, stop, _ = addresses(board, program)
    report = Path(f"{program}.counts")
    core = settings(board)["timing"]
    console = command("Tools/emulate", memory or board, f"{program}.elf", "-plugin",
                      f"{plugin_library},start={start},stop={stop},core={core},output={report}")
    return read_stretches(report)[0].total, int(re.search(r"stack run ([0-9]+)", console)[1])


def count_all(board, paths, runs=1, certified=False):
    """The same of several models, a core of this machine each."""
    library(settings(board)["library"])
    build_plugin()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda path: count(board, path, runs, certified), paths))


def read_stretches(path):
    stretches = []
    for line in path.read_text().splitlines():
        word, *numbers = line.split()
        if word == "same":
            stretches.append(stretches[-1])
            continue
        amount = Amount(int(numbers[1]), int(numbers[2]))
        if word == "stretch":
            stretches.append(Run(amount, []))
        else:
            stretches[-1].layers.append(amount)
    return stretches


def sizes(board, program):
    """Bytes by section of the whole program, and the runtime's symbols, by the link map."""
    compiler = settings(board)["compiler"]
    sections = {}
    for line in command(f"{compiler}-size", "-A", f"{program}.elf").splitlines():
        match = re.match(r"(\.\S+)\s+(\d+)\s+\d+", line)
        if match and int(match[2]) > 0 and not match[1].startswith((".debug", ".comment")):
            sections[match[1]] = int(match[2])
    text = Path(f"{program}.map").read_text()
    # A member of libgcc is the runtime's where one of its functions asked for it.
    asked = dict(re.findall(r"^(\S*libgcc\.a\S*)\s+(\S+)", text, re.MULTILINE))
    text = text[text.index("Linker script and memory map"):]
    symbols = []
    pattern = re.compile(r"^ (\.\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+)\s+(\S*lib(?:halfword|gcc)\.a\S*)",
                         re.MULTILINE)
    for section, size, source in pattern.findall(text):
        kind = section.split(".")[1]
        if "libgcc" in source and "libhalfword" not in asked.get(source, ""):
            continue
        if int(size, 16) == 0 or kind not in ("text", "rodata", "data", "bss", "got", "srodata",
                                              "sdata", "sbss"):
            continue
        name = section.split(".", 2)[2] if section.count(".") > 1 else source.split("(")[-1].rstrip(")")
        symbols.append((kind, int(size, 16), name))
    return sections, symbols


def runtime_size(count, *kinds):
    return sum(size for kind, size, _ in count.symbols if kind in kinds)
