#include "allocation_counter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int is_counting;
static atomic_long count;

#ifdef __GLIBC__

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static void note(void)
{
    if (atomic_load_explicit(&is_counting, memory_order_relaxed))
        atomic_fetch_add(&count, 1);
}

void *malloc(size_t size)
{
    note();
    return __libc_malloc(size);
}

void *calloc(size_t elements, size_t size)
{
    note();
    return __libc_calloc(elements, size);
}

void *realloc(void *pointer, size_t size)
{
    note();
    return __libc_realloc(pointer, size);
}

void *memalign(size_t alignment, size_t size)
{
    note();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    note();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size)
{
    note();
    *pointer = __libc_memalign(alignment, size);
    return *pointer ? 0 : ENOMEM;
}

void free(void *pointer)
{
    __libc_free(pointer);
}

#endif

void allocation_counter_start(void)
{
    atomic_store(&count, 0);
    atomic_store(&is_counting, 1);
}

long allocation_counter_stop(void)
{
    atomic_store(&is_counting, 0);
    return atomic_load(&count);
}
