// Written by Tools/fit-instruction-model; do not edit.
// swift-format-ignore-file

internal import HalfwordRuntime

extension InstructionModel {
  static let cortexM0 = InstructionModel(
    run: 751,
    firstHidden: 373,
    hiddenAtStart: 375,
    hiddenAtEnd: 373,
    partialPanel: -1,
    row: 28,
    piece: 22,
    maxoutUnit: 14,
    sigmoidUnit: 46,
    tanhUnit: 45,
    softmaxUnit: 1939,
    activation: [.linear: 0, .relu: 1, .maxout: 2, .sigmoid: 9, .tanh: 9, .softmax: 1724],
    wider: [.blocks16: 0, .blocks32: 0, .bits64: 0],
    kernels: [
      .bits32: Kernel(
        short: [151, 155, 184, 179, 212, 216, 245],
        block: 122,
        rest: [118, 151, 155, 184, 179, 212, 216, 245]
      ),
      .blocks16: Kernel(
        short: [282, 286, 315, 310, 343, 347, 376, 371, 404, 408, 437, 432, 465, 469, 498],
        block: 291,
        rest: [200, 282, 286, 315, 310, 343, 347, 376, 371, 404, 408, 437, 432, 465, 469, 498]
      ),
      .blocks32: Kernel(
        short: [285, 289, 318, 313, 346, 350, 379, 374, 407, 411, 440, 435, 468, 472, 501, 496, 529, 533, 562, 557, 590, 594, 623, 618, 651, 655, 684, 679, 712, 716, 745],
        block: 535,
        rest: [203, 285, 289, 318, 313, 346, 350, 379, 374, 407, 411, 440, 435, 468, 472, 501, 496, 529, 533, 562, 557, 590, 594, 623, 618, 651, 655, 684, 679, 712, 716, 745]
      ),
      .bits64: Kernel(
        short: [338, 346, 396, 404, 454, 462, 512],
        block: 232,
        rest: [288, 338, 346, 396, 404, 454, 462, 512]
      ),
    ]
  )

  static let cortexM3 = InstructionModel(
    run: 574,
    firstHidden: 280,
    hiddenAtStart: 283,
    hiddenAtEnd: 280,
    partialPanel: 0,
    row: 14,
    piece: 19,
    maxoutUnit: 1,
    sigmoidUnit: 30,
    tanhUnit: 29,
    softmaxUnit: 1511,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 15, .tanh: 15, .softmax: 1207],
    wider: [.blocks16: 0, .blocks32: 0, .bits64: 0],
    kernels: [
      .bits32: Kernel(
        short: [86, 102, 111, 123, 132, 144, 153],
        block: 84,
        rest: [81, 90, 102, 111, 123, 132, 144, 153]
      ),
      .blocks16: Kernel(
        short: [227, 245, 254, 266, 275, 287, 296, 308, 317, 329, 338, 350, 359, 371, 380],
        block: 219,
        rest: [173, 227, 245, 254, 266, 275, 287, 296, 308, 317, 329, 338, 350, 359, 371, 380]
      ),
      .blocks32: Kernel(
        short: [230, 248, 257, 269, 278, 290, 299, 311, 320, 332, 341, 353, 362, 374, 383, 395, 404, 416, 425, 437, 446, 458, 467, 479, 488, 500, 509, 521, 530, 542, 551],
        block: 387,
        rest: [176, 230, 248, 257, 269, 278, 290, 299, 311, 320, 332, 341, 353, 362, 374, 383, 395, 404, 416, 425, 437, 446, 458, 467, 479, 488, 500, 509, 521, 530, 542, 551]
      ),
      .bits64: Kernel(
        short: [273, 311, 329, 357, 375, 403, 421],
        block: 184,
        rest: [265, 283, 311, 329, 357, 375, 403, 421]
      ),
    ]
  )

  static let cortexM4 = InstructionModel(
    run: 572,
    firstHidden: 280,
    hiddenAtStart: 283,
    hiddenAtEnd: 280,
    partialPanel: 0,
    row: 14,
    piece: 19,
    maxoutUnit: 1,
    sigmoidUnit: 30,
    tanhUnit: 29,
    softmaxUnit: 1511,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 15, .tanh: 15, .softmax: 1207],
    wider: [.blocks16: 0, .blocks32: 0, .bits64: 0],
    kernels: [
      .bits32: Kernel(
        short: [83, 85, 91, 93, 99, 101, 107],
        block: 24,
        rest: [78, 84, 86, 92, 94, 100, 102, 108]
      ),
      .blocks16: Kernel(
        short: [216, 218, 224, 226, 232, 234, 240, 242, 248, 250, 256, 258, 264, 266, 272],
        block: 59,
        rest: [182, 217, 219, 225, 227, 233, 235, 241, 243, 249, 251, 257, 259, 265, 267, 273]
      ),
      .blocks32: Kernel(
        short: [218, 220, 226, 228, 234, 236, 242, 244, 250, 252, 258, 260, 266, 268, 274, 276, 282, 284, 290, 292, 298, 300, 306, 308, 314, 316, 322, 324, 330, 332, 338],
        block: 103,
        rest: [183, 218, 220, 226, 228, 234, 236, 242, 244, 250, 252, 258, 260, 266, 268, 274, 276, 282, 284, 290, 292, 298, 300, 306, 308, 314, 316, 322, 324, 330, 332, 338]
      ),
      .bits64: Kernel(
        short: [185, 185, 192, 194, 201, 201, 208],
        block: 32,
        rest: [178, 185, 185, 192, 194, 201, 201, 208]
      ),
    ]
  )

  static let rv32imc = InstructionModel(
    run: 673,
    firstHidden: 316,
    hiddenAtStart: 318,
    hiddenAtEnd: 316,
    partialPanel: -1,
    row: 26,
    piece: 17,
    maxoutUnit: 14,
    sigmoidUnit: 37,
    tanhUnit: 36,
    softmaxUnit: 1768,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 22, .tanh: 25, .softmax: 1209],
    wider: [.blocks16: 0, .blocks32: 0, .bits64: 0],
    kernels: [
      .bits32: Kernel(
        short: [97, 115, 128, 144, 157, 173, 186],
        block: 116,
        rest: [86, 99, 115, 128, 144, 157, 173, 186]
      ),
      .blocks16: Kernel(
        short: [249, 267, 280, 296, 309, 325, 338, 354, 367, 383, 396, 412, 425, 441, 454],
        block: 284,
        rest: [186, 249, 267, 280, 296, 309, 325, 338, 354, 367, 383, 396, 412, 425, 441, 454]
      ),
      .blocks32: Kernel(
        short: [252, 270, 283, 299, 312, 328, 341, 357, 370, 386, 399, 415, 428, 444, 457, 473, 486, 502, 515, 531, 544, 560, 573, 589, 602, 618, 631, 647, 660, 676, 689],
        block: 516,
        rest: [189, 252, 270, 283, 299, 312, 328, 341, 357, 370, 386, 399, 415, 428, 444, 457, 473, 486, 502, 515, 531, 544, 560, 573, 589, 602, 618, 631, 647, 660, 676, 689]
      ),
      .bits64: Kernel(
        short: [287, 317, 339, 367, 389, 417, 439],
        block: 200,
        rest: [267, 289, 317, 339, 367, 389, 417, 439]
      ),
    ]
  )
}
