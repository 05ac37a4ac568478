import FloatNetwork
import HalfwordRuntime

/// What one call of `halfword_classify_certified` takes beyond one of `halfword_run`, for inputs that are exact.
///
/// Such a run has branches that depend on the data, so the numbers are about right and no more:
/// `Tools/fit-instruction-model` finds them by least squares.
struct ProofParts: Sendable {
  /// The fixed part, and that of each layer.
  let run: Double
  let layer: Double
  /// What a layer with sigmoid or tanh takes besides; below 0, as a plain run does more around these functions.
  let tableLayer: Double
  /// An input of a layer, whose magnitude is summed.
  let input: Double
  /// A row: its error from its sum.
  let row: Double
  /// A unit of any activation, and what one takes besides of some.
  let unit: Double
  let reluUnit: Double
  let sigmoidUnit: Double
  let tanhUnit: Double
  let softmaxUnit: Double
  /// A panel of a layer whose inputs have errors: of each but the first.
  let errorPanel: Double
  /// A pair of such a panel's columns, the last perhaps half, where its sums are in 32 bits and where not.
  let errorPair: Double
  let widerErrorPair: Double
  /// An output of the network, whose error is compared.
  let output: Double
}

extension InstructionModel {
  /// The instructions of one run of a network that carries its proof: about, within 3 %; nil where it is more
  /// than a chain of dense layers.
  func certifiedCount(for network: QuantizedNetwork) -> Int? {
    guard let plain = chainCount(for: network) else { return nil }
    var more = proof.run + Double(network.layers.last?.unitCount ?? 0) * proof.output
    for (index, layer) in network.layers.enumerated() {
      more += proof.count(for: layer)
      if index > 0 { more += proof.errorCount(for: layer) }
    }
    return plain + Int(more.rounded())
  }
}

extension ProofParts {
  /// What each layer takes.
  fileprivate func count(for layer: QuantizedLayer) -> Double {
    self.layer + (layer.activation.hasTable ? tableLayer : 0)
      + Double(layer.inputCount) * input + Double(layer.rowCount) * row
      + Double(layer.unitCount) * (unit + extra(of: layer.activation))
  }

  /// What the errors of a layer's inputs take.
  fileprivate func errorCount(for layer: QuantizedLayer) -> Double {
    let pairs = Double((layer.inputCount + 1) / 2)
    let pair = layer.sums == .bits32 ? errorPair : widerErrorPair
    return Double(layer.panels.panelCount) * (errorPanel + pairs * pair)
  }

  private func extra(of activation: Activation) -> Double {
    switch activation {
    case .linear, .maxout: 0
    case .relu, .cappedRelu: reluUnit
    case .sigmoid: sigmoidUnit
    case .tanh, .table: tanhUnit
    case .softmax: softmaxUnit
    }
  }
}

extension Activation {
  /// Whether it is looked up in a table that all models share.
  fileprivate var hasTable: Bool {
    switch self {
    case .sigmoid, .tanh: true
    default: false
    }
  }
}
