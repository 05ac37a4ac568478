import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct ColorPNGTests {
  private static let channels = [1, 2, 3]

  /// Levels that differ from channel to channel.
  private static func levels(_ x: Int, _ y: Int, largest: Int) -> [Int] {
    channels.map { (x * 41 * $0 + y * 29 + $0 * 7) % (largest + 1) }
  }

  private static let kinds: [PNGWriter] = [8, 16].flatMap { depth in
    [PNGWriter.ColorType.rgb, .rgba].flatMap { type in
      [(1, 1), (3, 7), (9, 5)].flatMap { width, height in
        [false, true].map { isInterlaced in
          PNGWriter(
            width: width,
            height: height,
            colorType: type,
            bitDepth: depth,
            isInterlaced: isInterlaced
          )
        }
      }
    }
  }

  @Test(arguments: kinds) func everyChannelIsReadAsItIs(kind: PNGWriter) throws {
    let largest = 1 << kind.bitDepth - 1
    let file = kind.file { x, y in
      Self.levels(x, y, largest: largest) + (kind.colorType == .rgba ? [largest] : [])
    }
    let colors = try #require(try PNGImage(decoding: file, file: "test").colors)
    var expected: [Int] = []
    for y in 0..<kind.height {
      for x in 0..<kind.width {
        expected += Self.levels(x, y, largest: largest).map {
          Int((Double($0) * 255 / Double(largest)).rounded())
        }
      }
    }
    // 8 bits are exact; 16 go by way of light, which is coarse near black.
    for (found, level) in zip(colors, expected) {
      #expect(abs(Int(found) - level) <= (kind.bitDepth == 8 ? 0 : 1))
    }
    #expect(colors.count == expected.count)
  }

  @Test func paletteEntriesAreColors() throws {
    var writer = PNGWriter(width: 2, height: 1, colorType: .palette, bitDepth: 1)
    writer.palette = [[1, 2, 3], [250, 0, 40]]
    let picture = try PNGImage(decoding: writer.file { x, _ in [x] }, file: "test")
    #expect(picture.colors == [1, 2, 3, 250, 0, 40])
    writer.transparency = [255, 0]
    let keyed = try PNGImage(decoding: writer.file { x, _ in [x] }, file: "test")
    #expect(keyed.colors == [1, 2, 3, 255, 255, 255])
  }

  @Test func grayFilesHaveNoColors() throws {
    for type in [PNGWriter.ColorType.gray, .grayAlpha] {
      let writer = PNGWriter(width: 1, height: 1, colorType: type, bitDepth: 8)
      let picture = try PNGImage(
        decoding: writer.file { _, _ in type == .gray ? [9] : [9, 255] },
        file: "test"
      )
      #expect(picture.colors == nil && picture.brightness == [9])
    }
  }

  @Test(arguments: [8, 16]) func whatIsTransparentShowsWhitePaper(depth: Int) throws {
    let writer = PNGWriter(width: 3, height: 1, colorType: .rgba, bitDepth: depth)
    let largest = 1 << depth - 1
    let picture = try PNGImage(
      decoding: writer.file { x, _ in [largest, 0, 0, [0, largest / 2, largest][x]] },
      file: "test"
    )
    let colors = try #require(picture.colors)
    #expect(colors.prefix(3) == [255, 255, 255] && colors.suffix(3) == [255, 0, 0])
    #expect(colors[3] == 255 && colors[4] == colors[5] && (100..<200).contains(colors[4]))
  }

  @Test func writesTheColorsThatItReads() throws {
    let writer = PNGWriter(width: 9, height: 5, colorType: .rgb, bitDepth: 8)
    let picture = try PNGImage(
      decoding: writer.file { x, y in Self.levels(x, y, largest: 255) },
      file: "test"
    )
    #expect(try PNGImage(decoding: picture.encoded(file: "test"), file: "test") == picture)
  }

  @Test func luminanceIsThatOfLibpng() throws {
    let writer = PNGWriter(width: 32, height: 32, colorType: .rgb, bitDepth: 8)
    let picture = try PNGImage(
      decoding: writer.file { x, y in Self.levels(x, y, largest: 255) },
      file: "test"
    )
    let colors = try #require(picture.colors)
    let own = ColorImage(width: 32, height: 32, colors: colors).gray
    for (found, expected) in zip(own, picture.brightness) {
      // libpng sums light in 8 bits, which is coarse near black.
      #expect(abs(Int(found) - Int(expected)) <= (found < 64 ? 24 : 3))
    }
  }
}

