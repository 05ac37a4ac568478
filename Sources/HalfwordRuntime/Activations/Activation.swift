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
      apply(
        StepTable(steps: sigmoidSteps.span, starts: sigmoidStarts.span, middle: sigmoidMiddle),
        to: &values,
        from: first,
        to: end
      )
    #endif
  case .tanh:
    #if !HALFWORD_WITHOUT_TANH
      apply(
        StepTable(steps: tanhSteps.span, starts: tanhStarts.span, middle: 0),
        to: &values,
        from: first,
        to: end
      )
    #endif
  }
}

/// Not inlined: one loop for all tables.
@inline(never)
private func apply(
  _ table: borrowing StepTable,
  to values: inout MutableSpan<Int16>,
  from first: Int,
  to end: Int
) {
  var index = first
  while index < end {
    unsafe values[unchecked: index] = table.value(at: values[unchecked: index])
    index = index &+ 1
  }
}
