import HalfwordRuntime

/// A tensor's shape.
struct Shape: Equatable {
  var height: Int
  var width: Int
  var channels: Int

  var count: Int { height * width * channels }

  static func vector(_ count: Int) -> Shape { Shape(height: 1, width: 1, channels: count) }
}

/// How a window lies along one axis.
struct Axis {
  var kernel = 1
  var stride = 1
  var dilation = 1
  var padding = 0
}

/// Numbers of an addition's channel.
struct Shifts {
  var first: UInt8
  var second: UInt8
  var down: UInt8
}

/// A table of 257 points.
struct Points {
  var lowest: Int16
  var shift: Int
  var values: [Int16]
  var error: Int16 = 0
}

/// A layer as the documents have it, for images and for the reference.
struct GraphLayer {
  var kind: KindCode
  var activation = ActivationCode.linear
  var pieces = 1
  var source: Int
  var second = 0
  /// Whether the next layer, an addition, is its last step.
  var isFused = false
  var input: Shape
  var output: Shape
  var down = Axis()
  var right = Axis()
  /// Row by row: kernel rows, kernel columns, channels; of a depthwise layer no channels.
  var weights: [Int16] = []
  var starts: [Int32] = []
  /// A unit each.
  var fractions: [UInt8] = []
  var sums = SumForm.bits64
  var shifts: [Shifts] = []
  var exponents: [Int8] = []
  var cap: UInt16 = 0
  var points = Points(lowest: 0, shift: 0, values: [])
  /// Where its values lie in the workspace.
  var place = 0

  var rowCount: Int { output.channels * pieces }
  var columnCount: Int { rowCount == 0 ? 0 : weights.count / rowCount }
  var hasWeights: Bool { kind == .dense || kind == .convolution || kind == .depthwise }
  var hasWindow: Bool { kind != .dense && kind != .addition }
}

extension Array where Element == UInt8 {
  mutating func append16(_ value: Int) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  mutating func append32(_ value: Int) {
    append16(value)
    append16(value >> 16)
  }

  mutating func fillWord() {
    while count % 4 != 0 { append(0) }
  }

  mutating func put32(_ value: Int, at offset: Int) {
    for byte in 0..<4 { self[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }

  mutating func put16(_ value: Int, at offset: Int) {
    for byte in 0..<2 { self[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }
}

/// CRC-32, bit by bit.
func plainChecksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var rest: UInt32 = .max
  for byte in bytes {
    rest ^= UInt32(byte)
    for _ in 0..<8 { rest = rest & 1 == 0 ? rest >> 1 : rest >> 1 ^ 0xEDB8_8320 }
  }
  return ~rest
}
