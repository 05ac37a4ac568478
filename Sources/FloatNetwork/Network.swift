/// A network in float: layers in an order in which each reads tensors that are there before it.
///
/// Tensor 0 is the input, tensor i what layer i gives, counted from 1; a tensor may be read more than once. Built
/// from layers whose shapes agree, so the counts below always hold.
public struct Network: Equatable, Sendable {
  /// The shape of the input.
  public let inputShape: TensorShape
  /// The layers, at least one; the last gives the output.
  public private(set) var layers: [NetworkLayer]

  /// Whether the factors (1 − p) of dropout are already in the weights.
  ///
  /// While it is false, the network at test time scales the inputs of each layer by
  /// `1 - layer.inputDropout`; once it is true they must not be scaled again.
  public var isDropoutFolded: Bool

  /// Joins dense layers into a chain: each reads what the one before it gives, whatever sources it names.
  ///
  /// - Throws: `NetworkError` where there is no layer or the sizes of two neighbours differ.
  public init(layers: [NetworkLayer], isDropoutFolded: Bool = false) throws(NetworkError) {
    guard let first = layers.first else { throw .noLayers }
    for index in layers.indices.dropFirst()
    where layers[index].inputCount != layers[index - 1].valueCount {
      throw .sizesDiffer(
        layer: index + 1,
        inputs: layers[index].inputCount,
        units: layers[index - 1].valueCount
      )
    }
    var chain: [NetworkLayer] = []
    for (index, layer) in layers.enumerated() {
      chain.append(try layer.reading(Array(repeating: index, count: layer.sources.count)))
    }
    try self.init(inputShape: first.form.input, graph: chain, isDropoutFolded: isDropoutFolded)
  }

  /// Joins layers into a network, each reading the tensors that it names.
  ///
  /// - Throws: `NetworkError` where there is no layer, a layer reads a tensor that is not there before it or has
  ///   another shape, or nobody reads what one gives.
  public init(
    inputShape: TensorShape,
    graph layers: [NetworkLayer],
    isDropoutFolded: Bool = false
  ) throws(NetworkError) {
    guard !layers.isEmpty else { throw .noLayers }
    var shapes = [inputShape]
    var isRead = [false]
    for (index, layer) in layers.enumerated() {
      for source in layer.sources {
        guard source < shapes.count else { throw .unknownTensor(layer: index + 1, tensor: source) }
        guard layer.form.input == shapes[source] else {
          throw .shapesDiffer(
            layer: index + 1,
            reads: layer.form.input,
            tensor: source,
            shape: shapes[source]
          )
        }
        isRead[source] = true
      }
      guard layer.activation != .softmax || index == layers.count - 1 || layer.form.isOfVectors
      else { throw .innerSoftmax(layer: index + 1) }
      shapes.append(layer.form.output)
      isRead.append(false)
    }
    if let unread = isRead.dropLast().firstIndex(of: false), unread > 0 {
      throw .unreadTensor(layer: unread)
    }
    self.inputShape = inputShape
    self.layers = layers
    self.isDropoutFolded = isDropoutFolded
  }

  /// How many values an input has.
  public var inputCount: Int { inputShape.count }

  /// How many values an output has.
  public var outputCount: Int { layers.last?.valueCount ?? 0 }

  /// Whether it is a multi-layer perceptron: dense layers, each reading what the one before it gives.
  public var isChainOfDenseLayers: Bool {
    inputShape.isVector
      && layers.enumerated().allSatisfy { $1.form.kind == .dense && $1.sources == [$0] }
  }

  /// The shape of a tensor.
  public func shape(ofTensor tensor: Int) -> TensorShape {
    tensor == 0 ? inputShape : layers[tensor - 1].form.output
  }

  /// Replaces the parameters of one layer; the sizes stay.
  ///
  /// - Precondition: `weights` and `biases` have the counts of the layer at `index`.
  public mutating func setParameters(ofLayerAt index: Int, weights: [Float], biases: [Float]) {
    precondition(weights.count == layers[index].weights.count)
    precondition(biases.count == layers[index].biases.count)
    layers[index].weights = weights
    layers[index].biases = biases
  }

  /// Records the bits that training rounded the weights of each layer to; `WeightBits.full` where it did not.
  ///
  /// - Throws: `NetworkError` where there is not one number a layer, or an impossible one.
  public mutating func setTrainedWeightBits(_ bits: [Int]) throws(NetworkError) {
    guard bits.count == layers.count else {
      throw .wrongBitsCount(found: bits.count, layers: layers.count)
    }
    for (index, bits) in bits.enumerated()
    where !WeightBits.all.contains(bits)
      || bits != WeightBits.full && !layers[index].form.kind.hasWeights
    {
      throw .impossibleWeightBits(layer: index + 1, bits: bits)
    }
    for (index, bits) in bits.enumerated() {
      layers[index].trainedWeightBits = bits == WeightBits.full ? nil : bits
    }
  }
}

extension LayerForm {
  fileprivate var isOfVectors: Bool { input.isVector && output.isVector }
}
