/* Checking the records of runs with error words. */
#ifndef BOUNDED_H
#define BOUNDED_H

#include "halfword_conformance.h"
#include "reader.h"

/* Checks a record of runs with error words, from after its name. Returns a verdict. */
int check_bounded(halfword_conformance *suite, reader body);

#endif
