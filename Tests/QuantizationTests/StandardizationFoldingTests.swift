import FloatNetwork
import Quantization
import Testing
import _TestSupport

@Suite struct StandardizationFoldingTests {
  private let standardization: Standardization

  init() throws {
    standardization = try Standardization(
      means: [3, -20, 0.5],
      deviations: [0.5, 8, 1],
      smallest: [2, -40, 0],
      largest: [4, 10, 1]
    )
  }

  /// A maxout layer that drops inputs, then a sigmoid.
  private func network(dropout: Double) throws -> Network {
    var random = TestRandom(seed: 3)
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(random.next() % 2001) / 1000 - 1 }
    }
    return try Network(layers: [
      NetworkLayer(
        inputCount: 3,
        unitCount: 4,
        activation: .maxout(pieces: 2),
        weights: values(24),
        biases: values(8),
        inputDropout: dropout
      ),
      NetworkLayer(
        inputCount: 4,
        unitCount: 2,
        activation: .sigmoid,
        weights: values(8),
        biases: values(2)
      ),
    ])
  }

  private let raw: [[Double]] = [[3, -20, 0.5], [2, 10, 1], [4, -40, 0], [2.5, 0, 0.25]]

  /// The folded network on raw inputs is the network on standardized ones, dropout folded before,
  /// after or not at all.
  @Test(arguments: [0, 0.25, 0.5])
  func keepsTheFunction(dropout: Double) throws {
    let network = try network(dropout: dropout)
    let variants = [
      network.folding(standardization), try network.folding(standardization).foldingDropout(),
      try network.foldingDropout().folding(standardization),
    ]
    for input in raw {
      let expected = network.referenceOutput(for: standardization.reference(input))
      for folded in variants {
        let output = folded.referenceOutput(for: input)
        #expect(zip(output, expected).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
  }

  @Test func aUnitIsFoldedIntoTheFirstLayer() throws {
    let network = try network(dropout: 0)
    let units = [0.5, 0.25, 0.061]
    let folded = try network.folding(units: units)
    for input in raw {
      let counts = zip(input, units).map { ($0 / $1).rounded() }
      let expected = network.referenceOutput(for: zip(counts, units).map(*))
      let output = folded.referenceOutput(for: counts)
      #expect(zip(output, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    #expect(throws: Never.self) { try standardization.checkRawInputsFit(below: 32_768) }
    #expect(throws: RawInputError.self) { try standardization.checkRawInputsFit(below: 30) }
  }

  /// A convolution's weight meets every place of its channel, and more than one layer may read the input.
  @Test func unitsAreFoldedIntoEveryLayerThatReadsTheInput() throws {
    let input = TensorShape(height: 2, width: 3, channels: 2)
    let window = Window(kernel: (2, 2), padding: (1, 0))
    let layer = { (kind: LayerKind, output: TensorShape, seed: UInt64) in
      let form = try LayerForm(kind, reading: [0], of: input, giving: output, activation: .linear)
      var random = TestRandom(seed: seed)
      return try NetworkLayer(
        form,
        weights: (0..<form.rowCount * form.columnCount).map { _ in
          Float.random(in: -1...1, using: &random)
        },
        biases: Array(repeating: 0.5, count: form.rowCount)
      )
    }
    let output = TensorShape(height: 2, width: 2, channels: 2)
    let network = try Network(
      inputShape: input,
      graph: [
        layer(.convolution(window), output, 1),
        layer(.depthwise(window), output, 2),
        NetworkLayer(
          LayerForm(.addition, reading: [1, 2], of: output, giving: output, activation: .linear)
        ),
      ]
    )
    let units = (0..<input.count).map { $0 % 2 == 0 ? 0.5 : 0.061 }
    let counts = (0..<input.count).map { Double(7 * $0 - 30) }
    let expected = network.referenceOutput(for: zip(counts, units).map(*))
    let folded = try network.folding(units: units).referenceOutput(for: counts)
    #expect(zip(folded, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    var uneven = units
    uneven[5] = 3
    #expect(throws: InputUnitError.differsWithinChannel(input: 5, channel: 1)) {
      try network.folding(units: uneven)
    }
    let pooled = try Network(
      inputShape: input,
      graph: [
        NetworkLayer(
          LayerForm(
            .maxPooling(.whole(input)),
            reading: [0],
            of: input,
            giving: TensorShape(vector: 2),
            activation: .linear
          )
        )
      ]
    )
    #expect(throws: InputUnitError.noWeights(layer: 1, kind: "max-pooling")) {
      try pooled.folding(units: units)
    }
  }

  @Test func rawInputsOutsideQ88AreNamed() throws {
    #expect(throws: Never.self) { try standardization.checkRawInputsFit() }
    let wide = try Standardization(
      means: [0, 0, 0],
      deviations: [1, 1, 1],
      smallest: [0, -300, 0],
      largest: [128, 5, 127]
    )
    let error = #expect(throws: RawInputError.self) { try wide.checkRawInputsFit() }
    #expect(error?.input == 1 && error?.others == 1)
    #expect(error.map { "\($0)".contains("--inputs standardized") } ?? false)
  }

  @Test func saysWhatRoundingCosts() {
    #expect(standardization.worstInputRounding == 1.0 / 256)
    #expect(standardization.worstWeightRounding == 8.0 / 512)
  }
}
