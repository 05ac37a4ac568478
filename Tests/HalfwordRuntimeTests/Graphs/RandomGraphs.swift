import HalfwordRuntime
import _TestSupport

/// Builds graphs of random layers, step by step.
struct GraphGenerator {
  var random: TestRandom
  var model: GraphModel

  init(seed: UInt64) {
    random = TestRandom(seed: seed)
    let shape = Shape(
      height: Int.random(in: 1...7, using: &random),
      width: Int.random(in: 1...7, using: &random),
      channels: Int.random(in: 1...6, using: &random)
    )
    model = GraphModel(input: shape)
  }

  /// A graph of some parts; the places of its tensors are random ones that the rules allow.
  static func graph(seed: UInt64, parts: ClosedRange<Int> = 1...4) -> GraphModel {
    var generator = GraphGenerator(seed: seed)
    for _ in 0..<Int.random(in: parts, using: &generator.random) { generator.appendPart() }
    generator.appendLast()
    generator.model.plan(&generator.random)
    return generator.model
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func chance(_ of: Int) -> Bool { number(1...of) == 1 }

  private var last: Int { model.layers.count }

  private mutating func appendPart() {
    let start = last
    switch number(0...5) {
    case 0, 1, 2: append(from: start)
    case 3:
      // A residual block; the input has no place in which it could be added.
      appendKeepingShape(from: start)
      appendAddition(last, start, canFuse: start > 0)
    case 4:
      appendKeepingShape(from: start)
      appendKeepingShape(from: last)
      appendAddition(start, last, canFuse: start > 0)
    default:
      appendKeepingShape(from: start)
      let branch = last
      appendKeepingShape(from: start)
      appendAddition(branch, last, canFuse: true)
    }
  }

  private mutating func appendLast() {
    guard chance(2) else { return append(from: last) }
    appendDense(from: last)
    // One logit: softmax of more has tests of its own.
    if model.layers[last - 1].output.channels == 1, model.layers[last - 1].pieces == 1, chance(2) {
      model.layers[last - 1].activation = .softmax
    }
  }

  private mutating func append(from source: Int) {
    if chance(6) { return appendDense(from: source) }
    let kinds: [KindCode] = [
      .convolution, .convolution, .depthwise, .maxPooling, .averagePooling,
      .averagePoolingWithPadding,
    ]
    var layer = windowed(kinds.randomElement(using: &random)!, from: source)
    let kind = layer.kind
    (layer.down, layer.output.height) = axis(layer.input.height, isPooling: !layer.hasWeights)
    (layer.right, layer.output.width) = axis(layer.input.width, isPooling: !layer.hasWeights)
    if kind == .convolution { layer.output.channels = number(1...9) }
    if kind == .depthwise { layer.output.channels = layer.input.channels * number(1...3) }
    fillRows(&layer)
    model.layers.append(layer)
  }

  private mutating func appendKeepingShape(from source: Int) {
    var layer = windowed(chance(2) ? .convolution : .depthwise, from: source)
    for axis in [\GraphLayer.down, \.right] {
      let dilation = number(1...2)
      let kernel = [1, 3, 5].randomElement(using: &random)!
      layer[keyPath: axis] = Axis(
        kernel: kernel,
        dilation: dilation,
        padding: kernel / 2 * dilation
      )
    }
    fillRows(&layer)
    if chance(2) {
      layer.activation = layer.pieces > 1 ? .maxout : .linear
    }
    model.layers.append(layer)
  }

  private func windowed(_ kind: KindCode, from source: Int) -> GraphLayer {
    let shape = model.shape(of: source)
    return GraphLayer(kind: kind, source: source, input: shape, output: shape)
  }

  private mutating func appendDense(from source: Int) {
    let shape = model.shape(of: source)
    var layer = GraphLayer(
      kind: .dense,
      source: source,
      input: shape,
      output: .vector(chance(3) ? 1 : number(1...11))
    )
    fillRows(&layer)
    model.layers.append(layer)
  }

  private mutating func appendAddition(_ first: Int, _ second: Int, canFuse: Bool) {
    let shape = model.shape(of: first)
    var layer = GraphLayer(
      kind: .addition,
      source: first,
      second: second,
      input: shape,
      output: shape
    )
    layer.shifts = (0..<shape.channels).map { _ in
      Shifts(
        first: UInt8(number(0...(chance(3) ? 14 : 2))),
        second: UInt8(number(0...(chance(3) ? 14 : 2))),
        down: UInt8(number(0...(chance(6) ? 30 : 4)))
      )
    }
    setActivation(&layer, [.linear, .relu, .cappedRelu, .sigmoid, .tanh, .table])
    if chance(3) { layer.exponents = layer.shifts.map { _ in Int8(number(-3...3)) } }
    let before = model.layers[last - 1]
    let other = first == last ? second : first
    if canFuse, other > 0, other < last, other != before.source, chance(2), before.hasWeights,
      before.kind != .dense,
      before.activation == .linear || before.activation == .maxout
    {
      model.layers[last - 1].isFused = true
      model.layers[last - 1].second = other
    }
    model.layers.append(layer)
    // A last step is never that of the last layer.
    if model.layers[last - 2].isFused { append(from: last) }
  }

  /// A random axis, and how many windows it has.
  private mutating func axis(_ size: Int, isPooling: Bool) -> (Axis, Int) {
    while true {
      let axis = Axis(
        kernel: number(1...4),
        stride: number(1...(chance(4) ? 9 : 2)),
        dilation: number(1...(chance(3) ? 3 : 1)),
        padding: number(0...3)
      )
      let output = number(1...7)
      guard isPooling else { return (axis, output) }
      let isInside = (0..<output).allSatisfy { position in
        (0..<axis.kernel).contains { place in
          (0..<size).contains(position * axis.stride + place * axis.dilation - axis.padding)
        }
      }
      if isInside, axis.kernel == 1 || axis.dilation <= size { return (axis, output) }
    }
  }
}

extension GraphGenerator {
  mutating func setActivation(_ layer: inout GraphLayer, _ choices: [ActivationCode]) {
    layer.activation = choices.randomElement(using: &random)!
    if layer.activation == .maxout { layer.pieces = number(2...5) }
    layer.cap = UInt16(chance(3) ? 32_767 : number(1...3_000))
    if layer.activation == .table { layer.points = points() }
  }

