// Written by Tools/fit-instruction-model; do not edit.
// swift-format-ignore-file

internal import HalfwordRuntime

extension InstructionModel {
  static let cortexM0 = InstructionModel(
    run: 841,
    firstHidden: 421,
    hiddenAtStart: 436,
    hiddenAtEnd: 430,
    partialPanel: -2,
    row: 38,
    piece: 35,
    maxoutUnit: 14,
    sigmoidUnit: 51,
    tanhUnit: 51,
    softmaxUnit: 1941,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 36, .tanh: 34, .softmax: 1642],
    wider: [.blocks16: 23, .blocks32: 23, .bits64: 23],
    widerPiece: [.blocks16: 23, .blocks32: 23, .bits64: 23],
    kernels: [
      .bits32: Kernel(
        short: [111, 108, 144, 139, 175, 172, 208],
        block: 118,
        rest: [80, 116, 113, 149, 139, 175, 172, 208]
      ),
      .blocks16: Kernel(
        short: [151, 148, 184, 181, 217, 214, 250, 247, 283, 280, 316, 313, 349, 346, 382],
        block: 280,
        rest: [68, 151, 148, 184, 181, 217, 214, 250, 247, 283, 280, 316, 313, 349, 346, 382]
      ),
      .blocks32: Kernel(
        short: [152, 149, 185, 182, 218, 215, 251, 248, 284, 281, 317, 314, 350, 347, 383, 380, 416, 413, 449, 446, 482, 479, 515, 512, 548, 545, 581, 578, 614, 611, 647],
        block: 516,
        rest: [69, 152, 149, 185, 182, 218, 215, 251, 248, 284, 281, 317, 314, 350, 347, 383, 380, 416, 413, 449, 446, 482, 479, 515, 512, 548, 545, 581, 578, 614, 611, 647]
      ),
      .bits64: Kernel(
        short: [196, 190, 248, 242, 300, 294, 352],
        block: 208,
        rest: [138, 196, 190, 248, 242, 300, 294, 352]
      ),
    ],
    proof: ProofParts(
      run: 291.1,
      layer: 630.9,
      input: 11.0,
      row: 61.5,
      unit: 42.7,
      reluUnit: 5.1,
      sigmoidUnit: 120.1,
      tanhUnit: 132.7,
      softmaxUnit: 14.2,
      errorPanel: 72.9,
      errorPair: 46.1,
      widerErrorPair: 67.2,
      output: 74.1
    )
  )

  static let cortexM3 = InstructionModel(
    run: 645,
    firstHidden: 309,
    hiddenAtStart: 319,
    hiddenAtEnd: 315,
    partialPanel: 0,
    row: 21,
    piece: 26,
    maxoutUnit: 0,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 1, .sigmoid: 29, .tanh: 28, .softmax: 1151],
    wider: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    widerPiece: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    kernels: [
      .bits32: Kernel(
        short: [53, 68, 77, 89, 98, 110, 119],
        block: 84,
        rest: [47, 56, 68, 77, 89, 98, 110, 119]
      ),
      .blocks16: Kernel(
        short: [105, 123, 132, 144, 153, 165, 174, 186, 195, 207, 216, 228, 237, 249, 258],
        block: 200,
        rest: [66, 105, 123, 132, 144, 153, 165, 174, 186, 195, 207, 216, 228, 237, 249, 258]
      ),
      .blocks32: Kernel(
        short: [106, 124, 133, 145, 154, 166, 175, 187, 196, 208, 217, 229, 238, 250, 259, 271, 280, 292, 301, 313, 322, 334, 343, 355, 364, 376, 385, 397, 406, 418, 427],
        block: 368,
        rest: [67, 106, 124, 133, 145, 154, 166, 175, 187, 196, 208, 217, 229, 238, 250, 259, 271, 280, 292, 301, 313, 322, 334, 343, 355, 364, 376, 385, 397, 406, 418, 427]
      ),
      .bits64: Kernel(
        short: [160, 184, 206, 220, 242, 256, 278],
        block: 144,
        rest: [148, 170, 184, 206, 220, 242, 256, 278]
      ),
    ],
    proof: ProofParts(
      run: 373.0,
      layer: 336.9,
      input: 8.0,
      row: 41.9,
      unit: 52.4,
      reluUnit: -3.4,
      sigmoidUnit: 102.1,
      tanhUnit: 99.0,
      softmaxUnit: 17.3,
      errorPanel: 83.9,
      errorPair: 54.7,
      widerErrorPair: 54.8,
      output: 26.3
    )
  )

  static let cortexM4 = InstructionModel(
    run: 643,
    firstHidden: 309,
    hiddenAtStart: 319,
    hiddenAtEnd: 315,
    partialPanel: 0,
    row: 21,
    piece: 26,
    maxoutUnit: 0,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 1, .sigmoid: 28, .tanh: 27, .softmax: 1151],
    wider: [.blocks16: 21, .blocks32: 21, .bits64: 21],
    widerPiece: [.blocks16: 21, .blocks32: 21, .bits64: 21],
    kernels: [
      .bits32: Kernel(
        short: [53, 55, 61, 63, 69, 71, 77],
        block: 24,
        rest: [47, 53, 55, 61, 63, 69, 71, 77]
      ),
      .blocks16: Kernel(
        short: [88, 90, 96, 98, 104, 106, 112, 114, 120, 122, 128, 130, 136, 138, 144],
        block: 58,
        rest: [55, 89, 91, 97, 99, 105, 107, 113, 115, 121, 123, 129, 131, 137, 139, 145]
      ),
      .blocks32: Kernel(
        short: [88, 90, 96, 98, 104, 106, 112, 114, 120, 122, 128, 130, 136, 138, 144, 146, 152, 154, 160, 162, 168, 170, 176, 178, 184, 186, 192, 194, 200, 202, 208],
        block: 102,
        rest: [54, 88, 90, 96, 98, 104, 106, 112, 114, 120, 122, 128, 130, 136, 138, 144, 146, 152, 154, 160, 162, 168, 170, 176, 178, 184, 186, 192, 194, 200, 202, 208]
      ),
      .bits64: Kernel(
        short: [56, 58, 65, 67, 74, 76, 83],
        block: 30,
        rest: [50, 57, 59, 66, 68, 75, 77, 84]
      ),
    ],
    proof: ProofParts(
      run: 339.4,
      layer: 372.0,
      input: 8.0,
      row: 39.9,
      unit: 42.9,
      reluUnit: 1.1,
      sigmoidUnit: 102.8,
      tanhUnit: 98.9,
      softmaxUnit: 22.8,
      errorPanel: 28.9,
      errorPair: 14.8,
      widerErrorPair: 18.9,
      output: 38.7
    )
  )

  static let rv32imc = InstructionModel(
    run: 713,
    firstHidden: 301,
    hiddenAtStart: 307,
    hiddenAtEnd: 306,
    partialPanel: -1,
    row: 29,
    piece: 21,
    maxoutUnit: 13,
    sigmoidUnit: 39,
    tanhUnit: 39,
    softmaxUnit: 1768,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 36, .tanh: 34, .softmax: 1172],
    wider: [.blocks16: 19, .blocks32: 19, .bits64: 19],
    widerPiece: [.blocks16: 18, .blocks32: 18, .bits64: 18],
    kernels: [
      .bits32: Kernel(
        short: [65, 83, 96, 112, 125, 141, 154],
        block: 116,
        rest: [54, 67, 83, 96, 112, 125, 141, 154]
      ),
      .blocks16: Kernel(
        short: [136, 162, 175, 191, 204, 220, 233, 249, 262, 278, 291, 307, 320, 336, 349],
        block: 259,
        rest: [104, 138, 164, 177, 193, 206, 222, 235, 251, 264, 280, 293, 309, 322, 338, 351]
      ),
      .blocks32: Kernel(
        short: [139, 165, 178, 194, 207, 223, 236, 252, 265, 281, 294, 310, 323, 339, 352, 368, 381, 397, 410, 426, 439, 455, 468, 484, 497, 513, 526, 542, 555, 571, 584],
        block: 491,
        rest: [107, 141, 167, 180, 196, 209, 225, 238, 254, 267, 283, 296, 312, 325, 341, 354, 370, 383, 399, 412, 428, 441, 457, 470, 486, 499, 515, 528, 544, 557, 573, 586]
      ),
      .bits64: Kernel(
        short: [154, 176, 200, 220, 244, 264, 288],
        block: 176,
        rest: [132, 156, 176, 200, 220, 244, 264, 288]
      ),
    ],
    proof: ProofParts(
      run: 369.3,
      layer: 423.9,
      input: 10.0,
      row: 38.4,
      unit: 48.5,
      reluUnit: 0.1,
      sigmoidUnit: 127.2,
      tanhUnit: 125.3,
      softmaxUnit: 20.1,
      errorPanel: 63.3,
      errorPair: 74.4,
      widerErrorPair: 74.5,
      output: 25.7
    )
  )
}
