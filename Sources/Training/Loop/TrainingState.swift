public import FloatNetwork

/// Where training stands, as a checkpoint holds it beside the network: what it takes to go on to the
/// same bits.
///
/// Tensors: `training.layern.weight` and `.bias`, the weights that training has reached, and
/// `training.best.layern.weight` and `.bias`, those of the best epoch, each where the checkpoint's
/// network is not just that; `training.layern.weight.velocity` and so on, what the optimizer
/// remembers; `training.layern.exponent`, of weights in few bits. Metadata: the counts, and the cost and the right answers of an epoch at work. The order
/// of the samples and the masks follow from the seed and these counts.
extension Trainer {
  /// The best network so far, or where nothing was held out the latest; with all that
  /// `init(resuming:options:)` needs, also when training is finished: it may be given more epochs.
  ///
  /// - Parameter outputScale: what brings the outputs to the units of the data, where training has
  ///   targets of its own.
  public func checkpoint(
    notes: [String: String],
    outputScale: OutputScale? = nil
  ) -> Checkpoint {
    let (latest, kept) = (floatNetwork, bestNetwork ?? network)
    var checkpoint = Checkpoint(network: outputScale?.applied(to: kept) ?? kept, notes: notes)
    if checkpoint.network != latest {
      checkpoint.attachments.merge(latest.parameters) { $1 }
    }
    if let bestNetwork, checkpoint.network != bestNetwork {
      for (name, values) in bestNetwork.parameters {
        checkpoint.attachments[Key.bestPrefix + name] = values
      }
    }
    for index in engine.workspace.layers.indices {
      for (memoryName, memory) in memories(index) {
        checkpoint.attachments["\(Network.name(ofLayerAt: index)).\(memoryName)"] = memory.array
      }
    }
    for (name, exponents) in exponents { checkpoint.attachments[name] = exponents.array }
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
    guard !texts.isEmpty else { throw .notResumable("it holds no training state") }
    let kept = checkpoint.network
    var latest = try kept.replacingParameters(by: checkpoint.attachments, prefix: "") ?? kept
    if !options.weightBits.isEmpty { latest.isDropoutFolded = false }
    try self.init(latest, options: options)
    completedEpochs = try number(Key.epochs, in: texts)
    completedSteps = try number(Key.steps, in: texts)
    sums.batch = try number(Key.batch, in: texts)
    sums.sampleCount = try number(Key.sampleCount, in: texts)
    sums.totalCost = try number(Key.totalCost, in: texts)
    sums.correctCount = try number(Key.correctCount, in: texts)
    if texts[Key.bestEpoch] != nil {
      bestNetwork =
        try kept.replacingParameters(by: checkpoint.attachments, prefix: Key.bestPrefix) ?? kept
      try restoreEarlyStopping(from: texts)
    }
    for index in engine.workspace.layers.indices {
      for (memoryName, memory) in memories(index) {
        let name = "\(Network.name(ofLayerAt: index)).\(memoryName)"
        memory.copy(try values(name, count: memory.count, in: checkpoint.attachments), from: 0)
      }
    }
    for (name, exponents) in exponents {
      let values = try values(name, count: exponents.count, in: checkpoint.attachments)
      guard values.allSatisfy(WeightQuantizer.isExponent) else {
        throw .notResumable("its training state has an impossible \(name)")
      }
      exponents.copy(values, from: 0)
    }
    engine.workspace.roundParameters()
  }

  private func restoreEarlyStopping(from texts: [String: String]) throws(TrainingError) {
    let best = Evaluation(
      meanCost: try number(Key.bestCost, in: texts),
      correctCount: try number(Key.bestCorrectCount, in: texts),
      count: try number(Key.bestCount, in: texts)
    )
    earlyStopping = EarlyStopping(
      options,
      best: best,
      bestEpoch: try number(Key.bestEpoch, in: texts),
      lastEpoch: completedEpochs,
      renewedEpoch: texts[Key.renewedEpoch] == nil ? 0 : try number(Key.renewedEpoch, in: texts)
    )
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
      if earlyStopping.renewedEpoch > 0 {
        texts[Key.renewedEpoch] = "\(earlyStopping.renewedEpoch)"
      }
    }
    return texts
  }

  /// The exponents of weights in few bits, by the names that a training state gives them.
  private var exponents: [(String, Floats)] {
    engine.workspace.layers.enumerated().compactMap { index, layer in
      layer.quantizer.map { ("\(Network.name(ofLayerAt: index)).exponent", $0.exponents) }
    }
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

extension Network {
  fileprivate static func name(ofLayerAt index: Int) -> String { "layer\(index + 1)" }

  /// The weights and biases by the names that a training state gives them.
  fileprivate var parameters: [String: [Float]] {
    var parameters: [String: [Float]] = [:]
    for (index, layer) in layers.enumerated() {
      let name = Self.name(ofLayerAt: index)
      parameters["\(name).weight"] = layer.weights
      parameters["\(name).bias"] = layer.biases
    }
    return parameters
  }

  /// The network with the parameters of a training state; nil where that has none of these names.
  fileprivate func replacingParameters(
    by attachments: [String: [Float]],
    prefix: String
  ) throws(TrainingError) -> Network? {
    guard parameters.keys.contains(where: { attachments[prefix + $0] != nil }) else { return nil }
    var network = self
    for (index, layer) in layers.enumerated() {
      let name = prefix + Self.name(ofLayerAt: index)
      network.setParameters(
        ofLayerAt: index,
        weights: try values("\(name).weight", count: layer.weights.count, in: attachments),
        biases: try values("\(name).bias", count: layer.biases.count, in: attachments)
      )
    }
    return network
  }
}

private enum Key {
  static let bestPrefix = "best."
  static let renewedEpoch = "patience_from"
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

private func values(
  _ name: String,
  count: Int,
  in attachments: [String: [Float]]
) throws(TrainingError) -> [Float] {
  guard let values = attachments[name], values.count == count else {
    throw .notResumable("its training state has no fitting \(name); was the optimizer another?")
  }
  return values
}
