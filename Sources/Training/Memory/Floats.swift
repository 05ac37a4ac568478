/// A run of float32 values in memory that a `FloatBuffer` owns.
///
/// What the inner loops of training work on. Several threads may hold the same run as long as each
/// writes to a part of its own. A run does not keep its buffer alive, since counting references in
/// inner loops would slow the threads down: its owner does, so a run is never taken from a buffer or
/// matrix that nobody else holds. Subscripts are checked in debug builds only, so a loop compares the
/// counts once, before it starts.
@safe
struct Floats: @unchecked Sendable {
  /// How many values there are.
  let count: Int
  private let base: UnsafeMutablePointer<Float>

  /// - Precondition: `base` points to `count` initialized values.
  @unsafe
  init(base: UnsafeMutablePointer<Float>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// Where the values are, for C.
  @unsafe
  var pointer: UnsafeMutablePointer<Float> { unsafe base }

  @inline(__always)
  subscript(index: Int) -> Float {
    get {
      assert(index >= 0 && index < count)
      return unsafe base[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  /// A part of the run.
  @inline(__always)
  subscript(range: Range<Int>) -> Floats {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe Floats(base: base + range.lowerBound, count: range.count)
  }

  /// Eight neighbours at once, from `index` on.
  @inline(__always)
  func eight(at index: Int) -> SIMD8<Float> {
    assert(index >= 0 && index + SIMD8<Float>.scalarCount <= count)
    return unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Float>.self)
  }

  /// Sets every value.
  func fill(_ value: Float) {
    for index in 0..<count { self[index] = value }
  }

  /// Copies as many values from `source`.
  func copy(_ source: Floats) {
    precondition(source.count == count)
    unsafe base.update(from: source.base, count: count)
  }

  /// Copies `source[start...]`.
  func copy(_ source: [Float], from start: Int) {
    precondition(start >= 0 && start + count <= source.count)
    unsafe source.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      unsafe base.update(from: first + start, count: count)
    }
  }

  /// A copy of the values.
  var array: [Float] {
    unsafe Array(UnsafeBufferPointer(start: base, count: count))
  }
}

/// Memory for float32 values, aligned for vector instructions; zero at first.
final class FloatBuffer: @unchecked Sendable {
  /// All of it.
  let floats: Floats

  init(count: Int) {
    let alignment = 64
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Float>.stride,
      alignment: alignment
    )
    let base = unsafe bytes.initializeMemory(as: Float.self, repeating: 0, count: count)
    floats = unsafe Floats(base: base, count: count)
  }

  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    floats.copy(values, from: 0)
  }

  deinit { unsafe floats.pointer.deallocate() }
}
