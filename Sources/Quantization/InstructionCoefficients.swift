// Written by Tools/fit-instruction-model; do not edit.
// swift-format-ignore-file

internal import HalfwordRuntime

extension InstructionModel {
  static let cortexM0 = InstructionModel(
    run: 730,
    firstHidden: 345,
    hiddenAtStart: 349,
    hiddenAtEnd: 345,
    partialPanel: -2,
    row: 39,
    piece: 35,
    maxoutUnit: 15,
    sigmoidUnit: 51,
    tanhUnit: 51,
    softmaxUnit: 1941,
    activation: [.linear: 0, .relu: 1, .maxout: 2, .sigmoid: 37, .tanh: 36, .softmax: 1636],
    wider: [.blocks16: 22, .blocks32: 22, .bits64: 22],
    widerPiece: [.blocks16: 22, .blocks32: 22, .bits64: 22],
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
      run: 168.4,
      layer: 442.6,
      input: 11.0,
      row: 62.3,
      unit: 39.4,
      reluUnit: 3.6,
      sigmoidUnit: 120.0,
      tanhUnit: 134.5,
      softmaxUnit: 15.1,
      errorPanel: 74.9,
      errorPair: 46.0,
      widerErrorPair: 67.2,
      output: 73.9
    )
  )

  static let cortexM3 = InstructionModel(
    run: 585,
    firstHidden: 273,
    hiddenAtStart: 276,
    hiddenAtEnd: 273,
    partialPanel: 0,
    row: 22,
    piece: 26,
    maxoutUnit: 1,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 29, .tanh: 28, .softmax: 1147],
    wider: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    widerPiece: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    kernels: [
      .bits32: Kernel(
        short: [54, 69, 78, 90, 99, 111, 120],
        block: 84,
        rest: [48, 57, 69, 78, 90, 99, 111, 120]
      ),
      .blocks16: Kernel(
        short: [106, 124, 133, 145, 154, 166, 175, 187, 196, 208, 217, 229, 238, 250, 259],
        block: 200,
        rest: [67, 106, 124, 133, 145, 154, 166, 175, 187, 196, 208, 217, 229, 238, 250, 259]
      ),
      .blocks32: Kernel(
        short: [107, 125, 134, 146, 155, 167, 176, 188, 197, 209, 218, 230, 239, 251, 260, 272, 281, 293, 302, 314, 323, 335, 344, 356, 365, 377, 386, 398, 407, 419, 428],
        block: 368,
        rest: [68, 107, 125, 134, 146, 155, 167, 176, 188, 197, 209, 218, 230, 239, 251, 260, 272, 281, 293, 302, 314, 323, 335, 344, 356, 365, 377, 386, 398, 407, 419, 428]
      ),
      .bits64: Kernel(
        short: [161, 185, 207, 221, 243, 257, 279],
        block: 144,
        rest: [149, 171, 185, 207, 221, 243, 257, 279]
      ),
    ],
    proof: ProofParts(
      run: 268.8,
      layer: 176.9,
      input: 8.0,
      row: 41.2,
      unit: 49.3,
      reluUnit: -4.3,
      sigmoidUnit: 102.5,
      tanhUnit: 101.3,
      softmaxUnit: 18.4,
      errorPanel: 84.3,
      errorPair: 54.6,
      widerErrorPair: 54.7,
      output: 26.2
    )
  )

  static let cortexM4 = InstructionModel(
    run: 583,
    firstHidden: 273,
    hiddenAtStart: 276,
    hiddenAtEnd: 273,
    partialPanel: 0,
    row: 22,
    piece: 26,
    maxoutUnit: 1,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 29, .tanh: 28, .softmax: 1147],
    wider: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    widerPiece: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    kernels: [
      .bits32: Kernel(
        short: [52, 54, 60, 62, 68, 70, 76],
        block: 24,
        rest: [46, 52, 54, 60, 62, 68, 70, 76]
      ),
      .blocks16: Kernel(
        short: [87, 89, 95, 97, 103, 105, 111, 113, 119, 121, 127, 129, 135, 137, 143],
        block: 58,
        rest: [54, 88, 90, 96, 98, 104, 106, 112, 114, 120, 122, 128, 130, 136, 138, 144]
      ),
      .blocks32: Kernel(
        short: [87, 89, 95, 97, 103, 105, 111, 113, 119, 121, 127, 129, 135, 137, 143, 145, 151, 153, 159, 161, 167, 169, 175, 177, 183, 185, 191, 193, 199, 201, 207],
        block: 102,
        rest: [53, 87, 89, 95, 97, 103, 105, 111, 113, 119, 121, 127, 129, 135, 137, 143, 145, 151, 153, 159, 161, 167, 169, 175, 177, 183, 185, 191, 193, 199, 201, 207]
      ),
      .bits64: Kernel(
        short: [55, 57, 64, 66, 73, 75, 82],
        block: 30,
        rest: [49, 56, 58, 65, 67, 74, 76, 83]
      ),
    ],
    proof: ProofParts(
      run: 236.4,
      layer: 212.0,
      input: 8.0,
      row: 41.4,
      unit: 35.6,
      reluUnit: 0.8,
      sigmoidUnit: 102.8,
      tanhUnit: 101.0,
      softmaxUnit: 24.3,
      errorPanel: 28.7,
      errorPair: 14.8,
      widerErrorPair: 18.9,
      output: 38.9
    )
  )

  static let rv32imc = InstructionModel(
    run: 648,
    firstHidden: 283,
    hiddenAtStart: 285,
    hiddenAtEnd: 283,
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
        short: [67, 85, 98, 114, 127, 143, 156],
        block: 116,
        rest: [56, 69, 85, 98, 114, 127, 143, 156]
      ),
      .blocks16: Kernel(
        short: [138, 164, 177, 193, 206, 222, 235, 251, 264, 280, 293, 309, 322, 338, 351],
        block: 259,
        rest: [106, 140, 166, 179, 195, 208, 224, 237, 253, 266, 282, 295, 311, 324, 340, 353]
      ),
      .blocks32: Kernel(
        short: [141, 167, 180, 196, 209, 225, 238, 254, 267, 283, 296, 312, 325, 341, 354, 370, 383, 399, 412, 428, 441, 457, 470, 486, 499, 515, 528, 544, 557, 573, 586],
        block: 491,
        rest: [109, 143, 169, 182, 198, 211, 227, 240, 256, 269, 285, 298, 314, 327, 343, 356, 372, 385, 401, 414, 430, 443, 459, 472, 488, 501, 517, 530, 546, 559, 575, 588]
      ),
      .bits64: Kernel(
        short: [156, 178, 202, 222, 246, 266, 290],
        block: 176,
        rest: [134, 158, 178, 202, 222, 246, 266, 290]
      ),
    ],
    proof: ProofParts(
      run: 295.7,
      layer: 223.7,
      input: 11.0,
      row: 38.3,
      unit: 41.3,
      reluUnit: 0.1,
      sigmoidUnit: 129.4,
      tanhUnit: 133.4,
      softmaxUnit: 20.9,
      errorPanel: 64.1,
      errorPair: 74.3,
      widerErrorPair: 74.4,
      output: 25.7
    )
  )
}
