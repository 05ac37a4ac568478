// Written by Tools/fit-instruction-model; do not edit.
// swift-format-ignore-file

internal import HalfwordRuntime

extension InstructionModel {
  static let cortexM0 = InstructionModel(
    run: 675,
    firstHidden: 304,
    hiddenAtStart: 304,
    hiddenAtEnd: 306,
    partialPanel: -1,
    row: 31,
    piece: 23,
    maxoutUnit: 16,
    sigmoidUnit: 47,
    tanhUnit: 46,
    softmaxUnit: 1939,
    activation: [.linear: 0, .relu: 1, .maxout: 2, .sigmoid: 10, .tanh: 10, .softmax: 1724],
    wider: [:],
    kernels: [
      .bits32: Kernel(
        short: [125, 129, 158, 157, 186, 190, 219],
        block: 122,
        rest: [96, 125, 129, 158, 157, 186, 190, 219]
      ),
      .blocks16: Kernel(
        short: [252, 260, 310, 318, 368, 376, 426],
        block: 232,
        rest: [202, 252, 260, 310, 318, 368, 376, 426]
      ),
      .blocks32: Kernel(
        short: [252, 260, 310, 318, 368, 376, 426],
        block: 232,
        rest: [202, 252, 260, 310, 318, 368, 376, 426]
      ),
      .bits64: Kernel(
        short: [252, 260, 310, 318, 368, 376, 426],
        block: 232,
        rest: [202, 252, 260, 310, 318, 368, 376, 426]
      ),
    ]
  )

  static let cortexM3 = InstructionModel(
    run: 525,
    firstHidden: 230,
    hiddenAtStart: 230,
    hiddenAtEnd: 230,
    partialPanel: 0,
    row: 16,
    piece: 21,
    maxoutUnit: 2,
    sigmoidUnit: 30,
    tanhUnit: 29,
    softmaxUnit: 1511,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 16, .tanh: 19, .softmax: 1207],
    wider: [:],
    kernels: [
      .bits32: Kernel(
        short: [75, 91, 100, 112, 121, 133, 142],
        block: 84,
        rest: [70, 79, 91, 100, 112, 121, 133, 142]
      ),
      .blocks16: Kernel(
        short: [167, 211, 229, 255, 273, 299, 317],
        block: 176,
        rest: [167, 185, 211, 229, 255, 273, 299, 317]
      ),
      .blocks32: Kernel(
        short: [167, 211, 229, 255, 273, 299, 317],
        block: 176,
        rest: [167, 185, 211, 229, 255, 273, 299, 317]
      ),
      .bits64: Kernel(
        short: [167, 211, 229, 255, 273, 299, 317],
        block: 176,
        rest: [167, 185, 211, 229, 255, 273, 299, 317]
      ),
    ]
  )

  static let cortexM4 = InstructionModel(
    run: 522,
    firstHidden: 230,
    hiddenAtStart: 230,
    hiddenAtEnd: 230,
    partialPanel: 0,
    row: 16,
    piece: 21,
    maxoutUnit: 2,
    sigmoidUnit: 30,
    tanhUnit: 29,
    softmaxUnit: 1511,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 16, .tanh: 19, .softmax: 1207],
    wider: [:],
    kernels: [
      .bits32: Kernel(
        short: [72, 74, 80, 82, 88, 90, 96],
        block: 24,
        rest: [67, 73, 75, 81, 83, 89, 91, 97]
      ),
      .blocks16: Kernel(
        short: [90, 90, 97, 99, 106, 106, 113],
        block: 32,
        rest: [83, 90, 90, 97, 99, 106, 106, 113]
      ),
      .blocks32: Kernel(
        short: [90, 90, 97, 99, 106, 106, 113],
        block: 32,
        rest: [83, 90, 90, 97, 99, 106, 106, 113]
      ),
      .bits64: Kernel(
        short: [90, 90, 97, 99, 106, 106, 113],
        block: 32,
        rest: [83, 90, 90, 97, 99, 106, 106, 113]
      ),
    ]
  )

  static let rv32imc = InstructionModel(
    run: 636,
    firstHidden: 284,
    hiddenAtStart: 284,
    hiddenAtEnd: 284,
    partialPanel: -1,
    row: 27,
    piece: 17,
    maxoutUnit: 15,
    sigmoidUnit: 37,
    tanhUnit: 36,
    softmaxUnit: 1768,
    activation: [.linear: 0, .relu: 0, .maxout: 2, .sigmoid: 22, .tanh: 25, .softmax: 1209],
    wider: [:],
    kernels: [
      .bits32: Kernel(
        short: [82, 100, 113, 129, 142, 158, 171],
        block: 116,
        rest: [71, 84, 100, 113, 129, 142, 158, 171]
      ),
      .blocks16: Kernel(
        short: [180, 210, 232, 260, 282, 310, 332],
        block: 200,
        rest: [160, 182, 210, 232, 260, 282, 310, 332]
      ),
      .blocks32: Kernel(
        short: [180, 210, 232, 260, 282, 310, 332],
        block: 200,
        rest: [160, 182, 210, 232, 260, 282, 310, 332]
      ),
      .bits64: Kernel(
        short: [180, 210, 232, 260, 282, 310, 332],
        block: 200,
        rest: [160, 182, 210, 232, 260, 282, 310, 332]
      ),
    ]
  )
}
