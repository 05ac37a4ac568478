import CMath

/// yᵢ = exp(zᵢ) / Σ exp(zⱼ) (Bridle, *Probabilistic Interpretation of Feedforward Classification
/// Network Outputs*, 1990), computed from zᵢ − max z, so that nothing overflows.
struct SoftmaxActivation: ActivationFunction {
  let unitCount: Int

  func apply(to z: Floats, into y: Floats) {
    precondition(z.count == y.count)
    for start in stride(from: 0, to: y.count, by: unitCount) {
      let row = start..<start + unitCount
      var largest = z[start]
      for index in row where z[index] > largest { largest = z[index] }
      var sum: Float = 0
      for index in row {
        y[index] = expf(z[index] - largest)
        sum += y[index]
      }
      for index in row { y[index] /= sum }
    }
  }

  /// dC/dzᵢ = yᵢ · (dC/dyᵢ − Σ dC/dyⱼ · yⱼ), from ∂yⱼ/∂zᵢ = yⱼ · (δᵢⱼ − yᵢ).
  func propagateBack(_ outputGradients: Floats, z: Floats, y: Floats, into gradients: Floats) {
    precondition(outputGradients.count == y.count && gradients.count == y.count)
    for start in stride(from: 0, to: y.count, by: unitCount) {
      let row = start..<start + unitCount
      var mean: Float = 0
      for index in row { mean += outputGradients[index] * y[index] }
      for index in row { gradients[index] = y[index] * (outputGradients[index] - mean) }
    }
  }
}
