/* measure.c - times a peer (peer.h): the part of every peer's library that Tools/bench-inference calls */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* How often a thread looks before it lets others run. */
enum { LOOKS = 4000, MOST_THREADS = 64 };

typedef struct {
    peer_task task;
    void *state;
    uint32_t threads;
} measured;

/* Threads that run their rows of the same batch at the same time, again and again. */
typedef struct {
    const measured *peer;
    uint32_t repeats;
    /* Which repetition may begin, how many helpers are there, and how many parts helpers have ended. */
    uint32_t turn, ready, ended;
    int failed;
} team;

typedef struct {
    team *all;
    uint32_t thread;
} member;

static void wait_until(const uint32_t *number, uint32_t least)
{
    uint32_t looks = 0;
    while (__atomic_load_n(number, __ATOMIC_ACQUIRE) < least)
        if (++looks % LOOKS == 0)
            sched_yield();
}

static int run_part(const measured *peer, uint32_t thread)
{
    const uint32_t first = (uint32_t)((uint64_t)peer->task.batch * thread / peer->threads);
    const uint32_t end = (uint32_t)((uint64_t)peer->task.batch * (thread + 1) / peer->threads);
    return end > first ? peer_run(peer->state, thread, first, end - first) : 0;
}

static void *help(void *data)
{
    const member *self = data;
    team *all = self->all;
    uint32_t turn;
    __atomic_fetch_add(&all->ready, 1, __ATOMIC_RELEASE);
    for (turn = 1; turn <= all->repeats; turn++) {
        wait_until(&all->turn, turn);
        if (run_part(all->peer, self->thread) != 0)
            __atomic_store_n(&all->failed, 1, __ATOMIC_RELAXED);
        __atomic_fetch_add(&all->ended, 1, __ATOMIC_RELEASE);
    }
    return NULL;
}

/* Opens a peer; NULL where it cannot. */
void *measure_open(const peer_task *task);
void *measure_open(const peer_task *task)
{
    measured *peer = calloc(1, sizeof *peer);
    if (peer == NULL)
        return NULL;
    peer->task = *task;
    peer->threads = peer_threading != PEER_ROWS ? 1 : task->threads < task->batch ? task->threads : task->batch;
    if (task->threads < 1 || task->threads > MOST_THREADS
        || (peer_threading == PEER_ONE_THREAD && task->threads > 1)) {
        fputs("it runs in one thread only\n", stderr);
        free(peer);
        return NULL;
    }
    peer->state = peer_open(&peer->task);
    if (peer->state == NULL) {
        free(peer);
        return NULL;
    }
    return peer;
}

/* The seconds that `repeats` runs of the batch take, by the clock or of the process's processor time, or a negative
 * number where one fails. */
double measure_time(const void *opened, uint32_t repeats, uint32_t is_processor_time);
double measure_time(const void *opened, uint32_t repeats, uint32_t is_processor_time)
{
    const clockid_t source = is_processor_time != 0 ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC;
    const measured *peer = opened;
    team all = {peer, 0, 0, 0, 0, 0};
    member members[MOST_THREADS];
    pthread_t handles[MOST_THREADS];
    struct timespec start, end;
    uint32_t index, turn;

    all.repeats = repeats;
    for (index = 1; index < peer->threads; index++) {
        members[index].all = &all;
        members[index].thread = index;
        if (pthread_create(&handles[index], NULL, help, &members[index]) != 0)
            abort();
    }
    wait_until(&all.ready, peer->threads - 1);
    clock_gettime(source, &start);
    for (turn = 1; turn <= repeats; turn++) {
        __atomic_store_n(&all.turn, turn, __ATOMIC_RELEASE);
        if (run_part(peer, 0) != 0)
            __atomic_store_n(&all.failed, 1, __ATOMIC_RELAXED);
        wait_until(&all.ended, turn * (peer->threads - 1));
    }
    clock_gettime(source, &end);
    for (index = 1; index < peer->threads; index++)
        pthread_join(handles[index], NULL);
    if (__atomic_load_n(&all.failed, __ATOMIC_RELAXED) != 0)
        return -1;
    return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

/* The values that the last run gave. */
void measure_outputs(const void *opened, float *outputs);
void measure_outputs(const void *opened, float *outputs)
{
    const measured *peer = opened;
    peer_outputs(peer->state, outputs);
}
