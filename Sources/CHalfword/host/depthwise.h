/*
 * depthwise.h - depthwise convolutions at one position, a row a channel; included after rows.h
 *
 * The loops over rows are left to the compiler, which makes vectors of them.
 */
enum { CHUNK = 16 };

/* The weights of some rows at a place, an even number of them from an even one on or one alone, as numbers of 16 bits. */
INLINE void place_weights(const unsigned char *place, uint32_t first, uint32_t count, uint32_t bits, int16_t *weights)
{
    uint32_t row;
    if (bits == 16)
        for (row = 0; row < count; row++)
            weights[row] = ((const int16_t *)(const void *)place)[first + row];
    else if (bits == 8)
        for (row = 0; row < count; row++)
            weights[row] = ((const int8_t *)(const void *)place)[first + row];
    else if (count == 1)
        weights[0] = (int16_t)((int8_t)(uint8_t)(place[first / 2] << (first % 2 != 0 ? 0 : 4)) >> 4);
    else
        /* In the high half of a byte of its own a number has its sign. */
        for (row = 0; row < count / 2; row++) {
            const uint32_t both = place[first / 2 + row];
            weights[2 * row] = (int16_t)((int8_t)(uint8_t)(both << 4) >> 4);
            weights[2 * row + 1] = (int16_t)((int8_t)(uint8_t)both >> 4);
        }
}

/* Adds sums in 32 bits to those in 64, and begins anew. */
INLINE void widen_places(int64_t *total, int32_t *part, uint32_t count)
{
    uint32_t row;
    for (row = 0; row < count; row++) {
        total[row] += part[row];
        part[row] = 0;
    }
}

/* Some rows, CHUNK or one. So many products as `together` fit 32 bits; 0 for all. */
INLINE uint32_t run_chunk(const halfword_host_places *places, uint32_t first, uint32_t rows, uint32_t bits,
                          uint32_t together)
{
    const unsigned char *weight_row = places->weights;
    const int16_t *input_row = places->inputs + first;
    int32_t part[CHUNK], low[CHUNK], top[CHUNK];
    int64_t total[CHUNK];
    uint32_t down, right, row, taken = 0;
    for (row = 0; row < rows; row++) {
        part[row] = together == 0 ? places->starts[first + row] : 0;
        total[row] = places->starts[first + row];
    }
    for (down = 0; down < places->height; down++) {
        const unsigned char *weight_place = weight_row;
        const int16_t *inputs = input_row;
        for (right = 0; right < places->width; right++) {
            int16_t weights[CHUNK];
            place_weights(weight_place, first, rows, bits, weights);
            for (row = 0; row < rows; row++)
                part[row] = (int32_t)((uint32_t)part[row] + (uint32_t)(weights[row] * inputs[row]));
            if (together != 0 && ++taken == together) {
                widen_places(total, part, rows);
                taken = 0;
            }
            weight_place += places->place_size;
            inputs += places->right;
        }
        weight_row += places->row_size;
        input_row += places->down;
    }
    if (together != 0)
        widen_places(total, part, rows);
    for (row = 0; row < rows; row++) {
        low[row] = together == 0 ? part[row] : (int32_t)total[row];
        top[row] = (int32_t)(total[row] >> 16);
    }
    return round_rows(low, top, places->fractions + first, rows, together != 0, places->least,
                      places->outputs + first);
}

INLINE uint32_t run_position(const halfword_host_places *places, uint32_t bits, uint32_t together)
{
    uint32_t first = 0, saturations = 0;
    for (; first + CHUNK <= places->rows; first += CHUNK)
        saturations += run_chunk(places, first, CHUNK, bits, together);
    for (; first < places->rows; first++)
        saturations += run_chunk(places, first, 1, bits, together);
    return saturations;
}

static TARGET uint32_t run_places(const halfword_host_places *places)
{
    /* Any 256 products of narrow weights fit 32 bits. */
    const uint32_t together = places->bits != 16 ? 256 : places->sums == HALFWORD_SUMS_64 ? 1 : places->sums;
    if (places->sums == HALFWORD_SUMS_32)
        return places->bits == 16  ? run_position(places, 16, 0)
               : places->bits == 8 ? run_position(places, 8, 0)
                                   : run_position(places, 4, 0);
    return places->bits == 16  ? run_position(places, 16, together)
           : places->bits == 8 ? run_position(places, 8, together)
                               : run_position(places, 4, together);
}
