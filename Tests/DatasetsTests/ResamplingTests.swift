import Testing

@testable import Datasets

@Suite struct ResamplingTests {
  static let sizes = [(1, 1), (1, 100), (3, 7), (8, 8), (28, 28), (100, 1)]

  static func noise(_ width: Int, _ height: Int, seed: UInt64 = 7) -> GrayImage {
    var generator = SeededGenerator(seed: seed)
    return GrayImage(
      width: width,
      height: height,
      pixels: (0..<width * height).map { _ in Float(generator.uniform()) }
    )
  }

  @Test(arguments: sizes) func keepsTheSameSizeBitForBit(width: Int, height: Int) {
    let image = Self.noise(width, height)
    #expect(image.scaled(toWidth: width, height: height) == image)
  }

  @Test(arguments: sizes, sizes + [(16, 16), (5, 300)])
  func keepsAConstantImage(from: (Int, Int), to: (Int, Int)) {
    for ink: Float in [0, 0.1, 0.5, 1] {
      let image = GrayImage(
        width: from.0,
        height: from.1,
        pixels: .init(repeating: ink, count: from.0 * from.1)
      )
      let scaled = image.scaled(toWidth: to.0, height: to.1)
      #expect(scaled.width == to.0 && scaled.height == to.1)
      #expect(scaled.pixels.allSatisfy { $0 == ink })
    }
  }

  @Test(arguments: [(28, 16), (28, 27), (28, 1), (100, 33), (7, 5)])
  func keepsTheMeanWhenReducing(from: Int, to: Int) {
    let image = Self.noise(from, from)
    let scaled = image.scaled(toWidth: to, height: to)
    let mean = image.pixels.reduce(0.0) { $0 + Double($1) } / Double(from * from)
    let scaledMean = scaled.pixels.reduce(0.0) { $0 + Double($1) } / Double(to * to)
    #expect(abs(mean - scaledMean) < 1e-6)
  }

  @Test func averagesWholeBlocks() {
    let image = Self.noise(6, 4)
    let scaled = image.scaled(toWidth: 3, height: 2)
    for y in 0..<2 {
      for x in 0..<3 {
        let block = [(0, 0), (1, 0), (0, 1), (1, 1)].map { image[2 * x + $0, 2 * y + $1] }
        #expect(abs(scaled[x, y] - block.reduce(0, +) / 4) < 1e-6)
      }
    }
  }

  @Test func averagesFractionsOfPixels() {
    let image = GrayImage(width: 3, height: 1, pixels: [0.3, 0.6, 0.9])
    // Each new pixel is one and a half old ones.
    let scaled = image.scaled(toWidth: 2, height: 1)
    #expect(abs(scaled[0, 0] - (0.3 + 0.6 / 2) / 1.5) < 1e-6)
    #expect(abs(scaled[1, 0] - (0.6 / 2 + 0.9) / 1.5) < 1e-6)
  }

  /// Bilinear interpolation as textbooks write it: two neighbours an axis, edges clamped.
  @Test(arguments: [(8, 16), (8, 28), (5, 7), (1, 4), (28, 29)])
  func enlargesBilinearly(from: Int, to: Int) {
    let image = Self.noise(from, from)
    let scaled = image.scaled(toWidth: to, height: to)
    func neighbours(_ index: Int) -> (Int, Int, Double) {
      let position = (Double(index) + 0.5) * Double(from) / Double(to) - 0.5
      let low = Int(position.rounded(.down))
      return (max(low, 0), min(low + 1, from - 1), position - Double(low))
    }
    for y in 0..<to {
      let (top, bottom, down) = neighbours(y)
      for x in 0..<to {
        let (left, right, across) = neighbours(x)
        func row(_ y: Int) -> Double {
          Double(image[left, y]) * (1 - across) + Double(image[right, y]) * across
        }
        let expected = row(top) * (1 - down) + row(bottom) * down
        #expect(abs(Double(scaled[x, y]) - expected) < 1e-7)
      }
    }
  }

