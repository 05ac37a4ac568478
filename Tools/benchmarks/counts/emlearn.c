/* emlearn.c - what emlearn generated of a network, NETWORK_HEADER, for Tools/count-peers */
#include "network.h"

#include NETWORK_HEADER

/* The C library's expf asks for it. */
static int error_number;
int *__errno(void);
int *__errno(void) { return &error_number; }

static const uint16_t sizes[] = {SIZES};

void network_run(const float *input, float *output)
{
    (void)network_regress(input, sizes[0], output, sizes[sizeof sizes / sizeof sizes[0] - 1]);
}
