/// The error words of a layer's values where they lie: of a hidden layer 16 bits each, of the output 32.
@safe
struct ErrorWords {
  /// Of hidden values.
  let hidden: UnsafeMutablePointer<Int16>
  /// Of outputs, where these are.
  private let outputs: UnsafeMutablePointer<UInt32>?
  /// How many lie there side by side; where inputs are more, these stand for all of them.
  let stretch: UInt32

  /// Those of a hidden layer, whose values lie at `values`: in a workspace that is twice as large as its part for
  /// values, error words lie behind all values, as far apart as these.
  @inline(__always)
  @unsafe
  init(besides values: UnsafePointer<Int16>, workspaceSize: Int) {
    unsafe hidden = UnsafeMutablePointer(
      mutating: values + workspaceSize / WeightPanels.bytesPerValue
    )
    unsafe outputs = nil
    stretch = .max
  }

  /// The same one for each input: `stretch` of them, an even number.
  @inline(__always)
  @unsafe
  init(uniform: UnsafeMutablePointer<Int16>, stretch: UInt32) {
    unsafe hidden = uniform
    unsafe outputs = nil
    self.stretch = stretch
  }

  /// Those of the output.
  @inline(__always)
  @unsafe
  init(outputs: UnsafeMutablePointer<UInt32>) {
    unsafe hidden = UnsafeMutableRawPointer(outputs).assumingMemoryBound(to: Int16.self)
    unsafe self.outputs = outputs
    stretch = .max
  }

  /// The largest that there may be: all bits below a power of two.
  @inline(__always)
  var largest: Int32 {
    unsafe outputs == nil ? ErrorBound.largestHidden : ErrorBound.largestOutput
  }

  @inline(__always)
  func store(_ error: Int32, at index: Int) {
    if let outputs = unsafe outputs {
      unsafe outputs[index] = UInt32(bitPattern: error)
    } else {
      unsafe hidden[index] = Int16(truncatingIfNeeded: error)
    }
  }

  /// The sum of so many, fewer than 2¹⁶, of a hidden layer.
  @inline(never)
  func sum(count: Int) -> UInt32 {
    var sum: UInt32 = 0
    for index in 0..<count { sum = sum &+ UInt32(bitPattern: load(index)) }
    return sum
  }

  /// That of a hidden value or an input.
  @inline(__always)
  func word(_ index: Int) -> Int32 { unsafe Int32(hidden[stretch == .max ? index : 0]) }

  @inline(__always)
  func load(_ index: Int) -> Int32 {
    if let outputs = unsafe outputs { return Int32(bitPattern: unsafe outputs[index]) }
    return Int32(unsafe hidden[index])
  }
}
