public import ArgumentParser
public import Training

/// The words for `--optimizer`.
enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
  case sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam, adasecant, vsgd

  /// The optimizer with the constants of its paper.
  func choice(momentum: MomentumSchedule) -> OptimizerChoice {
    switch self {
    case .sgd: .gradientDescent
    case .momentum: .momentum(momentum)
    case .nesterov: .nesterov(momentum)
    case .adagrad: .adagrad()
    case .rmsprop: .rmsprop()
    case .adadelta: .adadelta()
    case .adam: .adam()
    case .adasecant: .adaSecant()
    case .vsgd: .vsgd()
    }
  }

  var hasMomentum: Bool { self == .momentum || self == .nesterov }

  var usualLearningRate: Double { choice(momentum: 0).usualLearningRate }
}

/// The words for `--standardize`.
enum StandardizationName: String, ExpressibleByArgument, CaseIterable {
  case automatic, none, each, all
}

extension Cost: ExpressibleByArgument {}

/// `--batch`: a number of samples, or all of them.
struct BatchSize: ExpressibleByArgument, CustomStringConvertible {
  let count: Int

  init(count: Int) { self.count = count }

  init?(argument: String) {
    if argument == "all" {
      count = TrainingOptions.wholeBatch
    } else if let count = Int(argument) {
      self.count = count
    } else {
      return nil
    }
  }

  var description: String { count == TrainingOptions.wholeBatch ? "all" : "\(count)" }
  var defaultValueDescription: String { description }
}

/// Numbers with commas between them.
struct NumberList: ExpressibleByArgument, CustomStringConvertible {
  let numbers: [Double]

  init(_ numbers: [Double]) { self.numbers = numbers }

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0)
    }
    guard numbers.allSatisfy({ $0 != nil }) else { return nil }
    self.numbers = numbers.compactMap(\.self)
  }

  var description: String { numbers.map { "\($0)" }.joined(separator: ",") }
  var defaultValueDescription: String { numbers.isEmpty ? "none" : description }
}

extension MomentumSchedule: ExpressibleByArgument, CustomStringConvertible {
  /// Reads `0.9` or `0.5,0.7,250`.
  public init?(argument: String) {
    guard let numbers = NumberList(argument: argument)?.numbers else { return nil }
    if numbers.count == 1 {
      self.init(numbers[0])
    } else if numbers.count == 3, let epochs = Int(exactly: numbers[2]) {
      self.init(from: numbers[0], to: numbers[1], epochs: epochs)
    } else {
      return nil
    }
  }

  /// The text that `init(argument:)` reads.
  public var description: String {
    initial == final ? "\(final)" : "\(initial),\(final),\(epochs)"
  }

  /// What the help shows.
  public var defaultValueDescription: String { description }
}

extension LearningRateSchedule: ExpressibleByArgument, CustomStringConvertible {
  /// Reads a word and, behind a colon, its numbers.
  public init?(argument: String) {
    let words = argument.split(separator: ":", maxSplits: 1)
    guard let name = words.first else { return nil }
    var numbers: [Double] = []
    if words.count == 2 {
      guard let list = NumberList(argument: String(words[1])) else { return nil }
      numbers = list.numbers
    }
    switch (name, numbers.count) {
    case ("constant", 0): self = .constant
    case ("inverse-root", 0): self = .inverseRoot
    case ("exponential", 1): self = .exponential(final: numbers[0])
    case ("linear", 0): self = .linear()
    case ("linear", 1): self = .linear(final: numbers[0])
    case ("linear", 2): self = .linear(final: numbers[0], start: numbers[1])
    case ("cosine", 0): self = .cosine()
    case ("cosine", 1): self = .cosine(final: numbers[0])
    case ("per-step", 2): self = .perStep(decay: numbers[0], floor: numbers[1])
    case ("steps", 2):
      guard let epochs = Int(exactly: numbers[1]) else { return nil }
      self = .steps(factor: numbers[0], epochs: epochs)
    default: return nil
    }
  }

  /// The text that `init(argument:)` reads.
  public var description: String {
    switch self {
    case .constant: "constant"
    case .inverseRoot: "inverse-root"
    case .perStep(let decay, let floor): "per-step:\(decay),\(floor)"
    case .steps(let factor, let epochs): "steps:\(factor),\(epochs)"
    case .exponential(let final): "exponential:\(final)"
    case .linear(let final, let start): "linear:\(final),\(start)"
    case .cosine(let final): "cosine:\(final)"
    }
  }

  /// What the help shows.
  public var defaultValueDescription: String { description }
}

extension WeightInitialization: ExpressibleByArgument, CustomStringConvertible {
  /// Reads `auto`, `glorot`, `he` or `uniform:0.005,0.01`.
  public init?(argument: String) {
    let prefix = "uniform:"
    switch argument {
    case "auto": self = .automatic
    case "glorot": self = .glorot
    case "he": self = .he
    case _ where argument.hasPrefix(prefix):
      guard let list = NumberList(argument: String(argument.dropFirst(prefix.count))),
        list.numbers.allSatisfy({ $0 > 0 && $0.isFinite })
      else { return nil }
      self = .uniform(list.numbers)
    default: return nil
    }
  }

  /// The text that `init(argument:)` reads.
  public var description: String {
    switch self {
    case .automatic: "auto"
    case .glorot: "glorot"
    case .he: "he"
    case .uniform(let limits): "uniform:\(NumberList(limits))"
    }
  }

  /// What the help shows.
  public var defaultValueDescription: String { description }
}
