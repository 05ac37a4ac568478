/// What a tensor of this shape costs: its elements, axes of length 0 counted as 1, so that what is empty but wide
/// costs its width. Nil where it is no shape, or no Int.
func cost(of shape: [Int]) -> Int? {
  var cost = 1
  for length in shape {
    let (product, overflow) = cost.multipliedReportingOverflow(by: max(1, length))
    guard length >= 0, !overflow else { return nil }
    cost = product
  }
  return cost
}

/// How far apart the neighbours along each axis lie, row-major.
///
/// - Precondition: the shape has a cost.
func strides(of shape: [Int]) -> [Int] {
  var strides = Array(repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * max(1, shape[axis + 1])
  }
  return strides
}

/// The places where a tensor of this shape has what lies at each index along each axis: one list an axis.
func axisPlaces(of shape: [Int]) -> [[Int]] {
  zip(shape, strides(of: shape)).map { length, stride in (0..<length).map { $0 * stride } }
}

/// The sums of one place from each list, row-major: a place of a tensor for every element of another.
///
/// Almost all that moves elements about is this: a transpose changes the order of the lists, a slice shortens
/// them, a tile repeats them.
func places(_ axes: [[Int]]) -> [Int] {
  axes.reduce([0]) { places, axis in places.flatMap { start in axis.map { start + $0 } } }
}

/// The shape in which two have room together, by NumPy's rules; nil where there is none.
func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
  let rank = max(a.count, b.count)
  let pairs = zip(padded(a, to: rank), padded(b, to: rank))
  guard pairs.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
  return pairs.map { $0 == 1 ? $1 : $0 }
}

/// For each element of the larger shape, the place of the one it comes from.
///
/// - Precondition: `broadcast` gave the larger one.
func places(of shape: [Int], broadcastTo larger: [Int]) -> [Int] {
  let own = padded(shape, to: larger.count)
  let steps = strides(of: own)
  return places(
    larger.indices.map { axis in
      (0..<larger[axis]).map { own[axis] == 1 ? 0 : $0 * steps[axis] }
    }
  )
}

/// Axes of length 1 in front.
private func padded(_ shape: [Int], to rank: Int) -> [Int] {
  Array(repeating: 1, count: rank - shape.count) + shape
}
