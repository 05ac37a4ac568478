import FloatNetwork
import Foundation
import HalfwordRuntime
@testable import Quantization
import Testing
import _TestSupport

@Suite struct QuantizingTests {
  private func network(
    weights: [Float],
    biases: [Float] = [0],
    dropout: Double = 0
  ) throws -> Network {
    try Network(layers: [
      NetworkLayer(
        inputCount: weights.count,
        unitCount: 1,
        activation: .linear,
        weights: weights,
        biases: biases,
        inputDropout: dropout
      )
    ])
  }

  @Test func foldingScalesWeightsAndLeavesBiases() throws {
    let folded = try network(weights: [1, -0.25], biases: [1], dropout: 0.5).foldingDropout()
    #expect(folded.layers[0].weights == [0.5, -0.125])
    #expect(folded.layers[0].biases == [1])
    #expect(folded.isDropoutFolded)
    #expect(try QuantizedNetwork(quantizing: folded).layers[0].weights == [128, -32])
    #expect(try QuantizedNetwork(quantizing: folded).layers[0].foldedDropout == 0.5)
  }

  @Test func foldingTwiceIsRefused() throws {
    let folded = try network(weights: [1], dropout: 0.5).foldingDropout()
    #expect(throws: FoldingError()) { try folded.foldingDropout() }
  }

  @Test func foldingReachesTheLayerThatReadsTheDroppedUnits() throws {
    let description = try NetworkDescription(
      parsing: "2 dropout:0.25 relu:2 dropout:0.5 maxout:1x2 linear:1"
    )
    var inputs = 2
    let network = try Network(
      layers: description.layers.map { layer in
        let rows = layer.unitCount * layer.activation.pieces
        defer { inputs = layer.unitCount }
        return try NetworkLayer(
          inputCount: inputs,
          unitCount: layer.unitCount,
          activation: layer.activation,
          weights: .init(repeating: 1, count: rows * inputs),
          biases: .init(repeating: 1, count: rows),
          inputDropout: layer.inputDropout
        )
      }
    )
    let folded = try network.foldingDropout()
    #expect(folded.layers.map { $0.weights[0] } == [0.75, 0.5, 1])
    #expect(folded.layers.allSatisfy { $0.biases[0] == 1 })
    let input = [0.5, -0.25]
    let before = network.referenceOutput(for: input)
    let after = folded.referenceOutput(for: input)
    #expect(abs(before[0] - after[0]) < 1e-12)
  }

  @Test func dropoutThatIsNotFoldedIsRefused() throws {
    let unfolded = try network(weights: [1], dropout: 0.5)
    #expect(throws: QuantizationError.dropoutNotFolded) {
      try QuantizedNetwork(quantizing: unfolded)
    }
  }

  @Test func everyRawValueAndEveryHalfRoundsAsWritten() throws {
    for start in stride(from: -32_768, to: 32_767, by: 4_096) {
      let raw = (start..<start + 4_096).map { $0 }
      let exact = try network(weights: raw.map { Float($0) / 256 })
      #expect(try QuantizedNetwork(quantizing: exact).layers[0].weights.map(Int.init) == raw)
      // Halves go up; just below a half goes down.
      let halves = try network(weights: raw.dropLast().map { (Float($0) + 0.5) / 256 })
      #expect(
        try QuantizedNetwork(quantizing: halves).layers[0].weights.map(Int.init)
          == raw.dropLast().map { $0 + 1 }
      )
      let below = try network(weights: raw.dropLast().map { ((Float($0) + 0.5) / 256).nextDown })
      #expect(
        try QuantizedNetwork(quantizing: below).layers[0].weights.map(Int.init)
          == Array(raw.dropLast())
      )
    }
  }

  @Test func aWeightThatDoesNotFitIsNamed() throws {
    let first = try NetworkLayer(
      inputCount: 1,
      unitCount: 2,
      activation: .relu,
      weights: [1, 2],
      biases: [0, 0]
    )
    let second = try NetworkLayer(
      inputCount: 2,
      unitCount: 2,
      activation: .linear,
      weights: [0, 1, 2, 128],
      biases: [0, 500]
    )
    let network = try Network(layers: [first, second])
    let error = try #require(throws: QuantizationError.self) {
      try QuantizedNetwork(quantizing: network)
    }
    #expect("\(error)".hasPrefix("layer 2, weight [1, 1] is 128.0, outside Q8.8"))
    #expect("\(error)".contains("1 more"))
    let saturated = try QuantizedNetwork(quantizing: network, saturate: true)
    #expect(saturated.saturatedCount == 2)
    #expect(saturated.layers[1].weights[3] == .max)
    #expect(saturated.layers[1].bias(ofRow: 1) == 32_767)
    #expect(saturated.layers[0].saturatedCount == 0)
  }

  @Test(arguments: [
    (Float(127.9981), false), (127.997, true), (-128.0019, true), (-128.002, false),
  ])
  func theLastValueThatFitsIsTheOneThatRoundsInside(_ value: Float, _ fits: Bool) throws {
    let network = try network(weights: [value])
    let quantized = try? QuantizedNetwork(quantizing: network)
    #expect((quantized != nil) == fits)
  }

  @Test func notANumberIsRefusedEvenWhenSaturating() throws {
    let network = try network(weights: [0, .nan])
    for saturate in [false, true] {
      let error = try #require(throws: QuantizationError.self) {
        try QuantizedNetwork(quantizing: network, saturate: saturate)
      }
      #expect("\(error)".hasPrefix("layer 1, weight [0, 1] is not a number"))
    }
  }

  /// Each of the values that the tutorial prints, and the Q8.8 value nearest to the exact one.
  ///
  /// In one of the eight, 0.8544, the nearest Q8.8 value, 219/256 = 0.8555, is itself further than
  /// half a hundredth from the print; so the print is met within half of its last digit plus half an
  /// ulp, which is the most that any Q8.8 result can promise.
  @Test(arguments: [
    (1, [Int16(256), -256], [0.98, 0.12]), (2, [256, -256], [0.86, 0.11]),
    (3, [256, -256], [0.62, 0.83]), (3, [0, 0], [0.51, 0.85]),
  ])
  func theTutorialsNetworkGivesTheValuesItPrintsInFixedPoint(
    _ depth: Int,
    _ input: [Int16],
    _ printed: [Double]
  ) throws {
    let network = try Network.tutorial()
    let quantized = try QuantizedNetwork(quantizing: network)
    let part = QuantizedNetwork(layers: Array(quantized.layers.prefix(depth)))
    let output = try TestModel(part).run(input).output
    let exact = network.referenceActivations(for: input.map { Double($0) / 256 })[depth - 1]
    #expect(output.map(Int.init) == exact.map { Int(($0 * 256).rounded()) })
    for (value, print) in zip(output, printed) {
      #expect(abs(Double(value) / 256 - print) <= 0.005 + 1.0 / 512)
    }
  }
}

/// What a message tells a user to do fits what was asked for.
@Suite struct MisfitTests {
  @Test(arguments: [(8, "leave out --weights q8.8"), (0, "deploy --data")])
  func aWeightThatDoesNotFitHasARemedy(bits: UInt8, remedy: String) {
    let misfit = QuantizationError.Misfit(
      layer: 2,
      row: 0,
      column: 1,
      value: 5e4,
      fractionBits: bits
    )
    let text = QuantizationError.doesNotFit(misfit, others: 1).description
    #expect(text.contains(remedy) && text.contains("layer 2, weight [0, 1]"), "\(text)")
  }
}
