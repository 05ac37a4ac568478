import Datasets
import FloatNetwork
package import HalfwordRuntime
package import Quantization

extension QuantizedNetwork {
  /// A small graph of layers of all kinds, the same for the same seed: of random shapes, windows, sources and
  /// parameters. Some end with a softmax, and some read a tensor twice.
  ///
  /// - Parameters:
  ///   - kinds: the names of the kinds that are wanted (`LayerKind.name`); all unless given.
  ///   - isBounded: whether parameters are such that values seldom saturate.
  ///   - formats: those of the weights, one layer after the other, and again from the first.
  package static func randomGraph(
    seed: UInt64,
    kinds: [String]? = nil,
    isBounded: Bool = false,
    formats: [WeightFormat] = [.bits16]
  ) -> QuantizedNetwork {
    var graph = RandomGraph(seed: seed, kinds: kinds, isBounded: isBounded, formats: formats)
    return graph.network()
  }
}

/// Grows a graph layer by layer.
struct RandomGraph {
  var random: SeededGenerator
  /// The shapes of the tensors, the input's first.
  private(set) var shapes: [TensorShape]
  private(set) var layers: [QuantizedLayer] = []
  /// Whether no word of each tensor is negative.
  private var isNonnegative = [false]
  private let layerCount: Int
  private let kinds: [String]
  /// The largest |weight|: small ones make sums that 32 bits hold, large ones do not.
  let weightLimit: Int16

  private let isBounded: Bool
  private let formats: [WeightFormat]

  init(
    seed: UInt64,
    kinds: [String]? = nil,
    isBounded: Bool = false,
    formats: [WeightFormat] = [.bits16]
  ) {
    random = SeededGenerator(seed: seed)
    self.isBounded = isBounded
    self.formats = formats
    self.kinds = kinds ?? Self.allKinds
    let isVector = Int.random(in: 0..<8, using: &random) == 0
    let height = isVector ? 1 : Int.random(in: 1...6, using: &random)
    let width = isVector ? 1 : Int.random(in: 1...6, using: &random)
    let channels = Int.random(in: 1...(isVector ? 12 : 4), using: &random)
    shapes = [TensorShape(height: height, width: width, channels: channels)]
    layerCount = Int.random(in: 1...6, using: &random)
    weightLimit = [100, 700, 4_000, .max].randomElement(using: &random) ?? 100
  }

  static let allKinds = [
    "dense", "convolution", "depthwise", "max-pooling", "average-pooling", "addition",
  ]

  mutating func network() -> QuantizedNetwork {
    while layers.count < layerCount {
      let source = chooseSource()
      switch kinds.randomElement(using: &random) {
      case "dense": addDense(reading: source)
      case "convolution": addConvolution(reading: source)
      case "depthwise": addDepthwise(reading: source)
      case "max-pooling": addPooling(reading: source, isMax: true)
      case "average-pooling": addPooling(reading: source, isMax: false)
      default: addAddition()
      }
    }
    // What the last layer does not depend on is left out, as nobody reads it.
    return QuantizedNetwork(inputShape: shapes[0], graph: layers)
      .ending(withLayer: layers.count - 1)
  }

  /// The tensor before, or now and then any.
  private mutating func chooseSource() -> Int {
    let last = shapes.count - 1
    return Int.random(in: 0..<4, using: &random) == 0 ? .random(in: 0...last, using: &random) : last
  }

  private mutating func addDense(reading source: Int) {
    let isLast = layers.count >= layerCount - 1
    let softmax = isLast && Bool.random(using: &random)
    addWeighted(
      .dense,
      reading: source,
      giving: TensorShape(vector: .random(in: 1...9, using: &random)),
      softmax ? .softmax : random.activation(pieces: true)
    )
  }

