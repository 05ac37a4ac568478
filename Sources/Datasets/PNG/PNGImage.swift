import CPNG
public import Files
public import Foundation

/// A PNG file's picture in 8-bit gray.
public struct PNGImage: Equatable, Sendable {
  /// Pixels in a row, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// 0 is black, 255 white, row by row from the top left.
  public let brightness: [UInt8]

  /// The most pixels a picture may have, 64 Mi: larger ones are refused before memory is taken.
  public static let largestPixelCount = 64 << 20
  /// The most bytes a file may have, 256 MiB.
  public static let largestFileSize = 256 << 20

  /// Makes a picture.
  ///
  /// - Precondition: the sizes are at least 1 and `brightness` has `width * height` values.
  public init(width: Int, height: Int, brightness: [UInt8]) {
    precondition(width >= 1 && height >= 1 && brightness.count == width * height)
    self.width = width
    self.height = height
    self.brightness = brightness
  }

  /// Reads a file.
  ///
  /// - Throws: `FileError`, which names the file.
  public init(contentsOf url: URL) throws(FileError) {
    let path = url.relativePath
    try self.init(decoding: contents(ofFile: path, limit: Self.largestFileSize), file: path)
  }

  /// Reads the bytes of a file of any color type and bit depth, interlaced or not.
  ///
  /// Color becomes luminance, what is transparent shows white paper behind it, and values are taken
  /// as sRGB unless the file says otherwise.
  ///
  /// - Parameter file: the name that errors give.
  /// - Throws: `FileError` for anything but a complete, undamaged PNG file.
  public init(decoding data: Data, file: String) throws(FileError) {
    let bytes = [UInt8](data)
    if let damage = damage(inPNG: bytes) { throw FileError(file: file, reason: damage) }
    let decoded = unsafe bytes.withUnsafeBytes { buffer in
      Result { () throws(LibraryFailure) in unsafe try Self.decode(buffer) }
    }
    do {
      self = try decoded.get()
    } catch {
      throw FileError(file: file, reason: error.reason)
    }
  }

  /// libpng's simplified API, which keeps its `longjmp` to itself.
  private static func decode(_ bytes: UnsafeRawBufferPointer) throws(LibraryFailure) -> PNGImage {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { unsafe png_image_free(&image) }
    guard unsafe png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0
    else { throw unsafe LibraryFailure(image) }
    let width = unsafe Int(image.width)
    let height = unsafe Int(image.height)
    guard width >= 1, height >= 1, width <= largestPixelCount / height else {
      throw LibraryFailure(
        reason: "\(width) x \(height) pixels are more than the limit of \(largestPixelCount)"
      )
    }
    // Otherwise libpng takes 16-bit samples for linear light and makes them brighter.
    unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let count = width * height
    let brightness =
      unsafe bytes[PNGChunk.bitDepthOffset] == UInt16.bitWidth
      ? unsafe try readDeep(&image, count: count) : unsafe try readShallow(&image, count: count)
    return PNGImage(width: width, height: height, brightness: brightness)
  }

  /// Samples of up to 8 bits, as libpng converts them.
  private static func readShallow(
    _ image: inout png_image,
    count: Int
  ) throws(LibraryFailure) -> [UInt8] {
    unsafe image.format = png_uint_32(PNG_FORMAT_GRAY)
    var paper = png_color(red: .max, green: .max, blue: .max)
    var brightness = [UInt8](repeating: .max, count: count)
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
    count: Int
  ) throws(LibraryFailure) -> [UInt8] {
    unsafe image.format = png_uint_32(PNG_FORMAT_LINEAR_Y_ALPHA)
    // Of each pixel the light, already multiplied by the opacity, then the opacity.
    var samples = [UInt16](repeating: 0, count: 2 * count)
    guard unsafe png_image_finish_read(&image, nil, &samples, 0, nil) != 0 else {
      throw unsafe LibraryFailure(image)
    }
    return (0..<count).map { pixel in
      let light = samples[2 * pixel]
      let paper = UInt16.max - samples[2 * pixel + 1]
      return brightnessOfLight[min(Int(light) + Int(paper), Int(UInt16.max))]
    }
  }

  /// The inverse of the gamma by which libpng makes light of sRGB.
  private static let brightnessOfLight: [UInt8] = (0...UInt16.max).map { light in
    let share = Double(light) / Double(UInt16.max)
    return UInt8((pow(share, 1 / 2.2) * Double(UInt8.max)).rounded())
  }

  /// The bytes of an 8-bit gray PNG file.
  ///
  /// - Throws: `FileError` where libpng refuses, for example a row of more than a million pixels.
  public func encoded(file: String) throws(FileError) -> Data {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    unsafe image.width = png_uint_32(clamping: width)
    unsafe image.height = png_uint_32(clamping: height)
    unsafe image.format = png_uint_32(PNG_FORMAT_GRAY)
    defer { unsafe png_image_free(&image) }
    // The first call only asks for the size.
    var size = png_alloc_size_t(0)
    guard unsafe png_image_write_to_memory(&image, nil, &size, 0, brightness, 0, nil) != 0 else {
      throw unsafe FileError(file: file, reason: LibraryFailure(image).reason)
    }
    var bytes = [UInt8](repeating: 0, count: size)
    guard unsafe png_image_write_to_memory(&image, &bytes, &size, 0, brightness, 0, nil) != 0
    else { throw unsafe FileError(file: file, reason: LibraryFailure(image).reason) }
    return Data(bytes.prefix(size))
  }
}

/// What libpng says of a file.
private struct LibraryFailure: Error {
  let reason: String

  init(reason: String) { self.reason = reason }

  init(_ image: png_image) {
    let text = unsafe withUnsafeBytes(of: image.message) { message in
      unsafe String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
    }
    reason = text.isEmpty ? "libpng gives no reason" : "libpng says: \(text)"
  }
}

extension GrayImage {
  /// Takes the ink from a picture.
  public init(_ picture: PNGImage, polarity: InkPolarity = .automatic) {
    self.init(
      width: picture.width,
      height: picture.height,
      brightness: picture.brightness,
      polarity: polarity
    )
  }

  /// Takes the ink from a PNG file.
  ///
  /// - Throws: `FileError`, which names the file.
  public init(contentsOfPNG url: URL, polarity: InkPolarity = .automatic) throws(FileError) {
    self.init(try PNGImage(contentsOf: url), polarity: polarity)
  }

  /// The image as a picture: dark ink on white paper, ink rounded to 8 bits.
  public var picture: PNGImage {
    let white = Float(UInt8.max)
    return PNGImage(
      width: width,
      height: height,
      brightness: pixels.map { UInt8(white - (min(max($0, 0), 1) * white).rounded()) }
    )
  }
}
