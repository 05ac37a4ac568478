/// The sums of an epoch at work, and what is told of them.
struct EpochState: Equatable {
  /// What has to be remembered to go on in the middle of the epoch.
  struct Sums: Equatable, Sendable {
    /// Mini-batches that are done.
    var batch = 0
    var sampleCount = 0
    var totalCost = 0.0
    var correctCount = 0
  }

  let epoch: Int
  let epochs: Int
  let batches: Int
  /// Of the last step.
  var learningRate = 0.0
  /// Of the first step.
  var firstLearningRate = 0.0
  private(set) var sums: Sums
  private let start = ContinuousClock.now
  private let earlierSampleCount: Int

  init(epoch: Int, options: TrainingOptions, sampleCount: Int, from sums: Sums) {
    self.epoch = epoch
    epochs = options.epochs
    batches = (sampleCount - 1) / options.batchSize + 1
    self.sums = sums
    earlierSampleCount = sums.sampleCount
  }

  /// Counts a mini-batch.
  ///
  /// - Parameter cost: the sum over its samples.
  mutating func add(_ cost: Double, correctCount: Int, samples: Int) {
    sums.batch += 1
    sums.sampleCount += samples
    sums.totalCost += cost
    sums.correctCount += correctCount
  }

  var progress: BatchProgress {
    BatchProgress(
      epoch: epoch,
      epochs: epochs,
      batch: sums.batch,
      batches: batches,
      meanCost: meanCost,
      accuracy: accuracy,
      samplesPerSecond: samplesPerSecond
    )
  }

  var summary: EpochSummary {
    EpochSummary(
      epoch: epoch,
      epochs: epochs,
      meanCost: meanCost,
      accuracy: accuracy,
      learningRate: firstLearningRate,
      samplesPerSecond: samplesPerSecond
    )
  }

  var divergence: TrainingError {
    .diverged(epoch: epoch, batch: sums.batch, learningRate: learningRate)
  }

  private var meanCost: Double { sums.totalCost / Double(sums.sampleCount) }

  private var accuracy: Double { Double(sums.correctCount) / Double(sums.sampleCount) }

  private var samplesPerSecond: Double {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return seconds > 0 ? Double(sums.sampleCount - earlierSampleCount) / seconds : 0
  }
}