@Suite struct ColorPictureTests {
  private let color = SampleShape(height: 2, width: 2, channels: 3)
  private let folder = PictureFolderTests.Folder()

  private func writeColor(_ path: String, _ width: Int = 2, _ height: Int = 2) throws {
    let writer = PNGWriter(width: width, height: height, colorType: .rgb, bitDepth: 8)
    try folder.write(writer.file { x, y in [x * 51, y * 51, 255] }, to: path)
  }

  private func samples() throws -> LabeledSamples {
    try DataSource(folder.url.path).samples(.test, isDivided: false)
  }

  private func refusal(_ shape: SampleShape, _ form: PixelForm) throws -> String {
    let samples = try samples()
    do {
      _ = try samples.prepared(shape: shape, form: form)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func channelsOfAPixelStandTogether() throws {
    try writeColor("a/1.png")
    let bytes = try samples().prepared(shape: color, form: .bytes)
    #expect(bytes.inputCount == 12)
    #expect(bytes.inputs == [0, 0, 255, 51, 0, 255, 0, 51, 255, 51, 51, 255])
    let unit = try samples().prepared(shape: color, form: .unit)
    #expect(unit.inputs == bytes.inputs.map { $0 / 255 })
    #expect(try samples().pictureNote(shape: color, form: .bytes) == nil)
    #expect(try samples().pictureNote(shape: color, form: .unit)?.contains("0-255") == true)
    let picture = try PNGImage(contentsOf: folder.url.appending(path: "a/1.png"))
    #expect(try picture.inputs(shape: color, form: .bytes) == bytes.inputs)
  }

  @Test func grayPicturesStandInEveryChannel() throws {
    let writer = PNGWriter(width: 2, height: 2, colorType: .gray, bitDepth: 8)
    try folder.write(writer.file { x, y in [10 * x + y] }, to: "a/1.png")
    let read = try samples().prepared(shape: color, form: .bytes)
    #expect(read.inputs == [0, 0, 0, 10, 10, 10, 1, 1, 1, 11, 11, 11])
    let note = try #require(try samples().pictureNote(shape: color, form: .bytes))
    #expect(note.contains("gray pictures stand in all 3 channels alike"))
  }

  @Test func colorsBecomeGrayForOneChannel() throws {
    try writeColor("a/1.png")
    let gray = try PNGImage(contentsOf: folder.url.appending(path: "a/1.png")).brightness
    let one = SampleShape(height: 2, width: 2, channels: 1)
    #expect(try samples().prepared(shape: one, form: .bytes).inputs == gray.map(Float.init))
    let flat = try samples().prepared(inputCount: 4, form: .gray)
    #expect(try samples().prepared(shape: one, form: .gray) == flat)
    #expect(flat.inputs == (try samples().images().images[0].pixels))
    let note = try #require(try samples().pictureNote(shape: one, form: .gray))
    #expect(note.contains("colors become gray"))
  }

  /// Brightness is that of the file, whatever is ink.
  @Test func brightnessKnowsNoPaper() throws {
    let writer = PNGWriter(width: 3, height: 3, colorType: .gray, bitDepth: 8)
    try folder.write(writer.file { x, y in [x == 1 && y == 1 ? 20 : 250] }, to: "a/1.png")
    let ink = try samples().prepared(inputCount: 9, form: .ink)
    let bytes = try samples().prepared(inputCount: 9, form: .bytes)
    #expect(ink.inputs[4] == 1 && ink.inputs[0] == 0)
    #expect(bytes.inputs[4] == 20 && bytes.inputs[0] == 250)
  }

  @Test func whatDoesNotFitIsRefusedInWords() throws {
    try writeColor("a/1.png")
    for form in [PixelForm.ink, .gray] {
      let reason = try refusal(color, form)
      #expect(reason.contains("--pixels \(form.rawValue) is ink") && reason.contains("2 x 2 x 3"))
      #expect(reason.contains("--pixels 0-1") && reason.contains("--pixels 0-255"))
    }
    let five = SampleShape(height: 2, width: 2, channels: 5)
    #expect(try refusal(five, .unit).contains("pictures have 1 channel or 3"))
    #expect(try refusal(SampleShape(inputCount: 12), .unit).contains("12 inputs are no square"))
    #expect(PixelForm.standard(for: color) == .unit)
    #expect(PixelForm.standard(for: SampleShape(inputCount: 3)) == .ink)
    #expect(PixelForm.standard(for: SampleShape(height: 2, width: 2, channels: 1)) == .ink)
  }

  @Test func anotherAspectIsCentredOnBlack() throws {
    try writeColor("a/1.png", 4, 2)
    let square = SampleShape(height: 4, width: 4, channels: 3)
    let blue = try samples().prepared(shape: square, form: .bytes).inputs
      .enumerated().filter { $0.offset % 3 == 2 }.map(\.element)
    let rows = [0, 255, 255, 0].map { [Float](repeating: $0, count: 4) }
    #expect(blue == Array(rows.joined()))
    let note = try #require(try samples().pictureNote(shape: square, form: .bytes))
    #expect(note.contains("one of 4×2 are centred in a square of black and scaled to 4×4"))
    // A picture of the network's own aspect has no margins.
    let wide = SampleShape(height: 2, width: 4, channels: 3)
    var levels: [Float] = []
    for pixel in 0..<8 { levels += [Float(pixel % 4 * 51), Float(pixel / 4 * 51), 255] }
    #expect(try samples().prepared(shape: wide, form: .bytes).inputs == levels)
    let high = SampleShape(height: 4, width: 2, channels: 1)
    let note2 = try #require(try samples().pictureNote(shape: high, form: .gray))
    #expect(note2.contains("a rectangle of 2:4"))
  }

  @Test func distortionMovesAllChannelsAlike() throws {
    try writeColor("a/1.png", 8, 8)
    let shape = SampleShape(height: 8, width: 8, channels: 3)
    func distorted(_ distortion: Distortion) throws -> [Float] {
      var generator = SeededGenerator(seed: 5)
      return try samples().distorted(
        shape: shape,
        form: .unit,
        distortion: distortion,
        using: &generator
      ).inputs
    }
    #expect(try distorted(.none) == samples().prepared(shape: shape, form: .unit).inputs)
    let moved = try distorted(.small)
    #expect(try moved != distorted(.none) && moved.allSatisfy { (0...1.0001).contains($0) })
  }

  @Test func aSheetKeepsItsColors() throws {
    let writer = PNGWriter(width: 4, height: 2, colorType: .rgb, bitDepth: 8)
    try folder.write(writer.file { x, y in [x, y, 9] }, to: "s.png")
    try folder.write(Data("ab\n".utf8), to: "s.txt")
    let read = try DataSource(folder.url.appending(path: "s.png").path)
      .samples(.test, isDivided: false).prepared(shape: color, form: .bytes)
    #expect(read.input(at: 1) == [2, 0, 9, 3, 0, 9, 2, 1, 9, 3, 1, 9])
    #expect(read.input(at: 0).prefix(3) == [0, 0, 9])
  }

  @Test(.enabled(if: SharedData.hasCIFAR)) func readsCIFAR() throws {
    let samples = try DataSource(SharedData.cifar.path).samples(.test, isDivided: false)
    #expect(samples.classes.count == 10)
    let shape = SampleShape(height: 32, width: 32, channels: 3)
    let dataset = try samples.prepared(shape: shape, form: .bytes)
    #expect(dataset.inputCount == 3072 && dataset.inputs.max() == 255)
    let colors = try samples.images().colors
    let isAsRead = dataset.input(at: 7).elementsEqual(colors[7].colors?.map(Float.init) ?? [])
    #expect(isAsRead)
  }
}
