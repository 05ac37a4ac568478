import Dispatch

/// What a function gives for each number of a range, in order, over all cores.
func concurrentMap<Value: Sendable>(
  _ range: Range<Int>,
  _ transform: @Sendable (Int) -> Value
) -> [Value] {
  var values = [Value?](repeating: nil, count: range.count)
  unsafe values.withUnsafeMutableBufferPointer { buffer in
    // Each iteration writes a place of its own.
    nonisolated(unsafe) let places = unsafe buffer
    DispatchQueue.concurrentPerform(iterations: range.count) { index in
      unsafe places[index] = transform(range.lowerBound + index)
    }
  }
  return values.compactMap(\.self)
}
