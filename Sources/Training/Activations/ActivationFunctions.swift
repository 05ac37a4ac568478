import FloatNetwork

/// An activation and its derivative, for some samples of a mini-batch.
///
/// The samples are rows that stand one after the other, so an activation that works on each unit
/// alone need not know where one ends.
protocol ActivationFunction {
  /// y from z.
  ///
  /// - Parameters:
  ///   - z: samples × rows of the layer.
  ///   - y: samples × units.
  func apply(to z: Floats, into y: Floats)

  /// dC/dz from dC/dy.
  ///
  /// - Parameters:
  ///   - outputGradients: dC/dy, samples × units.
  ///   - z: samples × rows of the layer.
  ///   - y: samples × units, as `apply(to:into:)` gave it.
  ///   - gradients: dC/dz, samples × rows.
  func propagateBack(_ outputGradients: Floats, z: Floats, y: Floats, into gradients: Floats)
}

extension Activation {
  /// The arithmetic of a layer of `unitCount` units.
  func function(unitCount: Int) -> any ActivationFunction {
    switch self {
    case .linear: LinearActivation()
    case .relu: RectifiedLinearActivation()
    case .maxout(let pieces): MaxoutActivation(pieces: pieces)
    case .sigmoid: SigmoidActivation()
    case .tanh: HyperbolicTangentActivation()
    case .softmax: SoftmaxActivation(unitCount: unitCount)
    case .cappedRelu, .table: preconditionFailure("\(name) is not trained here; checked before")
    }
  }
}
