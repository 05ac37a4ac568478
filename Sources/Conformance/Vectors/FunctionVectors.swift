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
  return try (0...22).map { fractionBits in
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
  return chunks + [.conversions("conversion/special", special)] + scaledConversions(special)
}

/// Conversions with every exponent and with offsets, those at the ends of 32 bits included: values around
/// the words' ends and halves, and counts likewise.
private func scaledConversions(_ special: [Float]) -> [VectorRecord] {
  var random = SeededGenerator(seed: 12)
  return (-24...24).flatMap { exponent -> [VectorRecord] in
    let offsets: [Int32] = [
      0, 1, -30_000, 12_345_678, .max, .min, Int32.random(in: .min ... .max, using: &random),
    ]
    return offsets.flatMap { offset -> [VectorRecord] in
      let step = Double(sign: .plus, exponent: exponent - 8, significand: 1)
      let words = [
        -32_769.5, -32_769, -32_768.5, -32_768, -1.5, -0.5, 0, 0.5, 1, 32_766.5, 32_767, 32_768,
      ]
      let values = words.flatMap { word -> [Float] in
        let value = Float((word + Double(offset)) * step)
        return [value.nextDown, value, value.nextUp]
      }
      let nearest = words.map {
        Int32(clamping: Int64(((($0 + Double(offset)) * step).rounded()).clampedTo64))
      }
      let counts = nearest.flatMap { [$0 &- 1, $0, $0 &+ 1] } + [.max, .min, 0]
      let name = "exponent \(exponent), offset \(offset)"
      return [
        .conversions("conversion/\(name)", exponent: exponent, offset: offset, values + special),
        .counts("conversion/counts, \(name)", exponent: exponent, offset: offset, counts),
      ]
    }
  }
}

extension Double {
  /// The number itself, or the nearest that Int64 safely holds.
  fileprivate var clampedTo64: Double { Swift.min(Swift.max(self, -0x1p62), 0x1p62) }
}

private let floatsPerRecord = 450
