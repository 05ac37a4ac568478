/*
 * rows.h - the kernels of halfword_host.h, over a handful of primitives
 *
 * Included once for each instruction set, by a file that has defined TARGET, the attribute of a function that uses it,
 * and these:
 *
 *   LANES                 16-byte lanes of a vector
 *   TILE_SAMPLES          samples that go through a tile of rows together: as many as the registers hold the sums of
 *   vec                   a vector of 8 * LANES numbers of 16 bits, or 4 * LANES of 32
 *   vec_load              from any address
 *   vec_load_part         from an address, of `bytes` bytes, a multiple of 4 and fewer than a vector's; 0 beyond
 *   vec_magnitude         of numbers of 16 bits, of negative ones less 1
 *   vec_spread            2 * LANES inputs, a pair a lane, each four times
 *   vec_spread_8          4 * LANES inputs, two pairs a lane, each twice
 *   vec_even_8, vec_odd_8 of weights of 8 bits those of rows 0 and 2, and 1 and 3, as numbers of 16
 *   vec_row_4             of weights of 4 bits those of a row
 *   acc                   sums in 32 bits; acc_zero, acc_add_products adds the products of pairs
 *   wide                  sums in 64 bits; wide_zero, wide_add (adds sums in 32 bits), wide_add_products
 *   acc_rows, acc_rows_8, acc_rows_4     the sums of a panel's four rows, mod 2^32
 *   wide_rows, wide_rows_8, wide_rows_4  those in 64 bits, with start words: mod 2^32, and shifted right by 16;
 *                         wide_rows is told whether wide_add_products made the sums
 */
#include "../include/halfword_host.h"

enum { PANEL_ROWS = 4, TILE_PANELS = 4, WEIGHT_BYTES = 2 };

/* The sums of a tile: of some panels and samples. */
typedef struct {
    int32_t low[TILE_SAMPLES][TILE_PANELS * PANEL_ROWS];
    int32_t top[TILE_SAMPLES][TILE_PANELS * PANEL_ROWS]; /* the sums shifted right by 16; of those in 32 bits nothing */
} tile_sums;

/* What a tile reads. */
typedef struct {
    const unsigned char *weights;
    size_t panel_size;
    const int16_t *inputs;
    size_t input_stride;
    uint32_t columns;
    const int32_t *starts;
} tile_data;

/* The columns of a last part of a vector, and 0 beyond. */
INLINE void copy_tail(int16_t *tail, uint32_t capacity, const int16_t *inputs, uint32_t count)
{
    uint32_t index;
    for (index = 0; index < capacity; index++)
        tail[index] = 0;
    for (index = 0; index < count; index++)
        tail[index] = inputs[index];
}

/* How sums of weights of 16 bits grow: in 32 bits, there as many as they hold together and then in 64, or in 64; or so
 * with the magnitudes of the weights. */
typedef enum { IN_32, IN_BLOCKS, IN_64, MAGNITUDES_IN_64 } tile_form;

/* Panels of weights of 16 bits. All but `block`, how many products of a row 32 bits hold together, are constants to the
 * compiler. */
