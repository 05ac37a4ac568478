// The header is C++, too, from C++11 on; its functions link by their C names, and its conversions are inline.
#include "halfword.h"

int main()
{
    halfword_model model{};
    const bool converts = halfword_to_float(halfword_from_float(1.5f)) == 1.5f
                          && halfword_word_from_integer(101325, 8, 101000) == 325
                          && halfword_integer_from_word(384, 0, 100) == 150;
    return HALFWORD_ABI_FITS() && converts && halfword_verify(&model) == HALFWORD_NOT_OPEN ? 0 : 1;
}
