import Foundation
import HalfwordRuntime

/// What a graph gives by the formulas of the documents: in 64 bits, each layer by itself, nothing shared with the
/// runtime.
extension GraphModel {
  /// All tensors, the input first, and how many values of each layer were saturated.
  func run(_ input: [Int16]) -> (outputs: [[Int16]], saturations: [Int]) {
    var outputs = [input]
    var saturations: [Int] = []
    for layer in layers {
      var count = 0
      let second = layer.kind == .addition ? outputs[layer.second] : []
      outputs.append(layer.values(outputs[layer.source], second, saturations: &count))
      saturations.append(count)
    }
    return (outputs, saturations)
  }

  /// The index of the largest output before a softmax, the lowest on ties.
  func largestClass(_ input: [Int16]) -> Int {
    var model = self
    if model.layers[layers.count - 1].activation == .softmax {
      model.layers[layers.count - 1].activation = .linear
    }
    let values = model.run(input).outputs[layers.count]
    return values.firstIndex(of: values.max()!)!
  }
}

extension GraphLayer {
  func values(_ first: [Int16], _ second: [Int16], saturations: inout Int) -> [Int16] {
    var result: [Int16] = []
    for y in 0..<output.height {
      for x in 0..<output.width {
        for channel in 0..<output.channels {
          let index = (y * output.width + x) * output.channels + channel
          switch kind {
          case .maxPooling:
            result.append(window(first, y, x, channel).map { $0! }.max()!)
          case .averagePooling, .averagePoolingWithPadding:
            result.append(average(first, y, x, channel))
          case .addition:
            let shift = shifts[channel]
            let sum =
              Int64(first[index]) << Int64(shift.first) + Int64(second[index])
              << Int64(shift.second)
            let half: Int64 = shift.down == 0 ? 0 : 1 << Int64(shift.down - 1)
            result.append(activated((sum + half) >> Int64(shift.down), &saturations))
          default:
            result.append(activated(unit(first, y, x, channel), &saturations))
          }
        }
      }
    }
    return activation == .softmax ? softmax(result) : result
  }

  /// The largest of a unit's rows, rounded.
  private func unit(_ values: [Int16], _ y: Int, _ x: Int, _ unit: Int) -> Int64 {
    (0..<pieces).map { piece in
      let row = unit * pieces + piece
      let columns = patch(values, y, x, unit)
      precondition(columns.count == columnCount)
      var sum = Int64(starts[row])
      for (column, value) in columns.enumerated() {
        sum += Int64(weights[row * columnCount + column]) * Int64(value)
      }
      return sum >> Int64(fractions[unit])
    }.max()!
  }

  /// What a row reads.
  private func patch(_ values: [Int16], _ y: Int, _ x: Int, _ unit: Int) -> [Int16] {
    switch kind {
    case .dense: return values
    case .depthwise:
      return window(values, y, x, unit / (output.channels / input.channels), outside: 0)
        .map { $0! }
    default:
      let channels = (0..<input.channels).map { window(values, y, x, $0, outside: 0) }
      return channels[0].indices.flatMap { place in channels.map { $0[place]! } }
    }
  }

  /// The window's words of a channel; those outside are `outside`, left out where that is nil.
  private func window(
    _ values: [Int16],
    _ y: Int,
    _ x: Int,
    _ channel: Int,
    outside: Int16? = nil
  ) -> [Int16?] {
    var result: [Int16?] = []
    for i in 0..<down.kernel {
      for j in 0..<right.kernel {
        let row = y * down.stride + i * down.dilation - down.padding
        let column = x * right.stride + j * right.dilation - right.padding
        if row >= 0, row < input.height, column >= 0, column < input.width {
          result.append(values[(row * input.width + column) * input.channels + channel])
        } else if outside != nil {
          result.append(outside)
        }
      }
    }
    return result
  }

  private func average(_ values: [Int16], _ y: Int, _ x: Int, _ channel: Int) -> Int16 {
    let inside = window(values, y, x, channel)
    let count = kind == .averagePooling ? inside.count : down.kernel * right.kernel
    let sum = inside.reduce(0) { $0 + Int($1!) }
    return Int16((Double(2 * sum + count) / Double(2 * count)).rounded(.down))
  }

  /// The activation of a rounded value of any size.
  private func activated(_ value: Int64, _ saturations: inout Int) -> Int16 {
    let word = Int16(clamping: value)
    switch activation {
    case .relu:
      if value > 32_767 { saturations += 1 }
      return max(0, word)
    case .cappedRelu: return Int16(min(Int64(cap), max(0, value)))
    default: break
    }
    if Int64(word) != value { saturations += 1 }
    switch activation {
    case .sigmoid: return Int16((256 / (1 + exp(-Double(word) / 256)) + 0.5).rounded(.down))
    case .tanh: return Int16((256 * tanh(Double(word) / 256)).rounded())
    case .table: return points.value(at: word)
    default: return word
    }
  }

  /// Only that of two equal logits or one is plain; other tests have the rest.
  private func softmax(_ logits: [Int16]) -> [Int16] {
    precondition(Set(logits).count == 1)
    let (share, left) = 256.quotientAndRemainder(dividingBy: logits.count)
    return logits.indices.map { Int16(share + ($0 < left ? 1 : 0)) }
  }
}

extension Points {
  func value(at z: Int16) -> Int16 {
    let step = min(
      255,
      max(0, Int((Double(Int(z) - Int(lowest)) / Double(1 << shift)).rounded(.down)))
    )
    let rest = Int(z) - Int(lowest) - step * (1 << shift)
    let way = Int64(Int(values[step + 1]) - Int(values[step])) * Int64(rest)
    let half: Int64 = shift == 0 ? 0 : 1 << Int64(shift - 1)
    return Int16(clamping: Int64(values[step]) + (way + half) >> Int64(shift))
  }
}
