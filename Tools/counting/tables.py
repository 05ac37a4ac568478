"""The tables of Docs/performance.md, from recorded figures."""

BOARDS = {
    "microbit": "Cortex-M0",
    "mps2-an385": "Cortex-M3",
    "mps2-an386": "Cortex-M4",
    "mps2-an500": "Cortex-M7",
    "mps2-an505": "Cortex-M33",
    "mps3-an547": "Cortex-M55",
    "virt-riscv32": "RV32IMC",
}
NETWORKS = {
    "relu-784": "784-128-64-10, ReLU",
    "maxout-784": "the same, maxout of 2",
    "sigmoid-784": "the same, sigmoid throughout",
    "tanh-784": "the same, tanh throughout",
    "softmax-784": "the same, ReLU, then softmax",
    "blocks32-784": "the same, ReLU, sums in blocks of 32",
    "blocks16-784": "the same, ReLU, sums in blocks of 16",
    "wide-784": "the same, ReLU, 64-bit sums",
    "relu-256": "256-64-10, ReLU",
    "relu-5": "5-6×50-5, ReLU",
    "relu-16": "16-64-32-32-5, ReLU",
    "relu-640": "640-4×128-8-4×128-640, ReLU",
}
CONVOLUTIONS = {
    "resnet": "ResNet-8",
    "resnet-blocks32": "the same, sums in blocks of 32",
    "resnet-wide": "the same, 64-bit sums",
    "keywords": "DS-CNN, keyword spotting",
    "keywords-wide": "the same, 64-bit sums",
    "wake-word": "streaming wake word, 1-D",
    "pooled": "digits: 3×3, max and average pooling",
}
NARROW = {
    "relu-784-8bit": "784-128-64-10, ReLU, 8 bits",
    "relu-784-4bit": "the same, 4 bits",
    "softmax-256-4bit": "256-56-64-44-10, ReLU, then softmax, 4 bits",
    "resnet-8bit": "ResNet-8, 8 bits",
    "wake-word-8bit": "streaming wake word, 8 bits",
}
# Cycles a multiply-accumulate of the best published 8-bit entries of MLPerf Tiny on a Cortex-M4.
PUBLISHED = {
    "resnet": "1.58",
    "resnet-blocks32": "",
    "resnet-wide": "",
    "keywords": "1.95",
    "keywords-wide": "",
}
# Those whose runs are also counted with their proofs.
CERTIFIED = ["relu-784", "sigmoid-784", "softmax-784", "relu-5", "relu-784-8bit", "relu-784-4bit"]
RUNTIME = {
    "code": "code of open and run",
    "code-narrow": "the same, of a chain of dense layers with weights of 8 or 4 bits",
    "code-convolutions": "the same, with convolutions, poolings and additions",
    "tables": "tables of that model",
    "ram": "static RAM",
    "stack-open": "stack of open",
    "stack-run": "stack of run",
    "stack-run-convolutions": "stack of run, with convolutions",
    "certified-code": "code of a run with its proof, beyond that of run",
    "certified-code-narrow": "the same, with weights of 8 or 4 bits",
    "stack-certified": "stack of a run with its proof",
}
BEGIN, END = "<!-- Tools/check-counts: begin -->\n", "<!-- Tools/check-counts: end -->\n"


def order(path):
    return [*NETWORKS, *CONVOLUTIONS, *NARROW].index(path.stem)


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) + "\n"


def network_table(figures, networks, figure, text):
    """A line a network, and a column a board, of what `text` makes of its figures there."""
    rows = []
    for network in networks:
        macs = figures["mps2-an386", network, "macs"]
        rows.append([(NETWORKS | CONVOLUTIONS | NARROW)[network], f"{macs:,}"] + [
            text(figures[board, network, figure], figures, board, network) for board in BOARDS])
    return table(["network", "MACs", *BOARDS.values()], rows)


def per_mac(number, figures, board, network):
    return f"{number / figures[board, network, 'macs']:.2f}" if number else "–"


def as_it_is(number, *_):
    return f"{number:,}"


def per_plain_run(number, figures, board, network):
    return f"{number / figures[board, network, 'instructions']:.2f}"


def published_table(figures):
    """The shapes of MLPerf Tiny on a Cortex-M4, beside published entries."""
    board, rows = "mps2-an386", []
    for network, published in PUBLISHED.items():
        cycles = figures[board, network, "cycles"]
        each = per_mac(cycles, figures, board, network)
        rows.append([CONVOLUTIONS[network], f"{cycles:,}", each, published])
    return table(["Cortex-M4", "cycles of a run, estimated", "a multiply-accumulate, estimated",
                  "8-bit entry of MLPerf Tiny"], rows)


def markdown(figures):
    sizes = table(["bytes", *BOARDS.values()], [
        [name] + [f"{figures[board, 'runtime', figure]:,}" for board in BOARDS]
        for figure, name in RUNTIME.items()])
    parts = [
        ("Instructions per multiply-accumulate", NETWORKS, "instructions", per_mac),
        ("Instructions of one call of `halfword_run`", NETWORKS, "instructions", as_it_is),
        ("Estimated cycles per multiply-accumulate", NETWORKS, "cycles", per_mac),
        ("Networks with convolutions, instructions per multiply-accumulate", CONVOLUTIONS,
         "instructions", per_mac),
        ("Networks with convolutions, instructions of one call of `halfword_run`", CONVOLUTIONS,
         "instructions", as_it_is),
        ("Networks with convolutions, estimated cycles per multiply-accumulate", CONVOLUTIONS, "cycles",
         per_mac),
        ("Weights of 8 and 4 bits, instructions per multiply-accumulate", NARROW, "instructions", per_mac),
        ("Weights of 8 and 4 bits, instructions of one call of `halfword_run`", NARROW, "instructions",
         as_it_is),
        ("Instructions of a run with its proof (`halfword_classify_certified`)", CERTIFIED,
         "certified-instructions", as_it_is),
        ("Instructions of a run with its proof, as a multiple of the plain run", CERTIFIED,
         "certified-instructions", per_plain_run),
    ]
    return "".join(f"{title}:\n\n{network_table(figures, *rest)}" for title, *rest in parts) + (
        "Networks with convolutions beside published ones:\n\n" + published_table(figures)
        + "The runtime:\n\n" + sizes)


def replaced(document, figures):
    """The document with its tables written anew."""
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + "\n" + markdown(figures) + END + after
