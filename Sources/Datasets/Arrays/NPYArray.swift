/// An array as NumPy saves it, in a `.npy` file or in a part of an `.npz` file.
struct NPYArray {
  /// The length of each axis.
  let shape: [Int]
  private let type: ElementType
  private let isFortranOrder: Bool
  /// The values, after one another.
  private let values: ArraySlice<UInt8>

  /// The most values that are read, 512 Mi.
  static let largestCount = 512 << 20

  /// Reads the bytes of a `.npy` file.
  init(_ bytes: [UInt8]) throws(TextFailure) {
    let header = try NPYHeader(bytes[...])
    let (expected, overflow) = header.count.multipliedReportingOverflow(by: header.type.size)
    let found = bytes.count - header.size
    guard !overflow, found >= expected else {
      throw TextFailure("is truncated: \(found) of \(overflow ? .max : expected) bytes of values")
    }
    guard found == expected else {
      throw TextFailure("has \(found - expected) bytes behind its last value")
    }
    shape = header.shape
    type = header.type
    isFortranOrder = header.isFortranOrder && header.shape.count > 1
    values = bytes[header.size...]
  }

  /// Whether a file that begins so is an array.
  static func isBeginning(_ bytes: [UInt8]) -> Bool { bytes.starts(with: NPYHeader.magic) }

  /// The first axis: samples.
  var rowCount: Int { shape.first ?? 0 }

  /// Values in a sample: the product of the other axes.
  var columnCount: Int { shape.dropFirst().reduce(1, *) }

  /// The shape in words.
  var shapeText: String { shape.map(String.init).joined(separator: " x ") }

  /// Whether values are texts.
  var isText: Bool { type.isText }

  /// A value of a sample; the last axis is the fastest among columns.
  ///
  /// - Precondition: the values are no texts.
  func number(row: Int, column: Int) -> Double {
    type.number(values, at: place(row: row, column: column))
  }

  /// A value as text: a number as short as it can be written; nil for text that is damaged.
  func text(row: Int, column: Int) -> String? {
    let place = place(row: row, column: column)
    if isText { return type.text(values, at: place) }
    let value = type.number(values, at: place)
    return Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// Where a value begins.
  private func place(row: Int, column: Int) -> Int {
    var element = row * columnCount + column
    if isFortranOrder {
      // The columns' axes from the fastest on, each with its stride in the file.
      var rest = column
      var strides = [1]
      for length in shape.dropLast() { strides.append(strides[strides.count - 1] * length) }
      element = row
      for axis in shape.indices.dropFirst().reversed() {
        element += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
    }
    return values.startIndex + element * type.size
  }
}
