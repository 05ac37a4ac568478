import FloatNetwork
import HalfwordRuntime
import Quantization

/// Builds a random network layer by layer: each reads what the one before it gave, additions something earlier, too.
public struct RandomGraph {
  private var shapes: [TensorShape]
  private var layers: [NetworkLayer] = []
  private var random: TestRandom

  private init(random: TestRandom) {
    self.random = random
    let isVector = Bool.random(using: &self.random)
    let size = { (random: inout TestRandom) in
      isVector ? 1 : Int.random(in: 1...7, using: &random)
    }
    shapes = [
      TensorShape(
        height: size(&self.random),
        width: size(&self.random),
        channels: Int.random(in: 1...(isVector ? 12 : 4), using: &self.random)
      )
    ]
  }

  /// A network of up to so many steps, a step being a layer or a residual block.
  public static func network(steps: Int, using random: inout TestRandom) throws -> Network {
    var graph = RandomGraph(random: TestRandom(seed: random.next()))
    for _ in 0..<Int.random(in: 1...steps, using: &random) { try graph.addStep() }
    try graph.addLast()
    return try Network(
      inputShape: graph.shapes[0],
      graph: graph.layers,
      isDropoutFolded: Bool.random(using: &random)
    )
  }

  /// Functions that have tables: smooth and with corners, rising or not.
  public static let functions = [
    "mul(x,sigmoid(x))", "max(x,mul(0.1,x))", "mul(x,div(min(max(add(x,3),0),6),6))", "sin(x)",
    "add(max(x,0),sub(exp(min(x,0)),1))",
  ].map { ScalarFunction(parsing: $0)! }

  private var last: Int { shapes.count - 1 }

  private mutating func addStep() throws {
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: try addWindow(pooling: false)
    case 2: try addWindow(pooling: true)
    case 3: try addAddition()
    case 4: try addResidualBlock()
    case 5: try addDense()
    default: try addConvolution(keepsSize: Bool.random(using: &random), reading: last)
    }
  }

  /// An output that can be read: of one shape, without an activation that needs one of its own.
  private mutating func addLast() throws {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: try addWindow(pooling: true)
    case 1: try addAddition()
    default: try addDense(isLast: true)
    }
  }

  private mutating func append(
    _ kind: LayerKind,
    _ sources: [Int],
    _ output: TensorShape,
    _ activation: Activation
  ) throws {
    let form = try LayerForm(
      kind,
      reading: sources,
      of: shapes[sources[0]],
      giving: output,
      activation: activation
    )
    let columns = Float(max(1, form.columnCount)).squareRoot()
    let limit = [0.5, 1.5, 1.5, 4].randomElement(using: &random)! / columns
    layers.append(
      try NetworkLayer(
        form,
        weights: (0..<form.rowCount * form.columnCount).map { _ in
          Float.random(in: -limit...limit, using: &random)
        },
        biases: (0..<form.rowCount).map { _ in Float.random(in: -0.5...0.5, using: &random) },
        inputDropout: kind.hasWeights && Int.random(in: 0..<8, using: &random) == 0 ? 0.25 : 0
      )
    )
    shapes.append(output)
  }

  private mutating func activation(allowingPieces: Bool = true) -> Activation {
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: .linear
    case 2, 3: .relu
    case 4: .cappedRelu([0.3, 1, 2.345, 6].randomElement(using: &random)!)
    case 5: allowingPieces ? .maxout(pieces: Int.random(in: 2...3, using: &random)) : .relu
    case 6: .sigmoid
    case 7: .tanh
    default: .table(Self.functions.randomElement(using: &random)!)
    }
  }

  private mutating func addDense(isLast: Bool = false) throws {
    let units = Int.random(in: 1...6, using: &random)
    let isSoftmax = isLast && Int.random(in: 0..<4, using: &random) == 0
    try append(
      .dense,
      [last],
      TensorShape(vector: units),
      isSoftmax ? .softmax : activation()
    )
  }

  private mutating func addConvolution(keepsSize: Bool, reading source: Int) throws {
    let shape = shapes[source]
    let (window, size) = window(over: shape, keepsSize: keepsSize)
    let isDepthwise = Int.random(in: 0..<3, using: &random) == 0
    let multiplier = keepsSize ? 1 : Int.random(in: 1...2, using: &random)
    let channels =
      isDepthwise
      ? shape.channels * multiplier
      : keepsSize ? shape.channels : Int.random(in: 1...4, using: &random)
    try append(
      isDepthwise ? .depthwise(window) : .convolution(window),
      [source],
      TensorShape(height: size.height, width: size.width, channels: channels),
      activation()
    )
  }

  private mutating func addWindow(pooling: Bool) throws {
    guard pooling else { return try addConvolution(keepsSize: false, reading: last) }
    let shape = shapes[last]
    for _ in 0..<20 {
      let (window, size) = window(over: shape, keepsSize: false)
      let kind: LayerKind =
        switch Int.random(in: 0..<3, using: &random) {
        case 0: .maxPooling(window)
        case 1: .averagePooling(window, countsPadding: false)
        default: .averagePooling(window, countsPadding: true)
        }
      let output = TensorShape(
        height: size.height,
        width: size.width,
        channels: shape.channels
      )
      // Each window must have a place inside.
      if (try? append(kind, [last], output, .linear)) != nil { return }
    }
  }

  private mutating func addAddition() throws {
    let others = shapes.indices.filter { shapes[$0] == shapes[last] }
    let sources = [last, others.randomElement(using: &random)!]
    try append(
      .addition,
      Bool.random(using: &random) ? sources : sources.reversed(),
      shapes[last],
      activation(allowingPieces: false)
    )
  }

  /// Two ways from one tensor, added.
  private mutating func addResidualBlock() throws {
    let start = last
    try addConvolution(keepsSize: true, reading: start)
    let first = last
    if Bool.random(using: &random) { try addConvolution(keepsSize: true, reading: start) }
    try append(
      .addition,
      [last, last == first ? start : first],
      shapes[last],
      activation(allowingPieces: false)
    )
  }

  /// A window of odd numbers, and a size of the output that it may have.
  private mutating func window(over shape: TensorShape, keepsSize: Bool)
    -> (window: Window, size: (height: Int, width: Int))
  {
    let rows = span(over: shape.height, keepsSize)
    let columns = span(over: shape.width, keepsSize)
    let window = Window(
      kernel: (rows.kernel, columns.kernel),
      stride: (rows.stride, columns.stride),
      dilation: (rows.dilation, columns.dilation),
      padding: (rows.padding, columns.padding)
    )
    return (window, (rows.size, columns.size))
  }

  private mutating func span(over size: Int, _ keepsSize: Bool)
    -> (kernel: Int, stride: Int, dilation: Int, padding: Int, size: Int)
  {
    let kernel = Int.random(in: 1...3, using: &random)
    let dilation = Int.random(in: 1...2, using: &random)
    let padding = Int.random(in: 0...(kernel - 1) * dilation, using: &random)
    if keepsSize { return (kernel, 1, dilation, padding, size) }
    let stride = Int.random(in: 1...3, using: &random)
    let reach = size + 2 * padding - dilation * (kernel - 1) - 1
    return (kernel, stride, dilation, padding, max(0, reach) / stride + 1)
  }
}

