import Datasets
import FloatNetwork
import Testing

@testable import Training

@Suite struct QuantizationAwarenessTests {
  private func layer(
    _ weights: [Float],
    _ biases: [Float],
    activation: Activation,
    dropout: Double = 0
  ) throws -> Network {
    try Network(layers: [
      NetworkLayer(
        inputCount: weights.count / biases.count,
        unitCount: biases.count,
        activation: activation,
        weights: weights,
        biases: biases,
        inputDropout: dropout
      )
    ])
  }

  private func outputs(_ network: Network, _ bits: Int, _ inputs: [Float]) -> [Float] {
    let workspace = Workspace(
      network,
      isForTraining: true,
      awareness: QuantizationAwareness(fractionBits: [bits])
    )
    workspace.roundParameters()
    workspace.load(
      Dataset(
        inputCount: network.inputCount,
        classCount: network.outputCount,
        inputs: inputs,
        labels: [0]
      )
    )
    workspace.forward(in: .training, samples: 0..<1)
    return workspace.outputs.values
  }

  /// 0.3 becomes 77/256, 1.5 ulp of input become 2, the bias 0.3 ulp becomes 0: 0.6 ulp, so 1.
  @Test func passesRoundWhatFixedPointRounds() throws {
    let ulp = Float(1) / 256
    let network = try layer([0.3], [0.3 * ulp], activation: .linear)
    #expect(outputs(network, 8, [1.5 * ulp]) == [ulp])
    #expect(outputs(network, 8, [1]) == [77 * ulp])
    // With 2 fractional bits, 0.3 becomes 1/4.
    #expect(outputs(network, 2, [1]) == [64 * ulp])
    #expect(try outputs(layer([100], [0], activation: .linear), 8, [2]) == [128 - ulp])
    #expect(try outputs(layer([0], [1], activation: .sigmoid), 8, [0]) == [187 * ulp])
  }

  /// Export halves the weight before it rounds it, so training rounds to multiples of twice the unit.
  @Test func dropoutIsFoldedBeforeRounding() throws {
    let workspace = Workspace(
      try layer([0.3], [0], activation: .linear, dropout: 0.5),
      isForTraining: true,
      awareness: QuantizationAwareness(fractionBits: [2])
    )
    workspace.roundParameters()
    workspace.load(Dataset(inputCount: 1, classCount: 1, inputs: [1], labels: [0]))
    workspace.layers[0].mask.floats.fill(1)
    workspace.forward(in: .training, samples: 0..<1)
    // 0.15 becomes 1/4, which is 1/2 before folding.
    #expect(workspace.outputs.values == [0.5])
  }

  /// The gradient is that of a network with the rounded parameters, as if nothing had been rounded.
  @Test func gradientsPassStraightThrough() throws {
    let dataset = Dataset(inputCount: 1, classCount: 2, inputs: [0.5], labels: [1])
    let aware = Workspace(
      try layer([0.3, -0.8], [0.1, 0.2], activation: .linear),
      isForTraining: true,
      awareness: QuantizationAwareness(fractionBits: [1])
    )
    aware.roundParameters()
    // 0.3 becomes 0.5 and −0.8 becomes −1; the biases 26 and 51 ulps.
    let rounded = Workspace(
      try layer([0.5, -1], [26 / 256, 51 / 256], activation: .linear),
      isForTraining: true
    )
    for workspace in [aware, rounded] {
      workspace.load(dataset)
      workspace.forward(in: .training, samples: 0..<1)
      workspace.computeAllGradients(.squaredError)
    }
    #expect(aware.outputs.values == rounded.outputs.values)
    #expect(aware.layers[0].weightGradients.values == rounded.layers[0].weightGradients.values)
    #expect(aware.layers[0].biasGradients.array == rounded.layers[0].biasGradients.array)
    #expect(aware.layers[0].weights.values == [0.3, -0.8])
  }

  /// With weights in halves, what plain training found loses much by rounding, and less once it is
  /// fine-tuned for it.
  @Test(arguments: UInt64(1)...4)
  func fineTuningLosesLessToCoarseWeights(_ seed: UInt64) throws {
    // The class is the largest of three inputs.
    var dataset = randomDataset(count: 300, inputCount: 3, classCount: 3, seed: 3)
    dataset.labels = (0..<dataset.count).map { sample in
      let input = Array(dataset.input(at: sample))
      return input.firstIndex(of: input.max()!)!
    }
    func trained(_ network: Network, rate: Double, bits: [Int]?) throws -> Network {
      let trainer = try Trainer(
        network,
        options: TrainingOptions(
          epochs: 60,
          batchSize: 20,
          learningRate: rate,
          schedule: .exponential(final: 1.0 / 32),
          quantization: bits.map(QuantizationAwareness.init)
        )
      )
      try trainer.train(on: { _ in dataset })
      return trainer.network
    }
    func roundedCost(_ network: Network) throws -> Double {
      var network = network
      for (index, layer) in network.layers.enumerated() {
        network.setParameters(
          ofLayerAt: index,
          weights: layer.weights.map { ($0 * 2 + 0.5).rounded(.down) / 2 },
          biases: layer.biases.map { ($0 * 256 + 0.5).rounded(.down) / 256 }
        )
      }
      return try network.evaluate(on: dataset, cost: .crossEntropy).meanCost
    }
    let plain = try trained(randomNetwork("3 tanh:8 softmax:3", seed: seed), rate: 0.01, bits: nil)
    let tuned = try trained(plain, rate: 0.003, bits: [1, 1])
    let longer = try trained(plain, rate: 0.003, bits: nil)
    let costs = try [plain, longer, tuned].map(roundedCost)
    #expect(costs[2] < costs[0] && costs[2] < costs[1], "\(costs)")
  }

  @Test func impossibleBitsAreRefused() throws {
    let network = try randomNetwork("2 relu:3 softmax:2", seed: 1)
    for bits in [[8], [8, 16], [8, -1], [8, 8, 8]] {
      #expect(throws: TrainingError.self) {
        try Trainer(
          network,
          options: TrainingOptions(quantization: QuantizationAwareness(fractionBits: bits))
        )
      }
    }
  }
}
