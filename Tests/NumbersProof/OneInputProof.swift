import FloatNetwork
import Proofs
import Quantization
import _TestSupport

/// Random float networks of every activation, quantized with 3 to 12 fractional bits, on random
/// inputs: every output of the runtime must lie inside the bound for its input.
struct OneInputProof {
  let caseCount: Int
  private(set) var outputCount = 0
  private(set) var outside = 0
  private(set) var saturatedCases = 0
  /// Bound / actual error of the outputs that are off by at least a hundredth of an ulp.
  private(set) var ratios: [Double] = []
  var medianRatio: Double { ratios.sorted()[ratios.count / 2] }

  init(networkCount: Int, inputsPerNetwork: Int) throws {
    caseCount = networkCount * inputsPerNetwork
    var random = TestRandom(seed: 71)
    for _ in 0..<networkCount {
      let network = try Network.random(using: &random)
      let fixed = network.quantized(
        fractionBits: UInt8.random(in: 3...12, using: &random)
      )
      let pair = try PairedNetwork(network, with: fixed)
      let model = try TestModel(fixed)
      for _ in 0..<inputsPerNetwork { check(network, pair, model, &random) }
    }
  }

  private mutating func check(
    _ network: Network,
    _ pair: PairedNetwork,
    _ model: TestModel,
    _ random: inout TestRandom
  ) {
    let limit: Float = [1, 4, 100].randomElement(using: &random)!
    let input = (0..<network.inputCount).map { _ in
      Float.random(in: -limit...limit, using: &random)
    }
    let quantized = input.map { Int16(($0 * 256 + 0.5).rounded(.down)) }
    let bound = pair.bound(for: input, quantized: quantized)
    let output = model.run(quantized).output
    let expected = network.referenceOutput(for: input.map(Double.init))
    outputCount += output.count
    outside += bound.violations(in: output).count
    if output.contains(.max) || output.contains(.min) { saturatedCases += 1 }
    for (index, value) in output.enumerated() {
      let error = abs(Double(value) - expected[index] * 256)
      if error >= 0.01 { ratios.append(bound.bound(ofOutput: index) / error) }
    }
  }
}
