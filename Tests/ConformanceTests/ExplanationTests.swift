import Conformance
import FloatNetwork
import Foundation
import HalfwordRuntime
import Quantization
import Testing
import _TestSupport

@Suite struct ExplanationTests {
  /// A random network, an input and the run of both.
  private struct Case {
    let network: Network
    let fixed: QuantizedNetwork
    let input: [Float]
    let quantized: [Int16]
    var trace: FixedPointTrace { FixedPointTrace(of: fixed, for: quantized) }
    var causes: ErrorCauses {
      get throws { try causesOfErrors(network, fixed, input) }
    }

    init(_ random: inout TestRandom, isFitted: Bool = false) throws {
      network = try .random(using: &random)
      input = (0..<network.inputCount).map { _ in Float.random(in: -9...9, using: &random) }
      guard isFitted else {
        fixed = network.quantized(fractionBits: UInt8.random(in: 4...10, using: &random))
        quantized = fixed.words(for: input)
        return
      }
      // Every input and unit has a power of two of its own, and inputs offsets.
      var scaling = Scaling.identity(for: network)
      for index in input.indices {
        scaling.inputExponents[index] = Int.random(in: -4...3, using: &random)
        scaling.inputOffsets[index] = Int32.random(in: -900...900, using: &random)
      }
      for (index, layer) in network.layers.enumerated() where layer.activation.isHomogeneous {
        let shared = Int.random(in: -3...3, using: &random)
        let isLast = index == scaling.unitExponents.count - 1
        scaling.unitExponents[index] = (0..<layer.unitCount).map { _ in
          isLast ? shared : Int.random(in: -3...3, using: &random)
        }
      }
      let folded = try network.foldingDropoutOnce()
      fixed = try QuantizedNetwork(
        quantizing: folded,
        scaling: scaling,
        format: .fitted(.bits64, layerCount: folded.layers.count)
      )
      quantized = fixed.words(for: input)
    }
  }

  @Test func thePartsOfAnErrorAddUp() throws {
    var random = TestRandom(seed: 90)
    for index in 0..<200 {
      let example = try Case(&random, isFitted: index % 2 == 1)
      let float = LayerOutputs(
        of: example.network,
        for: example.input.map(Double.init),
        in: example.fixed
      )
      let host = LayerOutputs(of: example.trace)
      var shares = CauseShares(layerCount: example.fixed.layers.count)
      shares.add((try example.causes))
      let causes = try example.causes
      for layer in 0..<causes.layerCount {
        for value in 0..<causes.valueCount(ofLayer: layer) {
          let error = host.layers[layer][value] - float.layers[layer][value]
          let parts = causes.parts(ofLayer: layer, value: value)
          #expect(abs(parts.reduce(0, +) - error) < 1e-9 * max(1, abs(error)))
        }
        let sum = ErrorCauses.Cause.allCases.reduce(0) { $0 + shares.part($1, layer: layer) }
        let whole = shares.rootMeanSquare(layer: layer)
        #expect(abs(sum - whole) <= 1e-9 * max(1, whole))
      }
    }
  }

  /// Networks that have one reason to differ each.
  @Test(arguments: [
    (ErrorCauses.Cause.inputs, Float(1), Float(0.3), Activation.linear),
    (.weights, 0.3, 100, .linear), (.saturation, 2, 100, .linear),
    (.activations, 0.75, Float(1) / 256, .linear), (.tables, 1, 1, .sigmoid),
  ])
  func aCauseIsNamedWhereItIsTheOnlyOne(
    _ cause: ErrorCauses.Cause,
    _ weight: Float,
    _ input: Float,
    _ activation: Activation
  ) throws {
    let network = try Network(layers: [
      NetworkLayer(
        inputCount: 1,
        unitCount: 1,
        activation: activation,
        weights: [weight],
        biases: [0]
      )
    ])
    let fixed = network.quantized(fractionBits: 8)
    let causes = try causesOfErrors(network, fixed, [input])
    for (other, part) in zip(ErrorCauses.Cause.allCases, causes.parts(ofLayer: 0, value: 0)) {
      #expect((abs(part) > 1e-9) == (other == cause), "\(other): \(part)")
    }
  }

