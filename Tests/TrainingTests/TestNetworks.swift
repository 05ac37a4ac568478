import Datasets
import FloatNetwork

@testable import Training

/// A network with random weights and, unlike a new one, random biases.
func randomNetwork(_ line: String, seed: UInt64) throws -> Network {
  var generator = SeededGenerator(seed: seed)
  var network = try Network(initializing: NetworkDescription(parsing: line), using: &generator)
  for (index, layer) in network.layers.enumerated() {
    let biases = layer.biases.map { _ in Float(generator.uniform() - 0.5) }
    network.setParameters(ofLayerAt: index, weights: layer.weights, biases: biases)
  }
  return network
}

/// `count` values, uniform from 0 to 1.
func randomValues(_ count: Int, seed: UInt64) -> [Float] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in Float(generator.uniform()) }
}

/// Samples whose values and labels are random.
func randomDataset(count: Int, inputCount: Int, classCount: Int, seed: UInt64) -> Dataset {
  var generator = SeededGenerator(seed: seed)
  return Dataset(
    inputCount: inputCount,
    classCount: classCount,
    inputs: (0..<count * inputCount).map { _ in Float(generator.uniform()) },
    labels: (0..<count).map { _ in Int(generator.uniform() * Double(classCount)) }
  )
}

/// The four cases of exclusive or.
let exclusiveOr = Dataset(
  inputCount: 2,
  classCount: 2,
  inputs: [0, 0, 0, 1, 1, 0, 1, 1],
  labels: [0, 1, 1, 0]
)

extension Workspace {
  /// Makes all of `dataset` the mini-batch.
  func load(_ dataset: Dataset) {
    reserve(rows: dataset.count)
    setRowCount(dataset.count)
    for index in 0..<dataset.count { load(index, of: dataset, at: index) }
  }

  /// Runs back through all layers, and computes the gradients of all parameters.
  func computeAllGradients(_ cost: Cost) {
    backward(function(of: cost), samples: 0..<inputs.rowCount)
    for (index, layer) in layers.enumerated() {
      computeGradients(layer: index, weightRows: 0..<layer.biases.count)
    }
  }

  /// The sum of the cost over all samples.
  func totalCost(_ cost: Cost) -> Double {
    totalCost(function(of: cost), samples: 0..<inputs.rowCount)
  }

  private func function(of cost: Cost) -> any CostFunction {
    cost.function(layers[layers.count - 1].activation, outputCount: targets.columnCount)
  }
}
