import FloatNetwork
import Foundation
import Quantization
import Testing
import _TestSupport

@testable import CSource

/// What the text says; that it gives the runtime's bits is held by `Tools/test-c-source`.
@Suite struct CSourceFileTests {
  private func file(
    _ network: QuantizedNetwork,
    name: String = "model",
    certificates: Bool = false,
    notes: [String] = [],
    classNames: [String] = []
  ) throws -> CSourceFile {
    try CSourceFile(
      name: name,
      network: network,
      identity: 1,
      knownAnswers: network.knownAnswers(count: 1),
      hasCertificates: certificates,
      notes: notes,
      classNames: classNames
    )
  }

  private func dense(inputs: Int, units: Int) -> QuantizedNetwork {
    QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: inputs,
        unitCount: units,
        activation: .relu,
        weightFractionBits: 8,
        weights: Array(repeating: 3, count: inputs * units),
        biases: Array(repeating: 0, count: units)
      )
    ])
  }

  @Test func theSameNetworkGivesTheSameText() throws {
    for network in [dense(inputs: 3, units: 2), everyKindNetwork()] {
      let (first, second) = (try file(network), try file(network))
      #expect(first.source(headerFile: "a.h") == second.source(headerFile: "a.h"))
      #expect(first.header == second.header)
    }
  }

  @Test func aNameThatIsNoIdentifierIsRefused() {
    #expect(throws: CHeaderError(name: "a b")) {
      try file(dense(inputs: 1, units: 1), name: "a b")
    }
  }

  /// Placeholders of the texts are no words of a model's own.
  @Test func whatAUserWroteStaysAsItIs() throws {
    let file = try file(
      dense(inputs: 2, units: 2),
      name: "INDEX_1",
      notes: ["NAME of the INDEX"],
      classNames: ["NAME", "INDEX"]
    )
    let source = file.source(headerFile: "NAME.h")
    #expect(source.contains("NAME of the INDEX") && source.contains("#include \"NAME.h\""))
    #expect(file.header.contains("\"NAME\"") && file.header.contains("\"INDEX\""))
    #expect(source.contains("void INDEX_1_run(") && !source.contains("void NAME"))
  }

  /// On AVR indices of 16 bits are what the processor computes with.
  @Test func indicesHave16BitsWhereTheySuffice() throws {
    #expect(
      try file(dense(inputs: 100, units: 300)).source(headerFile: "a.h").contains(
        "int_fast16_t unit"
      )
    )
    #expect(
      try file(dense(inputs: 200, units: 300)).source(headerFile: "a.h").contains("int32_t unit")
    )
  }

  @Test func certificatesAreThereOnlyWhereAskedFor() throws {
    let network = everyKindNetwork()
    let (plain, certified) = (try file(network), try file(network, certificates: true))
    #expect(
      !plain.header.contains("certified") && !plain.source(headerFile: "a.h").contains("bounded")
    )
    #expect(certified.header.contains("model_classify_certified("))
    #expect(
      certified.header.contains("#define MODEL_WORKSPACE_COUNT \(network.workspaceSize / 2)\n")
    )
    #expect(
      certified.header.contains("#define MODEL_BOUNDED_WORKSPACE_COUNT \(network.workspaceSize)\n")
    )
  }

  /// Each case of `Helper` has a text, whose helpers come before it.
  @Test func helpersComeBehindWhatTheyCall() {
    for helper in Helper.allCases {
      #expect(!helper.text.isEmpty, "\(helper)")
      for need in helper.needs { #expect(need < helper, "\(helper) calls \(need)") }
    }
  }

  @Test func stepsAreThoseOfTheRoundedFunctions() {
    for z in Array(0..<2_048) + stride(from: 2_048, to: 32_768, by: 64) {
      let (sigmoid, tanh) = (
        256 / (1 + exp(-Double(z) / 256)), 256 * Foundation.tanh(Double(z) / 256)
      )
      #expect(128 + StepNumbers.sigmoid.prefix { $0 <= z }.count == Int(sigmoid.rounded()))
      #expect(StepNumbers.tanh.prefix { $0 <= z }.count == Int(tanh.rounded()))
    }
  }
}
