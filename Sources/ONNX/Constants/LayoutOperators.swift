/// What moves the elements of constants about.
let layoutOperators: [String: ConstantOperator] = [
  "Identity": { node throws(ONNXError) in [try node.input(0)] },
  "Dropout": { node throws(ONNXError) in try node.inactiveDropout() },
  "Reshape": { node throws(ONNXError) in
    let constant = try node.input(0)
    let shape = try node.reader.targetShape(of: constant.shape, asked: node.input(1).integers)
    return [try node.reshaped(constant, to: shape)]
  },
  "Flatten": { node throws(ONNXError) in
    let constant = try node.input(0)
    let rank = constant.shape.count
    let axis = node.reader.integer("axis") ?? 1
    let split = axis == rank ? rank : try node.reader.axis(axis, rank: max(1, rank))
    let sides = [constant.shape.prefix(split), constant.shape.dropFirst(split)]
    return [try node.reshaped(constant, to: sides.map { $0.reduce(1, *) })]
  },
  "Squeeze": { node throws(ONNXError) in
    let constant = try node.input(0)
    let shape = constant.shape
    let axes =
      try node.reader.axes(input: 1, since: 13, rank: shape.count)
      ?? shape.indices.filter { shape[$0] == 1 }
    guard axes.allSatisfy({ shape[$0] == 1 }) else {
      throw node.error("removes an axis of \(text(ofShape: shape)) that is not of length 1")
    }
    return [
      constant.reshaped(to: shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
    ]
  },
  "Unsqueeze": { node throws(ONNXError) in try node.unsqueezed() },
  "Transpose": { node throws(ONNXError) in
    let constant = try node.input(0)
    let order = node.reader.integers("perm") ?? constant.shape.indices.reversed()
    guard order.sorted() == Array(constant.shape.indices) else {
      throw node.error("has no order of the axes of \(text(ofShape: constant.shape))")
    }
    let axes = axisPlaces(of: constant.shape)
    return [try node.taking(order.map { axes[$0] }, of: constant)]
  },
  "Concat": { node throws(ONNXError) in try node.joined() },
  "Split": { node throws(ONNXError) in try node.split() },
  "Slice": { node throws(ONNXError) in try node.sliced() },
  "Tile": { node throws(ONNXError) in try node.tiled() },
  "Expand": { node throws(ONNXError) in
    let constant = try node.input(0)
    guard let shape = broadcast(constant.shape, try node.input(1).integers) else {
      throw node.error("expands \(text(ofShape: constant.shape)) to a shape that does not fit")
    }
    return [try node.expanded(constant, to: shape)]
  },
  "Pad": { node throws(ONNXError) in try node.padded() },
]

extension ConstantNode {
  fileprivate mutating func reshaped(
    _ constant: Constant,
    to shape: [Int]
  ) throws(ONNXError) -> Constant {
    try reserve(shape, factor: 0)
    guard elementCount(of: shape) == constant.count else {
      throw error(
        "makes \(text(ofShape: constant.shape)) into \(text(ofShape: shape)), which has another "
          + "number of elements"
      )
    }
    return constant.reshaped(to: shape)
  }

  fileprivate func inactiveDropout() throws(ONNXError) -> [Constant] {
    if opset >= 12, let mode = optionalInput(2), mode.values != [0] {
      throw error("is in training mode; export the model for inference")
    }
    return [try input(0)]
  }

  fileprivate mutating func unsqueezed() throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    guard let given = list("axes", input: 1, since: 13),
      given.count + constant.shape.count <= GraphImporter.mostAxes
    else { throw error("must name its new axes, and not too many") }
    let rank = constant.shape.count + given.count
    var axes: Set<Int> = []
    for axis in given { axes.insert(try reader.axis(axis, rank: rank)) }
    guard axes.count == given.count else { throw error("names an axis twice") }
    var old = constant.shape.makeIterator()
    return [
      constant.reshaped(to: (0..<rank).map { axes.contains($0) ? 1 : old.next() ?? 1 })
    ]
  }

  fileprivate mutating func joined() throws(ONNXError) -> [Constant] {
    let first = try input(0)
    let axis = try axis(0, rank: first.shape.count)
    var parts: [Constant] = []
    for index in inputs.indices { parts.append(try input(index)) }
    func others(_ shape: [Int]) -> [Int] { Array(shape.prefix(axis) + shape.dropFirst(axis + 1)) }
    guard
      parts.allSatisfy({
        $0.type == first.type && $0.shape.count == first.shape.count
          && others($0.shape) == others(first.shape)
      })
    else { throw error("joins constants of different shapes or types") }
    var shape = first.shape
    shape[axis] = 0
    for part in parts {
      guard part.shape[axis] <= Budget.most - shape[axis] else { throw .tooLarge }
      shape[axis] += part.shape[axis]
    }
    try reserve(shape, factor: 4)
    let all = Constant.joining(parts, type: first.type)
    // In `all` one part lies behind the other: for each row before the axis, a run from each part.
    let rows = shape[..<axis].reduce(1, *)
    var order: [Int] = []
    order.reserveCapacity(all.count)
    for row in 0..<rows {
      var start = 0
      for part in parts {
        let run = part.count / rows
        order += start + row * run..<start + (row + 1) * run
        start += part.count
      }
    }
    return [all.taking(order, shape: shape)]
  }

  fileprivate mutating func split() throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let axis = try axis(0, rank: constant.shape.count)
    let length = constant.shape[axis]
    let count = reader.outputCount
    guard count > 0, reader.integer("num_outputs") ?? count == count else {
      throw error("does not give as many parts as it says")
    }
    // The last one may be shorter.
    let each = (length + count - 1) / count
    let lengths =
      list("split", input: 1, since: 13)
      ?? (0..<count).map { max(0, min(each, length - $0 * each)) }
    guard lengths.count == count, lengths.allSatisfy({ 0...length ~= $0 }),
      lengths.reduce(0, +) == length
    else { throw error("splits \(length) into \(count) parts that do not add up to it") }
    var axes = axisPlaces(of: constant.shape)
    let along = axes[axis]
    var start = 0
    var parts: [Constant] = []
    for length in lengths {
      axes[axis] = Array(along[start..<start + length])
      parts.append(try taking(axes, of: constant))
      start += length
    }
    return parts
  }

  fileprivate mutating func sliced() throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let rank = constant.shape.count
    guard let starts = list("starts", input: 1, since: 10),
      let ends = list("ends", input: 2, since: 10), starts.count == ends.count,
      starts.count <= rank
    else { throw error("must say where each part starts and ends") }
    let given = list("axes", input: 3, since: 10) ?? Array(starts.indices)
    let steps =
      (opset < 10 ? nil : optionalInput(4)?.integers) ?? Array(repeating: 1, count: starts.count)
    guard given.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
      throw error("must have as many axes and steps as starts, and no step of 0")
    }
    var axes = axisPlaces(of: constant.shape)
    var seen: Set<Int> = []
    for (index, name) in given.enumerated() {
      let axis = try reader.axis(name, rank: rank)
      guard seen.insert(axis).inserted else { throw error("names an axis twice") }
      let length = axes[axis].count
      // No step needs to be longer than all there can be.
      let step = min(max(steps[index], -Budget.most), Budget.most)
      // Backwards the place before the first is an end, too.
      let limits = step > 0 ? 0...length : -1...max(-1, length - 1)
      func limited(_ place: Int) -> Int {
        let counted = place < 0 ? place.addingReportingOverflow(length).partialValue : place
        return min(max(counted, limits.lowerBound), limits.upperBound)
      }
      let places = stride(from: limited(starts[index]), to: limited(ends[index]), by: step)
      axes[axis] = places.map { axes[axis][$0] }
    }
    return [try taking(axes, of: constant)]
  }

  fileprivate mutating func tiled() throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let repeats = try input(1).integers
    guard repeats.count == constant.shape.count else {
      throw error("has \(repeats.count) counts for \(constant.shape.count) axes")
    }
    var shape: [Int] = []
    for (length, count) in zip(constant.shape, repeats) {
      guard count >= 0, let total = product(length, count) else { throw .tooLarge }
      // Also what is empty takes a turn each time.
      try budget.take(count)
      shape.append(total)
    }
    try reserve(shape)
    let axes = zip(axisPlaces(of: constant.shape), repeats).map { axis, count in
      (0..<count).flatMap { _ in axis }
    }
    return [try taking(axes, of: constant)]
  }

  fileprivate mutating func padded() throws(ONNXError) -> [Constant] {
    let constant = try input(0)
    let rank = constant.shape.count
    guard let pads = list("pads", input: 1, since: 11) else { throw error("does not say how far") }
    var named = Array(0..<rank)
    if opset >= 18, let given = optionalInput(3)?.integers {
      named = []
      for axis in given { named.append(try reader.axis(axis, rank: rank)) }
    }
    guard pads.count == 2 * named.count, Set(named).count == named.count else {
      throw error("has \(pads.count) widths for \(named.count) axes")
    }
    let mode = reader.string("mode") ?? "constant"
    let fill = try fillElement(of: constant)
    var axes = axisPlaces(of: constant.shape)
    for (index, axis) in named.enumerated() {
      let (before, after) = (pads[index], pads[named.count + index])
      let along = axes[axis]
      guard abs(Double(before)) + abs(Double(after)) <= Double(Budget.most) else { throw .tooLarge }
      try budget.take(max(0, before) + max(0, after))
      guard along.count + before + after >= 0 else { throw error("takes away more than there is") }
      guard !along.isEmpty || mode == "constant" else { throw error("repeats what is empty") }
      axes[axis] = try (-before..<along.count + after).map { place throws(ONNXError) in
        if along.indices.contains(place) { return along[place] }
        return switch mode {
        case "constant": outside
        case "edge": place < 0 ? along[0] : along[along.count - 1]
        case "wrap": along[(place % along.count + along.count) % along.count]
        case "reflect": along[mirrored(place, along.count)]
        default: throw error("pads in the mode \(quoted(mode)), which is not known")
        }
      }
    }
    return [try taking(axes, of: constant, fill: fill)]
  }

  /// What is added: a number of the constant's own type.
  private func fillElement(of constant: Constant) throws(ONNXError) -> Constant {
    if opset >= 11, optionalInput(2) != nil {
      let fill = try single(2)
      guard fill.type == constant.type else { throw unfit(fill) }
      return fill
    }
    if constant.type.isFloat {
      let value = opset < 11 ? reader.number("value") ?? 0 : 0
      return Constant(shape: [], type: constant.type, reals: [value])
    }
    guard constant.type != .string else { throw unfit(constant) }
    return Constant(shape: [], type: constant.type, integers: [0])
  }

  /// A place that lies outside, so far that nothing added to it brings it back.
  private var outside: Int { -(1 << 48) }

  /// The place that a mirror at both ends shows; the ends themselves are there once.
  private func mirrored(_ place: Int, _ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let within = (place % period + period) % period
    return within < count ? within : period - within
  }
}
