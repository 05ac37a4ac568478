import FloatNetwork

/// The last step: the layers that lead to the output, joined where two are one, with weights in Float32.
extension GraphImporter {
  /// A network, and how its outputs lie to those of the file.
  struct Assembly {
    let network: Network
    /// For each output of the network its index in the file's order; nil where that is the same.
    let outputPlaces: [Int]?
  }

  mutating func network(endingAt signal: Signal) throws(ONNXError) -> Assembly {
    var last = try whole(signal, ifFunction: true)
    if isPlaced(last.base), last.base == 0 || last.map.permutation == nil {
      last = try layer(last.map, of: last, activation: .linear)
    }
    var places: [Int]?
    if last.base > 0, isPlaced(last.base), let sources = last.map.permutation {
      // Where each value in memory lies in the file.
      places = inverse(memoryPlaces(of: last.base, sources))
    } else if last.base == 0 || !last.map.isIdentity {
      try budget.take(last.map.size)
      let base = append(
        Stage(parents: [last.base], operation: .affine(last.map, .linear), layout: .vector)
      )
      last = Signal(
        base: base,
        map: AffineMap(identity: last.map.rowCount),
        shape: last.shape,
        batchAxis: last.batchAxis
      )
    }
    var stages = live(endingAt: last.base)
    fuse(&stages, last: last.base)
    return Assembly(
      network: try network(of: stages, last: last.base),
      outputPlaces: places.flatMap { isInOrder($0) ? nil : $0 }
    )
  }

  /// Whether a tensor has more than one place in memory.
  private func isPlaced(_ base: Int) -> Bool {
    layout(of: base) == .input ? !(inputOrder?.shape.isVector ?? true) : isTensor(base)
  }

  private func isInOrder(_ places: [Int]) -> Bool { places.enumerated().allSatisfy { $0 == $1 } }

  /// The stages that lead to a tensor, by its number.
  private func live(endingAt base: Int) -> [Int: Stage] {
    var found: [Int: Stage] = [:]
    var open = [base]
    while let next = open.popLast() {
      guard next > 0, found[next] == nil else { continue }
      found[next] = stages[next - 1]
      open += stages[next - 1].parents
    }
    return found
  }

  // MARK: Two layers that are one

  /// Joins what works value by value with the convolution or addition before it, where nothing else reads that.
  private func fuse(_ stages: inout [Int: Stage], last: Int) {
    var readers: [Int: Int] = [last: 1]
    for stage in stages.values {
      for parent in stage.parents { readers[parent, default: 0] += 1 }
    }
    for number in stages.keys.sorted() {
      guard let stage = stages[number], stage.parents.count == 1,
        let parent = stages[stage.parent], readers[stage.parent] == 1,
        let joined = Self.joined(parent, stage)
      else { continue }
      stages[stage.parent] = nil
      stages[number] = joined
    }
  }

  private static func joined(_ parent: Stage, _ stage: Stage) -> Stage? {
    guard let (map, activation) = stage.affine, case .placed = stage.layout,
      case .placed(let shape) = parent.layout, map.isSelection
    else { return nil }
    let rows = channelRows(map, activation.pieces, of: shape)
    if activation == .linear, let result = scaledTable(parent, rows, of: shape) { return result }
    let operation: Stage.Operation
    switch parent.operation {
    case .convolution(let convolution) where convolution.activation == .linear:
      guard let result = convolution.selecting(rows, activation: activation) else { return nil }
      operation = .convolution(result)
    case .addition(.linear) where activation.pieces == 1 && activation != .softmax:
      guard rows.count == shape.channels,
        rows.enumerated().allSatisfy({
          $1 == ChannelRow(channel: $0, factor: 1, offset: 0)
        })
      else { return nil }
      operation = .addition(activation)
    case .affine(let inner, .linear):
      guard inner.isSelection, let composed = map.composed(with: inner) else { return nil }
      operation = .affine(composed, activation)
    case .affine, .function, .convolution, .pooling, .addition: return nil
    }
    return Stage(parents: parent.parents, operation: operation, layout: stage.layout)
  }

