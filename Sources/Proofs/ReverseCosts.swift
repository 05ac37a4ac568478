import FloatNetwork

/// What it costs to go back from the rows of each layer.
struct ReverseCosts: Sendable {
  /// How many coefficients the rows of each layer have, at all tensors before it together.
  let coefficientCounts: [Int]
  /// How many products the rows of all layers take.
  let tightProductCount: Int
  /// How many those of the last layer take.
  let productCountOfLast: Int

  init(_ layers: [PairedLayer]) {
    var coefficientCounts: [Int] = []
    var (tight, before, values, last) = (0, 0, 0, 0)
    for layer in layers {
      let sums = layer.form.sumCount
      let map = layer.maps.float
      let readsTensors = layer.form.sources.contains { $0 > 0 }
      let unrolled = readsTensors ? map.unrolledCount : 0
      last = sums * before + unrolled
      tight += last
      coefficientCounts.append(max(sums * values, unrolled))
      // Nothing goes back to the network's input.
      if readsTensors { before += map.productCount }
      values += layer.valueCount
    }
    self.coefficientCounts = coefficientCounts
    (tightProductCount, productCountOfLast) = (tight, last)
  }
}
