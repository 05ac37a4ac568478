// Written by Tools/generate-tables; do not edit.
// swift-format-ignore-file

/// Where f(i) = round(256 tanh(i / 256)) is larger than f(i - 1): bit i mod 32 of word i / 32, but
/// not for the first bit of a word. From the last bit that is 1 on, f is 256.
let tanhSteps: InlineArray<28, UInt32> = [
  0xFFFFFFFE, 0xFFFF7FFE, 0xFBFEFFEE, 0xF7DEFDFA, 0x76EDDDEE, 0xADADB6DA, 0xAAD55AB4, 0xA9552AAA,
  0x924A5294, 0x48924492, 0x22222224, 0x84210844, 0x40820820, 0x10101020, 0x02004020, 0x10008008,
  0x08000800, 0x00004000, 0x20000008, 0x40000000, 0x00000000, 0x00000200, 0x00000000, 0x00000800,
  0x00000000, 0x00000000, 0x00000000, 0x01000000,
]

/// f(32 i) - f(0): what each word begins with.
let tanhStarts: InlineArray<28, UInt8> = [
  0, 32, 63, 92, 118, 142, 163, 180, 195, 207, 217, 225, 232, 237, 241, 244,
  247, 249, 250, 252, 253, 253, 254, 254, 255, 255, 255, 255,
]