  /// A layer whose activation is a table, with what every value of it is multiplied with and what is added.
  private static func scaledTable(
    _ parent: Stage,
    _ rows: [ChannelRow],
    of shape: TensorShape
  ) -> Stage? {
    guard rows.count == shape.channels, let first = rows.first,
      rows.enumerated().allSatisfy({
        $1 == ChannelRow(channel: $0, factor: first.factor, offset: first.offset)
      })
    else { return nil }
    func scaled(_ function: ScalarFunction) -> Activation {
      .table(
        ElementFunction(function)
          .scaled(by: .all(first.factor), adding: .all(first.offset)).scalar(at: 0)
      )
    }
    let operation: Stage.Operation
    switch parent.operation {
    case .affine(let map, .table(let function)): operation = .affine(map, scaled(function))
    case .convolution(var convolution):
      guard case .table(let function) = convolution.activation else { return nil }
      convolution.activation = scaled(function)
      operation = .convolution(convolution)
    case .addition(.table(let function)): operation = .addition(scaled(function))
    case .affine, .function, .pooling, .addition: return nil
    }
    return Stage(parents: parent.parents, operation: operation, layout: parent.layout)
  }

  /// What becomes of the channels at each place, where that is the same at every place.
  ///
  /// - Precondition: the map is a selection, and its units lie place by place.
  static func channelRows(_ map: AffineMap, _ pieces: Int, of shape: TensorShape) -> [ChannelRow] {
    guard let (sources, factors) = map.selection else { return [] }
    return (0..<map.rowCount / shape.placeCount).map { row in
      ChannelRow(
        channel: factors[row] == 0 ? 0 : sources[row] % shape.channels,
        factor: factors[row],
        offset: map.offsets[row]
      )
    }
  }

  // MARK: Layers

  private mutating func network(of stages: [Int: Stage], last: Int) throws(ONNXError) -> Network {
    let order = stages.keys.sorted()
    var tensors = [0: 0]
    for (index, number) in order.enumerated() { tensors[number] = index + 1 }
    let isDense = order.allSatisfy { stages[$0]?.affine != nil }
    var shapes = [inputOrder?.shape ?? TensorShape(vector: inputCount)]
    var layers: [NetworkLayer] = []
    for number in order {
      guard let stage = stages[number] else { continue }
      let sources = stage.parents.map { tensors[$0] ?? 0 }
      let draft = try draft(
        of: stage,
        number: layers.count + 1,
        reading: sources,
        shapes[sources[0]],
        isDense: isDense
      )
      let layer = try draft.layer(number: layers.count + 1)
      shapes.append(layer.form.output)
      layers.append(layer)
    }
    do {
      return try Network(inputShape: shapes[0], graph: layers, isDropoutFolded: true)
    } catch {
      throw .model("its layers do not fit together: \(error)")
    }
  }

  private mutating func draft(
    of stage: Stage,
    number: Int,
    reading sources: [Int],
    _ input: TensorShape,
    isDense: Bool
  ) throws(ONNXError) -> LayerDraft {
    var draft = LayerDraft(sources: sources, input: input, output: input)
    switch stage.operation {
    case .function(_, _, let error): throw error
    case .pooling(let kind, _):
      draft.kind = kind
      if case .placed(let shape) = stage.layout { draft.output = shape }
    case .addition(let activation):
      (draft.kind, draft.activation) = (.addition, activation)
    case .convolution(let convolution):
      draft.kind =
        convolution.isDepthwise
        ? .depthwise(convolution.window) : .convolution(convolution.window)
      draft.output = convolution.output
      draft.activation = convolution.activation
      draft.weights = convolution.weights
      draft.biases = convolution.biases
    case .affine(let map, let activation):
      draft.activation = activation
      let read = layout(of: stage.parent)
      var map = map
      if read == .input, let order = inputOrder {
        map = map.permutingInputs(order.places)
        if stage.layout == .input {
          map = map.selecting(
            order.places.flatMap { $0 * activation.pieces..<($0 + 1) * activation.pieces }
          )
        }
      }
      if !isDense, try isPlaced(map, activation, of: input, stage, number) {
        try draft.setChannelwise(Self.channelRows(map, activation.pieces, of: input))
      } else {
        try budget.take(product(map.rowCount, map.inputCount))
        draft.output = TensorShape(vector: map.rowCount / activation.pieces)
        draft.weights = map.denseMatrix
        draft.biases = map.offsets
      }
    }
    return draft
  }

