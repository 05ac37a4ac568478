import FloatNetwork
import Proofs
import Quantization
import _TestSupport

/// Random graphs of every kind in random numbers: what is proved of a run holds for its float network, and what is
/// proved of a box for inputs of it.
struct GraphCases {
  private(set) var runCount = 0
  private(set) var outsideBounds = 0
  private(set) var certifiedCount = 0
  private(set) var wronglyCertified = 0
  private(set) var boxCount = 0
  private(set) var outsideRanges = 0
  private(set) var outsideBoxBounds = 0
  /// Bound / actual error of the outputs that are off by at least a hundredth of an ulp.
  private(set) var ratios: [Float] = []
  var medianRatio: Float { ratios.sorted()[ratios.count / 2] }

  init(networkCount: Int, inputsPerNetwork: Int, seed: UInt64 = 74) throws {
    var random = TestRandom(seed: seed)
    var enclosures = FunctionEnclosures()
    for _ in 0..<networkCount {
      let network = try RandomGraph.network(steps: 6, using: &random)
      let fixed = try network.quantizedGraph(using: &random)
      let pair = try PairedNetwork(network, with: fixed, &enclosures)
      let limit: Float = [0.5, 2, 20].randomElement(using: &random)!
      for _ in 0..<inputsPerNetwork {
        let input = (0..<network.inputCount).map { _ in
          Float.random(in: -limit...limit, using: &random)
        }
        checkRun(network, fixed, pair, input)
      }
      let box = (0..<network.inputCount).map { _ in
        let ends = random.values(2, in: -2_000...2_000).sorted()
        return ends[0]...ends[1]
      }
      let proof = pair.proof(for: box)
      for _ in 0..<inputsPerNetwork {
        // One value in eight lies in a corner.
        checkBox(network, fixed, proof, box.map { random.values(1, in: $0)[0] })
      }
    }
  }

  private mutating func checkRun(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ pair: PairedNetwork,
    _ input: [Float]
  ) {
    let words = fixed.words(for: input)
    let trace = FixedPointTrace(of: fixed, for: words)
    let bounds = pair.bounds(of: trace, words: words, values: input, answer: .largest)
    guard let bounds else { return }
    runCount += 1
    let reference = network.referenceTrace(for: input.map(Double.init))
    for (index, layer) in trace.layers.enumerated() {
      let exponents = fixed.layers[index].exponents
      for (value, word) in layer.outputs.enumerated() {
        let exponent = exponents[value % exponents.count]
        let float =
          reference[index].activations[value]
          * Double(sign: .plus, exponent: 8 - exponent, significand: 1)
        let error = abs(float - Double(word))
        let bound = bounds.unitBounds[index][value]
        // What the reference in Float64 may itself be off by.
        if error > bound + 1e-7 + abs(float) * 1e-10 { outsideBounds += 1 }
        if index == trace.layers.count - 1, error >= 0.01 { ratios.append(Float(bound / error)) }
      }
    }
    guard bounds.isCertified else { return }
    certifiedCount += 1
    let decision = Answer.largest.decision(
      outputs: trace.layers.last!.outputs.map { Double($0) },
      scores: trace.scores(in: fixed).map { Double($0) }
    )
    let expected = Answer.largest.decision(
      outputs: reference.last!.activations,
      scores: network.scores(of: reference)
    )
    if decision != expected { wronglyCertified += 1 }
  }

  private mutating func checkBox(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ proof: BoxProof,
    _ words: [Int16]
  ) {
    boxCount += 1
    let trace = FixedPointTrace(of: fixed, for: words)
    for (layer, proved) in zip(trace.layers, proof.layers) {
      let units = proved.outputs.count
      outsideRanges += layer.sums.indices.count {
        !proved.sums[$0 % proved.sums.count].contains(Double(layer.sums[$0]))
      }
      outsideRanges += layer.outputs.indices.count {
        !proved.preActivations[$0 % units].contains(Double(layer.preActivations[$0]) / 256)
          || !proved.outputs[$0 % units].contains(Double(layer.outputs[$0]) / 256)
          || layer.outputs[$0] != 0 && proved.deadUnits.contains($0 % units)
      }
      outsideRanges += layer.saturatedValues.count {
        !proved.unitsThatMaySaturate.contains($0 % units)
      }
    }
    let saturates = trace.layers.contains { !$0.saturatedValues.isEmpty }
    if saturates && proof.assumesNoSaturation { return }
    let float = network.scores(of: network.referenceTrace(for: fixed.values(of: words)))
    for (index, word) in trace.scores(in: fixed).enumerated() {
      let error = abs(Double(word) - float[index] / fixed.outputUlp) / 256
      if error > proof.outputBounds[index] * (1 + 1e-9) { outsideBoxBounds += 1 }
    }
  }
}
