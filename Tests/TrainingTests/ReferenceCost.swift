import FloatNetwork
import Foundation

@testable import Training

/// A network in Float64 whose every parameter can be moved a little: what the gradients of training
/// are held against. It shares no arithmetic with `Training`.
struct ReferenceNetwork {
  var layers: [(activation: Activation, weights: [Double], biases: [Double], scale: Double)]

  /// - Parameter scalesInputs: whether each layer's inputs count 1 − p, as at test time.
  init(_ network: Network, scalesInputs: Bool = false) {
    layers = network.layers.map {
      (
        $0.activation, $0.weights.map(Double.init), $0.biases.map(Double.init),
        scalesInputs ? 1 - $0.inputDropout : 1
      )
    }
  }

  /// The outputs of one sample; `masks[i]` multiplies the inputs of layer i.
  func outputs(_ input: [Double], masks: [[Double]]) -> [Double] {
    var current = input
    for (layer, mask) in zip(layers, masks) {
      let inputs = zip(current, mask).map { $0 * $1 * layer.scale }
      let z = layer.biases.indices.map { row in
        layer.biases[row]
          + inputs.indices.reduce(0.0) { $0 + layer.weights[row * inputs.count + $1] * inputs[$1] }
      }
      current = layer.activation.reference(z)
    }
    return current
  }

  /// The mean cost of the samples, written from the definitions of the two costs.
  func meanCost(_ cost: Cost, _ batch: ReferenceBatch) -> Double {
    var total = 0.0
    for sample in batch.inputs.indices {
      let y = outputs(batch.inputs[sample], masks: batch.masks[sample])
      for (y, t) in zip(y, batch.targets[sample]) {
        switch cost {
        case .crossEntropy:
          total -= t == 0 ? 0 : t * log(y)
          if layers.last?.activation == .sigmoid { total -= (1 - t) * log(1 - y) }
        case .squaredError: total += (y - t) * (y - t)
        }
      }
    }
    return total / Double(batch.inputs.count)
  }

  /// dC/dW and dC/db of each layer, by central differences: (C(θ + h) − C(θ − h)) / 2h, whose error
  /// is of order h².
  func gradients(_ cost: Cost, _ batch: ReferenceBatch) -> [(weights: [Double], biases: [Double])] {
    let h = 1e-5
    return layers.indices.map { layer in
      let weights = layers[layer].weights.indices.map { index in
        var (up, down) = (self, self)
        up.layers[layer].weights[index] += h
        down.layers[layer].weights[index] -= h
        return (up.meanCost(cost, batch) - down.meanCost(cost, batch)) / (2 * h)
      }
      let biases = layers[layer].biases.indices.map { index in
        var (up, down) = (self, self)
        up.layers[layer].biases[index] += h
        down.layers[layer].biases[index] -= h
        return (up.meanCost(cost, batch) - down.meanCost(cost, batch)) / (2 * h)
      }
      return (weights, biases)
    }
  }
}

/// A mini-batch in Float64, read out of a workspace.
struct ReferenceBatch {
  var inputs: [[Double]]
  var targets: [[Double]]
  /// For each sample, for each layer, a factor an input.
  var masks: [[[Double]]]

  /// - Parameter isMasked: false as at test time, where all factors are 1.
  init(_ workspace: Workspace, isMasked: Bool = true) {
    let samples = 0..<workspace.inputs.rowCount
    inputs = samples.map { workspace.inputs.doubles(inRow: $0) }
    targets = samples.map { workspace.targets.doubles(inRow: $0) }
    masks = samples.map { sample in
      workspace.layers.map {
        isMasked && $0.dropsInputs
          ? $0.mask.doubles(inRow: sample)
          : Array(repeating: 1, count: $0.weights.columnCount)
      }
    }
  }
}

extension Matrix {
  /// The values of one row.
  func doubles(inRow index: Int) -> [Double] { values[row(index)].map(Double.init) }
}
