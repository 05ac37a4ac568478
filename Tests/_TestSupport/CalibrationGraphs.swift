import FloatNetwork
import HalfwordRuntime
import Quantization

/// Networks whose layers are of every kind and read the input or the layer before them, from whose counts, layer by
/// layer, `Tools/fit-instruction-model` finds what each sort of work takes.
public func calibrationGraphs() -> [(name: String, network: QuantizedNetwork)] {
  var random = TestRandom(seed: 63)
  let channels = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48]
  let graphs = (0..<36).map { index in
    let size = { (random: inout TestRandom) in Int.random(in: 5...13, using: &random) }
    let isFlat = index % 7 == 6
    var graph = CountedGraph(
      size(&random) * (isFlat ? 3 : 1),
      isFlat ? 1 : size(&random),
      channels[index % channels.count],
      seed: random.next()
    )
    for _ in 0..<32 { graph.addAny(reading: Bool.random(using: &random) ? 0 : nil, &random) }
    graph.dense(Int.random(in: 2...24, using: &random), index % 4 == 0 ? .linear : .softmax)
    return (name: "graph-\(index)", network: graph.network)
  }
  // Of inputs of few channels, as most first layers have them, whose runs begin anywhere.
  let first = (0..<10).map { index in
    let size = { (random: inout TestRandom) in Int.random(in: 7...15, using: &random) }
    var graph = CountedGraph(
      size(&random),
      size(&random),
      [1, 3, 1, 5, 7][index % 5],
      seed: random.next()
    )
    for _ in 0..<28 { graph.addFirst(&random) }
    graph.dense(4, .linear)
    return (name: "first-\(index)", network: graph.network)
  }
  let chains = (0..<10).map { index in
    var graph = CountedGraph(1, 1, Int.random(in: 1...200, using: &random), seed: random.next())
    for _ in 0..<24 { graph.addDense(&random) }
    graph.dense(Int.random(in: 2...24, using: &random), index % 4 == 0 ? .linear : .softmax)
    return (name: "chain-\(index)", network: graph.network)
  }
  return graphs + first + chains + narrowGraphs(&random)
}

/// The same with weights of 8 and of 4 bits.
private func narrowGraphs(_ random: inout TestRandom) -> [(name: String, network: QuantizedNetwork)]
{
  (0..<20).map { index in
    let size = { (random: inout TestRandom) in Int.random(in: 5...13, using: &random) }
    let isChain = index % 4 == 3
    let shape = isChain ? (1, 1) : (size(&random), size(&random))
    let channels = isChain ? 1...600 : 1...24
    var graph = CountedGraph(
      shape.0,
      shape.1,
      Int.random(in: channels, using: &random),
      seed: random.next()
    )
    for _ in 0..<28 {
      graph.format = Bool.random(using: &random) ? .bits8 : .bits4
      if isChain {
        graph.addDense(&random)
      } else {
        graph.addAny(reading: Bool.random(using: &random) ? 0 : nil, &random)
      }
    }
    graph.dense(Int.random(in: 2...24, using: &random), index % 3 == 0 ? .linear : .softmax)
    return (name: "narrow-\(index)", network: graph.network)
  }
}

/// Networks in the shapes that people make, which nothing is fitted to, but which what was fitted is compared with.
public func checkedGraphs() -> [(name: String, network: QuantizedNetwork)] {
  var random = TestRandom(seed: 64)
  return (0..<24).map { index in
    let channels = Int.random(in: 1...3, using: &random)
    let height = Int.random(in: 10...22, using: &random)
    var graph = CountedGraph(
      height,
      index % 4 == 3 ? 1 : Int.random(in: 10...22, using: &random),
      index % 4 == 3 ? 8 * channels : channels,
      sums: SumForm.cheapestFirst[index % 4],
      seed: random.next()
    )
    if index >= 16 { graph.format = index % 2 == 0 ? .bits8 : .bits4 }
    graph.convolution(Int.random(in: 2...6, using: &random) * 4, 3, graph.isFlat ? 1 : 3)
    for _ in 0..<Int.random(in: 1...3, using: &random) { graph.addBlock(&random) }
    graph.pooling { .averagePooling($0, countsPadding: false) }
    graph.dense(Int.random(in: 3...12, using: &random), .softmax)
    return (name: "checked-\(index)", network: graph.network)
  }
}

extension CountedGraph {
  fileprivate var isFlat: Bool { shapes[0].width == 1 }

