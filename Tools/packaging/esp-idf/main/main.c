/* Classifies handwritten digits, and compares every bit with what the network gives elsewhere. */
#include <stdio.h>

#define EXAMPLE_PRINT printf
#include "digits_example.h"

void app_main(void)
{
    classify_pictures();
}
