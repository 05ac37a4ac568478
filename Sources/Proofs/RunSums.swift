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

/// The sums of a layer's rows in one run, and how far the float network's can be from them, in ulps of
/// the rows' units: float − fixed = W·η + known ± (rounding + slack), η being the inputs' errors.
struct RunSums {
  /// The rounded sums, not saturated.
  let words: [Double]
  /// What the rounding of weights, biases and, in the first layer, inputs does to this run.
  private(set) var known: [Double]
  /// How far `known` may be from the exact number.
  let slacks: [Double]
  /// The most that rounding to words moves a sum: half an ulp, or 0 where there are no fractional bits.
  let roundings: [Double]
  /// Σ|w|·(the most that an input differs), rounded up.
  let carried: [Double]
  /// The most that a rounded sum can differ from the float network's.
  private(set) var bounds: [Double]
  /// The rounding of a sum with as many terms as the layer has rows.
  let rowSlack: Double

  /// - Parameters:
  ///   - words: what the layer reads.
  ///   - inputs: of the first layer, how far they are from the float network's.
  ///   - inputBounds: of other layers, the most that they can be.
  init(
    _ layer: PairedLayer,
    _ trace: FixedPointTrace.Layer,
    words inputs: [Int16],
    inputs exact: RunInputs?,
    bounds inputBounds: [Double]?,
    _ omitted: Set<BoundTerm>
  ) {
    let rows = 0..<layer.rowCount
    let values = inputs.map(Double.init)
    let largest = values.reduce(0) { max($0, abs($1)) } + 1
    var known = omitted.contains(.weightResidue) ? rows.map { _ in 0 } : layer.residue.times(values)
    for row in rows where !omitted.contains(.biasResidue) {
      known[row] += layer.biasResidue(row) / ulp
    }
    if let exact, exact.residues.contains(where: { $0 != 0 }) {
      for (row, moved) in layer.float.times(exact.residues).enumerated() { known[row] += moved }
    }
    let inputSlack = exact?.slack ?? 0
    slacks = rows.map { row in
      let bias = abs(layer.floatBiases[row]) + abs(layer.fixedBiases[row])
      return layer.slack * (layer.residueNorms[row] * largest + bias / ulp)
        + layer.norms[row] * (0x1p-50 * largest + layer.slack + inputSlack)
        + layer.biasSlacks[row] / ulp
    }
    words = layer.roundedSums(trace)
    roundings = rows.map { row in
      omitted.contains(.rounding) || layer.accumulatorScales[row] * ulp <= 1 ? 0 : 0.5
    }
    carried =
      inputBounds.map { layer.float.absoluteTimes($0).map { $0 * (1 + layer.slack) } }
      ?? rows.map { _ in 0 }
    self.known = known
    bounds = []
    rowSlack = summationSlack(terms: layer.rowCount)
    bounds = rows.map { row in
      let bound = carried[row] + abs(known[row]) + slacks[row] + roundings[row]
      return bound.isNaN ? .infinity : bound * (1 + 0x1p-50)
    }
  }

  /// Takes other bounds where they are smaller.
  mutating func narrow(to others: [Double]) {
    for (row, other) in others.enumerated() where other < bounds[row] { bounds[row] = other }
  }
}

extension PairedLayer {
  /// The rounded sum of each row of a run, in ulps.
  fileprivate func roundedSums(_ trace: FixedPointTrace.Layer) -> [Double] {
    trace.sums.enumerated().map { row, sum in
      (Double(sum) / (accumulatorScales[row] * ulp) + (accumulatorScales[row] * ulp > 1 ? 0.5 : 0))
        .rounded(.down)
    }
  }
}
