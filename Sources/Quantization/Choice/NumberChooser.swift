import FloatNetwork
import HalfwordRuntime

/// Tries powers of two, offsets and forms of sums, and keeps account of them.
struct NumberChooser {
  let network: Network
  let request: NumberRequest
  let judge: Judge
  /// What the numbers are fitted to.
  private let samples: [[Float]]
  /// The formats of the weights at work.
  var plan: WeightPlan
  /// What the rows of each layer read on the samples; nil where nothing asks for it.
  private let moments: [InputMoments?]?
  /// The values of the inputs; nil where nothing is known. And what units were found and proved to give then.
  private let box: InputBox?
  private let ranges: UnitRanges
  private(set) var scalingTrials: [NumberChoice.Trial] = []
  private(set) var sumTrials: [NumberChoice.Trial] = []

  /// - Throws: `WeightFormatError` where the request does not suit the network, or asks for samples and there are
  ///   none.
  init(
    network: Network,
    request: NumberRequest,
    judge: Judge,
    fittedOn samples: [[Float]]
  ) throws {
    self.network = network
    self.request = request
    self.judge = judge
    self.samples = samples
    plan = try request.weights.plan(for: network, hasSamples: !samples.isEmpty)
    let asksForMoments = plan.isNarrow || request.weights.imageSize != nil
    moments =
      asksForMoments && !samples.isEmpty
      ? InputMoments.ofLayers(of: network, samples, hasProducts: plan.roundsAdaptively) : nil
    box = request.box ?? InputBox(of: samples, and: request.recordedBox)
    ranges = try UnitRanges(
      of: network,
      samples: samples,
      box: box ?? .plain(inputCount: network.inputCount)
    )
  }

  func quantized(
    _ scaling: Scaling,
    _ forms: [SumForm],
    _ other: WeightPlan? = nil
  ) throws -> QuantizedNetwork {
    let plan = other ?? plan
    var result = try QuantizedNetwork(
      quantizing: network,
      scaling: scaling,
      format: .fitted(forms),
      weights: plan,
      moments: moments,
      saturate: request.saturate
    )
    result.record = result.record ?? ExportRecord()
    result.record?.numbers = .fitted
    // What a run certifies depends on it.
    result.record?.answer = request.answer
    if plan.isNarrow { result.record?.setRounding(of: plan) }
    return result
  }

  func uniform(_ form: SumForm) -> [SumForm] {
    Array(repeating: form, count: network.layers.count)
  }

  // MARK: Scaling

  private struct Candidate {
    let plan: ScalingPlan
    let scaling: Scaling
    let score: NumberChoice.Score?
  }

  /// The candidate with the smallest error. They stand in the order in which they can surprise: a later one
  /// must do clearly better to be taken.
  mutating func chooseScaling() throws -> Scaling {
    // Judged with sums that take nothing from the weights of wide layers.
    let forms = uniform(request.sums.form ?? .bits64)
    var candidates: [Candidate] = []
    for plan in ScalingPlan.plans(
      hasSamples: !samples.isEmpty,
      judgeCount: judge.count,
      narrowedTensors: network.tensorsMeetingNarrowWeights(plan)
    ) {
      let scaling = try Scaling(
        fitting: network,
        ranges,
        box: box,
        options: plan.options(request)
      )
      guard !candidates.contains(where: { $0.scaling == scaling }) else { continue }
      let score = judge.score(try quantized(scaling, forms))
      candidates.append(Candidate(plan: plan, scaling: scaling, score: score))
    }
    var best = 0
    for index in candidates.indices.dropFirst() {
      guard let score = candidates[index].score, let bestScore = candidates[best].score else {
        break
      }
      let gain = candidates[index].plan.leastGain(over: candidates[best].plan)
      if score.isBetter(than: bestScore, byAtLeast: gain) { best = index }
    }
    candidates.swapAt(0, best)
    scalingTrials = candidates.map {
      NumberChoice.Trial(name: $0.plan.name, score: $0.score, forms: forms)
    }
    return candidates[0].scaling
  }

  // MARK: Sums

  /// A network in some forms of sums, and how well it does.
  private struct Mixture {
    let network: QuantizedNetwork
    let score: NumberChoice.Score?
  }

