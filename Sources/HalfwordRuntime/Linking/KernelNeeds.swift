/// A part of the library that not every model needs: the members of `halfword_kernel_table`, in their order.
public enum KernelPart: UInt8, Sendable {
  /// Reads layers that are no chain of dense ones.
  case layerReader
  /// Runs layers that are not dense.
  case layerRunner
  /// Runs dense layers with weights of 16 bits.
  case dense
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
  /// Bounds the errors of dense layers with narrow weights.
  case narrowErrors
  /// Bounds the errors of dense layers with weights of 16 bits.
  case denseErrors

  /// Whether only error words need it.
  public var isOfErrors: Bool {
    self == .layerErrors || self == .narrowErrors || self == .denseErrors
  }

  /// What runs layers of a kind with weights of 16 bits, or none.
  init(_ kind: KindCode) {
    switch kind {
    case .dense: self = .dense
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

/// A set of parts.
public struct KernelParts: Equatable, Sendable {
  private var bits: UInt32 = 0

  /// Whether the part is in it.
  public subscript(part: KernelPart) -> Bool {
    bits &>> UInt32(part.rawValue) & 1 != 0
  }

  /// Whether layers that are not dense have narrow weights: what bounds the errors of these, too, is larger.
  public var haveNarrowConvolutions: Bool { self[.narrowConvolution] || self[.narrowDepthwise] }

  fileprivate mutating func insert(_ part: KernelPart?) {
    guard let part else { return }
    bits |= 1 &<< UInt32(part.rawValue)
  }

  /// Adds what a layer needs.
  ///
  /// - Parameter isLastStep: whether it is an addition in another's last step.
  fileprivate mutating func insert(_ layer: LayerDescriptor, isLastStep: Bool) {
    insert(KernelPart(layer.activation))
    if layer.weightFormat == .bits16 {
      if !isLastStep { insert(KernelPart(layer.kind)) }
    } else {
      insert(layer.weightFormat == .bits8 ? .weights8 : .weights4)
      insert(KernelPart(narrow: layer.kind))
    }
    if layer.kind == .dense {
      insert(layer.isPlainDense ? .denseErrors : .narrowErrors)
    } else {
      insert(.layerRunner)
      insert(.layerErrors)
    }
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
      if !reader.isAtChainedLayer { parts.insert(.layerReader) }
      let layer = try reader.next()
      parts.insert(layer, isLastStep: isLastStep)
      isLastStep = layer.addsInLastStep
    }
    return parts
  }
}
