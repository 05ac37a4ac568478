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
  /// How far its upright strokes lean to one side, in degrees; below 90.
  public var slant: Double
  /// How far points of a coarse lattice move along each axis, and the image with them, as a fraction of its length
  /// there; see `ElasticField`.
  public var elastic: Double

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
  /// - Precondition: all are finite and not negative, `scale` is below 1 and `slant` below 90.
  public init(
    shift: Double,
    rotation: Double,
    scale: Double,
    thresholdJitter: Double,
    slant: Double = 0,
    elastic: Double = 0
  ) {
    for strength in [shift, rotation, scale, thresholdJitter, slant, elastic] {
      precondition(strength >= 0 && strength.isFinite)
    }
    precondition(scale < 1 && slant < 90)
    self.shift = shift
    self.rotation = rotation
    self.scale = scale
    self.thresholdJitter = thresholdJitter
    self.slant = slant
    self.elastic = elastic
  }

  /// Draws one change.
  ///
  /// Always takes five numbers, and one more where there is slant or elasticity, whose own numbers follow from it; so
  /// one strength does not change what the others make of a seed.
  func draw(using generator: inout SeededGenerator) -> (Placement, InkThreshold) {
    var placement = Placement(
      shiftX: generator.uniform(within: shift),
      shiftY: generator.uniform(within: shift),
      degrees: generator.uniform(within: rotation),
      scale: 1 + generator.uniform(within: scale)
    )
    let jitter = generator.uniform(within: thresholdJitter)
    if slant > 0 || elastic > 0 {
      var own = SeededGenerator(seed: generator.next())
      placement.lean(byDegrees: own.uniform(within: slant))
      if elastic > 0 { placement.field = ElasticField(strength: elastic, using: &own) }
    }
    return (placement, InkThreshold(level: InkThreshold.half.level + Float(jitter)))
  }
}

/// How an image lies in a rectangle: slanted, scaled and turned about its centre, then shifted, then drawn out of shape.
struct Placement: Equatable, Sendable {
  /// Fractions of the rectangle's width and height.
  private let shiftX: Double
  private let shiftY: Double
  /// The inverse of scaling and turning: cosine and sine over the scale.
  private let cosine: Double
  private let sine: Double
  /// How far a point moves to the right for each step downward; nil where the image stands upright.
  private var shear: Double?
  /// What draws the image out of shape, if anything does.
  var field: ElasticField?

  /// The image fills the rectangle.
  static let centred = Placement(shiftX: 0, shiftY: 0, degrees: 0, scale: 1)

  init(shiftX: Double, shiftY: Double, degrees: Double, scale: Double) {
    let angle = degrees * .pi / 180
    self.shiftX = shiftX
    self.shiftY = shiftY
    cosine = cos(angle) / scale
    sine = sin(angle) / scale
  }

  /// Slants the image.
  mutating func lean(byDegrees degrees: Double) {
    let angle = degrees * .pi / 180
    shear = sin(angle) / cos(angle)
  }

  /// Which point of the undistorted image a point of a rectangle shows, both from the centre.
  ///
  /// - Parameter move: what `field` moves the point by; fractions of the rectangle's width and height.
  func source(
    of u: Double,
    _ v: Double,
    width: Double,
    height: Double,
    move: SIMD2<Double> = .zero
  ) -> (x: Double, y: Double) {
    let x = u - (shiftX - move.x) * width
    let y = v - (shiftY - move.y) * height
    let upright = (x: cosine * x + sine * y, y: cosine * y - sine * x)
    guard let shear else { return upright }
    return (upright.x + shear * upright.y, upright.y)
  }
}
