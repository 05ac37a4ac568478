import CMath

/// −Σ (tᵢ · ln yᵢ + (1 − tᵢ) · ln(1 − yᵢ)) where each y is a sigmoid: outputs that answer yes or no
/// independently of each other (Bishop 2006, eq. 4.90); each target is from 0 to 1.
struct IndependentCrossEntropy: CostFunction {
  /// Taken from z, ln(1 + exp(−|z|)) + max(z, 0) − t · z, so that it stays finite where a y has gone
  /// to 0 or 1 in float32.
  func total(preActivations z: Floats, outputs: Floats, targets: Floats) -> Double {
    precondition(z.count == targets.count)
    var total = 0.0
    for index in 0..<z.count {
      let value = Double(z[index])
      total += log1p(exp(-abs(value))) + max(value, 0) - Double(targets[index]) * value
    }
    return total
  }

  let isByPreActivations = true

  /// Sigmoid and cross-entropy together: dC/dz = y − t.
  func derivative(outputs: Floats, targets: Floats, share: Float, into gradients: Floats) {
    Elementwise.map(outputs, targets, into: gradients) { ($0 - $1) * share }
  }
}
