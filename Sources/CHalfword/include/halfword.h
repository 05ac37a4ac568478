/*
 * halfword.h - run small neural networks in fixed point
 *
 * INTRODUCTION
 *
 *   A model is one constant block of bytes, an image (.hwm), written by `halfword export`. It runs
 *   in place, from flash: nothing is copied or unpacked. The library never allocates, has no
 *   changing globals, does not recurse, and its stack does not grow with the model. The same image
 *   and input give the same output bits on every target.
 *
 *   In order:
 *
 *     1. NAME_open() of the model's header, or halfword_open()
 *                               once: checks the image, fills a handle in your memory
 *     2. halfword_verify()      once, if you can spare the time: checks every byte of the image
 *     3. halfword_run() or halfword_classify()    for each input
 *
 *   A header written by `halfword export --c-header` holds the image as a C array, the sizes
 *   below as macros, so that every buffer can be static, and NAME_open(), which links of the library
 *   what the model needs and no more; halfword_open() takes any image and links all of it:
 *
 *     static halfword_model model;
 *     static int16_t input[DIGITS_INPUT_COUNT], output[DIGITS_OUTPUT_COUNT];
 *     static uint32_t workspace[DIGITS_WORKSPACE_WORDS];
 *     uint32_t digit;
 *     halfword_status status = digits_open(&model);
 *     if (status == HALFWORD_OK)
 *         status = halfword_classify(&model, input, DIGITS_INPUT_COUNT,
 *                                    output, DIGITS_OUTPUT_COUNT,
 *                                    workspace, sizeof workspace, &digit);
 *
 * NUMBERS
 *
 *   Inputs and outputs are words of 16 bits, int16_t. What a word means is the model's: the header that is
 *   exported with it has macros that make input words of values and values of output words, from and to
 *   float or, without floating point, from and to integers (halfword_conversions.h). In the plain numbers,
 *   Q8.8, value = word / 256. A sigmoid, tanh or softmax output of 256 is exactly 1.0; a softmax layer's
 *   outputs sum to exactly 256.
 *
 * MEMORY
 *
 *   The image must be aligned to HALFWORD_IMAGE_ALIGNMENT bytes and must not change while a handle
 *   refers to it. The workspace must be aligned to HALFWORD_WORKSPACE_ALIGNMENT bytes. Input, output
 *   and workspace must not overlap each other.
 *
 * THREADS AND INTERRUPTS
 *
 *   All functions are reentrant. Any number of threads may share one handle and one image, each
 *   with an output and a workspace of its own.
 *
 * ERRORS
 *
 *   Functions that can fail return a halfword_status: HALFWORD_OK (0) or a negative code. On
 *   failure no output is written, except where a function says otherwise.
 *
 * COST
 *
 *   No function uses more than HALFWORD_STACK_SIZE bytes of stack. A function that is not called is
 *   not linked (with -ffunction-sections and --gc-sections), nor are its tables.
 *
 *   The time of a run does not depend on the input: a model takes the same number of instructions for
 *   each, which `halfword export` prints for each core. That of a run which carries its proof depends on it by
 *   less than 1 % in the networks that were counted.
 */
#ifndef HALFWORD_H
#define HALFWORD_H

#include "halfword_conversions.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------ version */

/* The version of the functions and structures below. A library works with a program when
 * halfword_abi_version() == HALFWORD_ABI_VERSION. */
#define HALFWORD_ABI_VERSION 5

/* The version of the library that this header belongs to. */
#define HALFWORD_VERSION "0.1.0"

/* The version of the library that is linked, "major.minor.patch", NUL-terminated, constant. */
const char *halfword_version(void);

/* HALFWORD_ABI_VERSION as it was when the library was built. */
uint32_t halfword_abi_version(void);

/* 1 where the library that is linked fits this header, otherwise 0. */
#define HALFWORD_ABI_FITS() (halfword_abi_version() == HALFWORD_ABI_VERSION)

/* No function uses more bytes of stack than this, as measured on Armv6-M and Armv7-M with graphs of all
 * kinds of layers. Of models of dense layers alone, halfword_run, halfword_classify and
 * halfword_run_counting use no more than 544. */
