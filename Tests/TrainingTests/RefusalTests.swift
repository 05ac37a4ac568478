import Datasets
import FloatNetwork
import Testing

@testable import Training

/// What cannot be trained is refused before training, with an error that says why.
@Suite struct RefusalTests {
  private let options = TrainingOptions(epochs: 2, batchSize: 4)

  @Test func crossEntropyWithoutSoftmax() throws {
    for name in ["linear:2", "relu:2", "tanh:2", "maxout:2x2"] {
      let network = try randomNetwork("2 \(name)", seed: 1)
      let error = TrainingError.crossEntropyNeedsSoftmax(
        lastLayer: String(name.prefix { $0 != ":" })
      )
      #expect(throws: error) { try Trainer(network, options: options) }
      #expect(throws: error) { try network.evaluate(on: exclusiveOr, cost: .crossEntropy) }
    }
  }

  @Test func foldedDropout() throws {
    var network = try randomNetwork("2 dropout:0.5 softmax:2", seed: 1)
    network.isDropoutFolded = true
    #expect(throws: TrainingError.dropoutIsFolded) { try Trainer(network, options: options) }
    // Where there was no dropout, nothing is in the weights.
    var plain = try randomNetwork("2 softmax:2", seed: 1)
    plain.isDropoutFolded = true
    #expect(throws: Never.self) { try Trainer(plain, options: options) }
  }