  /// Whether a layer works value by value, and alike at every place.
  private func isPlaced(
    _ map: AffineMap,
    _ activation: Activation,
    of shape: TensorShape,
    _ stage: Stage,
    _ number: Int
  ) throws(ONNXError) -> Bool {
    if case .placed = stage.layout { return map.isSelection }
    guard stage.layout == .input || shape.isVector, let (sources, factors) = map.selection,
      map.rowCount == shape.count * activation.pieces,
      map.offsets.indices.allSatisfy({
        factors[$0] == 0 || sources[$0] == $0 / activation.pieces
      })
    else { return false }
    let count = shape.channels * activation.pieces
    guard
      map.offsets.indices.allSatisfy({
        factors[$0] == factors[$0 % count] && map.offsets[$0] == map.offsets[$0 % count]
      })
    else {
      throw .model(
        "layer \(number) scales or shifts the values of a tensor of \(shape) differently from place to "
          + "place; one factor and one addend a channel are supported"
      )
    }
    return true
  }
}

/// A layer before its weights are rounded.
private struct LayerDraft {
  var sources: [Int]
  var input: TensorShape
  var output: TensorShape
  var kind = LayerKind.dense
  var activation = Activation.linear
  var weights: [Double] = []
  var biases: [Double] = []

  init(sources: [Int], input: TensorShape, output: TensorShape) {
    (self.sources, self.input, self.output) = (sources, input, output)
  }

  /// A layer that works on each place alone: depthwise where each unit reads one channel in order.
  mutating func setChannelwise(_ rows: [ChannelRow]) throws(ONNXError) {
    let units = rows.count / activation.pieces
    let window = Window(kernel: (1, 1))
    output = TensorShape(height: input.height, width: input.width, channels: units)
    biases = rows.map(\.offset)
    let multiplier = units / input.channels
    let isDepthwise =
      units.isMultiple(of: input.channels)
      && rows.enumerated().allSatisfy { index, row in
        row.factor == 0 || row.channel == index / activation.pieces / multiplier
      }
    if isDepthwise {
      kind = .depthwise(window)
      weights = rows.map(\.factor)
    } else {
      kind = .convolution(window)
      guard let count = product(rows.count, input.channels), count <= Budget.most else {
        throw .tooLarge
      }
      weights = Array(repeating: 0, count: count)
      for (index, row) in rows.enumerated() {
        weights[index * input.channels + row.channel] = row.factor
      }
    }
  }

  /// The layer with its weights rounded to Float32.
  func layer(number: Int) throws(ONNXError) -> NetworkLayer {
    let rows = biases.count
    guard rows <= NetworkDescription.largestCount else {
      throw .model(
        "layer \(number) has \(rows) rows; Halfword takes up to \(NetworkDescription.largestCount)"
      )
    }
    let weights = weights.map { Float($0) }
    let biases = biases.map { Float($0) }
    guard let unfit = (weights + biases).first(where: { !$0.isFinite }) else {
      do {
        return try NetworkLayer(
          LayerForm(kind, reading: sources, of: input, giving: output, activation: activation),
          weights: weights,
          biases: biases
        )
      } catch {
        throw .model("layer \(number) is impossible: \(error)")
      }
    }
    throw .model("layer \(number) has a weight or bias that is \(unfit); all must be finite")
  }
}
