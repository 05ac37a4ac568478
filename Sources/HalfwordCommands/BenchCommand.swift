import ArgumentParser
import FloatNetwork
import PlainText
import Training

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast training is on this machine, and where its time goes.",
    discussion: """
      Trains on random samples. "Samples/CPU s" divides by the processor time of all threads, for \
      machines that are busy with other things. "GEMM" is the share of the threads' time that matrix products take; \
      "of the peak" compares the operations of these products, over the whole time, with what the \
      matrix product reaches on large matrices. Tools/bench-training compares with other programs.
      """
  )

  @Option(help: "The network, in one line.")
  var network = "784 relu:256 relu:128 softmax:10"

  @Option(name: .customLong("batch"), help: "Samples in a mini-batch.")
  var batchSize = 128

  @Option(help: "How many threads share a mini-batch.")
  var threads = 2

  @Option(help: "How many samples an epoch has.")
  var samples = 12_800

  @Option(help: "How many epochs are measured, after one that is not.")
  var epochs = 5

  @Option(help: "Only this optimizer; otherwise momentum and adam.")
  var optimizer: OptimizerName?

  func validate() throws {
    for (name, value) in [
      ("--batch", batchSize), ("--threads", threads), ("--samples", samples), ("--epochs", epochs),
    ] where value < 1 {
      throw ValidationError("\(name) must be at least 1, not \(value)")
    }
  }

  func run() throws {
    let description = try NetworkDescription(parsing: network)
    var results: [(OptimizerName, TrainingBenchmark.Result)] = []
    var peak = TrainingBenchmark.peakOperationsPerSecond(threadCount: threads)
    for name in optimizer.map({ [$0] }) ?? [.momentum, .adam] {
      let options = TrainingOptions(
        epochs: epochs,
        batchSize: batchSize,
        optimizer: name.choice(momentum: 0.9),
        learningRate: name.usualLearningRate / 10,
        threadCount: threads
      )
      let benchmark = try TrainingBenchmark(description, options: options, sampleCount: samples)
      results.append((name, try benchmark.run()))
    }
    peak = max(peak, TrainingBenchmark.peakOperationsPerSecond(threadCount: threads))
    var table = Table("Optimizer", "Samples/s", "Samples/CPU s", "GEMM", "GFLOP/s", "Of the peak")
    for (name, result) in results {
      table.add(
        name.rawValue,
        result.samplesPerSecond.fixed(0),
        result.samplesPerProcessorSecond.fixed(0),
        "\((100 * result.productShare).fixed(0)) %",
        (result.operationsPerSecond / 1e9).fixed(0),
        "\((100 * result.operationsPerSecond / peak).fixed(0)) %"
      )
    }
    print("\(description), batch \(batchSize), \(threads) threads")
    print("Peak of large matrix products: \((peak / 1e9).fixed(0)) GFLOP/s")
    print(table.text)
  }
}
