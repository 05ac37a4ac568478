import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization

/// Random parts of layers.
extension SeededGenerator {
  /// Any activation but softmax.
  ///
  /// - Parameter pieces: whether it may be a maxout.
  mutating func activation(pieces: Bool) -> Activation {
    let all: [Activation] = [
      .linear, .relu, .relu, .sigmoid, .tanh, .table(.input),
      .cappedRelu(Double(Int.random(in: 1...20, using: &self) * 100) / 256),
      .cappedRelu(Double(Int16.random(in: 1...Int16.max, using: &self)) / 256),
    ]
    let maxouts: [Activation] = [.maxout(pieces: 2), .maxout(pieces: 3)]
    return (pieces ? all + maxouts : all).randomElement(using: &self) ?? .linear
  }

  /// A window, and a size of the output: the one that covers the input once, or any small one.
  mutating func window(over shape: TensorShape) -> (Window, size: (height: Int, width: Int)) {
    let (height, width) = (dimension(of: shape.height), dimension(of: shape.width))
    let window = Window(
      kernel: (height.kernel, width.kernel),
      stride: (height.stride, width.stride),
      dilation: (height.dilation, width.dilation),
      padding: (height.padding, width.padding)
    )
    return (window, (height.output, width.output))
  }

  /// - Parameter length: that of the input; a pooling's dilation must not step over all of it.
  /// - Parameter length: that of the input; a pooling's dilation must not step over all of it.
  private mutating func dimension(
    of length: Int
  ) -> (kernel: Int, stride: Int, dilation: Int, padding: Int, output: Int) {
    let kernel = Int.random(in: 1...4, using: &self)
    let stride = [1, 1, 1, 2, 3, 7].randomElement(using: &self) ?? 1
    let dilation = [1, 1, 1, 2, 3].filter { $0 <= length }.randomElement(using: &self) ?? 1
    let reach = (kernel - 1) * dilation
    let padding = Bool.random(using: &self) ? 0 : Int.random(in: 0...reach + 1, using: &self)
    let covering = (length + 2 * padding - reach - 1) / stride + 1
    let isFree = covering < 1 || Int.random(in: 0..<4, using: &self) == 0
    let output = isFree ? Int.random(in: 1...6, using: &self) : min(7, covering)
    return (kernel, stride, dilation, padding, output)
  }

  /// Weights, fractional bits and start words, in plain Q8.8 as often as not.
  mutating func weights(of form: LayerForm, limit: Int16) -> WeightNumbers {
    let isPlain = Bool.random(using: &self)
    let bits = (0..<form.unitCount).map { _ in
      isPlain ? 8 : UInt8.random(in: 0...22, using: &self)
    }
    let biases = values(form.rowCount, in: -2_000...2_000)
    return WeightNumbers(
      fractionBits: bits,
      weights: values(form.rowCount * form.columnCount, in: -limit...limit),
      starts: biases.indices.map { row in
        let bits = Int(bits[row / form.activation.pieces])
        return Int32(clamping: Int(biases[row]) << bits + (1 << bits) >> 1)
      }
    )
  }

  /// Small shifts, or now and then any that the format has.
  mutating func additionShift() -> AdditionShift {
    let isLarge = Int.random(in: 0..<6, using: &self) == 0
    return AdditionShift(
      first: Int.random(in: 0...(isLarge ? 14 : 2), using: &self),
      second: Int.random(in: 0...(isLarge ? 14 : 2), using: &self),
      result: Int.random(in: 0...(isLarge ? 30 : 3), using: &self)
    )
  }

  /// Now and then other exponents than 0, of the units of layers whose values have no fixed scale.
  mutating func exponents(of form: LayerForm) -> [Int]? {
    guard form.activation.isHomogeneous, Int.random(in: 0..<4, using: &self) == 0 else {
      return nil
    }
    return (0..<form.unitCount).map { _ in Int.random(in: -3...3, using: &self) }
  }

  /// A table where the activation has one: points that jump, or that rise and fall in small steps, anywhere.
  mutating func table(for activation: Activation) -> QuantizedTable? {
    guard case .table = activation else { return nil }
    let shift = Int.random(in: 0...8, using: &self)
    let highest = 32_768 - 256 << shift
    var points = values(QuantizedTable.pointCount, in: .min ... .max)
    if Bool.random(using: &self) {
      let step = Int.random(in: 1...300, using: &self)
      var point = Int.random(in: -9_000...9_000, using: &self)
      points = points.map { _ in
        point += Int.random(in: -step / 3...step, using: &self)
        return Int16(clamping: point)
      }
    }
    // The rises at both ends go on beyond them, so the format limits them.
    for (end, next) in [(0, 1), (256, 255)] where abs(Int(points[end]) - Int(points[next])) > 32_767
    {
      points[end] = points[next]
    }
    return QuantizedTable(
      inputExponent: 0,
      lowest: Int16(clamping: Int.random(in: -32_768...highest, using: &self)),
      shift: shift,
      points: points,
      error: [0, 8, 21, 900, .max].randomElement(using: &self) ?? .max
    )
  }
}

extension WeightNumbers {
  /// Much the same numbers with weights of another format: each unit's with as many fractional bits less as its weights
  /// have too many. Of those that stay too large the low bits are taken, so that both ends of the format come.
  func narrowed(to format: WeightFormat, pieces: Int) -> WeightNumbers {
    guard format != .bits16 else { return self }
    var result = self
    result.format = format
    let columns = weights.count / max(1, starts.count)
    for row in starts.indices {
      let unit = row / pieces
      let rows = unit * pieces * columns..<(unit + 1) * pieces * columns
      let largest = weights[rows].reduce(0) { max($0, $1.magnitude) }
      var excess: UInt8 = 0
      while excess < fractionBits[unit], Int(largest >> excess) > Int(format.range.upperBound) {
        excess += 1
      }
      result.fractionBits[unit] = fractionBits[unit] - excess
      result.starts[row] = starts[row] >> Int32(excess)
      for index in row * columns..<(row + 1) * columns {
        let unused = Int16(16 - format.bits)
        result.weights[index] = ((weights[index] >> Int16(excess)) << unused) >> unused
      }
    }
    return result
  }
}

extension Activation {
  /// The cap in ulps of 1/256.
  var cap: Int16? {
    if case .cappedRelu(let cap) = self { Int16(cap * 256) } else { nil }
  }
}
