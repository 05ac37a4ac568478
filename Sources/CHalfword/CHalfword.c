#include "halfword.h"

/* The functions are implemented in HalfwordRuntime, or here in assembly. */
const halfword_kernel_table halfword_all_kernels = {
    .layer_reader = halfword_layer_reader,
    .layer_runner = halfword_layer_runner,
    .dense = halfword_dense,
    .convolution = halfword_convolution,
    .depthwise = halfword_depthwise,
    .pooling = halfword_pooling,
    .addition = halfword_addition,
    .layer_errors = halfword_all_layer_errors,
    .sigmoid = halfword_sigmoid,
    .tanh = halfword_tanh,
    .softmax = halfword_softmax,
    .cap = halfword_cap,
    .table = halfword_table,
    .narrow_dense = halfword_narrow_dense,
    .narrow_convolution = halfword_narrow_convolution,
    .narrow_depthwise = halfword_narrow_depthwise,
    .weights_8 = halfword_weights_8,
    .weights_4 = halfword_weights_4,
    .narrow_errors = halfword_narrow_errors,
    .dense_errors = halfword_dense_errors,
};
