extension ModelImage {
  /// The smallest and largest input that the model is meant for, in Q8.8.
  public var inputRange: ClosedRange<Int16> {
    let smallest = bytes.value(at: ImageFormat.HeaderField.smallestInput)
    return smallest...max(smallest, bytes.value(at: ImageFormat.HeaderField.largestInput))
  }

  /// How many values of an input lie outside `inputRange`.
  ///
  /// A run takes every input; what it gives for one that lies outside, nobody has looked at.
  ///
  /// - Throws: `RuntimeError.wrongCount` where it is no input of this model.
  public func outOfRangeCount(_ input: Span<Int16>) throws(RuntimeError) -> Int {
    guard input.count == inputCount else { throw .wrongCount }
    let range = inputRange
    var count = 0
    for index in input.indices {
      let value = unsafe input[unchecked: index]
      if value < range.lowerBound || value > range.upperBound { count = count &+ 1 }
    }
    return count
  }
}
