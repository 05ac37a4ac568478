extension OptimizerChoice {
  /// The learning rate to begin with: that of the optimizer's paper, or where it names none, one that
  /// suits small classifiers.
  public var usualLearningRate: Double {
    switch self {
    case .gradientDescent: 0.1
    case .momentum, .nesterov: 0.05
    case .adagrad: 0.01
    case .rmsprop, .adam: 0.001
    case .adadelta, .adaSecant, .vsgd: 1
    }
  }
}
