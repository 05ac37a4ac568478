import Foundation

/// A record of a network, or of runs with error words (`Docs/conformance.md`, kinds 1 and 6).
struct SuiteRecord {
  let name: String
  let image: [UInt8]
  let inputs: [[Int16]]
  let outputs: [[Int16]]
  /// The class of each run, or the answer of one with error words.
  let answers: [UInt32]
  /// Of each run with error words; none of others.
  let bounds: [Bound]

  struct Bound {
    let inputError: UInt32
    let isCertified: UInt32
    let errors: [UInt32]
  }
}

/// Takes a vector file apart.
struct SuiteReader {
  private let bytes: [UInt8]

  init(_ data: Data) {
    bytes = Array(data)
  }

  func records(upTo largest: Int) -> [SuiteRecord] {
    var records: [SuiteRecord] = []
    var start = 32
    while start < bytes.count {
      var cursor = Cursor(bytes: bytes, at: start)
      let size = Int(cursor.word())
      let kind = cursor.half()
      let name = cursor.text(Int(cursor.half()))
      if size <= largest {
        if kind == 1 { records.append(cursor.network(name)) }
        if kind == 6 { records.append(cursor.boundedRuns(name)) }
      }
      start += size
    }
    return records
  }
}

private struct Cursor {
  let bytes: [UInt8]
  var offset: Int

  init(bytes: [UInt8], at offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  mutating func word() -> UInt32 {
    defer { offset += 4 }
    return (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
  }

  mutating func half() -> UInt16 {
    defer { offset += 2 }
    return UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
  }

  mutating func values(_ count: Int) -> [Int16] {
    (0..<count).map { _ in Int16(bitPattern: half()) }
  }

  mutating func text(_ size: Int) -> String {
    defer { offset += size }
    return String(decoding: bytes[offset..<offset + size].prefix { $0 != 0 }, as: UTF8.self)
  }

  mutating func image() -> [UInt8] {
    let size = Int(word())
    defer { offset += (size + 3) / 4 * 4 }
    return Array(bytes[offset..<offset + size])
  }

  mutating func network(_ name: String) -> SuiteRecord {
    let layers = Int(word())
    let inputCount = Int(word())
    let counts = (0..<layers).map { _ in Int(word()) }
    let samples = Int(word())
    let image = image()
    for _ in 0..<(layers > 1 ? layers : 0) {
      _ = (word(), word(), self.image())
    }
    var (inputs, outputs, classes): ([[Int16]], [[Int16]], [UInt32]) = ([], [], [])
    for _ in 0..<samples {
      inputs.append(values(inputCount))
      outputs.append(counts.map { values($0) }.last ?? [])
      classes.append(UInt32(half()))
    }
    return SuiteRecord(
      name: name,
      image: image,
      inputs: inputs,
      outputs: outputs,
      answers: classes,
      bounds: []
    )
  }

  mutating func boundedRuns(_ name: String) -> SuiteRecord {
    let (inputCount, outputCount) = (Int(word()), Int(word()))
    _ = word()
    let samples = Int(word())
    let image = image()
    var (inputs, outputs, answers): ([[Int16]], [[Int16]], [UInt32]) = ([], [], [])
    var bounds: [SuiteRecord.Bound] = []
    for _ in 0..<samples {
      let inputError = word()
      answers.append(word())
      let isCertified = word()
      let errors = (0..<outputCount).map { _ in word() }
      bounds.append(.init(inputError: inputError, isCertified: isCertified, errors: errors))
      inputs.append(values(inputCount))
      outputs.append(values(outputCount))
      offset = (offset + 3) / 4 * 4
    }
    return SuiteRecord(
      name: name,
      image: image,
      inputs: inputs,
      outputs: outputs,
      answers: answers,
      bounds: bounds
    )
  }
}
