import Conformance
import Quantization
import _TestSupport

/// Random networks of every activation but softmax, both accumulators, all fractional bits, against
/// the exact oracle; and each with its inputs and the columns of its first layer reversed.
struct DenseProof {
  let networkCount: Int
  private(set) var outputCount = 0
  private(set) var wrongOutputs = 0
  private(set) var changedOutputs = 0

  init(networkCount: Int) {
    self.networkCount = networkCount
    var random = TestRandom(seed: 62)
    for _ in 0..<networkCount { check(&random) }
  }

  private mutating func check(_ random: inout TestRandom) {
    let network = QuantizedNetwork.random(
      inputCount: Int.random(in: 1...40, using: &random),
      layerCount: Int.random(in: 1...5, using: &random),
      weightLimit: [300, 4_000, 32_767].randomElement(using: &random)!,
      using: &random
    )
    let limit = [Int16(256), 32_767].randomElement(using: &random)!
    let input = random.values(network.inputCount, in: -limit...limit)
    let output = run(network, input)
    let expected = ExactOracle.logits(of: network, for: input)
    outputCount += expected.count
    wrongOutputs += zip(output, expected).count { $0 != $1 } + abs(output.count - expected.count)

    let first = network.layers[0]
    let rows = stride(from: 0, to: first.weights.count, by: first.inputCount)
    let reversed = first.with(
      weights: rows.flatMap { first.weights[$0..<$0 + first.inputCount].reversed() }
    )
    let turned = QuantizedNetwork(layers: [reversed] + network.layers.dropFirst())
    if run(turned, input.reversed()) != output { changedOutputs += 1 }
  }

  private func run(_ network: QuantizedNetwork, _ input: [Int16]) -> [Int16] {
    guard let model = try? TestModel(network), model.verify() == 0 else { return [] }
    let result = model.run(input)
    return result.status == 0 ? result.output : []
  }
}
