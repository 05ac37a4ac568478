/* Classifies handwritten digits, and compares every bit with what the network gives elsewhere. */
#include <stdio.h>

#ifdef _RTE_
#include "RTE_Components.h"
#endif

#define EXAMPLE_PRINT printf
#include "digits_example.h"

int main(void)
{
    return classify_pictures();
}
