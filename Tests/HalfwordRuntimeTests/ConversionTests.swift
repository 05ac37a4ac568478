import CHalfword
import Conformance
import HalfwordRuntime
import Testing
import _TestSupport

/// All ways from a value to a word give the same: the C functions, the Swift interface, and the oracle, which
/// works with exact integers.
@Suite struct ConversionTests {
  private let offsets: [Int32] = [0, 1, -1, 32_767, -32_768, 12_969_600, .max, .min, .max - 32_767]

  /// The word r − o, and whether 16 bits do not hold it.
  private func exact(_ rounded: Int128, less offset: Int32) -> (word: Int16, lost: UInt32) {
    let word = rounded - Int128(offset)
    return (Int16(clamping: word), Int16(exactly: word) == nil ? 1 : 0)
  }

  /// number · 2^power, rounded half up; for numbers below 2³², and powers below 64.
  private func rounded(_ number: Int64, timesTwoTo power: Int) -> Int128 {
    if power >= 0 { return Int128(number) << Int128(power) }
    // Beyond 2⁶⁰ in the denominator nothing is left, halves included.
    return (Int128(number) + (Int128(1) << Int128(min(-power, 60) - 1))) >> Int128(min(-power, 60))
  }

  /// The definition in integers: the float's own numerator and denominator.
  private func exactWord(
    _ value: Float,
    _ exponent: Int,
    _ offset: Int32
  ) -> (word: Int16, lost: UInt32) {
    guard !value.isNaN else { return (0, 1) }
    guard value != 0 else { return exact(0, less: offset) }
    let beyond: (Int16, UInt32) = (value > 0 ? .max : .min, 1)
    guard value.isFinite else { return beyond }
    // value = significand · 2^power, the significand a whole number below 2^24.
    let power = Int(value.exponent) - 23 + 8 - exponent
    guard power < 40 else { return beyond }
    let whole = Int64(value.significand * 0x1p23) * (value.sign == .minus ? -1 : 1)
    return exact(rounded(whole, timesTwoTo: power), less: offset)
  }

