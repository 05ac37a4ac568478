import FloatNetwork
import HalfwordRuntime
import Quantization

/// What the float network is asked about, beside the words of a run: all in ulps.
struct RunInputs {
  /// value − word of each input.
  let residues: [Double]
  /// How far each residue may be from the exact one: a place is a difference, rounded once.
  let slack: Double
  /// Whether some value lies beyond the words.
  let isSaturated: Bool

  init(
    _ words: [Int16],
    _ values: [Float]?,
    _ scales: [InputScale],
    _ omitted: Set<BoundTerm>
  ) {
    guard let values else {
      residues = Array(repeating: 0, count: words.count)
      (slack, isSaturated) = (0, false)
      return
    }
    let places = zip(values, scales).map { $1.position(of: Double($0)) }
    let residues = zip(places, words).map { $0 - Double($1) }
    slack = places.reduce(0) { max($0, abs($1)) } * 0x1p-51
    isSaturated = !residues.allSatisfy { abs($0) <= 0.5 + 0x1p-20 }
    self.residues = omitted.contains(.inputResidue) ? residues.map { _ in 0 } : residues
  }
}

/// What a layer reads in one run.
struct RunSources {
  /// The words of each tensor that it reads.
  let words: [[Int16]]
  /// Of the network's input, how far its words are from what the float network gets; nil where it does not read it.
  let inputs: RunInputs?
  /// The most that each value of each tensor can be off; nil for the network's input, of which it is known.
  let bounds: [[Double]?]

  init(
    of layer: PairedLayer,
    _ trace: FixedPointTrace,
    _ inputs: RunInputs,
    _ passages: [Passage]
  ) {
    let sources = layer.form.sources
    words = sources.map { trace.words(ofTensor: $0) }
    self.inputs = sources.contains(0) ? inputs : nil
    bounds = sources.map { $0 == 0 ? nil : passages[$0 - 1].bounds }
  }

  /// What is known of what the float network reads less the words; nil where nothing is.
  var residues: [[Double]?]? {
    guard let residues = inputs?.residues, residues.contains(where: { $0 != 0 }) else {
      return nil
    }
    return bounds.map { $0 == nil ? residues : nil }
  }
}

/// The sums of a layer in one run, and how far the float network's can be from them, in ulps of
/// their units: float − fixed = W·η + known ± (rounding + slack), η being the inputs' errors.
struct RunSums {
  /// The rounded sums, not saturated.
  let words: [Double]
  /// What the rounding of weights, biases and the network's inputs does to this run.
  private(set) var known: [Double]
  /// How far `known` may be from the exact number.
  let slacks: [Double]
  /// The most that rounding to words moves a sum: half an ulp, or 0 where there are no fractional bits.
  let roundings: [Double]
  /// Σ|w|·(the most that an input differs), rounded up.
  let carried: [Double]
  /// The most that a rounded sum can differ from the float network's.
  private(set) var bounds: [Double]

  init(
    _ layer: PairedLayer,
    _ trace: FixedPointTrace.Layer,
    _ sources: RunSources,
    _ omitted: Set<BoundTerm>
  ) {
    words = trace.roundedSums.map(Double.init)
    let known = Self.known(layer, sources, omitted)
    let slacks = Self.slacks(layer, sources)
    let roundings =
      omitted.contains(.rounding) ? layer.roundings.map { _ in 0 } : layer.roundings
    let carried =
      sources.bounds.contains { $0 != nil }
      ? layer.maps.float.absoluteTimes(sources.bounds).map { $0 * (1 + layer.slack) }
      : layer.roundings.map { _ in 0 }
    bounds = known.indices.map { sum in
      let bound = carried[sum] + abs(known[sum]) + slacks[sum] + roundings[sum]
      return bound.isNaN ? .infinity : bound * (1 + 0x1p-50)
    }
    (self.known, self.slacks, self.roundings, self.carried) = (known, slacks, roundings, carried)
  }

  private static func known(
    _ layer: PairedLayer,
    _ sources: RunSources,
    _ omitted: Set<BoundTerm>
  ) -> [Double] {
    let values = sources.words.map { Optional($0.map(Double.init)) }
    var known =
      omitted.contains(.weightResidue)
      ? layer.roundings.map { _ in 0 } : layer.maps.residue.times(values)
    if !omitted.contains(.biasResidue) {
      let residues = (0..<layer.rowCount).map { layer.biasResidue($0) / ulp }
      for sum in known.indices { known[sum] += residues[sum % residues.count] }
    }
    if let residues = sources.residues {
      for (sum, moved) in layer.maps.float.times(residues).enumerated() { known[sum] += moved }
    }
    return known
  }

  private static func slacks(_ layer: PairedLayer, _ sources: RunSources) -> [Double] {
    let largest =
      sources.words.joined().reduce(0.0) { max($0, Double($1.magnitude)) } + 1
    let inputSlack = sources.inputs?.slack ?? 0
    let slacks = (0..<layer.rowCount).map { row in
      let biases = layer.coefficients
      let bias = abs(biases.floatBiases[row]) + abs(biases.fixedBiases[row])
      return layer.slack * (layer.residueNorms[row] * largest + bias / ulp)
        + layer.norms[row] * (0x1p-50 * largest + layer.slack + inputSlack)
    }
    return layer.roundings.indices.map { slacks[$0 % slacks.count] + layer.biasSlack($0) / ulp }
  }

  /// Takes other bounds where they are smaller.
  mutating func narrow(to others: [Double]) {
    for (sum, other) in others.enumerated() where other < bounds[sum] { bounds[sum] = other }
  }
}
