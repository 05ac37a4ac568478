import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct SampleShapeTests {
  private let shape = SampleShape(height: 2, width: 3, channels: 2)
  /// 0 to 11 in height × width × channels, channels first.
  private let first: [Float] = [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]
  private let last = (0..<12).map(Float.init)
  private let folder = PictureFolderTests.Folder()

  /// A `.npy` file of small numbers.
  private func write(_ shape: [Int], _ values: [Float], to name: String = "x.npy") throws {
    let text =
      "{'descr': '|u1', 'fortran_order': False, 'shape': "
      + "(\(shape.map(String.init).joined(separator: ", ")),), }\n"
    let header: [UInt8] = NPYHeader.magic + [1, 0, UInt8(text.utf8.count), 0] + text.utf8
    try folder.write(Data(header + values.map { UInt8($0) }), to: name)
  }

  private func samples(
    _ name: String = "x.npy",
    _ order: ChannelOrder? = nil,
    table: TableFormat = TableFormat(label: .none)
  ) throws -> LabeledSamples {
    let path = folder.url.appending(path: name).path
    return try DataSource(path, options: .init(table: table, channelOrder: order))
      .samples(.test, isDivided: false)
  }

  private func refusal(
    _ shape: SampleShape,
    _ order: ChannelOrder? = nil,
    name: String = "x.npy"
  ) throws -> String {
    let samples = try samples(name, order)
    do {
      _ = try samples.prepared(shape: shape, form: .gray)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func bothOrdersBecomeOne() {
    #expect(channelsLast(first, shape: shape, order: .channelsFirst) == last)
    #expect(channelsLast(last, shape: shape, order: .channelsLast) == last)
    let two = channelsLast(first + first, shape: shape, order: .channelsFirst)
    #expect(two == last + last)
    for flat in [SampleShape(inputCount: 12), SampleShape(height: 3, width: 4, channels: 1)] {
      #expect(channelsLast(first, shape: flat, order: .channelsFirst) == first)
    }
    #expect(shape.description == "2 x 3 x 2" && shape.count == 12)
  }

  @Test func axesSayTheOrder() throws {
    try write([1, 2, 3, 2], last)
    #expect(try samples().prepared(shape: shape, form: .gray).inputs == last)
    // Whatever is assumed of files that do not say it.
    #expect(try samples("x.npy", .channelsFirst).prepared(shape: shape, form: .gray).inputs == last)
    try write([1, 2, 2, 3], first)
    // 2 x 2 x 3 is 2 channels of 2 x 3, not 2 x 3 places with 2 channels.
    #expect(try samples().prepared(shape: shape, form: .gray).inputs == last)
    // A network without places takes values as they are.
    #expect(try samples().prepared(inputCount: 12, form: .gray).inputs == first)
    let once = try samples().shaped(as: shape)
    #expect(try once.shaped(as: shape) == once && once.rowValues == last)
  }

  @Test func axesOfLengthOneCountForNothing() throws {
    let gray = SampleShape(height: 3, width: 4, channels: 1)
    for axes in [[3, 4], [1, 3, 4], [3, 4, 1], [12]] {
      try write([1] + axes, last)
      #expect(try samples().prepared(shape: gray, form: .gray).inputs == last)
    }
    // A signal: 6 steps of 2 channels.
    let signal = SampleShape(height: 1, width: 6, channels: 2)
    try write([1, 6, 2], last)
    #expect(try samples().prepared(shape: signal, form: .gray).inputs == last)
    try write([1, 2, 6], first)
    #expect(try samples().prepared(shape: signal, form: .gray).inputs == last)
  }

  @Test func otherAxesAreRefused() throws {
    let gray = SampleShape(height: 3, width: 4, channels: 1)
    try write([1, 4, 3], last)
    let turned = try refusal(gray)
    #expect(turned.contains("x.npy: has samples of shape 4 x 3, but the network takes 3 x 4 x 1"))
    #expect(turned.contains("samples of 3 x 4 x 1 with numpy.transpose"))
    try write([1, 3, 2, 2], last)
    #expect(try refusal(shape).contains("2 x 3 x 2 or 2 x 2 x 3 with numpy.transpose"))
    try write([1, 2, 2, 2], Array(last.prefix(8)))
    let short = try refusal(shape)
    #expect(
      short.contains("but the network takes 12 inputs (2 x 3 x 2, height x width x channels)")
    )
  }

  @Test func whatNothingSaysIsAsked() throws {
    try write([1, 12], first)
    let reason = try refusal(shape)
    #expect(reason.contains("12 values for a network that takes 2 x 3 x 2"))
    #expect(reason.contains("--channel-order first") && reason.contains("last where"))
    #expect(
      try samples("x.npy", .channelsFirst).prepared(shape: shape, form: .gray).inputs == last
    )
    #expect(
      try samples("x.npy", .channelsLast).prepared(shape: shape, form: .gray).inputs == first
    )
    let cube = SampleShape(height: 2, width: 2, channels: 2)
    try write([1, 2, 2, 2], Array(last.prefix(8)))
    #expect(try refusal(cube).contains("nothing says their order"))
    #expect(
      try samples("x.npy", .channelsFirst).prepared(shape: cube, form: .gray).inputs
        == [0, 4, 1, 5, 2, 6, 3, 7]
    )
    #expect(try samples("x.npy", .channelsFirst).shaped(as: cube).rowValues?[1] == 4)
  }

  @Test func columnsOfATableKeepTheirNames() throws {
    let names = (0..<12).map { "v\(Int(first[$0]))" }
    let text =
      (names + ["kind"]).joined(separator: ",") + "\n"
      + first.map { "\(Int($0))" }.joined(separator: ",") + ",a\n"
    try folder.write(Data(text.utf8), to: "t.csv")
    let read = try samples("t.csv", .channelsFirst, table: TableFormat())
    #expect(read.inputNames == names)
    let shaped = try read.shaped(as: shape)
    #expect(shaped.rowValues == last && shaped.inputNames == (0..<12).map { "v\($0)" })
    #expect(try read.prepared(inputCount: 12, form: .gray).inputs == first)
    // Some of the columns say nothing of their order.
    try write([1, 2, 2, 3], first)
    let numbers = (1...12).reversed().map(String.init).joined(separator: ",")
    let chosen = TableFormat(
      label: .none,
      inputColumns: ColumnName.list(parsing: numbers)
    )
    let reversed = try samples("x.npy", .channelsLast, table: chosen)
    #expect(try reversed.prepared(shape: shape, form: .gray).inputs == first.reversed())
  }

  @Test func arraysOfColorAreNoInk() throws {
    try write([1, 2, 2, 3], last)
    let error = #expect(throws: FileError.self) {
      try samples(table: TableFormat(label: .none, fullInk: 255))
    }
    #expect(error?.reason.contains("leave --full-ink out") == true)
  }
}

