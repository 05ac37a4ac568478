import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing

@testable import CSource

/// Weights of 8 and 4 bits in C; their bits are held by `Tools/test-c-source`.
@Suite struct NarrowSourceTests {
  private func network(
    _ format: WeightFormat,
    sums: SumForm = .bits32,
    law: RoundingLaw = .startWords
  ) -> QuantizedNetwork {
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 3,
        unitCount: 1,
        activation: .linear,
        fractionBits: [2],
        weights: [-8, 7, -1],
        starts: [2],
        weightFormat: format,
        sums: sums
      )
    ])
    network.roundingLaw = law
    return network
  }

  private func file(_ network: QuantizedNetwork, certificates: Bool = false) throws -> CSourceFile {
    try CSourceFile(
      name: "model",
      network: network,
      identity: 1,
      knownAnswers: [],
      hasCertificates: certificates
    )
  }

  private func text(_ network: QuantizedNetwork, certificates: Bool = false) throws -> String {
    try file(network, certificates: certificates).source(headerFile: "model.h")
  }

  @Test func weightsTakeAsManyBytesAsTheirBitsDo() throws {
    let constants = [
      (WeightFormat.bits16, "int16_t", 3, "-8, 7, -1"),
      (.bits8, "int8_t", 3, "-8, 7, -1"),
      // The first of two is the lower half: 8 and 7, then 15 alone.
      (.bits4, "uint8_t", 2, "120, 15"),
    ]
    for (format, type, count, numbers) in constants {
      let array = "\(type) model_layer1_weights[\(count)] HALFWORD_CONSTANT = {\n    \(numbers)\n};"
      #expect(try text(network(format)).contains("static const \(array)"), "\(format)")
      let size = (3 * format.bits + 7) / 8 + 4
      #expect(try file(network(format)).header.contains("#define MODEL_CONSTANT_SIZE \(size)\n"))
    }
  }

  @Test func aFileSaysTheBitsAndHasWhatItNeeds() throws {
    let wide = try text(network(.bits16), certificates: true)
    for word in ["_INT8(", "_sum_8", "_sum_4", "weights of"] { #expect(!wide.contains(word)) }
    let narrow = try text(network(.bits8))
    #expect(narrow.contains("1 rows of 3 weights of 8 bits with"))
    #expect(narrow.contains("#define HALFWORD_READ_INT8(address)"))
    #expect(narrow.contains("model_sum_8(sum, &model_layer1_weights[0], input, 3)"))
    #expect(!narrow.contains("_wide") && !narrow.contains("_sum_4"))
    let narrowest = try text(network(.bits4))
    #expect(narrowest.contains("model_sum_4(sum, model_layer1_weights, 0, input, 3)"))
    #expect(!narrowest.contains("_INT8(") && !narrowest.contains("_sum_8"))
  }

  /// Whatever form 64 bits are added in, 256 products fit 32.
  @Test func sumsIn64BitsAreAddedInLongStretches() throws {
    for sums in [SumForm.blocks16, .blocks32, .bits64] {
      #expect(try text(network(.bits8, sums: sums)).contains("= model_sum_8_wide(sum, &model_"))
      #expect(try text(network(.bits4, sums: sums)).contains("= model_sum_4_wide(sum, model_"))
    }
  }

  /// An error word has no term for a rounding that there was not.
  @Test func weightsThatAreTheFloatNetworksHaveNoRounding() throws {
    let isRounded = { (text: String) in text.contains("model_common(&reach)") }
    for format in [WeightFormat.bits8, .bits4] {
      let exact = try text(network(format, law: .exactNarrowWeights), certificates: true)
      #expect(!isRounded(exact) && exact.contains("int64_t common = 12;"))
      #expect(isRounded(try text(network(format, law: .startWords), certificates: true)))
    }
    let wide = try text(network(.bits16, law: .exactNarrowWeights), certificates: true)
    #expect(isRounded(wide))
  }
}
