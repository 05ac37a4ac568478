import FloatNetwork

/// Graphs that round values to words and back (QuantizeLinear, DequantizeLinear) around operators on real numbers.
/// They are read as the network of real numbers behind them.
extension GraphImporter {
  mutating func quantized(_ node: NodeReader) throws(ONNXError) -> Signal {
    var signal = try node.signal(0)
    let (grid, type) = try grid(node)
    // What is cut off below is cut off on purpose where that is at 0: a ReLU has gone into the rounding.
    let limits = type.wordLimits
    let (low, high) = (
      (limits.lowerBound - grid.zero) * grid.scale, (limits.upperBound - grid.zero) * grid.scale
    )
    if low == 0, high > 0, !isNonNegative(signal) {
      signal = try cappedRelu(signal, cap: high)
    }
    remark(
      "the graph is quantized: it rounds values to 8 or more bits (QuantizeLinear and DequantizeLinear) "
        + "between its operators. It is read as the network of real numbers behind that, with the weights "
        + "that its words stand for; Halfword chooses its own words"
    )
    signal.type = type
    signal.grid = grid
    return signal
  }

  mutating func dequantized(_ node: NodeReader) throws(ONNXError) -> Signal {
    var signal = try node.signal(0)
    let (grid, _) = try grid(node)
    signal.type = .float
    let own = signal.grid
    signal.grid = nil
    if own == grid { return signal }
    guard own == nil else {
      throw node.error("reads words by another scale or zero point than they were written by")
    }
    return signal.with(signal.map.scaled(by: grid.scale, adding: -grid.zero * grid.scale))
  }

  /// The scale and the zero point, and the type of the words.
  private func grid(_ node: NodeReader) throws(ONNXError) -> (Grid, ElementType) {
    let scales = try node.constant(1, "scale")
    let zeros = try node.optionalConstant(2, "zero point")
    guard scales.count == 1, zeros?.count ?? 1 == 1, let scale = scales.values.first, scale > 0,
      scale.isFinite
    else {
      throw node.error(
        "has \(scales.count) scales; of computed values one for all, above 0, is supported"
      )
    }
    return (
      Grid(scale: scale, zero: zeros?.values.first ?? 0), zeros?.type ?? .uint8
    )
  }

  private func isNonNegative(_ signal: Signal) -> Bool {
    guard let factors = signal.map.selection?.factors else { return false }
    return isNonNegative(signal.base) && factors.allSatisfy { $0 >= 0 }
      && signal.map.offsets.allSatisfy { $0 >= 0 }
  }
}

extension ElementType {
  /// The smallest and the largest word of an integer type that graphs quantize to.
  fileprivate var wordLimits: ClosedRange<Double> {
    switch self {
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32_768...32_767
    case .uint16: 0...65_535
    default: -2_147_483_648...2_147_483_647
    }
  }
}
