import Datasets

extension VectorFile {
  /// The suite: the same bytes on every machine.
  ///
  /// - Parameter prefixes: how the names begin of the records that are wanted; all, unless given.
  /// - Throws: nothing, as long as no network is larger than the format allows.
  public static func suite(only prefixes: [String] = []) throws -> VectorFile {
    let groups: [(name: String, records: () throws -> [VectorRecord])] = [
      ("function", functionVectors), ("rounding", roundingVectors),
      ("accumulator", accumulatorVectors), ("saturation", saturationVectors),
      ("size", sizeVectors), ("maxout", maxoutVectors), ("softmax", softmaxVectors),
      ("tutorial", tutorialVectors), ("random", randomVectors), ("image", refusedImages),
      ("law", lawVectors), ("conversion", conversionVectors),
      ("bounded", boundedVectors),
      ("convolution", convolutionVectors), ("depthwise", depthwiseVectors),
      ("pooling", poolingVectors), ("addition", additionVectors), ("table", tableVectors),
      ("graph", graphVectors), ("bounded", boundedGraphVectors), ("narrow", narrowVectors),
      ("bounded", boundedNarrowVectors),
    ]
    let wanted = groups.filter { group in
      prefixes.isEmpty
        || prefixes.contains { "\(group.name)/".hasPrefix($0) || $0.hasPrefix("\(group.name)/") }
    }
    let records = try wanted.flatMap { try $0.records() }
    return VectorFile(
      records: records.filter { record in
        prefixes.isEmpty || prefixes.contains { record.name.hasPrefix($0) }
      }
    )
  }
}

extension VectorFile {
  /// Inputs of one model, and what each of its layers, and a run with error words, must give for them, by the
  /// oracle.
  ///
  /// - Parameters:
  ///   - name: what the record is called, after "model/".
  ///   - inputs: each as many values in Q8.8 as the model takes.
  /// - Throws: `ImageWriterError` where a layer alone makes an image that is too large.
  public init(model: FixedPointModel, name: String, inputs: [[Int16]]) throws {
    self.init(
      records: [
        try .network("model/\(name)", model.network, image: model.imageBytes, inputs),
        try .bounded(
          "model \(name)",
          model.network,
          image: model.imageBytes,
          // Asked about the words, and about what was rounded to them.
          inputs.enumerated().map { BoundedInput(words: $1, error: $0.isMultiple(of: 2) ? 0 : 8) }
        ),
      ]
    )
  }
}

extension SeededGenerator {
  /// Values from `range`; one in eight is an end of it, so that extremes meet often.
  mutating func values(_ count: Int, in range: ClosedRange<Int16>) -> [Int16] {
    (0..<count).map { _ in
      switch UInt8.random(in: 0..<16, using: &self) {
      case 0: range.lowerBound
      case 1: range.upperBound
      default: Int16.random(in: range, using: &self)
      }
    }
  }

  /// Inputs from the whole of Q8.8 and, in turn, from values near 1.
  mutating func inputs(_ count: Int, of size: Int) -> [[Int16]] {
    (0..<count).map { values(size, in: $0.isMultiple(of: 2) ? .min ... .max : -512...512) }
  }
}
