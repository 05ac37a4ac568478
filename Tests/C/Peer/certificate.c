/* Docs/numerics.md, "Error words": how far the float network can be from a run, in sixteenths of an ulp. Each
 * DEFECT_ macro leaves out or mistakes one term. */
#include "peer.h"

#include <stdlib.h>

enum { LARGEST_HIDDEN = 32767, LARGEST_OUTPUT = (1 << 20) - 1, LIMIT = 1 << 26 };

/* Words of a layer and their error words. */
typedef struct {
    int16_t *words;
    int64_t *errors;
    uint32_t count;
    int has_bound;
} bounded_values;

static bounded_values make_values(uint32_t count)
{
    bounded_values values = {allocate(2 * (uint64_t)count), allocate(count * sizeof(int64_t)), count, 1};
    return values;
}

static void free_values(bounded_values *values)
{
    free(values->words);
    free(values->errors);
}

static int64_t rounded_up(int64_t dividend, int64_t divisor)
{
    return (dividend + divisor - 1) / divisor;
}

/* What is known of the rounding of weights (byte 48 of the header). */
enum { PLAIN_BIASES = 2, EXACT_NARROW_WEIGHTS = 3 };

/* Whether a layer's weights are those of the float network. */
static int weights_are_exact(const layer *of, uint32_t law)
{
#ifdef DEFECT_LAW_OF_NARROW
    law = 1;
#endif
#ifdef DEFECT_LAW_OF_WIDE
    return law == EXACT_NARROW_WEIGHTS;
#endif
    return law == EXACT_NARROW_WEIGHTS && of->bits != 16;
}

/* What the rows that meet the same values have in common: K. */
static int64_t common_error(const layer *of, const bounded_values *inputs, const tap *taps, uint32_t count,
                            uint32_t law)
{
    int64_t magnitudes = 0, errors = 0, sum = 0;
    for (uint32_t index = 0; index < count; index++) {
        int64_t word = inputs->words[taps[index].index];
        magnitudes += word < 0 ? -word : word;
        errors += inputs->errors[taps[index].index];
    }
    if (weights_are_exact(of, law))
        return errors + 12;
#ifndef DEFECT_MAGNITUDES
    sum += 8 * magnitudes;
#endif
#ifndef DEFECT_MAGNITUDES_32ND
    sum += magnitudes / 32;
#endif
#ifndef DEFECT_ERRORS_OF_NEGATIVE_WEIGHTS
    sum += errors;
#endif
#ifndef DEFECT_HALF_ERRORS
    sum += errors / 2;
#endif
#ifndef DEFECT_ERRORS_512TH
    sum += errors / 512;
#endif
#ifndef DEFECT_START
    sum += 12;
#endif
    return sum;
}

static int64_t limited(int64_t error)
{
    return error > LIMIT ? LIMIT : error;
}

static int64_t row_error(const layer *of, uint32_t row, const bounded_values *inputs, const tap *taps,
                         uint32_t count, uint32_t law)
{
    int64_t sum = common_error(of, inputs, taps, count, law), error;
    uint32_t index;
    for (index = 0; index < count; index++) {
        int64_t weight = weight_at(of, row, taps[index].column);
#ifndef DEFECT_CARRIED
        sum += (weight >= 0 ? weight : -weight - 1) * inputs->errors[taps[index].index];
#else
        (void)weight;
#endif
    }
    error = limited(rounded_up(sum, (int64_t)1 << byte_at(of->fractions, row)));
#ifndef DEFECT_RESULT
    error += 8;
#endif
#ifdef DEFECT_LAW
    law = 1;
#endif
    error += law == PLAIN_BIASES ? 8 : 0;
    return error;
}

