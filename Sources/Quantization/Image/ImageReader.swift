import FloatNetwork
public import HalfwordRuntime

extension QuantizedNetwork {
  /// Reads a network back from an image: what `image(knownAnswers:)` wrote, but for the known answers
  /// and the counts of saturated weights, which an image does not hold.
  ///
  /// - Parameter image: the bytes of one image.
  /// - Throws: `RuntimeError` where opening refuses it.
  public init(image: [UInt8]) throws(RuntimeError) {
    let words = image.alignedWords
    let opened = unsafe try ModelImage(opening: words.span.bytes)
    let text = String(decoding: image[opened.recordRange].prefix { $0 != 0 }, as: UTF8.self)
    let record = text.isEmpty ? nil : ExportRecord(text: text)
    var reader = opened.layers()
    var layers: [QuantizedLayer] = []
    for index in 0..<opened.layerCount {
      let isLast = index == opened.layerCount - 1
      let layer = try reader.next()
      let part = ImageLayer(
        layer,
        opened.geometry(ofLayerAt: index),
        of: image,
        outputExponent: isLast ? opened.outputExponent : nil,
        function: record?.table(ofLayer: index + 1)
      )
      layers.append(try part.quantized())
    }
    let shape = TensorShape(opened.geometry(ofLayerAt: 0).input)
    self.init(
      inputShape: shape,
      graph: layers,
      channelScales: (0..<shape.channels).map { opened.inputScale(at: $0) }
    )
    self.record = record
    inputRange = opened.inputRange
    roundingLaw = opened.roundingLaw
  }
}

/// A layer where it lies in an image.
private struct ImageLayer {
  private let layer: LayerDescriptor
  private let geometry: LayerGeometry
  private let image: [UInt8]
  private let outputExponent: Int?
  private let function: ScalarFunction

  /// - Parameters:
  ///   - outputExponent: that of the model's outputs, for the last layer.
  ///   - function: what its table stands for, where that is recorded.
  init(
    _ layer: LayerDescriptor,
    _ geometry: LayerGeometry,
    of image: [UInt8],
    outputExponent: Int?,
    function: ScalarFunction?
  ) {
    self.layer = layer
    self.geometry = geometry
    self.image = image
    self.outputExponent = outputExponent
    self.function = function ?? .input
  }

  /// - Throws: `RuntimeError.badLayer` for what opening alone does not see.
  func quantized() throws(RuntimeError) -> QuantizedLayer {
    guard let form = try? form() else { throw .badLayer }
    return QuantizedLayer(
      form,
      numbers: form.weightLayout(layer.weightFormat).map { numbers(form, $0) },
      exponents: (0..<layer.unitCount).map(exponent),
      shifts: try shifts(form),
      cap: layer.activation == .cappedRelu ? value(layer.activationOffset) : nil,
      table: layer.activation == .table ? try table() : nil,
      foldedDropout: Double(layer.foldedDropout) / 65_536,
      sums: layer.sums
    )
  }

  private func form() throws -> LayerForm {
    try LayerForm(
      LayerForm.kind(layer.kind, geometry),
      reading: layer.kind == .addition ? [layer.source, layer.secondSource] : [layer.source],
      of: TensorShape(geometry.input),
      giving: TensorShape(geometry.output),
      activation: activation
    )
  }

  private var activation: Activation {
    switch layer.activation {
    case .linear: .linear
    case .relu: .relu
    case .cappedRelu:
      .cappedRelu(Double(value(layer.activationOffset)) * power(exponent(ofUnit: 0) - 8))
    case .maxout: .maxout(pieces: layer.pieces)
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .table: .table(function)
    case .softmax: .softmax
    }
  }

  private func exponent(ofUnit unit: Int) -> Int {
    layer.exponentsOffset == 0
      ? outputExponent ?? 0 : Int(Int8(bitPattern: image[layer.exponentsOffset + unit]))
  }

  private func numbers(_ form: LayerForm, _ layout: WeightLayout) -> WeightNumbers {
    var weights: [Int16] = []
    weights.reserveCapacity(form.rowCount * form.columnCount)
    for row in 0..<form.rowCount {
      for column in 0..<form.columnCount {
        weights.append(
          layout.weight(row: row, column: column, in: image, from: layer.weightsOffset)
        )
      }
    }
    return WeightNumbers(
      // A verified image has no more; opening alone does not look.
      fractionBits: (0..<layer.unitCount).map {
        min(image[layer.fractionsOffset + $0 * layer.pieces], ImageFormat.largestWeightFractionBits)
      },
      weights: weights,
      starts: (0..<layer.rowCount).map {
        Int32(bitPattern: bytes(layer.startsOffset + 4 * $0, 4))
      },
      format: layer.weightFormat
    )
  }

  private func shifts(_ form: LayerForm) throws(RuntimeError) -> [AdditionShift] {
    guard form.kind == .addition else { return [] }
    let shifts = (0..<layer.unitCount).map { channel in
      let offset = layer.weightsOffset + 4 * channel
      return AdditionShift(
        first: Int(image[offset]),
        second: Int(image[offset + 1]),
        result: Int(image[offset + 2])
      )
    }
    guard shifts.allSatisfy(\.isPossible) else { throw .badLayer }
    return shifts
  }

  private func table() throws(RuntimeError) -> QuantizedTable {
    let offset = layer.activationOffset
    guard image[offset + 2] <= 8 else { throw .badLayer }
    return QuantizedTable(
      inputExponent: Int(Int8(bitPattern: image[offset + 3])),
      lowest: value(offset),
      shift: Int(image[offset + 2]),
      points: (0..<QuantizedTable.pointCount).map { value(offset + 4 + 2 * $0) },
      error: UInt16(bytes(offset + 4 + 2 * QuantizedTable.pointCount, 2))
    )
  }

  private func value(_ offset: Int) -> Int16 { Int16(truncatingIfNeeded: bytes(offset, 2)) }

  private func bytes(_ offset: Int, _ count: Int) -> UInt32 {
    (0..<count).reduce(UInt32(0)) { $0 | UInt32(image[offset + $1]) << UInt32(8 * $1) }
  }
}
