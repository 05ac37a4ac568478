import FloatNetwork
import Quantization

/// One record of a vector file: something that every implementation must do.
///
/// `Docs/conformance.md` has the bytes, `Sources/CConformance` checks them.
public struct VectorRecord: Sendable {
  /// Its name: a group, a slash, and what is special about it.
  public let name: String
  /// The bytes of the record, whole words.
  public let bytes: [UInt8]

  init(_ name: String, kind: UInt16, writeBody: (inout ByteWriter) -> Void) {
    self.name = name
    // At least one NUL ends the name.
    let nameSize = (name.utf8.count / 4 + 1) * 4
    var writer = ByteWriter()
    writer.append(UInt32(0))
    writer.append(kind)
    writer.append(UInt16(nameSize))
    for byte in name.utf8 { writer.append(byte) }
    writer.appendZeros(until: Self.startSize + nameSize)
    writeBody(&writer)
    writer.appendZeros(until: (writer.bytes.count + 3) / 4 * 4)
    var bytes = writer.bytes
    bytes.replace(at: 0, with: UInt32(bytes.count))
    self.bytes = bytes
  }

  /// The bytes before the name: size, kind, and the size of the name.
  static let startSize = 8
}

extension VectorRecord {
  /// A network, its inputs, and what each layer must give for them.
  ///
  /// - Parameter image: the bytes of its image, where they are not just those of the network.
  static func network(
    _ name: String,
    _ network: QuantizedNetwork,
    image: [UInt8]? = nil,
    _ inputs: [[Int16]]
  ) throws -> VectorRecord {
    let image = try image ?? network.image()
    // What names the first wrong layer, where the whole network goes wrong.
    let layers =
      network.layers.count > 1
      ? try network.layers.map { layer in
        (layer.form.sources, try layer.networkAlone()?.image() ?? [])
      } : []
    return VectorRecord(name, kind: 1) { writer in
      writer.append(UInt32(network.layers.count))
      writer.append(UInt32(network.inputCount))
      for layer in network.layers { writer.append(UInt32(layer.valueCount)) }
      writer.append(UInt32(inputs.count))
      writer.append(image: image)
      for (sources, image) in layers {
        writer.append(UInt32(sources[0]))
        // A tensor that is added to itself is one.
        let second = sources.dropFirst().first { $0 != sources[0] }
        writer.append(second.map { UInt32($0) } ?? UInt32.max)
        writer.append(image: image)
      }
      for input in inputs {
        let (outputs, classIndex) = ExactOracle.outputs(of: network, for: input)
        for values in [input] + outputs { for value in values { writer.append(value) } }
        writer.append(UInt16(classIndex))
      }
    }
  }

  /// An image that must be refused: by `open`, or where that says OK, by `verify`.
  ///
  /// - Parameter size: how many of its bytes `open` is told of; all unless given.
  static func image(
    _ name: String,
    _ image: [UInt8],
    size: Int? = nil,
    open: Set<VectorStatus>,
    verify: Set<VectorStatus> = []
  ) -> VectorRecord {
    VectorRecord(name, kind: 2) { writer in
      writer.append(UInt32(size ?? image.count))
      writer.append(mask(of: open))
      writer.append(mask(of: verify))
      writer.append(image: image)
    }
  }

  /// Floats and the word that each must become, for an input of this exponent and offset.
  static func conversions(
    _ name: String,
    exponent: Int = 0,
    offset: Int32 = 0,
    _ values: [Float]
  ) -> VectorRecord {
    let pairs = values.map {
      ($0.bitPattern, ExactOracle.word(of: $0, exponent: exponent, offset: offset))
    }
    return words(name, kind: 3, exponent, offset, pairs)
  }

  /// Counts of a sensor and the word that each must become, for an input of this exponent and offset.
  static func counts(
    _ name: String,
    exponent: Int,
    offset: Int32,
    _ counts: [Int32]
  ) -> VectorRecord {
    let pairs = counts.map {
      (
        UInt32(bitPattern: $0),
        ExactOracle.word(ofCount: $0, exponent: exponent, offset: offset)
      )
    }
    return words(name, kind: 5, exponent, offset, pairs)
  }

