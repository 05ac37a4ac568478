import FloatNetwork

/// What a convolution or a pooling says about its window, as the graph has its axes.
struct WindowReader {
  /// Height and width; of a tensor with one axis of space the height is 1.
  var kernel: [Int]
  var strides: [Int]
  var dilations: [Int]
  /// Above and left of the tensor, the border included that the graph has put around it.
  var before: [Int]
  /// Below and right.
  var after: [Int]
  /// What the operator itself pads, before and behind.
  var ownPadding: [Int]
  /// The size of what comes out.
  var output: [Int] = []

  /// - Parameter kernel: that of the weights; nil where an attribute must name it.
  init(
    _ node: NodeReader,
    of view: SpatialView,
    kernel given: [Int]? = nil
  ) throws(ONNXError) {
    let axes = view.axes
    func list(_ name: String, _ fallback: Int, count: Int, from least: Int) throws(ONNXError)
      -> [Int]
    {
      let values = node.integers(name) ?? Array(repeating: fallback, count: count)
      guard values.count == count else {
        throw node.error("has \(values.count) \(name) for \(axes) axes of space")
      }
      guard values.allSatisfy({ (least...Self.largest).contains($0) }) else {
        throw node.error(
          "has \(name) \(values.prefix(8)); numbers from \(least) to \(Self.largest) are supported"
        )
      }
      return values
    }
    let missing = 2 - axes
    func raised(_ values: [Int], _ value: Int) -> [Int] {
      Array(repeating: value, count: missing) + values
    }
    guard let named = node.integers("kernel_shape") ?? given else {
      throw node.error("does not name its kernel_shape")
    }
    guard named.count == axes, given == nil || given == named else {
      throw node.error(
        "has the kernel_shape \(named.prefix(8)), but "
          + (given.map { "its weights have \($0.prefix(8))" } ?? "\(axes) axes of space")
      )
    }
    let sizes = given == nil ? try list("kernel_shape", 1, count: axes, from: 1) : named
    guard sizes.allSatisfy({ (1...Self.largest).contains($0) }) else {
      throw node.error("has a kernel of \(sizes.prefix(8))")
    }
    kernel = raised(sizes, 1)
    strides = raised(try list("strides", 1, count: axes, from: 1), 1)
    dilations = raised(try list("dilations", 1, count: axes, from: 1), 1)
    let pads = try list("pads", 0, count: 2 * axes, from: 0)
    before = raised(Array(pads.prefix(axes)), 0)
    after = raised(Array(pads.suffix(axes)), 0)
    ownPadding = []
    let ceils = node.integer("ceil_mode") ?? 0 != 0
    let size = [view.size.height, view.size.width]
    for axis in 0..<2 {
      let length = size[axis] + view.border[axis] + view.border[axis + 2]
      let reach = dilations[axis] * (kernel[axis] - 1) + 1
      switch node.string("auto_pad") ?? "NOTSET" {
      case "NOTSET": break
      case "VALID": (before[axis], after[axis]) = (0, 0)
      case let word where word == "SAME_UPPER" || word == "SAME_LOWER":
        let count = (length + strides[axis] - 1) / strides[axis]
        let total = max(0, (count - 1) * strides[axis] + reach - length)
        let smaller = total / 2
        before[axis] = word == "SAME_UPPER" ? smaller : total - smaller
        after[axis] = total - before[axis]
      case let word:
        throw node.error("has the auto_pad \(quoted(word)), which is not known")
      }
      let room = length + before[axis] + after[axis] - reach
      guard room >= 0 else {
        throw node.error(
          "has a kernel that reaches over \(reach) places of an axis of \(length), padded with "
            + "\(before[axis] + after[axis])"
        )
      }
      var count = room / strides[axis] + 1
      if ceils, room % strides[axis] != 0, count * strides[axis] < length + before[axis] {
        count += 1
      }
      output.append(count)
    }
    ownPadding = before + after
    for axis in 0..<2 {
      before[axis] += view.border[axis]
      after[axis] += view.border[axis + 2]
    }
    guard before.allSatisfy({ $0 <= Self.largest }) else {
      throw node.error("pads with \(before), more than \(Self.largest)")
    }
  }

  /// The window as the tensor lies in memory.
  func window(_ view: SpatialView) -> Window {
    let (y, x) = view.isTransposed ? (1, 0) : (0, 1)
    return Window(
      kernel: (kernel[y], kernel[x]),
      stride: (strides[y], strides[x]),
      dilation: (dilations[y], dilations[x]),
      padding: (before[y], before[x])
    )
  }

  /// The shape of what comes out, in memory.
  func shape(_ view: SpatialView, channels: Int) -> TensorShape {
    let (y, x) = view.isTransposed ? (1, 0) : (0, 1)
    return TensorShape(height: output[y], width: output[x], channels: channels)
  }

  /// Whether every place of every window lies inside the tensor.
  func isInside(_ view: SpatialView) -> Bool {
    let size = [view.size.height, view.size.width]
    return (0..<2).allSatisfy { axis in
      before[axis] == 0 && end(axis) <= size[axis]
    }
  }

  /// Whether the last window ends inside the tensor and its padding.
  func endsInsidePadding(_ view: SpatialView) -> Bool {
    let size = [view.size.height, view.size.width]
    return (0..<2).allSatisfy { end($0) <= size[$0] + after[$0] }
  }

  /// Whether every window has a place inside the tensor.
  func touches(_ view: SpatialView) -> Bool {
    let window = window(view)
    let shape = shape(view, channels: 1)
    return (0..<shape.height).allSatisfy { window.rows(at: $0, of: view.shape.height).count > 0 }
      && (0..<shape.width).allSatisfy { window.columns(at: $0, of: view.shape.width).count > 0 }
  }

  /// Where the last window ends, counted in places of the tensor.
  private func end(_ axis: Int) -> Int {
    (output[axis] - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1 - before[axis]
  }

  private static let largest = NetworkDescription.largestCount
}

extension GraphImporter {
  /// What a windowed layer gives, as the graph sees it.
  mutating func windowed(
    _ operation: Stage.Operation,
    _ view: SpatialView,
    giving shape: TensorShape,
    _ signal: Signal,
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    guard let count = elementCount(of: [shape.height, shape.width, shape.channels]),
      count <= Self.mostValues
    else {
      throw node.error("gives a tensor of \(shape), more than \(Self.mostValues) values")
    }
    let base = append(
      Stage(parents: [view.base], operation: operation, layout: .placed(shape))
    )
    let (height, width) =
      view.isTransposed ? (shape.width, shape.height) : (shape.height, shape.width)
    let space = view.axes == 1 ? [width] : [height, width]
    return try placed(
      base,
      shape,
      isTransposed: view.isTransposed,
      shape: [signal.shape[0], shape.channels] + space,
      batchAxis: signal.batchAxis
    )
  }

  /// The most values of a tensor.
  static let mostValues = 1 << 23
}
