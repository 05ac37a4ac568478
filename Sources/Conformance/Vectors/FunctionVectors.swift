import Datasets
import FloatNetwork
import Quantization

/// Every activation on each of the 65,536 pre-activations, through a layer that passes its input on.
func functionVectors() throws -> [VectorRecord] {
  let activations: [Activation] = [
    .linear, .relu, .maxout(pieces: 2), .sigmoid, .tanh, .softmax,
  ]
  return try activations.flatMap { activation in
    // The second piece of maxout is the opposite of the first, so that it gives |z|.
    let weights = [Int16](([256, -256] as [Int16]).prefix(activation.pieces))
    let network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 1,
        unitCount: 1,
        activation: activation,
        weightFractionBits: 8,
        weights: weights,
        biases: [Int16](repeating: 0, count: weights.count)
      )
    ])
    return try stride(from: -32_768, to: 32_768, by: samplesPerRecord).map { first in
      try VectorRecord.network(
        "function/\(activation.name) from \(first)",
        network,
        (first..<first + samplesPerRecord).map { [Int16($0)] }
      )
    }
  }
}

/// As many as keep a record below 8 KB.
private let samplesPerRecord = 1_024

/// The rounding of a sum for each number of fractional bits: sums around the halves, of either sign.
func roundingVectors() throws -> [VectorRecord] {
  var random = SeededGenerator(seed: 1)
  return try (0...15).map { fractionBits in
    let unit = 1 << fractionBits
    let sums = (0..<256).flatMap { _ in
      let whole = Int.random(in: -32_768...32_767, using: &random) / unit * unit
      return [unit / 2 - 1, unit / 2, unit / 2 + 1, 0].map { whole + $0 }
    }
    let network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 1,
        unitCount: 1,
        activation: .linear,
        weightFractionBits: UInt8(fractionBits),
        weights: [1],
        biases: [Int16.random(in: -2...2, using: &random)]
      )
    ])
    return try .network(
      "rounding/\(fractionBits) fractional bits",
      network,
      sums.map { [Int16(max(-32_768, min(32_767, $0)))] }
    )
  }
}

/// Floats halfway between two values of Q8.8, and just below, and those that have no such value.
func conversionVectors() -> [VectorRecord] {
  let halves = (-32_770...32_770).map { (Float($0) + 0.5) / 256 }
  let chunks = stride(from: 0, to: halves.count, by: floatsPerRecord).map { start in
    VectorRecord.conversions(
      "conversion/halves from \(start - 32_770)",
      halves[start..<min(halves.count, start + floatsPerRecord)].flatMap { [$0.nextDown, $0] }
    )
  }
  let special: [Float] = [
    0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, 1, -1,
    .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
    .signalingNaN, 127.998, 128, -128, -128.002, 1e9, -1e9, 16_777_216, 2_147_483_648,
  ]
  return chunks + [.conversions("conversion/special", special)]
}

private let floatsPerRecord = 450
