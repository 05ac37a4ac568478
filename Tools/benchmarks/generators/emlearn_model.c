#include "emlearn_model.h"
#include "emlearn_network.h"

/* The C library's expf asks for it. */
static int error_number;
int *__errno(void);
int *__errno(void) { return &error_number; }

void emlearn_model_run(const float *input, float *output)
{
    (void)emlearn_network_regress(input, 256, output, 10);
}
