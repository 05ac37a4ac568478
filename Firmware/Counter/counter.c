/*
 * A QEMU plugin that counts the instructions a core executes between two markers, which are the
 * addresses of functions, and estimates the cycles that they take.
 *
 *     -plugin counter.so,start=0x…,stop=0x…,layer=0x…,core=NAME,output=FILE
 *
 * The first stretch between the markers is empty and gives what the markers cost; it is taken off
 * every other. Each further stretch gives a line in FILE
 *
 *     stretch INDEX INSTRUCTIONS CYCLES
 *
 * and each part of it that begins at `layer`, an address that may be given more than once,
 *
 *     layer INDEX INSTRUCTIONS CYCLES
 *
 * A stretch that is equal to the one before it, layers included, only gives the line "same".
 */
#include "plugin.h"
#include "timing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LAYER_ENTRIES = 8, MOST_LAYERS = 256 };

typedef struct {
    uint64_t instructions;
    uint64_t cycles;
} amount;

typedef struct {
    amount total;
    uint32_t layer_count;
    /* What was counted when each layer began, from the start of the stretch. */
    amount layers[MOST_LAYERS];
} stretch;

int qemu_plugin_version = PLUGIN_INTERFACE_VERSION;

static uint64_t start_address, stop_address;
static uint64_t layer_entries[MOST_LAYER_ENTRIES];
static uint32_t layer_entry_count;
static const timing *core;
static FILE *output;

static amount now;
static amount begun;
static amount marker_cost;
static uint32_t stretch_count;
static stretch current, previous;
static uint64_t next_address;

static amount difference(amount later, amount earlier)
{
    const amount result = {later.instructions - earlier.instructions,
                           later.cycles - earlier.cycles};
    return result;
}

static void started(unsigned processor, void *data)
{
    (void)processor;
    (void)data;
    begun = now;
    memset(&current, 0, sizeof current);
}

static void layer_began(unsigned processor, void *data)
{
    (void)processor;
    (void)data;
    if (current.layer_count < MOST_LAYERS)
        current.layers[current.layer_count++] = difference(now, begun);
}

static void report(uint32_t index)
{
    uint32_t layer;
    fprintf(output, "stretch %" PRIu32 " %" PRIu64 " %" PRIu64 "\n", index,
            current.total.instructions, current.total.cycles);
    for (layer = 0; layer < current.layer_count; layer++) {
        const amount end = layer + 1 < current.layer_count
            ? current.layers[layer + 1]
            : (amount){current.total.instructions + marker_cost.instructions,
                       current.total.cycles + marker_cost.cycles};
        const amount taken = difference(end, current.layers[layer]);
        fprintf(output, "layer %" PRIu32 " %" PRIu64 " %" PRIu64 "\n", layer, taken.instructions,
                taken.cycles);
    }
}

static void stopped(unsigned processor, void *data)
{
    (void)processor;
    (void)data;
    if (stretch_count++ == 0) {
        marker_cost = difference(now, begun);
        return;
    }
    current.total = difference(difference(now, begun), marker_cost);
    if (stretch_count > 2 && memcmp(&current, &previous, sizeof current) == 0)
        fputs("same\n", output);
    else
        report(stretch_count - 2);
    previous = current;
}

/* A block that does not follow the one before it was reached by a jump. */
static void block_began(unsigned processor, void *data)
{
    const uint64_t *range = data;
    (void)processor;
    if (range[0] != next_address)
        now.cycles += core->taken_branch;
    next_address = range[1];
}

static void translated(plugin_id id, struct qemu_plugin_tb *block)
{
    const size_t count = qemu_plugin_tb_n_insns(block);
    uint64_t *range = malloc(2 * sizeof *range);
    size_t index;
    uint32_t entry;
    (void)id;

    range[0] = range[1] = qemu_plugin_tb_vaddr(block);
    for (index = 0; index < count; index++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, index);
        const uint64_t address = qemu_plugin_insn_vaddr(instruction);
        const void *code = qemu_plugin_insn_data(instruction);
        /* Not QEMU's size: an instruction of two bytes before the last two of a page has four there. */
        const size_t size = core->size(code);
        range[1] = address + size;
        if (address == start_address)
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, started, PLUGIN_NO_REGISTERS, NULL);
        if (address == stop_address)
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, stopped, PLUGIN_NO_REGISTERS, NULL);
        for (entry = 0; entry < layer_entry_count; entry++)
            if (address == layer_entries[entry])
                qemu_plugin_register_vcpu_insn_exec_cb(instruction, layer_began,
                                                       PLUGIN_NO_REGISTERS, NULL);
        qemu_plugin_register_vcpu_insn_exec_inline(instruction, PLUGIN_ADD_U64, &now.instructions,
                                                   1);
        qemu_plugin_register_vcpu_insn_exec_inline(
            instruction, PLUGIN_ADD_U64, &now.cycles,
            core->cycles(code, size));
    }
    /* The range lives as long as the block may run: to the end. */
    qemu_plugin_register_vcpu_tb_exec_cb(block, block_began, PLUGIN_NO_REGISTERS, range);
}

static void finished(plugin_id id, void *data)
{
    (void)id;
    (void)data;
    fclose(output);
}

static int read_argument(const char *argument)
{
    const char *value = strchr(argument, '=');
    if (value == NULL)
        return 0;
    value++;
    if (strncmp(argument, "start=", 6) == 0)
        start_address = strtoull(value, NULL, 0);
    else if (strncmp(argument, "stop=", 5) == 0)
        stop_address = strtoull(value, NULL, 0);
    else if (strncmp(argument, "layer=", 6) == 0 && layer_entry_count < MOST_LAYER_ENTRIES)
        layer_entries[layer_entry_count++] = strtoull(value, NULL, 0);
    else if (strncmp(argument, "core=", 5) == 0)
        core = timing_of_core(value);
    else if (strncmp(argument, "output=", 7) == 0)
        output = fopen(value, "w");
    else
        return 0;
    return 1;
}

int qemu_plugin_install(plugin_id id, const plugin_information *information, int argument_count,
                        char **arguments)
{
    int index;
    (void)information;
    for (index = 0; index < argument_count; index++)
        if (!read_argument(arguments[index])) {
            fprintf(stderr, "counter: cannot use \"%s\"\n", arguments[index]);
            return 1;
        }
    if (start_address == 0 || stop_address == 0 || core == NULL || output == NULL) {
        fputs("counter: start, stop, core and output must be given\n", stderr);
        return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, finished, NULL);
    return 0;
}