  @Test func tracesAreReadFromLinesAndCompared() throws {
    var random = TestRandom(seed: 91)
    let example = try Case(&random)
    let host = LayerOutputs(of: example.trace)
    var lines = ["layer,unit,value"]
    for (layer, units) in host.layers.enumerated() {
      lines += units.enumerated().map { "\(layer + 1),\($0),\(Int($1))" }
    }
    let read = try LayerOutputs(parsing: lines.joined(separator: "\n"), of: example.fixed)
    #expect(read == host && read.firstDifference(from: host) == nil)

    let fields = lines[lines.count - 1].split(separator: ",")
    let changed = lines.dropLast() + ["\(fields[0]),\(fields[1]),\(Int(fields[2])! ^ 1)"]
    let other = try LayerOutputs(parsing: changed.joined(separator: "\r\n"), of: example.fixed)
    let place = try #require(other.firstDifference(from: host))
    #expect("\(place.layer + 1)" == fields[0] && "\(place.value)" == fields[1])

    let missing = LayerOutputsError.missing(layer: 1, unit: 0)
    #expect(throws: missing) { try LayerOutputs(parsing: "", of: example.fixed) }
    #expect(throws: LayerOutputsError.badLine(1, "1,0,40000")) {
      try LayerOutputs(parsing: "1,0,40000", of: example.fixed)
    }
    #expect(throws: LayerOutputsError.noSuchUnit(2, layer: 99, unit: 0)) {
      try LayerOutputs(parsing: "1,0,4\n99,0,0", of: example.fixed)
    }
  }

  @Test func productsAddUpToTheSum() throws {
    var random = TestRandom(seed: 92)
    for _ in 0..<80 {
      let example = try Case(&random)
      let layer = example.fixed.layers.count - 1
      let layers = example.fixed.layers
      guard layers[layer].activation.pieces == 1 else { continue }
      let row = RowProducts(
        layer: layer,
        value: 0,
        of: example.network,
        example.fixed,
        input: example.input,
        float: LayerOutputs(
          of: example.network,
          for: example.input.map(Double.init),
          in: example.fixed
        ),
        trace: example.trace
      )
      let products = row.products
      let last = example.fixed.layers[layer]
      let unit = Double(1 << (Int(last.fractionBits[0]) + 8))
      let sum = products.reduce(last.bias(ofRow: 0) / 256) { $0 + $1.products.fixed }
      #expect(sum == Double(example.trace.layers[layer].sums[0]) / unit)
      #expect(row.sum == sum && row.row == 0)
      let z = example.network.referencePreActivations(for: example.input.map(Double.init))[layer][0]
      let bias = Double(example.network.layers[layer].biases[0])
      #expect(abs(products.reduce(bias) { $0 + $1.products.float } - z) < 1e-9 * max(1, abs(z)))
    }
  }

  /// A library shows its layers by running the network's beginnings.
  @Test func aLibraryIsTracedLayerByLayer() throws {
    var random = TestRandom(seed: 93)
    for _ in 0..<20 {
      let example = try Case(&random)
      let traced = try LayerOutputs(of: example.fixed, for: example.quantized, by: .linked())
      #expect(traced == LayerOutputs(of: example.trace))
    }
  }

  @Test func librariesThatCannotBeUsedAreNamed() throws {
    let file = URL.temporaryDirectory.appending(path: "halfword-\(UUID()).so")
    try Data("no library".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    for path in [file.path, "absent.so"] {
      let error = try #require(throws: LibraryError.self) { try LibraryUnderTest(path: path) }
      #expect("\(error)".hasPrefix("\(path): cannot be loaded"))
    }
  }
}

private func causesOfErrors(
  _ network: Network,
  _ fixed: QuantizedNetwork,
  _ input: [Float]
) throws -> ErrorCauses {
  try SampleRun(
    0,
    input: input,
    ComparedNetworks(network, fixed),
    answer: .values,
    hasBounds: false
  ).causes
}
