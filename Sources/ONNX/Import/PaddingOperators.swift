import FloatNetwork

/// Zeros around a tensor, which the window that follows takes in.
extension GraphImporter {
  mutating func pad(_ node: NodeReader) throws(ONNXError) -> Signal {
    let signal = try node.signal(0)
    let rank = signal.shape.count
    guard node.string("mode") ?? "constant" == "constant" else {
      throw node.error(
        "pads in the mode \(quoted(node.string("mode") ?? "")); only constant zeros are supported"
      )
    }
    let given = node.opset < 11 ? node.integers("pads") : try node.constant(1, "pads").integers
    let value =
      node.opset < 11 ? node.number("value") : try node.optionalNumber(2, "value of the padding")
    guard let given else { throw node.error("does not say how much it pads") }
    var pads = Array(repeating: 0, count: 2 * rank)
    if node.opset >= 18, let axes = try node.optionalConstant(3, "axes")?.integers {
      guard given.count == 2 * axes.count else {
        throw node.error("has \(given.count) pads for \(axes.count) axes")
      }
      for (index, named) in axes.enumerated() {
        let axis = try node.axis(named, rank: rank)
        (pads[axis], pads[axis + rank]) = (given[index], given[index + axes.count])
      }
    } else {
      guard given.count == 2 * rank else {
        throw node.error("has \(given.count) pads for \(rank) axes")
      }
      pads = given
    }
    guard pads.allSatisfy({ (0...NetworkDescription.largestCount).contains($0) }) else {
      throw node.error(
        "pads with \(pads.prefix(8)); numbers from 0 to \(NetworkDescription.largestCount) are "
          + "supported (a negative one would cut)"
      )
    }
    if pads.allSatisfy({ $0 == 0 }) { return signal }
    guard value ?? 0 == 0 else {
      throw node.error("pads with \(value ?? 0); only zeros are supported")
    }
    if let batch = signal.batchAxis, pads[batch] + pads[batch + rank] > 0 {
      throw node.error("pads the batch, axis \(batch)")
    }
    return try padded(signal, pads, node)
  }

  private mutating func padded(
    _ given: Signal,
    _ pads: [Int],
    _ node: NodeReader
  ) throws(ONNXError) -> Signal {
    var signal = given
    if !signal.map.isSelection {
      signal = try layer(signal.map, of: signal, activation: .linear)
    }
    guard let (sources, factors) = signal.map.selection else { return signal }
    let (rank, sample) = (signal.shape.count, signal.sampleShape)
    let result = (0..<rank).map { sample[$0] + pads[$0] + pads[$0 + rank] }
    guard let count = elementCount(of: result) else { throw node.error("gives too many values") }
    try budget.take(product(4, count))
    // Where an element comes from; behind all there are, one that is 0.
    let outside = sources.count
    let steps = strides(of: sample)
    var origins = [0]
    for axis in 0..<rank {
      origins = origins.flatMap { start in
        (0..<result[axis]).map { index in
          let own = index - pads[axis]
          return start < 0 || own < 0 || own >= sample[axis] ? -1 : start + own * steps[axis]
        }
      }
    }
    let places = origins.map { $0 < 0 ? outside : $0 }
    var padded = signal.with(
      AffineMap(
        sources: sources + [0],
        factors: factors + [0],
        offsets: signal.map.offsets + [0],
        inputCount: signal.map.inputCount
      ).selecting(places)
    )
    for axis in 0..<rank where axis != signal.batchAxis { padded.shape[axis] = result[axis] }
    return padded
  }
}
