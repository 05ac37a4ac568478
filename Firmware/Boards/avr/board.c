/*
 * An ATmega2560 as a board: text goes to its first serial line. When the application is done, the processor goes to
 * sleep with interrupts off, which ends the emulator simavr.
 */
#include "board.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static void write_character(char character)
{
    while (!(UCSR0A & (1 << UDRE0))) {
    }
    UDR0 = (uint8_t)character;
}

void board_write(const char *text)
{
    for (; *text != '\0'; text++)
        write_character(*text);
}

int main(void)
{
    UCSR0B = 1 << TXEN0;
    board_write(application() == 0 ? "done\n" : "not done\n");
    cli();
    sleep_mode();
    return 0;
}