  @Test func dataOfOtherSizes() throws {
    let network = try randomNetwork("2 softmax:2", seed: 1)
    let cases: [(Dataset, TrainingError)] = [
      (data(inputCount: 2, classCount: 2, inputs: [], labels: []), .noSamples),
      (
        data(inputCount: 3, classCount: 2, inputs: [0, 0, 0], labels: [0]),
        .inputCountsDiffer(samples: 3, network: 2)
      ),
      (
        data(inputCount: 2, classCount: 3, inputs: [0, 0], labels: [0]),
        .classCountsDiffer(samples: 3, network: 2)
      ),
      (
        data(inputCount: 2, classCount: 2, inputs: [0, 0, 0], labels: [0]),
        .wrongInputCount(found: 3, samples: 1, inputCount: 2)
      ),
      (
        data(inputCount: 2, classCount: 2, inputs: [0, 0, 0, 0], labels: [1, 2]),
        .labelOutOfRange(2, sample: 1, classCount: 2)
      ),
      (
        data(inputCount: 2, classCount: 2, inputs: [0, 0, 0, 0], labels: [-1, 1]),
        .labelOutOfRange(-1, sample: 0, classCount: 2)
      ),
      (
        data(inputCount: 2, classCount: 2, inputs: [0, 0, 0, .nan], labels: [0, 1]),
        .inputNotFinite(sample: 1, input: 1)
      ),
      (
        data(inputCount: 2, classCount: 2, inputs: [-.infinity, 0, 0, 0], labels: [0, 1]),
        .inputNotFinite(sample: 0, input: 0)
      ),
    ]
    for (dataset, error) in cases {
      let trainer = try Trainer(network, options: options)
      #expect(throws: error) { try trainer.train(on: { _ in dataset }) }
      #expect(throws: error) { try trainer.train(on: { _ in exclusiveOr }, heldOut: dataset) }
      #expect(throws: error) { try network.evaluate(on: dataset, cost: .crossEntropy) }
      #expect(trainer.network == network)
      #expect(!error.description.isEmpty && !error.description.contains("\n"))
    }
    #expect(throws: TrainingError.wrongInputCount(found: 3, samples: 1, inputCount: 2)) {
      try network.outputs(for: [0, 0, 0])
    }
  }

  @Test func optionsThatMakeNoSense() throws {
    let network = try randomNetwork("2 softmax:2", seed: 1)
    let impossible = [
      TrainingOptions(epochs: -1), TrainingOptions(batchSize: 0), TrainingOptions(batchSize: -3),
      TrainingOptions(learningRate: 0), TrainingOptions(learningRate: -1),
      TrainingOptions(learningRate: .nan), TrainingOptions(learningRate: .infinity),
      TrainingOptions(learningRate: 1e-60), TrainingOptions(schedule: .exponential(final: 0)),
      TrainingOptions(optimizer: .momentum(1)), TrainingOptions(optimizer: .momentum(-0.1)),
      TrainingOptions(optimizer: .adam(beta1: 1)), TrainingOptions(optimizer: .adam(beta2: .nan)),
      TrainingOptions(optimizer: .adam(epsilon: 0)),
    ]
    for options in impossible {
      #expect {
        try Trainer(network, options: options)
      } throws: {
        if case .impossibleOption = $0 as? TrainingError { true } else { false }
      }
    }
    // A mini-batch larger than the data is all of the data.
    let trainer = try Trainer(network, options: TrainingOptions(epochs: 1, batchSize: .max))
    try trainer.train(on: { _ in exclusiveOr })
  }

  @Test func weightsThatAreNoNumbers() throws {
    for value in [Float.nan, .infinity, -.infinity] {
      var network = try randomNetwork("2 relu:2 softmax:2", seed: 1)
      network.setParameters(ofLayerAt: 1, weights: [0, 0, 0, value], biases: [0, 0])
      #expect(throws: TrainingError.parameterNotFinite(layer: 2)) {
        try Trainer(network, options: options)
      }
    }
  }

  @Test(arguments: ["2 linear:2", "2 relu:4 linear:2", "2 maxout:4x2 linear:2"])
  func divergenceStopsWithEpochAndBatch(_ line: String) throws {
    let network = try randomNetwork(line, seed: 1)
    let trainer = try Trainer(
      network,
      options: TrainingOptions(
        epochs: 1000,
        batchSize: 1,
        cost: .squaredError,
        optimizer: .gradientDescent,
        learningRate: 1000
      )
    )
    var last = (epoch: 1, batch: 0)
    do {
      try trainer.train(on: { _ in exclusiveOr }) { event in
        if case .batch(let progress) = event { last = (progress.epoch, progress.batch) }
      }
      Issue.record("it did not diverge")
    } catch {
      // The batch after the last good one: the next of its epoch, or the first of a new one.
      let next = last.batch == 4 ? (last.epoch + 1, 1) : (last.epoch, last.batch + 1)
      guard case .diverged(let epoch, let batch, let learningRate) = error else { throw error }
      #expect((epoch, batch) == next || (epoch, batch) == last)
      #expect(learningRate == 1000)
      #expect(error.description.contains("epoch \(epoch), batch \(batch)"))
    }
  }

  @Test func theLastStepMayDivergeToo() throws {
    // The cost before the only step is finite; the weights after it are not.
    let trainer = try Trainer(
      randomNetwork("2 linear:2", seed: 1),
      options: TrainingOptions(
        epochs: 1,
        batchSize: 4,
        cost: .squaredError,
        optimizer: .gradientDescent,
        learningRate: 3e38
      )
    )
    let huge = Dataset(inputCount: 2, classCount: 2, inputs: [1e3, 1e3], labels: [1])
    #expect(throws: TrainingError.diverged(epoch: 1, batch: 1, learningRate: 3e38)) {
      try trainer.train(on: { _ in huge })
    }
  }

  @Test(arguments: [
    Activation.linear, .relu, .sigmoid, .tanh, .softmax, .maxout(pieces: 2),
  ])
  func noActivationHidesWhatIsNoNumber(_ activation: Activation) {
    for nan in 0..<activation.pieces {
      let z = FloatBuffer(count: activation.pieces)
      z.floats[nan] = .nan
      let y = FloatBuffer(count: 1)
      activation.function(unitCount: 1).apply(to: z.floats, into: y.floats)
      #expect(y.floats[0].isNaN)
    }
  }
}

/// Data that need not make sense: the initializer refuses such data, but its properties may change.
private func data(inputCount: Int, classCount: Int, inputs: [Float], labels: [Int]) -> Dataset {
  var dataset = Dataset(inputCount: 1, classCount: 1, inputs: [0], labels: [0])
  dataset.inputCount = inputCount
  dataset.classCount = classCount
  dataset.inputs = inputs
  dataset.labels = labels
  return dataset
}