  /// The network with the cheapest form in each layer that keeps what 64 bits in all layers do.
  mutating func chooseForms(for scaling: Scaling) throws -> QuantizedNetwork {
    // By the forms that were asked for; what cannot be proved has wider ones.
    var mixtures: [[SumForm]: Mixture] = [:]
    func mixture(_ forms: [SumForm]) throws -> Mixture {
      if let known = mixtures[forms] { return known }
      let fixed = try quantized(scaling, forms)
      let mixture = Mixture(network: fixed, score: judge.score(fixed))
      mixtures[forms] = mixture
      return mixture
    }
    if let form = request.sums.form {
      let asked = try mixture(uniform(form))
      add("as asked for", asked)
      return asked.network
    }
    let finest = try mixture(uniform(.bits64))
    // The fastest form that does for all layers; then layer by layer a faster one, the widest first.
    var forms = uniform(.bits64)
    for form in SumForm.cheapestFirst.dropLast() {
      if keeps(try mixture(uniform(form)), finest, in: uniform(form)) {
        forms = uniform(form)
        break
      }
    }
    let widestFirst = network.layers.indices.sorted {
      network.layers[$0].weights.count > network.layers[$1].weights.count
    }
    for layer in widestFirst {
      for form in SumForm.cheapestFirst.prefix(while: { $0 != forms[layer] }) {
        var tried = forms
        tried[layer] = form
        if keeps(try mixture(tried), finest, in: tried) {
          forms = tried
          break
        }
      }
    }
    let chosen = try mixture(forms)
    add("chosen", chosen)
    for form in SumForm.cheapestFirst where forms != uniform(form) {
      let other = try mixture(uniform(form))
      if other.network.sums == uniform(form) { add("\(form.text) in every layer", other) }
    }
    return chosen.network
  }

  /// Whether forms could be proved and keep what the finest ones keep.
  private func keeps(_ mixture: Mixture, _ finest: Mixture, in forms: [SumForm]) -> Bool {
    guard mixture.network.sums == forms else { return false }
    if let score = mixture.score, let goal = finest.score { return score.keeps(goal) }
    return zip(mixture.network.layers, finest.network.layers).allSatisfy { $0.keepsWeights(of: $1) }
  }

  private mutating func add(_ name: String, _ mixture: Mixture) {
    sumTrials.append(
      NumberChoice.Trial(name: name, score: mixture.score, forms: mixture.network.sums)
    )
  }
}

extension QuantizedNetwork {
  /// The form of the sums of each layer.
  fileprivate var sums: [SumForm] { layers.map(\.sums) }
}

extension NumberChoice.Score {
  /// Whether it is worth taking in place of another candidate that cannot surprise as much.
  ///
  /// - Parameter gain: how many times smaller the error must be.
  func isBetter(than other: NumberChoice.Score, byAtLeast gain: Double) -> Bool {
    if let proof, let otherProof = other.proof, changedCount <= other.changedCount {
      if proof.certifiedCount != otherProof.certifiedCount {
        return proof.certifiedCount > otherProof.certifiedCount
      }
      if proof.meanBound * gain < otherProof.meanBound { return true }
    }
    if changedCount != other.changedCount, relativeError <= other.relativeError {
      return changedCount < other.changedCount
    }
    let losesNothing = saturatedCount <= other.saturatedCount && changedCount <= other.changedCount
    if losesNothing, other.relativeError > Self.negligible / 8 {
      return relativeError * gain < other.relativeError
    }
    return other.saturatedCount > 10 * saturatedCount + 10 && relativeError < other.relativeError
  }
}

extension QuantizedLayer {
  /// Whether the largest weight of each unit has nine bits or more, and narrow weights are those of the finest sums:
  /// where no sample tells what a coarser weight costs.
  fileprivate func keepsWeights(of finest: QuantizedLayer) -> Bool {
    guard weightFormat == .bits16 else { return weights == finest.weights }
    let leastBits = 9
    let pieces = activation.pieces
    return (0..<unitCount).allSatisfy { unit in
      let size = pieces * form.columnCount
      let largest = weights[unit * size..<(unit + 1) * size].reduce(0) { max($0, $1.magnitude) }
      return largest == 0 || largest >= 1 << (leastBits - 1)
    }
  }
}
