/// What a network's input says about its pixel.
public enum PixelForm: String, CaseIterable, Sendable {
  /// Ink is 1, no ink is 0, nothing between.
  case ink
  /// The share of ink, 0...1.
  case gray
  /// The brightness of each channel as the file holds it, black 0 and white 1, whatever is ink.
  case unit = "0-1"
  /// The same, black 0 and white 255.
  case bytes = "0-255"

  /// The largest value of an input; the smallest is 0.
  public var largestValue: Float { fullBrightness ?? 1 }

  /// Whether values are brightness, not ink.
  var isBrightness: Bool { fullBrightness != nil }

  /// What white is; nil where values are ink.
  var fullBrightness: Float? {
    switch self {
    case .ink, .gray: nil
    case .unit: 1
    case .bytes: 255
    }
  }

  /// The form of pictures for which nobody says one: ink, or for networks of several channels, which
  /// know no ink, brightness from 0 to 1.
  public static func standard(for shape: SampleShape) -> PixelForm {
    shape.isFlat || shape.channels == 1 ? .ink : .unit
  }
}

extension SampleShape {
  /// The shape of the pictures that become such samples: a gray square where the shape says nothing.
  func pictureShape() throws(InputCountError) -> SampleShape {
    guard isFlat else { return self }
    let side = try squareSide(ofInputCount: count)
    return SampleShape(height: side, width: side, channels: 1)
  }

  /// Checks that pictures can become such samples.
  ///
  /// - Parameter form: nil where it is not known yet.
  func checkPictures(_ form: PixelForm?) throws {
    let shape = try pictureShape()
    guard [1, ColorImage.channelCount].contains(shape.channels) else {
      throw PictureShapeError.channels(self)
    }
    if shape.channels > 1, let form, !form.isBrightness {
      throw PictureShapeError.ink(self, form)
    }
  }
}

/// Why pictures cannot become the samples of a network with several channels.
public enum PictureShapeError: Error, Equatable, CustomStringConvertible {
  /// Pictures have other channels.
  case channels(SampleShape)
  /// Ink is asked of color.
  case ink(SampleShape, PixelForm)

  /// One line for a person.
  public var description: String {
    switch self {
    case .channels(let shape):
      "the network takes \(shape) values (height x width x channels), but pictures have 1 channel or "
        + "\(ColorImage.channelCount); give its samples as NumPy's array (.npy) of that shape"
    case .ink(let shape, let form):
      "--pixels \(form.rawValue) is ink, of which there is one channel, but the network takes \(shape) "
        + "values (height x width x channels); pass --pixels \(PixelForm.unit.rawValue) for brightness "
        + "from 0 to 1, or --pixels \(PixelForm.bytes.rawValue), whichever it was trained on"
    }
  }
}

extension GrayImage {
  /// The image as the inputs of a network: a square of √`count` × √`count` values, row by row.
  ///
  /// An image that is not square is first centred in a square without ink. It is then scaled as
  /// `scaled(toWidth:height:)` does it and, in the form `.ink`, compared with `threshold`. Where the form
  /// is brightness, ink is light.
  ///
  /// - Throws: `InputCountError` where `count` is no square number.
  public func inputs(
    count: Int,
    form: PixelForm,
    threshold: InkThreshold = .half
  ) throws(InputCountError) -> [Float] {
    let shape = try SampleShape(inputCount: count).pictureShape()
    var values = [Float](repeating: 0, count: count)
    PictureContent(ink: self, color: nil)
      .draw(.centred, shape: shape, form: form, threshold: threshold, into: &values, at: 0)
    return values
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
