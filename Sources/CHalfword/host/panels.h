/*
 * panels.h - the sums of single panels, as rows.h makes them; included after it
 */

/* A panel alone. */
INLINE tile_data panel_data(const void *weights, const int16_t *inputs, uint32_t columns, const int32_t *starts)
{
    tile_data data;
    data.weights = weights;
    data.panel_size = 0;
    data.inputs = inputs;
    data.input_stride = 0;
    data.columns = columns;
    data.starts = starts;
    return data;
}

static TARGET void sum_panel(int32_t *sums, const int32_t *starts, const int16_t *weights, const int16_t *inputs,
                             uint32_t columns, uint32_t form)
{
    const tile_data data = panel_data(weights, inputs, columns, starts);
    tile_sums tile;
    uint32_t row;
    if (form == HALFWORD_SUMS_32)
        sum_tile_16(&data, &tile, 1, 1, IN_32, 0);
    else if (form == HALFWORD_SUMS_64)
        sum_tile_16(&data, &tile, 1, 1, IN_64, 0);
    else
        sum_tile_16(&data, &tile, 1, 1, IN_BLOCKS, form);
    for (row = 0; row < PANEL_ROWS; row++) {
        sums[2 * row] = tile.low[0][row];
        if (form != HALFWORD_SUMS_32)
            sums[2 * row + 1] = tile.top[0][row] >> 16;
    }
}

static TARGET void add_errors(int32_t *sums, const int16_t *weights, const int16_t *errors, uint32_t columns)
{
    static const int32_t zeros[PANEL_ROWS] = {0, 0, 0, 0};
    const tile_data data = panel_data(weights, errors, columns, zeros);
    tile_sums tile;
    uint32_t row;
    sum_tile_16(&data, &tile, 1, 1, MAGNITUDES_IN_64, 0);
    for (row = 0; row < PANEL_ROWS; row++) {
        const uint32_t before = (uint32_t)sums[2 * row];
        const uint32_t low = before + (uint32_t)tile.low[0][row];
        const uint32_t high = (uint32_t)sums[2 * row + 1] + (uint32_t)(tile.top[0][row] >> 16);
        sums[2 * row] = (int32_t)low;
        sums[2 * row + 1] = (int32_t)(high + (low < before));
    }
}

/* The sums so far are what the rows begin with. */
INLINE void add_panel(halfword_narrow_panel *panel, uint32_t bits)
{
    const int32_t starts[PANEL_ROWS] = {panel->sums[0], panel->sums[2], panel->sums[4], panel->sums[6]};
    const tile_data data = panel_data(panel->weights, panel->inputs, panel->columns, starts);
    tile_sums tile;
    uint32_t row;
    sum_tile_narrow(&data, &tile, 1, 1, bits, 0);
    for (row = 0; row < PANEL_ROWS; row++)
        panel->sums[2 * row] = tile.low[0][row];
}

static TARGET void add_panel_8(halfword_narrow_panel *panel)
{
    add_panel(panel, 8);
}

static TARGET void add_panel_4(halfword_narrow_panel *panel)
{
    add_panel(panel, 4);
}

#define HOST_KERNELS(name)                                                                                             \
    {                                                                                                                  \
        name, run_rows, run_places, sum_panel, add_errors, add_panel_8, add_panel_4                                                \
    }
