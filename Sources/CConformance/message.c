#include "message.h"

void message_begin(halfword_conformance *suite, const char *text)
{
    suite->message[0] = '\0';
    message_append(suite, text);
}

void message_append(halfword_conformance *suite, const char *text)
{
    uint32_t end = 0;
    while (suite->message[end] != '\0')
        end++;
    while (*text != '\0' && end < HALFWORD_CONFORMANCE_MESSAGE_SIZE - 1)
        suite->message[end++] = *text++;
    suite->message[end] = '\0';
}

void message_number(halfword_conformance *suite, int32_t number)
{
    char text[12];
    char *digit = text + sizeof text - 1;
    uint32_t magnitude = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;
    *digit = '\0';
    do {
        *--digit = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude > 0);
    if (number < 0)
        *--digit = '-';
    message_append(suite, digit);
}

void message_difference(halfword_conformance *suite, int32_t expected, int32_t got)
{
    message_append(suite, "expected ");
    message_number(suite, expected);
    message_append(suite, ", got ");
    message_number(suite, got);
}

void message_status(halfword_conformance *suite, halfword_status status)
{
    /* By the status, negated; a library under test need not have names for them. */
    static const char *const names[] = {
        "OK", "NULL_POINTER", "MISALIGNED", "TRUNCATED", "NOT_AN_IMAGE", "UNSUPPORTED_VERSION",
        "BAD_HEADER", "BAD_LAYER", "BAD_CHECKSUM", "BAD_ACCUMULATOR", "NOT_OPEN", "WRONG_COUNT",
        "WORKSPACE_TOO_SMALL", "OVERLAP", "BAD_PADDING", "INPUT_OUT_OF_RANGE", "WRONG_ANSWER",
        "BAD_PROGRESS", "NO_SUCH_LAYER"};
    if (status <= 0 && status > -(int32_t)(sizeof names / sizeof names[0]))
        message_append(suite, names[-status]);
    else
        message_number(suite, status);
}

int message_layer(halfword_conformance *suite, uint32_t layer)
{
    message_append(suite, ": layer ");
    message_number(suite, (int32_t)layer + 1);
    return 0;
}

int message_unit(halfword_conformance *suite, uint32_t layer, uint32_t unit, int32_t expected,
                 int32_t got)
{
    message_layer(suite, layer);
    message_append(suite, ", unit ");
    message_number(suite, (int32_t)unit);
    message_append(suite, ": ");
    message_difference(suite, expected, got);
    return 0;
}

int message_damaged(halfword_conformance *suite)
{
    message_begin(suite, "the record is damaged");
    return HALFWORD_CONFORMANCE_DAMAGED;
}
