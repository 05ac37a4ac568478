/// A part of the library that not every model needs: the members of `halfword_kernel_table`, in their order.
public enum KernelPart: UInt8, Sendable {
  /// Reads layers that are no chain of dense ones.
  case layerReader
  /// Runs layers that are not dense.
  case layerRunner
  /// Runs convolutions.
  case convolution
  /// Runs depthwise convolutions.
  case depthwise
  /// Runs max and average pooling.
  case pooling
  /// Runs additions that are no last step.
  case addition
  /// Bounds the errors of layers that are not dense.
  case layerErrors
  /// The activations.
  case sigmoid, tanh, softmax, cap, table
  /// Run layers with narrow weights.
  case narrowDense, narrowConvolution, narrowDepthwise
  /// Sum weights of 8 and of 4 bits.
  case weights8, weights4

  /// What runs layers of a kind with weights of 16 bits, or none; nil for dense ones.
  init?(_ kind: KindCode) {
    switch kind {
    case .dense: return nil
    case .convolution: self = .convolution
    case .depthwise: self = .depthwise
    case .maxPooling, .averagePooling, .averagePoolingWithPadding: self = .pooling
    case .addition: self = .addition
    }
  }

  /// What runs layers of a kind with narrow weights; nil for kinds without weights.
  init?(narrow kind: KindCode) {
    switch kind {
    case .dense: self = .narrowDense
    case .convolution: self = .narrowConvolution
    case .depthwise: self = .narrowDepthwise
    default: return nil
    }
  }

  /// What an activation needs; nil for one that is part of the sums' reduction.
  init?(_ activation: ActivationCode) {
    switch activation {
    case .linear, .relu, .maxout: return nil
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .softmax: self = .softmax
    case .cappedRelu: self = .cap
    case .table: self = .table
    }
  }
}

/// A set of parts, and which of those that there are in several forms.
public struct KernelParts: Equatable, Sendable {
  private var bits: UInt32 = 0
  /// Whether all layers are dense ones that read what the one before gives: what reads and runs narrow ones among
  /// these, and bounds their errors, is smaller than what does so with all kinds.
  public private(set) var areOfChain = true
  /// Whether there are narrow weights.
  public private(set) var areOfNarrowWeights = false

  /// Whether the part is in it.
  public subscript(part: KernelPart) -> Bool {
    bits &>> UInt32(part.rawValue) & 1 != 0
  }

  fileprivate mutating func insert(_ part: KernelPart?) {
    guard let part else { return }
    bits |= 1 &<< UInt32(part.rawValue)
  }

  fileprivate mutating func remove(_ part: KernelPart) {
    bits &= ~(1 &<< UInt32(part.rawValue))
  }

  /// Adds what a layer needs.
  ///
  /// - Parameters:
  ///   - isChained: whether it is one of a chain.
  ///   - isLastStep: whether it is an addition in another's last step.
  fileprivate mutating func insert(
    _ layer: LayerDescriptor,
    isChained: Bool,
    isLastStep: Bool
  ) {
    areOfChain = areOfChain && isChained
    insert(KernelPart(layer.activation))
    if layer.weightFormat == .bits16 {
      if !isLastStep { insert(KernelPart(layer.kind)) }
    } else {
      areOfNarrowWeights = true
      insert(layer.weightFormat == .bits8 ? .weights8 : .weights4)
      insert(KernelPart(narrow: layer.kind))
    }
    guard !layer.isPlainDense else { return }
    insert(.layerRunner)
    insert(.layerErrors)
  }
}

extension ModelImage {
  /// The parts of the library that a program must have to open and run the model, and to bound its errors.
  ///
  /// - Throws: `RuntimeError.badLayer` where the image has changed since it was opened.
  public func neededParts() throws(RuntimeError) -> KernelParts {
    var parts = KernelParts()
    var reader = ReaderState(self)
    var isLastStep = false
    while !reader.isAtEnd {
      let isPlain = reader.isAtChainedLayer
      let isChained = isPlain || reader.isAtNarrowChainedLayer
      if !isPlain { parts.insert(.layerReader) }
      let layer = try reader.next()
      parts.insert(layer, isChained: isChained, isLastStep: isLastStep)
      isLastStep = layer.addsInLastStep
    }
    // What runs a chain sums its narrow rows itself.
    if parts.areOfChain { parts.remove(.narrowDense) }
    return parts
  }
}
