// Written by Tools/fit-instruction-model; do not edit.
// swift-format-ignore-file

internal import HalfwordRuntime

extension InstructionModel {
  static let cortexM0 = InstructionModel(
    run: 1316,
    firstHidden: 734,
    hiddenAtStart: 745,
    hiddenAtEnd: 740,
    partialPanel: -1,
    row: 28,
    piece: 36,
    maxoutUnit: 17,
    maxoutPanel: -8,
    sigmoidUnit: 49,
    tanhUnit: 49,
    softmaxUnit: 1941,
    activation: [.linear: 0, .relu: 0, .maxout: 1, .sigmoid: 355, .tanh: 355, .softmax: 1662],
    wider: [.blocks16: 33, .blocks32: 33, .bits64: 33],
    widerPiece: [.blocks16: 20, .blocks32: 20, .bits64: 20],
    kernels: [
      .bits32: Kernel(
        short: [122, 119, 155, 150, 186, 183, 219],
        block: 118,
        rest: [91, 127, 124, 160, 150, 186, 183, 219]
      ),
      .blocks16: Kernel(
        short: [154, 151, 187, 184, 220, 217, 253, 250, 286, 283, 319, 316, 352, 349, 385],
        block: 280,
        rest: [71, 154, 151, 187, 184, 220, 217, 253, 250, 286, 283, 319, 316, 352, 349, 385]
      ),
      .blocks32: Kernel(
        short: [155, 152, 188, 185, 221, 218, 254, 251, 287, 284, 320, 317, 353, 350, 386, 383, 419, 416, 452, 449, 485, 482, 518, 515, 551, 548, 584, 581, 617, 614, 650],
        block: 516,
        rest: [72, 155, 152, 188, 185, 221, 218, 254, 251, 287, 284, 320, 317, 353, 350, 386, 383, 419, 416, 452, 449, 485, 482, 518, 515, 551, 548, 584, 581, 617, 614, 650]
      ),
      .bits64: Kernel(
        short: [199, 193, 251, 245, 303, 297, 355],
        block: 208,
        rest: [141, 199, 193, 251, 245, 303, 297, 355]
      ),
    ],
    proof: ProofParts(
      run: 294.2,
      layer: 727.6,
      tableLayer: -297.1,
      input: 13.0,
      row: 62.9,
      unit: 40.9,
      reluUnit: 4.9,
      sigmoidUnit: 143.4,
      tanhUnit: 158.7,
      softmaxUnit: 16.2,
      errorPanel: 75.9,
      errorPair: 46.3,
      widerErrorPair: 67.3,
      output: 76.0
    )
  )

  static let cortexM3 = InstructionModel(
    run: 1023,
    firstHidden: 568,
    hiddenAtStart: 578,
    hiddenAtEnd: 574,
    partialPanel: 0,
    row: 12,
    piece: 26,
    maxoutUnit: 0,
    maxoutPanel: -2,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 1, .sigmoid: 296, .tanh: 296, .softmax: 1165],
    wider: [.blocks16: 29, .blocks32: 29, .bits64: 29],
    widerPiece: [.blocks16: 21, .blocks32: 21, .bits64: 21],
    kernels: [
      .bits32: Kernel(
        short: [56, 71, 80, 92, 101, 113, 122],
        block: 84,
        rest: [50, 59, 71, 80, 92, 101, 113, 122]
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
      run: 369.2,
      layer: 423.4,
      tableLayer: -246.7,
      input: 8.0,
      row: 42.7,
      unit: 51.6,
      reluUnit: -3.1,
      sigmoidUnit: 131.0,
      tanhUnit: 131.1,
      softmaxUnit: 22.0,
      errorPanel: 84.8,
      errorPair: 54.8,
      widerErrorPair: 54.9,
      output: 27.1
    )
  )

  static let cortexM4 = InstructionModel(
    run: 1021,
    firstHidden: 568,
    hiddenAtStart: 578,
    hiddenAtEnd: 574,
    partialPanel: 0,
    row: 12,
    piece: 26,
    maxoutUnit: 0,
    maxoutPanel: -2,
    sigmoidUnit: 35,
    tanhUnit: 35,
    softmaxUnit: 1532,
    activation: [.linear: 0, .relu: 0, .maxout: 1, .sigmoid: 296, .tanh: 296, .softmax: 1165],
    wider: [.blocks16: 29, .blocks32: 29, .bits64: 29],
    widerPiece: [.blocks16: 21, .blocks32: 21, .bits64: 21],
    kernels: [
      .bits32: Kernel(
        short: [54, 56, 62, 64, 70, 72, 78],
        block: 24,
        rest: [48, 54, 56, 62, 64, 70, 72, 78]
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
      run: 343.4,
      layer: 451.4,
      tableLayer: -232.6,
      input: 8.0,
      row: 43.9,
      unit: 38.4,
      reluUnit: 2.1,
      sigmoidUnit: 128.6,
      tanhUnit: 128.8,
      softmaxUnit: 27.4,
      errorPanel: 30.7,
      errorPair: 14.8,
      widerErrorPair: 18.9,
      output: 39.2
    )
  )

  static let rv32imc = InstructionModel(
    run: 1178,
    firstHidden: 630,
    hiddenAtStart: 639,
    hiddenAtEnd: 635,
    partialPanel: -2,
    row: 23,
    piece: 21,
    maxoutUnit: 13,
    maxoutPanel: -4,
    sigmoidUnit: 39,
    tanhUnit: 39,
    softmaxUnit: 1768,
    activation: [.linear: 0, .relu: 0, .maxout: 1, .sigmoid: 336, .tanh: 336, .softmax: 1191],
    wider: [.blocks16: 25, .blocks32: 25, .bits64: 25],
    widerPiece: [.blocks16: 18, .blocks32: 18, .bits64: 18],
    kernels: [
      .bits32: Kernel(
        short: [76, 94, 107, 123, 136, 152, 165],
        block: 116,
        rest: [65, 78, 94, 107, 123, 136, 152, 165]
      ),
      .blocks16: Kernel(
        short: [143, 169, 182, 198, 211, 227, 240, 256, 269, 285, 298, 314, 327, 343, 356],
        block: 259,
        rest: [111, 145, 171, 184, 200, 213, 229, 242, 258, 271, 287, 300, 316, 329, 345, 358]
      ),
      .blocks32: Kernel(
        short: [146, 172, 185, 201, 214, 230, 243, 259, 272, 288, 301, 317, 330, 346, 359, 375, 388, 404, 417, 433, 446, 462, 475, 491, 504, 520, 533, 549, 562, 578, 591],
        block: 491,
        rest: [114, 148, 174, 187, 203, 216, 232, 245, 261, 274, 290, 303, 319, 332, 348, 361, 377, 390, 406, 419, 435, 448, 464, 477, 493, 506, 522, 535, 551, 564, 580, 593]
      ),
      .bits64: Kernel(
        short: [161, 183, 207, 227, 251, 271, 295],
        block: 176,
        rest: [139, 163, 183, 207, 227, 251, 271, 295]
      ),
    ],
    proof: ProofParts(
      run: 376.0,
      layer: 497.3,
      tableLayer: -270.6,
      input: 10.0,
      row: 40.4,
      unit: 42.4,
      reluUnit: 0.6,
      sigmoidUnit: 156.4,
      tanhUnit: 158.3,
      softmaxUnit: 20.8,
      errorPanel: 65.0,
      errorPair: 74.5,
      widerErrorPair: 74.6,
      output: 26.8
    )
  )
}
