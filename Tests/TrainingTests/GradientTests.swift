import Datasets
import FloatNetwork
import Testing

@testable import Training

/// The gradients of training against central differences in Float64.
@Suite struct GradientTests {
  /// Every activation as the first, the middle and, where it can be, the last layer.
  private static let activations = [
    "linear:", "relu:", "sigmoid:", "tanh:", "softmax:", "maxout2", "maxout3", "maxout5",
  ]

  private static func word(_ activation: String, units: Int) -> String {
    activation.hasPrefix("maxout")
      ? "maxout:\(units)x\(activation.dropFirst(6))" : "\(activation)\(units)"
  }

  @Test(arguments: activations)
  func squaredErrorThroughEachActivationAtEachPlace(_ activation: String) throws {
    let words = (0..<3).map { Self.word(activation, units: 4 - $0) }
    try expectGradientsAgree("5 \(words[0]) tanh:3 linear:3", .squaredError)
    try expectGradientsAgree("5 tanh:4 \(words[1]) linear:3", .squaredError)
    try expectGradientsAgree("5 tanh:4 sigmoid:3 \(words[2])", .squaredError)
    try expectGradientsAgree("5 \(words[0]) \(words[1]) \(words[2])", .squaredError)
  }

  @Test(arguments: activations)
  func crossEntropyThroughEachActivation(_ activation: String) throws {
    let words = (0..<2).map { Self.word(activation, units: 4 - $0) }
    try expectGradientsAgree("5 \(words[0]) softmax:3", .crossEntropy)
    try expectGradientsAgree("5 \(words[0]) \(words[1]) softmax:3", .crossEntropy)
  }

  @Test(arguments: activations)
  func fixedDropoutMasksOnInputsAndHiddenUnits(_ activation: String) throws {
    let word = Self.word(activation, units: 6)
    try expectGradientsAgree("5 dropout:0.3 \(word) dropout:0.5 softmax:3", .crossEntropy)
    try expectGradientsAgree("5 dropout:0.3 \(word) dropout:0.5 tanh:3", .squaredError)
  }

  @Test func crossEntropyOfIndependentSigmoids() throws {
    try expectGradientsAgree("4 relu:5 sigmoid:3", .crossEntropy)
    try expectGradientsAgree("4 relu:5 sigmoid:3", .crossEntropy) { workspace in
      for row in 0..<workspace.targets.rowCount {
        workspace.targets.floats(inRow: row).copy([1, 0.25, 1], from: 0)
      }
    }
  }

  @Test func singleLayerAndSingleUnit() throws {
    try expectGradientsAgree("5 softmax:3", .crossEntropy)
    try expectGradientsAgree("1 sigmoid:1", .squaredError)
    try expectGradientsAgree("1 softmax:1", .crossEntropy)
  }

  @Test func targetsMayBeAnyDistribution() throws {
    try expectGradientsAgree("4 relu:5 softmax:3", .crossEntropy) { workspace in
      for row in 0..<workspace.targets.rowCount {
        workspace.targets.floats(inRow: row).copy([0.5, 0.2, 0.3], from: 0)
      }
    }
    try expectGradientsAgree("4 relu:5 linear:3", .squaredError) { workspace in
      let values = randomValues(workspace.targets.count, seed: 8).map { 10 * $0 - 5 }
      workspace.targets.floats.copy(values, from: 0)
    }
  }

  /// The batch has fewer rows than there is memory for, as the last one of an epoch may.
  private func expectGradientsAgree(
    _ line: String,
    _ cost: Cost,
    changeTargets: (Workspace) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let network = try randomNetwork(line, seed: 5)
    let batchSize = 6
    let dataset = randomDataset(
      count: batchSize,
      inputCount: network.inputCount,
      classCount: network.outputCount,
      seed: 6
    )
    let workspace = Workspace(network, isForTraining: true)
    workspace.reserve(rows: batchSize + 3)
    workspace.load(dataset)
    changeTargets(workspace)
    workspace.sampleMasks(key: 7, samples: 0..<batchSize)
    workspace.forward(in: .training, samples: 0..<batchSize)
    workspace.computeAllGradients(cost)

    let reference = ReferenceNetwork(network)
    let batch = ReferenceBatch(workspace)
    let meanCost = reference.meanCost(cost, batch)
    #expect(
      abs(workspace.totalCost(cost) / Double(batchSize) - meanCost) < 2e-6 * max(1, meanCost),
      "\(line)",
      sourceLocation: sourceLocation
    )
    var largest = 0.0
    for (layer, expected) in zip(workspace.layers, reference.gradients(cost, batch)) {
      for (found, expected) in [
        (layer.weightGradients.values, expected.weights),
        (layer.biasGradients.array, expected.biases),
      ] {
        #expect(found.count == expected.count, sourceLocation: sourceLocation)
        for (found, expected) in zip(found, expected) {
          #expect(
            abs(Double(found) - expected) < 3e-6 * max(1, abs(expected)),
            "\(line)",
            sourceLocation: sourceLocation
          )
          largest = max(largest, abs(expected))
        }
      }
    }
    // Gradients that are all 0 would agree with anything.
    if network.outputCount > 1 {
      #expect(largest > 1e-3, "\(line)", sourceLocation: sourceLocation)
    }
  }
}
