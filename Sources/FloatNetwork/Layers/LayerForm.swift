/// A layer without its numbers: what it reads, what it does and what it gives. Float layers, quantized layers,
/// proofs and reports share it.
///
/// Tensors count from 0: 0 is the network's input, i is what layer i gives, counted from 1.
public struct LayerForm: Equatable, Sendable {
  /// What it does.
  public let kind: LayerKind
  /// The tensors that it reads.
  public let sources: [Int]
  /// The shape of what it reads, of an addition of both.
  public let input: TensorShape
  /// The shape of what it gives.
  public let output: TensorShape
  /// What happens to its pre-activations.
  public let activation: Activation

  /// Joins the parts.
  ///
  /// - Throws: `NetworkError` where they do not fit together.
  public init(
    _ kind: LayerKind,
    reading sources: [Int],
    of input: TensorShape,
    giving output: TensorShape,
    activation: Activation
  ) throws(NetworkError) {
    self.kind = kind
    self.sources = sources
    self.input = input
    self.output = output
    self.activation = activation
    try check()
  }

  /// A dense layer in a chain.
  ///
  /// - Parameter source: the tensor that it reads.
  public init(
    denseOf input: TensorShape,
    reading source: Int,
    unitCount: Int,
    activation: Activation
  ) throws(NetworkError) {
    try self.init(
      .dense,
      reading: [source],
      of: input,
      giving: TensorShape(vector: unitCount),
      activation: activation
    )
  }

  /// The same layer at another place of a network.
  public func reading(_ sources: [Int]) throws(NetworkError) -> LayerForm {
    try LayerForm(kind, reading: sources, of: input, giving: output, activation: activation)
  }

  /// The same layer with another activation that has as many pieces.
  public func with(activation: Activation) throws(NetworkError) -> LayerForm {
    try LayerForm(kind, reading: sources, of: input, giving: output, activation: activation)
  }
}

extension LayerForm {
  /// The channels of what it gives: its units, where it has weights.
  public var unitCount: Int { output.channels }
  /// The values that it gives.
  public var valueCount: Int { output.count }
  /// The rows of weights: units times pieces; 0 where there are none. Row `unit * pieces + piece` belongs to
  /// `unit`.
  public var rowCount: Int { kind.hasWeights ? unitCount * activation.pieces : 0 }
  /// The weights of a row: one for each value of a patch, kernel row by kernel row, place by place, channel by
  /// channel; of a depthwise layer one for each place of the kernel.
  public var columnCount: Int {
    switch kind {
    case .dense: input.count
    case .convolution(let window): window.placeCount * input.channels
    case .depthwise(let window): window.placeCount
    case .maxPooling, .averagePooling, .addition: 0
    }
  }
  /// How many sums a run has: of a layer with weights one a place of the output and row, in this order.
  public var sumCount: Int {
    switch kind {
    case .dense, .convolution, .depthwise: output.placeCount * rowCount
    case .maxPooling: input.count
    case .averagePooling, .addition: output.count
    }
  }
  /// The products of a run.
  public var productCount: Int { output.placeCount * rowCount * columnCount }
  /// Units of a depthwise layer that read one channel.
  public var multiplier: Int { output.channels / input.channels }

  /// The channel that a row of a depthwise layer reads.
  public func channel(ofRow row: Int) -> Int { row / activation.pieces / multiplier }

  private func check() throws(NetworkError) {
    guard input.count > 0, output.count > 0 else { throw .emptyLayer }
    if case .maxout(let pieces) = activation, pieces < 2 { throw .tooFewPieces(pieces) }
    guard sources.count == kind.sourceCount, sources.allSatisfy({ $0 >= 0 }) else {
      throw .impossibleSources(sources)
    }
    if let window = kind.window, !window.isPossible { throw .impossibleWindow }
    let isSound =
      switch kind {
      case .dense: output.isVector
      case .convolution: true
      case .depthwise: output.channels.isMultiple(of: input.channels)
      case .maxPooling, .averagePooling:
        output.channels == input.channels && activation == .linear && everyWindowIsInside
      case .addition: input == output && activation.pieces == 1 && activation != .softmax
      }
    guard isSound, activation != .softmax || output.isVector else {
      throw .impossibleOutput(kind: kind.name, input: input, output: output)
    }
  }

  /// Whether each window has a place inside the input.
  private var everyWindowIsInside: Bool {
    guard let window = kind.window else { return true }
    return (0..<output.height).allSatisfy { window.rows(at: $0, of: input.height).count > 0 }
      && (0..<output.width).allSatisfy { window.columns(at: $0, of: input.width).count > 0 }
  }
}
