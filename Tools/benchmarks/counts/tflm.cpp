// tflm.cpp - dense layers by the reference kernels of TensorFlow Lite Micro, with weights of 8 bits and values of 8 or,
// with IS_WIDE, 16, for Tools/count-peers
//
// The kernels alone: the interpreter, which takes more, is left out. The scales are made up.
#include "network.h"

#include "tensorflow/lite/kernels/internal/reference/integer_ops/fully_connected.h"

#ifdef IS_WIDE
using Word = int16_t;
using Start = int64_t;
#else
using Word = int8_t;
using Start = int32_t;
#endif

extern "C" {
extern const int8_t network_weights[];
extern const Start network_starts[];
}

static const uint16_t sizes[] = {SIZES};
static const unsigned size_count = sizeof sizes / sizeof sizes[0];
static Word values[2][1024];

void network_run(const Word *input, Word *output) {
  const int offset = sizeof(Word) == 1 ? 128 : 0;
  const int8_t *weights = network_weights;
  const Start *starts = network_starts;
  const Word *from = input;
  for (unsigned layer = 1; layer < size_count; layer++) {
    const int columns = sizes[layer - 1], rows = sizes[layer];
    const bool is_last = layer + 1 == size_count;
    Word *to = is_last ? output : values[layer % 2];
    tflite::FullyConnectedParams parameters = {};
    parameters.input_offset = offset;
    parameters.weights_offset = 0;
    parameters.output_offset = -offset;
    // About 1/256 of a sum.
    parameters.output_multiplier = 1 << 30;
    parameters.output_shift = -7;
    parameters.quantized_activation_min = is_last ? (sizeof(Word) == 1 ? -128 : -32768) : -offset;
    parameters.quantized_activation_max = sizeof(Word) == 1 ? 127 : 32767;
    const int32_t from_shape[] = {1, columns}, shape[] = {rows, columns}, start_shape[] = {rows}, to_shape[] = {1, rows};
    tflite::reference_integer_ops::FullyConnected(
        parameters, tflite::RuntimeShape(2, from_shape), from, tflite::RuntimeShape(2, shape), weights,
        tflite::RuntimeShape(1, start_shape), starts, tflite::RuntimeShape(2, to_shape), to);
    weights += columns * rows;
    starts += rows;
    from = to;
  }
}