#define HALFWORD_STACK_SIZE 2688

/* ------------------------------------------------------------------- status */

typedef int32_t halfword_status;

#define HALFWORD_OK 0
/* A pointer that must not be NULL is. */
#define HALFWORD_NULL_POINTER (-1)
/* The image, a buffer or the workspace is not aligned as its function demands. */
#define HALFWORD_MISALIGNED (-2)
/* The image is shorter than its header says, or than a header. */
#define HALFWORD_TRUNCATED (-3)
/* The bytes are no Halfword image: they do not begin with its mark. */
#define HALFWORD_NOT_AN_IMAGE (-4)
/* The image's format, or its numbers, are of a version that this library does not know, or a layer has a
 * kind, a width of weights or an activation that this library does not have. */
#define HALFWORD_UNSUPPORTED_VERSION (-5)
/* A field of the image's header is outside its range or contradicts another. */
#define HALFWORD_BAD_HEADER (-6)
/* A field of a layer is outside its range or contradicts another. */
#define HALFWORD_BAD_LAYER (-7)
/* The image's bytes are not those that were written: its checksum differs. */
#define HALFWORD_BAD_CHECKSUM (-8)
/* A layer claims a form of sums that its weights could overflow. */
#define HALFWORD_BAD_ACCUMULATOR (-9)
/* The handle was not filled by halfword_open. */
#define HALFWORD_NOT_OPEN (-10)
/* The number of inputs, outputs or counters given is not the model's. */
#define HALFWORD_WRONG_COUNT (-11)
/* The workspace is smaller than halfword_workspace_size(). */
#define HALFWORD_WORKSPACE_TOO_SMALL (-12)
/* Two of input, output, workspace and counters share memory. */
#define HALFWORD_OVERLAP (-13)
/* Padding or reserved bytes of the image are not zero. */
#define HALFWORD_BAD_PADDING (-14)
/* A value of the input lies outside the range that the model is meant for. */
#define HALFWORD_INPUT_OUT_OF_RANGE (-15)
/* The model gives another output than it gave when it was exported. */
#define HALFWORD_WRONG_ANSWER (-16)
/* No step of this model can have left this progress. */
#define HALFWORD_BAD_PROGRESS (-17)
/* The model has no layer of that number. */
#define HALFWORD_NO_SUCH_LAYER (-18)
/* The image has a kind of layer or an activation that is not in the program: its table of kernels does not
 * name it. */
#define HALFWORD_NOT_LINKED (-19)
/* No error: halfword_step() has done its rows, and there are more. */
#define HALFWORD_IN_PROGRESS 1

/* The name of a status, such as "HALFWORD_TRUNCATED"; "unknown status" for any other value.
 * NUL-terminated, constant, never NULL. */
const char *halfword_status_name(halfword_status status);

/* -------------------------------------------------------------------- model */

#define HALFWORD_IMAGE_ALIGNMENT 4
#define HALFWORD_WORKSPACE_ALIGNMENT 4

/* A handle on an image, in the caller's memory, 4-byte aligned by its type. Its members are the
 * library's. It may be copied, and needs no closing. Zero it, or make it static, so that use before
 * halfword_open is detected. */
typedef struct halfword_model {
    const void *image;
    const struct halfword_kernel_table *kernels;
    uint32_t size;
    uint32_t state;
} halfword_model;

/* Checks everything in the image that memory safety depends on, and fills the handle.
 *
 *   model   the handle to fill; unusable after a failure
 *   image   the image's first byte, aligned to HALFWORD_IMAGE_ALIGNMENT
 *   size    how many bytes may be read; bytes beyond the image's own size are ignored
 *
 * Takes time proportional to the number of layers. Never reads beyond `size`.
 *
 * Returns HALFWORD_OK, NULL_POINTER, MISALIGNED, TRUNCATED, NOT_AN_IMAGE, UNSUPPORTED_VERSION,
 * BAD_HEADER or BAD_LAYER. */
halfword_status halfword_open(halfword_model *model, const void *image, uint32_t size);

/* A part of the library that not every model needs. Only the library calls it, with work of its own. */
typedef void halfword_kernel(void *work);

