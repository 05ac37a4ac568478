import FloatNetwork
import HalfwordRuntime

extension QuantizedNetwork {
  /// The bytes of the image, as `Docs/image-format.md` has them.
  ///
  /// Equal networks and equal answers give equal bytes.
  ///
  /// - Parameter knownAnswers: what the device shall test itself with.
  /// - Throws: `ImageWriterError` where the image would be larger than the format allows.
  public func image(knownAnswers: [KnownAnswer] = []) throws(ImageWriterError) -> [UInt8] {
    var offset = ImageFormat.headerSize + layers.count * ImageFormat.descriptorSize
    var writer = ByteWriter()
    writeHeader(to: &writer, knownAnswerCount: knownAnswers.count)
    for layer in layers {
      let end = layer.biasesOffset(weightsOffset: offset) + layer.panels.biasSize
      guard end <= ImageFormat.largestSize else { throw ImageWriterError(size: end) }
      layer.writeDescriptor(to: &writer, weightsOffset: offset)
      offset = end
    }
    for layer in layers { layer.writeData(to: &writer) }
    writeInputExponents(to: &writer)
    for answer in knownAnswers {
      precondition(answer.input.count == inputCount && answer.output.count == outputCount)
      for values in [answer.input, answer.output] {
        let end = writer.bytes.count + WorkspacePlan.size(unitCount: values.count)
        for value in values { writer.append(value) }
        writer.appendZeros(until: end)
      }
      guard writer.bytes.count <= ImageFormat.largestSize else {
        throw ImageWriterError(size: writer.bytes.count)
      }
    }
    var bytes = writer.bytes
    writeLayerChecksums(to: &bytes)
    bytes.replace(at: ImageFormat.HeaderField.size, with: UInt32(bytes.count))
    bytes.replace(at: ImageFormat.HeaderField.identity, with: identityHash(of: bytes))
    bytes.replace(at: ImageFormat.HeaderField.checksum, with: checksum(of: bytes[...]))
    return bytes
  }

  /// The bytes of workspace that a run needs: the largest two neighbouring hidden layers together,
  /// each in whole words.
  public var workspaceSize: Int {
    let sizes = layers.dropLast().map { WorkspacePlan.size(unitCount: $0.unitCount) }
    return zip([0] + sizes, sizes + [0]).map(+).max() ?? 0
  }

  private func writeLayerChecksums(to bytes: inout [UInt8]) {
    var start = ImageFormat.headerSize + layers.count * ImageFormat.descriptorSize
    for (index, layer) in layers.enumerated() {
      let end = layer.biasesOffset(weightsOffset: start) + layer.panels.biasSize
      let descriptor = ImageFormat.headerSize + index * ImageFormat.descriptorSize
      let field = descriptor + ImageFormat.LayerField.checksum
      bytes.replace(at: field, with: checksum(of: bytes[descriptor..<field], bytes[start..<end]))
      start = end
    }
  }

  private func writeHeader(to writer: inout ByteWriter, knownAnswerCount: Int) {
    writer.append(ImageFormat.mark)
    writer.append(ImageFormat.version)
    writer.append(ImageFormat.numbersVersion)
    // The size, the checksum and the identity come when the rest is there.
    writer.append(UInt32(0))
    writer.append(UInt32(0))
    writer.append(UInt64(0))
    writer.append(UInt32(inputCount))
    writer.append(UInt32(outputCount))
    writer.append(UInt32(layers.count))
    writer.append(UInt32(workspaceSize))
    writer.append(inputRange.lowerBound)
    writer.append(inputRange.upperBound)
    writer.append(UInt32(knownAnswerCount))
    writer.append(certifiedMargin)
    writer.append(Int16(scaling?.outputExponent ?? 0))
    writer.append(UInt16(scaledInputExponents.isEmpty ? 0 : 1))
    writer.appendZeros(until: ImageFormat.headerSize)
  }

  /// One an input, where any differs from 0.
  private var scaledInputExponents: [Int] {
    guard let exponents = scaling?.inputExponents, exponents.contains(where: { $0 != 0 }) else {
      return []
    }
    return exponents
  }

  private func writeInputExponents(to writer: inout ByteWriter) {
    for exponent in scaledInputExponents { writer.append(UInt8(bitPattern: Int8(exponent))) }
    writer.appendZeros(until: (writer.bytes.count + 3) / 4 * 4)
  }
}

extension QuantizedLayer {
  fileprivate func biasesOffset(weightsOffset: Int) -> Int {
    weightsOffset + panels.panelCount * panels.panelSize
  }

  fileprivate func writeDescriptor(to writer: inout ByteWriter, weightsOffset: Int) {
    let end = writer.bytes.count + ImageFormat.descriptorSize
    writer.append(ImageFormat.denseKind)
    writer.append(activation.code.rawValue)
    writer.append(weightFractionBits)
    writer.append(accumulator.rawValue)
    writer.append(UInt16(inputCount))
    writer.append(UInt16(unitCount))
    writer.append(UInt16(activation.pieces))
    writer.append(foldedDropoutField)
    writer.append(UInt32(weightsOffset))
    writer.append(UInt32(biasesOffset(weightsOffset: weightsOffset)))
    writer.appendZeros(until: end)
  }

  fileprivate func writeData(to writer: inout ByteWriter) {
    let panels = panels
    var data = [Int16](
      repeating: 0,
      count: panels.panelCount * panels.panelSize / WeightPanels.bytesPerValue
    )
    for row in 0..<rowCount {
      for column in 0..<inputCount {
        data[panels.offset(row: row, column: column) / WeightPanels.bytesPerValue] =
          weights[row * inputCount + column]
      }
    }
    for value in data { writer.append(value) }
    let end = writer.bytes.count + panels.biasSize
    for bias in biases { writer.append(bias) }
    writer.appendZeros(until: end)
  }

  /// The folded rate in 1/65,536; a rate above 0 never becomes the 0 that means none.
  private var foldedDropoutField: UInt16 {
    guard foldedDropout > 0 else { return 0 }
    return UInt16(min(65_535, max(1, (foldedDropout * 65_536).rounded())))
  }
}

extension Activation {
  /// The number that stands for it in the image.
  var code: ActivationCode {
    switch self {
    case .linear: .linear
    case .relu: .relu
    case .maxout: .maxout
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .softmax: .softmax
    }
  }
}

/// The CRC-32 of some parts of an image, one after the other.
private func checksum(of parts: ArraySlice<UInt8>...) -> UInt32 {
  var checksum = CRC32()
  for part in parts {
    for byte in part { checksum.add(byte) }
  }
  return checksum.value
}

/// FNV-1a in 64 bits (Fowler, Noll and Vo, draft-eastlake-fnv) of an image whose identity and
/// checksum are still zero. It tells models apart; it is no protection against forgery.
private func identityHash(of bytes: [UInt8]) -> UInt64 {
  let offsetBasis: UInt64 = 0xCBF2_9CE4_8422_2325
  let prime: UInt64 = 0x0000_0100_0000_01B3
  return bytes.reduce(offsetBasis) { hash, byte in (hash ^ UInt64(byte)) &* prime }
}

/// The network makes an image that is too large.
public struct ImageWriterError: Error, Equatable, CustomStringConvertible {
  /// The bytes up to where writing stopped.
  public let size: Int

  /// One line for a person.
  public var description: String {
    "the image would take more than \(ImageFormat.largestSize) bytes (\(size) and counting)"
  }
}
