#include "Arduino.h"

extern "C" int printf(const char *format, ...);
extern "C" int stand_in_main();

StandInSerial Serial;

void StandInSerial::print(const char *text) { printf("%s", text); }
void StandInSerial::print(int number) { printf("%d", number); }
void StandInSerial::print(unsigned long number) { printf("%u", (unsigned)number); }

int stand_in_main() {
  setup();
  return 0;
}
