public import FloatNetwork
public import HalfwordRuntime

/// A network in fixed point, as the image will hold it.
public struct QuantizedNetwork: Equatable, Sendable {
  /// The shape of the input.
  public let inputShape: TensorShape
  /// The layers, in an order in which each reads tensors that are there before it.
  public let layers: [QuantizedLayer]
  /// The smallest and largest input word that the network is meant for.
  public var inputRange: ClosedRange<Int16> = .min ... .max

  /// What a device may take for known of the weights' rounding, so that it can bound the errors of a run.
  public var roundingLaw = RoundingLaw.unknown

  /// How a value of each channel of the input becomes its word; of a vector, each input is a channel.
  public var channelScales: [InputScale] {
    didSet { precondition(channelScales.count == inputShape.channels) }
  }

  /// What the export did, as the image records it; nil where nobody said.
  public var record: ExportRecord?

  /// Joins layers into a chain: each reads what the one before it gives, whatever sources it names.
  ///
  /// - Parameter inputScales: how values become words; as in Q8.8 unless given.
  /// - Precondition: there is a layer, and each reads as many values as the one before it gives.
  public init(layers: [QuantizedLayer], inputScales: [InputScale]? = nil) {
    guard let first = layers.first else { preconditionFailure("a network has a layer") }
    self.init(
      inputShape: first.form.input,
      graph: layers.enumerated().map { index, layer in
        layer.reading(layer.form.sources.map { _ in index })
      },
      channelScales: inputScales
    )
  }

  /// Joins layers into a network, each reading the tensors that it names.
  ///
  /// - Parameter channelScales: how values become words; as in Q8.8 unless given.
  /// - Precondition: there is a layer, and each reads tensors of its input's shape that are there before it.
  public init(
    inputShape: TensorShape,
    graph layers: [QuantizedLayer],
    channelScales: [InputScale]? = nil
  ) {
    precondition(!layers.isEmpty)
    let shapes = [inputShape] + layers.map(\.form.output)
    for (index, layer) in layers.enumerated() {
      precondition(
        layer.form.sources.allSatisfy { $0 <= index && shapes[$0] == layer.form.input }
      )
    }
    self.inputShape = inputShape
    self.layers = layers
    self.channelScales =
      channelScales ?? Array(repeating: .identity, count: inputShape.channels)
    precondition(self.channelScales.count == inputShape.channels)
  }

  /// The number of values in an input.
  public var inputCount: Int { inputShape.count }
  /// The number of values in an output.
  public var outputCount: Int { layers.last?.valueCount ?? 0 }

  /// The shape of a tensor.
  public func shape(ofTensor tensor: Int) -> TensorShape {
    tensor == 0 ? inputShape : layers[tensor - 1].form.output
  }

  /// The exponents of a tensor's channels.
  public func exponents(ofTensor tensor: Int) -> [Int] {
    tensor == 0 ? channelScales.map(\.exponent) : layers[tensor - 1].exponents
  }

  /// How a value of each input becomes its word, input by input.
  public var inputScales: [InputScale] {
    (0..<inputCount).map { channelScales[$0 % channelScales.count] }
  }

  /// The exponent m of the outputs: a value is word · 2^(m − 8).
  public var outputExponent: Int { layers.last?.exponents.first ?? 0 }
  /// The value of one ulp of an output.
  public var outputUlp: Double { power(outputExponent - 8) }

  /// Whether an input's words are its values in Q8.8, and outputs likewise.
  public var isPlain: Bool {
    outputExponent == 0 && channelScales.allSatisfy { $0 == .identity }
  }

  /// The words of an input's values.
  ///
  /// - Precondition: `inputCount` values, none of them NaN.
  public func words(for values: [Float]) -> [Int16] {
    precondition(values.count == inputCount)
    let channels = channelScales.count
    return values.indices.map { channelScales[$0 % channels].word(for: values[$0]) }
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
      inputExponents: channelScales.map(\.exponent),
      inputOffsets: channelScales.map(\.offset),
      unitExponents: layers.map(\.exponents),
      tables: layers.map { $0.table.map(TableRange.init) }
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
