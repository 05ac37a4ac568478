internal import CHalfword

extension ActivationCode {
  /// Whether it gives no negative word.
  @inline(__always)
  public var isNonnegative: Bool {
    self == .relu || self == .sigmoid || self == .softmax || self == .cappedRelu
  }

  /// Whether it takes away what is negative.
  @inline(__always)
  var rectifies: Bool { self == .relu || self == .cappedRelu }
}

/// The work of an activation's kernel: the activation's values in place of the pre-activations of some units.
@unsafe
struct ActivationWork {
  /// Where the units' values begin.
  let values: UnsafeMutablePointer<Int16>
  let first: Int
  let end: Int
  /// The layer's own cap or table.
  let data: UnsafeRawPointer

  /// Replaces each value.
  @inline(__always)
  @unsafe
  func each(_ function: (Int16) -> Int16) {
    var index = unsafe first
    while unsafe index < end {
      unsafe values[index] = function(values[index])
      index = index &+ 1
    }
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
@inline(never)
@unsafe
func activate(
  _ values: UnsafeMutablePointer<Int16>,
  from first: Int,
  to end: Int,
  of layer: LayerDescriptor,
  _ image: UnsafeRawPointer,
  _ kernels: KernelTable
) {
  var work = unsafe ActivationWork(
    values: values,
    first: first,
    end: end,
    data: image + layer.activationOffset
  )
  unsafe kernels[layer.activation](&work)
}

/// The sigmoid or tanh of one word.
@inline(__always)
func stepFunction(_ z: Int16, _ activation: ActivationCode, _ kernels: KernelTable) -> Int16 {
  var value = z
  unsafe withUnsafeMutablePointer(to: &value) { value in
    var work = unsafe ActivationWork(
      values: value,
      first: 0,
      end: 1,
      data: UnsafeRawPointer(value)
    )
    unsafe kernels[activation](&work)
  }
  return value
}

/// Not inlined: one loop for both tables.
@inline(never)
@unsafe
private func apply(_ table: borrowing StepTable, _ work: UnsafeMutableRawPointer?) {
  guard let work = unsafe work?.assumingMemoryBound(to: ActivationWork.self).pointee else { return }
  unsafe work.each { table.value(at: $0) }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_sigmoid(_ work: UnsafeMutableRawPointer!) {
  let table = StepTable(
    steps: sigmoidSteps.span,
    starts: sigmoidStarts.span,
    middle: sigmoidMiddle
  )
  unsafe apply(table, work)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_tanh(_ work: UnsafeMutableRawPointer!) {
  unsafe apply(StepTable(steps: tanhSteps.span, starts: tanhStarts.span, middle: 0), work)
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_cap(_ work: UnsafeMutableRawPointer!) {
  guard let work = unsafe work?.assumingMemoryBound(to: ActivationWork.self).pointee else { return }
  let cap = unsafe Int32(work.data.load(as: UInt16.self))
  unsafe work.each { Int16(truncatingIfNeeded: Int32($0).minimum(cap)) }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_table(_ work: UnsafeMutableRawPointer!) {
  guard let work = unsafe work?.assumingMemoryBound(to: ActivationWork.self).pointee else { return }
  let table = unsafe ValueTable(at: work.data)
  unsafe work.each { table.value(at: $0) }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_softmax(_ work: UnsafeMutableRawPointer!) {
  guard let work = unsafe work?.assumingMemoryBound(to: ActivationWork.self).pointee else { return }
  let logits = unsafe UnsafeMutableBufferPointer(start: work.values, count: work.end)
  var span = unsafe logits.mutableSpan
  #if arch(x86_64) || arch(arm64)
    if softmaxOfFew(&span) { return }
  #endif
  softmax(&span)
}

extension KernelTable {
  /// Makes shares of logits, in place.
  @inline(__always)
  @unsafe
  func softmax(_ logits: UnsafeMutableBufferPointer<Int16>) {
    guard let values = logits.baseAddress else { return }
    var work = unsafe ActivationWork(
      values: values,
      first: 0,
      end: logits.count,
      data: UnsafeRawPointer(values)
    )
    unsafe softmax(&work)
  }
}
