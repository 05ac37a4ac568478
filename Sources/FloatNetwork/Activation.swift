/// What a layer does to its pre-activations z.
///
/// Every activation but softmax and maxout works on each unit alone.
public enum Activation: Equatable, Sendable {
  /// z.
  case linear
  /// max(0, z).
  case relu
  /// The largest of the unit's `pieces` pre-activations (Goodfellow et al., *Maxout Networks*,
  /// 2013). `pieces` is at least 2.
  case maxout(pieces: Int)
  /// 1 / (1 + exp(−z)).
  case sigmoid
  /// tanh(z).
  case tanh
  /// exp(zᵢ) / Σ exp(zⱼ) over the units of the layer.
  case softmax

  /// How many rows of weights one unit has: k for maxout, otherwise 1.
  public var pieces: Int {
    if case .maxout(let pieces) = self { pieces } else { 1 }
  }

  /// The word that stands for it in a network description.
  public var name: String {
    switch self {
    case .linear: "linear"
    case .relu: "relu"
    case .maxout: "maxout"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .softmax: "softmax"
    }
  }
}
