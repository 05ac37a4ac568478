import FloatNetwork
import Quantization
import _TestSupport

/// Random float networks of every activation, quantized with 3 to 12 fractional bits, on random
/// inputs: every output of the runtime must lie inside the bound for its input.
struct OneInputProof {
  let caseCount: Int
  private(set) var outputCount = 0
  private(set) var outside = 0
  private(set) var saturatedCases = 0
  /// Bound / actual error of the outputs that are off by at least a hundredth of an ulp.
  private(set) var ratios: [Double] = []
  var medianRatio: Double { ratios.sorted()[ratios.count / 2] }

  init(networkCount: Int, inputsPerNetwork: Int) throws {
    caseCount = networkCount * inputsPerNetwork
    var random = TestRandom(seed: 71)
    for _ in 0..<networkCount {
      let network = try Network.random(using: &random)
      let fixed = network.quantized(
        fractionBits: UInt8.random(in: 3...12, using: &random)
      )
      let pair = try PairedNetwork(network, with: fixed)
      let model = try TestModel(fixed)
      for _ in 0..<inputsPerNetwork { check(network, pair, model, &random) }
    }
  }

  private mutating func check(
    _ network: Network,
    _ pair: PairedNetwork,
    _ model: TestModel,
    _ random: inout TestRandom
  ) {
    let limit: Float = [1, 4, 100].randomElement(using: &random)!
    let input = (0..<network.inputCount).map { _ in
      Float.random(in: -limit...limit, using: &random)
    }
    let quantized = input.map { Int16(($0 * 256 + 0.5).rounded(.down)) }
    let bound = pair.bound(for: input, quantized: quantized)
    let output = model.run(quantized).output
    let expected = network.referenceOutput(for: input.map(Double.init))
    outputCount += output.count
    outside += bound.violations(in: output).count
    if output.contains(.max) || output.contains(.min) { saturatedCases += 1 }
    for (index, value) in output.enumerated() {
      let error = abs(Double(value) - expected[index] * 256)
      if error >= 0.01 { ratios.append(bound.bound(ofOutput: index) / error) }
    }
  }
}

extension Network {
  /// Up to four layers of every activation with weights of many sizes, dropout folded or not.
  static func random(using random: inout TestRandom) throws -> Network {
    let activations: [Activation] = [
      .linear, .relu, .maxout(pieces: 2), .maxout(pieces: 4), .sigmoid, .tanh, .softmax,
    ]
    var inputs = Int.random(in: 1...20, using: &random)
    let count = Int.random(in: 1...4, using: &random)
    var layers: [DenseLayer] = []
    for _ in 0..<count {
      let units = Int.random(in: 1...12, using: &random)
      let activation = activations.randomElement(using: &random)!
      let rows = units * activation.pieces
      let limit: Float = [0.3, 1, 3, 7.9].randomElement(using: &random)!
      layers.append(
        try DenseLayer(
          inputCount: inputs,
          unitCount: units,
          activation: activation,
          weights: (0..<rows * inputs).map { _ in .random(in: -limit...limit, using: &random) },
          biases: (0..<rows).map { _ in .random(in: -limit...limit, using: &random) },
          inputDropout: Bool.random(using: &random) ? 0.25 : 0
        )
      )
      inputs = units
    }
    return try Network(layers: layers, isDropoutFolded: Bool.random(using: &random))
  }

  /// Each weight to the nearest with `fractionBits`, each bias to the nearest in Q8.8.
  func quantized(fractionBits: UInt8) -> QuantizedNetwork {
    let raw = { (value: Double, bits: UInt8) in
      Int16(clamping: Int((value * Double(1 << Int(bits)) + 0.5).rounded(.down)))
    }
    return QuantizedNetwork(
      layers: layers.map { layer in
        let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
        return QuantizedLayer(
          inputCount: layer.inputCount,
          unitCount: layer.unitCount,
          activation: layer.activation,
          weightFractionBits: fractionBits,
          weights: layer.weights.map { raw(Double($0) * keep, fractionBits) },
          biases: layer.biases.map { raw(Double($0), 8) }
        )
      }
    )
  }
}
