/// The texts of a project's own files.
struct ProjectTexts {
  let name: String
  let target: ProjectTarget
  let facts: TargetFacts

  private var prefix: String { name.uppercased() }
  private var compiler: String { facts.compiler }
  private var flags: String { facts.flags }
  private var linkFlags: String { facts.linkFlags }
  private var emulator: String {
    facts.emulator + " -display none -monitor none -serial none"
      + " -chardev stdio,id=console -semihosting-config enable=on,target=native,chardev=console"
  }
  /// What the compiler gets beside the flags for the core.
  private var compilerOptions: String {
    "-std=c99 -Wall -Wextra -Wpedantic -O2 -g -ffunction-sections -fdata-sections -ffreestanding"
  }
  /// The files for editors.
  var editor: EditorFiles {
    EditorFiles(name: name, facts: facts, options: compilerOptions, emulator: emulator)
  }
  /// What the linker gets beside objects and libraries.
  private var linkOptions: String {
    "-nostartfiles -nodefaultlibs -Wl,--gc-sections -Wl,-z,noexecstack -Wl,--no-warn-rwx-segments"
  }

  /// The example.
  var main: String {
    """
    /*
     * An example for the model \(name): opens it, checks that it is intact and gives its known answers, and
     * classifies one input. Replace the input by your sensor's values, in Q8.8.
     *
     * The start-up code in board/ calls application(); on hardware of your own, call it from main().
     */
    #include <stddef.h>

    #include "board.h"
    #include "halfword.h"
    #include "\(name).h"

    static halfword_model model;
    /* Aligned to 4 bytes, the first layer is faster. */
    static int16_t input[\(prefix)_INPUT_COUNT] __attribute__((aligned(4)));
    static int16_t output[\(prefix)_OUTPUT_COUNT];
    static uint32_t workspace[\(prefix)_WORKSPACE_WORDS];

    static void write_number(uint32_t value)
    {
        char text[11];
        char *digit = text + sizeof text - 1;
        *digit = '\\0';
        do {
            *--digit = (char)('0' + value % 10);
            value /= 10;
        } while (value > 0);
        board_write(digit);
    }

    static int report(const char *what, halfword_status status)
    {
        board_write(what);
        board_write(": ");
        board_write(halfword_status_name(status));
        board_write("\\n");
        return status != HALFWORD_OK;
    }

    int application(void)
    {
        uint32_t index, answer = 0;

        if (report("open", \(name)_open(&model))
            || report("verify", halfword_verify(&model))
            || report("self-test", halfword_self_test(&model, output, \(prefix)_OUTPUT_COUNT, workspace,
                                                      sizeof workspace, NULL)))
            return 1;

        for (index = 0; index < \(prefix)_INPUT_COUNT; index++)
            input[index] = halfword_from_float(0.0f);
        if (report("classify", halfword_classify(&model, input, \(prefix)_INPUT_COUNT, output,
                                                 \(prefix)_OUTPUT_COUNT, workspace, sizeof workspace,
                                                 &answer)))
            return 1;

        board_write("class ");
        write_number(answer);
        board_write(", outputs in 1/256:");
        for (index = 0; index < \(prefix)_OUTPUT_COUNT; index++) {
            board_write(output[index] < 0 ? " -" : " ");
            write_number(output[index] < 0 ? 0u - (uint32_t)output[index] : (uint32_t)output[index]);
        }
        board_write("\\n");
        return 0;
    }

    """
  }

  var makefile: String {
    """
    # make        builds \(name).elf, and tells its size
    # make run    runs it on an emulated \(facts.board)
    COMPILER := \(compiler)-
    CC := $(COMPILER)gcc
    CFLAGS := \(compilerOptions) \\
      \(flags) -I include -I board $(EXTRA)
    LDFLAGS := \(linkFlags) \\
      \(linkOptions) \\
      -L board -T memory.ld
    LDLIBS := -L lib -lhalfword -lgcc
    SOURCES := main.c $(wildcard board/*.c)
    OBJECTS := $(SOURCES:%.c=build/%.o)

    build/\(name).elf: $(OBJECTS) lib/libhalfword.a board/memory.ld board/sections.ld
    \t$(CC) $(LDFLAGS) $(OBJECTS) $(LDLIBS) -o $@
    \t$(COMPILER)size $@

    build/%.o: %.c $(wildcard include/*.h board/*.h)
    \t@mkdir -p $(@D)
    \t$(CC) $(CFLAGS) -c $< -o $@

    .PHONY: run clean
    run: build/\(name).elf
    \t\(emulator) -kernel $<

    clean:
    \trm -rf build

    """
  }

  var cmakeLists: String {
    """
    # cmake -B build/cmake -DCMAKE_TOOLCHAIN_FILE=cmake/toolchain.cmake && cmake --build build/cmake
    # cmake --build build/cmake --target run
    cmake_minimum_required(VERSION 3.16)
    project(\(name) C)

    add_library(halfword STATIC IMPORTED)
    set_target_properties(halfword PROPERTIES
      IMPORTED_LOCATION "${CMAKE_SOURCE_DIR}/lib/libhalfword.a"
      INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_SOURCE_DIR}/include")

    file(GLOB board_sources "${CMAKE_SOURCE_DIR}/board/*.c")
    add_executable(\(name).elf main.c ${board_sources})
    target_include_directories(\(name).elf PRIVATE include board)
    target_compile_options(\(name).elf PRIVATE
      \(compilerOptions))
    separate_arguments(link_flags UNIX_COMMAND "\(linkFlags) \(linkOptions)")
    target_link_options(\(name).elf PRIVATE ${link_flags}
      "-L${CMAKE_SOURCE_DIR}/board" "-T${CMAKE_SOURCE_DIR}/board/memory.ld")
    target_link_libraries(\(name).elf PRIVATE halfword gcc)

    separate_arguments(emulator UNIX_COMMAND "\(emulator)")
    add_custom_target(run COMMAND ${emulator} -kernel $<TARGET_FILE:\(name).elf> USES_TERMINAL)

    """
  }

  /// How CMake compiles for the core.
  var toolchain: String {
    """
    set(CMAKE_SYSTEM_NAME Generic)
    set(CMAKE_SYSTEM_PROCESSOR \(facts.isRISCV ? "riscv32" : "arm"))
    set(CMAKE_C_COMPILER \(compiler)-gcc)
    set(CMAKE_C_FLAGS_INIT "\(flags)")
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

    """
  }

  var readme: String {
    """
    # \(name) for \(target.rawValue)

    A neural network in fixed point, and a program that runs it. It needs \(compiler)-gcc, and
    \(facts.emulator.prefix { $0 != " " }) to run without the hardware.

        make        # builds build/\(name).elf
        make run    # runs it on an emulated \(facts.board)

    | file | what |
    | --- | --- |
    | `include/\(name).h` | the model, written by `halfword export` |
    | `include/halfword.h` | the library's interface, and its manual |
    | `include/halfword_conversions.h` | the conversions between values and inputs, which your compiler builds in |
    | `lib/libhalfword.a` | the library for \(target.rawValue) |
    | `main.c` | the example; begin here |
    | `board/` | start-up code and linker scripts for the emulated board; yours go here |
    | `Makefile`, `CMakeLists.txt` | one or the other builds it |
    | `compile_commands.json` | how each file is compiled, for editors; it names this folder, so export again if you move it |
    | `.vscode/` | builds and debugs it in Visual Studio Code: the emulator is the server of GDB |

    """
  }
}
