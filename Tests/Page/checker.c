/* The conformance suite as WebAssembly: it is linked with no library, and calls the functions of the page's own module,
 * whose memory it shares. */
#include "halfword_conformance.h"

static const halfword_functions functions = HALFWORD_LINKED_FUNCTIONS;
static halfword_conformance suite;

/* The verdict on a record. */
__attribute__((export_name("check"))) int check(void *scratch, uint32_t scratch_size, const void *record, uint32_t size)
{
    suite.functions = &functions;
    suite.scratch = scratch;
    suite.scratch_size = scratch_size;
    return halfword_conformance_check(&suite, record, size);
}

__attribute__((export_name("message"))) const char *message(void)
{
    return suite.message;
}

__attribute__((export_name("name"))) const char *name(const void *record, uint32_t size)
{
    return halfword_vectors_record_name(record, size);
}

__attribute__((export_name("record_count"))) uint32_t record_count(const void *header)
{
    return halfword_vectors_record_count(header, 0);
}

__attribute__((export_name("record_size"))) uint32_t record_size(const void *start)
{
    return halfword_vectors_record_size(start);
}
