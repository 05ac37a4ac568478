internal import CHalfword

/// A unary function by 257 points of a layer's own, linear between them, and straight on beyond the first and the
/// last two.
///
/// Where it lies: the lowest word in 2 bytes; the shift, and the exponent of the words that it is read with, which a run
/// does not need, in a byte each; the points, and how far it may be from the function, in 2 bytes each.
@safe
struct ValueTable {
  private let points: UnsafePointer<Int16>
  private let lowest: Int32
  private let shift: Int32
  /// The most that the table is off by, in sixteenths of an ulp.
  private let ownError: UInt32
  /// Half of a step from point to point.
  private let half: Int32

  /// The bytes of a table.
  static var size: Int { 520 }
  /// The steps from point to point.
  static var stepCount: Int32 { 256 }
  /// The most that a shift can be.
  static var largestShift: Int32 { 8 }
  /// Where the first point stands, in bytes.
  static var pointsOffset: Int { 4 }
  /// Where the error stands, in bytes.
  static var errorOffset: Int { 518 }

  /// The table that begins at `data`, aligned to a word.
  @inline(__always)
  @unsafe
  init(at data: UnsafeRawPointer) {
    unsafe lowest = Int32(data.load(as: Int16.self))
    unsafe shift = Int32(data.load(fromByteOffset: 2, as: UInt8.self))
    unsafe points = (data + Self.pointsOffset).assumingMemoryBound(to: Int16.self)
    unsafe ownError = UInt32(data.load(fromByteOffset: Self.errorOffset, as: UInt16.self))
    half = ((1 as Int32) &<< shift) &>> 1
  }

  /// The function of z. No branch depends on z.
  @inline(__always)
  func value(at z: Int16) -> Int16 {
    let distance = Int32(z) &- lowest
    let step = self.step(at: distance)
    let index = Int(truncatingIfNeeded: step)
    let (first, next) = unsafe (Int32(points[index]), Int32(points[index &+ 1]))
    let way = (next &- first) &* (distance &- (step &<< shift)) &+ half
    return Int16(truncatingIfNeeded: halfword_saturate_16(first &+ (way &>> shift)))
  }

  /// The error of the value of a word that is off by `error`, at most `ErrorBound.largestHidden`: by the steepest step
  /// that can be meant, half an ulp for the rounding, and what the table itself is off by.
  @inline(never)
  func error(of z: Int32, _ error: Int32) -> Int32 {
    let reach = (error &+ 15) &>> ErrorBound.fractionBits
    let last = step(at: z &+ reach &- lowest)
    var index = Int(truncatingIfNeeded: step(at: z &- reach &- lowest))
    var steepest: UInt32 = 0
    while index <= Int(truncatingIfNeeded: last) {
      let rise = unsafe Int32(points[index &+ 1]) &- Int32(points[index])
      steepest = max(steepest, rise.magnitude)
      index = index &+ 1
    }
    // At most 32,767 · 65,535, which fits.
    let product = steepest &* UInt32(bitPattern: error)
    let bits = UInt32(bitPattern: shift)
    let moved = (product &+ ~(UInt32.max &<< bits)) &>> bits
    return Int32(bitPattern: moved &+ ownError) &+ ErrorBound.half
  }

  /// The step in which a word lies that is so far above the lowest: of those beyond, the first or the last.
  @inline(__always)
  private func step(at distance: Int32) -> Int32 {
    let step = distance &>> shift
    return (step & ~step.signMask).minimum(Self.stepCount &- 1)
  }
}

extension ValueTable {
  /// Whether the table at `offset` of an image keeps all products inside 32 bits: those beyond its ends are with up to
  /// 65,535. It reaches at most one step beyond the largest word.
  static func isSound(_ image: RawSpan, at offset: Int) -> Bool {
    let shift = Int32(image.byte(at: offset &+ 2))
    let exponent = Int16(Int8(bitPattern: image.byte(at: offset &+ 3)))
    guard shift <= largestShift, exponent.magnitude <= ImageFormat.largestExponent.magnitude else {
      return false
    }
    let end = Int32(image.value(at: offset)) &+ (stepCount &<< shift)
    func slope(at step: Int32) -> Int32 {
      let point = offset &+ pointsOffset &+ Int(truncatingIfNeeded: step &* 2)
      return Int32(image.value(at: point &+ 2)) &- Int32(image.value(at: point))
    }
    return end <= 32_768 &+ ((1 as Int32) &<< shift)
      && slope(at: 0).magnitude <= 32_767 && slope(at: stepCount &- 1).magnitude <= 32_767
  }
}
