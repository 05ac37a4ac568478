import HalfwordRuntime

extension [UInt8] {
  /// Makes the checksums of an image those of its bytes, so that what lies behind them is tested.
  public mutating func fixChecksums() {
    typealias Header = ImageFormat.HeaderField
    typealias Field = ImageFormat.LayerField
    let layers = word(at: Header.layerCount)
    let answers = KnownAnswers(
      count: word(at: Header.knownAnswerCount),
      inputCount: word(at: Header.inputCount),
      outputCount: word(at: Header.outputCount)
    )
    let scales = [0, word(at: Header.inputCount), 1][Int(self[Header.hasInputScales])]
    let scalesSize = 4 * scales + (scales + 3) / 4 * 4
    for index in 0..<layers {
      let descriptor = ImageFormat.headerSize + index * ImageFormat.descriptorSize
      let end =
        index + 1 < layers
        ? word(at: descriptor + ImageFormat.descriptorSize + Field.weightsOffset)
        : count - answers.count * answers.answerSize - word(at: Header.recordSize) - scalesSize
      let field = descriptor + Field.checksum
      setWord(
        crc32(
          of: self[descriptor..<field] + self[word(at: descriptor + Field.weightsOffset)..<end]
        ),
        at: field
      )
    }
    setWord(0, at: Header.checksum)
    setWord(crc32(of: self[...]), at: Header.checksum)
  }

  /// The little-endian word at an offset.
  public func word(at offset: Int) -> Int {
    self[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Writes a little-endian word.
  public mutating func setWord(_ value: UInt32, at offset: Int) {
    for index in 0..<4 { self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }
}

private func crc32(of bytes: some Sequence<UInt8>) -> UInt32 {
  var checksum = CRC32()
  for byte in bytes { checksum.add(byte) }
  return checksum.value
}
