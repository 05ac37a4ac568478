import FloatNetwork
import HalfwordRuntime
import Quantization

extension Network {
  /// Up to four layers of every activation with weights of many sizes, dropout folded or not.
  public static func random(using random: inout TestRandom) throws -> Network {
    let activations: [Activation] = [
      .linear, .relu, .maxout(pieces: 2), .maxout(pieces: 4), .sigmoid, .tanh, .softmax,
    ]
    var inputs = Int.random(in: 1...20, using: &random)
    let count = Int.random(in: 1...4, using: &random)
    var layers: [NetworkLayer] = []
    for _ in 0..<count {
      let units = Int.random(in: 1...12, using: &random)
      let activation = activations.randomElement(using: &random)!
      let rows = units * activation.pieces
      let limit: Float = [0.3, 1, 3, 7.9].randomElement(using: &random)!
      layers.append(
        try NetworkLayer(
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
  public func quantized(fractionBits: UInt8) -> QuantizedNetwork {
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

  /// The outputs, or before a last softmax the logits, in Float64.
  public func referenceScores(for input: [Double]) -> [Double] {
    guard layers.last!.activation == .softmax else { return referenceOutput(for: input) }
    let last = layers.last!
    let linear = try! NetworkLayer(
      inputCount: last.inputCount,
      unitCount: last.unitCount,
      activation: .linear,
      weights: last.weights,
      biases: last.biases,
      inputDropout: last.inputDropout
    )
    return try! Network(
      layers: layers.dropLast() + [linear],
      isDropoutFolded: isDropoutFolded
    ).referenceOutput(for: input)
  }
}

extension Network {
  /// Fitted numbers with powers of two and offsets that nothing was fitted to: every number of fractional
  /// bits, start words, sums of 64 bits, clipped weights and units that saturate are among them.
  public func quantizedAnyhow(using random: inout TestRandom) throws -> QuantizedNetwork {
    let folded = try foldingDropoutOnce()
    let size = [0, 2, 5].randomElement(using: &random)!
    let scaling = Scaling(
      inputExponents: (0..<inputCount).map { _ in Int.random(in: -size...size, using: &random) },
      inputOffsets: (0..<inputCount).map { _ in
        Bool.random(using: &random) ? 0 : Int32.random(in: -3_000...3_000, using: &random)
      },
      unitExponents: layers.enumerated().map { index, layer in
        guard layer.activation.isHomogeneous else {
          return Array(repeating: 0, count: layer.unitCount)
        }
        let shared = Int.random(in: -size...size + 2, using: &random)
        return (0..<layer.unitCount).map { _ in
          index == layers.count - 1 ? shared : Int.random(in: -size...size + 2, using: &random)
        }
      }
    )
    let form = SumForm.cheapestFirst.randomElement(using: &random)!
    return try QuantizedNetwork(
      quantizing: folded,
      scaling: scaling,
      format: .fitted(form, layerCount: layers.count),
      saturate: true
    )
  }
}
