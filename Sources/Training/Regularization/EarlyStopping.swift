/// Early stopping (Prechelt, *Early Stopping — But When?*, 1998): training ends once the validation
/// error has not become better for a number of epochs, and the best weights are kept.
public struct EarlyStopping: Equatable, Sendable {
  /// What makes one epoch better than another.
  public enum Criterion: Equatable, Sendable {
    /// Fewer wrong answers, and of as many the lower cost.
    case answers
    /// The lower cost: where the outputs name no class, and where there are so few samples that
    /// counting answers tells little.
    case cost
  }

  /// What makes one epoch better than another.
  public let criterion: Criterion
  /// Epochs without a better validation error after which training stops; nil where it goes on.
  public let patience: Int?
  /// The best epoch so far, by the criterion.
  public private(set) var bestEpoch: Int?
  /// Its evaluation.
  public private(set) var best: Evaluation?
  private var lastEpoch = 0
  /// The epoch from which patience counts where training went on after it was over; otherwise 0.
  private(set) var renewedEpoch = 0

  /// Begins before the first epoch.
  public init(patience: Int?, criterion: Criterion = .answers) {
    self.patience = patience
    self.criterion = criterion
  }

  /// Goes on from where a run left off.
  init(
    _ options: TrainingOptions,
    best: Evaluation,
    bestEpoch: Int,
    lastEpoch: Int,
    renewedEpoch: Int
  ) {
    self.init(patience: options.patience, criterion: options.stopping)
    self.best = best
    self.bestEpoch = bestEpoch
    self.lastEpoch = lastEpoch
    self.renewedEpoch = renewedEpoch
  }

  /// Takes note of an epoch's validation.
  ///
  /// - Returns: whether it is the best so far.
  public mutating func add(_ evaluation: Evaluation, epoch: Int) -> Bool {
    lastEpoch = epoch
    if let best, !evaluation.isBetter(than: best, by: criterion) { return false }
    best = evaluation
    bestEpoch = epoch
    return true
  }

  /// Lets training that was over go on, with as much patience as at the beginning.
  mutating func renew() { renewedEpoch = lastEpoch }

  /// Whether training should stop.
  public var isOver: Bool {
    guard let patience, let bestEpoch else { return false }
    return lastEpoch - max(bestEpoch, renewedEpoch) >= patience
  }
}

extension Evaluation {
  fileprivate func isBetter(
    than other: Evaluation,
    by criterion: EarlyStopping.Criterion
  ) -> Bool {
    criterion == .answers && correctCount != other.correctCount
      ? correctCount > other.correctCount : meanCost < other.meanCost
  }
}
