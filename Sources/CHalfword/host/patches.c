/* patches.c - convolutions as rows that read a copy of each position's window; see ../include/halfword_host.h */
#include "../include/halfword_host.h"

#if HALFWORD_HAS_HOST_KERNELS
/* Puts a run: some zeros, values, and zeros up to a pair. Gives where the next one goes. */
static int16_t *put_run(int16_t *place, const int16_t *values, uint32_t zeros, uint32_t count, uint32_t length)
{
    const uint32_t end = length + (length & 1u);
    uint32_t index;
    for (index = 0; index < zeros; index++)
        place[index] = 0;
    __builtin_memcpy(place + zeros, values, sizeof *place * count);
    for (index = zeros + count; index < end; index++)
        place[index] = 0;
    return place + end;
}

/* A row of the kernel whose places lie side by side, or which has one. */
static int16_t *put_row(const halfword_host_patches *patches, int16_t *place, const int16_t *row, int64_t x)
{
    const int64_t width = patches->width, kernel = patches->kernel_width;
    const int64_t first = x < 0 ? -x : 0, end = width - x < kernel ? width - x : kernel;
    const uint32_t channels = patches->channels, length = patches->kernel_width * channels;
    if (end <= first)
        return put_run(place, row, length, 0, length);
    return put_run(place, row + (x + first) * channels, (uint32_t)first * channels, (uint32_t)(end - first) * channels,
                   length);
}

/* A row of the kernel whose places lie apart. */
static int16_t *put_places(const halfword_host_patches *patches, int16_t *place, const int16_t *row, int64_t x)
{
    const uint32_t channels = patches->channels;
    uint32_t column;
    for (column = 0; column < patches->kernel_width; column++, x += patches->horizontal_dilation)
        place = x >= 0 && x < patches->width ? put_run(place, row + x * channels, 0, channels, channels)
                                             : put_run(place, row, channels, 0, channels);
    return place;
}

/* What the rows read at a position. */
static int16_t *put_patch(const halfword_host_patches *patches, int16_t *place, uint32_t position)
{
    const uint32_t down = position / patches->positions_across, right = position % patches->positions_across;
    const int64_t x = (int64_t)right * patches->horizontal_stride - patches->left;
    int64_t y = (int64_t)down * patches->vertical_stride - patches->top;
    uint32_t kernel_row;
    for (kernel_row = 0; kernel_row < patches->kernel_height; kernel_row++, y += patches->vertical_dilation) {
        const int is_inside = y >= 0 && y < patches->height;
        const int16_t *row = patches->inputs + (is_inside ? y * patches->width * patches->channels : 0);
        /* A row beyond the tensor has no place in it. */
        const int64_t begin = is_inside ? x : patches->width;
        place = patches->rows_are_runs ? put_row(patches, place, row, begin) : put_places(patches, place, row, begin);
    }
    return place;
}

uint32_t halfword_host_run_patches(const halfword_host_patches *patches, uint32_t first, uint32_t count)
{
    int16_t values[HALFWORD_HOST_PATCH_VALUES];
    int16_t *place = values;
    halfword_host_rows rows = patches->rows;
    uint32_t index;
    for (index = 0; index < count; index++)
        place = put_patch(patches, place, first + index);
    rows.inputs = values;
    rows.input_stride = rows.columns;
    rows.samples = count;
    return halfword_host()->run_rows(&rows);
}
#else
/* No file is empty in C. */
typedef int nothing_for_this_machine;
#endif