/* The parts that a program has, each NULL where it has it not. The linker keeps what a table names, and drops
 * the rest (with -ffunction-sections and --gc-sections): so a program pays for the kinds of layers, the
 * activations and the weights of its models. Linear outputs, ReLU and maxout are always there. Narrow weights are those
 * of 8 and of 4 bits. */
typedef struct halfword_kernel_table {
    /* Reading the layers of anything but a chain of dense ones. */
    halfword_kernel *layer_reader;
    /* Running layers that are not dense; and each kind of layers with weights of 16 bits, or without weights. */
    halfword_kernel *layer_runner;
    halfword_kernel *dense;
    halfword_kernel *convolution;
    halfword_kernel *depthwise;
    halfword_kernel *pooling;
    halfword_kernel *addition;
    /* Error words of layers that are not dense, for halfword_run_bounded() and halfword_classify_certified():
     * halfword_layer_errors where the weights of these have 16 bits, otherwise halfword_all_layer_errors. */
    halfword_kernel *layer_errors;
    /* Activations, in the order of their codes in an image; of these, cap is ReLU with a cap, and table one by a table in
     * the image. */
    halfword_kernel *sigmoid;
    halfword_kernel *tanh;
    halfword_kernel *softmax;
    halfword_kernel *cap;
    halfword_kernel *table;
    /* Each kind of layers with narrow weights; and what sums weights of 8 and of 4 bits. */
    halfword_kernel *narrow_dense;
    halfword_kernel *narrow_convolution;
    halfword_kernel *narrow_depthwise;
    halfword_kernel *weights_8;
    halfword_kernel *weights_4;
    /* Error words of dense layers with narrow weights, and of those with weights of 16 bits. */
    halfword_kernel *narrow_errors;
    halfword_kernel *dense_errors;
} halfword_kernel_table;

void halfword_layer_reader(void *work);
void halfword_layer_runner(void *work);
void halfword_dense(void *work);
void halfword_convolution(void *work);
void halfword_depthwise(void *work);
void halfword_pooling(void *work);
void halfword_addition(void *work);
void halfword_layer_errors(void *work);
void halfword_sigmoid(void *work);
void halfword_tanh(void *work);
void halfword_softmax(void *work);
void halfword_cap(void *work);
void halfword_table(void *work);
void halfword_narrow_dense(void *work);
void halfword_narrow_convolution(void *work);
void halfword_narrow_depthwise(void *work);
void halfword_weights_8(void *work);
void halfword_weights_4(void *work);
void halfword_all_layer_errors(void *work);
void halfword_narrow_errors(void *work);
void halfword_dense_errors(void *work);

/* All of them: what halfword_open() passes. */
extern const halfword_kernel_table halfword_all_kernels;

/* The same as halfword_open(), for a program that has only the parts that `kernels` names, which must stay
 * while the handle is used. The header that is exported with a model has NAME_open(), which calls this with
 * a table of what that model needs, and NAME_open_for_proofs(), whose table has what error words need, too.
 *
 * Returns NULL_POINTER also for a NULL table, and NOT_LINKED for an image that needs another part. A function
 * that needs error words of layers without `layer_errors` returns NOT_LINKED as well. */
halfword_status halfword_open_linked(halfword_model *model, const void *image, uint32_t size,
                                     const halfword_kernel_table *kernels);

/* Checks the whole image: its checksum, that padding is zero, and from the weights that each
 * layer's form of sums is exact, whatever the input. Takes time proportional to the image's size.
 *
 * Returns HALFWORD_OK, NULL_POINTER, NOT_OPEN, BAD_CHECKSUM, BAD_PADDING, BAD_ACCUMULATOR, BAD_LAYER (the
 * fractional bits of a row) or BAD_HEADER (the power of two of an input), or a status of halfword_open
 * where the image was changed since. */
halfword_status halfword_verify(const halfword_model *model);

/* The number of values in an input, in an output, and of layers; the bytes of workspace that a run
 * needs, and the bytes of the image. 0 for a NULL pointer or a handle that is not open. */