/* The largest of the errors of a unit's rows. */
static int64_t unit_error(const layer *of, uint32_t unit, const bounded_values *inputs, const tap *taps,
                          uint32_t count, uint32_t law)
{
    int64_t largest = 0;
    uint32_t row = unit * of->pieces, piece;
#ifdef DEFECT_MAXOUT
    /* Only of the piece that the value is of. */
    int16_t best = INT16_MIN;
    for (piece = 0; piece < of->pieces; piece++) {
        int16_t z = row_word(of, row + piece, taps, count, inputs->words);
        if (piece == 0 || z > best) {
            best = z;
            largest = row_error(of, row + piece, inputs, taps, count, law);
        }
    }
    return largest;
#endif
    for (piece = 0; piece < of->pieces; piece++) {
        int64_t error = row_error(of, row + piece, inputs, taps, count, law);
        largest = error > largest ? error : largest;
    }
    return largest;
}

static int64_t pooling_error(const layer *of, const bounded_values *inputs, const tap *taps, uint32_t count)
{
    int64_t sum = 0, largest = 0;
    uint32_t index;
    for (index = 0; index < count; index++) {
        int64_t error = inputs->errors[taps[index].index];
        sum += error;
        largest = error > largest ? error : largest;
    }
    sum = limited(rounded_up(sum, divisor(of, count)));
#ifndef DEFECT_AVERAGE
    sum += 8;
#endif
    return of->kind == LARGEST ? largest : sum;
}

/* The error of a value before its activation. */
static int64_t sum_error(const layer *of, uint32_t value, const bounded_values *first,
                         const bounded_values *second, uint32_t law)
{
    uint32_t unit = value % of->units, count;
    int64_t error;
    tap *taps;
    if (of->kind == ADDITION) {
        const uint8_t *shifts = of->data + 4 * (uint64_t)unit;
        int64_t sum = first->errors[value] * ((int64_t)1 << shifts[0])
            + second->errors[value] * ((int64_t)1 << shifts[1]);
        sum = limited(rounded_up(sum, (int64_t)1 << shifts[2]));
#ifndef DEFECT_ADDITION
        sum += shifts[2] > 0 ? 8 : 0;
#endif
        return sum;
    }
    taps = make_taps(of, value / of->units, unit, &count);
    error = is_pooling(of) ? pooling_error(of, first, taps, count)
                           : unit_error(of, unit, first, taps, count, law);
    free(taps);
    return error;
}

/* The error of a sigmoid's or a tanh's value: by the steepest slope that the word z can be at. */
static int64_t slope_error(const layer *of, int16_t z, int64_t error)
{
    int64_t nearest = z < 0 ? -(int64_t)z : z;
    int64_t middle = of->activation == SIGMOID ? 128 : 0, reach = 256 - middle, grown;
#ifndef DEFECT_SLOPE
    nearest -= rounded_up(error, 16);
#endif
    nearest = nearest < 0 ? 0 : nearest > 32767 ? 32767 : nearest;
    grown = activate(of, (int16_t)nearest) - middle;
    error = rounded_up(error * (reach + grown) * (reach + 1 - grown), 65536);
#ifndef DEFECT_VALUE
    error += 8;
#endif
    return error;
}

/* In which of a table's steps a word lies. */
static uint64_t step_of(const layer *of, int64_t word)
{
    int64_t way = word - value_at(of->extra, 0), step = way / ((int64_t)1 << byte_at(of->extra, 2));
    return way < 0 ? 0 : step > 255 ? 255 : (uint64_t)step;
}

/* The error of a table's value: by the steepest step within the error, and the table's own. */
static int64_t table_error(const layer *of, int16_t z, int64_t error)
{
    int64_t reach = rounded_up(error, 16), steepest = 0, own = half_at(of->extra, 518);
    int16_t value = activate(of, z);
    uint64_t step;
#ifdef DEFECT_STEEPEST
    reach = 0;
#endif
#ifdef DEFECT_OWN_ERROR
    own = 0;
#endif
    if (error > LARGEST_HIDDEN || value == INT16_MAX || value == INT16_MIN)
        return -1;
    for (step = step_of(of, z - reach); step <= step_of(of, z + reach); step++) {
        int64_t rise = value_at(of->extra, 6 + 2 * step) - value_at(of->extra, 4 + 2 * step);
        rise = rise < 0 ? -rise : rise;
        steepest = rise > steepest ? rise : steepest;
    }
    return rounded_up(error * steepest, (int64_t)1 << byte_at(of->extra, 2)) + 8 + own;
}

