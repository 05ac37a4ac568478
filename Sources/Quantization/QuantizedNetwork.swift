import Foundation
public import HalfwordRuntime

/// A network in fixed point, as the image will hold it.
public struct QuantizedNetwork: Equatable, Sendable {
  /// The layers, the input's first.
  public let layers: [QuantizedLayer]
  /// The smallest and largest input word that the network is meant for.
  public var inputRange: ClosedRange<Int16> = .min ... .max

  /// What a device may take for known of the weights' rounding, so that it can bound the errors of a run.
  public var roundingLaw = RoundingLaw.unknown

  /// How a value of each input becomes its word.
  public var inputScales: [InputScale] {
    didSet { precondition(inputScales.count == inputCount) }
  }

  /// What the export did, as the image records it; nil where nobody said.
  public var record: ExportRecord?

  /// Joins layers into a network.
  ///
  /// - Parameter inputScales: how values become words; as in Q8.8 unless given.
  /// - Precondition: there is a layer, and each reads as many values as the one before it gives.
  public init(layers: [QuantizedLayer], inputScales: [InputScale]? = nil) {
    precondition(!layers.isEmpty)
    precondition(zip(layers, layers.dropFirst()).allSatisfy { $0.unitCount == $1.inputCount })
    self.layers = layers
    let count = layers.first?.inputCount ?? 0
    self.inputScales = inputScales ?? Array(repeating: .identity, count: count)
    precondition(self.inputScales.count == count)
  }

  /// The number of values in an input.
  public var inputCount: Int { layers.first?.inputCount ?? 0 }
  /// The number of values in an output.
  public var outputCount: Int { layers.last?.unitCount ?? 0 }

  /// The exponent m of the outputs: a value is word · 2^(m − 8).
  public var outputExponent: Int { layers.last?.exponents.first ?? 0 }
  /// The value of one ulp of an output.
  public var outputUlp: Double { power(outputExponent - 8) }

  /// Whether an input's words are its values in Q8.8, and outputs likewise.
  public var isPlain: Bool {
    outputExponent == 0 && inputScales.allSatisfy { $0 == .identity }
  }

  /// The words of an input's values.
  ///
  /// - Precondition: `inputCount` values, none of them NaN.
  public func words(for values: [Float]) -> [Int16] {
    precondition(values.count == inputCount)
    return zip(values, inputScales).map { $1.word(for: $0) }
  }

  /// The values that words stand for, exactly.
  public func values(of words: [Int16]) -> [Double] {
    zip(words, inputScales).map { $1.value(of: $0) }
  }

  /// Where values lie in the grid of their words, in units of 256 ulps and without any rounding:
  /// (value · 2^(8−k) − o) / 256.
  public func gridValues(of values: [Double]) -> [Double] {
    zip(values, inputScales).map { $1.position(of: $0) * 0x1p-8 }
  }

  /// The powers of two and offsets of the network.
  public var scaling: Scaling {
    Scaling(
      inputExponents: inputScales.map(\.exponent),
      inputOffsets: inputScales.map(\.offset),
      unitExponents: layers.map(\.exponents)
    )
  }

  /// How many weights and biases did not fit and were saturated.
  public var saturatedCount: Int { layers.map(\.saturatedCount).reduce(0, +) }
}

extension InputScale {
  /// Q8.8: no power of two and no offset.
  public static let identity = InputScale(exponent: 0, offset: 0)

  /// The value that a word stands for: (word + offset) · 2^(exponent − 8), exact.
  public func value(of word: Int16) -> Double {
    (Double(word) + Double(offset)) * power(exponent - 8)
  }

  /// Where a value lies between the words, before it is rounded and saturated.
  public func position(of value: Double) -> Double {
    value * power(8 - exponent) - Double(offset)
  }
}
