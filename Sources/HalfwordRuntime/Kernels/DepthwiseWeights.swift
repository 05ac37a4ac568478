/// How the weights of a depthwise convolution lie in the image: for each place of the kernel those of all rows side
/// by side, completed to an even number with zero.
public struct DepthwiseWeights: Equatable, Sendable {
  /// The rows: units times pieces.
  public let rows: Int
  /// The places of the kernel, row by row.
  public let places: Int

  /// The layout of `rows` × `places` weights, both from 1 to 65,535.
  @inline(__always)
  public init(rows: Int, places: Int) {
    self.rows = rows
    self.places = places
  }

  /// The bytes of one place.
  @inline(__always)
  public var placeSize: Int { ((rows &+ 1) & ~1) &* WeightPanels.bytesPerValue }

  /// The words of 4 bytes of all places, at most 65,535 · 32,768.
  @inline(__always)
  public var wordCount: UInt32 {
    UInt32(truncatingIfNeeded: places) &* UInt32(truncatingIfNeeded: placeSize &>> 2)
  }

  /// Where a weight stands, in bytes from the first.
  @inline(__always)
  public func offset(row: Int, place: Int) -> Int {
    place &* placeSize &+ row &* WeightPanels.bytesPerValue
  }
}
