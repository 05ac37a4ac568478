public import FloatNetwork
public import HalfwordRuntime

extension QuantizedNetwork {
  /// Reads a network back from an image: what `image(knownAnswers:)` wrote, but for the known answers
  /// and the counts of saturated weights, which an image does not hold.
  ///
  /// - Parameter image: the bytes of one image.
  /// - Throws: `RuntimeError` where opening refuses it.
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
    for _ in 0..<opened.layerCount { layers.append(QuantizedLayer(try reader.next(), of: image)) }
    self.init(layers: layers)
    inputRange = opened.inputRange
    certifiedMargin = UInt32(opened.certifiedMargin)
    let scaling = ModelScaling(
      inputExponents: (0..<inputCount).map {
        // Opening does not look at them, and verifying refuses those outside.
        min(max(opened.inputExponent(at: $0), -ModelScaling.mostBits), ModelScaling.mostBits)
      },
      outputExponent: opened.outputExponent
    )
    self.scaling = scaling.isIdentity ? nil : scaling
  }
}

extension QuantizedLayer {
  fileprivate init(_ layer: LayerDescriptor, of image: [UInt8]) {
    let value = { (offset: Int) in
      Int16(bitPattern: UInt16(image[offset]) | UInt16(image[offset + 1]) << 8)
    }
    let panels = layer.panels
    var weights: [Int16] = []
    weights.reserveCapacity(layer.rowCount * layer.inputCount)
    for row in 0..<layer.rowCount {
      for column in 0..<layer.inputCount {
        weights.append(value(layer.weightsOffset + panels.offset(row: row, column: column)))
      }
    }
    self.init(
      inputCount: layer.inputCount,
      unitCount: layer.unitCount,
      activation: Activation(layer),
      weightFractionBits: layer.weightFractionBits,
      weights: weights,
      biases: (0..<layer.rowCount).map {
        value(layer.biasesOffset + $0 * WeightPanels.bytesPerValue)
      },
      foldedDropout: Double(layer.foldedDropout) / 65_536
    )
  }
}

extension Activation {
  /// The activation that a layer of an image names.
  public init(_ layer: LayerDescriptor) {
    self =
      switch layer.activation {
      case .linear: .linear
      case .relu: .relu
      case .maxout: .maxout(pieces: layer.pieces)
      case .sigmoid: .sigmoid
      case .tanh: .tanh
      case .softmax: .softmax
      }
  }
}
