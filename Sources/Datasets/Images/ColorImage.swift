import CMath

/// A picture as its file holds it: the brightness of each pixel, 0 black and 255 white, and that of
/// red, green and blue where it has them.
public struct ColorImage: Equatable, Sendable {
  /// Pixels in a row, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// The luminance of each pixel, row by row from the top left.
  public let gray: [UInt8]
  /// Red, green and blue of each pixel; nil for a gray picture.
  public let colors: [UInt8]?

  /// How many channels a picture in color has.
  public static let channelCount = 3

  /// Makes a picture.
  ///
  /// - Precondition: the sizes are at least 1, `gray` has a value for each pixel, `colors` three.
  public init(width: Int, height: Int, gray: [UInt8], colors: [UInt8]? = nil) {
    precondition(width >= 1 && height >= 1 && gray.count == width * height)
    precondition(colors.map { $0.count == gray.count * Self.channelCount } ?? true)
    self.width = width
    self.height = height
    self.gray = gray
    self.colors = colors
  }

  /// Makes a picture in color, its luminance that of the light of sRGB's red, green and blue.
  init(width: Int, height: Int, colors: [UInt8]) {
    var gray: [UInt8] = []
    for start in stride(from: 0, to: colors.count, by: Self.channelCount) {
      gray.append(Self.luminance(colors[start], colors[start + 1], colors[start + 2]))
    }
    self.init(width: width, height: height, gray: gray, colors: colors)
  }

  /// Whether some pixel is not gray.
  var isColored: Bool {
    guard let colors else { return false }
    return stride(from: 0, to: colors.count, by: Self.channelCount).contains { start in
      let pixel = colors[start..<start + Self.channelCount]
      return pixel.contains { $0 != colors[start] }
    }
  }

  private static let gamma = 2.2
  private static let light = (0...UInt8.max).map { pow(Double($0) / Double(UInt8.max), gamma) }

  /// As libpng has it but for its rounding, the shares those of ITU-R BT.709.
  private static func luminance(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    guard red != green || red != blue else { return red }
    let sum = 0.2126 * light[Int(red)] + 0.7152 * light[Int(green)] + 0.0722 * light[Int(blue)]
    return UInt8((pow(min(sum, 1), 1 / gamma) * Double(UInt8.max)).rounded())
  }

  /// The part whose top left pixel is (`x`, `y`).
  ///
  /// - Precondition: the part lies in the picture.
  func cut(x: Int, y: Int, width: Int, height: Int) -> ColorImage {
    func part(of values: [UInt8], channels: Int) -> [UInt8] {
      (y..<y + height).flatMap { row in
        let start = (row * self.width + x) * channels
        return values[start..<start + width * channels]
      }
    }
    return ColorImage(
      width: width,
      height: height,
      gray: part(of: gray, channels: 1),
      colors: colors.map { part(of: $0, channels: Self.channelCount) }
    )
  }
}
