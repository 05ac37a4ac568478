import CMath
import CPNG

/// The samples of a PNG file in 8 bits, as libpng's simplified API gives them.
struct PNGSamples {
  let width: Int
  let height: Int
  /// Whether the file has red, green and blue.
  let isFileInColor: Bool
  /// One value a pixel, or three.
  let values: [UInt8]

  /// Reads the bytes of a file.
  ///
  /// - Parameter inColor: whether a pixel has red, green and blue in place of its luminance.
  init(_ bytes: UnsafeRawBufferPointer, inColor: Bool) throws(LibraryFailure) {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { unsafe png_image_free(&image) }
    guard unsafe png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0
    else { throw unsafe LibraryFailure(image) }
    width = unsafe Int(image.width)
    height = unsafe Int(image.height)
    guard width >= 1, height >= 1, width <= PNGImage.largestPixelCount / height else {
      throw LibraryFailure(
        reason: "\(width) x \(height) pixels are more than the limit of "
          + "\(PNGImage.largestPixelCount)"
      )
    }
    isFileInColor = unsafe image.format & png_uint_32(PNG_FORMAT_FLAG_COLOR) != 0
    // Otherwise libpng takes 16-bit samples for linear light and makes them brighter.
    unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let count = width * height
    values =
      unsafe bytes[PNGChunk.bitDepthOffset] == UInt16.bitWidth
      ? unsafe try Self.readDeep(&image, count: count, inColor: inColor)
      : unsafe try Self.readShallow(&image, count: count, inColor: inColor)
  }

  /// 8 bits a sample: gray, or red, green and blue.
  static func format(inColor: Bool) -> png_uint_32 {
    png_uint_32(PNG_FORMAT_GRAY) | (inColor ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0)
  }

  /// Samples of up to 8 bits, as libpng converts them.
  private static func readShallow(
    _ image: inout png_image,
    count: Int,
    inColor: Bool
  ) throws(LibraryFailure) -> [UInt8] {
    unsafe image.format = format(inColor: inColor)
    var paper = png_color(red: .max, green: .max, blue: .max)
    let channels = inColor ? ColorImage.channelCount : 1
    var brightness = [UInt8](repeating: .max, count: count * channels)
    guard unsafe png_image_finish_read(&image, &paper, &brightness, 0, nil) != 0 else {
      throw unsafe LibraryFailure(image)
    }
    return brightness
  }

  /// Samples of 16 bits, read as linear light and opacity, then laid on white paper.
  ///
  /// libpng must not reduce them to 8 bits itself: where the file is interlaced, releases before
  /// 1.6.51 then write past the rows (CVE-2025-65018) and later ones give wrong pixels
  /// (pnggroup/libpng #853).
  private static func readDeep(
    _ image: inout png_image,
    count: Int,
    inColor: Bool
  ) throws(LibraryFailure) -> [UInt8] {
    unsafe image.format = png_uint_32(PNG_FORMAT_LINEAR_Y_ALPHA) | format(inColor: inColor)
    // Of each pixel the light, already multiplied by the opacity, then the opacity.
    let channels = inColor ? ColorImage.channelCount : 1
    let size = channels + 1
    var samples = [UInt16](repeating: 0, count: size * count)
    guard unsafe png_image_finish_read(&image, nil, &samples, 0, nil) != 0 else {
      throw unsafe LibraryFailure(image)
    }
    return (0..<count * channels).map { value in
      let start = value / channels * size
      let light = samples[start + value % channels]
      let paper = UInt16.max - samples[start + channels]
      return brightnessOfLight[min(Int(light) + Int(paper), Int(UInt16.max))]
    }
  }

  /// The inverse of the gamma by which libpng makes light of sRGB.
  private static let brightnessOfLight: [UInt8] = (0...UInt16.max).map { light in
    let share = Double(light) / Double(UInt16.max)
    return UInt8((pow(share, 1 / 2.2) * Double(UInt8.max)).rounded())
  }
}

/// What libpng says of a file.
struct LibraryFailure: Error {
  let reason: String

  init(reason: String) { self.reason = reason }

  init(_ image: png_image) {
    let text = unsafe withUnsafeBytes(of: image.message) { message in
      unsafe String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
    }
    reason = text.isEmpty ? "libpng gives no reason" : "libpng says: \(text)"
  }
}