@Suite struct ColorIDXTests {
  private let shape = SampleShape(height: 2, width: 4, channels: 3)
  private let last = (0..<48).map { UInt8($0 * 5) }
  private let folder: DataSourceTests.Folder

  init() throws {
    folder = try DataSourceTests.Folder()
    try folder.write("t10k-labels-idx1-ubyte", IDXFile(shape: [2], values: [1, 0]))
  }

  private func read(_ order: ChannelOrder? = nil) throws -> LabeledSamples {
    try DataSource(folder.url.path, options: .init(channelOrder: order)).samples(.test)
  }

  private func refusal(_ order: ChannelOrder? = nil) -> String {
    do {
      _ = try read(order)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func bothOrdersAreRead() throws {
    try folder.write("t10k-images-idx4-ubyte", IDXFile(shape: [2, 2, 4, 3], values: last))
    let lastRead = try read().prepared(shape: shape, form: .bytes)
    #expect(lastRead.inputs == last.map(Float.init) && lastRead.labels == [1, 0])
    var planes: [UInt8] = []
    for sample in 0..<2 {
      for channel in 0..<3 {
        for place in 0..<8 { planes.append(last[sample * 24 + place * 3 + channel]) }
      }
    }
    let file = IDXFile(shape: [2, 3, 2, 4], values: planes)
    try folder.write("t10k-images-idx4-ubyte", file, isPacked: true)
    #expect(try read(.channelsLast).prepared(shape: shape, form: .bytes) == lastRead)
  }

  @Test func oneChannelIsGray() throws {
    let gray = Array(last.prefix(16))
    try folder.write("t10k-images-idx4-ubyte", IDXFile(shape: [2, 2, 4, 1], values: gray))
    let images = try read().images()
    #expect(
      images.colors.isEmpty && images.images[0].pixels == gray.prefix(8).map { Float($0) / 255 }
    )
    let one = SampleShape(height: 2, width: 4, channels: 1)
    #expect(try read().prepared(shape: one, form: .bytes).inputs == gray.map(Float.init))
    try folder.write("t10k-images-idx4-ubyte", IDXFile(shape: [2, 1, 2, 4], values: gray))
    #expect(try read().images() == images)
    let color = try read().prepared(shape: shape, form: .bytes)
    #expect(color.input(at: 0).prefix(6) == [0, 0, 0, 5, 5, 5])
  }

  @Test func whatIsUnclearIsAsked() throws {
    let values = Array(last.prefix(36))
    try folder.write("t10k-images-idx4-ubyte", IDXFile(shape: [2, 3, 2, 3], values: values))
    #expect(refusal().contains("has images of 3 x 2 x 3, of which the first or the last"))
    #expect(refusal().contains("pass --channel-order first or last"))
    #expect(try read(.channelsLast).images().images[0].height == 3)
    #expect(try read(.channelsFirst).images().images[0].height == 2)
    try folder.write(
      "t10k-images-idx4-ubyte",
      IDXFile(shape: [2, 2, 2, 2], values: Array(last[..<16]))
    )
    #expect(refusal(.channelsLast).contains("neither the first nor the last length"))
    try folder.write("t10k-images-idx4-ubyte", IDXFile(shape: [2, 2, 0, 3], values: []))
    #expect(refusal().contains("holds no pixels: 2 images of 2 x 0 x 3"))
    try folder.write("t10k-images-idx4-ubyte", IDXFile(shape: [4, 12], values: last))
    #expect(refusal().contains("has 2 axes where 3 or 4 were expected"))
    try folder.write(
      "t10k-images-idx3-ubyte",
      IDXFile(shape: [2, 2, 4], values: Array(last[..<16]))
    )
    #expect(refusal().contains("has two files of images, t10k-images-idx3-ubyte and t10k"))
  }
}
