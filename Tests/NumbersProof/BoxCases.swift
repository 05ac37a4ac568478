import FloatNetwork
import Proofs
import Quantization
import _TestSupport

/// Random networks and boxes: for random inputs of a box, many of them corners, every number of the run
/// must lie inside its proved range, and every error inside the proved bound.
struct BoxCases {
  let caseCount: Int
  private(set) var outsideRanges = 0
  private(set) var outsideBounds = 0
  private(set) var saturatedCases = 0
  /// Bound / actual error of the outputs that are off by at least a hundredth of an ulp.
  private(set) var ratios: [Double] = []
  var medianRatio: Double { ratios.sorted()[ratios.count / 2] }

  init(networkCount: Int, inputsPerNetwork: Int) throws {
    caseCount = networkCount * inputsPerNetwork
    var random = TestRandom(seed: 72)
    for _ in 0..<networkCount {
      let network = try Network.random(using: &random)
      let fixed = network.quantized(fractionBits: UInt8.random(in: 3...12, using: &random))
      let limit = [Int16(256), 1_000, 32_767].randomElement(using: &random)!
      let box = (0..<network.inputCount).map { _ in
        let ends = random.values(2, in: -limit...limit).sorted()
        return ends[0]...ends[1]
      }
      let proof = try PairedNetwork(network, with: fixed).proof(for: box)
      for _ in 0..<inputsPerNetwork {
        let input = box.map { random.values(1, in: $0)[0] }
        check(network, fixed, proof, input)
      }
    }
  }

  private mutating func check(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ proof: BoxProof,
    _ input: [Int16]
  ) {
    let trace = FixedPointTrace(of: fixed, for: input)
    var saturates = false
    for (index, layer) in trace.layers.enumerated() {
      let proved = proof.layers[index]
      outsideRanges += zip(layer.sums, proved.sums).count { !$1.contains(Double($0)) }
      outsideRanges += zip(layer.preActivations, proved.preActivations).count {
        !$1.contains(Double($0) / 256)
      }
      let saturated = layer.saturatedValues
      saturates = saturates || !saturated.isEmpty
      outsideRanges += saturated.count { !proved.unitsThatMaySaturate.contains($0) }
      outsideRanges += proved.deadUnits.count { layer.outputs[$0] != 0 }
      // A softmax as the last layer is left out of the proved outputs.
      if index < trace.layers.count - 1 || fixed.layers[index].activation != .softmax {
        outsideRanges += zip(layer.outputs, proved.outputs).count {
          !$1.contains(Double($0) / 256)
        }
      }
    }
    if saturates { saturatedCases += 1 }
    if saturates && proof.assumesNoSaturation { return }
    compare(network, fixed, trace, proof, input)
  }

  private mutating func compare(
    _ network: Network,
    _ fixed: QuantizedNetwork,
    _ trace: FixedPointTrace,
    _ proof: BoxProof,
    _ input: [Int16]
  ) {
    let scores = trace.scores(in: fixed)
    let expected = network.referenceScores(for: input.map { Double($0) / 256 })
    for (index, score) in scores.enumerated() {
      let error = abs(Double(score) / 256 - expected[index])
      if error > proof.outputBounds[index] { outsideBounds += 1 }
      if error >= 0.01 / 256 { ratios.append(proof.outputBounds[index] / error) }
    }
  }
}
