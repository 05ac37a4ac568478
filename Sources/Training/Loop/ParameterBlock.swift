/// Some rows of a layer's weights and their biases, with all that an update of them needs: what one
/// thread works on at a time, small enough that its gradients stay in the cache.
struct ParameterBlock: Sendable {
  /// Parameters, their gradients and what the optimizer remembers of them.
  struct Slice: Sendable {
    let parameters: Floats
    let gradients: Floats
    let memory: [Floats]
  }

  /// The layer, from 0.
  let layer: Int
  /// Which rows.
  let rows: Range<Int>
  let weights: Slice
  let biases: Slice

  /// The most rows of a block.
  static let largestRowCount = 256
}

/// What an optimizer remembers of one layer.
struct OptimizerMemory: Sendable {
  /// One buffer a name, each as large as the weights.
  let weights: [FloatBuffer]
  /// One buffer a name, each as large as the biases.
  let biases: [FloatBuffer]

  init(of optimizer: any Optimizer, for layer: LayerState) {
    weights = optimizer.memoryNames.map { _ in FloatBuffer(count: layer.weights.count) }
    biases = optimizer.memoryNames.map { _ in FloatBuffer(count: layer.biases.count) }
  }
}

extension LayerState {
  /// The rows of one thread, cut into blocks.
  func blocks(
    layer: Int,
    memory: OptimizerMemory,
    thread: Int,
    of threadCount: Int
  ) -> [ParameterBlock] {
    let part = Team.part(thread, of: threadCount, count: biases.count, granularity: 8)
    let starts = stride(
      from: part.lowerBound,
      to: part.upperBound,
      by: ParameterBlock.largestRowCount
    )
    return starts.map { start in
      let rows = start..<min(start + ParameterBlock.largestRowCount, part.upperBound)
      let values = rows.lowerBound * weights.columnCount..<rows.upperBound * weights.columnCount
      return ParameterBlock(
        layer: layer,
        rows: rows,
        weights: .init(
          parameters: weights.floats(inRows: rows),
          gradients: weightGradients.floats(inRows: rows),
          memory: memory.weights.map { $0.floats[values] }
        ),
        biases: .init(
          parameters: biases[rows],
          gradients: biasGradients[rows],
          memory: memory.biases.map { $0.floats[rows] }
        )
      )
    }
  }
}