/* The error of a value of the word z and the error of that; -1 where it has none. */
static int64_t value_error(const layer *of, int16_t z, int64_t error)
{
    int64_t capped;
#ifndef DEFECT_SATURATION
    if (!is_pooling(of)
        && ((z == INT16_MAX && of->activation != CAPPED_RELU)
            || (z == INT16_MIN && of->activation != RELU && of->activation != CAPPED_RELU)))
        return -1;
#endif
    switch (of->activation) {
    case RELU: {
        int64_t upper = 16 * (int64_t)z + error;
#ifdef DEFECT_RELU
        upper = error;
#endif
        return upper < 0 ? 0 : error < upper ? error : upper;
    }
    case CAPPED_RELU:
        capped = z - value_at(of->extra, 0);
#ifdef DEFECT_BEYOND_CAP
        capped = 0;
#endif
        capped = error + 16 * (z < 0 ? z : capped > 0 ? -capped : 0);
        return capped < 0 ? 0 : capped;
    case SIGMOID:
    case TANH: return error > LARGEST_HIDDEN ? -1 : slope_error(of, z, error);
    case TABLE: return table_error(of, z, error);
    default: return error;
    }
}

/* No bound where an error word has outgrown its word. */
static void limit_errors(bounded_values *values, int is_last)
{
    int64_t largest = is_last ? LARGEST_OUTPUT : LARGEST_HIDDEN;
    uint32_t index;
#ifdef DEFECT_OUTGROWN_HIDDEN
    largest += !is_last;
#endif
#ifdef DEFECT_OUTGROWN_OUTPUTS
    largest += is_last;
#endif
    for (index = 0; index < values->count; index++)
        if (values->errors[index] < 0 || values->errors[index] > largest)
            values->has_bound = 0;
}

static bounded_values bounded_layer(const layer *of, const bounded_values *first,
                                    const bounded_values *second, uint32_t law, int is_last)
{
    bounded_values outputs = make_values(value_count(of->output));
    uint32_t value;
    outputs.has_bound = first->has_bound && (of->kind != ADDITION || second->has_bound);
    run_layer(of, first->words, second->words, outputs.words);
    for (value = 0; outputs.has_bound && value < outputs.count; value++) {
        int16_t z = pre_activation(of, value, first->words, second->words);
        outputs.errors[value] = value_error(of, z, sum_error(of, value, first, second, law));
    }
    if (outputs.has_bound)
        limit_errors(&outputs, is_last);
    return outputs;
}

static void bounded_softmax(bounded_values *values, int is_last)
{
    int64_t largest = 0, share = 0;
    uint32_t index;
    peer_softmax(values->words, values->count);
    if (!values->has_bound)
        return;
    for (index = 0; index < values->count; index++)
        largest = values->errors[index] > largest ? values->errors[index] : largest;
#ifndef DEFECT_SHARES_OF_LOGITS
    share += rounded_up(largest, 2);
#endif
#ifndef DEFECT_SHARES
    share += 17;
#endif
#ifndef DEFECT_SHARES_COUNT
    share += rounded_up(values->count, 16);
#endif
    for (index = 0; index < values->count; index++)
        values->errors[index] = share;
    limit_errors(values, is_last);
}

enum { THRESHOLD = 2 };

