public import FloatNetwork
import Foundation
import HalfwordRuntime

/// Powers of two between a network's own inputs and outputs and those of its model in fixed point, for
/// values that Q8.8 cannot hold or would hold too coarsely.
///
/// Input i of the model is value · 2^−kᵢ, with the first layer's weights for it multiplied by 2^kᵢ; the
/// value of an output is 2^m times the model's, with the last layer's rows and biases divided by
/// 2^m, which is sound where its activation is homogeneous (`Activation.isHomogeneous`). Both are
/// exact in Float32, so they change no answer of the float network.
public struct ModelScaling: Equatable, Sendable {
  /// kᵢ, one an input.
  public let inputExponents: [Int]
  /// m, the same for every output, so that the largest stays the largest.
  public let outputExponent: Int

  /// Gathers exponents.
  ///
  /// - Precondition: all from −`mostBits` to `mostBits`.
  public init(inputExponents: [Int], outputExponent: Int) {
    precondition((inputExponents + [outputExponent]).allSatisfy { abs($0) <= Self.mostBits })
    self.inputExponents = inputExponents
    self.outputExponent = outputExponent
  }

  /// A value is scaled by at most 2^24 either way, as the image's format has it.
  public static let mostBits = Int(ImageFormat.largestExponent)

  /// Which values are scaled.
  public enum Need: String, CaseIterable, Sendable {
    /// Inputs that Q8.8 cannot hold, each for itself; and inputs or outputs together where all of them
    /// are below 1/16.
    case needed
    /// All, so that they use the range of Q8.8 but for one bit.
    case full
    /// None.
    case none
  }

  /// Whether nothing is scaled.
  public var isIdentity: Bool { outputExponent == 0 && inputExponents.allSatisfy { $0 == 0 } }

  /// The exponents that suit some samples.
  ///
  /// With `full`, all inputs get the exponent of the largest, so that their weights keep their
  /// relative sizes.
  ///
  /// - Parameter samples: inputs of the network, all finite; at least one.
  /// - Throws: `ModelScalingError` where values are too large to be scaled.
  public init(
    fitting network: Network,
    on samples: some Sequence<[Float]>,
    need: Need
  ) throws(ModelScalingError) {
    var inputs = Array(repeating: 0.0, count: network.inputCount)
    var output = 0.0
    for sample in samples {
      for (index, value) in sample.enumerated() {
        inputs[index] = max(inputs[index], Double(abs(value)))
      }
      guard let last = network.referencePreActivations(for: sample.map(Double.init)).last else {
        continue
      }
      output = last.reduce(output) { max($0, abs($1)) }
    }
    let largestInput = inputs.max() ?? 0
    // A small input among larger ones stays: what was not seen of it may be larger.
    if need == .full || largestInput < Self.coarse { inputs = inputs.map { _ in largestInput } }
    var exponents: [Int] = []
    for (index, largest) in inputs.enumerated() {
      let isLarge = need == .full || largest > Self.mostHeld || largestInput < Self.coarse
      guard let exponent = isLarge ? Self.exponent(forLargest: largest, need: need) : 0 else {
        throw ModelScalingError(what: "input \(index)", value: largest)
      }
      exponents.append(exponent)
    }
    inputExponents = exponents
    guard network.layers.last?.activation.isHomogeneous ?? false else {
      outputExponent = 0
      return
    }
    guard let exponent = Self.exponent(forLargest: output, need: need) else {
      throw ModelScalingError(what: "an output", value: output)
    }
    outputExponent = exponent
  }

  /// The exponent for values up to `largest`; nil where it would have to be too large.
  private static func exponent(forLargest largest: Double, need: Need) -> Int? {
    guard largest > 0, need != .none else { return 0 }
    // One bit of headroom for what was not seen.
    let comfortable = 64.0
    guard need == .full || largest < coarse || largest > mostHeld else { return 0 }
    let exponent = Int(log2(largest / comfortable).rounded(.up))
    return exponent > mostBits ? nil : max(exponent, -mostBits)
  }

  /// The network that takes scaled inputs and gives scaled outputs.
  ///
  /// - Precondition: one exponent an input; `outputExponent` is 0 unless the last activation is
  ///   homogeneous.
  public func callAsFunction(_ network: Network) -> Network {
    precondition(inputExponents.count == network.inputCount)
    precondition(outputExponent == 0 || network.layers.last?.activation.isHomogeneous ?? false)
    var scaled = network
    let first = network.layers[0]
    scaled.setParameters(
      ofLayerAt: 0,
      weights: first.weights.indices.map {
        first.weights[$0] * power(inputExponents[$0 % first.inputCount])
      },
      biases: first.biases
    )
    let index = network.layers.count - 1
    let last = scaled.layers[index]
    let factor = power(-outputExponent)
    scaled.setParameters(
      ofLayerAt: index,
      weights: last.weights.map { $0 * factor },
      biases: last.biases.map { $0 * factor }
    )
    return scaled
  }

  /// What undoes the scaling.
  public var inverse: ModelScaling {
    ModelScaling(inputExponents: inputExponents.map { -$0 }, outputExponent: -outputExponent)
  }

  /// What the model takes for the network's own inputs.
  ///
  /// - Precondition: whole samples.
  public func modelInputs(_ values: [Float]) -> [Float] {
    values.indices.map { values[$0] * power(-inputExponents[$0 % inputExponents.count]) }
  }

  /// The value of an output by the model's.
  public var outputFactor: Double { Double(power(outputExponent)) }

  /// 2^exponent.
  private func power(_ exponent: Int) -> Float {
    Float(sign: .plus, exponent: exponent, significand: 1)
  }

  /// Q8.8 leaves less than 16 steps to values below this.
  private static let coarse = 1.0 / 16
  /// Q8.8 holds values up to this, and a little more.
  private static let mostHeld = 127.5

  // MARK: As text

  /// The exponents as a checkpoint's note has them: those of the inputs, one where all are the same;
  /// then that of the outputs.
  public var text: String {
    let inputs = Set(inputExponents).count == 1 ? [inputExponents[0]] : inputExponents
    return inputs.map { "\($0)" }.joined(separator: " ") + "; \(outputExponent)"
  }

  /// Reads `text`; nil for anything else.
  public init?(text: String, inputCount: Int) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let inputs = parts[0].split(separator: " ").map { Int($0) }
    let output = Int(parts[1].filter { $0 != " " })
    guard let output, abs(output) <= Self.mostBits, inputs.count == 1 || inputs.count == inputCount
    else { return nil }
    var exponents: [Int] = []
    for exponent in inputs {
      guard let exponent, abs(exponent) <= Self.mostBits else { return nil }
      exponents.append(exponent)
    }
    if exponents.count == 1 { exponents = Array(repeating: exponents[0], count: inputCount) }
    self.init(inputExponents: exponents, outputExponent: output)
  }
}

/// A value that no sensible power of two brings into Q8.8.
public struct ModelScalingError: Error, Equatable, CustomStringConvertible {
  /// Which value.
  public let what: String
  /// How large it gets on the samples.
  public let value: Double

  /// One line for a person.
  public var description: String {
    "\(what) is as large as \(value) in the samples, too large to scale into Q8.8; standardize the "
      + "inputs in the model, or look for a damaged sample"
  }
}