INLINE void sum_tile_16(const tile_data *data, tile_sums *sums, uint32_t panels, uint32_t samples, tile_form form,
                        uint32_t block)
{
    enum { COLUMNS = 2 * LANES, BYTES = 16 * LANES };
    acc part[TILE_PANELS][TILE_SAMPLES];
    wide total[TILE_PANELS][TILE_SAMPLES];
    const uint32_t left = data->columns % COLUMNS;
    uint32_t steps = data->columns / COLUMNS, panel, sample;
    const unsigned char *weights = data->weights;
    const int16_t *inputs = data->inputs;
    for (panel = 0; panel < panels; panel++)
        for (sample = 0; sample < samples; sample++) {
            part[panel][sample] = acc_zero();
            if (form != IN_32)
                total[panel][sample] = wide_zero();
        }
    /* More sums than registers hold stay in memory, in their places: the compiler would move them all between blocks. */
    if (form == IN_BLOCKS && panels * samples > TILE_PANELS)
        __asm__ volatile("" : : "r"(total) : "memory");
    while (steps > 0) {
        uint32_t count = form == IN_BLOCKS && block / 2 < steps ? block / 2 : steps;
        steps -= count;
        for (; count > 0; count--) {
            vec spread[TILE_SAMPLES];
            for (sample = 0; sample < samples; sample++)
                spread[sample] = vec_spread(inputs + sample * data->input_stride);
            for (panel = 0; panel < panels; panel++) {
                vec row = vec_load(weights + panel * data->panel_size);
                if (form == MAGNITUDES_IN_64)
                    row = vec_magnitude(row);
                for (sample = 0; sample < samples; sample++)
                    if (form >= IN_64)
                        total[panel][sample] = wide_add_products(total[panel][sample], row, spread[sample]);
                    else
                        part[panel][sample] = acc_add_products(part[panel][sample], row, spread[sample]);
            }
            weights += BYTES;
            inputs += COLUMNS;
        }
        if (form == IN_BLOCKS)
            for (panel = 0; panel < panels; panel++)
                for (sample = 0; sample < samples; sample++) {
                    total[panel][sample] = wide_add(total[panel][sample], part[panel][sample]);
                    part[panel][sample] = acc_zero();
                }
        if (form == IN_BLOCKS && panels * samples > TILE_PANELS)
            __asm__ volatile("" : : : "memory");
    }
    if (left > 0) {
        const uint32_t bytes = (left + 1) / 2 * 16;
        vec spread[TILE_SAMPLES];
        for (sample = 0; sample < samples; sample++) {
            int16_t tail[COLUMNS];
            copy_tail(tail, COLUMNS, inputs + sample * data->input_stride, left);
            spread[sample] = vec_spread(tail);
        }
        for (panel = 0; panel < panels; panel++) {
            const unsigned char *place = weights + panel * data->panel_size;
            vec row = bytes == BYTES ? vec_load(place) : vec_load_part(place, bytes);
            if (form == MAGNITUDES_IN_64)
                row = vec_magnitude(row);
            for (sample = 0; sample < samples; sample++)
                if (form >= IN_64)
                    total[panel][sample] = wide_add_products(total[panel][sample], row, spread[sample]);
                else
                    part[panel][sample] = acc_add_products(part[panel][sample], row, spread[sample]);
        }
        if (form == IN_BLOCKS)
            for (panel = 0; panel < panels; panel++)
                for (sample = 0; sample < samples; sample++)
                    total[panel][sample] = wide_add(total[panel][sample], part[panel][sample]);
    }
    for (panel = 0; panel < panels; panel++)
        for (sample = 0; sample < samples; sample++) {
            const int32_t *starts = data->starts + PANEL_ROWS * panel;
            int32_t *low = sums->low[sample] + PANEL_ROWS * panel;
            if (form != IN_32)
                wide_rows(total[panel][sample], form >= IN_64, starts, low, sums->top[sample] + PANEL_ROWS * panel);
            else
                acc_rows(part[panel][sample], starts, low);
        }
}

/* The sums of panels of narrow weights, in 32 bits and in 64: of 8 bits each panel's even rows and odd ones, of 4 bits a
 * panel's four rows. */
enum { NARROW_SUMS = 4, PANELS_OF_8 = 2 };

/* Adds what a vector of weights of 8 bits of each panel gives. */
INLINE void add_vector_8(acc *part, const vec *weights, uint32_t panels, vec inputs)
{
    uint32_t panel;
    for (panel = 0; panel < panels; panel++) {
        part[2 * panel] = acc_add_products(part[2 * panel], vec_even_8(weights[panel]), inputs);
        part[2 * panel + 1] = acc_add_products(part[2 * panel + 1], vec_odd_8(weights[panel]), inputs);
    }
}

