import CHalfword
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

/// The worked example of Docs/image-format.md is built byte for byte, and parses.
@Suite struct ImageFormatExampleTests {
  /// Two inputs and one ReLU unit: weights 1 and −0.5, bias 0.25; meant for inputs from 0 to 1.
  private func network() throws -> QuantizedNetwork {
    let layer = try NetworkLayer(
      inputCount: 2,
      unitCount: 1,
      activation: .relu,
      weights: [1, -0.5],
      biases: [0.25]
    )
    var network = try QuantizedNetwork(quantizing: Network(layers: [layer]))
    network.inputRange = 0...256
    return network
  }

  private let answer = KnownAnswer(input: [256, 128], output: [256])

  /// The bytes in the document's table, whose rows begin with an offset and hexadecimal bytes.
  private func documentedBytes() throws -> [UInt8] {
    let file = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Docs/image-format.md")
    var bytes: [UInt8] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, let offset = Int(cells[0]) else { continue }
      let row = cells[1].split(separator: " ").compactMap { UInt8($0, radix: 16) }
      #expect(offset == bytes.count, "\(line)")
      bytes += row
    }
    return bytes
  }

  @Test func theDocumentShowsTheBytesThatAreWritten() throws {
    let image = try network().image(knownAnswers: [answer])
    #expect(try documentedBytes() == image)
  }

  @Test func theDocumentsBytesOpenVerifyAndAnswer() throws {
    let model = TestModel(try documentedBytes())
    #expect(model.status == HALFWORD_OK)
    #expect(model.verify() == HALFWORD_OK)
    // max(0, 1·1 − 0.5·0.5 + 0.25) = 1, and max(0, −0.5 + 0.25) = 0.
    #expect(model.run([256, 128]).output == [256])
    #expect(model.run([0, 256]).output == [0])
    var output = [Int16(0)]
    #expect(halfword_self_test([model.handle], &output, 1, nil, 0, nil) == HALFWORD_OK)
  }
}
