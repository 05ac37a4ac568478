import FloatNetwork

/// What training makes small.
///
/// The cost of a mini-batch is the mean over its samples. y are the outputs and t the targets of a
/// sample: 1 for the class that the label names, 0 for the others.
public enum Cost: String, CaseIterable, Sendable {
  /// Behind a softmax −Σ tᵢ · ln yᵢ, the negative log-likelihood of the right class (Bishop, *Pattern
  /// Recognition and Machine Learning*, 2006, section 4.3.4); behind sigmoids, each of which answers
  /// a question of its own, −Σ (tᵢ · ln yᵢ + (1 − tᵢ) · ln(1 − yᵢ)) (section 4.3.2). Wants either at
  /// the end.
  case crossEntropy = "cross-entropy"
  /// Σ (yᵢ − tᵢ)²: the squared Euclidean distance. Goes with any activation at the end.
  case squaredError = "squared-error"

  /// The arithmetic for a last layer of `outputCount` units.
  func function(_ lastActivation: Activation, outputCount: Int) -> any CostFunction {
    switch self {
    case .crossEntropy where lastActivation == .sigmoid: IndependentCrossEntropy()
    case .crossEntropy: CrossEntropy(outputCount: outputCount)
    case .squaredError: SquaredError()
    }
  }
}

/// A cost and its derivative, for some samples of a mini-batch. All runs are samples × outputs.
protocol CostFunction {
  /// The sum of the costs over the samples.
  func total(preActivations: Floats, outputs: Floats, targets: Floats) -> Double

  /// The derivative times `share`: dC/dz where `isByPreActivations`, otherwise dC/dy.
  func derivative(outputs: Floats, targets: Floats, share: Float, into gradients: Floats)

  /// Whether the derivative is that by z, which has the last activation in it already.
  var isByPreActivations: Bool { get }
}
