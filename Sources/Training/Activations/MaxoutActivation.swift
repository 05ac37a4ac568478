/// y = max zᵢ over the k pieces of a unit (Goodfellow et al., *Maxout Networks*, ICML 2013,
/// section 3).
///
/// Only the largest piece gets the gradient; of equals, the one with the lowest index. A piece whose
/// weights and bias are 0 before another one makes ReLU, to the bit.
struct MaxoutActivation: ActivationFunction {
  /// k.
  let pieces: Int

  func apply(to z: Floats, into y: Floats) {
    precondition(z.count == y.count * pieces)
    for unit in 0..<y.count {
      let start = unit * pieces
      var largest = z[start]
      for index in start + 1..<start + pieces {
        let value = z[index]
        // A NaN is taken and kept, so that it is found.
        largest = value > largest || value != value ? value : largest
      }
      y[unit] = largest
    }
  }

  func propagateBack(_ outputGradients: Floats, z: Floats, y: Floats, into gradients: Floats) {
    precondition(outputGradients.count == y.count && gradients.count == z.count)
    precondition(z.count == y.count * pieces)
    for unit in 0..<y.count {
      let largest = y[unit]
      var share = outputGradients[unit]
      for index in unit * pieces..<(unit + 1) * pieces {
        let isLargest = z[index] == largest
        gradients[index] = isLargest ? share : 0
        share = isLargest ? 0 : share
      }
    }
  }
}
