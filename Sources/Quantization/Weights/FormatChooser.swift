import FloatNetwork
import HalfwordRuntime

extension WeightRequest {
  /// The bytes that the image may have, where formats are chosen by them.
  var imageSize: Int? { if case .image(let size) = formats { size } else { nil } }

  /// The formats that are asked for; 16 bits where they are still to be chosen.
  ///
  /// - Throws: `WeightFormatError`.
  func plan(for network: Network, hasSamples: Bool) throws(WeightFormatError) -> WeightPlan {
    var plan = WeightPlan.wide(layerCount: network.layers.count)
    (plan.roundsAdaptively, plan.correctsBiases) = (roundsAdaptively, correctsBiases)
    if roundsAdaptively, !hasSamples { throw .noSamples("rounding weights up or down") }
    if correctsBiases, !hasSamples { throw .noSamples("correcting biases") }
    let weighted = network.layers.indices.filter { network.layers[$0].form.kind.hasWeights }
    switch formats {
    case .image: break
    case .automatic:
      for index in weighted {
        let bits = network.layers[index].trainedWeightBits.flatMap { UInt8(exactly: $0) }
        plan.formats[index] = bits.flatMap { WeightFormat(bits: $0) } ?? .bits16
      }
    case .uniform(let format): for index in weighted { plan.formats[index] = format }
    case .byLayer(let formats):
      guard formats.count == weighted.count else {
        throw .wrongCount(formats.count, layers: weighted.count)
      }
      for (index, format) in zip(weighted, formats) { plan.formats[index] = format }
    }
    return plan
  }
}

extension Network {
  /// The tensors whose channels meet narrow weights in one row.
  func tensorsMeetingNarrowWeights(_ plan: WeightPlan) -> Set<Int> {
    Set(
      layers.indices.filter { index in
        if case .depthwise = layers[index].form.kind { return false }
        return layers[index].form.kind.hasWeights && plan.formats[index] != .bits16
      }
      .map { layers[$0].sources[0] }
    )
  }
}

extension NumberChooser {
  /// Chooses formats of weights where an image's size is asked for, and the powers of two with them.
  mutating func chooseWeightsAndScaling() throws -> Scaling {
    let scaling = try chooseScaling()
    guard let size = request.weights.imageSize else { return scaling }
    plan = try chooseFormats(within: size - request.addedSize, size, scaling)
    return plan.isNarrow ? try chooseScaling() : scaling
  }

  /// The widest formats with which an image fits, and whose error on the samples is the smallest.
  ///
  /// How much a layer's narrow weights cost is found by narrowing that layer alone; what several cost is taken as the
  /// sum of the squares of these errors. The best few of all mixtures are then tried.
  ///
  /// - Parameters:
  ///   - room: the bytes that the network's own image may have.
  ///   - size: what was asked for, for messages.
  private func chooseFormats(
    within room: Int,
    _ size: Int,
    _ scaling: Scaling
  ) throws -> WeightPlan {
    let forms = uniform(request.sums.form ?? .bits64)
    let wide = try quantized(scaling, forms, plan)
    let wideSize = try wide.image().count
    guard wideSize > room else { return plan }
    guard judge.count > 0 else { throw WeightFormatError.noSamples("--flash") }
    let base = judge.score(wide)?.relativeError ?? 0
    var mixtures = FormatMixtures(plan.formats, saving: wideSize - room)
    for (index, layer) in network.layers.enumerated() where layer.form.kind.hasWeights {
      let options = try [WeightFormat.bits8, .bits4].map { format in
        var tried = plan
        tried.formats[index] = format
        tried.roundsAdaptively = false
        let error = judge.score(try quantized(scaling, forms, tried))?.relativeError ?? 0
        let saved = layer.form.weightSize(.bits16) - layer.form.weightSize(format)
        return FormatMixtures.Option(
          format: format,
          saved: saved,
          cost: max(0, error * error - base * base)
        )
      }
      mixtures.add(options, forLayer: index)
    }
    let best = mixtures.best(Self.triedMixtures)
    guard !best.isEmpty else {
      let narrowest = network.layers.reduce(wideSize) {
        $0 - $1.form.weightSize(.bits16) + $1.form.weightSize(.bits4)
      }
      throw WeightFormatError.tooSmall(size, least: narrowest + request.addedSize)
    }
    let tried = try best.map { formats in
      var tried = plan
      tried.formats = formats
      return (plan: tried, score: judge.score(try quantized(scaling, forms, tried)))
    }
    let chosen = tried.min { first, second in
      (first.score?.relativeError ?? 0) < (second.score?.relativeError ?? 0)
    }
    return chosen?.plan ?? plan
  }

