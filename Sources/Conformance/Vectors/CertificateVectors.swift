import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization

/// Certificates: each way to read an answer, certified by exactly one sixteenth of an ulp and missing it by one,
/// ties, a single output, and thresholds that all and no outputs reach.
func certificateVectors() throws -> [VectorRecord] {
  try leads() + thresholds() + ties()
}

/// Three outputs, of which one leads at one end; read from below with the signs turned.
private func rival(_ activation: Activation, isTurned: Bool = false) -> QuantizedLayer {
  QuantizedLayer(
    activation,
    fractionBits: 0,
    // Odd and even numbers of errors carried, so that every sixteenth is reached.
    rows: isTurned ? [[0], [-3], [1]] : [[0], [2], [-1]],
    starts: isTurned ? [0, -12, -7] : [0, 12, 7]
  )
}

private func leads() throws -> [VectorRecord] {
  try [Activation.linear, .softmax].flatMap { activation in
    try [Answer.largest, .smallest, .values].map { answer in
      let isTurned = answer == .smallest
      return try .bounded(
        "lead of \(activation.name), read by the \(answer.text)",
        .proving([rival(activation, isTurned: isTurned)], answer: answer),
        inputs(for: .proving([rival(.linear, isTurned: isTurned)])) { run in
          let errors = run.errors ?? []
          let scores = run.outputs.map { (isTurned ? -16 : 16) * Int($0) }
          let best = scores.firstIndex(of: scores.max() ?? 0) ?? 0
          let highest = scores.indices.filter { $0 != best }.map { scores[$0] + errors[$0] }.max()
          return scores[best] - errors[best] - (highest ?? 0)
        }
      )
    }
  }
}

private func thresholds() throws -> [VectorRecord] {
  let near = try [-35, 0, 7, 160, 161].map { sixteenths in
    let answer = Answer.threshold(Double(sixteenths) / 4_096)
    return try VectorRecord.bounded(
      "threshold of \(sixteenths) sixteenths",
      .proving([rival(.linear)], answer: answer),
      inputs(for: .proving([rival(.linear)])) { run in
        zip(run.outputs, run.errors ?? []).map { output, error in
          let score = 16 * Int(output)
          return score >= sixteenths ? score - error - sixteenths + 1 : sixteenths - score - error
        }.min() ?? 0
      }
    )
  }
  var random = SeededGenerator(seed: 30)
  let far = try [-524_288, 524_272, -2_147_483_648, 2_147_483_647].map { sixteenths in
    try VectorRecord.bounded(
      "threshold of \(sixteenths) sixteenths",
      .proving(
        [QuantizedLayer(fractionBits: 8, rows: [[256], [-256], [25]])],
        answer: .threshold(Double(sixteenths) / 4_096)
      ),
      [BoundedInput(words: [-32_766], error: 0), BoundedInput(words: [32_766], error: 0)]
        + (0..<4).map { BoundedInput(words: random.values(1, in: -900...900), error: $0) }
    )
  }
  let shares = try VectorRecord.bounded(
    "threshold of shares",
    .proving(
      [
        QuantizedLayer(.softmax, fractionBits: 8, rows: [[256], [-256], [25]])
      ],
      answer: .threshold(0.5)
    ),
    (0..<8).map { BoundedInput(words: random.values(1, in: -900...900), error: $0) }
  )
  return near + far + [shares]
}

/// Inputs of three outputs by how many sixteenths the run leads: −1 … 2, where 1 is the least that certifies, and
/// some that lead by much more or less.
private func inputs(
  for network: QuantizedNetwork,
  slack: (BoundedOutputs) -> Int
) -> [BoundedInput] {
  var found: [Int: [BoundedInput]] = [:]
  for word in Int16(-60)...60 {
    for error in UInt32(0)..<64 {
      let run = ExactOracle.bounded(network, for: [word], inputError: Int(error))
      let slack = slack(run)
      guard (-1...2).contains(slack), found[slack, default: []].count < 4 else { continue }
      found[slack, default: []].append(BoundedInput(words: [word], error: error))
    }
  }
  return found.sorted { $0.key < $1.key }.flatMap(\.value)
    + [-40, -5, 5, 40].map { BoundedInput(words: [$0], error: 0) }
}

/// Outputs that are equal, of which the first is the answer and nothing is certified; and one output, which has
/// no rival.
private func ties() throws -> [VectorRecord] {
  try [Answer.largest, .smallest].flatMap { answer in
    let equal = QuantizedLayer(fractionBits: 4, rows: [[9], [16], [16], [23], [9], [23]])
    let inputs = [-300, -1, 0, 1, 300].map { BoundedInput(words: [$0], error: 0) }
    let single = QuantizedLayer(fractionBits: 4, rows: [[16]])
    return [
      try VectorRecord.bounded(
        "equal outputs, the \(answer.text)",
        .proving([equal], answer: answer),
        inputs
      ),
      try VectorRecord.bounded(
        "a single output, the \(answer.text)",
        .proving([single], answer: answer),
        inputs
      ),
    ]
  }
}

/// Random networks of one to five layers, every activation and fraction, each law and answer.
func boundedNetworkVectors() throws -> [VectorRecord] {
  try (0..<160).map { index in
    var random = SeededGenerator(seed: 7_000 + UInt64(index))
    let depth = Int.random(in: 1...5, using: &random)
    var columns = Int.random(in: 1...12, using: &random)
    let inputCount = columns
    let layers = (1...depth).map { _ in
      let units = Int.random(in: 1...12, using: &random)
      defer { columns = units }
      let kind = Activation.bounded.randomElement(using: &random) ?? .relu
      return QuantizedLayer.bounded(columns, units, kind, using: &random)
    }
    let answers: [Answer] = [
      .largest, .largest, .smallest, .values,
      .threshold(Double(Int.random(in: -4_000...4_000, using: &random)) / 4_096),
    ]
    let laws: [RoundingLaw] = [.startWords, .startWords, .plainBiases]
    return try .bounded(
      "random \(index)",
      .proving(
        layers,
        law: index % 16 == 15 ? .unknown : laws.randomElement(using: &random) ?? .startWords,
        answer: answers.randomElement(using: &random) ?? .largest
      ),
      [UInt32(0), 0, 8, UInt32(2 * index + 1)].map { error in
        let limit: Int16 = Bool.random(using: &random) ? 300 : 1_500
        let words = random.values(inputCount, in: -limit...limit)
        return BoundedInput(words: words, error: error)
      }
    )
  }
}
