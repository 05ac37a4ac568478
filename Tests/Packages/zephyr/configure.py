"""Runs Kconfig as Zephyr does, on symbols that Zephyr defines and the module's own.

    configure.py MODULE prj.conf SYMBOL=VALUE ... prints the configuration
"""
import os
import pathlib
import sys
import tempfile

import kconfiglib

# Of Zephyr's own, those that the module's Kconfig reads.
KNOWN = """CPU_CORTEX_M0 CPU_CORTEX_M0PLUS CPU_CORTEX_M3 CPU_CORTEX_M4 CPU_CORTEX_M7 CPU_CORTEX_M23 CPU_CORTEX_M33
CPU_CORTEX_M55 ARMV8_M_DSP ARMV8_1_M_MVEI FP_HARDABI FP_SOFTABI FPU FLOAT_HARD 64BIT RISCV_ISA_RV32I RISCV_ISA_RV32E
RISCV_ISA_EXT_M RISCV_ISA_EXT_A RISCV_ISA_EXT_C PRINTK XTENSA""".split()


def main():
    module, project, *symbols = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        # Every symbol that a file reads must be one that is defined, or Kconfig says so.
        text = "".join(f'config {name}\n\tbool "{name}"\n\n' for name in KNOWN)
        (folder / "Kconfig").write_text(text + f'source "{module}/zephyr/Kconfig"\n')
        (folder / "board.conf").write_text("".join(f"CONFIG_{symbol}\n" for symbol in symbols))
        os.environ["KCONFIG_WARN_UNDEF"] = "y"
        kconfig = kconfiglib.Kconfig(str(folder / "Kconfig"), warn_to_stderr=False)
        kconfig.load_config(str(folder / "board.conf"))
        kconfig.load_config(project, replace=False)
        if kconfig.warnings:
            raise SystemExit("\n".join(kconfig.warnings))
        kconfig.write_config(str(folder / "config"), header="")
        print((folder / "config").read_text(), end="")


main()
