import FloatNetwork

/// Where a value of a tensor stands.
struct OraclePlace {
  let y: Int
  let x: Int
  let channel: Int

  /// Its number in memory, channels innermost, then the places of a row, then rows.
  func index(in shape: TensorShape) -> Int {
    channel + shape.channels * x + shape.channels * shape.width * y
  }

  /// Whether it is in a tensor of this shape, which its channel is.
  func isInside(_ shape: TensorShape) -> Bool {
    y >= 0 && y < shape.height && x >= 0 && x < shape.width
  }
}

/// What every kind of layer is made of: ⌊(start + Σ factor · word) / divisor⌋.
struct OracleSum {
  /// A product: a factor and the word that it meets.
  struct Term {
    let factor: Int
    /// Which of the tensors that the layer reads.
    var source = 0
    /// The word's number in it.
    let index: Int
  }

  var start = 0
  var divisor = 1
  /// Whether the factors were rounded from those of a float network; the others are exact.
  var hasRoundedFactors = false
  let terms: [Term]

  /// The sum, whatever its size.
  func value(of inputs: [[Int16]]) -> Int {
    var sum = start
    // Backwards, as the order must not matter.
    for term in terms.reversed() { sum += term.factor * Int(inputs[term.source][term.index]) }
    return ExactOracle.floorDivision(sum, by: divisor)
  }
}

extension Window {
  /// Where the input lies under each place of the kernel, for an output place, by `Docs/numerics.md`: nil outside.
  ///
  /// - Returns: a place of the input for each of the kernel, row by row, in the channel given.
  func placesOfInput(
    at output: OraclePlace,
    channel: Int,
    in shape: TensorShape
  ) -> [OraclePlace?] {
    var places: [OraclePlace?] = []
    for i in 0..<kernelHeight {
      for j in 0..<kernelWidth {
        let place = OraclePlace(
          y: output.y * strideHeight + i * dilationHeight - paddingTop,
          x: output.x * strideWidth + j * dilationWidth - paddingLeft,
          channel: channel
        )
        places.append(place.isInside(shape) ? place : nil)
      }
    }
    return places
  }
}

extension ExactOracle {
  /// 2^exponent.
  static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in 2 * power } }
}
