public import FloatNetwork
public import HalfwordRuntime

extension QuantizedNetwork {
  /// Reads a network back from an image: what `image(knownAnswers:)` wrote, but for the known answers
  /// and the counts of saturated weights, which an image does not hold.
  ///
  /// - Parameter image: the bytes of one image.
  /// - Throws: `RuntimeError` where opening refuses it, and `.unsupportedVersion` where a layer is not dense.
  public init(image: [UInt8]) throws(RuntimeError) {
    // Words, so that the image is aligned.
    let words = stride(from: 0, to: image.count, by: 4).map { offset in
      image[offset..<min(offset + 4, image.count)].reversed().reduce(UInt32(0)) {
        $0 << 8 | UInt32($1)
      }
    }
    let opened = unsafe try ModelImage(opening: words.span.bytes)
    var reader = opened.layers()
    var layers: [QuantizedLayer] = []
    for index in 0..<opened.layerCount {
      let isLast = index == opened.layerCount - 1
      let layer = try reader.next()
      guard layer.kind == .dense, let activation = Activation(layer) else {
        throw .unsupportedVersion
      }
      layers.append(
        QuantizedLayer(
          layer,
          activation,
          of: image,
          outputExponent: isLast ? opened.outputExponent : nil
        )
      )
    }
    self.init(
      layers: layers,
      inputScales: (0..<opened.inputCount).map { opened.inputScale(at: $0) }
    )
    inputRange = opened.inputRange
    roundingLaw = opened.roundingLaw
    let text = String(decoding: image[opened.recordRange].prefix { $0 != 0 }, as: UTF8.self)
    record = text.isEmpty ? nil : ExportRecord(text: text)
  }
}

extension QuantizedLayer {
  fileprivate init(
    _ layer: LayerDescriptor,
    _ activation: Activation,
    of image: [UInt8],
    outputExponent: Int?
  ) {
    let bytes = { (offset: Int, count: Int) in
      (0..<count).reduce(UInt32(0)) { $0 | UInt32(image[offset + $1]) << UInt32(8 * $1) }
    }
    let panels = layer.panels
    var weights: [Int16] = []
    weights.reserveCapacity(layer.rowCount * layer.inputCount)
    for row in 0..<layer.rowCount {
      for column in 0..<layer.inputCount {
        let offset = layer.weightsOffset + panels.offset(row: row, column: column)
        weights.append(Int16(truncatingIfNeeded: bytes(offset, 2)))
      }
    }
    self.init(
      inputCount: layer.inputCount,
      unitCount: layer.unitCount,
      activation: activation,
      // A verified image has no more; opening alone does not look.
      fractionBits: (0..<layer.unitCount).map {
        min(image[layer.fractionsOffset + $0 * layer.pieces], ImageFormat.largestWeightFractionBits)
      },
      weights: weights,
      starts: (0..<layer.rowCount).map {
        Int32(bitPattern: bytes(layer.startsOffset + 4 * $0, 4))
      },
      exponents: (0..<layer.unitCount).map {
        layer.exponentsOffset == 0
          ? outputExponent ?? 0 : Int(Int8(bitPattern: image[layer.exponentsOffset + $0]))
      },
      foldedDropout: Double(layer.foldedDropout) / 65_536,
      sums: layer.sums
    )
  }
}

extension Activation {
  /// The activation that a layer of an image names; nil for one that has numbers of its own.
  public init?(_ layer: LayerDescriptor) {
    switch layer.activation {
    case .linear: self = .linear
    case .relu: self = .relu
    case .maxout: self = .maxout(pieces: layer.pieces)
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .softmax: self = .softmax
    case .cappedRelu, .table: return nil
    }
  }
}
