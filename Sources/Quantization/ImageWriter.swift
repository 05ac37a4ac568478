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
    for (index, layer) in layers.enumerated() {
      let parts = parts(ofLayerAt: index, from: offset)
      guard parts.end <= ImageFormat.largestSize else { throw ImageWriterError(size: parts.end) }
      layer.writeDescriptor(
        to: &writer,
        parts,
        at: index,
        outputOffset: outputOffset(ofLayerAt: index)
      )
      offset = parts.end
    }
    for (index, layer) in layers.enumerated() {
      layer.writeData(to: &writer, hasExponents: hasExponents(layerAt: index))
    }
    writeInputScales(to: &writer)
    for byte in recordBytes { writer.append(byte) }
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
    bytes.replace(at: ImageFormat.HeaderField.identity, with: fnv1a(bytes))
    bytes.replace(at: ImageFormat.HeaderField.checksum, with: checksum(of: bytes[...]))
    return bytes
  }

  /// The bytes of workspace that a run needs: the largest two neighbouring hidden layers together,
  /// each in whole words.
  public var workspaceSize: Int {
    let sizes = layers.dropLast().map { WorkspacePlan.size(unitCount: $0.unitCount) }
    return zip([0] + sizes, sizes + [0]).map(+).max() ?? 0
  }

  /// The bytes of workspace that a run with error words needs.
  public var boundedWorkspaceSize: Int { 2 * workspaceSize }

  private func writeLayerChecksums(to bytes: inout [UInt8]) {
    var start = ImageFormat.headerSize + layers.count * ImageFormat.descriptorSize
    for index in layers.indices {
      let end = parts(ofLayerAt: index, from: start).end
      let descriptor = ImageFormat.headerSize + index * ImageFormat.descriptorSize
      let field = descriptor + ImageFormat.LayerField.checksum
      bytes.replace(at: field, with: checksum(of: bytes[descriptor..<field], bytes[start..<end]))
      start = end
    }
  }

  /// Where a layer's values lie in the workspace: of the first, third, … at its start, of the second,
  /// fourth, … at its end, as a layer's input and output exist at the same time.
  private func outputOffset(ofLayerAt index: Int) -> Int {
    guard index < layers.count - 1, !index.isMultiple(of: 2) else { return 0 }
    return workspaceSize - WorkspacePlan.size(unitCount: layers[index].unitCount)
  }

  /// Whether a layer's exponents are written: where one of its units has one, but for the last layer,
  /// whose exponent stands in the header.
  private func hasExponents(layerAt index: Int) -> Bool {
    index < layers.count - 1 && layers[index].exponents.contains { $0 != 0 }
  }

  private func parts(ofLayerAt index: Int, from offset: Int) -> LayerParts {
    LayerParts(of: layers[index], from: offset, hasExponents: hasExponents(layerAt: index))
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
    writer.append(roundingLaw.rawValue)
    writer.append(answer.code.rawValue)
    writer.append(UInt16(0))
    writer.append(Int16(outputExponent))
    writer.append(UInt16(hasInputScales ? 1 : 0))
    writer.append(UInt32(recordBytes.count))
    writer.append(thresholdWord)
  }

  private var hasInputScales: Bool { inputScales.contains { $0 != .identity } }

  private func writeInputScales(to writer: inout ByteWriter) {
    guard hasInputScales else { return }
    for scale in inputScales { writer.append(scale.offset) }
    for scale in inputScales { writer.append(UInt8(bitPattern: Int8(scale.exponent))) }
    writer.appendZeros(until: ImageFormat.wholeWords(writer.bytes.count))
  }

  /// The record's text in whole words.
  private var recordBytes: [UInt8] {
    let text = [UInt8]((record?.text ?? "").utf8)
    return text + Array(repeating: 0, count: ImageFormat.wholeWords(text.count) - text.count)
  }
}

/// Where the parts of a layer's data lie in the image, in bytes.
private struct LayerParts {
  let weights: Int
  let starts: Int
  let fractions: Int
  /// 0 for none.
  let exponents: Int
  let end: Int

  init(of layer: QuantizedLayer, from offset: Int, hasExponents: Bool) {
    let panels = layer.panels
    weights = offset
    starts = weights + panels.panelCount * panels.panelSize
    fractions = starts + panels.startsSize
    let fractionsEnd = fractions + panels.fractionsSize
    exponents = hasExponents ? fractionsEnd : 0
    end = fractionsEnd + (hasExponents ? ImageFormat.wholeWords(layer.unitCount) : 0)
  }
}

extension QuantizedLayer {
  fileprivate func writeDescriptor(
    to writer: inout ByteWriter,
    _ parts: LayerParts,
    at index: Int,
    outputOffset: Int
  ) {
    let end = writer.bytes.count + ImageFormat.descriptorSize
    writer.append(ImageFormat.denseKind)
    writer.append(activation.code.rawValue)
    writer.append(sums.rawValue)
    writer.append(ImageFormat.weightBits)
    writer.append(UInt16(index))
    writer.append(UInt16(0))
    for size in [1, 1, inputCount, 1, 1, unitCount, activation.pieces] {
      writer.append(UInt16(size))
    }
    writer.append(foldedDropoutField)
    for offset in [outputOffset, parts.weights, parts.starts, parts.fractions, parts.exponents] {
      writer.append(UInt32(offset))
    }
    writer.appendZeros(until: end)
  }

  fileprivate func writeData(to writer: inout ByteWriter, hasExponents: Bool) {
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
    let padding = panels.panelCount * WeightPanels.rowsPerPanel - rowCount
    for start in starts { writer.append(start) }
    for _ in 0..<padding { writer.append(Int32(0)) }
    for row in 0..<rowCount { writer.append(fractionBits(ofRow: row)) }
    for _ in 0..<padding { writer.append(UInt8(0)) }
    guard hasExponents else { return }
    for exponent in exponents { writer.append(UInt8(bitPattern: Int8(exponent))) }
    writer.appendZeros(until: ImageFormat.wholeWords(writer.bytes.count))
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
    case .cappedRelu, .table: preconditionFailure("not yet")
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

/// The network makes an image that is too large.
public struct ImageWriterError: Error, Equatable, CustomStringConvertible {
  /// The bytes up to where writing stopped.
  public let size: Int

  /// One line for a person.
  public var description: String {
    "the image would take more than \(ImageFormat.largestSize) bytes (\(size) and counting)"
  }
}
