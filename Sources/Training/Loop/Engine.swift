import Datasets
import FloatNetwork

/// Takes the steps of training, on all threads; owns all the memory that they work in.
///
/// The threads divide a mini-batch twice. First by its samples: each runs its own forward and back.
/// Then by the rows of the weights: each computes the gradient of its rows over all samples and
/// moves them, while they are in its cache. So no sum is divided, and nothing is added up twice.
final class Engine: @unchecked Sendable {
  /// The mini-batch at work: written by one thread before the others are let go, then only read.
  struct Batch {
    var dataset: Dataset
    /// The samples in the order of the epoch.
    var order: [Int]
    /// Which of them.
    var range: Range<Int> = 0..<0
    /// Decides the dropout masks.
    var maskKey: UInt64 = 0
    var moment = StepMoment(step: 0, learningRate: 0)
  }

  /// What a thread found in its samples.
  private final class Findings: @unchecked Sendable {
    var cost = 0.0
    var correctCount = 0
    /// Σ g² over the thread's rows, of the weights and the biases of each layer.
    var squares: [(weights: Float, biases: Float)]

    init(layerCount: Int) { squares = Array(repeating: (0, 0), count: layerCount) }
  }

  let workspace: Workspace
  let memories: [OptimizerMemory]
  let optimizer: any Optimizer
  private let options: TrainingOptions
  private let cost: any CostFunction
  private let barrier: Barrier
  private let blocks: [[ParameterBlock]]
  private let findings: [Findings]
  private var batch: Batch?

  init(_ network: Network, options: TrainingOptions) {
    self.options = options
    let workspace = Workspace(
      network,
      isForTraining: true,
      awareness: options.quantization,
      weightBits: options.weightBits
    )
    let optimizer = options.optimizer.optimizer
    let threadCount = options.threadCount
    let memories = workspace.layers.map { OptimizerMemory(of: optimizer, for: $0) }
    self.workspace = workspace
    self.optimizer = optimizer
    self.memories = memories
    cost = options.cost.function(network.lastActivation, outputCount: network.outputCount)
    barrier = Barrier(participantCount: threadCount)
    findings = (0..<threadCount).map { _ in Findings(layerCount: network.layers.count) }
    blocks = (0..<threadCount).map { thread in
      workspace.layers.indices.reversed().flatMap { index in
        workspace.layers[index].blocks(
          layer: index,
          memory: memories[index],
          thread: thread,
          of: threadCount
        )
      }
    }
  }

  /// Prepares an epoch; what it allocates, the mini-batches need not.
  ///
  /// - Parameter isResumed: whether mini-batches of the epoch are done.
  func begin(_ dataset: Dataset, order: [Int], isResumed: Bool) {
    workspace.reserve(rows: rowsPerSample * min(options.batchSize, dataset.count))
    if !isResumed { workspace.fitExponents() }
    workspace.roundParameters()
    batch = Batch(dataset: dataset, order: order)
  }

  /// The workspace's rows: a mini-batch's samples, then the adversarial examples made of them.
  private var rowsPerSample: Int { options.adversarialStep > 0 ? 2 : 1 }

  /// Lets go of the data.
  func end() { batch = nil }

  /// Makes a mini-batch the one at work.
  func set(_ range: Range<Int>, maskKey: UInt64, moment: StepMoment) {
    batch?.range = range
    batch?.maskKey = maskKey
    batch?.moment = moment
    workspace.setRowCount(rowsPerSample * range.count)
  }

  /// What the threads found in the mini-batch: the sum of the cost over its samples, and how many
  /// were right, both before the step.
  var result: (cost: Double, correctCount: Int) {
    (findings.reduce(0) { $0 + $1.cost }, findings.reduce(0) { $0 + $1.correctCount })
  }