  /// A block of the sorts that networks are made of.
  fileprivate mutating func addBlock(_ random: inout TestRandom) {
    let units = Int.random(in: 2...10, using: &random) * 4
    let stride = isLarge(last) && Bool.random(using: &random) ? 2 : 1
    let strides = isFlat ? (stride, 1) : (stride, stride)
    let activation: Activation = Bool.random(using: &random) ? .relu : .cappedRelu(6)
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      depthwise(3, isFlat ? 1 : 3, stride: strides, activation)
      convolution(units, 1, 1, activation)
    case 1:
      let around = convolution(units, 1, 1, stride: strides, .linear)
      convolution(units, 3, isFlat ? 1 : 3, activation)
      convolution(units, 3, isFlat ? 1 : 3, .linear)
      addition(around, activation)
    case 2:
      convolution(units, 3, isFlat ? 1 : 3, activation)
      if isLarge(last) { pooling({ .maxPooling($0) }, isFlat ? (2, 1) : (2, 2)) }
    default:
      convolution(units, 5, isFlat ? 1 : 5, stride: strides, isPadded: !isLarge(last), activation)
    }
  }

  private func isLarge(_ tensor: Int) -> Bool {
    shapes[tensor].height > 6 && (isFlat || shapes[tensor].width > 6)
  }

  /// A layer of any kind, or several that are added, where the last tensor is large enough of that.
  fileprivate mutating func addAny(reading: Int?, _ random: inout TestRandom) {
    let source = isLarge(last) ? reading : 0
    drawNumbers(&random)
    switch Int.random(in: 0..<18, using: &random) {
    case 0...6: addConvolution(reading: source, &random)
    case 7...10: addDepthwise(reading: source, &random)
    case 11: addPooling(reading: source, &random)
    case 12, 13, 14:
      dense(
        Int.random(in: 1...24, using: &random),
        reading: source,
        Self.activation(&random)
      )
    default: addAddition(reading: source, &random)
    }
  }

  /// Any form of sums, and now and then too few fractional bits for whole patches.
  private mutating func drawNumbers(_ random: inout TestRandom) {
    sums = SumForm.cheapestFirst.randomElement(using: &random)!
    fractionBits = random.next() % 5 == 0 ? 0 : 12
  }

  /// A convolution of the input.
  fileprivate mutating func addFirst(_ random: inout TestRandom) {
    drawNumbers(&random)
    if random.next() % 3 == 0 { return addConvolution(reading: 0, &random) }
    let stride = Int.random(in: 1...2, using: &random)
    convolution(
      Int.random(in: 1...5, using: &random) * 4,
      Int.random(in: 1...10, using: &random),
      Int.random(in: 1...6, using: &random),
      stride: (stride, stride),
      isPadded: random.next() % 4 != 0,
      reading: 0,
      random.next() % 4 == 0 ? .linear : .relu
    )
  }

  /// A dense layer as chains have them, of a few units or many.
  fileprivate mutating func addDense(_ random: inout TestRandom) {
    drawNumbers(&random)
    let most = [8, 32, 128].randomElement(using: &random)!
    dense(Int.random(in: 1...most, using: &random), Self.activation(&random))
  }

  private static func activation(_ random: inout TestRandom) -> Activation {
    switch Int.random(in: 0..<12, using: &random) {
    case 0...2: .linear
    case 3...5: .relu
    case 6: .cappedRelu(6)
    case 7: .sigmoid
    case 8: .tanh
    case 9: .table(RandomGraph.functions[0])
    default: .maxout(pieces: Int.random(in: 2...3, using: &random))
    }
  }

  private static func kernel(_ random: inout TestRandom, _ isFlat: Bool) -> (Int, Int) {
    let kernel = [(1, 1), (3, 3), (3, 3), (5, 5), (1, 3), (3, 1), (2, 2), (4, 3), (5, 1)]
      .randomElement(using: &random)!
    return isFlat ? (kernel.0, 1) : kernel
  }

  private mutating func addConvolution(reading source: Int?, _ random: inout TestRandom) {
    let units = Int.random(in: 1...6, using: &random) * 4 - (random.next() % 3 == 0 ? 1 : 0)
    let dilation = random.next() % 4 == 0 ? 2 : 1
    convolution(
      units,
      Self.kernel(&random, isFlat).0,
      Self.kernel(&random, isFlat).1,
      stride: (Int.random(in: 1...2, using: &random), Int.random(in: 1...2, using: &random)),
      dilation: dilation == 1 ? (1, 1) : isFlat ? (2, 1) : (1, 2),
      isPadded: dilation > 1 || random.next() % 4 != 0,
      reading: source,
      Self.activation(&random)
    )
  }

  private mutating func addDepthwise(reading source: Int?, _ random: inout TestRandom) {
    let kernel = Self.kernel(&random, isFlat)
    depthwise(
      kernel.0,
      kernel.1,
      stride: (Int.random(in: 1...2, using: &random), Int.random(in: 1...2, using: &random)),
      isPadded: random.next() % 4 != 0,
      multiplier: random.next() % 4 == 0 ? 2 : 1,
      reading: source,
      Self.activation(&random)
    )
  }

  private mutating func addPooling(reading source: Int?, _ random: inout TestRandom) {
    let kinds: [(Window) -> LayerKind] = [
      { .maxPooling($0) }, { .averagePooling($0, countsPadding: false) },
      { .averagePooling($0, countsPadding: true) },
    ]
    let size = Int.random(in: 2...3, using: &random)
    pooling(
      kinds.randomElement(using: &random)!,
      random.next() % 4 == 0 ? nil : isFlat ? (size, 1) : (size, size),
      stride: random.next() % 2 == 0 ? nil : (2, isFlat ? 1 : 2),
      isPadded: Bool.random(using: &random),
      reading: source
    )
  }

  /// Two tensors of one shape: the second convolution may do the addition in its last step.
  private mutating func addAddition(reading source: Int?, _ random: inout TestRandom) {
    let isLarge = isLarge(source ?? last)
    let units =
      random.next() % 4 == 0
      ? Int.random(in: 1...15, using: &random) : Int.random(in: 1...5, using: &random) * 4
    let first = convolution(units, 1, 1, reading: source, .relu)
    guard isLarge, random.next() % 4 != 0 else {
      addition(first, Self.plain(&random))
      return
    }
    convolution(units, 1, 1, reading: source, .relu)
    if random.next() % 3 == 0 {
      depthwise(3, isFlat ? 1 : 3, .linear)
    } else {
      let kernel = Self.kernel(&random, isFlat)
      let dilation = random.next() % 4 == 0 && !isFlat ? 2 : 1
      convolution(units, kernel.0, kernel.1, dilation: (1, dilation), .linear)
    }
    addition(first, Self.plain(&random))
  }

  /// An activation that has no pieces.
  private static func plain(_ random: inout TestRandom) -> Activation {
    let activation = activation(&random)
    return activation.pieces > 1 ? .relu : activation
  }
}
