import FloatNetwork
import HalfwordRuntime
import Quantization

/// Images that must be refused, and with which status. Where a field contradicts another, the status
/// may blame either.
func refusedImages() throws -> [VectorRecord] {
  let model = try RefusableModel()
  return try truncations(of: model) + badHeaders(of: model) + badLayers(of: model)
    + damages(of: model) + badPaddings(of: model) + badAccumulators(of: model)
    + badInputExponents(of: model) + badFractions(of: model)
    + [accepted(model)] + refusedGraphs()
}

/// The model itself, so that a library that refuses everything does not pass.
private func accepted(_ model: RefusableModel) -> VectorRecord {
  .image("image/untouched", model.image, open: [.ok], verify: [.ok])
}

private func truncations(of model: RefusableModel) -> [VectorRecord] {
  let sizes =
    Array(0...ImageFormat.headerSize)
    + Array(stride(from: ImageFormat.headerSize + 1, to: model.image.count, by: 3))
  return sizes.map { size in
    .image("image/truncated to \(size) bytes", model.image, size: size, open: [.truncated])
  }
}

private func badHeaders(of model: RefusableModel) -> [VectorRecord] {
  typealias Field = ImageFormat.HeaderField
  let contradiction: Set<VectorStatus> = [.badHeader, .badLayer]
  let size = UInt32(model.image.count)
  let words: [(String, Int, [UInt32], Set<VectorStatus>)] = [
    ("mark", Field.mark, [0, 0x494D_5749, 0x4957_4D48], [.notAnImage]),
    ("size", Field.size, [size + 1, size + 4, 0x7FFF_FFFF, 0x8000_0000, .max], [.truncated]),
    ("size", Field.size, [0, 1, 63, size - 4, size - 1], contradiction.union([.truncated])),
    ("inputs", Field.inputCount, [0, 65_536, 0x8000_0003, .max], contradiction),
    ("inputs", Field.inputCount, [2, 4, 65_535], contradiction),
    ("outputs", Field.outputCount, [0, 1, 3, 65_536, .max], contradiction),
    ("layers", Field.layerCount, [0, 1, 3, 65_536, 0x0800_0000, .max], contradiction),
    ("workspace", Field.workspaceSize, [0, 4, 8, 14, 0x8000_0000, .max], contradiction),
    ("known answers", Field.knownAnswerCount, [0, 2, 3, 0x1000_0000, .max], contradiction),
    ("record", Field.recordSize, [0, 1, 8, 0x7FFF_FFFC, 0xFFFF_FFFC, .max], contradiction),
    ("input range", Field.smallestInput, [0xFFFF_0000, 0x8000_7FFF], [.badHeader]),
  ]
  let version = ImageFormat.version
  let numbersVersion = ImageFormat.numbersVersion
  let halves: [(String, Int, [UInt16], Set<VectorStatus>)] = [
    ("version", Field.version, [0, version + 1, 0xFFFF], [.unsupportedVersion]),
    (
      "version of the numbers", Field.numbersVersion, [0, numbersVersion + 1, 0xFFFF],
      [.unsupportedVersion]
    ),
    // 25, −25 and the ends of 16 bits.
    ("exponent of outputs", Field.outputExponent, [25, 0xFFE7, 0x7FFF, 0x8000], [.badHeader]),
    ("scales of inputs", Field.hasInputScales, [0], contradiction),
    ("scales of inputs", Field.hasInputScales, [3, 0x0101, 0xFFFF], [.badHeader]),
    // The law of rounding, then how the outputs are read.
    ("law of rounding", Field.roundingLaw, [4, 0x00FF], [.badHeader]),
    ("answer", Field.roundingLaw, [0x0400, 0xFF00], [.badHeader]),
  ]
  // Padding, and a threshold where none is read.
  let zeros =
    [Field.answerPadding, Field.answerPadding + 1] + (Field.threshold..<Field.threshold + 4)
  let reserved = zeros.map { offset in
    model.record("byte \(offset), which is 0", at: offset, 1 as UInt8, open: [.badHeader])
  }
  return words.flatMap { name, offset, values, statuses in
    values.map { model.record("\(name) \($0)", at: offset, $0, open: statuses) }
  }
    + halves.flatMap { name, offset, values, statuses in
      values.map { model.record("\(name) \($0)", at: offset, $0, open: statuses) }
    } + reserved
}

