/* Classifies handwritten digits, and compares every bit with what the network gives elsewhere. */
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

#define EXAMPLE_PRINT printk
#include "digits_example.h"

int main(void)
{
    return classify_pictures();
}
