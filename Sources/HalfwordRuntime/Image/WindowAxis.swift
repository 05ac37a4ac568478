/// How a layer's windows lie along one axis of what it reads: down or to the right.
public struct WindowAxis: Equatable, Sendable {
  /// The places of what is read.
  public let input: Int
  /// The places of what is given, a window each.
  public let output: Int
  /// The places of a window.
  public let kernel: Int
  /// From one window to the next.
  public let stride: Int
  /// From one place of a window to the next.
  public let dilation: Int
  /// How far the first window lies before the input.
  public let padding: Int

  /// An axis; what it must be, `isSound(forPooling:)` says.
  @inline(__always)
  public init(
    input: Int,
    output: Int,
    kernel: Int,
    stride: Int,
    dilation: Int,
    padding: Int
  ) {
    self.input = input
    self.output = output
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// What of a window lies inside the input.
  struct Inside {
    /// The first of its places that does.
    var first: Int
    /// How many do.
    var count: Int
    /// Where the first one lies.
    var place: Int
  }

  /// What of the window at an output lies inside the input.
  @inline(__always)
  func inside(_ position: Int) -> Inside {
    var place = position &* stride &- padding
    var first = 0
    if place >= 0, place &+ (kernel &- 1) &* dilation < input {
      return Inside(first: 0, count: kernel, place: place)
    }
    while place < 0, first < kernel {
      place = place &+ dilation
      first = first &+ 1
    }
    var end = first
    var next = place
    while end < kernel, next < input {
      next = next &+ dilation
      end = end &+ 1
    }
    return Inside(first: first, count: end &- first, place: place)
  }

  /// Whether windows can be found without an overflow, and each window of a pooling has a place inside.
  ///
  /// In a time that does not depend on the sizes. So a pooling whose dilation could step over the whole input is
  /// refused.
  @inline(__always)
  func isSound(forPooling isPooling: Bool) -> Bool {
    guard input > 0, output > 0, kernel > 0, stride > 0, dilation > 0 else { return false }
    // Of factors below 2¹⁶.
    let limit = UInt32(ImageFormat.windowReach)
    let way = UInt32(truncatingIfNeeded: output &- 1) &* UInt32(truncatingIfNeeded: stride)
    let reach = UInt32(truncatingIfNeeded: kernel &- 1) &* UInt32(truncatingIfNeeded: dilation)
    guard way < limit, reach < limit else { return false }
    guard isPooling else { return true }
    return (dilation <= input || kernel == 1) && Int(reach) >= padding
      && Int(way) &- padding < input
  }

  /// The most by which `outputStep` a position exceeds `inputStep` a place of the first that it reads; nil where no
  /// position reads any.
  func reach(outputStep: Int, inputStep: Int) -> Int? {
    var largest: Int?
    for position in 0..<output {
      let inside = inside(position)
      guard inside.count > 0 else { continue }
      let reach = position &* outputStep &- inside.place &* inputStep
      largest = max(largest ?? reach, reach)
    }
    return largest
  }
}