private func badLayers(of model: RefusableModel) -> [VectorRecord] {
  typealias Field = ImageFormat.LayerField
  let contradiction: Set<VectorStatus> = [.badHeader, .badLayer]
  return (0..<2).flatMap { layer -> [VectorRecord] in
    let start = ImageFormat.headerSize + layer * ImageFormat.descriptorSize
    let name = "layer \(layer + 1): "
    let bytes: [(String, Int, [UInt8])] = [
      ("kind", Field.kind, [0, 2, 4, 7, 8, 255]),
      ("activation", Field.activation, [8, 255]),
      ("form of sums", Field.sums, [0, 5, 32, 64, 255]),
      // Weights of 4 and 8 bits take less room than the parts of the layer leave them.
      ("bits of a weight", Field.weightBits, [0, 1, 4, 8, 15, 17, 255]),
    ]
    let halves: [(String, Int, [UInt16])] = [
      ("source", Field.source, [1 - UInt16(layer), 2, 65_535]),
      ("second source", Field.secondSource, [1, 65_535]),
      ("height of inputs", Field.inputHeight, [0, 2]),
      ("width of inputs", Field.inputWidth, [0, 2]),
      ("height of outputs", Field.outputHeight, [0, 2]),
      ("width of outputs", Field.outputWidth, [0, 2]),
      ("inputs", Field.inputCount, [0, 1, 6, 65_535]),
      ("units", Field.unitCount, [0, 1, 7, 65_535]),
      ("pieces", Field.pieceCount, [0, 3 - UInt16(layer), 256, 65_535]),
    ]
    let words: [(String, Int)] = [
      ("weights", Field.weightsOffset), ("starts", Field.startsOffset),
      ("fractions", Field.fractionsOffset), ("exponents", Field.exponentsOffset),
    ]
    // The first layer gives 10 bytes, 12 in whole words, which fill the workspace; the last has none there.
    let places: [UInt32] = layer == 0 ? [1, 2, 4, 0x7FFF_FFFC, 0x8000_0000, .max] : [4, .max]
    let numbers = bytes.flatMap { field, offset, values in
      values.map {
        model.record("\(name)\(field) \($0)", at: start + offset, $0, open: [.badLayer])
      }
    }
    let offsets = words.flatMap { field, offset in
      let right = model.word(at: start + offset)
      let wrong = [right &+ 4, right &- 4, right &+ 1, UInt32.max] + (right == 0 ? [] : [0])
      return wrong.map {
        model.record("\(name)\(field) at \($0)", at: start + offset, $0, open: contradiction)
      }
    }
    let outputs = places.map {
      let field = Field.outputOffset
      return model.record("\(name)output at \($0)", at: start + field, $0, open: [.badLayer])
    }
    let window = (Field.window..<Field.checksum).map { offset in
      model.record(
        "\(name)window byte \(offset)",
        at: start + offset,
        1 as UInt8,
        open: [.badLayer]
      )
    }
    let counts = halves.flatMap { field, offset, values in
      values.map {
        model.record("\(name)\(field) \($0)", at: start + offset, $0, open: contradiction)
      }
    }
    return numbers + counts + offsets + outputs + window
  }
}

/// Changes that `open` cannot see, and `verify` must.
private func damages(of model: RefusableModel) -> [VectorRecord] {
  typealias Header = ImageFormat.HeaderField
  typealias Layer = ImageFormat.LayerField
  let firstData = ImageFormat.headerSize + 2 * ImageFormat.descriptorSize
  let offsets =
    [
      Header.checksum, Header.identity, Header.largestInput + 1,
      ImageFormat.headerSize + Layer.foldedDropout,
    ] + Array(stride(from: firstData, to: model.image.count, by: 5))
  let bytes = offsets.map { offset in
    var image = model.image
    // The largest input is 32,767: a lower one is still above the smallest.
    image[offset] ^= 0x10
    return VectorRecord.image(
      "image/damaged byte \(offset)",
      image,
      open: [.ok],
      verify: [.badChecksum]
    )
  }
  let checksums = (0..<2).map { layer in
    var image = model.image
    image[ImageFormat.headerSize + layer * ImageFormat.descriptorSize + Layer.checksum] ^= 1
    image.mendImageChecksum()
    return VectorRecord.image(
      "image/wrong checksum of layer \(layer + 1)",
      image,
      open: [.ok],
      verify: [.badChecksum]
    )
  }
  return bytes + checksums
}

/// Bytes that complete panels and words, and are not zero though the checksums are right.
private func badPaddings(of model: RefusableModel) -> [VectorRecord] {
  model.paddingOffsets.map { offset in
    var image = model.image
    image[offset] = 1
    image.mendChecksums()
    return .image(
      "image/padding at \(offset)",
      image,
      open: [.ok],
      verify: [.badPadding]
    )
  }
}

/// Powers of two that no input may have, right checksums included.
private func badInputExponents(of model: RefusableModel) -> [VectorRecord] {
  let largest = Int8(ImageFormat.largestExponent)
  return [largest + 1, -largest - 1, .max, .min].map { exponent in
    var image = model.image
    image.replace(at: model.inputExponentsOffset + 1, with: exponent)
    image.mendChecksums()
    return .image(
      "image/exponent \(exponent) of input 2",
      image,
      open: [.ok],
      verify: [.badHeader]
    )
  }
}

/// Fractional bits beyond 22, and others in one row of a maxout unit, right checksums included.
private func badFractions(of model: RefusableModel) -> [VectorRecord] {
  let changes: [(layer: Int, row: Int, value: UInt8)] = [
    (0, 0, 23), (0, 1, 7), (0, 9, 255), (1, 1, 23), (1, 0, 255),
  ]
  return changes.map { layer, row, value in
    var image = model.image
    image[model.fractionOffset(ofLayer: layer, row: row)] = value
    image.mendChecksums()
    return .image(
      "image/layer \(layer + 1), \(value) fractional bits in row \(row)",
      image,
      open: [.ok],
      verify: [.badLayer]
    )
  }
}

/// Layers that claim sums of 32 bits, with weights that can overflow them, right checksums included.
private func badAccumulators(of model: RefusableModel) -> [VectorRecord] {
  (0..<2).map { layer in
    var image = model.image
    // At least three weights, so that Σ|w| is above 65,536.
    for column in 0..<model.inputCount(ofLayer: layer) {
      let offset = model.offset(ofLayer: layer, row: 0, column: column)
      image.replace(at: offset, with: Int16.min)
    }
    image.mendChecksums()
    return .image(
      "image/layer \(layer + 1) claims 32 bits",
      image,
      open: [.ok],
      verify: [.badAccumulator]
    )
  }
}
