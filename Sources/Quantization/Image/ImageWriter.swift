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
    let plan = MemoryPlan(for: self)
    guard plan.size <= ImageFormat.largestWorkspaceSize else {
      throw .workspaceTooLarge(plan.size)
    }
    var offset = ImageFormat.headerSize + layers.count * ImageFormat.descriptorSize
    var writer = ByteWriter()
    writeHeader(to: &writer, knownAnswerCount: knownAnswers.count, workspaceSize: plan.size)
    for (index, layer) in layers.enumerated() {
      let parts = parts(ofLayerAt: index, from: offset)
      guard parts.end <= ImageFormat.largestSize else { throw .tooLarge(parts.end) }
      layer.writeDescriptor(
        to: &writer,
        parts,
        outputOffset: plan.offsets[index],
        addedTensor: plan.addedTensors[index]
      )
      offset = parts.end
    }
    for (index, layer) in layers.enumerated() {
      layer.writeData(to: &writer, hasExponents: hasExponents(layerAt: index))
    }
    writeInputScales(to: &writer)
    writer.append(bytes: recordBytes)
    for answer in knownAnswers {
      precondition(answer.input.count == inputCount && answer.output.count == outputCount)
      for values in [answer.input, answer.output] {
        let end = writer.bytes.count + WorkspacePlan.size(unitCount: values.count)
        for value in values { writer.append(value) }
        writer.appendZeros(until: end)
      }
      guard writer.bytes.count <= ImageFormat.largestSize else {
        throw .tooLarge(writer.bytes.count)
      }
    }
    var bytes = writer.bytes
    writeLayerChecksums(to: &bytes)
    bytes.replace(at: ImageFormat.HeaderField.size, with: UInt32(bytes.count))
    bytes.replace(at: ImageFormat.HeaderField.identity, with: fnv1a(bytes))
    bytes.replace(at: ImageFormat.HeaderField.checksum, with: checksum(of: bytes[...]))
    return bytes
  }

  /// The bytes of workspace that a run needs.
  public var workspaceSize: Int { MemoryPlan(for: self).size }

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

  /// Whether a layer's exponents are written: where one of its units has one, but for the last layer,
  /// whose exponent stands in the header.
  private func hasExponents(layerAt index: Int) -> Bool {
    index < layers.count - 1 && layers[index].exponents.contains { $0 != 0 }
  }

  private func parts(ofLayerAt index: Int, from offset: Int) -> LayerParts {
    LayerParts(of: layers[index], from: offset, hasExponents: hasExponents(layerAt: index))
  }

  private func writeHeader(
    to writer: inout ByteWriter,
    knownAnswerCount: Int,
    workspaceSize: Int
  ) {
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
    writer.append(UInt16(!hasInputScales ? 0 : hasOneInputScale ? 2 : 1))
    writer.append(UInt32(recordBytes.count))
    writer.append(thresholdWord)
  }

  private var hasInputScales: Bool { channelScales.contains { $0 != .identity } }

  /// Whether one scale stands for all of the channels. Images without narrow weights stay the bytes that they were.
  private var hasOneInputScale: Bool {
    layers.contains { $0.weightFormat != .bits16 }
      && channelScales.allSatisfy { $0 == channelScales[0] }
  }

  private func writeInputScales(to writer: inout ByteWriter) {
    guard hasInputScales else { return }
    let scales = hasOneInputScale ? Array(channelScales.prefix(1)) : channelScales
    for scale in scales { writer.append(scale.offset) }
    for scale in scales { writer.append(UInt8(bitPattern: Int8(scale.exponent))) }
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
  /// The weights, or an addition's shifts.
  let data: Int
  /// 0 without weights.
  let starts: Int
  let fractions: Int
  /// 0 for none.
  let exponents: Int
  let end: Int

  init(of layer: QuantizedLayer, from offset: Int, hasExponents: Bool) {
    data = offset
    var next = offset + (layer.weightLayout?.size ?? 4 * layer.shifts.count)
    if layer.form.kind.hasWeights {
      let rows = WeightPanels(rows: layer.rowCount, columns: 1)
      (starts, fractions) = (next, next + rows.startsSize)
      next = fractions + rows.fractionsSize
    } else {
      (starts, fractions) = (0, 0)
    }
    exponents = hasExponents ? next : 0
    if hasExponents { next += ImageFormat.wholeWords(layer.unitCount) }
    end = next + layer.activation.code.dataSize
  }
}

