/*
 * Prints what each layer of a model gives on this board for one sample, as lines of layer,unit,value: what
 * `halfword explain --target-trace` reads. The model is the first record of the file of vectors whose path
 * is the macro VECTORS_FILE, the sample is TRACE_SAMPLE. See Docs/conformance.md.
 */
#include "board.h"
#include "report.h"

#include "halfword_conformance.h"

static const halfword_functions functions = HALFWORD_LINKED_FUNCTIONS;

static void write_unit(void *context, uint32_t layer, uint32_t unit, int16_t value)
{
    (void)context;
    write_number(layer);
    board_write(",");
    write_number(unit);
    board_write(",");
    write_signed(value);
    board_write("\n");
}

int application(void)
{
    halfword_conformance suite = {&functions, 0, 0, ""};
    uint32_t size, record_size = 0;
    uint32_t *memory = board_memory(&size);

    if (board_open(VECTORS_FILE) && board_read(memory, HALFWORD_VECTORS_HEADER_SIZE)
        && halfword_vectors_record_count(memory, 0) > 0
        && board_read(memory, HALFWORD_VECTORS_RECORD_START))
        record_size = halfword_vectors_record_size(memory);
    if (record_size > size) {
        board_write(VECTORS_FILE " needs more memory than the board has\n");
        return 1;
    }
    if (record_size == 0
        || !board_read((char *)memory + HALFWORD_VECTORS_RECORD_START,
                       record_size - HALFWORD_VECTORS_RECORD_START)) {
        board_write("cannot read " VECTORS_FILE "\n");
        return 1;
    }
    suite.scratch = memory + record_size / sizeof *memory;
    suite.scratch_size = size - record_size;
    if (halfword_conformance_trace(&suite, memory, record_size, TRACE_SAMPLE, write_unit, 0)
        != HALFWORD_CONFORMANCE_PASSED) {
        board_write(suite.message);
        board_write("\n");
        return 1;
    }
    return 0;
}
