import CMath

/// How the learning rate goes on from its first value. Each gives a factor for every step.
public enum LearningRateSchedule: Equatable, Sendable {
  /// It stays.
  case constant
  /// 1/√(t + 1), where t counts the steps before (Lee's tutorial, "vanilla" decay).
  case inverseRoot
  /// `decay`⁻ᵗ, where t counts the steps before, but a rate of at least `floor` (pylearn2's
  /// `ExponentialDecay`, as *Maxout Networks* uses it).
  case perStep(decay: Double, floor: Double = 0)
  /// Multiplied by `factor` after every so many epochs.
  case steps(factor: Double, epochs: Int)
  /// Shrinks by the same factor with each step, down to `final` at the end.
  case exponential(final: Double)
  /// Stays until the share `start` of training is over, then goes down in a straight line to
  /// `final` at the end.
  case linear(final: Double = 0, start: Double = 0)
  /// Half a cosine, down to `final` at the end (Loshchilov & Hutter, *SGDR: Stochastic Gradient
  /// Descent with Warm Restarts*, ICLR 2017, eq. 5, without a restart).
  case cosine(final: Double = 0)

  /// The learning rate of a step.
  ///
  /// - Parameters:
  ///   - first: the rate of the first step.
  ///   - epochs: epochs before this step; a fraction within an epoch.
  ///   - allEpochs: the epochs of the whole training.
  ///   - steps: steps before this one.
  func rate(first: Double, epochs: Double, of allEpochs: Int, steps: Int) -> Double {
    let share = min(1, epochs / Double(max(1, allEpochs)))
    switch self {
    case .constant:
      return first
    case .inverseRoot:
      return first / Double(steps + 1).squareRoot()
    case .perStep(let decay, let floor):
      return max(floor, first / pow(decay, Double(steps)))
    case .steps(let factor, let length):
      return first * pow(factor, (epochs / Double(length)).rounded(.down))
    case .exponential(let final):
      return first * pow(final, share)
    case .linear(let final, let start):
      let fall = start < 1 ? max(0, share - start) / (1 - start) : 0
      return first * (1 + (final - 1) * fall)
    case .cosine(let final):
      return first * (final + (1 - final) * (1 + cos(.pi * share)) / 2)
    }
  }
}
