internal import CHalfword

/// A part of a pooling, whose rows are positions: of each channel the largest word of the window's places inside, or
/// their average, ⌊(2 Σ + n) / (2 n)⌋ with n these places, or all of the window.
private func runPooling(_ task: LayerTask, _ range: RowRange) {
  let (geometry, kind) = (task.geometry, task.layer.kind)
  let (channels, width) = (geometry.inputChannels, geometry.horizontal.output)
  var window = PooledWindow(geometry)
  var y = range.first / max(1, width)
  var x = range.first &- y &* width
  var outputs = unsafe task.destination + range.first &* channels
  var left = range.end &- range.first
  while left > 0 {
    let horizontal = geometry.horizontal.inside(x)
    let vertical = geometry.vertical.inside(y)
    (window.height, window.width) = (vertical.count, horizontal.count)
    let place = vertical.place &* geometry.horizontal.input &+ horizontal.place
    let count =
      kind == .averagePoolingWithPadding ? geometry.placeCount : vertical.count &* horizontal.count
    unsafe pool(task.source + place &* channels, window, channels, count, kind, outputs)
    unsafe outputs += channels
    left = left &- 1
    x = x &+ 1
    if x == width { (x, y) = (0, y &+ 1) }
  }
}

/// Documented in `halfword.h`.
@c @implementation
public func halfword_pooling(_ work: UnsafeMutableRawPointer!) {
  let work = unsafe work.assumingMemoryBound(to: KernelWork.self)
  unsafe runPooling(work.pointee.task, work.pointee.range)
}

/// All channels at one position.
@inline(__always)
@unsafe
private func pool(
  _ source: UnsafePointer<Int16>,
  _ window: PooledWindow,
  _ channels: Int,
  _ count: Int,
  _ kind: KindCode,
  _ outputs: UnsafeMutablePointer<Int16>
) {
  let average = PlaceAverage(of: count)
  for channel in 0..<channels {
    unsafe outputs[channel] =
      kind == .maxPooling
      ? window.largest(source + channel) : average.rounded(window.sum(source + channel))
  }
}

/// The places of a window that lie inside, and the steps between them.
private struct PooledWindow {
  var height = 0
  var width = 0
  private let down: Int
  private let right: Int

  @inline(__always)
  init(_ geometry: LayerGeometry) {
    right = geometry.horizontal.dilation &* geometry.inputChannels
    down = geometry.vertical.dilation &* geometry.horizontal.input &* geometry.inputChannels
  }

  @inline(__always)
  @unsafe
  func largest(_ first: UnsafePointer<Int16>) -> Int16 {
    var largest = Int32(Int16.min)
    unsafe eachPlace(first) { value in
      let difference = value &- largest
      largest = largest &+ (difference & ~difference.signMask)
    }
    return Int16(truncatingIfNeeded: largest)
  }

  /// At most 65,535 · 32,768 from zero, below 2³¹.
  @inline(__always)
  @unsafe
  func sum(_ first: UnsafePointer<Int16>) -> Int32 {
    var sum: Int32 = 0
    unsafe eachPlace(first) { sum = sum &+ $0 }
    return sum
  }

  @inline(__always)
  @unsafe
  private func eachPlace(_ first: UnsafePointer<Int16>, _ body: (Int32) -> Void) {
    var row = unsafe first
    for _ in 0..<height {
      var place = unsafe row
      for _ in 0..<width {
        body(unsafe Int32(place[0]))
        unsafe place += right
      }
      unsafe row += down
    }
  }
}

/// Divides sums of words by a number of places, in a time that does not depend on the sums: some cores' division's
/// does.
private struct PlaceAverage {
  private let count: UInt32
  /// ⌊(2³² − 1) / count⌋.
  private let inverse: UInt32

  /// - Parameter count: at most 65,535; 0 is taken as 1, should the image have changed.
  @inline(__always)
  init(of count: Int) {
    self.count = UInt32(truncatingIfNeeded: max(1, count))
    inverse = UInt32.max / self.count
  }

  /// ⌊(2 sum + count) / (2 count)⌋, which is ⌊(sum + ⌊count/2⌋) / count⌋, for sums of `count` words.
  ///
  /// Taken of words that are all 32,768 larger, so that it is at least 0 and at most 2¹⁶. The product with the inverse
  /// falls short of the quotient by at most (count + 1) / 2¹⁶, so it is at most 1 too small.
  @inline(__always)
  func rounded(_ sum: Int32) -> Int16 {
    let raised = UInt32(bitPattern: sum) &+ (count &>> 1) &+ (count &<< 15)
    let quotient = halfword_high_product(raised, inverse)
    let rest = Int32(bitPattern: raised &- quotient &* count &- count)
    let isShort = Int32(bitPattern: quotient) &+ 1 &+ rest.signMask
    return Int16(truncatingIfNeeded: isShort &- 32_768)
  }
}