  /// Numbers of 32 bits and the word that each must become.
  private static func words(
    _ name: String,
    kind: UInt16,
    _ exponent: Int,
    _ offset: Int32,
    _ pairs: [(bits: UInt32, word: Int16)]
  ) -> VectorRecord {
    VectorRecord(name, kind: kind) { writer in
      writer.append(UInt32(pairs.count))
      writer.append(Int32(exponent))
      writer.append(offset)
      for pair in pairs {
        writer.append(pair.bits)
        writer.append(Int32(pair.word))
      }
    }
  }

  /// A law that a network keeps on every input, so that no expected outputs are needed.
  static func law(
    _ name: String,
    _ law: VectorLaw,
    _ network: QuantizedNetwork,
    _ inputs: [[Int16]]
  ) throws -> VectorRecord {
    let image = try network.image()
    return VectorRecord(name, kind: 4) { writer in
      writer.append(law.rawValue)
      writer.append(UInt32(network.inputCount))
      writer.append(UInt32(network.outputCount))
      writer.append(UInt32(inputs.count))
      writer.append(UInt32(network.layers.count))
      writer.append(image: image)
      for value in inputs.joined() { writer.append(value) }
    }
  }

  /// A network, inputs with what each may be off by, and what a run with error words must give for them.
  static func bounded(
    _ name: String,
    _ network: QuantizedNetwork,
    image: [UInt8]? = nil,
    _ inputs: [BoundedInput]
  ) throws -> VectorRecord {
    let image = try image ?? network.image()
    return VectorRecord("bounded/\(name)", kind: 6) { writer in
      writer.append(UInt32(network.inputCount))
      writer.append(UInt32(network.outputCount))
      writer.append(UInt32(network.layers.count))
      writer.append(UInt32(inputs.count))
      writer.append(image: image)
      for input in inputs {
        let right = ExactOracle.bounded(network, for: input.words, inputError: Int(input.error))
        let noBound = [UInt32](repeating: .max, count: network.outputCount)
        writer.append(input.error)
        writer.append(UInt32(right.answer))
        writer.append(UInt32(right.isCertified ? 1 : 0))
        for error in right.errors?.map({ UInt32($0) }) ?? noBound { writer.append(error) }
        for word in input.words + right.outputs { writer.append(word) }
        writer.appendZeros(until: (writer.bytes.count + 3) / 4 * 4)
      }
    }
  }

  /// Bit k stands for the status −k.
  private static func mask(of statuses: Set<VectorStatus>) -> UInt32 {
    statuses.reduce(0) { $0 | 1 << UInt32(-$1.rawValue) }
  }
}

/// An input of a run with error words.
struct BoundedInput {
  var words: [Int16]
  /// The error word of each of them.
  var error: UInt32
}

/// The statuses with which an image can be refused, as `halfword.h` numbers them.
enum VectorStatus: Int32 {
  case ok = 0
  case truncated = -3
  case notAnImage = -4
  case unsupportedVersion = -5
  case badHeader = -6
  case badLayer = -7
  case badChecksum = -8
  case badAccumulator = -9
  case badPadding = -14
}

/// What holds for every right implementation.
enum VectorLaw: UInt32 {
  /// Samples in pairs: no output of the second is below that of the first.
  case monotone = 1
  /// The model run on its own output gives that output.
  case idempotent = 2
  /// Samples in pairs: each output and its partner sum to 256.
  case complement = 3
  /// The outputs are at least 0 and sum to 256, and a larger input never has a smaller output.
  case shares = 4
  /// Wrong counts and too little workspace are refused, and nothing is written.
  case refuses = 5
}

extension ByteWriter {
  /// The size of an image, its bytes, and zeros that complete the last word.
  fileprivate mutating func append(image: [UInt8]) {
    append(UInt32(image.count))
    for byte in image { append(byte) }
    appendZeros(until: (bytes.count + 3) / 4 * 4)
  }
}
