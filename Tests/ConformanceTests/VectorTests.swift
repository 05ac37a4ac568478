import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import Testing

@testable import Conformance

/// The conformance suite as a file; what it holds is proved by `Tools/check-vectors`.
@Suite struct VectorTests {
  /// Made once for all tests, as that takes the longest.
  static let suite = Result { try VectorFile.suite() }

  @Test func hasEveryGroupUnderItsOwnNames() throws {
    let names = try Self.suite.get().records.map(\.name)
    #expect(Set(names).count == names.count)
    let groups = Dictionary(grouping: names) { String($0.prefix { $0 != "/" }) }.mapValues(\.count)
    #expect(groups["random"] == 2_000)
    #expect(try #require(groups["image"]) >= 200)
    // Six functions, 65,536 inputs each.
    #expect(groups["function"] == 6 * 65_536 / 1_024)
    #expect(try #require(groups["bounded"]) >= 800)
    #expect(groups.count == 20)
    #expect(try #require(groups["graph"]) > 1_000)
    #expect(try #require(groups["narrow"]) > 500)
  }

  @Test func isTheSameEachTimeAndStaysSmall() throws {
    let data = try Self.suite.get().data
    #expect(data.count < 30_000_000)
    let again = try [saturationVectors(), lawVectors(), softmaxVectors(), boundLimitVectors()]
    for group in again {
      let bytes = Dictionary(uniqueKeysWithValues: group.map { ($0.name, $0.bytes) })
      let first = try Self.suite.get().records.filter { bytes[$0.name] != nil }
      #expect(first.count == group.count)
      #expect(first.allSatisfy { bytes[$0.name] == $0.bytes })
    }
  }

  /// What has 32 bits is proved by the oracle's own arithmetic, on both sides of the limit.
  @Test func accumulatorRecordsLieOnBothSidesOfTheLimit() {
    let starts: [Int32] = [0, 128, 32_768, -25_600_000, 1 << 30, .max - 65_536]
    for start in starts {
      let largest = largestWeightSum(start: start)
      for (sum, fits) in [(largest, true), (largest + 1, false)] {
        let third = Int16(sum / 3)
        let weights = [third, -third, Int16(sum - sum / 3 * 2)]
        let isExact = ExactOracle.isExact(
          .bits32,
          weights: weights,
          start: start,
          inputsAreNonnegative: false
        )
        #expect(isExact == fits)
        let layer = QuantizedLayer(
          inputCount: 3,
          unitCount: 1,
          activation: .linear,
          fractionBits: [8],
          weights: weights,
          starts: [start]
        )
        #expect((layer.sums == .bits32) == fits)
      }
    }
  }

  @Test func readsWhatItWrites() throws {
    let file = VectorFile(records: try tutorialVectors() + lawVectors().suffix(2))
    let reader = try VectorReader(file.data)
    #expect((0..<reader.count).map { reader.name(at: $0) } == file.records.map(\.name))
    let library = LibraryUnderTest.linked()
    for index in 0..<reader.count { #expect(reader.check(index, with: library) == .passed) }
  }

  @Test func refusesEveryTruncationAndEveryDamage() throws {
    let data = VectorFile(records: Array(try refusedImages().suffix(1))).data
    _ = try VectorReader(data)
    for size in 0..<data.count {
      #expect(throws: VectorFileError.self) { try VectorReader(data.prefix(size)) }
    }
    // The largest record's size and the reserved bytes are for others to read.
    for offset in data.indices where !(16..<20).contains(offset) && !(24..<32).contains(offset) {
      var damaged = data
      damaged[offset] ^= 0x20
      #expect(throws: VectorFileError.self, "byte \(offset)") { try VectorReader(damaged) }
    }
  }

  /// The runner takes records apart that anybody may have written.
  @Test func survivesRecordsThatContradictThemselves() throws {
    let records =
      try tutorialVectors() + lawVectors().suffix(1)
      + [.conversions("conversion", [1, 2]), refusedImages()[0]] + boundLimitVectors().prefix(1)
    let library = LibraryUnderTest.linked()
    for record in records {
      let file = VectorFile(records: [record])
      for offset in 32 + 8..<min(file.data.count, 600) {
        for change in [UInt8(0x01), 0x80, 0xFF] {
          var data = file.data
          data[offset] ^= change
          let checksum = VectorFile.checksum(of: data[32...])
          data.replaceSubrange(
            20..<24,
            with: Swift.withUnsafeBytes(of: checksum.littleEndian) { Array($0) }
          )
          guard let reader = try? VectorReader(data) else { continue }
          _ = reader.check(0, with: library)
        }
      }
    }
  }

  @Test func namesTheSampleTheLayerAndTheUnit() throws {
    // Of the tutorial's network the second layer gives another value than the record says.
    var data = VectorFile(records: try tutorialVectors()).data
    let samples = 32
    let values = 2 + 3 * 2 + 1
    // From the end, as samples are the last part; the padding completes a word.
    let padding = (samples * values * 2) % 4
    let sample = data.count - padding - (samples - 5) * values * 2
    let unit = sample + (2 + 2 + 1) * 2
    data[unit] ^= 1
    // The whole network gives the right output, which is what is compared first; so it goes too.
    data[sample + (2 + 4) * 2] ^= 1
    let checksum = VectorFile.checksum(of: data[32...])
    data.replaceSubrange(
      20..<24,
      with: Swift.withUnsafeBytes(of: checksum.littleEndian) { Array($0) }
    )
    let verdict = try VectorReader(data).check(0, with: .linked())
    #expect(verdict.isFailure)
    #expect(verdict.message.hasPrefix("sample 5: layer 2, unit 1: expected "))
  }

  @Test func reportsAsXMLWhateverTheNames() {
    let report = JUnitReport(
      suite: "a & b",
      results: [
        ("group/<one>", .passed), ("group/two", .failed("\"said\" \u{1}")),
        ("other/three", .skipped("why")),
      ]
    )
    #expect(report.text.contains(#"tests="3" failures="1" skipped="1""#))
    #expect(report.text.contains(#"name="a &amp; b""#))
    #expect(report.text.contains(#"classname="group" name="group/&lt;one&gt;"/>"#))
    #expect(report.text.contains(#"<failure message="&quot;said&quot; ?"/>"#))
  }
}
