import Testing

@testable import Datasets

@Suite struct DistortionTests {
  let digits: LabeledImages

  init() throws { digits = try LabeledImages.embeddedDigits().everyFifth(.test) }

  @Test(arguments: [64, 225, 256, 49], PixelForm.allCases)
  func noneIsPrepared(inputCount: Int, form: PixelForm) throws {
    var generator = SeededGenerator(seed: 1)
    let distorted = try digits.distorted(
      inputCount: inputCount,
      form: form,
      distortion: .none,
      using: &generator
    )
    let prepared = try digits.prepared(inputCount: inputCount, form: form)
    #expect(distorted == prepared)
    #expect(prepared.count == digits.count && prepared.labels == digits.labels)
    for index in [0, 100, 358] {
      let inputs = try digits.images[index].inputs(count: inputCount, form: form)
      #expect(Array(prepared.input(at: index)) == inputs)
    }
  }

  @Test func sameSeedSameImages() throws {
    func make(_ seed: UInt64) throws -> Dataset {
      var generator = SeededGenerator(seed: seed)
      return try digits.distorted(
        inputCount: 256,
        form: .ink,
        distortion: .small,
        using: &generator
      )
    }
    #expect(try make(1) == make(1))
    #expect(try make(1) != make(2))
  }

  @Test func changesAreSmallAndOnAverageNone() throws {
    var generator = SeededGenerator(seed: 5)
    let plain = try digits.prepared(inputCount: 256, form: .gray)
    let distorted = try digits.distorted(
      inputCount: 256,
      form: .gray,
      distortion: .small,
      using: &generator
    )
    #expect(distorted.inputs.allSatisfy { $0 >= 0 && $0 <= 1 })
    let difference = zip(plain.inputs, distorted.inputs).reduce(0.0) { $0 + Double($1.1 - $1.0) }
    let count = Double(plain.inputs.count)
    #expect(abs(difference / count) < 0.02)
    let distance = zip(plain.inputs, distorted.inputs).reduce(0.0) { $0 + Double(abs($1.1 - $1.0)) }
    #expect((0.02...0.12).contains(distance / count))
  }

  /// Slant and elasticity change the picture, the same for a seed, and not what the other strengths make of it.
  @Test func slantAndElasticityKeepTheOthers() throws {
    func make(slant: Double, elastic: Double, shift: Double = 0) throws -> Dataset {
      var generator = SeededGenerator(seed: 3)
      return try digits.distorted(
        inputCount: 256,
        form: .gray,
        distortion: Distortion(
          shift: shift,
          rotation: 0,
          scale: 0,
          thresholdJitter: 0,
          slant: slant,
          elastic: elastic
        ),
        using: &generator
      )
    }
    let none = try make(slant: 0, elastic: 0)
    #expect(try none == digits.prepared(inputCount: 256, form: .gray))
    for (slant, elastic) in [(15, 0), (0, 0.1)] {
      let changed = try make(slant: Double(slant), elastic: elastic)
      #expect(try changed == make(slant: Double(slant), elastic: elastic))
      let distances = zip(none.inputs, changed.inputs).map { abs($0 - $1) }
      let mean = distances.reduce(0, +) / Float(distances.count)
      #expect((0.01...0.12).contains(mean), "\(mean)")
      #expect(changed.inputs.allSatisfy { (0...1).contains($0) })
    }
    // Hardly any of both is hardly any: the same shifts are drawn.
    let shifted = try make(slant: 1e-9, elastic: 0, shift: 0.1)
    let both = try make(slant: 1e-9, elastic: 1e-9, shift: 0.1)
    for (a, b) in zip(shifted.inputs, both.inputs) { #expect(abs(a - b) < 1e-4) }
  }

  @Test func refusesWhatIsNoSquare() {
    var generator = SeededGenerator(seed: 1)
    #expect(throws: InputCountError(count: 200)) {
      try digits.distorted(
        inputCount: 200,
        form: .ink,
        distortion: .small,
        using: &generator
      )
    }
    #expect(throws: InputCountError(count: 200)) {
      try digits.prepared(inputCount: 200, form: .ink)
    }
  }

  @Test func jitterMovesOnlyTheThreshold() throws {
    let gray = LabeledImages(
      images: .init(repeating: GrayImage(width: 1, height: 1, pixels: [0.45]), count: 1000),
      labels: .init(repeating: 0, count: 1000),
      classCount: 1
    )
    var generator = SeededGenerator(seed: 9)
    let jitter = Distortion(shift: 0, rotation: 0, scale: 0, thresholdJitter: 0.1)
    let ink = try gray.distorted(
      inputCount: 1,
      form: .ink,
      distortion: jitter,
      using: &generator
    )
    // The threshold is at most 0.45 in a quarter of all draws from 0.4...0.6.
    #expect((0.2...0.3).contains(ink.inputs.reduce(0, +) / 1000))
    #expect(
      try gray.distorted(inputCount: 1, form: .gray, distortion: jitter, using: &generator).inputs
        == .init(repeating: 0.45, count: 1000)
    )
  }
}

