/// What a layer does to its pre-activations z.
///
/// Every activation but softmax and maxout works on each value alone.
public enum Activation: Hashable, Sendable {
  /// z.
  case linear
  /// max(0, z).
  case relu
  /// min(cap, max(0, z)), for a positive cap; ReLU6 has 6.
  case cappedRelu(Double)
  /// The largest of the unit's `pieces` pre-activations (Goodfellow et al., *Maxout Networks*,
  /// 2013). `pieces` is at least 2.
  case maxout(pieces: Int)
  /// 1 / (1 + exp(−z)).
  case sigmoid
  /// tanh(z).
  case tanh
  /// Any function of z alone, which the runtime reads from a table of its own.
  case table(ScalarFunction)
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
    case .cappedRelu: "capped-relu"
    case .maxout: "maxout"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .table: "table"
    case .softmax: "softmax"
    }
  }

  /// The name with its number, where it has one, for people: "relu", "capped-relu(6.0)".
  public var text: String {
    if case .maxout(let pieces) = self { "maxout of \(pieces)" } else { word }
  }

  /// Whether f(s·z) = s·f(z) for every s > 0.
  public var isHomogeneous: Bool {
    switch self {
    case .linear, .relu, .maxout: true
    case .cappedRelu, .sigmoid, .tanh, .table, .softmax: false
    }
  }
}
