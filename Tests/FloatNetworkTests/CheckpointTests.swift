import Files
import Foundation
import Testing
import _TestSupport

@testable import FloatNetwork

@Suite struct CheckpointTests {
  private func sample() throws -> Checkpoint {
    var random = TestRandom(seed: 11)
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: -3...3, using: &random) }
    }
    let network = try Network(layers: [
      NetworkLayer(
        inputCount: 5,
        unitCount: 3,
        activation: .maxout(pieces: 2),
        weights: values(30),
        biases: values(6)
      ),
      NetworkLayer(
        inputCount: 3,
        unitCount: 4,
        activation: .softmax,
        weights: values(12),
        biases: values(4),
        inputDropout: 0.25
      ),
    ])
    return Checkpoint(network: network, notes: ["seed": "7", "ünïcode": "a \"b\" / c"])
  }

  @Test func aCheckpointReadsBackToItself() throws {
    let checkpoint = try sample()
    #expect(try Checkpoint(decoding: checkpoint.encoded()) == checkpoint)
    #expect(try checkpoint.encoded() == checkpoint.encoded())
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try checkpoint.write(to: file)
    #expect(try Checkpoint(contentsOf: file) == checkpoint)
  }

  @Test func theBitsThatTrainingWasForSurvive() throws {
    var checkpoint = try sample()
    #expect(try Safetensors(decoding: checkpoint.encoded()).metadata["trained_weight_bits"] == nil)
    try checkpoint.network.setTrainedWeightBits([16, 4])
    let file = try Safetensors(decoding: checkpoint.encoded())
    #expect(file.metadata["trained_weight_bits"] == "16,4")
    let read = try Checkpoint(decoding: checkpoint.encoded())
    #expect(read == checkpoint && read.network.layers.map(\.trainedWeightBits) == [nil, 4])
  }

  @Test(arguments: [
    ("4", "2 layers need 2 numbers of bits that their weights were trained for, not 1"),
    ("4,5", "layer 2 cannot have weights trained for 5 bits; the bits are 4, 8 or 16"),
    ("-8,4", "layer 1 cannot have weights trained for -8 bits"),
    ("4,", "\"trained_weight_bits\" is absent or unreadable"),
    ("4,many", "\"trained_weight_bits\" is absent or unreadable"),
  ])
  func impossibleBitsAreRefused(_ text: String, _ words: String) throws {
    var file = try Safetensors(decoding: sample().encoded())
    file.metadata["trained_weight_bits"] = text
    let data = try file.encoded()
    #expect {
      try Checkpoint(decoding: data)
    } throws: { "\($0)".contains(words) }
  }

  @Test func everyBitPatternOfAFiniteFloatSurvives() throws {
    let values: [Float] = [
      0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.ulpOfOne, 1 / 3,
    ]
    let file = Safetensors(tensors: ["a": .init(shape: [2, 3], values: values)], metadata: [:])
    let decoded = try Safetensors(decoding: file.encoded())
    #expect(decoded.tensors["a"]?.values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func everyTruncationIsAnError() throws {
    let data = try sample().encoded()
    for count in 0..<data.count {
      #expect(throws: (any Error).self) { try Checkpoint(decoding: data.prefix(count)) }
    }
    #expect(throws: (any Error).self) { try Checkpoint(decoding: data + [0]) }
  }

  @Test func everyCorruptHeaderByteIsAnErrorOrAnotherCheckpoint() throws {
    let checkpoint = try sample()
    let data = try checkpoint.encoded()
    let headerEnd = 8 + Int(data[0]) + Int(data[1]) << 8
    for offset in 0..<headerEnd {
      var corrupt = data
      corrupt[offset] ^= 0x15
      // Whatever is read, reading does not trap.
      _ = try? Checkpoint(decoding: corrupt)
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func aWeightThatIsNotFiniteIsNamed(_ value: Float) throws {
    let layer = try NetworkLayer(
      inputCount: 2,
      unitCount: 2,
      activation: .relu,
      weights: [1, 2, value, 4],
      biases: [0, 0]
    )
    let data = try Checkpoint(network: Network(layers: [layer])).encoded()
    let error = try #require(throws: CheckpointContentError.self) {
      try Checkpoint(decoding: data)
    }
    #expect("\(error)".hasPrefix("tensor \"layer1.weight\" holds \(value) at index 2"))
  }

  @Test func foreignFilesAreNamedWithTheirReason() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let absent = folder.appending(path: "absent.safetensors")
    let missing = try #require(throws: FileError.self) { try Checkpoint(contentsOf: absent) }
    #expect("\(missing)".contains(absent.path))
    #expect(!"\(missing)".contains("\n"))

    for (name, bytes) in [
      ("empty", Data()), ("text", Data("hello, world, this is no checkpoint".utf8)),
      ("huge", Data([255, 255, 255, 255, 255, 255, 255, 255, 1, 2])),
      ("other", try Safetensors(tensors: [:], metadata: [:]).encoded()),
    ] {
      let file = folder.appending(path: name)
      try bytes.write(to: file)
      let error = try #require(throws: FileError.self) { try Checkpoint(contentsOf: file) }
      #expect("\(error)".contains(file.path))
      #expect(!"\(error)".contains("\n"))
    }
  }

  @Test func shapesThatDisagreeWithTheNetworkAreRefused() throws {
    var file = try Safetensors(decoding: sample().encoded())
    file.tensors["layer1.weight"] = .init(shape: [5, 6], values: .init(repeating: 0, count: 30))
    let data = try file.encoded()
    #expect(
      throws: CheckpointContentError.wrongShape("layer1.weight", found: [5, 6], expected: [6, 5])
    ) { try Checkpoint(decoding: data) }
    file.tensors["layer1.weight"] = nil
    let without = try file.encoded()
    #expect(throws: CheckpointContentError.missingTensor("layer1.weight")) {
      try Checkpoint(decoding: without)
    }
  }
}
