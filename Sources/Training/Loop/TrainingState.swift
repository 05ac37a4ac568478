public import FloatNetwork

/// Where training stands, as a checkpoint holds it beside the network: what it takes to go on to the
/// same bits.
///
/// Tensors: `training.layern.weight` and `.bias`, the weights that training has reached, where the
/// checkpoint's network is that of a better epoch; `training.layern.weight.velocity` and so on, what
/// the optimizer remembers. Metadata: the counts, and the cost and the right answers of an epoch at
/// work. The order of the samples and the masks follow from the seed and these counts.
extension Trainer {
  /// The best network so far, or where nothing was held out the latest; with all that
  /// `init(resuming:options:)` needs.
  public func checkpoint(notes: [String: String]) -> Checkpoint {
    var checkpoint = Checkpoint(network: bestNetwork ?? network, notes: notes)
    for (index, layer) in engine.workspace.layers.enumerated() {
      let name = "layer\(index + 1)"
      if bestNetwork != nil {
        checkpoint.attachments["\(name).weight"] = layer.weights.floats.array
        checkpoint.attachments["\(name).bias"] = layer.biases.array
      }
      for (memoryName, memory) in memories(index) {
        checkpoint.attachments["\(name).\(memoryName)"] = memory.array
      }
    }
    checkpoint.state = stateTexts
    return checkpoint
  }

  /// Goes on from where another trainer of the same options wrote its checkpoint.
  ///
  /// - Throws: `TrainingError.notResumable` where the checkpoint has no training state, or that of
  ///   another optimizer; or what `init(_:options:)` throws.
  public convenience init(
    resuming checkpoint: Checkpoint,
    options: TrainingOptions
  ) throws(TrainingError) {
    let texts = checkpoint.state
    guard !texts.isEmpty else {
      throw .notResumable("it holds no training state; its training is finished")
    }
    try self.init(checkpoint.network, options: options)
    completedEpochs = try number(Key.epochs, in: texts)
    completedSteps = try number(Key.steps, in: texts)
    sums.batch = try number(Key.batch, in: texts)
    sums.sampleCount = try number(Key.sampleCount, in: texts)
    sums.totalCost = try number(Key.totalCost, in: texts)
    sums.correctCount = try number(Key.correctCount, in: texts)
    let hasBest = texts[Key.bestEpoch] != nil
    if hasBest {
      bestNetwork = checkpoint.network
      earlyStopping = EarlyStopping(
        patience: options.patience,
        best: Evaluation(
          meanCost: try number(Key.bestCost, in: texts),
          correctCount: try number(Key.bestCorrectCount, in: texts),
          count: try number(Key.bestCount, in: texts)
        ),
        bestEpoch: try number(Key.bestEpoch, in: texts),
        lastEpoch: completedEpochs
      )
    }
    for (index, layer) in engine.workspace.layers.enumerated() {
      let name = "layer\(index + 1)"
      if hasBest {
        try restore(layer.weights.floats, from: "\(name).weight", of: checkpoint)
        try restore(layer.biases, from: "\(name).bias", of: checkpoint)
      }
      for (memoryName, memory) in memories(index) {
        try restore(memory, from: "\(name).\(memoryName)", of: checkpoint)
      }
    }
  }

  private var stateTexts: [String: String] {
    var texts = [
      Key.epochs: "\(completedEpochs)", Key.steps: "\(completedSteps)",
      Key.batch: "\(sums.batch)", Key.sampleCount: "\(sums.sampleCount)",
      Key.totalCost: "\(sums.totalCost)", Key.correctCount: "\(sums.correctCount)",
    ]
    if let best = earlyStopping.best, let epoch = earlyStopping.bestEpoch {
      texts[Key.bestEpoch] = "\(epoch)"
      texts[Key.bestCost] = "\(best.meanCost)"
      texts[Key.bestCorrectCount] = "\(best.correctCount)"
      texts[Key.bestCount] = "\(best.count)"
    }
    return texts
  }

  /// What the optimizer remembers of a layer, by name.
  private func memories(_ layer: Int) -> [(String, Floats)] {
    let memory = engine.memories[layer]
    return engine.optimizer.memoryNames.enumerated().flatMap { index, name in
      [
        ("weight.\(name)", memory.weights[index].floats),
        ("bias.\(name)", memory.biases[index].floats),
      ]
    }
  }
}

private enum Key {
  static let epochs = "epochs_done"
  static let steps = "steps_done"
  static let batch = "batches_done"
  static let sampleCount = "samples_done"
  static let totalCost = "total_cost"
  static let correctCount = "correct"
  static let bestEpoch = "best_epoch"
  static let bestCost = "best_cost"
  static let bestCorrectCount = "best_correct"
  static let bestCount = "best_count"
}

private func number<Number: LosslessStringConvertible>(
  _ key: String,
  in texts: [String: String]
) throws(TrainingError) -> Number {
  guard let text = texts[key], let number = Number(text) else {
    throw .notResumable("its training state has no \(key)")
  }
  return number
}

private func restore(
  _ floats: Floats,
  from name: String,
  of checkpoint: Checkpoint
) throws(TrainingError) {
  guard let values = checkpoint.attachments[name], values.count == floats.count else {
    throw .notResumable("its training state has no fitting \(name); was the optimizer another?")
  }
  floats.copy(values, from: 0)
}