extension Network {
  /// Numbers with powers of two, offsets and places of tables that nothing was fitted to.
  public func quantizedGraph(using random: inout TestRandom) throws -> QuantizedNetwork {
    let folded = try foldingDropoutOnce()
    return try QuantizedNetwork(
      quantizing: folded,
      scaling: randomScaling(using: &random),
      format: Int.random(in: 0..<4, using: &random) == 0
        ? .plain
        : .fitted(SumForm.cheapestFirst.randomElement(using: &random)!, layerCount: layers.count),
      saturate: true
    )
  }

  private func randomScaling(using random: inout TestRandom) -> Scaling {
    let size = [0, 1, 3].randomElement(using: &random)!
    var exponents: [[Int]] = []
    var tables: [TableRange?] = []
    let needsOne = tensorsOfOneExponent
    for tensor in 0...layers.count {
      let channels = shape(ofTensor: tensor).channels
      let shared = Int.random(in: -size...size + 1, using: &random)
      let own = (0..<channels).map { _ in Int.random(in: -size...size + 1, using: &random) }
      exponents.append(needsOne[tensor] ? own.map { _ in shared } : own)
      guard tensor > 0 else { continue }
      let layer = layers[tensor - 1]
      exponents[tensor] = layer.exponents(exponents[tensor], reading: exponents[layer.sources[0]])
      if case .table = layer.activation {
        let shift = Int.random(in: 4...8, using: &random)
        tables.append(
          TableRange(
            inputExponent: Int.random(in: 0...1, using: &random),
            lowest: Int16(-128 << shift),
            shift: shift
          )
        )
      } else {
        tables.append(nil)
      }
    }
    return Scaling(
      inputExponents: exponents[0],
      inputOffsets: exponents[0].map { _ in
        mayHaveOffsets && Bool.random(using: &random)
          ? Int32.random(in: -900...900, using: &random) : 0
      },
      unitExponents: Array(exponents.dropFirst()),
      tables: tables
    )
  }

  /// Whether nothing that reads the input pads it, or has no biases.
  private var mayHaveOffsets: Bool {
    layers.allSatisfy { layer in
      !layer.sources.contains(0)
        || layer.form.kind.hasWeights
          && (0..<layer.form.output.placeCount).allSatisfy {
            layer.form.taps(at: $0).count == layer.columnCount
          }
    }
  }

  /// Of which all channels have the same exponent: the output, and through poolings what it comes from.
  private var tensorsOfOneExponent: [Bool] {
    var result = Array(repeating: false, count: layers.count + 1)
    result[layers.count] = true
    for (index, layer) in layers.enumerated().reversed()
    where result[index + 1] && layer.form.kind.isPooling {
      result[layer.sources[0]] = true
    }
    return result
  }
}

extension NetworkLayer {
  /// What the format allows of some exponents.
  fileprivate func exponents(_ exponents: [Int], reading source: [Int]) -> [Int] {
    if form.kind.isPooling { return source }
    switch activation {
    case .sigmoid, .tanh, .softmax: return exponents.map { _ in 0 }
    case .cappedRelu, .table: return exponents.map { _ in exponents[0] }
    case .linear, .relu, .maxout: return exponents
    }
  }
}