@Suite struct PlacementTests {
  static let image = ResamplingTests.noise(9, 9)

  func drawn(_ placement: Placement, side: Int = 9) -> GrayImage {
    var values = [Float](repeating: -1, count: side * side)
    RectangleSampler(Self.image.plane, width: side, height: side)
      .draw(placement, into: &values, at: 0)
    return GrayImage(width: side, height: side, pixels: values)
  }

  @Test func shiftsRightAndDown() {
    let moved = drawn(Placement(shiftX: 2.0 / 9, shiftY: 1.0 / 9, degrees: 0, scale: 1))
    for y in 0..<9 {
      for x in 0..<9 {
        let expected = x >= 2 && y >= 1 ? Self.image[x - 2, y - 1] : 0
        #expect(abs(moved[x, y] - expected) < 1e-6)
      }
    }
  }

  @Test func turnsClockwise() {
    let turned = drawn(Placement(shiftX: 0, shiftY: 0, degrees: 90, scale: 1))
    for y in 0..<9 {
      // The left column becomes the top row.
      for x in 0..<9 { #expect(abs(turned[8 - y, x] - Self.image[x, y]) < 1e-6) }
    }
  }

  /// Upright strokes lean to the right where they are above the centre.
  @Test func leansAboutTheCentre() {
    var placement = Placement.centred
    placement.lean(byDegrees: 45)
    let leaning = drawn(placement)
    for x in 0..<9 { #expect(abs(leaning[x, 4] - Self.image[x, 4]) < 1e-6) }
    for x in 2..<9 { #expect(abs(leaning[x, 2] - Self.image[x - 2, 2]) < 1e-6) }
    for x in 0..<7 { #expect(abs(leaning[x, 6] - Self.image[x + 2, 6]) < 1e-6) }
  }

  /// The field is smooth, bounded by the lattice's displacements, and has no fold at this strength.
  @Test func elasticFieldsAreSmooth() {
    var generator = SeededGenerator(seed: 8)
    var largest = 0.0
    for _ in 0..<50 {
      let moves = ElasticField(strength: 0.1, using: &generator)
        .displacements(columns: 100, rows: 9)
      for index in 1..<moves.count where !index.isMultiple(of: 100) {
        let step = moves[index] - moves[index - 1]
        // The slope of a spline is at most 3/2 displacements a cell, and there are four cells.
        #expect(abs(step.x) < 0.007 && abs(step.y) < 0.007)
        largest = max(largest, abs(moves[index].x), abs(moves[index].y))
      }
    }
    #expect((0.05..<0.1).contains(largest))
    #expect(
      ElasticField(strength: 0, using: &generator).displacements(columns: 3, rows: 2)
        == Array(repeating: .zero, count: 6)
    )
  }

  @Test func scalesAboutTheCentre() {
    let large = drawn(Placement(shiftX: 0, shiftY: 0, degrees: 0, scale: 3))
    #expect(abs(large[4, 4] - Self.image[4, 4]) < 1e-6)
    #expect(abs(large[7, 4] - Self.image[5, 4]) < 1e-6)
    #expect(abs(large[4, 1] - Self.image[4, 3]) < 1e-6)
    let small = drawn(Placement(shiftX: 0, shiftY: 0, degrees: 0, scale: 1.0 / 3))
    #expect(abs(small[5, 4] - Self.image[7, 4]) < 1e-6)
    #expect(small[0, 0] == 0 && small[8, 4] == 0)
  }
}

@Suite struct SeededGeneratorTests {
  /// The first numbers of Vigna's splitmix64.c for the seed 1234567.
  @Test func isSplitMix64() {
    var generator = SeededGenerator(seed: 1_234_567)
    let numbers = (0..<5).map { _ in generator.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ]
    )
  }

  @Test func isUniform() {
    var generator = SeededGenerator(seed: 0)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 { counts[Int(generator.uniform() * 10)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    var twin = SeededGenerator(seed: 42)
    var other = twin
    #expect(twin.uniform() == Double(other.next() >> 11) / 9_007_199_254_740_992)
  }
}
