// The header is C++17, too, and its functions link by their C names.
#include "halfword.h"

int main()
{
    halfword_model model{};
    return HALFWORD_ABI_FITS() && halfword_verify(&model) == HALFWORD_NOT_OPEN ? 0 : 1;
}