  @Test func enlarges8To16Exactly() {
    // Sixteenths of ink and quarters of pixels are exact in Float.
    var generator = SeededGenerator(seed: 3)
    let image = GrayImage(
      width: 8,
      height: 8,
      pixels: (0..<64).map { _ in Float(Int.random(in: 0...16, using: &generator)) / 16 }
    )
    let scaled = image.scaled(toWidth: 16, height: 16)
    for y in 0..<16 {
      for x in 0..<16 {
        let nearX = x / 2
        let nearY = y / 2
        let farX = min(max(nearX + (x % 2 == 0 ? -1 : 1), 0), 7)
        let farY = min(max(nearY + (y % 2 == 0 ? -1 : 1), 0), 7)
        let expected =
          (9 * image[nearX, nearY] + 3 * image[farX, nearY] + 3 * image[nearX, farY]
            + image[farX, farY]) / 16
        #expect(scaled[x, y] == expected)
      }
    }
  }
}

@Suite struct InputTests {
  @Test(arguments: ResamplingTests.sizes) func padAnImageToASquare(width: Int, height: Int) throws {
    let image = ResamplingTests.noise(width, height)
    let side = max(width, height)
    let (left, top) = ((side - width) / 2, (side - height) / 2)
    var square = [Float](repeating: 0, count: side * side)
    for y in 0..<height {
      for x in 0..<width { square[(y + top) * side + x + left] = image[x, y] }
    }
    let padded = GrayImage(width: side, height: side, pixels: square)
    for target in [1, 5, 16, side, 128] {
      let inputs = try image.inputs(count: target * target, form: .gray)
      let expected = padded.scaled(toWidth: target, height: target).pixels
      #expect(zip(inputs, expected).allSatisfy { abs($0 - $1) < 1e-6 })
      #expect(
        try image.inputs(count: target * target, form: .ink).allSatisfy { $0 == 0 || $0 == 1 }
      )
    }
    #expect(try image.inputs(count: side * side, form: .gray) == square)
  }

  @Test func ofALongThinImageCostNoMemory() throws {
    let line = GrayImage(width: 2_000_000, height: 1, pixels: .init(repeating: 1, count: 2_000_000))
    let inputs = try line.inputs(count: 16, form: .gray)
    #expect(inputs.reduce(0, +) > 0)
    #expect(inputs.allSatisfy { $0 < 1e-5 })
  }

  @Test func areComparedWithTheThreshold() throws {
    let image = GrayImage(width: 2, height: 2, pixels: [0, 0.49, 0.5, 1])
    #expect(try image.inputs(count: 4, form: .ink) == [0, 0, 1, 1])
    #expect(try image.inputs(count: 4, form: .gray) == image.pixels)
    #expect(image.thresholded().pixels == [0, 0, 1, 1])
    #expect(image.thresholded(at: InkThreshold(level: 0.45)).pixels == [0, 1, 1, 1])
  }

  @Test(arguments: [-4, 0, 2, 255, 257, 4_611_686_018_427_387_905])
  func mustBeASquareNumber(count: Int) {
    let image = GrayImage(width: 1, height: 1, pixels: [1])
    #expect(throws: InputCountError(count: count)) { try image.inputs(count: count, form: .ink) }
  }

  @Test func sayWhichSquareIsNear() {
    #expect(
      "\(InputCountError(count: 200))"
        == "200 inputs are no square of pixels (14 x 14 is 196); a square image needs a square "
        + "number such as 64, 256 or 784"
    )
  }
}

@Suite struct PolarityTests {
  @Test func namesWhichEndIsInk() {
    let brightness: [UInt8] = [0, 51, 204, 255]
    func ink(_ polarity: InkPolarity) -> [Float] {
      GrayImage(width: 2, height: 2, brightness: brightness, polarity: polarity).pixels
    }
    #expect(ink(.lightOnDark) == [0, 0.2, 0.8, 1])
    #expect(ink(.darkOnLight) == [1, 0.8, 0.2, 0])
  }

  @Test(arguments: [(1, 1), (1, 9), (9, 1), (2, 2), (3, 7), (28, 28)])
  func automaticTakesTheBorderForPaper(width: Int, height: Int) {
    for paper: UInt8 in [0, 100, 127, 128, 200, 255] {
      var brightness = [UInt8](repeating: paper, count: width * height)
      // Ink inside, and on less than half of the border, must not matter.
      for y in 1..<max(height - 1, 1) {
        for x in 1..<max(width - 1, 1) { brightness[y * width + x] = 255 - paper }
      }
      if width == 28 { for x in 4..<24 { brightness[x] = 255 - paper } }
      let expected: InkPolarity = paper >= 128 ? .darkOnLight : .lightOnDark
      #expect(
        GrayImage(width: width, height: height, brightness: brightness)
          == GrayImage(width: width, height: height, brightness: brightness, polarity: expected)
      )
    }
  }
}
