/// A claim of the tutorial, tried out: Hung-yi Lee, *Deep Learning Tutorial*, 2016.
public protocol Experiment: Sendable {
  /// The word that names it on the command line.
  static var name: String { get }
  /// The claim, in one sentence, with its source.
  static var claim: String { get }

  /// Makes the experiment in the size that its measured results have, a few minutes at most.
  init()

  /// Runs it.
  ///
  /// The same data give the same numbers on the same machine, times apart.
  ///
  /// - Parameter progress: is told the share that is done, from 0 to 1, and what comes next.
  /// - Throws: `TrainingError` or `NetworkError` where the data do not suit a network.
  func run(on data: ExperimentData, progress: (Double, String) -> Void) throws -> ExperimentReport
}

/// Every experiment, in the order of the tutorial.
public let experiments: [any Experiment.Type] = [
  UniversalityExperiment.self, DepthExperiment.self, LocalMinimaExperiment.self,
  VanishingGradientExperiment.self, OptimizerExperiment.self, DropoutExperiment.self,
]
