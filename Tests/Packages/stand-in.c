/* What a world gives to its programs, for an emulated board of Firmware/Boards: printing, and the call of main(). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"

#ifndef STAND_IN_MAIN
#define STAND_IN_MAIN main
#endif

int printf(const char *format, ...);
int printk(const char *format, ...);
int memcmp(const void *one, const void *other, size_t size);
extern int STAND_IN_MAIN(void);

static void write_number(uint32_t value)
{
    char text[11];
    char *digit = text + sizeof text - 1;
    *digit = '\0';
    do {
        *--digit = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    board_write(digit);
}

/* Knows %u, %d and %s. */
static int print(const char *format, va_list values)
{
    char letter[2] = {0, 0};
    for (; *format; format++) {
        letter[0] = *format;
        if (*format != '%') {
            board_write(letter);
            continue;
        }
        format++;
        if (*format == 's') {
            board_write(va_arg(values, const char *));
        } else if (*format == 'u') {
            write_number(va_arg(values, unsigned));
        } else {
            int value = va_arg(values, int);
            if (value < 0)
                board_write("-");
            write_number(value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
        }
    }
    return 0;
}

int printf(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print(format, values);
    va_end(values);
    return 0;
}

int printk(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print(format, values);
    va_end(values);
    return 0;
}

int memcmp(const void *one, const void *other, size_t size)
{
    const unsigned char *first = one, *second = other;
    for (; size > 0; size--, first++, second++)
        if (*first != *second)
            return *first < *second ? -1 : 1;
    return 0;
}

int application(void)
{
#if defined(__ARM_FP) && __ARM_FP
    /* The FPU, on Armv7-M; the start-up code does it on Armv8-M (Armv7-M Architecture Reference Manual, CPACR). */
    *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" : : : "memory");
#endif
    return STAND_IN_MAIN();
}
