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

  /// What runs layers of a kind; nil for dense ones.
  init?(_ kind: KindCode) {
    switch kind {
    case .dense: return nil
    case .convolution: self = .convolution
    case .depthwise: self = .depthwise
    case .maxPooling, .averagePooling, .averagePoolingWithPadding: self = .pooling
    case .addition: self = .addition
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
  private var bits: UInt16 = 0

  /// Whether the part is in it.
  public subscript(part: KernelPart) -> Bool {
    bits &>> UInt16(part.rawValue) & 1 != 0
  }

  mutating func insert(_ part: KernelPart?) {
    guard let part else { return }
    bits |= 1 &<< UInt16(part.rawValue)
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
      if layer.kind != .dense {
        parts.insert(.layerRunner)
        parts.insert(.layerErrors)
      }
      parts.insert(KernelPart(layer.activation))
      if !isLastStep { parts.insert(KernelPart(layer.kind)) }
      isLastStep = layer.addsInLastStep
    }
    return parts
  }
}
