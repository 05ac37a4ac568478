import CAllocationCounter
import Datasets
import FloatNetwork
import Foundation
import Training

// Counts what training allocates in mini-batches, in the whole process: nothing, with every
// optimizer, every activation, dropout, weight decay, max-norm and adversarial examples, on one thread
// and on two. To be run from a release build, since what the optimizer of the compiler removes may be
// there in another.

// OpenBLAS itself allocates in its kernels for small products (AVX-512) where a width is no multiple of
// 64, as that of the gradient in the inputs would be.
let line = "64 dropout:0.2 maxout:30x3 dropout:0.5 relu:20 sigmoid:20 tanh:20 linear:20 softmax:5"
let optimizers: [OptimizerChoice] = [
  .gradientDescent, .momentum(0.9), .nesterov(0.9), .adagrad(), .rmsprop(), .adadelta(), .adam(),
  .adaSecant(), .vsgd(),
]
let (batchSize, batchCount, warmUp) = (32, 50, 3)

var generator = SeededGenerator(seed: 1)
let network = try Network(initializing: NetworkDescription(parsing: line), using: &generator)
let dataset = Dataset(
  inputCount: 64,
  classCount: 5,
  inputs: (0..<batchSize * batchCount * 64).map { _ in Float(generator.uniform()) },
  labels: (0..<batchSize * batchCount).map { $0 % 5 }
)

/// How often memory was asked for in the mini-batches of an epoch after the first few.
func allocations(_ optimizer: OptimizerChoice, _ cost: Cost, threadCount: Int) throws -> Int {
  let trainer = try Trainer(
    network,
    options: TrainingOptions(
      epochs: 2,
      batchSize: batchSize,
      cost: cost,
      optimizer: optimizer,
      learningRate: 1e-3,
      schedule: .cosine(),
      weightDecay: 1e-4,
      maxNorms: [3],
      adversarialStep: 0.05,
      threadCount: threadCount
    )
  )
  var count = -1
  try trainer.trainEpoch(on: dataset) { event in
    guard case .batch(let progress) = event else { return }
    if progress.batch == warmUp { allocation_counter_start() }
    if progress.batch == batchCount { count = allocation_counter_stop() }
  }
  return count
}

#if !canImport(Glibc)
  print("SKIPPED: allocations can only be counted with glibc.")
  exit(0)
#endif

// The counter must see an allocation where there is one.
allocation_counter_start()
let probe = [Int](repeating: dataset.count, count: dataset.count)
let seen = allocation_counter_stop()
guard seen > 0, probe.count == dataset.count else {
  print("FAILED: the counter does not see allocations")
  exit(1)
}

var failures = 0
for threadCount in [1, 2] {
  for optimizer in optimizers {
    for cost in Cost.allCases {
      let count = try allocations(optimizer, cost, threadCount: threadCount)
      if count != 0 {
        print("FAILED: \(count) allocations: \(optimizer), \(cost), \(threadCount) threads")
        failures += 1
      }
    }
  }
}
guard failures == 0 else { exit(1) }
print("No allocation in \(batchCount - warmUp) mini-batches, with each optimizer and cost.")
