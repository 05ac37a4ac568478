import CHalfword
import FloatNetwork
import Foundation
import HalfwordRuntime
@testable import Quantization
import Testing
import _TestSupport

@Suite struct ImageWriterTests {
  @Test func anImageReadsBackToItsNetwork() throws {
    var random = TestRandom(seed: 12)
    for _ in 0..<200 {
      let network = QuantizedNetwork.random(
        inputCount: Int.random(in: 1...9, using: &random),
        layerCount: Int.random(in: 1...4, using: &random),
        weightLimit: 32_767,
        using: &random
      )
      let bytes = try network.image()
      let model = TestModel(bytes)
      #expect(model.status == HALFWORD_OK && model.verify() == HALFWORD_OK)
      #expect(try decode(UnsafeRawBufferPointer(model.image)) == network.layers)
    }
  }

  /// The layers of an image, weight by weight.
  private func decode(_ buffer: UnsafeRawBufferPointer) throws -> [QuantizedLayer] {
    let image = try ModelImage(opening: buffer.bytes)
    var reader = image.layers()
    var layers: [QuantizedLayer] = []
    for _ in 0..<image.layerCount {
      let layer = try reader.next()
      let activations: [ActivationCode: Activation] = [
        .linear: .linear, .relu: .relu, .maxout: .maxout(pieces: layer.pieces),
        .sigmoid: .sigmoid, .tanh: .tanh, .softmax: .softmax,
      ]
      let activation = try #require(activations[layer.activation])
      func value(_ offset: Int) -> Int16 { buffer.load(fromByteOffset: offset, as: Int16.self) }
      func start(_ row: Int) -> Int32 {
        buffer.load(fromByteOffset: layer.startsOffset + 4 * row, as: Int32.self)
      }
      let rows = layer.panels.rows
      layers.append(
        QuantizedLayer(
          inputCount: layer.inputCount,
          unitCount: layer.unitCount,
          activation: activation,
          fractionBits: (0..<layer.unitCount).map {
            buffer.load(fromByteOffset: layer.fractionsOffset + $0 * layer.pieces, as: UInt8.self)
          },
          weights: (0..<rows).flatMap { row in
            (0..<layer.inputCount).map { column in
              value(layer.weightsOffset + layer.panels.place(row: row, column: column).offset)
            }
          },
          starts: (0..<rows).map(start),
          sums: layer.sums
        )
        .reading([layer.source])
      )
    }
    return layers
  }

  @Test func everyWeightHasAPlaceOfItsOwn() {
    for rows in 1...9 {
      for columns in 1...7 {
        let panels = WeightPanels(rows: rows, columns: columns)
        var offsets: Set<Int> = []
        for row in 0..<rows {
          for column in 0..<columns {
            offsets.insert(panels.place(row: row, column: column).offset)
          }
        }
        #expect(offsets.count == rows * columns)
        #expect(offsets.allSatisfy { $0 >= 0 && $0 < panels.panelCount * panels.panelSize })
      }
    }
  }

  @Test func equalNetworksGiveEqualBytesAndOthersAnotherIdentity() throws {
    var random = TestRandom(seed: 13)
    let network = QuantizedNetwork.random(
      inputCount: 6,
      layerCount: 2,
      weightLimit: 200,
      using: &random
    )
    #expect(try network.image() == network.image())
    var weights = network.layers[0].weights
    weights[0] ^= 1
    let other = QuantizedNetwork(
      layers: [network.layers[0].with(weights: weights)] + network.layers.dropFirst()
    )
    #expect(
      try halfword_identity([TestModel(network).handle])
        != halfword_identity([TestModel(other).handle])
    )
  }

  @Test func theChecksumIsThatOfZlib() throws {
    // The check value of CRC-32: "123456789" gives CBF43926.
    var checksum = CRC32()
    for byte in "123456789".utf8 { checksum.add(byte) }
    #expect(checksum.value == 0xCBF4_3926)
  }

  @Test func theHeaderHoldsTheImageAndItsSizes() throws {
    var random = TestRandom(seed: 14)
    let network = QuantizedNetwork.random(
      inputCount: 6,
      layerCount: 3,
      weightLimit: 200,
      using: &random
    )
    let image = try network.image()
    let text = try CHeader(name: "small_net", network: network, image: image).text
    #expect(text == (try CHeader(name: "small_net", network: network, image: image).text))
    let array = try #require(text.components(separatedBy: "small_net_image[").dropFirst().first)
    let body = try #require(array.components(separatedBy: "= {").dropFirst().first)
      .prefix { $0 != "}" }
    let words = body.split(whereSeparator: { ", \n".contains($0) }).compactMap {
      UInt32($0.dropFirst(2), radix: 16)
    }
    #expect(
      words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } } == image
    )
    let model = try TestModel(network)
    let identity = withExtendedLifetime(model) { halfword_identity([model.handle]) }
    #expect(text.contains("SMALL_NET_IDENTITY UINT64_C(0x\(String(format: "%016llx", identity)))"))
    #expect(text.contains("#define SMALL_NET_WORKSPACE_SIZE \(network.workspaceSize)\n"))
    #expect(text.contains("#define SMALL_NET_IMAGE_SIZE \(image.count)\n"))
  }

  @Test func aNoteCannotLeaveItsComment() throws {
    let network = try QuantizedNetwork(quantizing: Network.tutorial())
    let header = { (notes: [String]) in
      try CHeader(name: "a", network: network, image: network.image(), notes: notes).text
    }
    let text = try header(["x */ int y;\n#error z"])
    #expect(text.contains(" * x * / int y; #error z\n"))
    // No comment ends that does not end without the note.
    let ends = { (text: String) in text.components(separatedBy: "*/").count }
    #expect(try ends(text) == ends(header(["x"])))
  }

  @Test func aNameThatCDoesNotAcceptIsRefused() throws {
    let network = try QuantizedNetwork(quantizing: Network.tutorial())
    for name in ["", "1a", "a-b", "é", "a b"] {
      #expect(throws: CHeaderError(name: name)) {
        try CHeader(name: name, network: network, image: [])
      }
    }
    #expect(CHeader.identifier(from: "My Model-2") == "my_model_2")
    #expect(CHeader.identifier(from: "2digits") == "model_2digits")
  }
}
