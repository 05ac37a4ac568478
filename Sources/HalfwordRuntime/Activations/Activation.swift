extension ActivationCode {
  /// Whether it gives no negative word.
  @inline(__always)
  public var isNonnegative: Bool {
    self == .relu || self == .sigmoid || self == .softmax || self == .cappedRelu
  }

  /// Whether it takes away what is negative.
  @inline(__always)
  var rectifies: Bool { self == .relu || self == .cappedRelu }

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
/// ReLU, and of one with a cap what is below 0, and maxout are part of the sums' reduction, and softmax works on
/// whole layers.
///
/// - Parameters:
///   - image: where the layer's image begins.
///   - values: where the units' values begin.
@inline(__always)
@unsafe
func activate(
  _ values: UnsafeMutablePointer<Int16>,
  from first: Int,
  to end: Int,
  of layer: LayerDescriptor,
  _ image: UnsafeRawPointer
) {
  switch layer.activation {
  case .linear, .relu, .maxout, .softmax: return
  case .sigmoid:
    #if !HALFWORD_WITHOUT_SIGMOID
      unsafe apply(
        StepTable(steps: sigmoidSteps.span, starts: sigmoidStarts.span, middle: sigmoidMiddle),
        to: values,
        from: first,
        to: end
      )
    #endif
  case .tanh:
    #if !HALFWORD_WITHOUT_TANH
      unsafe apply(
        StepTable(steps: tanhSteps.span, starts: tanhStarts.span, middle: 0),
        to: values,
        from: first,
        to: end
      )
    #endif
  case .cappedRelu, .table:
    unsafe applyOwn(
      layer.activation,
      image + layer.activationOffset,
      to: values,
      from: first,
      to: end
    )
  }
}

/// Not inlined: one loop for all tables.
@inline(never)
@unsafe
private func apply(
  _ table: borrowing StepTable,
  to values: UnsafeMutablePointer<Int16>,
  from first: Int,
  to end: Int
) {
  var index = first
  while index < end {
    unsafe values[index] = table.value(at: values[index])
    index = index &+ 1
  }
}

/// The sigmoid or tanh of one word.
@inline(__always)
func stepFunction(_ z: Int16, _ activation: ActivationCode) -> Int16 {
  var value = z
  unsafe withUnsafeMutablePointer(to: &value) { value in
    switch activation {
    case .sigmoid:
      #if !HALFWORD_WITHOUT_SIGMOID
        unsafe apply(
          StepTable(
            steps: sigmoidSteps.span,
            starts: sigmoidStarts.span,
            middle: sigmoidMiddle
          ),
          to: value,
          from: 0,
          to: 1
        )
      #endif
    case .tanh:
      #if !HALFWORD_WITHOUT_TANH
        unsafe apply(
          StepTable(steps: tanhSteps.span, starts: tanhStarts.span, middle: 0),
          to: value,
          from: 0,
          to: 1
        )
      #endif
    default: return
    }
  }
  return value
}

/// What has numbers of the layer's own, at `data`: a cap or a table.
@inline(never)
@unsafe
private func applyOwn(
  _ activation: ActivationCode,
  _ data: UnsafeRawPointer,
  to values: UnsafeMutablePointer<Int16>,
  from first: Int,
  to end: Int
) {
  var index = first
  if activation == .table {
    let table = unsafe ValueTable(at: data)
    while index < end {
      unsafe values[index] = table.value(at: values[index])
      index = index &+ 1
    }
    return
  }
  let cap = unsafe Int32(data.load(as: UInt16.self))
  while index < end {
    let value = unsafe Int32(values[index])
    unsafe values[index] = Int16(truncatingIfNeeded: value.minimum(cap))
    index = index &+ 1
  }
}
