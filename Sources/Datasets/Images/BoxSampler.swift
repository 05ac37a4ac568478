/// Reads a plane through a rectangular window: the mean of the values below it.
///
/// Coordinates count pixels from the image's top left corner, so pixel i spans i...i + 1 and its
/// centre is i + 0.5. A window of one pixel gives bilinear interpolation between pixel centres; a
/// window as large as the pixels of a smaller image gives their area average. So one rule serves
/// both directions of scaling.
struct BoxSampler {
  private let horizontal: Axis
  private let vertical: Axis
  private let width: Int
  private let pixels: [Float]
  /// The rows and columns outside of which all is 0.
  private let inked: (rows: Range<Int>, columns: Range<Int>)

  /// - Parameters:
  ///   - windowWidth: in pixels of the image, at least 1.
  ///   - windowHeight: in pixels of the image, at least 1.
  ///   - horizontalEdge: what lies left and right of the image.
  ///   - verticalEdge: what lies above and below the image.
  init(
    _ image: Plane,
    windowWidth: Double,
    windowHeight: Double,
    horizontalEdge: Edge,
    verticalEdge: Edge
  ) {
    horizontal = Axis(count: image.width, window: windowWidth, edge: horizontalEdge)
    vertical = Axis(count: image.height, window: windowHeight, edge: verticalEdge)
    width = image.width
    pixels = image.values
    inked = image.inked
  }

  /// What a window sees where it leaves the image.
  enum Edge {
    /// The nearest pixel of the image.
    case continued
    /// 0: no ink, or black.
    case blank
  }

  /// The mean value in the window around a point.
  ///
  /// The sum is taken in Float64, so that rounding to Float leaves a constant image constant.
  func mean(aroundX x: Double, y: Double) -> Float {
    let rows = vertical.range(around: y)
    let columns = horizontal.range(around: x)
    // Most of a picture may be paper.
    guard rows.pixels.overlaps(inked.rows), columns.pixels.overlaps(inked.columns) else { return 0 }
    let (first, count) = (columns.pixels.lowerBound, columns.pixels.count)
    // Windows are mostly small: what each column counts is then worked out once.
    var coverages = SIMD4<Double>.zero
    let isSmall = count <= coverages.scalarCount
    if isSmall {
      for column in 0..<count {
        coverages[column] = horizontal.coverage(ofPixel: first + column, in: columns)
      }
    }
    var sum = 0.0
    for row in rows.pixels {
      let start = row * width + first
      var rowSum = 0.0
      for column in 0..<count {
        let coverage =
          isSmall
          ? coverages[column] : horizontal.coverage(ofPixel: first + column, in: columns)
        rowSum += coverage * Double(pixels[start + column])
      }
      sum += vertical.coverage(ofPixel: row, in: rows) * rowSum
    }
    return Float(sum * horizontal.shareOfOnePixel * vertical.shareOfOnePixel)
  }
}

/// One axis of a sampler: which pixels a window touches, and how much of each.
private struct Axis {
  let count: Int
  let window: Double
  let edge: BoxSampler.Edge
  /// What a wholly covered pixel contributes to the mean.
  let shareOfOnePixel: Double

  init(count: Int, window: Double, edge: BoxSampler.Edge) {
    precondition(window >= 1)
    self.count = count
    self.window = window
    self.edge = edge
    shareOfOnePixel = 1 / window
  }

  /// Where a window begins and ends, and the pixels of the image that it reads.
  struct Window {
    let start: Double
    let end: Double
    let pixels: Range<Int>
  }

  func range(around centre: Double) -> Window {
    let start = centre - window / 2
    let end = centre + window / 2
    // Clamped while still floating, so that no position can overflow Int; from 0 on, Int rounds down.
    let limit = Double(count)
    var first = Int(min(max(start, 0), limit))
    let lastEnd = min(max(end, 0), limit)
    var last = Int(lastEnd)
    if Double(last) < lastEnd { last += 1 }
    if edge == .continued {
      first = min(first, count - 1)
      last = max(last, 1)
    }
    return Window(start: start, end: end, pixels: first..<max(first, last))
  }

  /// How much of `window` lies on the pixel; with continued edges the outer pixels reach outward
  /// without end.
  func coverage(ofPixel index: Int, in window: Window) -> Double {
    let reachesStart = edge == .continued && index == 0
    let reachesEnd = edge == .continued && index == count - 1
    let start = reachesStart ? window.start : max(window.start, Double(index))
    let end = reachesEnd ? window.end : min(window.end, Double(index + 1))
    return end - start
  }
}
