/*
 * host_kernels.c - each set of kernels of halfword_host.h beside exact sums, for Tools/test-host-kernels
 *
 * Inputs and weights end where no page follows. It needs nothing but mmap, mprotect and puts, so that start_arm64.c is
 * all that an emulated arm64 needs besides. The tests in Swift, HostKernelTests, try more shapes.
 */
#include "halfword_host.h"

#include <stddef.h>
#include <stdint.h>

void *mmap(void *address, size_t size, int protection, int flags, int file, long offset);
int mprotect(void *address, size_t size, int protection);
int puts(const char *text);

enum { TASKS = 4000, MOST_COLUMNS = 90, MOST_UNITS = 20, MOST_SAMPLES = 6, PAGE = 65536, ROOM = 1 << 20 };

static uint64_t state = 88172645463325252u;

static uint32_t random_word(void)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (uint32_t)(state >> 20);
}

static uint32_t random_below(uint32_t bound)
{
    return random_word() % bound;
}

/* Memory that ends where no page follows, of one of a few stretches. */
static void *end_of(uint32_t stretch, size_t size)
{
    static unsigned char *stretches[8];
    if (stretches[stretch] == NULL) {
        stretches[stretch] = mmap(NULL, ROOM + PAGE, 3, 0x22, -1, 0);
        mprotect(stretches[stretch] + ROOM, PAGE, 0);
    }
    return stretches[stretch] + ROOM - size;
}

static int fail(const halfword_host_kernels *set, const char *what)
{
    puts(set->name);
    puts(what);
    return 1;
}

/* Where a weight stands in a panel. */
static int32_t weight(const unsigned char *panel, uint32_t bits, uint32_t row, uint32_t column)
{
    const unsigned char *pair = panel + (size_t)(column / 2) * bits;
    const uint32_t second = column & 1;
    int32_t value;
    if (bits == 16)
        return ((const int16_t *)(const void *)pair)[2 * row + second];
    if (bits == 8)
        return ((const int8_t *)pair)[(row & 2) << 1 | second << 1 | (row & 1)];
    value = pair[second << 1 | row >> 1] >> (row % 2 * 4) & 15;
    return value > 7 ? value - 16 : value;
}

static int64_t row_sum(const halfword_host_rows *rows, uint32_t row, const int16_t *inputs)
{
    const size_t panel_size = (size_t)(rows->columns + 1) / 2 * rows->bits;
    const unsigned char *panel = (const unsigned char *)rows->weights + row / 4 * panel_size;
    int64_t sum = rows->starts[row];
    uint32_t column;
    for (column = 0; column < rows->columns; column++)
        sum += (int64_t)weight(panel, rows->bits, row % 4, column) * inputs[column];
    return rows->sums == HALFWORD_SUMS_32 ? (int32_t)sum : sum;
}

/* Rows whose sums are what their form says: where it asks for that, as large as it allows. */
static halfword_host_rows random_rows(void)
{
    static const uint32_t bits[] = {16, 8, 4}, forms[] = {0, 16, 32, 64};
    halfword_host_rows rows = {0};
    size_t index, size, inputs;
    uint32_t panels, terms;
    const uint32_t kind = random_below(3);
    unsigned char *weights;
    int16_t *words;
    int32_t *starts;
    uint8_t *fractions;
    rows.bits = bits[random_below(3)];
    rows.sums = forms[rows.bits == 16 ? random_below(4) : random_below(2) * 3];
    rows.columns = 1 + random_below(MOST_COLUMNS);
    rows.rows = 1 + random_below(MOST_UNITS);
    rows.samples = 1 + random_below(MOST_SAMPLES);
    rows.pieces = 1;
    rows.least = random_below(2) ? 0 : -32768;
    rows.input_stride = rows.columns + random_below(3);
    rows.output_stride = rows.rows + random_below(3);
    panels = (rows.rows + 3) / 4;
    size = (size_t)(rows.columns + 1) / 2 * rows.bits * panels;
    weights = end_of(0, size);
    for (index = 0; index < size; index++)
        weights[index] = kind == 0 ? (rows.bits == 16 ? index % 2 << 7 : rows.bits == 8 ? 0x80 : 0x88)
                                   : (unsigned char)random_word();
    terms = rows.sums == HALFWORD_SUMS_32 ? rows.columns : rows.sums;
    if (rows.bits == 16 && rows.sums != HALFWORD_SUMS_64)
        for (index = 0; index < size / 2; index++) {
            int16_t *value = (int16_t *)(void *)weights + index;
            *value = (int16_t)(kind == 0 ? -(int32_t)(30000 / terms) : *value / (int32_t)(terms + 1));
        }
    inputs = rows.input_stride * (rows.samples - 1) + rows.columns;
    words = end_of(1, 2 * inputs);
    for (index = 0; index < inputs; index++)
        words[index] = kind == 0 ? INT16_MIN : (int16_t)random_word();
    starts = end_of(2, 16 * panels);
    fractions = end_of(3, 4 * panels);
    for (index = 0; index < 4 * panels; index++) {
        starts[index] = (int32_t)(random_word() * 3);
        fractions[index] = (uint8_t)random_below(23);
    }
    rows.weights = weights;
    rows.inputs = words;
    rows.starts = starts;
    rows.fractions = fractions;
    rows.outputs = end_of(4, 2 * (rows.output_stride * (rows.samples - 1) + rows.rows));
    return rows;
}

