/// Σ (yᵢ − tᵢ)² (Rumelhart, Hinton & Williams 1986, without their factor ½).
struct SquaredError: CostFunction {
  func total(preActivations: Floats, outputs: Floats, targets: Floats) -> Double {
    precondition(outputs.count == targets.count)
    var total = 0.0
    for index in 0..<outputs.count {
      let difference = Double(outputs[index]) - Double(targets[index])
      total += difference * difference
    }
    return total
  }

  let isByPreActivations = false

  /// dC/dy = 2 · (y − t).
  func derivative(outputs: Floats, targets: Floats, share: Float, into gradients: Floats) {
    Elementwise.map(outputs, targets, into: gradients) { 2 * ($0 - $1) * share }
  }
}
