/* Composing the message of a check, without a C library. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "halfword_conformance.h"

/* Starts a message anew. */
void message_begin(halfword_conformance *suite, const char *text);

/* Appends text; what does not fit is left out. */
void message_append(halfword_conformance *suite, const char *text);

/* Appends a number in decimal. */
void message_number(halfword_conformance *suite, int32_t number);

/* Appends "expected E, got G". */
void message_difference(halfword_conformance *suite, int32_t expected, int32_t got);

/* Appends the name of a status without its HALFWORD_, or its number where it has none. */
void message_status(halfword_conformance *suite, halfword_status status);

/* Says that the record is damaged. Returns the verdict. */
int message_damaged(halfword_conformance *suite);

/* Appends ": layer L", counted from 1. Returns 0. */
int message_layer(halfword_conformance *suite, uint32_t layer);

/* Appends ": layer L, unit U: expected E, got G", the layer counted from 1, the unit from 0. Returns
 * 0. */
int message_unit(halfword_conformance *suite, uint32_t layer, uint32_t unit, int32_t expected,
                 int32_t got);

#endif
