/// How the weights of a depthwise convolution lie in the image: for each place of the kernel those of all rows side
/// by side, completed to whole words with zero.
public struct DepthwiseWeights: Equatable, Sendable {
  /// The rows: units times pieces.
  public let rows: Int
  /// The places of the kernel, row by row.
  public let places: Int
  /// The bits of a weight.
  public let format: WeightFormat

  /// The layout of `rows` × `places` weights, both from 1 to 65,535.
  @inline(__always)
  public init(rows: Int, places: Int, format: WeightFormat) {
    self.rows = rows
    self.places = places
    self.format = format
  }

  /// The rows of a place, with those that complete it.
  @inline(__always)
  public var completedRows: Int {
    let rowsOfWord = 2 &<< Int(format.rawValue)
    return (rows &+ rowsOfWord &- 1) & ~(rowsOfWord &- 1)
  }

  /// The bytes of one place.
  @inline(__always)
  public var placeSize: Int {
    (completedRows &* WeightPanels.bytesPerValue) &>> Int(format.rawValue)
  }

  /// The words of 4 bytes of all places, at most 65,535 · 32,768.
  @inline(__always)
  public var wordCount: UInt32 {
    UInt32(truncatingIfNeeded: places) &* UInt32(truncatingIfNeeded: placeSize &>> 2)
  }

  /// Where a weight stands, from the first one's first byte.
  @inline(__always)
  public func place(row: Int, place: Int) -> WeightPlace {
    format.placeOfNumber(row).advanced(by: place &* placeSize)
  }
}

extension WeightFormat {
  /// Where a weight stands among weights side by side.
  @inline(__always)
  func placeOfNumber(_ number: Int) -> WeightPlace {
    switch self {
    case .bits16: WeightPlace(offset: number &* WeightPanels.bytesPerValue)
    case .bits8: WeightPlace(offset: number)
    case .bits4: WeightPlace(offset: number &>> 1, isHighHalf: number & 1 != 0)
    }
  }
}