/* The same of 4 bits and one panel. */
INLINE void add_vector_4(acc *part, vec weights, vec inputs)
{
    part[0] = acc_add_products(part[0], vec_row_4(weights, 0), inputs);
    part[1] = acc_add_products(part[1], vec_row_4(weights, 1), inputs);
    part[2] = acc_add_products(part[2], vec_row_4(weights, 2), inputs);
    part[3] = acc_add_products(part[3], vec_row_4(weights, 3), inputs);
}

/* Moves sums in 32 bits to those in 64. */
INLINE void widen(wide *total, acc *part, uint32_t count)
{
    uint32_t index;
    for (index = 0; index < count; index++) {
        total[index] = wide_add(total[index], part[index]);
        part[index] = acc_zero();
    }
}

/* Panels of weights of 8 or 4 bits, of these one alone: any 256 products of theirs fit 32 bits. All but `data` and `sums`
 * are constants to the compiler. */
INLINE void sum_tile_narrow(const tile_data *data, tile_sums *sums, uint32_t panels, uint32_t samples, uint32_t bits,
                            int is_wide)
{
    enum { BYTES = 16 * LANES, TURNS = 128 };
    const uint32_t vector_columns = bits == 8 ? 4 * LANES : 8 * LANES, count = bits == 8 ? 2 * panels : PANEL_ROWS;
    acc part[TILE_SAMPLES][NARROW_SUMS];
    wide total[TILE_SAMPLES][NARROW_SUMS];
    const uint32_t left = data->columns % vector_columns;
    uint32_t steps = data->columns / vector_columns, panel, sample, index;
    const unsigned char *weights = data->weights;
    const int16_t *inputs = data->inputs;
    vec row[PANELS_OF_8];
    for (sample = 0; sample < samples; sample++)
        for (index = 0; index < count; index++) {
            part[sample][index] = acc_zero();
            total[sample][index] = wide_zero();
        }
    while (steps > 0) {
        uint32_t turns = is_wide && TURNS < steps ? TURNS : steps;
        steps -= turns;
        for (; turns > 0; turns--) {
            for (panel = 0; panel < panels; panel++)
                row[panel] = vec_load(weights + panel * data->panel_size);
            for (sample = 0; sample < samples; sample++) {
                const int16_t *place = inputs + sample * data->input_stride;
                if (bits == 8)
                    add_vector_8(part[sample], row, panels, vec_spread_8(place));
                else
                    add_vector_4(part[sample], row[0], vec_load(place));
            }
            weights += BYTES;
            inputs += vector_columns;
        }
        if (is_wide)
            for (sample = 0; sample < samples; sample++)
                widen(total[sample], part[sample], count);
    }
    if (left > 0) {
        const uint32_t bytes = (left + 1) / 2 * bits;
        for (panel = 0; panel < panels; panel++) {
            const unsigned char *place = weights + panel * data->panel_size;
            row[panel] = bytes == BYTES ? vec_load(place) : vec_load_part(place, bytes);
        }
        for (sample = 0; sample < samples; sample++) {
            int16_t tail[8 * LANES];
            copy_tail(tail, vector_columns, inputs + sample * data->input_stride, left);
            if (bits == 8)
                add_vector_8(part[sample], row, panels, vec_spread_8(tail));
            else
                add_vector_4(part[sample], row[0], vec_load(tail));
            if (is_wide)
                widen(total[sample], part[sample], count);
        }
    }
    for (sample = 0; sample < samples; sample++)
        for (panel = 0; panel < panels; panel++) {
            const int32_t *starts = data->starts + PANEL_ROWS * panel;
            int32_t *low = sums->low[sample] + PANEL_ROWS * panel, *top = sums->top[sample] + PANEL_ROWS * panel;
            if (bits == 8 && is_wide)
                wide_rows_8(total[sample][2 * panel], total[sample][2 * panel + 1], starts, low, top);
            else if (bits == 8)
                acc_rows_8(part[sample][2 * panel], part[sample][2 * panel + 1], starts, low);
            else if (is_wide)
                wide_rows_4(total[sample], starts, low, top);
            else
                acc_rows_4(part[sample], starts, low);
        }
}

