/// The shape of a sample as a network takes it: height × width × channels, channels innermost.
public struct SampleShape: Hashable, Sendable, CustomStringConvertible {
  /// Rows of places.
  public let height: Int
  /// Places in a row.
  public let width: Int
  /// Values at a place.
  public let channels: Int

  /// Gives a shape.
  ///
  /// - Precondition: every length is at least 1.
  public init(height: Int, width: Int, channels: Int) {
    precondition(height >= 1 && width >= 1 && channels >= 1)
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The shape of values without places, as a dense layer takes them: 1 × 1 × `inputCount`.
  public init(inputCount: Int) {
    height = 1
    width = 1
    channels = inputCount
  }

  /// Values in a sample.
  public var count: Int { height * width * channels }

  /// Whether there is one place alone, so that nothing says how values lie in it.
  public var isFlat: Bool { height == 1 && width == 1 }

  /// Whether both orders of channels are the same.
  var isOrderFree: Bool { channels == 1 || isFlat }

  /// The lengths in the order that a file has.
  func axes(_ order: ChannelOrder) -> [Int] {
    switch order {
    case .channelsLast: [height, width, channels]
    case .channelsFirst: [channels, height, width]
    }
  }

  /// The lengths, for example "32 x 32 x 3".
  public var description: String { text(ofAxes: axes(.channelsLast)) }
}

/// The order of the values of a sample in a file.
public enum ChannelOrder: String, CaseIterable, Sendable {
  /// Height × width × channels, as a device has it, TensorFlow and picture files: the channels of a
  /// place stand together.
  case channelsLast = "last"
  /// Channels × height × width, as PyTorch and ONNX have it: the places of a channel stand together.
  case channelsFirst = "first"
}

/// The values of samples, one sample after the other, brought from `order` into height × width ×
/// channels.
///
/// - Precondition: `values` has whole samples of `shape`.
public func channelsLast<Value>(
  _ values: [Value],
  shape: SampleShape,
  order: ChannelOrder
) -> [Value] {
  precondition(values.count.isMultiple(of: shape.count))
  guard order == .channelsFirst, !shape.isOrderFree else { return values }
  let places = shape.height * shape.width
  var arranged: [Value] = []
  arranged.reserveCapacity(values.count)
  for sample in stride(from: 0, to: values.count, by: shape.count) {
    for place in 0..<places {
      for channel in 0..<shape.channels {
        arranged.append(values[sample + channel * places + place])
      }
    }
  }
  return arranged
}

/// Lengths of axes for a person.
func text(ofAxes axes: some Sequence<Int>) -> String {
  axes.map(String.init).joined(separator: " x ")
}
