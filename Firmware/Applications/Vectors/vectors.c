/*
 * Runs a file of conformance vectors, one record at a time, in the memory that the board has. The path
 * of the file is the macro VECTORS_FILE. See Docs/conformance.md.
 */
#include "board.h"
#include "report.h"

#include "halfword_conformance.h"

static const halfword_functions functions = HALFWORD_LINKED_FUNCTIONS;

/* Reads bytes that nobody needs. */
static int skip(uint32_t size)
{
    uint32_t word;
    for (; size > 0; size -= sizeof word)
        if (!board_read(&word, sizeof word))
            return 0;
    return 1;
}

/* How many records have which verdict. */
static struct {
    uint32_t passed, failed, skipped, all;
} counts;

static void count(const char *name, int verdict, const char *message)
{
    counts.all++;
    if (verdict == HALFWORD_CONFORMANCE_PASSED) {
        counts.passed++;
        return;
    }
    if (verdict == HALFWORD_CONFORMANCE_SKIPPED) {
        counts.skipped++;
        return;
    }
    counts.failed++;
    board_write("  ");
    board_write(name);
    board_write(": ");
    board_write(message);
    board_write("\n");
}

/* Reads and checks the next record. Returns 0 where the file ends too early. */
static int check_next(uint32_t *memory, uint32_t size)
{
    halfword_conformance suite = {&functions, 0, 0, ""};
    uint32_t record_size;
    int verdict;
    if (!board_read(memory, HALFWORD_VECTORS_RECORD_START))
        return 0;
    record_size = halfword_vectors_record_size(memory);
    if (record_size == 0)
        return 0;
    if (record_size > size) {
        count("", HALFWORD_CONFORMANCE_SKIPPED, "");
        return skip(record_size - HALFWORD_VECTORS_RECORD_START);
    }
    if (!board_read((char *)memory + HALFWORD_VECTORS_RECORD_START,
                    record_size - HALFWORD_VECTORS_RECORD_START))
        return 0;
    suite.scratch = memory + record_size / sizeof *memory;
    suite.scratch_size = size - record_size;
    verdict = halfword_conformance_check(&suite, memory, record_size);
    count(halfword_vectors_record_name(memory, record_size), verdict, suite.message);
    return 1;
}

int application(void)
{
    uint32_t size, record_count, index;
    uint32_t *memory = board_memory(&size);

    if (!board_open(VECTORS_FILE) || !board_read(memory, HALFWORD_VECTORS_HEADER_SIZE)) {
        board_write("cannot read " VECTORS_FILE "\n");
        return 1;
    }
    record_count = halfword_vectors_record_count(memory, 0);
    for (index = 0; index < record_count; index++)
        if (!check_next(memory, size))
            break;
    write_number(counts.passed);
    board_write(" of ");
    write_number(record_count);
    board_write(" records pass");
    if (counts.skipped > 0) {
        board_write(", ");
        write_number(counts.skipped);
        board_write(" need more memory");
    }
    board_write(".\n");
    if (record_count == 0 || counts.all < record_count) {
        board_write("the file is damaged, or of another version\n");
        return 1;
    }
    return counts.failed != 0 || counts.passed == 0;
}
