/* Checking the records of networks. */
#ifndef NETWORKS_H
#define NETWORKS_H

#include "halfword_conformance.h"
#include "reader.h"

/* Checks a record of a network, from after its name. Returns a verdict. */
int check_network(halfword_conformance *suite, reader body);

#endif
