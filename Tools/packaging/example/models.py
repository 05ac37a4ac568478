"""Makes pictures.h of a samples header: the pictures as bits, and what the network gives for them."""
import re
import sys


def rows(text, name):
    """The numbers of an array of the header, row by row."""
    body = re.search(rf"_{name}\[.*?= \{{(.*?)\}};", text, re.DOTALL).group(1)
    lines = re.findall(r"\{(.*?)\}", body) or [body]
    return [[int(number) for number in re.findall(r"-?\d+", line)] for line in lines]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    inputs, outputs = rows(text, "inputs"), rows(text, "outputs")
    labels, answers = rows(text, "labels")[0], rows(text, "classes")[0]
    print("/* Handwritten digits of 16 by 16 (E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI")
    print(" * Machine Learning Repository, 1998, CC BY 4.0), and what the network gives for them on every machine.")
    print(" *")
    print(" * Written by Tools/package; do not edit. */")
    print("#ifndef PICTURES_H\n#define PICTURES_H\n\n#include <stdint.h>\n")
    print(f"#define PICTURE_COUNT {len(inputs)}\n")
    print("/* A row is a word; its highest bit is the leftmost place, and a 1 is ink. */")
    print("static const uint16_t picture_rows[PICTURE_COUNT][16] = {")
    for picture in inputs:
        words = []
        for row in range(16):
            bits = "".join("1" if word else "0" for word in picture[16 * row:16 * row + 16])
            words.append(f"0x{int(bits, 2):04X}")
        print(f"    {{{', '.join(words)}}},")
    print("};")
    for name, values in (("labels", labels), ("answers", answers)):
        print(f"static const uint8_t picture_{name}[PICTURE_COUNT] = {{{', '.join(map(str, values))}}};")
    print("static const int16_t picture_outputs[PICTURE_COUNT][10] = {")
    for row in outputs:
        print(f"    {{{', '.join(map(str, row))}}},")
    print("};\n\n#endif")


main()