  private mutating func addConvolution(reading source: Int) {
    let channels = Int.random(in: 1...5, using: &random)
    let shape = shapes[source]
    guard Int.random(in: 0...1, using: &random) == 0 else {
      let (window, size) = random.window(over: shape)
      let output = TensorShape(height: size.height, width: size.width, channels: channels)
      addWeighted(
        .convolution(window),
        reading: source,
        giving: output,
        random.activation(pieces: true)
      )
      return
    }
    // One or two that keep the shape, and then a sum with what they read, which may happen in a last step.
    var before = source
    for _ in 0...(Int.random(in: 0...3, using: &random) == 0 ? 0 : 1) {
      let reach = Int.random(in: 0...1, using: &random)
      let window = Window(kernel: (2 * reach + 1, 3), padding: (reach, 1))
      let activation: Activation = Bool.random(using: &random) ? .linear : .maxout(pieces: 2)
      addWeighted(.convolution(window), reading: before, giving: shape, activation)
      before = shapes.count - 1
    }
    let pair = [source, shapes.count - 1]
    addAddition(of: Bool.random(using: &random) ? pair : pair.reversed())
  }

  private mutating func addDepthwise(reading source: Int) {
    let shape = shapes[source]
    let (window, size) = random.window(over: shape)
    let multiplier = Int.random(in: 1...(shape.channels > 4 ? 1 : 3), using: &random)
    let output = TensorShape(
      height: size.height,
      width: size.width,
      channels: shape.channels * multiplier
    )
    addWeighted(
      .depthwise(window),
      reading: source,
      giving: output,
      random.activation(pieces: true)
    )
  }

  private mutating func addPooling(reading source: Int, isMax: Bool) {
    let shape = shapes[source]
    // Each window must have a place inside.
    for attempt in 0... {
      var (window, size) = random.window(over: shape)
      if attempt == 20 { (window, size) = (.whole(shape), (1, 1)) }
      let kind: LayerKind =
        isMax
        ? .maxPooling(window)
        : .averagePooling(window, countsPadding: Bool.random(using: &random))
      let form = try? LayerForm(
        kind,
        reading: [source],
        of: shape,
        giving: TensorShape(height: size.height, width: size.width, channels: shape.channels),
        activation: .linear
      )
      guard let form else { continue }
      add(QuantizedLayer(form, exponents: random.exponents(of: form)))
      return
    }
  }

  /// Adds two tensors of one shape, or one to itself.
  private mutating func addAddition() {
    let last = shapes.count - 1
    let partners = shapes.indices.filter { shapes[$0] == shapes[last] }
    addAddition(of: [last, partners.randomElement(using: &random) ?? last])
  }

  private mutating func addAddition(of sources: [Int]) {
    let shape = shapes[sources[0]]
    let activation = random.activation(pieces: false)
    let form = try? LayerForm(
      .addition,
      reading: sources,
      of: shape,
      giving: shape,
      activation: activation
    )
    guard let form else { preconditionFailure("both tensors have the shape") }
    add(
      QuantizedLayer(
        form,
        exponents: random.exponents(of: form),
        shifts: (0..<shape.channels).map { _ in random.additionShift() },
        cap: activation.cap,
        table: random.table(for: activation)
      )
    )
  }

  private mutating func addWeighted(
    _ kind: LayerKind,
    reading source: Int,
    giving output: TensorShape,
    _ activation: Activation
  ) {
    let form = try? LayerForm(
      kind,
      reading: [source],
      of: shapes[source],
      giving: output,
      activation: activation
    )
    guard let form else { preconditionFailure("shapes and windows are possible") }
    let numbers =
      isBounded ? random.boundedWeights(of: form) : random.weights(of: form, limit: weightLimit)
    add(
      QuantizedLayer(
        form,
        numbers: numbers.narrowed(
          to: formats[layers.count % formats.count],
          pieces: activation.pieces
        ),
        exponents: random.exponents(of: form),
        cap: activation.cap,
        table: random.table(for: activation),
        inputsAreNonnegative: isNonnegative[source]
      )
    )
  }

  private mutating func add(_ layer: QuantizedLayer) {
    layers.append(layer)
    shapes.append(layer.form.output)
    isNonnegative.append(
      layer.form.isNonnegative(readingNonnegative: layer.form.sources.map { isNonnegative[$0] })
    )
  }
}
