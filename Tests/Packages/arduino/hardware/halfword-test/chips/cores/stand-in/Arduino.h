// What the example sketches use of an Arduino core.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void setup();
void loop();

struct StandInSerial {
  void begin(unsigned long) {}
  void print(const char *text);
  void print(int number);
  void print(unsigned long number);
  void print(unsigned number) { print((unsigned long)number); }
  template <typename Value> void println(Value value) {
    print(value);
    print("\n");
  }
};
extern StandInSerial Serial;
