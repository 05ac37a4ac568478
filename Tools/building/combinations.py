"""Prints lines of values, one of each factor, so that each pair of values that can go together is in one of them.

    combinations.py CORE:FPU ...

The factors: the core, the float ABI, the C library, the linker, whether the application is optimized when it is linked
(LTO), whether sections that nothing needs are dropped, and the size of enumerations. FPU is empty for a core that has
none, and CORE begins with rv for RISC-V, for whose compiler Debian has no newlib.
"""

import collections
import itertools
import sys

FACTORS = {
    "core": dict(argument.split(":") for argument in sys.argv[1:]),
    "abi": ["soft", "softfp", "hard"],
    "library": ["none", "newlib", "nano", "picolibc"],
    "linker": ["ld", "lld"],
    "lto": ["plain", "lto"],
    "sections": ["dropped", "kept"],
    "enums": ["short", "whole"],
}
NAMES = list(FACTORS)


def is_possible(core, abi, library, linker, lto, sections, enums):
    is_riscv = core.startswith("rv")
    return ((abi == "soft" or FACTORS["core"][core] != "")
            and not (is_riscv and library in ("newlib", "nano"))
            # A C library for Arm is compiled with short enumerations, and the linker warns of that. On RISC-V no
            # object says which it has.
            and not (enums == "whole" and (is_riscv or library != "none")))


def pairs(line):
    return set(itertools.combinations(zip(NAMES, line), 2))


def main():
    lines = [line for line in itertools.product(*FACTORS.values()) if is_possible(*line)]
    wanted = set().union(*map(pairs, lines))
    used = collections.Counter()
    while wanted:
        # Where several bring as many new pairs, one whose values were used the least.
        best = max(lines, key=lambda line: (len(pairs(line) & wanted), -sum(used[value] for value in line)))
        wanted -= pairs(best)
        used.update(best)
        print(*best)


main()
