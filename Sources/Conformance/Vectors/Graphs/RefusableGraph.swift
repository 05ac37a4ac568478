import FloatNetwork
import HalfwordRuntime
import Quantization

/// A small graph of layers of all kinds, with everything in it that can be wrong, and its image.
struct RefusableGraph {
  let network: QuantizedNetwork
  let image: [UInt8]

  /// The layers, from 0.
  enum Layer: Int, CaseIterable {
    /// Of runs of nine columns and three rows, which the format completes.
    case convolution
    /// Of three rows, and with a cap.
    case depthwise
    /// Its last step is the addition after it.
    case adding
    case sum
    case largest
    case average
    case averageWithPadding
    /// An addition with a table.
    case tabled
    case dense
  }

  init() throws {
    let shape = TensorShape(height: 4, width: 3, channels: 3)
    let pooled = TensorShape(height: 2, width: 1, channels: 3)
    let same = Window(kernel: (3, 3), padding: (1, 1))
    let forms = try [
      LayerForm(.convolution(same), reading: [0], of: shape, giving: shape, activation: .relu),
      LayerForm(
        .depthwise(same),
        reading: [1],
        of: shape,
        giving: shape,
        activation: .cappedRelu(3)
      ),
      LayerForm(
        .convolution(Window(kernel: (1, 1))),
        reading: [2],
        of: shape,
        giving: shape,
        activation: .maxout(pieces: 2)
      ),
      LayerForm(.addition, reading: [1, 3], of: shape, giving: shape, activation: .relu),
      LayerForm(
        .maxPooling(Window(kernel: (2, 2))),
        reading: [4],
        of: shape,
        giving: TensorShape(height: 3, width: 2, channels: 3),
        activation: .linear
      ),
      LayerForm(
        .averagePooling(Window(kernel: (2, 2)), countsPadding: false),
        reading: [5],
        of: TensorShape(height: 3, width: 2, channels: 3),
        giving: pooled,
        activation: .linear
      ),
      LayerForm(
        .averagePooling(same, countsPadding: true),
        reading: [6],
        of: pooled,
        giving: pooled,
        activation: .linear
      ),
      LayerForm(
        .addition,
        reading: [6, 7],
        of: pooled,
        giving: pooled,
        activation: .table(.input)
      ),
      LayerForm(denseOf: pooled, reading: 8, unitCount: 2, activation: .softmax),
    ]
    let layers = forms.enumerated().map { index, form in
      QuantizedLayer(
        form,
        numbers: Self.numbers(of: form),
        // Those of a layer of each sort are in the image.
        exponents: [0, 3, 4].contains(index) ? [1, -2, 3] : nil,
        shifts: form.kind == .addition
          ? (0..<3).map { AdditionShift(first: $0, second: 1, result: $0 + 1) } : [],
        cap: form.activation.cap,
        table: form.activation == .table(.input) ? Self.table : nil
      )
    }
    network = QuantizedNetwork(inputShape: shape, graph: layers)
    image = try network.image()
  }

  private static func numbers(of form: LayerForm) -> WeightNumbers? {
    guard form.kind.hasWeights else { return nil }
    return WeightNumbers(
      fractionBits: (0..<form.unitCount).map { UInt8(8 + $0) },
      weights: (0..<form.rowCount * form.columnCount).map { Int16($0 * 37 % 300 - 150) },
      starts: (0..<form.rowCount).map { Int32($0 * 2_816 + 128) }
    )
  }

  private static var table: QuantizedTable {
    QuantizedTable(
      inputExponent: 0,
      lowest: -1_024,
      shift: 3,
      points: (0..<QuantizedTable.pointCount).map { Int16($0 * 40 - 5_000) },
      error: 9
    )
  }
}

extension RefusableGraph {
  /// Where a field of a layer's descriptor stands.
  func offset(of field: Int, _ layer: Layer) -> Int {
    ImageFormat.headerSize + layer.rawValue * ImageFormat.descriptorSize + field
  }

  /// A field of 2 bytes.
  func half(_ field: Int, _ layer: Layer) -> UInt16 {
    UInt16(truncatingIfNeeded: image.word(at: offset(of: field, layer)))
  }

  /// Where the data of a layer begin.
  func data(_ layer: Layer) -> Int {
    image.descriptorWord(ofLayer: layer.rawValue, at: ImageFormat.LayerField.weightsOffset)
  }

  /// Where they end.
  func end(_ layer: Layer) -> Int {
    // The image has neither scales nor a record nor known answers.
    Layer(rawValue: layer.rawValue + 1).map(data) ?? image.count
  }

  /// Where the data of an activation begin: last.
  func activationData(_ layer: Layer, size: Int) -> Int { end(layer) - size }

  /// An image with one number changed, all checksums being right.
  func mended(at offset: Int, _ value: some FixedWidthInteger) -> [UInt8] {
    var changed = image
    changed.replace(at: offset, with: value)
    for layer in Layer.allCases {
      let descriptor = self.offset(of: 0, layer)
      let field = descriptor + ImageFormat.LayerField.checksum
      changed.replace(
        at: field,
        with: VectorFile.checksum(
          of: changed[descriptor..<field] + changed[data(layer)..<end(layer)]
        )
      )
    }
    changed.mendImageChecksum()
    return changed
  }
}
