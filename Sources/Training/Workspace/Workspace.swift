import Datasets
import FloatNetwork

/// A network at work on mini-batches, with all the memory that takes.
///
/// Methods that take a range of samples may run on several threads at once, each with samples of its
/// own.
final class Workspace: @unchecked Sendable {
  /// Which of dropout's two sides the forward pass takes.
  enum Mode: Sendable {
    /// Inputs are dropped.
    case training
    /// Nothing is dropped, and weights count 1 − p.
    case test
  }

  /// samples × inputs.
  private(set) var inputs: Matrix
  /// samples × outputs.
  private(set) var targets: Matrix
  /// dC/dy of the last layer, samples × outputs.
  private(set) var outputGradients: Matrix
  /// Whether inputs are rounded to Q8.8.
  private let roundsInputs: Bool
  /// The layers, the input's first.
  let layers: [LayerState]

  /// Takes over the parameters of `network`.
  ///
  /// - Parameters:
  ///   - awareness: of the fixed-point numbers that training is to be aware of.
  ///   - weightBits: of each layer, or none.
  ///   - shared: a workspace of the same network, whose parameters this one uses as its own.
  init(
    _ network: Network,
    isForTraining: Bool,
    awareness: QuantizationAwareness? = nil,
    weightBits: [Int] = [],
    sharing shared: Workspace? = nil
  ) {
    roundsInputs = awareness != nil
    inputs = Matrix(rowCount: 0, columnCount: network.inputCount)
    targets = Matrix(rowCount: 0, columnCount: network.outputCount)
    outputGradients = Matrix(rowCount: 0, columnCount: network.outputCount)
    layers = network.layers.indices.map {
      LayerState(
        network.layers[$0],
        isDropoutFolded: network.isDropoutFolded,
        isForTraining: isForTraining,
        fractionBits: awareness?.fractionBits[$0],
        weightBits: weightBits.isEmpty || weightBits[$0] == WeightBits.full ? nil : weightBits[$0],
        sharing: shared?.layers[$0]
      )
    }
  }

  /// Fits the weights' exponents anew, where training is for few bits.
  func fitExponents() {
    for layer in layers { layer.quantizer?.fit(to: layer.weights) }
  }

  /// Rounds all parameters anew, where training is aware of it.
  func roundParameters() {
    for layer in layers { layer.roundParameters(rows: 0..<layer.biases.count) }
  }

  /// Makes memory for mini-batches of up to `rows` samples.
  func reserve(rows: Int) {
    inputs.reserve(rows: rows)
    targets.reserve(rows: rows)
    outputGradients.reserve(rows: rows)
    for layer in layers { layer.reserve(rows: rows) }
  }

  /// Sets how many samples the mini-batch has.
  ///
  /// - Precondition: at most as many as were reserved.
  func setRowCount(_ rows: Int) {
    inputs.setRowCount(rows)
    targets.setRowCount(rows)
    outputGradients.setRowCount(rows)
    for layer in layers { layer.setRowCount(rows) }
  }

  /// Puts a sample in its place in the mini-batch, with its targets or those that its label stands
  /// for.
  ///
  /// - Precondition: `dataset` has passed `check(_:)`.
  func load(_ index: Int, of dataset: Dataset, at sample: Int) {
    let input = inputs.floats(inRow: sample)
    input.copy(dataset.inputs, from: index * inputs.columnCount)
    if roundsInputs { FixedPointRounding.values.round(input, into: input) }
    let row = targets.floats(inRow: sample)
    if let wanted = dataset.targets {
      row.copy(wanted, from: index * targets.columnCount)
      return
    }
    row.fill(0)
    row[dataset.labels[index]] = 1
  }

  /// Draws new dropout masks.
  ///
  /// - Parameter key: decides all masks of the mini-batch.
  func sampleMasks(key: UInt64, samples: Range<Int>) {
    for (index, layer) in layers.enumerated() where layer.dropsInputs {
      for sample in samples {
        let place = UInt64(index) << 32 | UInt64(sample)
        Dropout.sample(
          layer.mask.floats(inRow: sample),
          rate: layer.dropoutRate,
          key: SeededGenerator.key(key, place)
        )
      }
    }
  }

  /// Makes the adversarial examples of samples, which have gone forward and back.
  ///
  /// The mini-batch's first half are the samples, the second half their examples in the same order.
  ///
  /// - Returns: the examples' rows.
  func makeAdversarialExamples(of samples: Range<Int>, step: Float) -> Range<Int> {
    let distance = inputs.rowCount / 2
    let examples = samples.lowerBound + distance..<samples.upperBound + distance
    layers[0].backwardToInputs(samples: samples)
    let inputsOfExamples = inputs.floats(inRows: examples)
    AdversarialExamples.make(
      from: inputs.floats(inRows: samples),
      gradients: layers[0].inputGradients.floats(inRows: samples),
      step: step,
      into: inputsOfExamples
    )
    if roundsInputs { FixedPointRounding.values.round(inputsOfExamples, into: inputsOfExamples) }
    targets.floats(inRows: examples).copy(targets.floats(inRows: samples))
    for layer in layers where layer.dropsInputs {
      layer.mask.floats(inRows: examples).copy(layer.mask.floats(inRows: samples))
    }
    return examples
  }

  /// Runs samples through all layers.
  func forward(in mode: Mode, samples: Range<Int>) {
    for (index, layer) in layers.enumerated() {
      layer.forward(layerInputs(index), samples: samples, in: mode)
    }
  }

  /// What the layer at `index` reads.
  func layerInputs(_ index: Int) -> Matrix {
    index == 0 ? inputs : layers[index - 1].outputs
  }

  /// y of the last layer, samples × outputs.
  var outputs: Matrix { layers[layers.count - 1].outputs }

  /// The sum of the cost over samples, after `forward(in:samples:)`.
  func totalCost(_ cost: any CostFunction, samples: Range<Int>) -> Double {
    cost.total(
      preActivations: layers[layers.count - 1].preActivations.floats(inRows: samples),
      outputs: outputs.floats(inRows: samples),
      targets: targets.floats(inRows: samples)
    )
  }

  /// How many samples have their largest output, the first of equals, at their largest target.
  ///
  /// Softmax is asked before its exponentials: in float32 they may round to equal values where z
  /// differs.
  func correctCount(samples: Range<Int>) -> Int {
    let last = layers[layers.count - 1]
    let scores = last.activation == .softmax ? last.preActivations : last.outputs
    var count = 0
    for sample in samples
    where indexOfLargest(scores.floats(inRow: sample))
      == indexOfLargest(targets.floats(inRow: sample))
    {
      count += 1
    }
    return count
  }
}

/// The lowest index of the largest value.
private func indexOfLargest(_ values: Floats) -> Int {
  var largest = 0
  for index in 1..<max(1, values.count) where values[index] > values[largest] { largest = index }
  return largest
}

extension SeededGenerator {
  /// A number that is as good as random for each pair.
  static func key(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var outer = SeededGenerator(seed: first)
    var inner = SeededGenerator(seed: outer.next() ^ second)
    return inner.next()
  }
}
