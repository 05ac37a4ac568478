#include "halfword.h"

/* The functions are implemented in HalfwordRuntime. */
const halfword_kernel_table halfword_all_kernels = {
    halfword_layer_reader, halfword_layer_runner, halfword_convolution, halfword_depthwise,
    halfword_pooling,      halfword_addition,     halfword_layer_errors, halfword_sigmoid,
    halfword_tanh,         halfword_softmax,      halfword_cap,         halfword_table,
};
