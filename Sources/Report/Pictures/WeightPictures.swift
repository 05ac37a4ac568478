import CZlib
import FloatNetwork
import Quantization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The weights of the first layer as pictures, where what it reads is one: a picture a row.
struct WeightPictures: Codable, Equatable, Sendable {
  /// The height and width of each.
  var height: Int
  var width: Int
  /// The weights of each, from −7 to 7, which is its largest magnitude.
  var shades: [[Int8]]

  /// Nil where the layer's weights are no pictures.
  init?(_ network: QuantizedNetwork) {
    guard let layer = network.layers.first, layer.form.kind.hasWeights else { return nil }
    let input = layer.form.input
    let side = Int(Double(layer.columnCount).squareRoot())
    if let window = layer.form.kind.window {
      guard window.kernelHeight > 1, window.kernelWidth > 1 else { return nil }
      (height, width) = (window.kernelHeight, window.kernelWidth)
    } else if input.height > 1, input.width > 1 {
      (height, width) = (input.height, input.width)
    } else if side >= 8, side * side == layer.columnCount {
      (height, width) = (side, side)
    } else {
      return nil
    }
    let channels = layer.columnCount / (height * width)
    guard channels > 0, height * width <= 4_096 else { return nil }
    let rows = min(layer.rowCount, min(Self.mostPictures, Self.mostPlaces / (height * width)))
    guard rows > 0 else { return nil }
    let places = height * width
    shades = (0..<rows).map { row in
      let weights = layer.weights[row * layer.columnCount..<(row + 1) * layer.columnCount]
      // Of a picture in color the mean of its channels.
      let means = (0..<places).map { place in
        (0..<channels).reduce(0) {
          $0 + Double(weights[weights.startIndex + place * channels + $1])
        }
      }
      let largest = max(means.map(abs).max() ?? 0, 1e-12)
      return means.map { Int8(($0 / largest * 7).rounded()) }
    }
  }

  private static let mostPictures = 32
  private static let mostPlaces = 32 * 1_024

  var figure: String {
    let columns = min(shades.count, 8)
    let rows = (shades.count + columns - 1) / columns
    let (sheetWidth, sheetHeight) = (columns * (width + 1), rows * (height + 1))
    var indices = [UInt8](repeating: 15, count: sheetWidth * sheetHeight)
    for (number, picture) in shades.enumerated() {
      let (left, top) = (number % columns * (width + 1), number / columns * (height + 1))
      for (place, shade) in picture.enumerated() {
        indices[(top + place / width) * sheetWidth + left + place % width] = UInt8(shade + 7)
      }
    }
    let png = palettePNG(indices, width: sheetWidth, height: sheetHeight)
    let scale = 600 / Double(sheetWidth)
    let image =
      "<image width=\"600\" height=\"\(Drawing.number(Double(sheetHeight) * scale))\" "
      + "style=\"image-rendering:pixelated\" href=\"data:image/png;base64,\(base64(png))\"/>"
    return Drawing.figure(
      "What the first layer looks for",
      Drawing.svg(
        "weights",
        title: "The weights of the first layer as pictures",
        description:
          "\(shades.count) pictures of \(width) by \(height) weights, each by its own largest: blue is positive, "
          + "red is negative, white is 0.",
        width: 600,
        height: Double(sheetHeight) * scale,
        [image]
      ),
      caption:
        "Each picture is one row of weights, blue for ink that speaks for it and red for ink that speaks against; "
        + "one that is all noise has learnt nothing."
    )
  }

  /// Red over white to blue, and for 15 nothing.
  private func palettePNG(_ indices: [UInt8], width: Int, height: Int) -> [UInt8] {
    let palette = (-7...8).flatMap { shade -> [UInt8] in
      let pale = UInt8(255 - min(abs(shade), 7) * 29)
      let middle = UInt8(255 - min(abs(shade), 7) * 21)
      return shade < 0
        ? [UInt8(255 - (-shade) * 8), middle, pale] : [pale, middle, UInt8(255 - shade * 8)]
    }
    var rows: [UInt8] = []
    for y in 0..<height {
      rows.append(0)
      for x in stride(from: 0, to: width, by: 2) {
        let second = x + 1 < width ? indices[y * width + x + 1] : 0
        rows.append(indices[y * width + x] << 4 | second)
      }
    }
    let header = bigEndian(width) + bigEndian(height) + [4, 3, 0, 0, 0]
    let transparency = [UInt8](repeating: 255, count: 15) + [0]
    return [137, 80, 78, 71, 13, 10, 26, 10] + chunk("IHDR", header) + chunk("PLTE", palette)
      + chunk("tRNS", transparency) + chunk("IDAT", zlibStream(rows)) + chunk("IEND", [])
  }

  private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + data
    let sum = unsafe crc32(0, named, UInt32(named.count))
    return bigEndian(data.count) + named + bigEndian(Int(sum))
  }

  private func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// A zlib stream (RFC 1950) of bytes.
  private func zlibStream(_ bytes: [UInt8]) -> [UInt8] {
    var size = compressBound(UInt(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(size))
    let status = unsafe compress2(&result, &size, bytes, UInt(bytes.count), Z_BEST_COMPRESSION)
    precondition(status == Z_OK, "zlib has no memory")
    return Array(result.prefix(Int(size)))
  }
}
