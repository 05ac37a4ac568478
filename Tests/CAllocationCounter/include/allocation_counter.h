#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/*
 * Takes the place of the C library's malloc and its kin for the whole process, and counts calls on
 * every thread. Only with glibc.
 */

/* Sets the count to 0 and begins to count. */
void allocation_counter_start(void);

/* Ends, and returns how often memory was asked for. */
long allocation_counter_stop(void);

#endif
