import Quantization

/// How far sums of one layer can be from the float network's, by going back from them through the
/// layers before: where a unit is decided the network is linear, so of each rounding only half an ulp
/// times a coefficient remains.
struct ReverseRows {
  /// What is known of float − fixed of each row, in ulps.
  private(set) var known: [Double]
  /// How far from it float − fixed can be.
  private(set) var widths: [Double]
  /// What Float64 rounded in both.
  private(set) var slacks: [Double]
  /// For each layer before, the last one first: the rows' coefficients at its units' errors, and what is
  /// not known of these.
  private var steps: [(coefficients: RowMatrix, noise: [Double])] = []
  private let roundings: [Double]

  /// - Parameters:
  ///   - layers: the layers up to the one whose rows are meant.
  ///   - sums: that layer's.
  ///   - passages: those of the layers before it.
  init(of layers: ArraySlice<PairedLayer>, _ sums: RunSums, _ passages: [Passage]) {
    (known, widths, slacks, roundings) = (sums.known, sums.roundings, sums.slacks, sums.roundings)
    guard var coefficients = layers.last?.float else { return }
    for index in passages.indices.reversed() {
      let passage = passages[index]
      add(coefficients, passage)
      guard index > 0 else { break }
      coefficients = coefficients.times(
        scaled: passage.slopes,
        passage.rows,
        of: layers[layers.startIndex + index].float
      )
    }
  }

  private mutating func add(_ coefficients: RowMatrix, _ passage: Passage) {
    let sumSlack = 1 + summationSlack(terms: passage.noise.count)
    let parts = coefficients.times(passage.known)
    let widths = coefficients.absoluteTimes(passage.noise)
    let slacks = coefficients.absoluteTimes(passage.slack)
    for row in known.indices {
      known[row] += parts[row]
      self.widths[row] += widths[row] * sumSlack
      self.slacks[row] += slacks[row] * sumSlack + widths[row] * 0x1p-48
    }
    steps.append((coefficients, passage.noise))
  }

  /// The most that each row can differ.
  var largest: [Double] {
    known.indices.map { (abs(known[$0]) + widths[$0] + slacks[$0]) * (1 + 0x1p-50) }
  }

  /// How far factor · row − otherFactor · other can be from what is known of it: what both rows have in
  /// common cancels in their coefficients.
  func width(_ row: Int, times factor: Double, minus other: Int, times otherFactor: Double)
    -> Double
  {
    var width = abs(factor) * roundings[row] + abs(otherFactor) * roundings[other]
    for step in steps {
      let sum = step.coefficients.absoluteDifference(
        row,
        times: factor,
        minus: other,
        times: otherFactor,
        weightedBy: step.noise
      )
      width += sum * (1 + summationSlack(terms: step.noise.count))
    }
    return width + abs(factor) * slacks[row] + abs(otherFactor) * slacks[other]
  }
}