/* What is read from the scores, and whether their errors leave no other answer. */
static int read_answer(const uint8_t *image, const bounded_values *scores, uint32_t *answer)
{
    uint32_t kind = byte_at(image, 49), index;
    int64_t threshold = (int32_t)word_at(image, 60), sign = kind == 1 ? -1 : 1;
    int is_certified = scores->has_bound && kind != 3;
    *answer = 0;
    for (index = 0; index < scores->count; index++) {
        int64_t score = 16 * scores->words[index];
        if (kind == THRESHOLD)
            *answer += score >= threshold;
        else if (sign * score > sign * 16 * scores->words[*answer])
            *answer = index;
    }
    for (index = 0; is_certified && index < scores->count; index++) {
        int64_t score = 16 * scores->words[index], error = scores->errors[index];
        int64_t best = sign * 16 * scores->words[*answer < scores->count ? *answer : 0];
        if (kind == THRESHOLD) {
            is_certified = score >= threshold ? score - error >= threshold : score + error < threshold;
        } else if (index != *answer) {
#ifdef DEFECT_ONE_ERROR
            is_certified = best > sign * score + error;
#else
            is_certified = best - scores->errors[*answer] > sign * score + error;
#endif
        }
    }
    return is_certified;
}

static bounded_values bounded_inputs(const uint8_t *image, const int16_t *input, uint32_t error)
{
    bounded_values values = make_values(word_at(image, 24));
    uint32_t index;
    values.has_bound = byte_at(image, 48) != 0 && error <= LARGEST_HIDDEN;
    for (index = 0; index < values.count; index++) {
        values.words[index] = input[index];
        values.errors[index] = error;
#ifndef DEFECT_ENDS
        if (input[index] == INT16_MIN || input[index] == INT16_MAX)
            values.has_bound = 0;
#endif
    }
    return values;
}

uint32_t halfword_bounded_workspace_size(const halfword_model *model)
{
    return 2 * halfword_workspace_size(model);
}

halfword_status halfword_classify_certified(const halfword_model *model, const int16_t *input,
                                            uint32_t input_count, uint32_t input_error,
                                            int16_t *output, uint32_t *errors,
                                            uint32_t output_count, void *workspace,
                                            uint32_t workspace_size, uint32_t *answer,
                                            uint32_t *certified)
{
    const uint8_t *image = model->image;
    uint32_t layers = word_at(image, 32), index;
    uint64_t start = HEADER_SIZE + (uint64_t)layers * DESCRIPTOR_SIZE;
    bounded_values *tensors, values;
    (void)workspace;
    if (input_count != word_at(image, 24) || output_count != word_at(image, 28))
        return HALFWORD_WRONG_COUNT;
    if (workspace_size < halfword_bounded_workspace_size(model))
        return HALFWORD_WORKSPACE_TOO_SMALL;
    tensors = allocate((layers + 1) * sizeof *tensors);
    tensors[0] = bounded_inputs(image, input, input_error);
    for (index = 0; index < layers; index++) {
        int is_last = index + 1 == layers;
        layer of;
        if (read_layer(image, index, start, &of) != HALFWORD_OK)
            abort();
        values = bounded_layer(&of, &tensors[of.source], &tensors[of.second], byte_at(image, 48), is_last);
        /* A class is taken before a softmax; a threshold is one of the outputs. */
        if (is_last && byte_at(image, 49) != THRESHOLD)
            *certified = (uint32_t)read_answer(image, &values, answer);
        if (of.activation == SOFTMAX)
            bounded_softmax(&values, is_last);
        if (is_last && byte_at(image, 49) == THRESHOLD)
            *certified = (uint32_t)read_answer(image, &values, answer);
        tensors[index + 1] = values;
        start = of.end;
    }
    if (!values.has_bound)
        *certified = 0;
    for (index = 0; index < output_count; index++) {
        output[index] = values.words[index];
        errors[index] = values.has_bound ? (uint32_t)values.errors[index] : HALFWORD_NO_BOUND;
    }
    for (index = 0; index <= layers; index++)
        free_values(&tensors[index]);
    free(tensors);
    return HALFWORD_OK;
}
