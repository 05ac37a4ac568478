/* What the examples need of a C library: Tests/Packages/stand-in.c has it. */
#ifndef STAND_IN_STDIO_H
#define STAND_IN_STDIO_H
int printf(const char *format, ...);
#endif
