import Datasets
import FloatNetwork

extension Network {
  /// Checks that `cost` can be computed from the outputs.
  func check(_ cost: Cost) throws(TrainingError) {
    if cost == .crossEntropy, !lastActivation.goesWithCrossEntropy {
      throw .crossEntropyNeedsSoftmax(lastLayer: lastActivation.name)
    }
  }

  /// What the outputs go through.
  var lastActivation: Activation { layers[layers.count - 1].activation }

  /// Checks that training may go on from these parameters.
  func checkIsTrainable() throws(TrainingError) {
    try checkIsPerceptron()
    if isDropoutFolded, layers.contains(where: { $0.inputDropout > 0 }) { throw .dropoutIsFolded }
    for (index, layer) in layers.enumerated()
    where !areFinite(layer.weights) || !areFinite(layer.biases) {
      throw .parameterNotFinite(layer: index + 1)
    }
  }

  /// Checks that it has nothing that training does not do.
  func checkIsPerceptron() throws(TrainingError) {
    for (index, layer) in layers.enumerated() {
      guard layer.form.kind == .dense, layer.form.input.isVector, layer.sources == [index] else {
        throw .notTrained(layer: index + 1, what: "\(layer.form.kind.name) of \(layer.form.input)")
      }
      switch layer.activation {
      case .cappedRelu, .table:
        throw .notTrained(layer: index + 1, what: "activation \(layer.activation.text)")
      case .linear, .relu, .maxout, .sigmoid, .tanh, .softmax: break
      }
    }
  }

  /// Checks that there are fractional bits for each layer.
  func check(_ awareness: QuantizationAwareness?) throws(TrainingError) {
    guard let awareness, awareness.fractionBits.count != layers.count else { return }
    throw .impossibleOption(
      "the number of layers with fractional bits",
      found: "\(awareness.fractionBits.count)",
      wanted: "\(layers.count)"
    )
  }

  /// Checks that there are bits for each layer, or none at all.
  func check(weightBits: [Int]) throws(TrainingError) {
    guard !weightBits.isEmpty, weightBits.count != layers.count else { return }
    throw .impossibleOption(
      "the number of layers with bits for their weights",
      found: "\(weightBits.count)",
      wanted: "\(layers.count)"
    )
  }

  /// Checks that every sample of `dataset` has inputs and a label for this network.
  func check(_ dataset: Dataset) throws(TrainingError) {
    let inputCount = dataset.inputCount
    guard dataset.count > 0 else { throw .noSamples }
    guard inputCount == self.inputCount else {
      throw .inputCountsDiffer(samples: inputCount, network: self.inputCount)
    }
    guard dataset.classCount == outputCount else {
      throw .classCountsDiffer(samples: dataset.classCount, network: outputCount)
    }
    let (expected, overflow) = dataset.labels.count.multipliedReportingOverflow(by: inputCount)
    guard !overflow, dataset.inputs.count == expected else {
      throw .wrongInputCount(
        found: dataset.inputs.count,
        samples: dataset.labels.count,
        inputCount: inputCount
      )
    }
    if let sample = dataset.labels.firstIndex(where: { !(0..<outputCount).contains($0) }) {
      throw .labelOutOfRange(dataset.labels[sample], sample: sample, classCount: outputCount)
    }
    if let targets = dataset.targets {
      guard targets.count == dataset.count * outputCount else {
        throw .wrongTargetCount(
          found: targets.count,
          samples: dataset.count,
          outputCount: outputCount
        )
      }
      if let index = targets.firstIndex(where: { !$0.isFinite }) {
        throw .targetNotFinite(sample: index / outputCount, output: index % outputCount)
      }
    }
    if !areFinite(dataset.inputs), let index = dataset.inputs.firstIndex(where: { !$0.isFinite }) {
      throw .inputNotFinite(sample: index / inputCount, input: index % inputCount)
    }
  }
}

extension Activation {
  /// Whether its values are what cross-entropy reads: probabilities of classes, or one for each output.
  var goesWithCrossEntropy: Bool { self == .softmax || self == .sigmoid }
}

/// Whether no value is infinite or not a number.
func areFinite(_ values: [Float]) -> Bool {
  // x · 0 is 0 for every finite x and NaN for any other; a sum compiles to vector instructions.
  var bits: UInt32 = 0
  for value in values {
    bits |= (value * 0).magnitude.bitPattern
  }
  return bits == 0
}
