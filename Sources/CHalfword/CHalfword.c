/* The header must compile as C on its own; its functions are implemented in HalfwordRuntime. */
#include "halfword.h"
