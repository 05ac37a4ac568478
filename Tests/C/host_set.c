/* host_set.c - the library with one of its sets of kernels for this machine, for Tools/test-conformance
 *
 * Linked into a shared library with HOST_SET defined, it chooses that set when the library is loaded; without, it is a
 * program that prints the names of the sets that the machine has. */
#include "halfword_host.h"

#ifdef HOST_SET
__attribute__((constructor)) static void choose(void)
{
    halfword_host_choose(HOST_SET);
}
#else
#include <stdio.h>

int main(void)
{
    uint32_t index;
    for (index = 0; halfword_host_set(index) != NULL; index++)
        puts(halfword_host_set(index)->name);
    return 0;
}
#endif