  private static let triedMixtures = 4

  /// The chosen formats, and beside them those of the same bits in every layer.
  func weightTrials(
    of chosen: QuantizedNetwork,
    _ scaling: Scaling
  ) throws -> [NumberChoice.WeightTrial] {
    guard plan.isNarrow else { return [] }
    let forms = uniform(request.sums.form ?? .bits64)
    // What was chosen has its score from the choice of sums.
    var trials = [try trial("chosen", chosen, sumTrials.first?.score)]
    for format in [WeightFormat.bits16, .bits8, .bits4] {
      var other = plan
      for (index, layer) in network.layers.enumerated() where layer.form.kind.hasWeights {
        other.formats[index] = format
      }
      guard other != plan else { continue }
      let fixed = try quantized(scaling, forms, other)
      trials.append(try trial("\(format.bits) bits in every layer", fixed, judge.score(fixed)))
    }
    return trials
  }

  private func trial(
    _ name: String,
    _ fixed: QuantizedNetwork,
    _ score: NumberChoice.Score?
  ) throws -> NumberChoice.WeightTrial {
    NumberChoice.WeightTrial(
      name: name,
      formats: fixed.layers.map(\.weightFormat),
      imageSize: try fixed.image().count + request.addedSize,
      score: score
    )
  }
}

/// All mixtures of formats worth a look: none that another one beats in both size and cost.
private struct FormatMixtures {
  /// A format for a layer.
  struct Option {
    let format: WeightFormat
    /// The bytes that it saves.
    let saved: Int
    let cost: Double
  }

  private struct Mixture {
    var formats: [WeightFormat]
    var saved = 0
    var cost = 0.0
  }

  /// The bytes that must be saved.
  private let needed: Int
  private var mixtures: [Mixture]

  init(_ formats: [WeightFormat], saving needed: Int) {
    self.needed = needed
    mixtures = [Mixture(formats: formats)]
  }

  /// Goes on to the next layer, which may stay as it is.
  mutating func add(_ options: [Option], forLayer index: Int) {
    let grown =
      mixtures
      + mixtures.flatMap { mixture in
        options.map { option in
          var next = mixture
          next.formats[index] = option.format
          next.saved += option.saved
          next.cost += option.cost
          return next
        }
      }
    // By falling savings, and of those the cheapest: each next one must be cheaper than all before.
    let sorted = grown.sorted { ($0.saved, -$0.cost) > ($1.saved, -$1.cost) }
    var kept: [Mixture] = []
    for mixture in sorted where mixture.cost < kept.last?.cost ?? .infinity { kept.append(mixture) }
    let step = max(1, kept.count / Self.mostKept)
    mixtures = kept.indices.filter { $0 % step == 0 || $0 == kept.count - 1 }.map { kept[$0] }
  }

  /// The cheapest that save enough.
  func best(_ count: Int) -> [[WeightFormat]] {
    mixtures.filter { $0.saved >= needed }.sorted { $0.cost < $1.cost }.prefix(count).map(\.formats)
  }

  private static let mostKept = 4_000
}

extension LayerForm {
  /// The bytes of its weights.
  func weightSize(_ format: WeightFormat) -> Int { weightLayout(format)?.size ?? 0 }
}
