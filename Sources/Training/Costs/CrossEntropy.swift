import CMath

/// −Σ tᵢ · ln yᵢ where y is a softmax (Bishop 2006, eq. 4.108); the targets of a sample add up to 1.
struct CrossEntropy: CostFunction {
  let outputCount: Int

  /// Taken from z, ln yᵢ = zᵢ − max z − ln Σ exp(zⱼ − max z), so that it stays finite where a y has
  /// gone down to 0 in float32.
  func total(preActivations z: Floats, outputs: Floats, targets: Floats) -> Double {
    var total = 0.0
    for start in stride(from: 0, to: z.count, by: outputCount) {
      let row = start..<start + outputCount
      var largest = z[start]
      for index in row where z[index] > largest { largest = z[index] }
      var sum = 0.0
      for index in row { sum += exp(Double(z[index]) - Double(largest)) }
      let logSum = Double(largest) + log(sum)
      for index in row where targets[index] != 0 {
        total += Double(targets[index]) * (logSum - Double(z[index]))
      }
    }
    return total
  }

  let isByPreActivations = true

  /// Softmax and cross-entropy together: dC/dz = y − t (Bishop 2006, eq. 4.109). No y is divided by,
  /// so none can be too small.
  func derivative(outputs: Floats, targets: Floats, share: Float, into gradients: Floats) {
    Elementwise.map(outputs, targets, into: gradients) { ($0 - $1) * share }
  }
}