  mutating func points() -> Points {
    let shift = number(0...8)
    let end = 32_768 + (1 << shift) - (256 << shift)
    var values = random.values(257, in: .min ... .max)
    if chance(2) { values = (0...256).map { Int16($0 * $0 / 8 - 3_000) } }
    // Beyond the ends products must fit.
    for (end, next) in [(0, 1), (256, 255)] {
      values[end] = Int16(clamping: Int(values[next]) + number(-32_767...32_767))
      if abs(Int(values[end]) - Int(values[next])) > 32_767 { values[end] = values[next] }
    }
    return Points(lowest: Int16(number(-32_768...min(end, 32_767))), shift: shift, values: values)
  }

  /// Weights, start words, fractional bits, a form of sums that holds, and the activation.
  mutating func fillRows(_ layer: inout GraphLayer) {
    guard layer.hasWeights else { return }
    setActivation(&layer, [.linear, .relu, .maxout, .cappedRelu, .sigmoid, .tanh, .table])
    var columns = layer.input.count
    if layer.kind != .dense {
      columns =
        layer.down.kernel * layer.right.kernel
        * (layer.kind == .depthwise ? 1 : layer.input.channels)
    }
    let limit = [200, 2_000, 20_000, 32_767].randomElement(using: &random)!
    layer.weights = random.values(layer.rowCount * columns, in: Int16(-limit)...Int16(limit))
    let startShift = Int32(number(1...20))
    layer.starts = (0..<layer.rowCount).map { _ in
      Int32.random(in: .min ... .max, using: &random) >> startShift
    }
    let most = limit > 2_000 ? 22 : 14
    layer.fractions = (0..<layer.output.channels).map { _ in UInt8(number(5...most)) }
    if chance(4) { layer.exponents = layer.fractions.map { _ in Int8(number(-9...9)) } }
    layer.sums = SumForm.allFitting(layer).randomElement(using: &random)!
  }
}

extension SumForm {
  /// The forms that are exact for any words.
  static func allFitting(_ layer: GraphLayer) -> [SumForm] {
    var largest: [Int: Int] = [16: 0, 32: 0, .max: 0]
    for row in 0..<layer.rowCount {
      let columns = layer.weights[row * layer.columnCount..<(row + 1) * layer.columnCount]
      let sizes = columns.map { abs(Int($0)) }.sorted(by: >)
      for block in largest.keys {
        let start = block == .max ? abs(Int(layer.starts[row])) : 0
        largest[block]! = max(largest[block]!, sizes.prefix(block).reduce(0, +) * 32_768 + start)
      }
    }
    let forms: [(SumForm, Int)] = [(.bits32, .max), (.blocks16, 16), (.blocks32, 32)]
    return forms.filter { largest[$0.1]! < 1 << 31 }.map(\.0) + [.bits64]
  }
}
