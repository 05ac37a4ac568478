/// A network without its weights, written in one line.
///
/// ```
/// 256 maxout:64x2 dropout:0.5 relu:32 softmax:10
/// ```
///
/// The first word is the number of inputs, or the shape of the input. Each further word is a layer,
/// `activation:units` (for maxout `maxout:unitsxpieces`), or `dropout:p`: training then drops each value that
/// stands before this word, an input or a unit's output, with probability p.
///
/// What a layer is other than a dense one that reads the layer before it follows in the same word, each part after
/// a colon, as in `32x32x3 relu:16:convolution=3x3:padding=1x1:size=32x32`: the kind with its kernel; `stride`,
/// `dilation` and `padding` (top and left), where they are not 1, 1 and 0; the `size` of what it gives; and with
/// `from` the tensors that it reads (0 for the input, i for what layer i gives), where those are others.
public struct NetworkDescription: Equatable, Sendable, CustomStringConvertible {
  /// One layer without its weights.
  public struct Layer: Equatable, Sendable {
    /// What the layer does to z.
    public var activation: Activation
    /// How many units the layer has: the channels of what it gives.
    public var unitCount: Int
    /// The rate at which training drops each of the layer's inputs.
    public var inputDropout: Double
    /// What the layer does.
    public var kind = LayerKind.dense
    /// The height and width of what it gives.
    public var size = (height: 1, width: 1)
    /// The tensors that it reads; nil for what the layer before it gives.
    public var sources: [Int]?

    /// Describes a dense layer.
    public init(activation: Activation, unitCount: Int, inputDropout: Double = 0) {
      self.activation = activation
      self.unitCount = unitCount
      self.inputDropout = inputDropout
    }

    /// Whether all parts are the same.
    public static func == (first: Layer, second: Layer) -> Bool {
      first.activation == second.activation && first.unitCount == second.unitCount
        && first.inputDropout == second.inputDropout && first.kind == second.kind
        && first.size == second.size && first.sources == second.sources
    }
  }

  /// The shape of an input.
  public var inputShape: TensorShape
  /// The layers, the input's first.
  public var layers: [Layer]

  /// How many values an input has.
  public var inputCount: Int {
    get { inputShape.count }
    set { inputShape = TensorShape(vector: newValue) }
  }

  /// Describes a network of dense layers.
  public init(inputCount: Int, layers: [Layer]) {
    self.init(inputShape: TensorShape(vector: inputCount), layers: layers)
  }

  /// Describes a network.
  public init(inputShape: TensorShape, layers: [Layer]) {
    self.inputShape = inputShape
    self.layers = layers
  }

  /// The line that `init(parsing:)` reads back to an equal description.
  public var description: String {
    var words = ["\(inputShape)"]
    for layer in layers {
      if layer.inputDropout > 0 { words.append("dropout:\(layer.inputDropout)") }
      words.append(layer.word)
    }
    return words.joined(separator: " ")
  }

  /// The largest number of inputs, units or rows that a layer may have: the image counts them in
  /// 16 bits.
  public static let largestCount = 65_535
  /// The largest number of maxout pieces: the image counts them in 8 bits.
  public static let largestPieceCount = 255
}

extension Network {
  /// The network without its weights.
  public var description: NetworkDescription {
    NetworkDescription(
      inputShape: inputShape,
      layers: layers.enumerated().map { index, layer in
        var description = NetworkDescription.Layer(
          activation: layer.activation,
          unitCount: layer.unitCount,
          inputDropout: layer.inputDropout
        )
        description.kind = layer.form.kind
        description.size = (layer.form.output.height, layer.form.output.width)
        description.sources = layer.sources == [index] ? nil : layer.sources
        return description
      }
    )
  }
}

extension NetworkDescription {
  /// The forms of its layers.
  ///
  /// - Throws: `NetworkError` where they do not fit together.
  public func forms() throws(NetworkError) -> [LayerForm] {
    var shapes = [inputShape]
    var forms: [LayerForm] = []
    for (index, layer) in layers.enumerated() {
      let sources = layer.sources ?? [index]
      guard let first = sources.first,
        let tensor = sources.first(where: { $0 >= shapes.count })
          ?? sources.first
      else { throw .impossibleSources(sources) }
      guard tensor < shapes.count else { throw .unknownTensor(layer: index + 1, tensor: tensor) }
      forms.append(
        try LayerForm(
          layer.kind,
          reading: sources,
          of: shapes[first],
          giving: TensorShape(
            height: layer.size.height,
            width: layer.size.width,
            channels: layer.unitCount
          ),
          activation: layer.activation
        )
      )
      shapes.append(forms[index].output)
    }
    return forms
  }
}

/// Which word of a network description is wrong, and why.
public struct NetworkDescriptionError: Error, Equatable, CustomStringConvertible {
  /// The whole line.
  public let line: String
  /// Where the word begins, in characters from the start of the line.
  public let column: Int
  /// The word; empty where one is missing.
  public let word: String
  /// What is wrong with it and what would be right.
  public let reason: String

  /// The reason, then the line with the word marked below it.
  public var description: String {
    let mark = String(repeating: " ", count: column) + "^"
    let tail = String(repeating: "~", count: max(0, word.count - 1))
    let quoted = word.isEmpty ? "the network" : "\"\(word)\" in the network"
    return "\(quoted): \(reason)\n  \(line)\n  \(mark)\(tail)"
  }
}