extension QuantizedLayer {
  fileprivate var weightLayout: WeightLayout? { form.weightLayout(weightFormat) }

  fileprivate func writeDescriptor(
    to writer: inout ByteWriter,
    _ parts: LayerParts,
    outputOffset: Int,
    addedTensor: Int?
  ) {
    let end = writer.bytes.count + ImageFormat.descriptorSize
    writer.append(form.kindCode.rawValue)
    writer.append(activation.code.rawValue)
    writer.append(form.kind.hasWeights ? sums.rawValue : 0)
    writer.append(form.kind.hasWeights ? UInt8(weightFormat.bits) : 0)
    writer.append(UInt16(form.sources[0]))
    writer.append(UInt16(addedTensor ?? (form.sources.count > 1 ? form.sources[1] : 0)))
    for shape in [form.input, form.output] {
      for size in [shape.height, shape.width, shape.channels] { writer.append(UInt16(size)) }
    }
    writer.append(UInt16(activation.pieces))
    writer.append(foldedDropoutField)
    for offset in [outputOffset, parts.data, parts.starts, parts.fractions, parts.exponents] {
      writer.append(UInt32(offset))
    }
    if let window = form.kind.window {
      let numbers = [
        window.kernelHeight, window.kernelWidth, window.strideHeight, window.strideWidth,
        window.dilationHeight, window.dilationWidth, window.paddingTop, window.paddingLeft,
      ]
      for number in numbers { writer.append(UInt16(number)) }
    }
    writer.appendZeros(until: end)
  }

  fileprivate func writeData(to writer: inout ByteWriter, hasExponents: Bool) {
    if let weightLayout { writeWeights(to: &writer, weightLayout) }
    for shift in shifts {
      for number in [shift.first, shift.second, shift.result, 0] { writer.append(UInt8(number)) }
    }
    if hasExponents {
      for exponent in exponents { writer.append(UInt8(bitPattern: Int8(exponent))) }
      writer.appendZeros(until: ImageFormat.wholeWords(writer.bytes.count))
    }
    if let cap {
      writer.append(cap)
      writer.append(UInt16(0))
    }
    if let table {
      writer.append(table.lowest)
      writer.append(UInt8(table.shift))
      writer.append(UInt8(bitPattern: Int8(table.inputExponent)))
      for point in table.points { writer.append(point) }
      writer.append(table.error)
    }
  }

  private func writeWeights(to writer: inout ByteWriter, _ layout: WeightLayout) {
    writer.append(bytes: layout.bytes(of: weights, columnCount: columnCount))
    let panels = WeightPanels(rows: rowCount, columns: 1)
    let padding = panels.panelCount * WeightPanels.rowsPerPanel - rowCount
    for start in starts { writer.append(start) }
    for _ in 0..<padding { writer.append(Int32(0)) }
    for row in 0..<rowCount { writer.append(fractionBits(ofRow: row)) }
    for _ in 0..<padding { writer.append(UInt8(0)) }
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
    case .cappedRelu: .cappedRelu
    case .table: .table
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

/// The network makes an image that the format does not have.
public enum ImageWriterError: Error, Equatable, CustomStringConvertible {
  /// It is too large; the bytes up to where writing stopped.
  case tooLarge(Int)
  /// Its tensors need more memory than a model may.
  case workspaceTooLarge(Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .tooLarge(let size):
      "the image would take more than \(ImageFormat.largestSize) bytes (\(size) and counting)"
    case .workspaceTooLarge(let size):
      "a run would need \(size) bytes of workspace, more than the "
        + "\(ImageFormat.largestWorkspaceSize) that a model may have"
    }
  }
}
