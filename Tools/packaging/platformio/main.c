/* Copy the files of this folder to src/ of a project. */
#include <stdio.h>

/* In the path where the package has an archive for the board. */
#if __has_include(<halfword_archive.h>)
#include <halfword_archive.h>
#endif

#define EXAMPLE_PRINT printf
#include "digits_example.h"

int main(void)
{
    return classify_pictures();
}
