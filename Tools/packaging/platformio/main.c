/* Copy the files of this folder to src/ of a project. */
#include <stdio.h>

#define EXAMPLE_PRINT printf
#include "digits_example.h"

int main(void)
{
    return classify_pictures();
}
