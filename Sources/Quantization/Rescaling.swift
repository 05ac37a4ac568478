public import FloatNetwork
import Foundation
import HalfwordRuntime

/// Scaling hidden layers by powers of two, which changes no output of the float network.
///
/// ReLU, maxout and linear layers are positively homogeneous: f(s·z) = s·f(z) for s > 0. So a layer's
/// rows and biases may be multiplied by s where the next layer's weights are divided by it (Nagel et
/// al., *Data-Free Quantization Through Weight Equalization and Bias Correction*, ICCV 2019). With
/// s = 2^k every Float32 stays exact. The larger a layer's values, the less their rounding to Q8.8
/// weighs; the most that they may be is what Q8.8 holds.
extension Network {
  /// The same network with each hidden layer scaled by 2^k.
  ///
  /// - Parameter exponents: k for each layer; 0 for the last, and for one that cannot be scaled.
  public func rescaled(by exponents: [Int]) -> Network {
    precondition(exponents.count == layers.count && exponents.last == 0)
    var result = self
    var before = 0
    for (index, layer) in layers.enumerated() {
      precondition(exponents[index] == 0 || layer.activation.isHomogeneous)
      let factor = Float(sign: .plus, exponent: exponents[index] - before, significand: 1)
      let biasFactor = Float(sign: .plus, exponent: exponents[index], significand: 1)
      result.setParameters(
        ofLayerAt: index,
        weights: layer.weights.map { $0 * factor },
        biases: layer.biases.map { $0 * biasFactor }
      )
      before = exponents[index]
    }
    return result
  }

  /// The largest exponents with which no pre-activation of a hidden layer exceeds half of what Q8.8
  /// holds on these samples: one bit of headroom for what was not seen. They may be negative.
  ///
  /// - Parameter samples: inputs of the network; at least one.
  public func calibration(on samples: some Sequence<[Float]>) -> [Int] {
    var largest = layers.map { $0.biases.reduce(0) { max($0, Double(abs($1))) } }
    for sample in samples {
      for (index, z) in referencePreActivations(for: sample.map(Double.init)).enumerated() {
        largest[index] = z.reduce(largest[index]) { max($0, abs($1)) }
      }
    }
    return exponents(forLargest: largest, limit: 64)
  }

  /// The largest exponents with which pre-activations of hidden layers provably stay inside Q8.8.
  ///
  /// - Parameter ranges: for each layer the interval of each pre-activation.
  public func calibration(provedBy ranges: [[ClosedRange<Double>]]) -> [Int] {
    let largest = zip(layers, ranges).map { layer, ranges in
      let bias = layer.biases.reduce(0) { max($0, Double(abs($1))) }
      return ranges.reduce(bias) { max($0, $1.largestMagnitude) }
    }
    return exponents(forLargest: largest, limit: 127)
  }

  /// The exponents nearest to the wanted ones with which scaling costs nothing: no weight leaves its
  /// format, and no layer needs 64-bit sums that did not need them before.
  public func affordable(_ wanted: [Int], weights format: WeightFormat) -> [Int] {
    var exponents = wanted
    for index in exponents.indices {
      let fitted = layers[index].fits32(scaledBy: 0, weights: format, at: index)
      let before = index == 0 ? 0 : exponents[index - 1]
      while exponents[index] > 0, fitted,
        !layers[index].fits32(scaledBy: exponents[index] - before, weights: format, at: index)
      {
        exponents[index] -= 1
      }
    }
    return exponents
  }

  /// The exponents with which another network was scaled before it was quantized, judged by its
  /// weights: 0 where it was not.
  public func exponents(matching fixed: QuantizedNetwork) -> [Int] {
    var exponents: [Int] = []
    var before = 0
    for (layer, quantized) in zip(layers, fixed.layers) {
      let unit = Double(sign: .plus, exponent: -Int(quantized.weightFractionBits), significand: 1)
      let keep = isDropoutFolded ? 1 : 1 - layer.inputDropout
      // Clipped weights would mislead.
      let weights = zip(layer.weights, quantized.weights).filter { $1 > .min && $1 < .max }
      let size = weights.reduce(0) { $0 + Double(abs($1.0)) } * keep
      let quantizedSize = weights.reduce(0) { $0 + Double($1.1.magnitude) } * unit
      let ratio = size > 0 && quantizedSize > 0 ? log2(quantizedSize / size) : 0
      let isLast = exponents.count == layers.count - 1
      let exponent = Int(ratio.rounded()) + before
      before =
        !isLast && layer.activation.isHomogeneous
        ? min(max(exponent, -Self.mostBits), Self.mostBits) : 0
      exponents.append(before)
    }
    return exponents
  }

  private func exponents(forLargest largest: [Double], limit: Double) -> [Int] {
    layers.indices.map { index in
      guard index < layers.count - 1, layers[index].activation.isHomogeneous, largest[index] > 0
      else { return 0 }
      let exponent = Int(log2(limit / largest[index]).rounded(.down))
      return min(max(exponent, -Self.mostBits), Self.mostBits)
    }
  }

  /// A layer is scaled by at most 2^8 either way.
  private static let mostBits = 8
}

extension DenseLayer {
  /// Whether the weights, multiplied by 2^exponent, fit their format, and every sum 32 bits.
  fileprivate func fits32(scaledBy exponent: Int, weights format: WeightFormat, at index: Int)
    -> Bool
  {
    let factor = Float(sign: .plus, exponent: exponent, significand: 1)
    var scaled = self
    scaled.setWeights(weights.map { $0 * factor })
    let bits = format.fractionBits(of: scaled, at: index)
    return scaled.weightsFit(bits) && scaled.sumsFit32(bits)
  }
}

extension Activation {
  /// Whether f(s·z) = s·f(z) for every s > 0.
  public var isHomogeneous: Bool {
    switch self {
    case .linear, .relu, .maxout: true
    case .sigmoid, .tanh, .softmax: false
    }
  }
}
