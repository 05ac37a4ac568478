import ArgumentParser
import FloatNetwork
import Quantization
import Training

/// The value of `--quantize-aware`: which numbers training is for.
enum QuantizeAwareOption: ExpressibleByArgument, Equatable {
  /// All numbers as in 16-bit fixed point.
  case fixedPoint(WeightChoice)
  /// So many bits for the weights of each layer, or one number for all layers.
  case bits([Int])

  init?(argument: String) {
    if let choice = WeightChoice(rawValue: argument) {
      self = .fixedPoint(choice)
      return
    }
    guard let bits = WeightBits.list(parsing: argument), bits.allSatisfy(WeightBits.all.contains)
    else { return nil }
    self = .bits(bits)
  }

  /// As `init(argument:)` reads it.
  var text: String {
    switch self {
    case .fixedPoint(let choice): choice.rawValue
    case .bits(let bits): bits.map { "\($0)" }.joined(separator: ",")
    }
  }

  /// Whether training rounds anything.
  var rounds: Bool {
    switch self {
    case .fixedPoint: true
    case .bits(let bits): bits.contains { $0 != WeightBits.full }
    }
  }

  /// Sets what training of a network is for.
  func apply(to options: inout TrainingOptions, for network: Network) throws {
    guard rounds else { return }
    switch self {
    case .fixedPoint(let choice):
      // So that the same command resumes with the same bits, they are those of the beginning.
      let bits = try choice.fractionBits(of: network.foldingDropoutOnce())
      options.quantization = QuantizationAwareness(fractionBits: bits)
    case .bits(let bits):
      options.weightBits =
        bits.count == 1 ? Array(repeating: bits[0], count: network.layers.count) : bits
    }
  }
}
