import FloatNetwork
import HalfwordRuntime
import Quantization

/// A small model with everything that can be wrong: padding in weights, starts, fractions, exponents, scales
/// and known answers.
struct RefusableModel {
  private let network: QuantizedNetwork
  let image: [UInt8]

  init() throws {
    var network = QuantizedNetwork(layers: [
      QuantizedLayer(
        inputCount: 3,
        unitCount: 5,
        activation: .maxout(pieces: 2),
        fractionBits: [8, 0, 22, 15, 9],
        weights: (1...30).map { Int16($0 * 37 % 300 - 150) },
        starts: (1...10).map { Int32($0 * 2_816 + 128) },
        exponents: [0, 3, -2, 24, -24]
      ),
      QuantizedLayer(
        inputCount: 5,
        unitCount: 2,
        activation: .softmax,
        weightFractionBits: 8,
        weights: (1...10).map { Int16($0 * 53 % 400 - 200) },
        biases: [-20, 20]
      ),
    ])
    network.channelScales = [
      InputScale(exponent: -24, offset: .min), InputScale(exponent: 1, offset: 0),
      InputScale(exponent: 24, offset: .max),
    ]
    network.record = ExportRecord(["inputs": "raw"])
    self.network = network
    image = try network.image(knownAnswers: [
      KnownAnswer(
        input: [256, -256, 128],
        output: ExactOracle.outputs(of: network, for: [256, -256, 128]).layers[1]
      )
    ])
  }

  /// An image with one number changed.
  func record(
    _ name: String,
    at offset: Int,
    _ value: some FixedWidthInteger,
    open: Set<VectorStatus>
  ) -> VectorRecord {
    var image = image
    image.replace(at: offset, with: value)
    return .image("image/\(name)", image, open: open)
  }

  func word(at offset: Int) -> UInt32 { image.word(at: offset) }

  func inputCount(ofLayer layer: Int) -> Int { network.layers[layer].inputCount }

  /// Where a weight lies in the image.
  func offset(ofLayer layer: Int, row: Int, column: Int) -> Int {
    image.descriptorWord(ofLayer: layer, at: ImageFormat.LayerField.weightsOffset)
      + network.layers[layer].panels.place(row: row, column: column).offset
  }

  /// Where the exponents of the inputs begin: behind the last layer and an offset of 4 bytes an input, one byte
  /// each, completed to a word.
  var inputExponentsOffset: Int { image.endOfLayers + 4 * network.inputCount }

  /// Where the fractional bits of a row stand.
  func fractionOffset(ofLayer layer: Int, row: Int) -> Int {
    image.descriptorWord(ofLayer: layer, at: ImageFormat.LayerField.fractionsOffset) + row
  }

  /// The first byte of each kind of padding, layer by layer: a column and a row that do not exist, the start
  /// word and the fractional bits of such a row, and what completes the units' exponents; then the inputs'
  /// exponents and the half words of the known answer.
  var paddingOffsets: [Int] {
    typealias Field = ImageFormat.LayerField
    let layers = network.layers.indices.flatMap { index -> [Int] in
      let layer = network.layers[index]
      let starts = image.descriptorWord(ofLayer: index, at: Field.startsOffset)
      let exponents = image.descriptorWord(ofLayer: index, at: Field.exponentsOffset)
      return [
        offset(ofLayer: index, row: 0, column: layer.inputCount),
        offset(ofLayer: index, row: layer.rowCount, column: 0),
        starts + layer.rowCount * 4,
        fractionOffset(ofLayer: index, row: layer.rowCount),
      ] + (exponents == 0 ? [] : [exponents + layer.unitCount])
    }
    // Three inputs are completed by a half word before the two outputs.
    let outputs = network.outputCount * WeightPanels.bytesPerValue
    return layers + [
      inputExponentsOffset + network.inputCount,
      image.count - outputs - WeightPanels.bytesPerValue,
    ]
  }
}

extension [UInt8] {
  /// The little-endian word at an offset.
  func word(at offset: Int) -> UInt32 {
    self[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  func descriptorWord(ofLayer layer: Int, at field: Int) -> Int {
    Int(word(at: ImageFormat.headerSize + layer * ImageFormat.descriptorSize + field))
  }

  /// Makes the checksums of both layers and of the image those of its bytes.
  mutating func mendChecksums() {
    let ends = [
      descriptorWord(ofLayer: 1, at: ImageFormat.LayerField.weightsOffset), endOfLayers,
    ]
    for layer in 0..<2 {
      let descriptor = ImageFormat.headerSize + layer * ImageFormat.descriptorSize
      let field = descriptor + ImageFormat.LayerField.checksum
      let start = descriptorWord(ofLayer: layer, at: ImageFormat.LayerField.weightsOffset)
      replace(
        at: field,
        with: VectorFile.checksum(of: self[descriptor..<field] + self[start..<ends[layer]])
      )
    }
    mendImageChecksum()
  }

  /// Where the data of the second and last layer end, which has no exponents: its fractions fill a word.
  fileprivate var endOfLayers: Int {
    descriptorWord(ofLayer: 1, at: ImageFormat.LayerField.fractionsOffset) + 4
  }

  mutating func mendImageChecksum() {
    replace(at: ImageFormat.HeaderField.checksum, with: 0 as UInt32)
    replace(at: ImageFormat.HeaderField.checksum, with: VectorFile.checksum(of: self[...]))
  }
}
