import Foundation
import HalfwordRuntime

/// Error words of a graph's run by the formulas of the documents, in 64 bits, each layer by itself.
struct GraphErrors {
  let model: GraphModel
  let values: [[Int16]]
  private(set) var errors: [[Int64]] = []
  /// Whether the run has a bound.
  private(set) var isBounded: Bool

  init(_ model: GraphModel, _ input: [Int16], inputError: Int64) {
    self.model = model
    values = model.run(input).outputs
    isBounded = model.roundingLaw != .unknown && inputError <= 32_767
    if input.contains(where: { $0 == .min || $0 == .max }) { isBounded = false }
    errors = [Array(repeating: min(inputError, 32_767), count: input.count)]
    for (index, layer) in model.layers.enumerated() {
      let isLast = index == model.layers.count - 1
      let own = bounds(layer)
      let most: Int64 = isLast ? 1 << 20 - 1 : 32_767
      if own.contains(where: { $0 > (isLast ? (1 << 20) - 1 : most) }) { isBounded = false }
      errors.append(own.map { min($0, (1 << 20) - 1) })
    }
  }

  private mutating func bounds(_ layer: GraphLayer) -> [Int64] {
    let (words, bounds) = (values[layer.source], errors[layer.source])
    var result: [Int64] = []
    var index = 0
    for y in 0..<layer.output.height {
      for x in 0..<layer.output.width {
        for channel in 0..<layer.output.channels {
          switch layer.kind {
          case .maxPooling:
            result.append(layer.places(y, x, channel).map { bounds[$0.index] }.max()!)
          case .averagePooling, .averagePoolingWithPadding:
            let inside = layer.places(y, x, channel).map { bounds[$0.index] }
            let count =
              layer.kind == .averagePooling ? inside.count : layer.down.kernel * layer.right.kernel
            result.append(ceiling(inside.reduce(0, +), Int64(count)) + 8)
          case .addition:
            let shift = layer.shifts[channel]
            let (first, second) = (bounds[index], errors[layer.second][index])
            let sum = first << Int64(shift.first) + second << Int64(shift.second)
            let error = ceiling(sum, 1 << Int64(shift.down)) + (shift.down > 0 ? 8 : 0)
            let exact =
              Int64(words[index]) << Int64(shift.first)
              + Int64(values[layer.second][index]) << Int64(shift.second)
            let half: Int64 = shift.down == 0 ? 0 : 1 << Int64(shift.down - 1)
            result.append(activated(layer, (exact + half) >> Int64(shift.down), error))
          default:
            let (value, error) = rows(layer, y, x, channel, words, bounds)
            result.append(activated(layer, value, error))
          }
          index += 1
        }
      }
    }
    return result
  }

  /// A unit's exact pre-activation and its error.
  private func rows(
    _ layer: GraphLayer,
    _ y: Int,
    _ x: Int,
    _ unit: Int,
    _ words: [Int16],
    _ bounds: [Int64]
  ) -> (Int64, Int64) {
    let read = layer.places(y, x, unit)
    let s = read.reduce(0) { $0 + abs(Int64(words[$1.index])) }
    let e = read.reduce(0) { $0 + bounds[$1.index] }
    let common = 8 * s + s / 32 + e + e / 2 + e / 512 + 12
    let f = Int64(layer.fractions[unit])
    var (value, error) = (Int64.min, Int64.min)
    for piece in 0..<layer.pieces {
      let row = unit * layer.pieces + piece
      var (sum, products) = (Int64(layer.starts[row]), Int64(0))
      for place in read {
        let weight = Int64(layer.weights[row * layer.columnCount + place.column])
        sum += weight * Int64(words[place.index])
        products += (weight < 0 ? -weight - 1 : weight) * bounds[place.index]
      }
      value = max(value, sum >> f)
      error = max(error, min(ceiling(products + common, 1 << f), 1 << 26))
    }
    return (value, error + (model.roundingLaw == .plainBiases ? 16 : 8))
  }

  private mutating func activated(_ layer: GraphLayer, _ exact: Int64, _ e: Int64) -> Int64 {
    let z = Int64(Int16(clamping: exact))
    let rectifies = layer.activation == .relu || layer.activation == .cappedRelu
    if z == 32_767, layer.activation != .cappedRelu { isBounded = false }
    if z == -32_768, !rectifies { isBounded = false }
    switch layer.activation {
    case .relu: return min(e, max(0, 16 * z + e))
    case .cappedRelu:
      if z < 0 { return max(0, 16 * z + e) }
      return z > Int64(layer.cap) ? max(0, e - 16 * (z - Int64(layer.cap))) : e
    case .sigmoid, .tanh:
      if e > 32_767 { isBounded = false }
      let t = Double(max(0, abs(z) - ceiling(min(e, 40_000), 16)))
      let isSigmoid = layer.activation == .sigmoid
      let word =
        isSigmoid
        ? (256 / (1 + exp(-t / 256)) + 0.5).rounded(.down) : (256 * tanh(t / 256)).rounded()
      let r: Int64 = isSigmoid ? 128 : 256
      let g = Int64(word) - (isSigmoid ? 128 : 0)
      return ceiling((e & 32_767) * (r + g) * (r + 1 - g), 65_536) + 8
    case .table:
      if e > 32_767 { isBounded = false }
      let value = layer.points.value(at: Int16(z))
      if value == .min || value == .max { isBounded = false }
      return layer.points.error(z, e & 32_767)
    default: return e
    }
  }
}

private func ceiling(_ number: Int64, _ divisor: Int64) -> Int64 {
  (number + divisor - 1) / divisor
}

extension Points {
  fileprivate func error(_ z: Int64, _ e: Int64) -> Int64 {
    let reach = ceiling(e, 16)
    let step = { (z: Int64) in Int(min(255, max(0, (z - Int64(lowest)) >> Int64(shift)))) }
    let steepest = (step(z - reach)...step(z + reach)).map {
      abs(Int64(values[$0 + 1]) - Int64(values[$0]))
    }
    return ceiling(steepest.max()! * e, 1 << Int64(shift)) + 8 + Int64(UInt16(bitPattern: error))
  }
}

extension GraphLayer {
  /// What a unit reads at a position: the column of its row, and the index of the value, for all that is inside.
  fileprivate func places(_ y: Int, _ x: Int, _ unit: Int) -> [(column: Int, index: Int)] {
    if kind == .dense { return (0..<input.count).map { ($0, $0) } }
    var result: [(Int, Int)] = []
    for i in 0..<down.kernel {
      for j in 0..<right.kernel {
        let row = y * down.stride + i * down.dilation - down.padding
        let column = x * right.stride + j * right.dilation - right.padding
        guard row >= 0, row < input.height, column >= 0, column < input.width else { continue }
        let (place, first) = (i * right.kernel + j, (row * input.width + column) * input.channels)
        switch kind {
        case .convolution:
          for channel in 0..<input.channels {
            result.append((place * input.channels + channel, first + channel))
          }
        case .depthwise: result.append((place, first + unit / (output.channels / input.channels)))
        default: result.append((place, first + unit))
        }
      }
    }
    return result
  }
}
