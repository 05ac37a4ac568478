import Datasets
import FloatNetwork
import Training

/// What is to be done with samples, where the command line leaves it open: how long training goes on,
/// what it is stopped by, and how inputs, cost and answers are to be taken.
struct TrainingPlan {
  /// Which of the training samples are held back to validate with.
  enum HoldBack: Equatable {
    case none
    /// So many at the end.
    case last(Int)
    /// Of each class by itself one sample in so many, spread over all of them.
    case oneIn(Int)

    /// As it is noted in a checkpoint; nil for nothing.
    var note: String? {
      switch self {
      case .none, .last(0): nil
      case .last(let count): "\(count)"
      case .oneIn: Self.automaticNote
      }
    }

    static let automaticNote = "automatic"
  }

  let epochs: Int
  let holdBack: HoldBack
  let patience: Int?
  let stopping: EarlyStopping.Criterion
  let schedule: LearningRateSchedule
  let weightDecay: Double
  /// Where it is automatic, as the network was trained that training begins with.
  let standardize: StandardizationName
  let cost: Cost
  let answer: Answer

  /// Settles everything.
  ///
  /// - Parameters:
  ///   - validation: what `--validation` says.
  ///   - standardize: what `--standardize` says.
  ///   - isDigits: the built-in digits have their own number of epochs.
  ///   - beginning: what `--from` names.
  ///   - earlier: the notes of a checkpoint to resume from.
  init(
    _ training: TrainingArguments,
    validation: Int?,
    standardize: StandardizationName,
    isDigits: Bool,
    samples: LabeledSamples,
    network: NetworkDescription,
    beginning: Checkpoint?,
    earlier: [String: String]?
  ) {
    let isAutomatic =
      training.epochs == nil && !isDigits
      || earlier?["validation"] == HoldBack.automaticNote
    let holdBack: HoldBack =
      if let validation { .last(validation) } else { isAutomatic ? Self.usualHoldBack : .none }
    let learned = holdBack.split(samples).learned.count
    let batch = min(max(1, training.batchSize.count), max(1, learned))
    let batches = max(1, (learned - 1) / batch + 1)
    let usualEpochs =
      isDigits ? Self.epochsOfDigits : max(Self.fewestEpochs, (Self.mostSteps - 1) / batches + 1)
    epochs = training.epochs ?? usualEpochs
    self.holdBack = holdBack
    let usualPatience = max(Self.leastPatience, (Self.patientSteps - 1) / batches + 1)
    patience = training.patience ?? (isAutomatic && holdBack.note != nil ? usualPatience : nil)
    let hasTargets = samples.targets != nil
    let isUsualTable = isAutomatic && !samples.isPictures
    schedule = training.schedule ?? (isUsualTable ? .constant : .exponential(final: 1.0 / 32))
    weightDecay = training.weightDecay ?? (isUsualTable && !hasTargets ? Self.decayForTables : 0)
    stopping = hasTargets || isAutomatic ? .cost : .answers
    self.standardize =
      standardize != .automatic || beginning != nil
      ? standardize : samples.isPictures ? .none : .each
    let last = network.layers.last?.activation
    let isYesOrNo = hasTargets && last == .sigmoid && samples.targetsAreShares
    cost = training.cost ?? (hasTargets && !isYesOrNo ? .squaredError : .crossEntropy)
    answer =
      !hasTargets
      ? .largest : isYesOrNo && samples.targetsAreWhole ? .threshold(0.5) : .values
  }

  /// As it is noted in a checkpoint.
  var standardizeNote: String {
    standardize == .automatic ? "as --from" : standardize.rawValue
  }

  private static let epochsOfDigits = 600
  private static let fewestEpochs = 20
  private static let mostSteps = 6000
  private static let leastPatience = 5
  private static let patientSteps = 1000
  /// By `Tools/bench-tables`; of targets, it would draw the outputs towards their mean.
  private static let decayForTables = 0.01
  private static let usualHoldBack = HoldBack.oneIn(10)
}

extension TrainingPlan.HoldBack {
  /// Which samples are learned from, and which are held back.
  ///
  /// A class of fewer samples than one in so many keeps all of them: it must not be missing from what is
  /// learned.
  func split(_ samples: LabeledSamples) -> (learned: [Int], heldBack: [Int]) {
    let all = Array(0..<samples.count)
    switch self {
    case .none: return (all, [])
    case .last(let count):
      let learnedCount = max(0, samples.count - max(0, count))
      return (Array(all[..<learnedCount]), Array(all[learnedCount...]))
    case .oneIn(let period):
      var seen: [Int: Int] = [:]
      let isHeldBack = samples.labels.map { label in
        seen[label, default: 0] += 1
        return seen[label, default: 0].isMultiple(of: period)
      }
      return (all.filter { !isHeldBack[$0] }, all.filter { isHeldBack[$0] })
    }
  }
}

extension LabeledSamples {
  /// Whether every target can be a probability.
  fileprivate var targetsAreShares: Bool { targets?.allSatisfy { (0...1).contains($0) } ?? false }

  /// Whether every target is 0 or 1.
  fileprivate var targetsAreWhole: Bool { targets?.allSatisfy { $0 == 0 || $0 == 1 } ?? false }
}
