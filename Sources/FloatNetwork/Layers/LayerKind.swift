/// What a layer does with what it reads. `Docs/numerics.md`, "Layers", says it in numbers.
///
/// Every kind does the same four things: it makes *sums* of what it reads, takes for each value the largest of
/// some of them (the pieces of a maxout unit, the places of a max pooling's window; otherwise there is one),
/// rounds that once, and applies the activation.
public enum LayerKind: Hashable, Sendable {
  /// z = W·x + b over the whole input.
  case dense
  /// The same over a patch of the input at each place of the output, with the same weights at each.
  case convolution(Window)
  /// A convolution in which each unit reads one channel: channel c gives units c·m … c·m + m − 1.
  case depthwise(Window)
  /// The largest value of each channel in a window.
  case maxPooling(Window)
  /// The mean of each channel in a window: of the places inside the input, or of all places of the kernel, where
  /// those outside count as 0.
  case averagePooling(Window, countsPadding: Bool)
  /// a + b of two tensors of one shape.
  case addition

  /// Whether it has weights and biases.
  public var hasWeights: Bool {
    switch self {
    case .dense, .convolution, .depthwise: true
    case .maxPooling, .averagePooling, .addition: false
    }
  }

  /// The window that moves over the input; nil where there is none.
  public var window: Window? {
    switch self {
    case .convolution(let window), .depthwise(let window), .maxPooling(let window),
      .averagePooling(let window, _):
      window
    case .dense, .addition: nil
    }
  }

  /// Whether it is one of the poolings, which keep channels and what their words mean.
  public var isPooling: Bool {
    switch self {
    case .maxPooling, .averagePooling: true
    case .dense, .convolution, .depthwise, .addition: false
    }
  }

  /// Whether each unit reads one channel.
  public var isDepthwise: Bool { if case .depthwise = self { true } else { false } }

  /// How many tensors it reads.
  public var sourceCount: Int { self == .addition ? 2 : 1 }

  /// The word that stands for it in a network description, and for people.
  public var name: String {
    switch self {
    case .dense: "dense"
    case .convolution: "convolution"
    case .depthwise: "depthwise"
    case .maxPooling: "max-pooling"
    case .averagePooling: "average-pooling"
    case .addition: "addition"
    }
  }
}
