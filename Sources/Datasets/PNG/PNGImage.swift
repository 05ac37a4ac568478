import CPNG
public import Files

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A PNG file's picture in 8-bit gray, and where the file has them in red, green and blue.
public struct PNGImage: Equatable, Sendable {
  /// Pixels in a row, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int
  /// 0 is black, 255 white, row by row from the top left.
  public let brightness: [UInt8]
  /// Red, green and blue of each pixel, each as `brightness`; nil where the file is gray.
  public let colors: [UInt8]?

  /// The most pixels a picture may have, 64 Mi: larger ones are refused before memory is taken.
  public static let largestPixelCount = 64 << 20
  /// The most bytes a file may have, 256 MiB.
  public static let largestFileSize = 256 << 20

  /// Makes a picture.
  ///
  /// - Precondition: the sizes are at least 1, `brightness` has `width * height` values, `colors` three
  ///   times as many.
  public init(width: Int, height: Int, brightness: [UInt8], colors: [UInt8]? = nil) {
    precondition(width >= 1 && height >= 1 && brightness.count == width * height)
    precondition(colors.map { $0.count == brightness.count * ColorImage.channelCount } ?? true)
    self.width = width
    self.height = height
    self.brightness = brightness
    self.colors = colors
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
  /// Color also becomes luminance, what is transparent shows white paper behind it, and values are
  /// taken as sRGB unless the file says otherwise.
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
    let gray = unsafe try PNGSamples(bytes, inColor: false)
    return PNGImage(
      width: gray.width,
      height: gray.height,
      brightness: gray.values,
      colors: gray.isFileInColor ? unsafe try PNGSamples(bytes, inColor: true).values : nil
    )
  }

  /// The bytes of an 8-bit PNG file, in color where there are colors.
  ///
  /// - Throws: `FileError` where libpng refuses, for example a row of more than a million pixels.
  public func encoded(file: String) throws(FileError) -> Data {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    unsafe image.width = png_uint_32(clamping: width)
    unsafe image.height = png_uint_32(clamping: height)
    unsafe image.format = PNGSamples.format(inColor: colors != nil)
    let samples = colors ?? brightness
    defer { unsafe png_image_free(&image) }
    // The first call only asks for the size.
    var size = png_alloc_size_t(0)
    guard unsafe png_image_write_to_memory(&image, nil, &size, 0, samples, 0, nil) != 0 else {
      throw unsafe FileError(file: file, reason: LibraryFailure(image).reason)
    }
    var bytes = [UInt8](repeating: 0, count: size)
    guard unsafe png_image_write_to_memory(&image, &bytes, &size, 0, samples, 0, nil) != 0
    else { throw unsafe FileError(file: file, reason: LibraryFailure(image).reason) }
    return Data(bytes.prefix(size))
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

extension PNGImage {
  /// The picture as the inputs of a network, height × width × channels; see
  /// `LabeledImages.prepared(shape:form:)`.
  ///
  /// - Parameter polarity: what is ink, where the form asks for it.
  /// - Throws: as `LabeledImages.prepared(shape:form:)`.
  public func inputs(
    shape: SampleShape,
    form: PixelForm,
    polarity: InkPolarity = .automatic
  ) throws -> [Float] {
    let images = LabeledImages(
      images: [GrayImage(self, polarity: polarity)],
      colors: [ColorImage(self)],
      labels: [0],
      classCount: 1
    )
    return try images.prepared(shape: shape, form: form).inputs
  }
}

extension ColorImage {
  /// Takes gray and colors from a picture.
  public init(_ picture: PNGImage) {
    self.init(
      width: picture.width,
      height: picture.height,
      gray: picture.brightness,
      colors: picture.colors
    )
  }
}
