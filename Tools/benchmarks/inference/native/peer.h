/*
 * peer.h - what each peer of Tools/bench-inference is called by
 *
 * A peer is a shared library of this interface and of measure.c, which calls it between two readings of the clock: no
 * Python lies between the clock and what is measured.
 */
#ifndef PEER_H
#define PEER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    /* What to open: a file, or sizes of layers as numbers with commas between them. */
    const char *model;
    /* `batch` rows of values. */
    const float *inputs;
    uint32_t input_count, output_count, batch, threads;
} peer_task;

/* How a peer uses more than one thread. */
enum {
    PEER_OWN_THREADS, /* by itself: it is called once for the whole batch */
    PEER_ROWS,        /* measure.c calls it in every thread for some of the rows */
    PEER_ONE_THREAD   /* not at all */
};

extern const int peer_threading;

/* Opens a model for a task, which stays; NULL where it fails, with the reason on standard error. */
void *peer_open(const peer_task *task);

/* Runs some rows of the batch; 0, or what went wrong. */
int peer_run(void *state, uint32_t thread, uint32_t first, uint32_t count);

/* The outputs of the last run, as values, a row a sample. */
void peer_outputs(const void *state, float *outputs);

#ifdef __cplusplus
}
#endif

#endif
