/// The size of a tensor: height × width × channels, its values in memory row by row, in a row place by place,
/// and at each place channel by channel. A vector of n values is 1 × 1 × n.
public struct TensorShape: Hashable, Sendable, CustomStringConvertible {
  /// Rows of places.
  public let height: Int
  /// Places in a row.
  public let width: Int
  /// Values at a place.
  public let channels: Int

  /// Names a size.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// A vector of so many values.
  public init(vector count: Int) {
    self.init(height: 1, width: 1, channels: count)
  }

  /// How many values there are.
  public var count: Int { height * width * channels }
  /// How many places there are, each with all channels.
  public var placeCount: Int { height * width }
  /// Whether there is one place.
  public var isVector: Bool { height == 1 && width == 1 }

  /// "10", or "32x32x3".
  public var description: String {
    isVector ? "\(channels)" : "\(height)x\(width)x\(channels)"
  }
}
