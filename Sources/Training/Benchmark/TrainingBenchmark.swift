import Datasets
public import FloatNetwork

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How fast training is, and where its time goes.
public struct TrainingBenchmark: Sendable {
  /// What a run has shown.
  public struct Result: Equatable, Sendable {
    /// Samples that were trained on in a second.
    public var samplesPerSecond: Double
    /// Samples in a second of processor time, that of all threads added up: what a machine that is
    /// busy with other things can still tell.
    public var samplesPerProcessorSecond: Double
    /// The share of the threads' time that matrix products took, from 0 to 1.
    public var productShare: Double
    /// Floating-point operations of all matrix products in a second of the run.
    public var operationsPerSecond: Double
  }

  private let dataset: Dataset
  private let network: Network
  private let options: TrainingOptions

  /// Prepares a run on random samples.
  ///
  /// - Throws: `NetworkError` where the description is of no possible network.
  public init(
    _ description: NetworkDescription,
    options: TrainingOptions,
    sampleCount: Int
  ) throws(NetworkError) {
    var generator = SeededGenerator(seed: options.seed)
    let network = try Network(initializing: description, using: &generator)
    self.network = network
    dataset = Dataset(
      inputCount: network.inputCount,
      classCount: network.outputCount,
      inputs: (0..<sampleCount * network.inputCount).map { _ in Float(generator.uniform()) },
      labels: (0..<sampleCount).map { $0 % network.outputCount }
    )
    self.options = options
  }

  /// Trains for one epoch to warm up, then for `options.epochs` with the clock running.
  ///
  /// - Throws: `TrainingError` where the options do not go with the network.
  public func run() throws(TrainingError) -> Result {
    let trainer = try Trainer(network, options: options)
    try trainer.trainEpoch(on: dataset)
    BLAS.clock.start()
    let start = ContinuousClock.now
    let processorStart = processorSeconds
    for _ in 0..<max(1, options.epochs) { try trainer.trainEpoch(on: dataset) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let processorTime = processorSeconds - processorStart
    let sampleCount = Double(dataset.count * max(1, options.epochs))
    let products = BLAS.clock.stop()
    return Result(
      samplesPerSecond: sampleCount / seconds,
      samplesPerProcessorSecond: sampleCount / processorTime,
      productShare: products.seconds / (seconds * Double(options.threadCount)),
      operationsPerSecond: Double(products.operations) / seconds
    )
  }

  /// The floating-point operations a second of large square matrix products, one a thread: the best
  /// that training could reach.
  public static func peakOperationsPerSecond(threadCount: Int) -> Double {
    let side = 1024
    let matrices = (0..<threadCount).map { _ in
      (0..<3).map { _ in Matrix(rowCount: side, columnCount: side) }
    }
    let team = Team(threadCount: threadCount) { thread in
      let matrices = matrices[thread]
      BLAS.multiply(.plain(matrices[0].block), .plain(matrices[1].block), into: matrices[2].block)
    }
    team.run()
    var best = 0.0
    for _ in 0..<10 {
      let start = ContinuousClock.now
      team.run()
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      best = max(best, Double(2 * side * side * side * threadCount) / seconds)
    }
    return best
  }
}

/// The processor time that this process has used.
private var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