  /// One thread's part of a step. All threads must call it.
  func step(thread: Int) {
    guard let batch else { return }
    let samples = Team.part(
      thread,
      of: options.threadCount,
      count: batch.range.count,
      granularity: 4
    )
    load(samples, of: batch)
    pass(samples)
    findings[thread].cost = workspace.totalCost(cost, samples: samples)
    findings[thread].correctCount = workspace.correctCount(samples: samples)
    barrier.wait()
    guard optimizer.probes || optimizer.needsGradientNorm else {
      for block in blocks[thread] {
        computeGradients(block)
        update(block, at: batch.moment, norms: (0, 0))
      }
      return
    }
    for block in blocks[thread] { computeGradients(block) }
    if optimizer.probes { probe(samples, at: batch.moment, thread: thread) }
    updateWithNorms(at: batch.moment, thread: thread)
  }

  /// Computes the gradients once more, where the optimizer wants to see them.
  private func probe(_ samples: Range<Int>, at moment: StepMoment, thread: Int) {
    for block in blocks[thread] {
      moveToProbe(block.weights, at: moment)
      moveToProbe(block.biases, at: moment)
      workspace.layers[block.layer].roundParameters(rows: block.rows)
    }
    barrier.wait()
    pass(samples)
    barrier.wait()
    for block in blocks[thread] { computeGradients(block) }
  }

  private func moveToProbe(_ slice: ParameterBlock.Slice, at moment: StepMoment) {
    optimizer.moveToProbe(
      slice.parameters,
      gradients: slice.gradients,
      memory: slice.memory,
      at: moment
    )
  }

  /// Moves the parameters once the length of each tensor's gradient is known.
  private func updateWithNorms(at moment: StepMoment, thread: Int) {
    for layer in workspace.layers.indices { findings[thread].squares[layer] = (0, 0) }
    for block in blocks[thread] {
      findings[thread].squares[block.layer].weights +=
        Elementwise.sumOfSquares(block.weights.gradients)
      findings[thread].squares[block.layer].biases +=
        Elementwise.sumOfSquares(block.biases.gradients)
    }
    barrier.wait()
    for block in blocks[thread] {
      var squares: (weights: Float, biases: Float) = (0, 0)
      for finding in findings {
        squares.weights += finding.squares[block.layer].weights
        squares.biases += finding.squares[block.layer].biases
      }
      update(
        block,
        at: moment,
        norms: (squares.weights.squareRoot(), squares.biases.squareRoot())
      )
    }
  }

  private func load(_ samples: Range<Int>, of batch: Batch) {
    for sample in samples {
      workspace.load(
        batch.order[batch.range.lowerBound + sample],
        of: batch.dataset,
        at: sample
      )
    }
    workspace.sampleMasks(key: batch.maskKey, samples: samples)
  }

  /// Forward and back; then again with the adversarial examples, where there are any.
  private func pass(_ samples: Range<Int>) {
    workspace.forward(in: .training, samples: samples)
    workspace.backward(cost, samples: samples)
    guard options.adversarialStep > 0 else { return }
    let examples = workspace.makeAdversarialExamples(
      of: samples,
      step: Float(options.adversarialStep)
    )
    workspace.forward(in: .training, samples: examples)
    workspace.backward(cost, samples: examples)
  }

  private func computeGradients(_ block: ParameterBlock) {
    workspace.computeGradients(layer: block.layer, weightRows: block.rows)
    if options.weightDecay > 0 {
      WeightDecay.add(
        Float(options.weightDecay),
        times: block.weights.parameters,
        to: block.weights.gradients
      )
    }
  }

  private func update(
    _ block: ParameterBlock,
    at moment: StepMoment,
    norms: (weights: Float, biases: Float)
  ) {
    let weights = block.weights
    var weightMoment = moment
    weightMoment.learningRate *= options.layerRate(block.layer)
    weightMoment.gradientNorm = norms.weights
    var biasMoment = moment
    biasMoment.gradientNorm = norms.biases
    optimizer.step(
      weights.parameters,
      gradients: weights.gradients,
      memory: weights.memory,
      at: weightMoment
    )
    optimizer.step(
      block.biases.parameters,
      gradients: block.biases.gradients,
      memory: block.biases.memory,
      at: biasMoment
    )
    if let limit = options.maxNorm(block.layer) {
      MaxNorm.apply(
        limit,
        to: weights.parameters,
        ofLength: workspace.layers[block.layer].weights.columnCount
      )
    }
    workspace.layers[block.layer].roundParameters(rows: block.rows)
  }
}
