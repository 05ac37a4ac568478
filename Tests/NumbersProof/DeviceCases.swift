import CHalfword
import FloatNetwork
import HalfwordRuntime
import Quantization
import _TestSupport

/// What a device says of its own run, held to the float network: error words and certificates of the library, on
/// random networks of every activation, in plain and in fitted numbers, with inputs that are moved towards the
/// smallest margins.
struct DeviceCases {
  private(set) var runCount = 0
  private(set) var boundedRuns = 0
  private(set) var outsideBounds = 0
  private(set) var certifiedCount = 0
  private(set) var wronglyCertified = 0
  /// Bound / actual error of the outputs that are off by at least a hundredth of an ulp.
  private(set) var ratios: [Float] = []
  var medianRatio: Float { ratios.isEmpty ? 0 : ratios.sorted()[ratios.count / 2] }

  init(networkCount: Int, inputsPerNetwork: Int, seed: UInt64 = 73) throws {
    var random = TestRandom(seed: seed)
    for _ in 0..<networkCount {
      let network = try Network.random(using: &random)
      var fixed =
        Bool.random(using: &random)
        ? network.plainlyQuantized(fractionBits: UInt8.random(in: 0...15, using: &random))
        : try network.quantizedAnyhow(using: &random)
      let answer: Answer =
        [.largest, .largest, .smallest, .threshold(Double.random(in: -1...1, using: &random))]
        .randomElement(using: &random)!
      fixed.record = fixed.record ?? ExportRecord()
      fixed.record?.answer = answer
      let run = DeviceRun(try TestModel(fixed), fixed)
      for _ in 0..<inputsPerNetwork { descend(network, fixed, run, answer, &random) }
    }
  }

  /// Moves one input after the other towards a tie of the two best outputs, and checks every step.
  private mutating func descend(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ run: DeviceRun,
    _ answer: Answer,
    _ random: inout TestRandom
  ) {
    let limit: Int16 = [30, 256, 2_000, 32_766].randomElement(using: &random)!
    let inputError = [0, 0, 8, 8, 200].randomElement(using: &random) ?? 0
    var words = random.values(fixed.inputCount, in: -limit...limit)
    var margin = check(network, fixed, run, answer, words, inputError, &random)
    for round in 0..<Self.steps {
      var tried = words
      let index = Int.random(in: tried.indices, using: &random)
      let step = max(1, limit >> Int16(round))
      tried[index] = Int16(
        clamping: Int(tried[index]) + Int(Int16.random(in: -step...step, using: &random))
      )
      let next = check(network, fixed, run, answer, tried, inputError, &random)
      if next < margin { (words, margin) = (tried, next) }
    }
  }

  private static let steps = 9

  /// - Returns: by how much the float network's best output leads, or how near the nearest is to the threshold.
  private mutating func check(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ run: DeviceRun,
    _ answer: Answer,
    _ words: [Int16],
    _ inputError: Int,
    _ random: inout TestRandom
  ) -> Double {
    // An input that is off by all that it may be, on either side.
    let input = zip(words, fixed.inputScales).map { word, scale in
      let step = Double(sign: .plus, exponent: scale.exponent - 8, significand: 1)
      let change = Double(Bool.random(using: &random) ? inputError : -inputError) / 16
      return scale.value(of: word) + change * step
    }
    let reference = network.referenceTrace(for: input)
    let scores = network.scores(of: reference)
    let outputs = reference.last?.activations ?? []
    runCount += 1
    let result = run(words, UInt32(inputError))
    if result.errors.first != .max {
      boundedRuns += 1
      checkBounds(result.errors, result.output, outputs, fixed.outputUlp)
    }
    if result.isCertified {
      certifiedCount += 1
      let decision = answer.decision(outputs: outputs, scores: scores)
      let expected = answer.isClass ? decision[0] : decision.reduce(0, +)
      if result.answer != expected { wronglyCertified += 1 }
    }
    if case .threshold(let threshold) = answer {
      return outputs.map { abs($0 - threshold) }.min() ?? 0
    }
    let sorted = (answer == .smallest ? scores.map { -$0 } : scores).sorted(by: >)
    return sorted.count > 1 ? sorted[0] - sorted[1] : 0
  }

  private mutating func checkBounds(
    _ errors: [UInt32],
    _ output: [Int16],
    _ float: [Double],
    _ ulp: Double
  ) {
    for (index, word) in output.enumerated() {
      let value = float[index] / ulp
      let error = abs(value - Double(word))
      let bound = Double(errors[index]) / 16
      // What the reference in Float64 may itself be off by.
      if error > bound + 1e-7 + abs(value) * 1e-10 { outsideBounds += 1 }
      if error >= 0.01 { ratios.append(Float(bound / error)) }
    }
  }
}

/// Calls the library with buffers that are made once.
private final class DeviceRun {
  private let model: TestModel
  private var output: [Int16]
  private var errors: [UInt32]
  private var workspace: [UInt32]

  init(_ model: TestModel, _ network: QuantizedNetwork) {
    self.model = model
    output = Array(repeating: 0, count: network.outputCount)
    errors = Array(repeating: 0, count: network.outputCount)
    workspace = Array(repeating: 0, count: network.boundedWorkspaceSize / 4)
  }

  func callAsFunction(
    _ input: [Int16],
    _ inputError: UInt32
  ) -> (output: [Int16], errors: [UInt32], answer: Int, isCertified: Bool) {
    var (answer, certified) = (UInt32(0), UInt32(0))
    let status = halfword_classify_certified(
      [model.handle],
      input,
      UInt32(input.count),
      inputError,
      &output,
      &errors,
      UInt32(output.count),
      &workspace,
      UInt32(4 * workspace.count),
      &answer,
      &certified
    )
    precondition(status == HALFWORD_OK)
    return (output, errors, Int(answer), certified != 0)
  }
}

extension Network {
  /// `quantized(fractionBits:)`, and what is known of its rounding: nothing where a weight or bias was clipped.
  fileprivate func plainlyQuantized(fractionBits: UInt8) -> QuantizedNetwork {
    var fixed = quantized(fractionBits: fractionBits)
    let limit = Double(1 << (15 - Int(fractionBits)))
    let fits = layers.allSatisfy { layer in
      let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
      return layer.weights.allSatisfy { abs(Double($0) * keep) < limit - 1 }
        && layer.biases.allSatisfy { abs($0) < 127 }
    }
    fixed.roundingLaw = fits ? .plainBiases : .unknown
    return fixed
  }
}