uint32_t halfword_input_count(const halfword_model *model);
uint32_t halfword_output_count(const halfword_model *model);
uint32_t halfword_layer_count(const halfword_model *model);
uint32_t halfword_workspace_size(const halfword_model *model);
uint32_t halfword_image_size(const halfword_model *model);

/* What lies between the application's values and the model's words: with k the exponent and o the offset of
 * input i, and m the exponent of the outputs,
 *
 *     input[i] = halfword_word_from_float(value, k, o);
 *     value = halfword_float_from_word(output[j], m);
 *
 * The header that is exported with the model has all of it as macros; these functions are for applications
 * that load models which they do not know. Exponents are from -24 to 24. 0 also for a NULL pointer, a handle
 * that is not open, or an index that is no input's. */
int32_t halfword_input_exponent(const halfword_model *model, uint32_t index);
int32_t halfword_input_offset(const halfword_model *model, uint32_t index);
int32_t halfword_output_exponent(const halfword_model *model);

/* Which model it is: a hash of the network and the options of its export, the same number as in the
 * header that was exported with it. It tells models apart; it is no protection against forgery.
 * 0 for a NULL pointer or a handle that is not open. */
uint64_t halfword_identity(const halfword_model *model);

/* The bytes of an identity as text: 16 hexadecimal digits and a NUL. */
#define HALFWORD_IDENTITY_TEXT_SIZE 17

/* Writes the identity as text, HALFWORD_IDENTITY_TEXT_SIZE bytes.
 *
 * Returns HALFWORD_OK, NULL_POINTER or NOT_OPEN. */
halfword_status halfword_identity_text(const halfword_model *model, char *text);

/* ---------------------------------------------------------------- inference */

/* Runs the model.
 *
 *   input            input_count words, 2-byte aligned; 4-byte aligned the first layer takes
 *                    a quarter less on Cortex-M4
 *   output           output_count words, 2-byte aligned
 *   workspace        workspace_size bytes, at least halfword_workspace_size(), aligned to
 *                    HALFWORD_WORKSPACE_ALIGNMENT; NULL with 0 where the model needs none.
 *                    Its contents before do not matter, and after have no meaning.
 *
 * Every input is allowed: a pre-activation outside 16 bits saturates, nothing wraps.
 *
 * Returns HALFWORD_OK, NULL_POINTER, NOT_OPEN, MISALIGNED, WRONG_COUNT, WORKSPACE_TOO_SMALL or
 * OVERLAP. */
halfword_status halfword_run(const halfword_model *model,
                             const int16_t *input, uint32_t input_count,
                             int16_t *output, uint32_t output_count,
                             void *workspace, uint32_t workspace_size);

/* Runs the model and finds the class with the largest output, the lowest index on ties.
 *
 * For a softmax layer it is taken before the softmax, whose outputs can be equal where the logits
 * are not. Otherwise as halfword_run. */
halfword_status halfword_classify(const halfword_model *model,
                                  const int16_t *input, uint32_t input_count,
                                  int16_t *output, uint32_t output_count,
                                  void *workspace, uint32_t workspace_size,
                                  uint32_t *class_index);

/* Runs the model on many samples. The bits are those of halfword_run() for each of them.
 *
 *   input            the words of the first sample, 2-byte aligned
 *   input_stride     from a sample's first word to the next one's, in words; at least halfword_input_count()
 *   output           room for the words of the first sample, 2-byte aligned
 *   output_stride    likewise, in words; at least halfword_output_count(). What lies between samples is not touched
 *   sample_count     how many; 0 does nothing
 *   workspace        workspace_size bytes, at least halfword_workspace_size(), aligned to
 *                    HALFWORD_WORKSPACE_ALIGNMENT; NULL with 0 where the model needs none
 *   classes          room for the class of each sample, as halfword_classify() gives it, 4-byte aligned; NULL where
 *                    they are not wanted
 *
 * On machines with vector units several samples go through a layer together, which takes less time than one after the
 * other: as many as the workspace has room for. halfword_batch_workspace_size() tells how much serves best. It uses no
 * other memory and starts no thread; threads may run parts of the samples, each with a workspace of its own.
 *
 * Returns HALFWORD_OK; NULL_POINTER; NOT_OPEN; MISALIGNED; WRONG_COUNT where a stride is too small, or the samples are
 * more than memory holds; WORKSPACE_TOO_SMALL; or OVERLAP where two of the four stretches, each from the first sample
 * to the last, share a byte. Nothing is written then. */
