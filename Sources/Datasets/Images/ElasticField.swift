/// How the points of a rectangle move by themselves, neighbours nearly alike: an elastic distortion.
///
/// Simard, Steinkraus & Platt, *Best Practices for Convolutional Neural Networks Applied to Visual Document
/// Analysis*, ICDAR 2003, draw a displacement for each pixel and smooth them with a Gaussian. Here they are drawn for
/// a coarse lattice and interpolated by cubic B-splines (as in Ronneberger, Fischer & Brox, *U-Net*, MICCAI 2015),
/// which is as smooth and takes a fraction of the time: four cells along an axis are a Gaussian of 4 of 28 pixels.
struct ElasticField: Equatable, Sendable {
  private static let cells = 4
  /// A cubic B-spline reaches over four points, so that many cells need three points more.
  private static let points = cells + 3
  /// Row by row; fractions of the rectangle's width and height.
  private let displacements: [SIMD2<Double>]

  /// Draws a field.
  ///
  /// - Parameter strength: the largest displacement of a lattice point along each axis; the field's own is, as a mean of
  ///   sixteen points, on the average a third of it.
  init(strength: Double, using generator: inout SeededGenerator) {
    displacements = (0..<Self.points * Self.points).map { _ in
      SIMD2(generator.uniform(within: strength), generator.uniform(within: strength))
    }
  }

  /// The displacements of a rectangle's pixels, in their middle, row by row; fractions of its width and height.
  func displacements(columns: Int, rows: Int) -> [SIMD2<Double>] {
    let splines = (0..<columns).map { Self.spline((Double($0) + 0.5) / Double(columns)) }
    var result: [SIMD2<Double>] = []
    result.reserveCapacity(columns * rows)
    for row in 0..<rows {
      let (first, weights) = Self.spline((Double(row) + 0.5) / Double(rows))
      let line = (0..<Self.points).map { column in
        (0..<4).reduce(SIMD2<Double>.zero) {
          $0 + weights[$1] * displacements[(first + $1) * Self.points + column]
        }
      }
      for spline in splines {
        let (first, weights) = spline
        let left = weights.x * line[first] + weights.y * line[first + 1]
        result.append(left + weights.z * line[first + 2] + weights.w * line[first + 3])
      }
    }
    return result
  }

  /// The first of the four lattice points that count at a place from 0 to 1, and how much each does.
  private static func spline(_ place: Double) -> (first: Int, weights: SIMD4<Double>) {
    let scaled = min(max(place, 0), 1) * Double(cells)
    let first = min(Int(scaled), cells - 1)
    let t = scaled - Double(first)
    let rest = 1 - t
    let weights = SIMD4(
      rest * rest * rest,
      (3 * t - 6) * t * t + 4,
      ((3 - 3 * t) * t + 3) * t + 1,
      t * t * t
    )
    return (first, weights / 6)
  }
}
