"""The bits that Python gives are those of the C library, of C without the library, and of an emulated Cortex-M4."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import halfword

INSTALLATION = Path(halfword.__file__).parent / "installation"

#: Runs rows of input words and writes the output words of each in a line. BEGIN and RUN are what differs between the
#: library and C without it.
PROGRAM = """
static const int16_t inputs[] = { NUMBERS };
static int16_t output[DIGITS_OUTPUT_COUNT];
static void write_number(int value)
{
    char text[8] = " ";
    int at = 7, magnitude = value < 0 ? -value : value;
    text[at] = '\\0';
    do text[--at] = (char)('0' + magnitude % 10); while ((magnitude /= 10) > 0);
    if (value < 0) text[--at] = '-';
    board_write(" ");
    board_write(text + at);
}
int application(void)
{
    int sample, i;
    BEGIN
    for (sample = 0; sample < SAMPLES; sample++) {
        const int16_t *input = inputs + sample * DIGITS_INPUT_COUNT;
        RUN
        board_write("words");
        for (i = 0; i < DIGITS_OUTPUT_COUNT; i++) write_number(output[i]);
        board_write("\\n");
    }
    return 0;
}
"""
ON_THIS_MACHINE = """
#include <stdio.h>
#define board_write(text) ((void)fputs(text, stdout))
#define application main
#include "digits.h"
"""
LIBRARY = {
    "BEGIN": "static halfword_model model; static uint32_t workspace[DIGITS_WORKSPACE_WORDS];"
    "if (digits_open(&model) != HALFWORD_OK) return 1;",
    "RUN": "if (halfword_run(&model, input, DIGITS_INPUT_COUNT, output, DIGITS_OUTPUT_COUNT, workspace,"
    "sizeof workspace) != HALFWORD_OK) return 2;",
}
ALONE = {"BEGIN": "static int16_t workspace[DIGITS_WORKSPACE_COUNT];", "RUN": "digits_run(input, output, workspace);"}


def program(head, parts, words):
    text = PROGRAM.replace("NUMBERS", ", ".join(map(str, words.ravel().tolist()))).replace("SAMPLES", str(len(words)))
    for name, part in parts.items():
        text = text.replace(name, part)
    return head + text


def outputs(command, folder):
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    lines = [line.split()[1:] for line in result.stdout.splitlines() if line.startswith("words")]
    return np.array(lines, np.int16)


def test_the_c_library_gives_the_same_bits(model, digits, tmp_path):
    words = model.words(digits[0][:300])
    model.save_c(tmp_path / "digits.h")
    (tmp_path / "main.c").write_text(program(ON_THIS_MACHINE, LIBRARY, words))
    library = [INSTALLATION / "lib/libhalfword.a", "-Wl,--gc-sections"]
    subprocess.run(["cc", "-I", INSTALLATION / "include", "main.c", *library, "-o", "main"], cwd=tmp_path, check=True)
    assert (outputs(["./main"], tmp_path) == model.raw(words)).all()


def test_c_without_the_library_gives_the_same_bits(model, digits, tmp_path):
    words = model.words(digits[0][:300])
    model.save_source(tmp_path / "digits.c")
    (tmp_path / "main.c").write_text(program(ON_THIS_MACHINE, ALONE, words))
    subprocess.run(["cc", "main.c", "digits.c", "-o", "main"], cwd=tmp_path, check=True)
    assert (outputs(["./main"], tmp_path) == model.raw(words)).all()


@pytest.mark.skipif(
    shutil.which("arm-none-eabi-gcc") is None or shutil.which("qemu-system-arm") is None,
    reason="SKIPPED: there is no compiler for Arm, or no QEMU",
)
def test_an_emulated_board_gives_the_same_bits(model, digits, tmp_path):
    words = model.words(digits[0][:60])
    model.project(tmp_path, target="cortex-m4", name="digits")
    (tmp_path / "main.c").write_text(program('#include "board.h"\n#include "digits.h"\n', LIBRARY, words))
    assert (outputs(["make", "run"], tmp_path) == model.raw(words)).all()
