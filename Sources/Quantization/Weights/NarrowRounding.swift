import HalfwordRuntime

/// Rounds one row of weights to few bits.
struct NarrowRounding {
  /// The weights, in units of the layer's words.
  let weights: [Double]
  let format: WeightFormat
  /// The mean products of what each two columns read, in the same units: columns × columns; nil where nothing is known.
  let moments: [Double]?

  /// The weights with so many fractional bits, each to the nearest, halves up, at most the ends of the format.
  func nearest(fractionBits bits: Int) -> [Int16] {
    let range = format.range
    return weights.map { weight in
      let rounded = scaledAndRounded(weight, fractionBits: bits)
      return Int16(min(max(rounded, Double(range.lowerBound)), Double(range.upperBound)))
    }
  }

  /// Whether no weight, rounded with so many fractional bits, lies beyond the ends of the format.
  func fits(fractionBits bits: Int) -> Bool {
    let range = Double(format.range.lowerBound)...Double(format.range.upperBound)
    return weights.allSatisfy { range.contains(scaledAndRounded($0, fractionBits: bits)) }
  }

  /// By how much the sum of the row, of the nearest weights, is off on average, squared, counting each column by itself.
  ///
  /// - Parameter meanSquares: of what each column reads.
  func squaredError(fractionBits bits: Int, meanSquares: [Double]) -> Double {
    let unit = power(-bits)
    return zip(zip(weights, nearest(fractionBits: bits)), meanSquares).reduce(0) { sum, column in
      let residue = column.0.0 - Double(column.0.1) * unit
      return sum + residue * residue * column.1
    }
  }

  /// The weights each rounded up or down so that the mean square of the row's error is small: from the nearest on, a
  /// weight after the other goes to its other neighbour as long as that lessens the error.
  ///
  /// The error is rᵀ M r, with r what is left of each weight and M the moments (Nagel et al., *Up or Down? Adaptive
  /// Rounding for Post-Training Quantization*, ICML 2020, equation 13; here by descent from coordinate to coordinate).
  func adaptive(fractionBits bits: Int) -> [Int16] {
    var raw = nearest(fractionBits: bits)
    guard let moments else { return raw }
    let count = weights.count
    let unit = power(-bits)
    let range = format.range
    var residues = weights.indices.map { weights[$0] - Double(raw[$0]) * unit }
    // M r.
    var gradient = (0..<count).map { row in
      (0..<count).reduce(0) { $0 + moments[row * count + $1] * residues[$1] }
    }
    for _ in 0..<Self.mostSweeps {
      var isSettled = true
      for column in 0..<count {
        // To the neighbour on the other side of the weight.
        let step: Int16 = residues[column] > 0 ? 1 : -1
        let next = raw[column] + step
        guard range.contains(next), abs(residues[column] - Double(step) * unit) < unit else {
          continue
        }
        let change = -Double(step) * unit
        let gain =
          2 * change * gradient[column] + change * change * moments[column * count + column]
        guard gain < -Self.leastGain * moments[column * count + column] * unit * unit else {
          continue
        }
        raw[column] = next
        residues[column] += change
        for row in 0..<count { gradient[row] += change * moments[column * count + row] }
        isSettled = false
      }
      if isSettled { break }
    }
    return raw
  }

  private static let mostSweeps = 20
  /// Below this share of a step's own error, a gain is rounding.
  private static let leastGain = 1e-6
}
