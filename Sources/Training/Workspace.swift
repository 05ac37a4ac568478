import Datasets
import FloatNetwork

/// A network at work on mini-batches, with all the memory that takes.
struct Workspace: Sendable {
  /// Which of dropout's two sides the forward pass takes.
  enum Mode: Sendable {
    /// Inputs are dropped.
    case training
    /// Nothing is dropped, and weights count 1 − p.
    case test
  }

  /// samples × inputs.
  var inputs: Matrix
  /// samples × outputs.
  var targets: Matrix
  /// dC/dy of the last layer, samples × outputs.
  var outputGradients: Matrix
  /// The layers, the input's first.
  var layers: [LayerState]

  /// Takes over the parameters of `network`.
  init(_ network: Network, isForTraining: Bool) {
    inputs = Matrix(rowCount: 0, columnCount: network.inputCount)
    targets = Matrix(rowCount: 0, columnCount: network.outputCount)
    outputGradients = targets
    layers = network.layers.map {
      LayerState($0, isDropoutFolded: network.isDropoutFolded, isForTraining: isForTraining)
    }
  }

  /// Makes memory for mini-batches of up to `rows` samples.
  mutating func reserve(rows: Int) {
    inputs.reserve(rows: rows)
    targets.reserve(rows: rows)
    outputGradients.reserve(rows: rows)
    for index in layers.indices { layers[index].reserve(rows: rows) }
  }

  /// Sets how many samples the mini-batch has.
  ///
  /// - Precondition: at most as many as were reserved.
  mutating func setRowCount(_ rows: Int) {
    inputs.setRowCount(rows)
    targets.setRowCount(rows)
    outputGradients.setRowCount(rows)
    for index in layers.indices { layers[index].setRowCount(rows) }
  }

  /// Makes these samples the mini-batch, with the targets that their labels stand for.
  ///
  /// - Precondition: `dataset` has passed `check(_:for:)`, and the samples are reserved for.
  mutating func load(_ samples: ArraySlice<Int>, of dataset: Dataset) {
    setRowCount(samples.count)
    for index in 0..<targets.count { targets.values[index] = 0 }
    for (row, sample) in samples.enumerated() {
      Elementwise.copy(
        dataset.inputs,
        from: sample * inputs.columnCount,
        count: inputs.columnCount,
        into: &inputs.values,
        at: row * inputs.columnCount
      )
      if let wanted = dataset.targets {
        Elementwise.copy(
          wanted,
          from: sample * targets.columnCount,
          count: targets.columnCount,
          into: &targets.values,
          at: row * targets.columnCount
        )
      } else {
        targets.values[row * targets.columnCount + dataset.labels[sample]] = 1
      }
    }
  }

  /// Draws new dropout masks for the mini-batch.
  mutating func sampleMasks(using generator: inout SeededGenerator) {
    for index in layers.indices where layers[index].dropsInputs {
      Dropout.sample(
        &layers[index].mask,
        rate: layers[index].dropoutRate,
        using: &generator
      )
    }
  }

  /// Runs the mini-batch through all layers.
  mutating func forward(in mode: Mode) {
    for index in layers.indices {
      layers[index].forward(layerInputs(index), in: mode)
    }
  }

  /// What the layer at `index` reads.
  func layerInputs(_ index: Int) -> Matrix {
    index == 0 ? inputs : layers[index - 1].outputs
  }

  /// y of the last layer, samples × outputs.
  var outputs: Matrix { layers[layers.count - 1].outputs }

  /// The sum of the cost over the samples of the mini-batch, after `forward(in:)`.
  func totalCost(_ cost: Cost) -> Double {
    cost.total(
      preActivations: layers[layers.count - 1].preActivations,
      outputs: outputs,
      targets: targets
    )
  }
}
