import FloatNetwork

extension TrainingOptions {
  /// Checks each option's range.
  func check() throws(TrainingError) {
    try require(epochs >= 0, "the number of epochs", epochs, "at least 0")
    try require(batchSize >= 1, "the batch size", batchSize, "at least 1")
    try require(threadCount >= 1, "the number of threads", threadCount, "at least 1")
    if let patience { try require(patience >= 1, "the patience", patience, "at least 1") }
    try requirePositive(learningRate, "the learning rate")
    try require(
      weightDecay >= 0 && Float(weightDecay).isFinite,
      "the weight decay",
      weightDecay,
      "at least 0 and finite"
    )
    for rate in layerRates { try requirePositive(rate, "a layer's learning-rate factor") }
    for norm in maxNorms {
      try require(norm >= 0 && Float(norm).isFinite, "a max-norm", norm, "at least 0 and finite")
    }
    try require(
      adversarialStep >= 0 && Float(adversarialStep).isFinite,
      "the step to adversarial examples",
      adversarialStep,
      "at least 0 and finite"
    )
    for bits in quantization?.fractionBits ?? [] {
      try require((0...15).contains(bits), "the fractional bits", bits, "from 0 to 15")
    }
    for bits in weightBits where !WeightBits.all.contains(bits) {
      throw .impossibleOption(
        "the bits of a layer's weights",
        found: "\(bits)",
        wanted: WeightBits.text
      )
    }
    if quantization != nil, !weightBits.isEmpty { throw .twoQuantizations }
    try schedule.check()
    try optimizer.check()
  }
}

extension LearningRateSchedule {
  fileprivate func check() throws(TrainingError) {
    switch self {
    case .constant, .inverseRoot: break
    case .perStep(let decay, let floor):
      try requirePositive(decay, "the schedule's decay per step")
      try require(floor >= 0, "the lowest learning rate", floor, "at least 0")
    case .steps(let factor, let epochs):
      try requirePositive(factor, "the schedule's factor")
      try require(epochs >= 1, "the schedule's epochs", epochs, "at least 1")
    case .exponential(let final):
      try requirePositive(final, "the schedule's last factor")
    case .linear(let final, let start):
      try require(final >= 0 && final.isFinite, "the last factor", final, "at least 0")
      try require(start >= 0 && start <= 1, "the schedule's start", start, "from 0 to 1")
    case .cosine(let final):
      try require(final >= 0 && final.isFinite, "the last factor", final, "at least 0")
    }
  }
}

extension OptimizerChoice {
  fileprivate func check() throws(TrainingError) {
    switch self {
    case .gradientDescent: break
    case .momentum(let schedule), .nesterov(let schedule):
      try requireFraction(schedule.initial, "the momentum")
      try requireFraction(schedule.final, "the momentum")
      try require(schedule.epochs >= 0, "the momentum's epochs", schedule.epochs, "at least 0")
    case .adagrad(let epsilon):
      try requirePositive(epsilon, "Adagrad's epsilon")
    case .rmsprop(let decay, let epsilon):
      try requireFraction(decay, "RMSprop's decay")
      try requirePositive(epsilon, "RMSprop's epsilon")
    case .adadelta(let decay, let epsilon):
      try requireFraction(decay, "Adadelta's decay")
      try requirePositive(epsilon, "Adadelta's epsilon")
    case .adam(let beta1, let beta2, let epsilon):
      try requireFraction(beta1, "Adam's beta1")
      try requireFraction(beta2, "Adam's beta2")
      try requirePositive(epsilon, "Adam's epsilon")
    case .adaSecant(let decay, let largestGamma, let epsilon):
      try requireFraction(decay, "AdaSecant's decay")
      try require(largestGamma >= 0, "AdaSecant's largest gamma", largestGamma, "at least 0")
      try requirePositive(epsilon, "AdaSecant's epsilon")
    case .vsgd(let slowStart, let epsilon):
      try require(slowStart >= 1, "vSGD's slow start", slowStart, "at least 1")
      try requirePositive(epsilon, "vSGD's epsilon")
    }
  }
}

private func require(
  _ isPossible: Bool,
  _ name: String,
  _ value: some CustomStringConvertible,
  _ wanted: String
) throws(TrainingError) {
  guard isPossible else {
    throw .impossibleOption(name, found: value.description, wanted: wanted)
  }
}

/// Above 0 also in float32, which is what training computes with.
private func requirePositive(_ value: Double, _ name: String) throws(TrainingError) {
  try require(Float(value) > 0 && Float(value).isFinite, name, value, "above 0 and finite")
}

private func requireFraction(_ value: Double, _ name: String) throws(TrainingError) {
  try require(value >= 0 && Float(value) < 1, name, value, "at least 0 and below 1")
}
