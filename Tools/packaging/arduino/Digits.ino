/*
 * Classifies five handwritten digits with the library, and compares every bit with what this network gives on every
 * other machine. For boards that the library has no archive for, see the example DigitsAsC.
 *
 * digits.h was written by: halfword export digits.safetensors -o digits.hwm --inputs counts --c-header digits.h
 */
#include <halfword.h>

#include "digits.h"
#include "pictures.h"

static halfword_model model;
/* Aligned to 4 bytes, the first layer is faster. */
static int16_t input[DIGITS_INPUT_COUNT] __attribute__((aligned(4)));
static int16_t output[DIGITS_OUTPUT_COUNT];
static uint32_t workspace[DIGITS_WORKSPACE_WORDS];

void setup() {
  Serial.begin(115200);
  halfword_status status = digits_open(&model);
  int same = 0;
  for (int picture = 0; picture < PICTURE_COUNT && status == HALFWORD_OK; picture++) {
    for (int place = 0; place < DIGITS_INPUT_COUNT; place++) {
      int ink = picture_rows[picture][place / 16] >> (15 - place % 16) & 1;
      input[place] = DIGITS_INPUT(place, ink);
    }
    uint32_t answer = 0;
    status = halfword_classify(&model, input, DIGITS_INPUT_COUNT, output, DIGITS_OUTPUT_COUNT, workspace,
                               sizeof workspace, &answer);
    Serial.print("digit ");
    Serial.print(picture_labels[picture]);
    Serial.print(", answer ");
    Serial.println(answer);
    same += memcmp(output, picture_outputs[picture], sizeof output) == 0;
  }
  Serial.println(halfword_status_name(status));
  Serial.print(same);
  Serial.println(same == PICTURE_COUNT ? " pictures, all with the expected bits" : " only with the expected bits");
}

void loop() {}
