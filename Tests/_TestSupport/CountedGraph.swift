import FloatNetwork
import HalfwordRuntime
import Quantization

/// Builds a network with convolutions layer by layer, with random weights: counts do not depend on them.
///
/// Weights are so small that all sums are proved to fit 32 bits, so that every form can be claimed.
struct CountedGraph {
  private(set) var shapes: [TensorShape]
  private(set) var layers: [QuantizedLayer] = []
  /// In which form the sums of the next layers are.
  var sums: SumForm
  /// The fractional bits of their weights: by these it is decided whether a kernel takes whole patches.
  var fractionBits: UInt8 = 12
  /// How many bits the weights of the next layers have.
  var format = WeightFormat.bits16
  private var random: TestRandom

  init(_ height: Int, _ width: Int, _ channels: Int, sums: SumForm = .bits32, seed: UInt64 = 62) {
    shapes = [TensorShape(height: height, width: width, channels: channels)]
    self.sums = sums
    random = TestRandom(seed: seed)
  }

  /// The tensor that the last layer gives.
  var last: Int { layers.count }

  var network: QuantizedNetwork {
    var network = QuantizedNetwork(inputShape: shapes[0], graph: layers)
    network.roundingLaw = .startWords
    return network
  }

  /// A convolution that pads as much as it takes to have an output as large as the input, but for the stride.
  @discardableResult
  mutating func convolution(
    _ units: Int,
    _ height: Int,
    _ width: Int,
    stride: (Int, Int) = (1, 1),
    dilation: (Int, Int) = (1, 1),
    isPadded: Bool = true,
    reading source: Int? = nil,
    _ activation: Activation = .relu
  ) -> Int {
    let source = source ?? last
    let (window, size) = window(shapes[source], (height, width), stride, dilation, isPadded)
    let output = TensorShape(height: size.0, width: size.1, channels: units)
    return append(.convolution(window), [source], output, activation)
  }

  /// A depthwise convolution, likewise.
  @discardableResult
  mutating func depthwise(
    _ height: Int,
    _ width: Int,
    stride: (Int, Int) = (1, 1),
    dilation: (Int, Int) = (1, 1),
    isPadded: Bool = true,
    multiplier: Int = 1,
    reading source: Int? = nil,
    _ activation: Activation = .relu
  ) -> Int {
    let source = source ?? last
    let (window, size) = window(shapes[source], (height, width), stride, dilation, isPadded)
    let units = shapes[source].channels * multiplier
    let output = TensorShape(height: size.0, width: size.1, channels: units)
    return append(.depthwise(window), [source], output, activation)
  }

  /// A pooling over windows, or over all of space.
  @discardableResult
  mutating func pooling(
    _ kind: (Window) -> LayerKind,
    _ kernel: (Int, Int)? = nil,
    stride: (Int, Int)? = nil,
    isPadded: Bool = false,
    reading source: Int? = nil
  ) -> Int {
    let source = source ?? last
    let shape = shapes[source]
    let kernel = kernel ?? (shape.height, shape.width)
    let (window, size) = window(shape, kernel, stride ?? kernel, (1, 1), isPadded)
    let output = TensorShape(height: size.0, width: size.1, channels: shape.channels)
    return append(kind(window), [source], output, .linear)
  }

  @discardableResult
  mutating func addition(_ other: Int, _ activation: Activation = .relu) -> Int {
    append(.addition, [last, other], shapes[last], activation)
  }

  @discardableResult
  mutating func dense(
    _ units: Int,
    reading source: Int? = nil,
    _ activation: Activation = .relu
  ) -> Int {
    append(.dense, [source ?? last], TensorShape(vector: units), activation)
  }

  private func window(
    _ shape: TensorShape,
    _ kernel: (Int, Int),
    _ stride: (Int, Int),
    _ dilation: (Int, Int),
    _ isPadded: Bool
  ) -> (Window, (Int, Int)) {
    func axis(_ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int)
      -> (size: Int, padding: Int)
    {
      let reach = dilation * (kernel - 1) + 1
      guard isPadded else { return (max(0, input - reach) / stride + 1, 0) }
      let size = (input + stride - 1) / stride
      return (size, max(0, (size - 1) * stride + reach - input) / 2)
    }
    let vertical = axis(shape.height, kernel.0, stride.0, dilation.0)
    let horizontal = axis(shape.width, kernel.1, stride.1, dilation.1)
    let window = Window(
      kernel: kernel,
      stride: stride,
      dilation: dilation,
      padding: (vertical.padding, horizontal.padding)
    )
    return (window, (vertical.size, horizontal.size))
  }

  private mutating func append(
    _ kind: LayerKind,
    _ sources: [Int],
    _ output: TensorShape,
    _ activation: Activation
  ) -> Int {
    let form = try? LayerForm(
      kind,
      reading: sources,
      of: shapes[sources[0]],
      giving: output,
      activation: activation
    )
    guard let form else { preconditionFailure("\(kind) cannot give \(output)") }
    let numbers = WeightNumbers(
      fractionBits: Array(repeating: fractionBits, count: kind.hasWeights ? form.unitCount : 0),
      weights: random.values(
        form.rowCount * form.columnCount,
        in: (-80...80).clamped(to: format.range)
      ),
      starts: random.values(form.rowCount, in: -200...200).map {
        QuantizedLayer.start(bias: $0, fractionBits: fractionBits)
      },
      format: kind.hasWeights ? format : .bits16
    )
    layers.append(
      QuantizedLayer(
        form,
        numbers: numbers,
        shifts: Array(
          repeating: AdditionShift(first: 0, second: 0, result: 0),
          count: kind == .addition ? form.unitCount : 0
        ),
        cap: activation.cap,
        table: activation.straightTable,
        sums: kind.hasWeights ? sums : nil
      )
    )
    shapes.append(output)
    return last
  }
}

extension Activation {
  fileprivate var cap: Int16? { if case .cappedRelu = self { 1_536 } else { nil } }

  /// A table, of whatever function.
  fileprivate var straightTable: QuantizedTable? {
    guard case .table = self else { return nil }
    return QuantizedTable(
      inputExponent: 0,
      lowest: -2_048,
      shift: 4,
      points: (0..<Int16(QuantizedTable.pointCount)).map { $0 * 4 }
    )
  }
}