/* What the rows' fractional bits and 16 bits make of sums: values of 16 bits, none below `least`. A sum that 32 bits do
 * not hold is, by at most 16 bits shifted, beyond 16 bits, as its top is.
 *
 * Returns how many were saturated; what is below 0 with ReLU is not. */
INLINE uint32_t round_rows(const int32_t *low, const int32_t *top, const uint8_t *fractions, uint32_t rows, int is_wide,
                           int32_t least, int16_t *values)
{
    const int32_t lowest = least < 0 ? least : INT32_MIN;
    uint32_t row, saturations = 0;
    for (row = 0; row < rows; row++) {
        const int32_t bits = fractions[row] & 31;
        int32_t value = low[row] >> bits;
        if (is_wide) {
            const int32_t above = bits > 16 ? bits - 16 : 0;
            value = top[row] == (int16_t)top[row] ? value : top[row] >> above;
        }
        saturations += (uint32_t)(value > 32767) + (uint32_t)(value < lowest);
        value = value < least ? least : value;
        value = value > 32767 ? 32767 : value;
        values[row] = (int16_t)value;
    }
    return saturations;
}

/* Where a layer's rows go: the units of a sample. */
typedef struct {
    int16_t *outputs;
    size_t stride;
    uint32_t pieces;
    uint32_t first;  /* the row that comes next */
} unit_places;

/* Writes the units of some rows. As rounding never reverses an order, and 16 bits do not, the largest piece may be taken
 * after both. */
INLINE void write_units(const unit_places *places, uint32_t sample, const int16_t *values, uint32_t rows)
{
    int16_t *outputs = places->outputs + sample * places->stride;
    uint32_t row, unit, piece;
    if (places->pieces == 1) {
        for (row = 0; row < rows; row++)
            outputs[places->first + row] = values[row];
        return;
    }
    unit = places->first / places->pieces;
    piece = places->first % places->pieces;
    for (row = 0; row < rows; row++) {
        const int16_t before = piece == 0 ? values[row] : outputs[unit];
        outputs[unit] = before < values[row] ? values[row] : before;
        if (++piece == places->pieces) {
            piece = 0;
            unit++;
        }
    }
}

/* Sums of weights of some bits. */
INLINE void sum_tile(const tile_data *data, tile_sums *sums, uint32_t panels, uint32_t samples, uint32_t bits,
                     tile_form form, uint32_t block)
{
    if (bits == 16)
        sum_tile_16(data, sums, panels, samples, form, block);
    else
        sum_tile_narrow(data, sums, panels, samples, bits, form != IN_32);
}

/* Rounds a sample's sums of some rows, and writes its units. */
INLINE uint32_t finish(const halfword_host_rows *rows, const tile_sums *sums, uint32_t index, uint32_t sample,
                       const unit_places *places, uint32_t count, int is_wide)
{
    int16_t values[TILE_PANELS * PANEL_ROWS];
    const uint32_t saturations = round_rows(sums->low[index], sums->top[index], rows->fractions + places->first, count,
                                            is_wide, rows->least, values);
    write_units(places, sample, values, count);
    return saturations;
}

/* A function of its own, as all layers end in it; most rows come as many as a tile has. */
static TARGET __attribute__((noinline)) uint32_t finish_rows(const halfword_host_rows *rows, const tile_sums *sums,
                                                             uint32_t index, uint32_t sample,
                                                             const unit_places *places, uint32_t count, int is_wide)
{
    if (count == TILE_PANELS * PANEL_ROWS)
        return is_wide ? finish(rows, sums, index, sample, places, TILE_PANELS * PANEL_ROWS, 1)
                       : finish(rows, sums, index, sample, places, TILE_PANELS * PANEL_ROWS, 0);
    return finish(rows, sums, index, sample, places, count, is_wide);
}

