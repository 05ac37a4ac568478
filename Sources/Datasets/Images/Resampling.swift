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
      self,
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

/// Draws an image into a square of `side` × `side` values, its aspect kept.
///
/// The image first stands, centred, in a square as wide as its longer axis; what it does not cover
/// has no ink. Where the two margins cannot be equal, the one at the top or left is a pixel smaller.
/// The margins are never stored, so a long thin image costs no memory.
struct SquareSampler {
  private let sampler: BoxSampler
  private let imageSide: Double
  private let marginX: Double
  private let marginY: Double
  /// Pixels of the image in one pixel of the square.
  private let step: Double
  private let side: Int

  init(_ image: GrayImage, side: Int) {
    let longest = max(image.width, image.height)
    imageSide = Double(longest)
    marginX = Double((longest - image.width) / 2)
    marginY = Double((longest - image.height) / 2)
    step = imageSide / Double(side)
    self.side = side
    sampler = BoxSampler(
      image,
      windowWidth: max(1, step),
      windowHeight: max(1, step),
      horizontalEdge: image.width == longest ? .continued : .blank,
      verticalEdge: image.height == longest ? .continued : .blank
    )
  }

  /// Writes the square's `side` × `side` values, row by row, from `offset` on.
  ///
  /// - Parameter placement: how the image lies in the square. A pixel whose centre then lies off
  ///   the image has no ink.
  func draw(_ placement: Placement, into values: inout [Float], at offset: Int) {
    let middle = Double(side) / 2
    let imageMiddle = imageSide / 2
    let inside = 0...imageSide
    var index = offset
    for row in 0..<side {
      let v = Double(row) + 0.5 - middle
      for column in 0..<side {
        let u = Double(column) + 0.5 - middle
        let (fromX, fromY) = placement.source(of: u, v, inSquareOf: Double(side))
        let x = fromX * step + imageMiddle
        let y = fromY * step + imageMiddle
        values[index] =
          inside.contains(x) && inside.contains(y)
          ? sampler.mean(aroundX: x - marginX, y: y - marginY) : 0
        index += 1
      }
    }
  }
}
