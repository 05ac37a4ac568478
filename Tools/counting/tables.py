"""The tables of Docs/performance.md, from recorded figures."""

BOARDS = {
    "microbit": "Cortex-M0",
    "mps2-an385": "Cortex-M3",
    "mps2-an386": "Cortex-M4",
    "mps2-an500": "Cortex-M7",
    "mps2-an505": "Cortex-M33",
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
RUNTIME = {
    "code": "code of open and run",
    "tables": "tables, all activations",
    "ram": "static RAM",
    "stack-open": "stack of open",
    "stack-run": "stack of run",
}
BEGIN, END = "<!-- Tools/check-counts: begin -->\n", "<!-- Tools/check-counts: end -->\n"


def order(path):
    return list(NETWORKS).index(path.stem)


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines) + "\n"


def network_table(figures, figure, text):
    rows = []
    for network, name in NETWORKS.items():
        macs = figures["mps2-an386", network, "macs"]
        rows.append([name, f"{macs:,}"] + [
            text(figures[board, network, figure], macs) for board in BOARDS])
    return table(["network", "MACs", *BOARDS.values()], rows)


def markdown(figures):
    per_mac = network_table(figures, "instructions", lambda count, macs: f"{count / macs:.2f}")
    counts = network_table(figures, "instructions", lambda count, _: f"{count:,}")
    cycles = network_table(
        figures, "cycles", lambda count, macs: f"{count / macs:.2f}" if count else "–")
    sizes = table(["bytes", *BOARDS.values()], [
        [name] + [f"{figures[board, 'runtime', figure]:,}" for board in BOARDS]
        for figure, name in RUNTIME.items()])
    return (
        "Instructions per multiply-accumulate:\n\n" + per_mac
        + "Instructions of one call of `halfword_run`:\n\n" + counts
        + "Estimated cycles per multiply-accumulate:\n\n" + cycles
        + "The runtime:\n\n" + sizes)


def replaced(document, figures):
    """The document with its tables written anew."""
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    return before + BEGIN + "\n" + markdown(figures) + END + after
