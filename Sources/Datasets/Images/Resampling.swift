extension GrayImage {
  /// The image scaled to another size, each axis on its own.
  ///
  /// Pixel i of the new axis lies at (i + 0.5) · (old / new) − 0.5 of the old one, so the edges of
  /// both images coincide. An axis that grows is interpolated linearly, the outermost pixels
  /// continued beyond the edge; an axis that shrinks is averaged over each new pixel's area. The
  /// same size gives the same image, bit for bit.
  ///
  /// - Precondition: `width` and `height` are at least 1.
  public func scaled(toWidth width: Int, height: Int) -> GrayImage {
    precondition(width >= 1 && height >= 1)
    let stepX = Double(self.width) / Double(width)
    let stepY = Double(self.height) / Double(height)
    let sampler = BoxSampler(
      plane,
      windowWidth: max(1, stepX),
      windowHeight: max(1, stepY),
      horizontalEdge: .continued,
      verticalEdge: .continued
    )
    var scaled: [Float] = []
    scaled.reserveCapacity(width * height)
    for y in 0..<height {
      for x in 0..<width {
        scaled.append(
          sampler.mean(aroundX: (Double(x) + 0.5) * stepX, y: (Double(y) + 0.5) * stepY)
        )
      }
    }
    return GrayImage(width: width, height: height, pixels: scaled)
  }
}

/// Draws a plane into a rectangle of `width` × `height` values, its aspect kept.
///
/// The plane first stands, centred, in the smallest rectangle of the values' aspect that holds it; what
/// it does not cover is 0. Where the two margins cannot be equal, the one at the top or left is a pixel
/// smaller. The margins are never stored, so a long thin image costs no memory.
struct RectangleSampler {
  private let sampler: BoxSampler
  /// The rectangle in pixels of the plane.
  private let frame: (width: Double, height: Double)
  private let marginX: Double
  private let marginY: Double
  /// Pixels of the plane in one of the rectangle's values.
  private let pixelStep: Double
  private let width: Int
  private let height: Int

  init(_ plane: Plane, width: Int, height: Int) {
    let fillsWidth = plane.width * height >= plane.height * width
    let fillsHeight = plane.height * width >= plane.width * height
    let (planeWidth, planeHeight) = (Double(plane.width), Double(plane.height))
    frame = (
      fillsWidth ? planeWidth : planeHeight * Double(width) / Double(height),
      fillsHeight ? planeHeight : planeWidth * Double(height) / Double(width)
    )
    marginX = ((frame.width - planeWidth) / 2).rounded(.down)
    marginY = ((frame.height - planeHeight) / 2).rounded(.down)
    pixelStep = fillsWidth ? planeWidth / Double(width) : planeHeight / Double(height)
    self.width = width
    self.height = height
    sampler = BoxSampler(
      plane,
      windowWidth: max(1, pixelStep),
      windowHeight: max(1, pixelStep),
      horizontalEdge: fillsWidth ? .continued : .blank,
      verticalEdge: fillsHeight ? .continued : .blank
    )
  }

  /// Writes the `width` × `height` values, row by row, from `offset` on.
  ///
  /// - Parameters:
  ///   - placement: how the image lies in the rectangle. A pixel whose centre then lies off the image
  ///     is 0.
  ///   - step: from one value to the next.
  func draw(_ placement: Placement, into values: inout [Float], at offset: Int, step: Int = 1) {
    let middle = (x: Double(width) / 2, y: Double(height) / 2)
    let (insideX, insideY) = (0...frame.width, 0...frame.height)
    let moves = placement.field?.displacements(columns: width, rows: height)
    var index = offset
    for row in 0..<height {
      let v = Double(row) + 0.5 - middle.y
      for column in 0..<width {
        let u = Double(column) + 0.5 - middle.x
        let (fromX, fromY) = placement.source(
          of: u,
          v,
          width: 2 * middle.x,
          height: 2 * middle.y,
          move: moves?[row * width + column] ?? .zero
        )
        let x = fromX * pixelStep + frame.width / 2
        let y = fromY * pixelStep + frame.height / 2
        values[index] =
          insideX.contains(x) && insideY.contains(y)
          ? sampler.mean(aroundX: x - marginX, y: y - marginY) : 0
        index += step
      }
    }
  }
}
