# Run by PlatformIO before a build: links the archive for the board's core, where there is one. The archives link into
# programs of every float ABI, so the board's FPU makes no difference on Arm; on RISC-V there are those without.
import os

Import("env")

LIBRARIES = @LIBRARIES@


def library_for(board, flags):
    """The library for a board: by its core, its chip, or its instruction set."""
    if board.get("build.mabi", "").endswith(("f", "d")) or any("-mabi=ilp32f" in str(flag) for flag in flags):
        return None
    for name in ("build.cpu", "build.mcu", "build.march"):
        value = str(board.get(name, "")).lower().split("_")[0]
        if value in LIBRARIES:
            return LIBRARIES[value]
    return None


library = library_for(env.BoardConfig(), env.get("CCFLAGS", [])) if env.get("BOARD") else None
if library:
    here = os.path.dirname(env.File("library.json").srcnode().get_abspath())
    folder = os.path.join(here, "archives", library)
    # halfword_archive.h, in that folder, tells a program that the library is there.
    env.Append(LIBPATH=[folder], LIBS=["halfword"], CPPPATH=[folder])
else:
    print("Halfword has no archive for this board; use a model as C: halfword export MODEL --c-source NAME.c")
