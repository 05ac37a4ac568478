/// The embedded digits: a PNG contact sheet and its labels, byte for byte the files beside this
/// target's source. `Tools/make-digit-sheet` writes them and says where they come from.

#ifndef CDIGITS_H
#define CDIGITS_H

#include <stddef.h>
#include <stdint.h>

/// The bytes of digits.png: 60 columns and 30 rows of cells of 8 x 8 pixels, dark ink on white.
extern const uint8_t *const cdigits_sheet;
/// How many bytes digits.png has.
extern const size_t cdigits_sheet_size;

/// The bytes of labels.txt: one line for each row of the sheet, one digit for each cell.
extern const uint8_t *const cdigits_labels;
/// How many bytes labels.txt has.
extern const size_t cdigits_labels_size;

#endif
