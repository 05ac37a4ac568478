/*
 * Instruction timings as published:
 *
 *   Cortex-M0   Cortex-M0 Technical Reference Manual (ARM DDI 0432C), table 3-1, with the multiplier
 *               of one cycle
 *   Cortex-M3   Cortex-M3 Technical Reference Manual (ARM DDI 0337), table of instruction timings
 *   Cortex-M4   Cortex-M4 Technical Reference Manual (ARM 100166), table 3-1
 *   RISC-V      Ibex Reference Guide, "Pipeline Details", with the multiplier of one cycle
 *
 * A pipeline is refilled in two cycles on Cortex-M0, M3 and M4, and a load on M3 and M4 takes two
 * cycles, also next to another, where the core may take one: so the estimates are a little high. A
 * division takes its longest.
 */
#include "timing.h"

#include <string.h>

static uint32_t bits_set(uint32_t word)
{
    uint32_t count = 0;
    for (; word != 0; word &= word - 1)
        count++;
    return count;
}

static uint32_t halfword_at(const void *code, size_t index)
{
    const unsigned char *bytes = code;
    return bytes[2 * index] | (uint32_t)bytes[2 * index + 1] << 8;
}

/* Bytes of an instruction, by its first halfword: Armv6-M Architecture Reference Manual, A5.1. */
static size_t thumb_size(const void *code)
{
    return halfword_at(code, 0) >= 0xE800 ? 4 : 2;
}

/* The same for RISC-V: The RISC-V Instruction Set Manual, volume I, 1.5. */
static size_t riscv_size(const void *code)
{
    return (halfword_at(code, 0) & 3) == 3 ? 4 : 2;
}

/* The 16-bit instructions of Thumb that take more than one cycle on every Cortex-M: loads, stores,
 * and those of several registers. */
static uint32_t thumb16(uint32_t code)
{
    if ((code & 0xF800) == 0x4800 || (code & 0xF000) == 0x5000 || (code & 0xE000) == 0x6000
        || (code & 0xF000) == 0x8000 || (code & 0xF000) == 0x9000)
        return 2; /* LDR, STR and their kin */
    if ((code & 0xF000) == 0xC000)
        return 1 + bits_set(code & 0xFF); /* LDM, STM */
    if ((code & 0xF600) == 0xB400)
        return 1 + bits_set(code & 0x1FF); /* PUSH, POP */
    return 1;
}

static uint32_t cortex_m0(const void *code, size_t size)
{
    /* BL, the one 32-bit instruction that applications use: 4 cycles taken. */
    return size == 2 ? thumb16(halfword_at(code, 0)) : 2;
}

/* The 32-bit instructions of Thumb; `accumulate` is what MLA takes. */
static uint32_t thumb32(const void *code, uint32_t accumulate)
{
    const uint32_t first = halfword_at(code, 0), second = halfword_at(code, 1);
    if ((first & 0xFE40) == 0xE800)
        return 1 + bits_set(second); /* LDM, STM */
    if ((first & 0xFE40) == 0xE840)
        return 3; /* LDRD, STRD; TBB takes as many with its jump */
    if ((first & 0xFE00) == 0xF800)
        return 2; /* LDR, STR and their kin */
    if ((first & 0xFF80) == 0xFB00)
        return (second & 0xF000) != 0xF000 ? accumulate : 1; /* MLA, SMLAD and their kin; MUL */
    if ((first & 0xFF80) == 0xFB80) {
        if ((first & 0x50) == 0x10)
            return 12; /* SDIV, UDIV */
        return accumulate == 1 ? 1 : (first & 0x40) != 0 ? 7 : 5; /* SMLAL and kin; SMULL */
    }
    return 1;
}

static uint32_t cortex_m3(const void *code, size_t size)
{
    return size == 2 ? thumb16(halfword_at(code, 0)) : thumb32(code, 2);
}

static uint32_t cortex_m4(const void *code, size_t size)
{
    return size == 2 ? thumb16(halfword_at(code, 0)) : thumb32(code, 1);
}

/* Loads and stores take 2 cycles, divisions 37. */
static uint32_t ibex(const void *code, size_t size)
{
    const uint32_t first = halfword_at(code, 0);
    if (size == 2) {
        const uint32_t quadrant = first & 3, function = first >> 13;
        return (quadrant == 0 && function != 0) || (quadrant == 2 && (function & 3) == 2) ? 2 : 1;
    }
    if ((first & 0x7F) == 0x03 || (first & 0x7F) == 0x23)
        return 2;
    if ((first & 0x7F) == 0x33 && (halfword_at(code, 1) >> 9) == 1 && (first & 0x4000) != 0)
        return 37;
    return 1;
}

static uint32_t none(const void *code, size_t size)
{
    (void)code;
    (void)size;
    return 0;
}

const timing *timing_of_core(const char *name)
{
    static const timing cores[] = {{"cortex-m0", thumb_size, cortex_m0, 2},
                                   {"cortex-m3", thumb_size, cortex_m3, 2},
                                   {"cortex-m4", thumb_size, cortex_m4, 2},
                                   {"ibex", riscv_size, ibex, 1},
                                   {"none", thumb_size, none, 0}};
    size_t index;
    for (index = 0; index < sizeof cores / sizeof cores[0]; index++)
        if (strcmp(cores[index].name, name) == 0)
            return &cores[index];
    return NULL;
}