/* Some panels of all samples. */
INLINE uint32_t run_panels(const halfword_host_rows *rows, tile_data *data, unit_places *places, uint32_t panels,
                           uint32_t bits, tile_form form)
{
    const uint32_t left = rows->rows - places->first;
    const uint32_t count = left < panels * PANEL_ROWS ? left : panels * PANEL_ROWS;
    const int is_wide = form != IN_32;
    tile_sums sums;
    uint32_t sample = 0, index, saturations = 0;
    data->inputs = rows->inputs;
    for (; sample + TILE_SAMPLES <= rows->samples; sample += TILE_SAMPLES) {
        sum_tile(data, &sums, panels, TILE_SAMPLES, bits, form, rows->sums);
        for (index = 0; index < TILE_SAMPLES; index++)
            saturations += finish_rows(rows, &sums, index, sample + index, places, count, is_wide);
        data->inputs += TILE_SAMPLES * rows->input_stride;
    }
    for (; sample < rows->samples; sample++) {
        sum_tile(data, &sums, panels, 1, bits, form, rows->sums);
        saturations += finish_rows(rows, &sums, 0, sample, places, count, is_wide);
        data->inputs += rows->input_stride;
    }
    places->first += count;
    data->starts += panels * PANEL_ROWS;
    data->weights += panels * data->panel_size;
    return saturations;
}

/* All of a layer: as many panels at a time as share what the inputs are spread to. */
INLINE uint32_t run_layer(const halfword_host_rows *rows, uint32_t bits, tile_form form)
{
    const size_t pairs = ((size_t)rows->columns + 1) / 2;
    tile_data data;
    unit_places places;
    uint32_t saturations = 0;
    data.weights = rows->weights;
    data.panel_size = pairs * bits; /* eight weights a pair */
    data.input_stride = rows->input_stride;
    data.columns = rows->columns;
    data.starts = rows->starts;
    places.outputs = rows->outputs;
    places.stride = rows->output_stride;
    places.pieces = rows->pieces;
    places.first = 0;
    if (bits == 16)
        while (rows->rows - places.first > (TILE_PANELS - 1) * PANEL_ROWS)
            saturations += run_panels(rows, &data, &places, TILE_PANELS, bits, form);
    if (bits == 8)
        while (rows->rows - places.first > (PANELS_OF_8 - 1) * PANEL_ROWS)
            saturations += run_panels(rows, &data, &places, PANELS_OF_8, bits, form);
    while (places.first < rows->rows)
        saturations += run_panels(rows, &data, &places, 1, bits, form);
    return saturations;
}

/* Each a function of its own: the registers of one do not suit the others. */
#define LAYER(name, bits, form)                                                                                        \
    static TARGET __attribute__((noinline)) uint32_t name(const halfword_host_rows *rows)                              \
    {                                                                                                                  \
        return run_layer(rows, bits, form);                                                                            \
    }
LAYER(run_16_in_32, 16, IN_32)
LAYER(run_16_in_blocks, 16, IN_BLOCKS)
LAYER(run_16_in_64, 16, IN_64)
LAYER(run_8_in_32, 8, IN_32)
LAYER(run_8_in_64, 8, IN_64)
LAYER(run_4_in_32, 4, IN_32)
LAYER(run_4_in_64, 4, IN_64)

static TARGET uint32_t run_rows(const halfword_host_rows *rows)
{
    const int is_narrow = rows->sums == HALFWORD_SUMS_32;
    if (rows->bits == 8)
        return (is_narrow ? run_8_in_32 : run_8_in_64)(rows);
    if (rows->bits == 4)
        return (is_narrow ? run_4_in_32 : run_4_in_64)(rows);
    if (is_narrow)
        return run_16_in_32(rows);
    return (rows->sums == HALFWORD_SUMS_64 ? run_16_in_64 : run_16_in_blocks)(rows);
}
