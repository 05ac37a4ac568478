/*
 * Classifies five handwritten digits with a network that is one C file, and compares every bit with what this network
 * gives on every other machine. It needs no library and runs on every board with 2 kB of RAM.
 *
 * digits_as_c.c was written by:
 *   halfword export digits.safetensors -o digits.hwm --inputs counts --name digits --c-source digits_as_c.c
 */
#include "digits_as_c.h"
#include "pictures.h"

static int16_t input[DIGITS_INPUT_COUNT];
static int16_t output[DIGITS_OUTPUT_COUNT];
static int16_t workspace[DIGITS_WORKSPACE_COUNT];

void setup() {
  Serial.begin(115200);
  int same = 0;
  for (int picture = 0; picture < PICTURE_COUNT; picture++) {
    for (int place = 0; place < DIGITS_INPUT_COUNT; place++) {
      int ink = picture_rows[picture][place / 16] >> (15 - place % 16) & 1;
      input[place] = DIGITS_INPUT(place, ink);
    }
    uint32_t answer = digits_classify(input, output, workspace);
    Serial.print("digit ");
    Serial.print(picture_labels[picture]);
    Serial.print(", answer ");
    Serial.println(answer);
    same += memcmp(output, picture_outputs[picture], sizeof output) == 0;
  }
  Serial.print(same);
  Serial.println(same == PICTURE_COUNT ? " pictures, all with the expected bits" : " only with the expected bits");
}

void loop() {}