halfword_status halfword_run_batch(const halfword_model *model,
                                   const int16_t *input, uint32_t input_stride,
                                   int16_t *output, uint32_t output_stride, uint32_t sample_count,
                                   void *workspace, uint32_t workspace_size, uint32_t *classes);

/* The bytes of workspace with which halfword_run_batch() takes least time for so many samples: at least
 * halfword_workspace_size(), and no more than 64 times that, rounded up to words. 0 for a NULL pointer or a handle that
 * is not open. */
uint32_t halfword_batch_workspace_size(const halfword_model *model, uint32_t sample_count);

/* ------------------------------------------------------ proofs with a run */

/* Error words count sixteenths of an ulp: an output's value is off by at most errors[j] * 2^(m - 12), with m
 * the exponent of the outputs (halfword_float_from_error(); NAME_ERROR() in the header of a model). */
#define HALFWORD_ERROR_UNITS_PER_ULP 16
/* The error word of an output of which nothing is proved. */
#define HALFWORD_NO_BOUND UINT32_MAX
/* For `input_error`: the float network is asked about the very words. */
#define HALFWORD_INPUT_IS_EXACT 0
/* For `input_error`: it is asked about the values that the words were rounded from. */
#define HALFWORD_INPUT_WAS_ROUNDED 8

/* The bytes of workspace that halfword_run_bounded() and halfword_classify_certified() need: twice those of a
 * run. 0 for a NULL pointer or a handle that is not open. */
uint32_t halfword_bounded_workspace_size(const halfword_model *model);

/* Runs the model, and proves of this run how far the float network that the image was exported from can be
 * from its outputs.
 *
 *   input_error   by how much each input may differ from its word, in 16ths of the word's step: 0, or
 *                 HALFWORD_INPUT_WAS_ROUNDED for values that were rounded, or more for a sensor's own error
 *   errors        output_count error words: whatever inputs the float network gets that differ by no more from
 *                 `input`, its output j differs from output[j] by at most errors[j] sixteenths of an ulp.
 *                 All are HALFWORD_NO_BOUND where a pre-activation was saturated, an input is an end of
 *                 int16_t, which may stand for a value beyond it, errors outgrew their words, or the
 *                 image says nothing of its weights' rounding
 *   workspace     at least halfword_bounded_workspace_size()
 *
 * The outputs are those of halfword_run(). The proof is integers rounded up, the same on every target
 * (Docs/proofs.md); it holds for images that halfword_verify() accepts. Otherwise as halfword_run; OVERLAP and
 * MISALIGNED also for `errors`. */
halfword_status halfword_run_bounded(const halfword_model *model,
                                     const int16_t *input, uint32_t input_count,
                                     uint32_t input_error,
                                     int16_t *output, uint32_t *errors, uint32_t output_count,
                                     void *workspace, uint32_t workspace_size);

/* The same, and reads the model's answer, as the image says that its outputs are read.
 *
 *   answer      the class with the largest output, or with the smallest, the lowest index on ties; before a
 *               softmax, as halfword_classify(); for a threshold the number of outputs that reach it
 *   certified   1 where the float network provably gives the same answer: the class leads every other one by
 *               both errors, or each output is further from the threshold than its error; otherwise 0,
 *               which says nothing against the answer. Always 0 for a model whose outputs are read as
 *               values: their errors say all
 *
 * Otherwise as halfword_run_bounded. */
halfword_status halfword_classify_certified(const halfword_model *model,
                                            const int16_t *input, uint32_t input_count,
                                            uint32_t input_error,
                                            int16_t *output, uint32_t *errors,
                                            uint32_t output_count,
                                            void *workspace, uint32_t workspace_size,
                                            uint32_t *answer, uint32_t *certified);

