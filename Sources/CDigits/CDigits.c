#include "CDigits.h"

// #embed is C23; clang takes it in every C standard and warns only about the standard.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t sheet[] = {
#embed "digits.png"
};

static const uint8_t labels[] = {
#embed "labels.txt"
};

const uint8_t *const cdigits_sheet = sheet;
const size_t cdigits_sheet_size = sizeof sheet;

const uint8_t *const cdigits_labels = labels;
const size_t cdigits_labels_size = sizeof labels;