static int try_rows(const halfword_host_kernels *set, const halfword_host_rows *rows)
{
    uint32_t sample, row, saturations = 0;
    const uint32_t given = set->run_rows(rows);
    for (sample = 0; sample < rows->samples; sample++)
        for (row = 0; row < rows->rows; row++) {
            const int16_t *inputs = rows->inputs + sample * rows->input_stride;
            int64_t value = row_sum(rows, row, inputs) >> rows->fractions[row];
            saturations += value > 32767 || (rows->least != 0 && value < -32768);
            value = value < rows->least ? rows->least : value > 32767 ? 32767 : value;
            if (rows->outputs[sample * rows->output_stride + row] != value)
                return fail(set, "a row is wrong");
        }
    return given == saturations ? 0 : fail(set, "saturations are wrong");
}

/* The first panel; its sums, and those of narrow weights, go on from other ones. */
static int try_panel(const halfword_host_kernels *set, const halfword_host_rows *rows)
{
    int32_t sums[8] = {0};
    halfword_narrow_panel panel = {0};
    uint32_t row;
    panel.sums = sums;
    panel.weights = rows->weights;
    panel.inputs = rows->inputs;
    panel.columns = rows->columns;
    for (row = 0; row < 4; row++)
        sums[2 * row] = rows->starts[row];
    if (rows->bits == 16)
        set->sum_panel(sums, rows->starts, rows->weights, rows->inputs, rows->columns, rows->sums);
    else
        (rows->bits == 8 ? set->add_panel_8 : set->add_panel_4)(&panel);
    for (row = 0; row < 4 && row < rows->rows; row++) {
        const int64_t sum = row_sum(rows, row, rows->inputs);
        if (sums[2 * row] != (int32_t)sum)
            return fail(set, "a panel is wrong");
        if (rows->bits == 16 && rows->sums != HALFWORD_SUMS_32 && sums[2 * row + 1] != (int32_t)(sum >> 32))
            return fail(set, "a panel's high word is wrong");
    }
    return 0;
}

static int try_errors(const halfword_host_kernels *set, const halfword_host_rows *rows)
{
    int16_t *errors = end_of(5, 2 * rows->columns);
    int32_t sums[8];
    uint32_t row, column;
    if (rows->bits != 16)
        return 0;
    for (column = 0; column < rows->columns; column++)
        errors[column] = (int16_t)(rows->inputs[column] & 0x7FFF);
    for (row = 0; row < 8; row++)
        sums[row] = row % 2 != 0 ? 1 : -1;
    set->add_errors(sums, rows->weights, errors, rows->columns);
    for (row = 0; row < 4; row++) {
        int64_t sum = ((int64_t)1 << 32) + 0xFFFFFFFF;
        for (column = 0; column < rows->columns; column++) {
            const int32_t value = weight(rows->weights, 16, row, column);
            sum += (int64_t)(value < 0 ? ~value : value) * errors[column];
        }
        if (sums[2 * row] != (int32_t)sum || sums[2 * row + 1] != (int32_t)(sum >> 32))
            return fail(set, "error sums are wrong");
    }
    return 0;
}

/* The rows' weights and inputs, read as those of a depthwise convolution with a kernel of one row. */
static int try_places(const halfword_host_kernels *set, const halfword_host_rows *rows)
{
    halfword_host_places places = {0};
    const uint32_t words = 32 / rows->bits;
    const uint32_t channels = rows->rows < rows->columns ? rows->rows : rows->columns;
    uint32_t row, place;
    places.weights = rows->weights;
    places.starts = rows->starts;
    places.fractions = rows->fractions;
    places.inputs = rows->inputs;
    places.outputs = end_of(6, 2 * channels);
    places.right = channels;
    places.place_size = (size_t)(channels + words - 1) / words * 4;
    places.rows = channels;
    places.sums = rows->sums == HALFWORD_SUMS_32 ? HALFWORD_SUMS_32 : HALFWORD_SUMS_64;
    places.bits = rows->bits;
    places.least = rows->least;
    places.height = 1;
    places.width = rows->columns / channels;
    while (places.width * places.place_size > (size_t)(rows->columns + 1) / 2 * rows->bits * ((rows->rows + 3) / 4))
        places.width--;
    set->run_places(&places);
    for (row = 0; row < channels; row++) {
        int64_t value = places.starts[row];
        for (place = 0; place < places.width; place++) {
            const unsigned char *first = (const unsigned char *)places.weights + place * places.place_size;
            int32_t number = rows->bits == 16  ? ((const int16_t *)(const void *)first)[row]
                             : rows->bits == 8 ? ((const int8_t *)first)[row]
                                               : first[row / 2] >> (row % 2 * 4) & 15;
            if (rows->bits == 4 && number > 7)
                number -= 16;
            value += (int64_t)number * places.inputs[place * channels + row];
        }
        if (places.sums == HALFWORD_SUMS_32)
            value = (int32_t)value;
        value >>= places.fractions[row];
        value = value < places.least ? places.least : value > 32767 ? 32767 : value;
        if (places.outputs[row] != value)
            return fail(set, "a depthwise row is wrong");
    }
    return 0;
}

int main(void)
{
    uint32_t task, index;
    for (task = 0; task < TASKS; task++) {
        const halfword_host_rows rows = random_rows();
        for (index = 0; halfword_host_set(index) != NULL; index++) {
            const halfword_host_kernels *set = halfword_host_set(index);
            if (try_rows(set, &rows) || try_panel(set, &rows) || try_errors(set, &rows) || try_places(set, &rows))
                return 1;
        }
    }
    for (index = 0; halfword_host_set(index) != NULL; index++)
        puts(halfword_host_set(index)->name);
    return 0;
}
