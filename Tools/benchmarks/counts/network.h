/*
 * network.h - a network in the way of another, for Tools/count-peers
 *
 * The tool defines SIZES, the sizes of the layers with commas between them, and NETWORK_WORD, the type of a value. Units of
 * hidden layers have ReLU, or what comes nearest to it; outputs are sums.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C"
#endif
void network_run(const NETWORK_WORD *input, NETWORK_WORD *output);

#endif
