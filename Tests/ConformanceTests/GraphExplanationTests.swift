import Datasets
import FloatNetwork
import HalfwordRuntime
import Quantization
import Testing

@testable import Conformance

/// Explanations of graphs: what each step adds to each value's error, and the products behind it.
@Suite struct GraphExplanationTests {
  /// A random graph in float and in fixed point, an input, and the runs of both.
  private struct Case {
    let network: Network
    let fixed: QuantizedNetwork
    let input: [Float]
    let trace: FixedPointTrace
    let float: LayerOutputs
    let causes: ErrorCauses

    init(seed: UInt64) throws {
      var random = SeededGenerator(seed: 5_000 + seed)
      network = try QuantizedNetwork.randomGraph(seed: seed).asFloatNetwork(using: &random)
      let scaling = Scaling.identity(for: network)
      fixed = try QuantizedNetwork(
        quantizing: network,
        scaling: scaling,
        format: seed.isMultiple(of: 2)
          ? .plain : .fitted(.bits64, layerCount: network.layers.count),
        saturate: true
      )
      input = (0..<network.inputCount).map { _ in Float.random(in: -9...9, using: &random) }
      trace = FixedPointTrace(of: fixed, for: fixed.words(for: input))
      float = LayerOutputs(of: network, for: input.map(Double.init), in: fixed)
      let reference = { [network] (values: [Double]) in
        network.referenceTrace(for: values).map(\.activations)
      }
      causes = ErrorCauses(
        in: fixed,
        FloatWeights(of: fixed, network),
        trace: trace,
        float: reference(input.map(Double.init)),
        ofWords: reference(fixed.values(of: trace.input))
      )
    }
  }

  /// What all tests look at: to make them takes longer than that.
  private static let cases = Result { try (0..<300).map { try Case(seed: $0) } }

  @Test func thePartsOfEveryValuesErrorAddUp() throws {
    for example in try Self.cases.get() {
      let host = LayerOutputs(of: example.trace)
      let causes = example.causes
      #expect(causes.layerCount == example.fixed.layers.count)
      for layer in 0..<causes.layerCount {
        #expect(causes.valueCount(ofLayer: layer) == example.fixed.layers[layer].valueCount)
        for value in 0..<causes.valueCount(ofLayer: layer) {
          let error = host.layers[layer][value] - example.float.layers[layer][value]
          let parts = causes.parts(ofLayer: layer, value: value)
          #expect(abs(parts.reduce(0, +) - error) < 1e-8 * max(1, abs(error)))
        }
      }
    }
  }

  /// The step to rounded sums leaves nothing but tables: without them it is the fixed-point network, bit for bit.
  @Test func onlyTablesAreLeftAtTheEnd() throws {
    for (seed, example) in try Self.cases.get().enumerated() {
      var isExact = [true]
      let causes = example.causes
      for (layer, quantized) in example.fixed.layers.enumerated() {
        let hasTable = [.sigmoid, .tanh, .softmax].contains(quantized.activation)
        isExact.append(
          !hasTable && quantized.table == nil && quantized.form.sources.allSatisfy { isExact[$0] }
        )
        guard isExact[layer + 1] else { continue }
        for value in 0..<causes.valueCount(ofLayer: layer) {
          #expect(causes.parts(ofLayer: layer, value: value)[4] == 0, "seed \(seed)")
        }
      }
    }
  }

  @Test func productsAddUpToTheSumThatDecides() throws {
    for (seed, example) in try Self.cases.get().enumerated() {
      for (layer, quantized) in example.fixed.layers.enumerated() {
        let value = (seed * 7 + layer) % quantized.valueCount
        let row = RowProducts(
          layer: layer,
          value: value,
          of: example.network,
          example.fixed,
          input: example.input,
          float: example.float,
          trace: example.trace
        )
        let unit = value % quantized.unitCount
        let ulp = powerOfTwo(quantized.preActivationExponent(ofUnit: unit) - 8)
        let bias = row.row.map { quantized.bias(ofRow: $0) * ulp } ?? 0
        let sum = row.products.reduce(bias) { $0 + $1.products.fixed }
        #expect(abs(sum - row.sum) < 1e-9 * max(1, abs(sum)), "seed \(seed), layer \(layer + 1)")
        // Rounded, it is what the value's pre-activation is.
        let ulps = (sum / ulp + 0.5 + 1e-9).rounded(.down)
        #expect(abs(ulps - Double(example.trace.layers[layer].preActivations[value])) <= 1)
      }
    }
  }

  @Test func namesValuesOfTensorsByPlaceAndChannel() {
    let shape = TensorShape(height: 4, width: 9, channels: 6)
    #expect(shape.name(ofValue: (2 * 9 + 7) * 6 + 5) == "channel 5 at row 2, column 7")
    #expect(TensorShape(vector: 9).name(ofValue: 5) == "unit 5")
  }

  @Test func aNetworkIsCutAfterEachLayer() {
    var random = SeededGenerator(seed: 80)
    for seed in 0..<100 {
      let network = QuantizedNetwork.randomGraph(seed: UInt64(seed))
      let input = random.values(network.inputCount, in: .min ... .max)
      let trace = FixedPointTrace(of: network, for: input)
      for index in network.layers.indices {
        let cut = FixedPointTrace(of: network.ending(withLayer: index), for: input)
        #expect(cut.layers.last?.outputs == trace.layers[index].outputs)
      }
    }
  }
}

extension QuantizedNetwork {
  /// A float network of the same forms, with parameters of its own that are not words.
  fileprivate func asFloatNetwork(using random: inout SeededGenerator) throws -> Network {
    let functions: [ScalarFunction] = [
      .binary(.product, .input, .unary(.sigmoid, .input)), .unary(.softplus, .input),
      .unary(.sine, .input),
    ]
    let floats = try layers.map { layer in
      var form = layer.form
      if case .table = form.activation {
        form = try form.with(activation: .table(functions.randomElement(using: &random) ?? .input))
      }
      let limit = 3 / Float(max(1, form.columnCount)).squareRoot()
      return try NetworkLayer(
        form,
        weights: layer.weights.map { _ in .random(in: -limit...limit, using: &random) },
        biases: layer.starts.map { _ in .random(in: -2...2, using: &random) }
      )
    }
    return try Network(inputShape: inputShape, graph: floats, isDropoutFolded: true)
  }
}
