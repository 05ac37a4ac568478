import FloatNetwork

/// How layers are made of affine maps.
extension GraphImporter {
  /// Closes a layer: its output stands for itself from here on.
  ///
  /// - Parameter rows: the rows of weights; for maxout the pieces of a unit together.
  mutating func layer(
    _ rows: AffineMap,
    of signal: Signal,
    activation: Activation
  ) throws(ONNXError) -> Signal {
    try budget.take(rows.size)
    let placed = arranged(rows, pieces: activation.pieces, at: signal.base)
    return try append(.affine(placed.rows, activation), placed, like: signal)
  }

  /// As `layer(_:of:activation:)`, for a function that no layer computes.
  mutating func function(
    _ function: ElementFunction,
    of signal: Signal,
    reason: ONNXError
  ) throws(ONNXError) -> Signal {
    let placed = arranged(signal.map, pieces: 1, at: signal.base)
    let ordered = placed.order.map { function.selecting($0) } ?? function
    return try append(.function(placed.rows, ordered, reason), placed, like: signal)
  }

  private mutating func append(
    _ operation: Stage.Operation,
    _ placed: Arrangement,
    like signal: Signal
  ) throws(ONNXError) -> Signal {
    let unitCount = placed.unitCount
    try budget.take(2 * unitCount)
    let base = append(
      Stage(parents: [signal.base], operation: operation, layout: placed.layout)
    )
    var map = AffineMap(identity: unitCount)
    if let order = placed.order { map = map.selecting(inverse(order)) }
    return Signal(
      base: base,
      map: map,
      shape: signal.shape,
      batchAxis: signal.batchAxis
    )
  }

  /// How the values of a tensor lie in memory.
  func layout(of base: Int) -> Layout { base == 0 ? .input : stages[base - 1].layout }

  // MARK: Order in memory

  private struct Arrangement {
    var rows: AffineMap
    let unitCount: Int
    var layout = Layout.vector
    /// Unit i of the layer is unit order[i] as given; nil where nothing moves.
    var order: [Int]?

    func moved(by order: [Int], _ pieces: Int, layout: Layout) -> Arrangement {
      var result = self
      result.layout = layout
      guard order.enumerated().contains(where: { $0 != $1 }) else { return result }
      result.order = order
      result.rows = rows.selecting(
        order.flatMap { unit in unit * pieces..<(unit + 1) * pieces }
      )
      return result
    }
  }

  /// Rows in the order in which their units lie beside each other in memory, where they work value by value.
  private func arranged(_ rows: AffineMap, pieces: Int, at base: Int) -> Arrangement {
    let plain = Arrangement(rows: rows, unitCount: rows.rowCount / pieces)
    guard rows.isSelection else { return plain }
    switch layout(of: base) {
    case .vector: return plain
    case .input: return arranged(plain, likeInput: pieces)
    case .placed(let shape): return arranged(plain, pieces, at: shape)
    }
  }

  /// In the order of the input, where each unit reads one value of its own.
  private func arranged(_ plain: Arrangement, likeInput pieces: Int) -> Arrangement {
    guard let (sources, factors) = plain.rows.selection,
      plain.unitCount == plain.rows.inputCount
    else { return plain }
    var owners: [Int] = []
    for unit in 0..<plain.unitCount {
      let read = Set(
        (unit * pieces..<(unit + 1) * pieces).filter { factors[$0] != 0 }.map { sources[$0] }
      )
      guard read.count <= 1 else { return plain }
      owners.append(read.first ?? sources[unit * pieces])
    }
    guard isPermutation(owners) else { return plain }
    return plain.moved(by: inverse(owners), pieces, layout: .input)
  }

  /// Place by place, where at each place the same units read the same channels.
  private func arranged(_ plain: Arrangement, _ pieces: Int, at shape: TensorShape) -> Arrangement {
    guard let (sources, factors) = plain.rows.selection,
      plain.unitCount.isMultiple(of: shape.placeCount)
    else { return plain }
    let units = plain.unitCount / shape.placeCount
    var next = Array(repeating: 0, count: shape.placeCount)
    var known: [ChannelRow] = []
    var order = Array(repeating: 0, count: plain.unitCount)
    for unit in 0..<plain.unitCount {
      let rows = unit * pieces..<(unit + 1) * pieces
      let first = rows.first { factors[$0] != 0 } ?? rows.lowerBound
      let place = sources[first] / shape.channels
      let number = next[place]
      guard number < units else { return plain }
      next[place] += 1
      order[place * units + number] = unit
      for row in rows {
        guard factors[row] == 0 || sources[row] / shape.channels == place else { return plain }
        let read = ChannelRow(
          channel: factors[row] == 0 ? -1 : sources[row] % shape.channels,
          factor: factors[row],
          offset: plain.rows.offsets[row]
        )
        let index = number * pieces + row - rows.lowerBound
        if index == known.count { known.append(read) }
        guard index < known.count, known[index] == read else { return plain }
      }
    }
    let placed = TensorShape(height: shape.height, width: shape.width, channels: units)
    return plain.moved(by: order, pieces, layout: .placed(placed))
  }
}
