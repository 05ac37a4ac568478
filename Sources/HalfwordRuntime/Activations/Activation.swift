extension ActivationCode {
  /// Whether it gives no negative word.
  @inline(__always)
  public var isNonnegative: Bool { self == .relu || self == .sigmoid || self == .softmax }

  /// Whether the library holds it: `Tools/build-c-library --without` leaves out what no model needs.
  @inline(__always)
  var isIncluded: Bool {
    #if HALFWORD_WITHOUT_SIGMOID
      if self == .sigmoid { return false }
    #endif
    #if HALFWORD_WITHOUT_TANH
      if self == .tanh { return false }
    #endif
    #if HALFWORD_WITHOUT_SOFTMAX
      if self == .softmax { return false }
    #endif
    return true
  }
}

/// Puts the activation's values in place of the pre-activations of some units of a layer.
///
/// Only sigmoid and tanh have something left to do: ReLU and maxout are part of the sums' reduction, and
/// softmax works on whole layers.
@inline(__always)
func activate(
  _ values: inout MutableSpan<Int16>,
  from first: Int,
  to end: Int,
  by activation: ActivationCode
) {
  switch activation {
  case .linear, .relu, .maxout, .softmax: return
  case .sigmoid:
    #if !HALFWORD_WITHOUT_SIGMOID
      for index in first..<end {
        unsafe values[unchecked: index] = sigmoid(values[unchecked: index])
      }
    #endif
  case .tanh:
    #if !HALFWORD_WITHOUT_TANH
      for index in first..<end {
        unsafe values[unchecked: index] = hyperbolicTangent(values[unchecked: index])
      }
    #endif
  }
}
