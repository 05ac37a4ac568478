/* What the parts of the start-up code need of each other. */
#ifndef STARTUP_H
#define STARTUP_H

/* Runs first, with the stack pointer set: initializes RAM, runs the application, and stops. */
void startup_reset(void);

/* Stops with the application's status. */
void startup_finished(int status);

/* Stops with an error. */
void startup_fault(void);

#endif
