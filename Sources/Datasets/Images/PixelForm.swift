/// What a network's input says about its pixel.
public enum PixelForm: String, CaseIterable, Sendable {
  /// Ink is 1, no ink is 0, nothing between.
  case ink
  /// The share of ink, 0...1.
  case gray
}

extension GrayImage {
  /// The image as the inputs of a network: a square of √`count` × √`count` values, row by row.
  ///
  /// An image that is not square is first centred in a square without ink. It is then scaled as
  /// `scaled(toWidth:height:)` does it and, in the form `.ink`, compared with `threshold`.
  ///
  /// - Throws: `InputCountError` where `count` is no square number.
  public func inputs(
    count: Int,
    form: PixelForm,
    threshold: InkThreshold = .half
  ) throws(InputCountError) -> [Float] {
    let side = try squareSide(ofInputCount: count)
    var values = [Float](repeating: 0, count: count)
    draw(.centred, side: side, form: form, threshold: threshold, into: &values, at: 0)
    return values
  }

  /// Writes the `side` × `side` inputs from `offset` on.
  func draw(
    _ placement: Placement,
    side: Int,
    form: PixelForm,
    threshold: InkThreshold,
    into values: inout [Float],
    at offset: Int
  ) {
    SquareSampler(self, side: side).draw(placement, into: &values, at: offset)
    if form == .ink {
      for index in offset..<offset + side * side { values[index] = threshold(values[index]) }
    }
  }
}

/// The side of the square that has `count` pixels.
func squareSide(ofInputCount count: Int) throws(InputCountError) -> Int {
  guard count >= 1 else { throw InputCountError(count: count) }
  // Exact wherever an array of that many values fits in memory.
  let side = Int(Double(count).squareRoot())
  guard side * side == count else { throw InputCountError(count: count) }
  return side
}

/// A number of inputs that is no square of pixels.
public struct InputCountError: Error, Equatable, CustomStringConvertible {
  /// The number of inputs.
  public let count: Int

  /// One line for a person.
  public var description: String {
    let advice = "a square image needs a square number such as 64, 256 or 784"
    guard count >= 1 else { return "\(count) inputs cannot hold an image; \(advice)" }
    let side = Int(Double(count).squareRoot())
    return
      "\(count) inputs are no square of pixels (\(side) x \(side) is \(side * side)); \(advice)"
  }
}
