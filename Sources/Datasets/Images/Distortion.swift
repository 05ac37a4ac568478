import CMath

/// Small random changes of an image that leave its label true, for training.
///
/// They are made while the gray image is scaled to the network's input, so with the form `.ink` the
/// gray levels still say where a stroke's edge lies. Each strength is the largest change either
/// way; the changes are uniform and independent.
public struct Distortion: Equatable, Sendable {
  /// How far the image moves along each axis, as a fraction of its length there.
  public var shift: Double
  /// How far it turns about its centre, in degrees.
  public var rotation: Double
  /// How much larger or smaller it gets, as a fraction of its size; below 1.
  public var scale: Double
  /// How far the threshold of the form `.ink` moves from one half.
  public var thresholdJitter: Double

  /// No change: gives what `LabeledImages.prepared(inputCount:form:)` gives.
  public static let none = Distortion(shift: 0, rotation: 0, scale: 0, thresholdJitter: 0)
  /// What another hand might have written.
  public static let small = Distortion(
    shift: 0.06,
    rotation: 5,
    scale: 0.08,
    thresholdJitter: 0.1
  )

  /// Sets the strengths.
  ///
  /// - Precondition: all are finite and not negative, `scale` is below 1.
  public init(shift: Double, rotation: Double, scale: Double, thresholdJitter: Double) {
    for strength in [shift, rotation, scale, thresholdJitter] {
      precondition(strength >= 0 && strength.isFinite)
    }
    precondition(scale < 1)
    self.shift = shift
    self.rotation = rotation
    self.scale = scale
    self.thresholdJitter = thresholdJitter
  }

  /// Draws one change.
  ///
  /// Always takes five numbers, so one strength does not change what the others make of a seed.
  func draw(using generator: inout SeededGenerator) -> (Placement, InkThreshold) {
    let placement = Placement(
      shiftX: generator.uniform(within: shift),
      shiftY: generator.uniform(within: shift),
      degrees: generator.uniform(within: rotation),
      scale: 1 + generator.uniform(within: scale)
    )
    let jitter = generator.uniform(within: thresholdJitter)
    return (placement, InkThreshold(level: InkThreshold.half.level + Float(jitter)))
  }
}

/// How an image lies in a rectangle: scaled and turned about its centre, then shifted.
struct Placement: Equatable, Sendable {
  /// Fractions of the rectangle's width and height.
  private let shiftX: Double
  private let shiftY: Double
  /// The inverse of scaling and turning: cosine and sine over the scale.
  private let cosine: Double
  private let sine: Double

  /// The image fills the rectangle.
  static let centred = Placement(shiftX: 0, shiftY: 0, degrees: 0, scale: 1)

  init(shiftX: Double, shiftY: Double, degrees: Double, scale: Double) {
    let angle = degrees * .pi / 180
    self.shiftX = shiftX
    self.shiftY = shiftY
    cosine = cos(angle) / scale
    sine = sin(angle) / scale
  }

  /// Which point of the undistorted image a point of a rectangle shows, both from the centre.
  func source(
    of u: Double,
    _ v: Double,
    width: Double,
    height: Double
  ) -> (x: Double, y: Double) {
    let x = u - shiftX * width
    let y = v - shiftY * height
    return (cosine * x + sine * y, cosine * y - sine * x)
  }
}