  private func check(_ value: Float, _ exponent: Int, _ offset: Int32) {
    let (expected, expectedLost) = exactWord(value, exponent, offset)
    let scale = InputScale(exponent: exponent, offset: offset)
    let checked = scale.checkedWord(for: value)
    var lost: UInt32 = 7
    var word: Int16 = 99
    let lostCount = halfword_words_from_floats([value], 1, [Int8(exponent)], [offset], &word)
    let c = halfword_checked_word_from_float(value, Int32(exponent), offset, &lost)
    #expect(
      c == expected && scale.word(for: value) == expected && checked.word == expected
        && word == expected
        && halfword_word_from_float(value, Int32(exponent), offset) == expected
        && ExactOracle.word(of: value, exponent: exponent, offset: offset) == expected,
      "\(value), exponent \(exponent), offset \(offset): \(expected)"
    )
    #expect(
      lost == expectedLost && lostCount == expectedLost && checked.isLost == (expectedLost == 1),
      "\(value), exponent \(exponent), offset \(offset): lost \(expectedLost)"
    )
  }

  private func check(count: Int32, _ exponent: Int, _ offset: Int32) {
    let (expected, expectedLost) = exact(
      rounded(Int64(count), timesTwoTo: 8 - exponent),
      less: offset
    )
    let scale = InputScale(exponent: exponent, offset: offset)
    var word: Int16 = 99
    let lost = halfword_words_from_integers([count], 1, [Int8(exponent)], [offset], &word)
    #expect(
      word == expected && lost == expectedLost && scale.word(forCount: count) == expected
        && halfword_word_from_integer(count, Int32(exponent), offset) == expected
        && ExactOracle.word(ofCount: count, exponent: exponent, offset: offset) == expected,
      "count \(count), exponent \(exponent), offset \(offset): \(expected), \(expectedLost)"
    )
    // A whole number that Float holds gives the same word as a float.
    if Int32(exactly: Float(count)) == count { check(Float(count), exponent, offset) }
  }

  @Test func swiftRoundsToQ8_8AsCDoes() {
    for word in Int16.min ... .max {
      let value = Q8_8.value(word)
      #expect(value == Float(word) / 256 && Q8_8.raw(rounding: value) == word)
    }
    #expect(Q8_8.raw(rounding: 0x1p-9) == 1 && Q8_8.raw(rounding: -0x1p-9) == 0)
    #expect(Q8_8.raw(rounding: 1_000) == .max && Q8_8.raw(rounding: .nan) == 0)
  }

  @Test func specialValues() {
    let special: [Float] = [
      0, -0.0, .nan, .signalingNaN, .infinity, -.infinity, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, 2_147_483_648, -2_147_483_648, 2_147_483_520, 4_294_967_296,
      8_589_934_592,
      -8_589_934_592, 0.5, -0.5, 1.5, 16_777_216,
    ]
    for exponent in -24...24 {
      for offset in offsets { for value in special { check(value, exponent, offset) } }
    }
  }

  /// Around every kind of edge of the words: their ends, halves and neighbours of halves.
  @Test func tiesAndEnds() {
    let places = [
      -32_769.5, -32_769, -32_768.5, -32_768, -1.5, -0.5, 0, 0.5, 32_766.5, 32_767, 32_767.5,
    ]
    for exponent in -24...24 {
      let step = Double(sign: .plus, exponent: exponent - 8, significand: 1)
      for offset in offsets {
        for place in places {
          let value = Float((place + Double(offset)) * step)
          for near in [value.nextDown, value, value.nextUp] { check(near, exponent, offset) }
        }
      }
    }
  }

  @Test func randomValues() {
    var random = TestRandom(seed: 91)
    for _ in 0..<50_000 {
      let exponent = Int.random(in: -24...24, using: &random)
      let offset =
        Int32.random(in: .min ... .max, using: &random) >> Int32.random(in: 0...31, using: &random)
      let step = Float(sign: .plus, exponent: exponent - 8, significand: 1)
      let near = (Float(offset) + Float.random(in: -40_000...40_000, using: &random)) * step
      check(near, exponent, offset)
      check(Float(bitPattern: UInt32.random(in: 0 ... .max, using: &random)), exponent, offset)
    }
  }

  /// The ends of 32 bits, ties and their neighbours, and the ends of the words around each offset.
  @Test func wholeNumbers() {
    var random = TestRandom(seed: 92)
    let edges: [Int32] = [.min, .min + 1, .max - 1, .max, 0, 1, -1, 127, 128, -128, -129, 255, 256]
    for exponent in -24...24 {
      for offset in offsets {
        for count in edges { check(count: count, exponent, offset) }
        for _ in 0..<20 {
          check(count: Int32.random(in: .min ... .max, using: &random), exponent, offset)
          check(count: Int32.random(in: -(1 << 24)...(1 << 24), using: &random), exponent, offset)
        }
        for place in [-32_769, -32_768, -2, -1, 0, 1, 32_766, 32_767] {
          // Halfway between two words, where a count is less than a word.
          let doubled = Int128(2 * (place + Int(offset)) + 1)
          let tie = exponent > 8 ? doubled << Int128(exponent - 9) : doubled >> Int128(9 - exponent)
          for near in tie - 1...tie + 1 { check(count: Int32(clamping: near), exponent, offset) }
        }
      }
    }
  }

  @Test func aWholeSampleTellsWhatItLost() {
    let values: [Float] = [1, .nan, 900, -900, 0.25, .infinity]
    var words = [Int16](repeating: 9, count: 6)
    #expect(halfword_words_from_floats(values, 6, nil, nil, &words) == 4)
    #expect(words == [256, 0, .max, .min, 64, .max])
    #expect(halfword_words_from_floats(values, 6, [0, 0, 3, 3, 0, 0], nil, &words) == 2)
    #expect(words == [256, 0, 28_800, -28_800, 64, .max])
    #expect(halfword_words_from_integers([101_325, 5], 2, [8, 8], [101_000, 0], &words) == 0)
    #expect(words[..<2] == [325, 5])
  }

  @Test func wordsBecomeValues() {
    for exponent in -24...24 {
      let step = Float(sign: .plus, exponent: exponent - 8, significand: 1)
      // 65,535 is a multiple of 15: both ends are among them.
      for word in stride(from: Int(Int16.min), through: Int(Int16.max), by: 15) {
        let word = Int16(word)
        #expect(halfword_float_from_word(word, Int32(exponent)) == Float(word) * step)
        for perOne in [Int32(1), 100, -7, .max, .min] {
          let exact = Double(word) * Double(step) * Double(perOne)
          let rounded = (exact + 0.5).rounded(.down)
          let expected = Int32(max(-2_147_483_648, min(2_147_483_647, rounded)))
          #expect(halfword_integer_from_word(word, Int32(exponent), perOne) == expected)
        }
      }
    }
  }

  /// Exact as floats, rounded up as integers, and without a bound the largest that there is.
  @Test func errorWordsBecomeValues() {
    for exponent in -24...24 {
      let unit = Double(sign: .plus, exponent: exponent - 12, significand: 1)
      for error in [UInt32(0), 1, 9, 4_097, 1_048_575] {
        #expect(
          Double(halfword_float_from_error(error, Int32(exponent))) == Double(error) * unit
        )
        for perOne in [Int32(1), 100, .max] {
          let exact = Double(error) * unit * Double(perOne)
          #expect(
            Double(halfword_integer_from_error(error, Int32(exponent), perOne))
              == min(2_147_483_647, exact.rounded(.up))
          )
        }
      }
      #expect(halfword_float_from_error(.max, Int32(exponent)) == .greatestFiniteMagnitude)
      #expect(halfword_integer_from_error(.max, Int32(exponent), 1) == .max)
    }
  }

  /// Exponents that no image has are taken as the nearest that one can have: nothing is undefined.
  @Test func everyExponentIsDefined() {
    for exponent in [Int32.min, -25, 25, .max] {
      let nearest: Int32 = exponent < 0 ? -24 : 24
      #expect(
        halfword_word_from_float(1.25, exponent, 7) == halfword_word_from_float(1.25, nearest, 7)
      )
      #expect(
        halfword_word_from_integer(9, exponent, 7) == halfword_word_from_integer(9, nearest, 7)
      )
      #expect(halfword_float_from_word(9, exponent) == halfword_float_from_word(9, nearest))
      #expect(
        halfword_integer_from_word(9, exponent, 100) == halfword_integer_from_word(9, nearest, 100)
      )
    }
    for exponent in [Int.min, .max] {
      let nearest = InputScale(exponent: exponent < 0 ? -24 : 24, offset: 7)
      let beyond = InputScale(exponent: exponent, offset: 7)
      #expect(beyond.word(for: 1.25) == nearest.word(for: 1.25))
      #expect(beyond.word(forCount: 9) == nearest.word(forCount: 9))
    }
  }
}
