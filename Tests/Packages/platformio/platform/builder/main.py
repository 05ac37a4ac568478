# Compiles for the board's core as the platforms of PlatformIO do, with the start-up code of Firmware.
import os

from SCons.Script import AlwaysBuild, Default, DefaultEnvironment

env = DefaultEnvironment()
board = env.BoardConfig()
root = os.environ["HALFWORD_ROOT"]
prefix = board.get("build.compiler") + "-"
flags = board.get("build.core_flags").split()
env.Replace(
    CC=prefix + "gcc", CXX=prefix + "g++", AR=prefix + "ar", AS=prefix + "as", LINK=prefix + "gcc",
    RANLIB=prefix + "ranlib", PROGNAME="firmware", PROGSUFFIX=".elf",
    CCFLAGS=flags + ["-O2", "-ffreestanding", "-ffunction-sections", "-fdata-sections", "-Wall", "-Wextra", "-Werror"],
    CPPPATH=[os.path.join(root, "Tests/Packages/include"), os.path.join(root, "Firmware/Boards"),
             os.path.join(root, "Firmware/Startup")],
    LINKFLAGS=board.get("build.link_flags").split()
    + ["-nostartfiles", "-nodefaultlibs", "-Wl,--gc-sections", "-Wl,--no-warn-rwx-segments", "-Wl,-z,noexecstack",
       "-L" + os.path.join(root, "Firmware/Startup"), "-T", board.get("build.script")],
)
startup = [os.path.join(root, "Firmware/Startup", name) for name in board.get("build.startup").split()]
startup.append(os.path.join(root, "Tests/Packages/stand-in.c"))
for source in startup:
    name = os.path.splitext(os.path.basename(source))[0]
    env.Append(PIOBUILDFILES=env.Object(os.path.join("$BUILD_DIR", "startup", name), source))
program = env.BuildProgram()
env.Append(LIBS=["gcc"])
Default(program)
AlwaysBuild(env.Alias("nobuild", program))
