/// Early stopping (Prechelt, *Early Stopping — But When?*, 1998): training ends once the validation
/// error has not become better for a number of epochs, and the best weights are kept.
public struct EarlyStopping: Equatable, Sendable {
  /// Epochs without a better validation error after which training stops; nil where it goes on.
  public let patience: Int?
  /// The epoch with the fewest wrong answers so far, and of these with the lowest cost.
  public private(set) var bestEpoch: Int?
  /// Its evaluation.
  public private(set) var best: Evaluation?
  private var lastEpoch = 0

  /// Begins before the first epoch.
  public init(patience: Int?) { self.patience = patience }

  /// Goes on from where a run left off.
  init(patience: Int?, best: Evaluation?, bestEpoch: Int?, lastEpoch: Int) {
    self.patience = patience
    self.best = best
    self.bestEpoch = bestEpoch
    self.lastEpoch = lastEpoch
  }

  /// Takes note of an epoch's validation.
  ///
  /// - Returns: whether it is the best so far.
  public mutating func add(_ evaluation: Evaluation, epoch: Int) -> Bool {
    lastEpoch = epoch
    if let best, !evaluation.isBetter(than: best) { return false }
    best = evaluation
    bestEpoch = epoch
    return true
  }

  /// Whether training should stop.
  public var isOver: Bool {
    guard let patience, let bestEpoch else { return false }
    return lastEpoch - bestEpoch >= patience
  }
}

extension Evaluation {
  fileprivate func isBetter(than other: Evaluation) -> Bool {
    correctCount != other.correctCount
      ? correctCount > other.correctCount : meanCost < other.meanCost
  }
}
