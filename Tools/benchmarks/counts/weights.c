/*
 * weights.c - weights for networks whose runs do not depend on them, for Tools/count-peers and Tools/bench-inference
 *
 * In a file of their own, so that the compiler knows nothing of their values where they are used. The tool defines
 * NETWORK_WEIGHT and NETWORK_START, the types, how many there are of each, and NETWORK_VALUE, the value of all weights.
 * It is not 0 where floats are computed in software, which would take less.
 */
#include <stdint.h>

extern const NETWORK_WEIGHT network_weights[NETWORK_WEIGHT_COUNT];
extern const NETWORK_START network_starts[NETWORK_START_COUNT];

/* ISO C has no such initializer. */
#pragma GCC diagnostic ignored "-Wpedantic"
const NETWORK_WEIGHT network_weights[NETWORK_WEIGHT_COUNT] __attribute__((aligned(4))) = {
    [0 ... NETWORK_WEIGHT_COUNT - 1] = NETWORK_VALUE};
const NETWORK_START network_starts[NETWORK_START_COUNT] = {[0 ... NETWORK_START_COUNT - 1] = NETWORK_VALUE};
