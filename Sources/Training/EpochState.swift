import Foundation

/// The sums of an epoch at work, and what is told of them.
struct EpochState {
  let epoch: Int
  let epochs: Int
  let batches: Int
  /// options.learningRate · decay^(epoch − 1).
  let learningRate: Double

  private var batch = 0
  private var sampleCount = 0
  private var totalCost = 0.0
  private let start = ContinuousClock.now

  init(epoch: Int, options: TrainingOptions, sampleCount: Int) {
    self.epoch = epoch
    epochs = options.epochs
    batches = (sampleCount - 1) / options.batchSize + 1
    learningRate = options.learningRate * pow(options.learningRateDecay, Double(epoch - 1))
  }

  /// Counts a mini-batch.
  ///
  /// - Parameter cost: the sum over its samples.
  mutating func add(_ cost: Double, samples: Int) {
    batch += 1
    sampleCount += samples
    totalCost += cost
  }

  var progress: BatchProgress {
    BatchProgress(
      epoch: epoch,
      epochs: epochs,
      batch: batch,
      batches: batches,
      meanCost: meanCost,
      samplesPerSecond: samplesPerSecond
    )
  }

  var summary: EpochSummary {
    EpochSummary(
      epoch: epoch,
      epochs: epochs,
      meanCost: meanCost,
      learningRate: learningRate,
      samplesPerSecond: samplesPerSecond
    )
  }

  var divergence: TrainingError {
    .diverged(epoch: epoch, batch: batch, learningRate: learningRate)
  }

  private var meanCost: Double { totalCost / Double(sampleCount) }

  private var samplesPerSecond: Double {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return seconds > 0 ? Double(sampleCount) / seconds : 0
  }
}
