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
    bounded_values values = {malloc(2 * count), malloc(count * sizeof(int64_t)), count, 1};
    if (!values.words || !values.errors)
        abort();
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

/* What all rows of a layer have in common: K. */
static int64_t common_error(const bounded_values *inputs)
{
    int64_t magnitudes = 0, errors = 0, sum = 0;
    for (uint32_t index = 0; index < inputs->count; index++) {
        magnitudes += inputs->words[index] < 0 ? -inputs->words[index] : inputs->words[index];
        errors += inputs->errors[index];
    }
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

static int64_t row_error(const layer *of, uint32_t row, const bounded_values *inputs, uint32_t law)
{
    int64_t sum = common_error(inputs), error;
    uint32_t column;
    for (column = 0; column < inputs->count; column++) {
        int64_t weight = weight_at(of, row, column);
#ifndef DEFECT_CARRIED
        sum += (weight >= 0 ? weight : -weight - 1) * inputs->errors[column];
#else
        (void)weight;
#endif
    }
    error = rounded_up(sum, (int64_t)1 << byte_at(of->fractions, row));
    if (error > LIMIT)
        error = LIMIT;
#ifndef DEFECT_RESULT
    error += 8;
#endif
#ifdef DEFECT_LAW
    law = 1;
#endif
    error += law == 2 ? 8 : 0;
    return error;
}

/* The largest of the errors of a unit's rows. */
static int64_t unit_error(const layer *of, uint32_t unit, const bounded_values *inputs, uint32_t law)
{
    int64_t largest = 0;
    uint32_t row = unit * of->pieces, piece;
#ifdef DEFECT_MAXOUT
    /* Only of the piece that the value is of. */
    int16_t best = INT16_MIN;
    for (piece = 0; piece < of->pieces; piece++) {
        int16_t z = pre_activation(of, row + piece, inputs->words);
        if (piece == 0 || z > best) {
            best = z;
            largest = row_error(of, row + piece, inputs, law);
        }
    }
    return largest;
#endif
    for (piece = 0; piece < of->pieces; piece++) {
        int64_t error = row_error(of, row + piece, inputs, law);
        largest = error > largest ? error : largest;
    }
    return largest;
}

/* The error of a sigmoid's or a tanh's value: by the steepest slope that the word z can be at. */
static int64_t slope_error(uint32_t activation, int16_t z, int64_t error)
{
    int64_t nearest = z < 0 ? -(int64_t)z : z;
    int64_t middle = activation == SIGMOID ? 128 : 0, reach = 256 - middle, grown;
#ifndef DEFECT_SLOPE
    nearest -= rounded_up(error, 16);
#endif
    nearest = nearest < 0 ? 0 : nearest > 32767 ? 32767 : nearest;
    grown = activate(activation, (int16_t)nearest) - middle;
    error = rounded_up(error * (reach + grown) * (reach + 1 - grown), 65536);
#ifndef DEFECT_VALUE
    error += 8;
#endif
    return error;
}

/* The error of a value of the word z and the error of that; -1 where it has none. */
static int64_t value_error(uint32_t activation, int16_t z, int64_t error)
{
#ifndef DEFECT_SATURATION
    if (z == INT16_MAX || (z == INT16_MIN && activation != RELU))
        return -1;
#endif
    if (activation == RELU) {
        int64_t upper = 16 * (int64_t)z + error;
#ifdef DEFECT_RELU
        upper = error;
#endif
        return upper < 0 ? 0 : error < upper ? error : upper;
    }
    if (activation != SIGMOID && activation != TANH)
        return error;
    return error > LARGEST_HIDDEN ? -1 : slope_error(activation, z, error);
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

static bounded_values bounded_layer(const layer *of, const bounded_values *inputs, uint32_t law,
                                    int is_last)
{
    bounded_values outputs = make_values(of->units);
    uint32_t unit, piece;
    outputs.has_bound = inputs->has_bound;
    run_layer(of, inputs->words, outputs.words);
    for (unit = 0; outputs.has_bound && unit < of->units; unit++) {
        int16_t z = INT16_MIN;
        for (piece = 0; piece < of->pieces; piece++) {
            int16_t of_piece = pre_activation(of, unit * of->pieces + piece, inputs->words);
            z = of_piece > z ? of_piece : z;
        }
        outputs.errors[unit] = value_error(of->activation, z, unit_error(of, unit, inputs, law));
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
    bounded_values values;
    (void)workspace;
    if (input_count != word_at(image, 24) || output_count != word_at(image, 28))
        return HALFWORD_WRONG_COUNT;
    if (workspace_size < halfword_bounded_workspace_size(model))
        return HALFWORD_WORKSPACE_TOO_SMALL;
    values = bounded_inputs(image, input, input_error);
    for (index = 0; index < layers; index++) {
        int is_last = index + 1 == layers;
        bounded_values next;
        layer of;
        if (read_layer(image, index, values.count, start, &of) != HALFWORD_OK)
            abort();
        next = bounded_layer(&of, &values, byte_at(image, 48), is_last);
        free_values(&values);
        values = next;
        /* A class is taken before a softmax; a threshold is one of the outputs. */
        if (is_last && byte_at(image, 49) != THRESHOLD)
            *certified = (uint32_t)read_answer(image, &values, answer);
        if (of.activation == SOFTMAX)
            bounded_softmax(&values, is_last);
        if (is_last && byte_at(image, 49) == THRESHOLD)
            *certified = (uint32_t)read_answer(image, &values, answer);
        start = of.end;
    }
    if (!values.has_bound)
        *certified = 0;
    for (index = 0; index < output_count; index++) {
        output[index] = values.words[index];
        errors[index] = values.has_bound ? (uint32_t)values.errors[index] : HALFWORD_NO_BOUND;
    }
    free_values(&values);
    return HALFWORD_OK;
}
