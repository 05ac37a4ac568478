/// An image as ink on paper: one value a pixel, 0 where there is no ink, 1 where there is full ink.
public struct GrayImage: Equatable, Sendable {
  /// Pixels in a row, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// The ink of each pixel, 0...1, row by row from the top left.
  public let pixels: [Float]

  /// Makes an image.
  ///
  /// - Precondition: the sizes are at least 1 and `pixels` has `width * height` values.
  public init(width: Int, height: Int, pixels: [Float]) {
    precondition(width >= 1 && height >= 1 && pixels.count == width * height)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Makes an image from brightness, as image files hold it: 0 is black, 255 white.
  ///
  /// - Precondition: the sizes are at least 1 and `brightness` has `width * height` values.
  public init(
    width: Int,
    height: Int,
    brightness: [UInt8],
    polarity: InkPolarity = .automatic
  ) {
    let isInkDark =
      switch polarity {
      case .darkOnLight: true
      case .lightOnDark: false
      case .automatic:
        InkPolarity.isPaperLight(width: width, height: height, brightness: brightness)
      }
    let inkOfBrightness = isInkDark ? Self.inkOfDarkness : Self.inkOfLightness
    self.init(
      width: width,
      height: height,
      pixels: brightness.map { inkOfBrightness[Int($0)] }
    )
  }

  private static let inkOfLightness = (0...UInt8.max).map { Float($0) / Float(UInt8.max) }
  private static let inkOfDarkness = Array(inkOfLightness.reversed())

  /// The ink of the pixel in column `x`, row `y`.
  public subscript(x: Int, y: Int) -> Float {
    precondition((0..<width).contains(x) && (0..<height).contains(y))
    return pixels[y * width + x]
  }
}
