internal import CHalfword

/// A part of an addition, whose rows are positions: value by value, forwards, so that it may lie over what it reads.
private func runAddition<Observer: SaturationObserver>(
  _ task: LayerTask,
  _ range: RowRange,
  _ observer: inout Observer
) {
  let layer = task.layer
  let addition = unsafe Addition(layer, image: task.image)
  let channels = layer.unitCount
  var index = range.first &* channels
  for _ in range.first..<range.end {
    let outputs = unsafe task.destination + index
    for channel in 0..<channels {
      unsafe outputs[channel] = addition.value(
        task.source[index],
        task.secondSource[index],
        channel,
        &observer
      )
      index = index &+ 1
    }
    unsafe task.activate(outputs, from: 0, to: channels, of: layer)
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_addition(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: KernelWork.self)
  unsafe runAddition(work.pointee.task, work.pointee.range, &work.pointee.saturations.layer)
}

/// The shifts of an addition's channels, and what they make of two words.
@safe
struct Addition {
  private let shifts: UnsafePointer<UInt8>
  /// What is taken from negative values: all bits for ReLU, otherwise none.
  private let negativeMask: Int32
  /// Where it is a layer's last step: whether that layer gives the second of the two words.
  private let newIsSecond: Bool

  /// - Parameter new: the tensor that the layer gives in whose last step it is.
  @inline(__always)
  @unsafe
  init(_ layer: LayerDescriptor, image: UnsafeRawPointer, new: Int = 0) {
    unsafe shifts = (image + layer.weightsOffset).assumingMemoryBound(to: UInt8.self)
    negativeMask = halfword_opaque(layer.activation.rectifies ? -1 : 0)
    newIsSecond = layer.source != new
  }

  /// saturate16((a · 2^s + b · 2^t + half) >> u), of which ReLU takes away what is negative.
  @inline(__always)
  func value<Observer: SaturationObserver>(
    _ first: Int16,
    _ second: Int16,
    _ channel: Int,
    _ observer: inout Observer
  ) -> Int16 {
    let total = total(first, second, channel)
    let kept = total & ~(total & negativeMask).signMask
    let value = halfword_saturate_16(kept)
    observer.tookUnit(value: kept, saturated: value)
    return Int16(truncatingIfNeeded: value)
  }

  @inline(__always)
  private func total(_ first: Int16, _ second: Int16, _ channel: Int) -> Int32 {
    let (left, right, down) = shifts(of: channel)
    let half = ((1 as Int32) &<< down) &>> 1
    return ((Int32(first) &<< left) &+ (Int32(second) &<< right) &+ half) &>> down
  }

  @inline(__always)
  private func shifts(of channel: Int) -> (left: Int32, right: Int32, down: Int32) {
    let own = unsafe shifts + channel &* ImageFormat.shiftsSize
    return unsafe (Int32(own[0]), Int32(own[1]), Int32(own[2]))
  }

  /// The same of a layer's new value and the word that lies in its place.
  @inline(__always)
  func value<Observer: SaturationObserver>(
    ofNew new: Int16,
    _ other: Int16,
    _ channel: Int,
    _ observer: inout Observer
  ) -> Int16 {
    newIsSecond
      ? value(other, new, channel, &observer) : value(new, other, channel, &observer)
  }
}

extension Addition {
  /// The sum's word, before the activation.
  @inline(__always)
  func linearValue(_ first: Int16, _ second: Int16, _ channel: Int) -> Int32 {
    halfword_saturate_16(total(first, second, channel))
  }

  @inline(__always)
  func linearValue(ofNew new: Int16, _ other: Int16, _ channel: Int) -> Int32 {
    newIsSecond ? linearValue(other, new, channel) : linearValue(new, other, channel)
  }

  /// The sum's error: both words', shifted alike and rounded up, and half an ulp where the sum is rounded.
  @inline(__always)
  func error(_ first: Int32, _ second: Int32, _ channel: Int) -> Int32 {
    let (left, right, down) = shifts(of: channel)
    // Each at most 32,767 · 2¹⁴.
    let sum = UInt32(bitPattern: (first &<< left) &+ (second &<< right))
    let rounded = (sum &+ ~(UInt32.max &<< UInt32(bitPattern: down))) &>> UInt32(bitPattern: down)
    return Int32(bitPattern: rounded) &+ (down > 0 ? ErrorBound.half : 0)
  }

  @inline(__always)
  func error(ofNew new: Int32, _ other: Int32, _ channel: Int) -> Int32 {
    newIsSecond ? error(other, new, channel) : error(new, other, channel)
  }
}
