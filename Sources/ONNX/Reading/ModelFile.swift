import Files
import ONNXSchema
import SwiftProtobuf

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The bytes of a model, decoded.
struct ModelFile {
  let model: ONNXModel
  let tensors: TensorReader

  /// The most bytes that are read, 256 MiB: an image for a microcontroller never needs as many
  /// weights as these hold.
  static let largestSize = 256 << 20
  /// The most messages in a file. An empty one takes two bytes there, but a hundred in memory.
  static let mostMessages = 1_000_000

  /// - Parameter name: the file's name, for errors.
  init(_ bytes: Data, folder: URL?, name: String) throws(ONNXError) {
    if let foreign = ForeignModel.description(of: bytes, fileName: name) { throw .foreign(foreign) }
    guard bytes.count <= Self.largestSize else {
      throw .notAModel("it is larger than the limit of \(Self.largestSize) bytes")
    }
    guard !bytes.isEmpty else { throw .notAModel("it is empty") }
    let counter = MessageCounter(bytes)
    try counter.check(most: Self.mostMessages)
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    options.messageDepthLimit = Self.deepestNesting
    do {
      model = try ONNXModel(serializedBytes: bytes, extensions: nil, options: options)
    } catch {
      throw .notAModel("its protocol buffer cannot be decoded (\(printable("\(error)", 100)))")
    }
    guard model.hasGraph else { throw .notAModel("it has no graph") }
    tensors = TensorReader(folder: folder)
  }

  /// Model, graph, node, attribute, tensor, entry: our schema is no deeper.
  private static let deepestNesting = 12
}

/// Counts what would become a message or a string of its own, before any of them is made.
private struct MessageCounter {
  private let bytes: Data

  init(_ bytes: Data) { self.bytes = bytes }

  /// Follows the fields that `onnx.proto` declares as messages.
  func check(most: Int) throws(ONNXError) {
    var count = 0
    // What is still to be looked at: a part of the bytes, and which message it is.
    var pending: [(range: Range<Int>, kind: Kind)] = [(0..<bytes.count, .model)]
    while let (range, kind) = pending.popLast() {
      var position = range.lowerBound
      while position < range.upperBound {
        guard let key = varint(&position, range.upperBound) else { return }
        let field = Int(truncatingIfNeeded: key >> 3)
        switch key & 7 {
        case 0: if varint(&position, range.upperBound) == nil { return }
        case 1: position += 8
        case 5: position += 4
        case 2:
          guard let length = varint(&position, range.upperBound),
            length <= UInt64(range.upperBound - position)
          else { return }
          let end = position + Int(length)
          count += 1
          guard count <= most else {
            throw .notAModel("it has more than \(most) parts, more than is imported")
          }
          if let child = kind.child(field) { pending.append((position..<end, child)) }
          position = end
        default: return
        }
      }
    }
  }

  /// A variable-length number; nil where there is none, which the decoder will report.
  private func varint(_ position: inout Int, _ end: Int) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard position < end else { return nil }
      let byte = bytes[bytes.startIndex + position]
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }

  /// The messages that hold others in numbers that a file chooses.
  private enum Kind {
    case model, graph, node, attribute, tensor, sparse, valueInfo, type, tensorType, shape, leaf

    func child(_ field: Int) -> Kind? {
      switch (self, field) {
      case (.model, 7): .graph
      case (.model, 8), (.model, 14), (.model, 25): .leaf
      case (.graph, 1): .node
      case (.graph, 5): .tensor
      case (.graph, 11), (.graph, 12): .valueInfo
      case (.graph, 15): .sparse
      case (.sparse, 1): .tensor
      case (.node, 5): .attribute
      case (.attribute, 5): .tensor
      case (.tensor, 13): .leaf
      case (.valueInfo, 2): .type
      case (.type, 1): .tensorType
      case (.tensorType, 2): .shape
      case (.shape, 1): .leaf
      default: nil
      }
    }
  }
}
