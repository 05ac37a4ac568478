// Written by Tools/fit-instruction-model; do not edit.
// swift-format-ignore-file

internal import HalfwordRuntime

extension InstructionModel {
  static let cortexM0 = InstructionModel(
    run: 709,
    firstHidden: 354,
    hiddenAtStart: 358,
    hiddenAtEnd: 354,
    partialPanel: -2,
    row: 40,
    piece: 32,
    maxoutUnit: 15,
    sigmoidUnit: 51,
    tanhUnit: 51,
    softmaxUnit: 1941,
    activation: [.linear: 0, .relu: 1, .maxout: 2, .sigmoid: 37, .tanh: 36, .softmax: 1636],
    wider: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    widerPiece: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    kernels: [
      .bits32: Kernel(
        short: [113, 110, 146, 141, 177, 174, 210],
        block: 118,
        rest: [82, 118, 115, 151, 141, 177, 174, 210]
      ),
      .blocks16: Kernel(
        short: [153, 150, 186, 183, 219, 216, 252, 249, 285, 282, 318, 315, 351, 348, 384],
        block: 280,
        rest: [70, 153, 150, 186, 183, 219, 216, 252, 249, 285, 282, 318, 315, 351, 348, 384]
      ),
      .blocks32: Kernel(
        short: [154, 151, 187, 184, 220, 217, 253, 250, 286, 283, 319, 316, 352, 349, 385, 382, 418, 415, 451, 448, 484, 481, 517, 514, 550, 547, 583, 580, 616, 613, 649],
        block: 516,
        rest: [71, 154, 151, 187, 184, 220, 217, 253, 250, 286, 283, 319, 316, 352, 349, 385, 382, 418, 415, 451, 448, 484, 481, 517, 514, 550, 547, 583, 580, 616, 613, 649]
      ),
      .bits64: Kernel(
        short: [198, 192, 250, 244, 302, 296, 354],
        block: 208,
        rest: [140, 198, 192, 250, 244, 302, 296, 354]
      ),
    ],
    proof: ProofParts(
      run: 0.0,
      layer: 0.0,
      input: 0.0,
      row: 0.0,
      unit: 0.0,
      reluUnit: 0.0,
      sigmoidUnit: 0.0,
      tanhUnit: 0.0,
      softmaxUnit: 0.0,
      errorPanel: 0.0,
      errorPair: 0.0,
      widerErrorPair: 0.0,
      output: 0.0
    )
  )

  static let cortexM3 = InstructionModel(
    run: 550,
    firstHidden: 276,
    hiddenAtStart: 279,
    hiddenAtEnd: 276,
    partialPanel: 0,
    row: 21,
    piece: 25,
    maxoutUnit: 1,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 29, .tanh: 28, .softmax: 1147],
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
      run: 0.0,
      layer: 0.0,
      input: 0.0,
      row: 0.0,
      unit: 0.0,
      reluUnit: 0.0,
      sigmoidUnit: 0.0,
      tanhUnit: 0.0,
      softmaxUnit: 0.0,
      errorPanel: 0.0,
      errorPair: 0.0,
      widerErrorPair: 0.0,
      output: 0.0
    )
  )

  static let cortexM4 = InstructionModel(
    run: 548,
    firstHidden: 276,
    hiddenAtStart: 279,
    hiddenAtEnd: 276,
    partialPanel: 0,
    row: 21,
    piece: 25,
    maxoutUnit: 1,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 29, .tanh: 28, .softmax: 1147],
    wider: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    widerPiece: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    kernels: [
      .bits32: Kernel(
        short: [51, 53, 59, 61, 67, 69, 75],
        block: 24,
        rest: [45, 51, 53, 59, 61, 67, 69, 75]
      ),
      .blocks16: Kernel(
        short: [86, 88, 94, 96, 102, 104, 110, 112, 118, 120, 126, 128, 134, 136, 142],
        block: 58,
        rest: [53, 87, 89, 95, 97, 103, 105, 111, 113, 119, 121, 127, 129, 135, 137, 143]
      ),
      .blocks32: Kernel(
        short: [86, 88, 94, 96, 102, 104, 110, 112, 118, 120, 126, 128, 134, 136, 142, 144, 150, 152, 158, 160, 166, 168, 174, 176, 182, 184, 190, 192, 198, 200, 206],
        block: 102,
        rest: [52, 86, 88, 94, 96, 102, 104, 110, 112, 118, 120, 126, 128, 134, 136, 142, 144, 150, 152, 158, 160, 166, 168, 174, 176, 182, 184, 190, 192, 198, 200, 206]
      ),
      .bits64: Kernel(
        short: [54, 56, 63, 65, 72, 74, 81],
        block: 30,
        rest: [48, 55, 57, 64, 66, 73, 75, 82]
      ),
    ],
    proof: ProofParts(
      run: 0.0,
      layer: 0.0,
      input: 0.0,
      row: 0.0,
      unit: 0.0,
      reluUnit: 0.0,
      sigmoidUnit: 0.0,
      tanhUnit: 0.0,
      softmaxUnit: 0.0,
      errorPanel: 0.0,
      errorPair: 0.0,
      widerErrorPair: 0.0,
      output: 0.0
    )
  )

  static let rv32imc = InstructionModel(
    run: 603,
    firstHidden: 290,
    hiddenAtStart: 292,
    hiddenAtEnd: 290,
    partialPanel: -1,
    row: 29,
    piece: 21,
    maxoutUnit: 13,
    sigmoidUnit: 39,
    tanhUnit: 39,
    softmaxUnit: 1768,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 37, .tanh: 40, .softmax: 1170],
    wider: [.blocks16: 19, .blocks32: 19, .bits64: 19],
    widerPiece: [.blocks16: 18, .blocks32: 18, .bits64: 18],
    kernels: [
      .bits32: Kernel(
        short: [66, 84, 97, 113, 126, 142, 155],
        block: 116,
        rest: [55, 68, 84, 97, 113, 126, 142, 155]
      ),
      .blocks16: Kernel(
        short: [137, 163, 176, 192, 205, 221, 234, 250, 263, 279, 292, 308, 321, 337, 350],
        block: 259,
        rest: [105, 139, 165, 178, 194, 207, 223, 236, 252, 265, 281, 294, 310, 323, 339, 352]
      ),
      .blocks32: Kernel(
        short: [140, 166, 179, 195, 208, 224, 237, 253, 266, 282, 295, 311, 324, 340, 353, 369, 382, 398, 411, 427, 440, 456, 469, 485, 498, 514, 527, 543, 556, 572, 585],
        block: 491,
        rest: [108, 142, 168, 181, 197, 210, 226, 239, 255, 268, 284, 297, 313, 326, 342, 355, 371, 384, 400, 413, 429, 442, 458, 471, 487, 500, 516, 529, 545, 558, 574, 587]
      ),
      .bits64: Kernel(
        short: [155, 177, 201, 221, 245, 265, 289],
        block: 176,
        rest: [133, 157, 177, 201, 221, 245, 265, 289]
      ),
    ],
    proof: ProofParts(
      run: 0.0,
      layer: 0.0,
      input: 0.0,
      row: 0.0,
      unit: 0.0,
      reluUnit: 0.0,
      sigmoidUnit: 0.0,
      tanhUnit: 0.0,
      softmaxUnit: 0.0,
      errorPanel: 0.0,
      errorPair: 0.0,
      widerErrorPair: 0.0,
      output: 0.0
    )
  )
}
