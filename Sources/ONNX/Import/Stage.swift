import FloatNetwork

/// A layer of the network to be. Those that lead to no output, or that become part of another, are left out in the end.
struct Stage {
  enum Operation {
    /// f(A·h + b): one row a row of weights, for maxout the pieces of a unit together.
    case affine(AffineMap, Activation)
    /// A function of each value that no layer can compute, and why. A larger part of the graph may be one that can.
    case function(AffineMap, ElementFunction, ONNXError)
    case convolution(Convolution)
    /// A pooling, which reads a tensor of this shape.
    case pooling(LayerKind, TensorShape)
    case addition(Activation)
  }

  /// What it reads: 0 for the network's input, k for stage k − 1.
  let parents: [Int]
  let operation: Operation
  /// How its values lie in memory.
  let layout: Layout

  /// The one that it reads, or the first of both.
  var parent: Int { parents[0] }

  /// The rows and the activation, where it is an affine map with one.
  var affine: (map: AffineMap, activation: Activation)? {
    if case .affine(let map, let activation) = operation { (map, activation) } else { nil }
  }
}

/// How the values of a tensor lie in memory.
enum Layout: Equatable {
  /// As a vector, in the order in which the graph makes them.
  case vector
  /// As the model's input lies: in the order of the file until a convolution asks for another (`InputOrder`).
  case input
  /// Height × width × channels, channels innermost.
  case placed(TensorShape)
}

/// A convolution or a depthwise one, before its weights are rounded.
struct Convolution {
  var isDepthwise: Bool
  var window: Window
  /// The shape of what it reads.
  var input: TensorShape
  /// The shape of what it gives.
  var output: TensorShape
  /// Rows × columns, row by row, in the order of a `NetworkLayer`.
  var weights: [Double]
  var biases: [Double]
  var activation = Activation.linear

  var rowCount: Int { biases.count }
  var columnCount: Int { rowCount == 0 ? 0 : weights.count / rowCount }

  /// Rows of it, scaled and shifted, with another activation; nil where a depthwise one cannot be that.
  func selecting(_ rows: [ChannelRow], activation: Activation) -> Convolution? {
    let units = rows.count / activation.pieces
    var rows = rows
    if isDepthwise {
      guard units.isMultiple(of: input.channels), output.channels.isMultiple(of: input.channels)
      else { return nil }
      let (own, new) = (output.channels / input.channels, units / input.channels)
      for index in rows.indices {
        let channel = index / activation.pieces / new
        if rows[index].factor == 0 { rows[index].channel = channel * own }
        guard rows[index].channel / own == channel else { return nil }
      }
    }
    var result = self
    result.output = TensorShape(height: output.height, width: output.width, channels: units)
    result.activation = activation
    let columns = columnCount
    result.weights = []
    result.weights.reserveCapacity(rows.count * columns)
    for row in rows {
      let start = row.channel * columns
      result.weights += weights[start..<start + columns].lazy.map { $0 * row.factor }
    }
    result.biases = rows.map { biases[$0.channel] * $0.factor + $0.offset }
    return result
  }
}

/// factor · (the value of a channel) + offset, at every place.
struct ChannelRow: Equatable {
  var channel: Int
  var factor: Double
  var offset: Double
}

/// In which order the values of the model's input lie in memory.
struct InputOrder: Equatable {
  let shape: TensorShape
  /// For each value in memory its index in the file's order.
  let places: [Int]

  var isThatOfTheFile: Bool { places.enumerated().allSatisfy { $0 == $1 } }
}
