/// What chooses elements of constants by indices that are constants, too.
let selectionOperators: [String: ConstantOperator] = [
  "Gather": { node throws(ONNXError) in
    let constant = try node.input(0)
    let indices = try node.input(1)
    let axis = try node.axis(0, rank: constant.shape.count)
    var axes = axisPlaces(of: constant.shape)
    let along = axes[axis]
    axes[axis] = []
    for index in try node.indices(indices) {
      axes[axis].append(along[try node.index(index, below: along.count)])
    }
    let shape = constant.shape[..<axis] + indices.shape + constant.shape[(axis + 1)...]
    return [try node.taking(axes, of: constant, shape: Array(shape))]
  },
  "GatherElements": { node throws(ONNXError) in
    let constant = try node.input(0)
    let indices = try node.input(1)
    let places = try node.elementPlaces(indices, in: constant.shape)
    return [constant.taking(places, shape: indices.shape)]
  },
  "GatherND": { node throws(ONNXError) in
    let constant = try node.input(0)
    let (starts, inner, outer) = try node.slicePlaces(node.input(1), in: constant.shape)
    guard node.reader.integer("batch_dims") ?? 0 == 0 else {
      throw node.error("has batches of indices, which are not computed ahead")
    }
    return [
      try node.taking([starts, Array(0..<inner.reduce(1, *))], of: constant, shape: outer + inner)
    ]
  },
  "ScatterElements": { node throws(ONNXError) in
    let indices = try node.input(1)
    return try node.scattered(to: node.elementPlaces(indices, in: node.input(0).shape))
  },
  "ScatterND": { node throws(ONNXError) in
    let (starts, inner, _) = try node.slicePlaces(node.input(1), in: node.input(0).shape)
    let width = inner.reduce(1, *)
    try node.reserve([starts.count, width])
    return try node.scattered(to: places([starts, Array(0..<width)]))
  },
  "OneHot": { node throws(ONNXError) in try node.oneHot() },
  "Trilu": { node throws(ONNXError) in try node.triangle() },
  "NonZero": { node throws(ONNXError) in
    let constant = try node.input(0)
    let rank = constant.shape.count
    let values = constant.values
    let found = values.indices.filter { values[$0] != 0 }
    try node.reserve([rank, found.count])
    let coordinates = zip(constant.shape, strides(of: constant.shape)).flatMap { length, stride in
      found.map { Int64($0 / stride % max(1, length)) }
    }
    return [Constant(shape: [rank, found.count], type: .int64, integers: coordinates)]
  },
]

extension ConstantNode {
  /// Whole numbers that are places, negative ones counted from the end.
  fileprivate func indices(_ constant: Constant) throws(ONNXError) -> [Int] {
    guard constant.type.isInteger else { throw unfit(constant) }
    return constant.integers
  }

  fileprivate func index(_ index: Int, below count: Int) throws(ONNXError) -> Int {
    guard index >= -count, index < count else {
      throw error("takes element \(index) of \(count)")
    }
    return index < 0 ? index + count : index
  }

  /// For each index the place that has it along the axis, and the index's own coordinates elsewhere.
  fileprivate mutating func elementPlaces(
    _ indices: Constant,
    in shape: [Int]
  ) throws(ONNXError) -> [Int] {
    let axis = try axis(0, rank: shape.count)
    guard indices.shape.count == shape.count,
      shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= shape[$0] })
    else { throw error("has indices of shape \(text(ofShape: indices.shape)), which do not fit") }
    try reserve(indices.shape, factor: 3)
    let steps = strides(of: shape)
    let elsewhere = shape.indices.map { other in
      (0..<indices.shape[other]).map { other == axis ? 0 : $0 * steps[other] }
    }
    var found: [Int] = []
    for (start, index) in zip(places(elsewhere), try self.indices(indices)) {
      found.append(start + (try self.index(index, below: shape[axis])) * steps[axis])
    }
    return found
  }

  /// Where the parts start that the last axis of some indices names; the shape of a part, and of what names them.
  fileprivate mutating func slicePlaces(
    _ indices: Constant,
    in shape: [Int]
  ) throws(ONNXError) -> (starts: [Int], inner: [Int], outer: [Int]) {
    guard let depth = indices.shape.last, 1...max(1, shape.count) ~= depth, !shape.isEmpty else {
      throw error("has indices of shape \(text(ofShape: indices.shape)), which do not fit")
    }
    let steps = strides(of: shape)
    let values = try self.indices(indices)
    var starts: [Int] = []
    for first in stride(from: 0, to: values.count, by: depth) {
      var start = 0
      for axis in 0..<depth {
        start += try index(values[first + axis], below: shape[axis]) * steps[axis]
      }
      starts.append(start)
    }
    return (starts, Array(shape[depth...]), Array(indices.shape.dropLast()))
  }

  /// The first input with the third one's elements at some places; a later one overwrites.
  fileprivate mutating func scattered(to places: [Int]) throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let updates = try input(2)
    guard reader.string("reduction") ?? "none" == "none" else {
      throw error("combines what it puts at one place, which is not computed ahead")
    }
    guard updates.count == places.count, updates.type == constant.type else {
      throw error(
        "puts \(updates.count) elements of \(updates.type.name) at \(places.count) places"
      )
    }
    try reserve(constant.shape, factor: 2)
    try reserve(updates.shape)
    var sources = Array(0..<constant.count)
    for (index, place) in places.enumerated() { sources[place] = constant.count + index }
    let both = Constant.joining([constant, updates], type: constant.type)
    return [both.taking(sources, shape: constant.shape)]
  }

  /// For each index a list with one value at it, and another one elsewhere.
  fileprivate mutating func oneHot() throws(ONNXError) -> [Constant] {
    let indices = try input(0)
    let values = try input(2)
    guard let depth = try single(1).integers.first, depth >= 0, values.count == 2,
      indices.type != .string
    else { throw error("needs indices, a length, and two values") }
    let axis = try axis(-1, rank: indices.shape.count + 1)
    var shape = indices.shape
    shape.insert(depth, at: axis)
    try reserve(shape, factor: 2)
    let inner = indices.shape[axis...].reduce(1, *)
    let numbers = indices.integers
    let places = (0..<(elementCount(of: shape) ?? 0)).map { place in
      let at = place / inner % depth
      let number = numbers[place / inner / depth * inner + place % inner]
      return number == at || number == at - depth ? 1 : 0
    }
    return [values.taking(places, shape: shape)]
  }

  /// The upper or lower triangle of each matrix, 0 elsewhere.
  fileprivate mutating func triangle() throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let isUpper = reader.integer("upper") ?? 1 != 0
    let shift = optionalInput(1) == nil ? 0 : try single(1).integers.first ?? 0
    guard constant.shape.count >= 2, let columns = constant.shape.last, constant.type != .string
    else { throw error("takes matrices, not \(text(ofShape: constant.shape))") }
    try reserve(constant.shape, factor: 2)
    let rows = constant.shape[constant.shape.count - 2]
    let zero =
      constant.type.isFloat
      ? Constant(shape: [], type: constant.type, reals: [0])
      : Constant(shape: [], type: constant.type, integers: [0])
    let places = (0..<constant.count).map { place in
      let ahead = place % columns - place / columns % rows
      return (isUpper ? ahead >= shift : ahead <= shift) ? place : -1
    }
    return [constant.taking(places, shape: constant.shape, fill: zero)]
  }
}