/* Runs the model and counts, for each layer, the units whose pre-activation lay outside 16 bits and
 * was saturated; those below that ReLU makes 0 in any case are none. The counts are added to
 * saturations[0 .. layer_count - 1], at most to UINT32_MAX. Otherwise as halfword_run. */
halfword_status halfword_run_counting(const halfword_model *model,
                                      const int16_t *input, uint32_t input_count,
                                      int16_t *output, uint32_t output_count,
                                      void *workspace, uint32_t workspace_size,
                                      uint32_t *saturations, uint32_t layer_count);

/* How far a run in steps has come, in the caller's memory. Its members are the library's. All zero is
 * the beginning of a run. */
typedef struct halfword_progress {
    uint32_t layer;
    uint32_t row;
    uint32_t partial[2];
} halfword_progress;

/* Goes on with a run by at most `max_rows` rows of weights, for a main loop that must return in time.
 * The bits are those of halfword_run().
 *
 *   progress      all zero for the first step; after the last step all zero again
 *   max_rows      at least 1; multiples of 4 are the fastest. A row takes time proportional to the
 *                 inputs of its layer. A softmax takes a step of its own, in time proportional to
 *                 the units of its layer.
 *   class_index   as of halfword_classify(), written by the last step; may be NULL
 *
 * Input, output and workspace must be the same in each step, and nothing else may write to them in
 * between. The output is complete after the last step; before, it holds a part.
 *
 * Returns HALFWORD_OK after the last step and HALFWORD_IN_PROGRESS before it; BAD_PROGRESS; WRONG_COUNT
 * also for 0 rows; otherwise as halfword_run. */
halfword_status halfword_step(const halfword_model *model, halfword_progress *progress,
                              uint32_t max_rows,
                              const int16_t *input, uint32_t input_count,
                              int16_t *output, uint32_t output_count,
                              void *workspace, uint32_t workspace_size,
                              uint32_t *class_index);

/* The index of the largest of `count` values, the lowest index on ties.
 *
 * Returns HALFWORD_OK, NULL_POINTER, MISALIGNED, or WRONG_COUNT for 0 values. */
halfword_status halfword_argmax(const int16_t *values, uint32_t count, uint32_t *index);

/* ------------------------------------------------------ watching in the field */

/* The smallest and largest input that the model is meant for, as words.
 *
 * Returns HALFWORD_OK, NULL_POINTER or NOT_OPEN. */
halfword_status halfword_input_range(const halfword_model *model,
                                     int16_t *smallest, int16_t *largest);

/* Checks that an input lies in the range that the model is meant for, and counts the values that do
 * not. A run takes every input, but nobody has looked at what it gives for one that lies outside.
 *
 *   outside   the number of values that lie outside; may be NULL
 *
 * Returns HALFWORD_OK, INPUT_OUT_OF_RANGE, NULL_POINTER, NOT_OPEN, MISALIGNED or WRONG_COUNT. */
halfword_status halfword_check_input(const halfword_model *model,
                                     const int16_t *input, uint32_t input_count,
                                     uint32_t *outside);

/* Checks the bytes of one layer, counted from 0, against its checksum, so that a main loop can check
 * a layer a turn.
 *
 * Returns HALFWORD_OK, BAD_CHECKSUM, NO_SUCH_LAYER, NULL_POINTER or NOT_OPEN. */
halfword_status halfword_check_layer(const halfword_model *model, uint32_t layer);

/* Checks each layer as halfword_check_layer(), then runs the known answers that the export put into
 * the image, if it did, and compares every bit. Needs no memory beyond that of a run.
 *
 *   output      as for halfword_run; of no meaning afterwards
 *   workspace   as for halfword_run
 *   failed      after BAD_CHECKSUM the layer, after WRONG_ANSWER the known answer, both from 0;
 *               may be NULL
 *
 * Returns HALFWORD_OK, BAD_CHECKSUM, WRONG_ANSWER; otherwise as halfword_run. */
halfword_status halfword_self_test(const halfword_model *model,
                                   int16_t *output, uint32_t output_count,
                                   void *workspace, uint32_t workspace_size,
                                   uint32_t *failed);

#ifdef __cplusplus
}
#endif

#endif
