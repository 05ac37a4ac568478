import Files
import ONNXSchema

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads the tensors of a model, each only when a node asks for it.
struct TensorReader {
  /// The folder of the model's file, for data that lie in a file beside it; nil where there is none.
  let folder: URL?

  /// The numbers of a tensor.
  ///
  /// - Throws: `ONNXError` where shape and data disagree, or the type is not read.
  func constant(_ tensor: ONNXTensor, budget: inout Budget) throws(ONNXError) -> Constant {
    let shape = tensor.dims.map { Int($0) }
    guard let cost = cost(of: shape), let count = elementCount(of: shape) else {
      throw error(tensor, "has the impossible shape \(text(ofShape: shape))")
    }
    try budget.take(cost)
    guard let type = ElementType(rawValue: tensor.dataType) else {
      throw error(
        tensor,
        "has elements of type \(tensor.dataType), which is not read; float, double, float16, "
          + "bfloat16, bool, string and integers are"
      )
    }
    let elements = try elements(of: tensor, type: type, shape: shape, count: count)
    guard elements.count == count else { throw wrongCount(tensor, shape, found: elements.count) }
    return Constant(shape: shape, type: type, elements: elements)
  }

  private func elements(
    of tensor: ONNXTensor,
    type: ElementType,
    shape: [Int],
    count: Int
  ) throws(ONNXError) -> Constant.Elements {
    if type == .string {
      return .strings(tensor.stringData.map { String(decoding: $0, as: UTF8.self) })
    }
    if tensor.dataLocation == Self.externalLocation {
      return decode(try externalData(of: tensor, size: count * type.size), as: type)
    }
    if !tensor.rawData.isEmpty {
      guard tensor.rawData.count == count * type.size else {
        throw error(
          tensor,
          "holds \(tensor.rawData.count) bytes, but its shape \(text(ofShape: shape)) takes "
            + "\(count) times \(type.size)"
        )
      }
      return decode(tensor.rawData, as: type)
    }
    return typedElements(of: tensor, type: type)
  }

  /// The elements in the field that the standard names for the type.
  private func typedElements(of tensor: ONNXTensor, type: ElementType) -> Constant.Elements {
    switch type {
    case .float: .reals(tensor.floatData.map(Double.init))
    case .double: .reals(tensor.doubleData)
    case .int64: .integers(tensor.int64Data)
    case .uint32, .uint64:
      .integers(tensor.uint64Data.map { type.wrapped(Int64(bitPattern: $0)) })
    case .float16: .reals(tensor.int32Data.map { float16(UInt16(truncatingIfNeeded: $0)) })
    case .bfloat16: .reals(tensor.int32Data.map { bfloat16(UInt16(truncatingIfNeeded: $0)) })
    case .int8, .uint8, .int16, .uint16, .int32, .bool:
      .integers(tensor.int32Data.map { type.wrapped(Int64($0)) })
    case .string: .strings([])
    }
  }

  /// The bytes that lie in a file beside the model.
  private func externalData(of tensor: ONNXTensor, size: Int) throws(ONNXError) -> Data {
    var entries: [String: String] = [:]
    for entry in tensor.externalData { entries[entry.key] = entry.value }
    guard let location = entries["location"] else {
      throw error(tensor, "has its data in another file, but does not say in which")
    }
    guard let folder, isPlainName(location) else {
      throw error(
        tensor,
        "has its data in the file \(quoted(location)), which is not beside the model; save the "
          + "model with its weights in one file, or put that file into the same folder"
      )
    }
    let offset = entries["offset"].map { Int($0) } ?? 0
    let length = entries["length"].map { Int($0) } ?? size
    guard let offset, offset >= 0, length == size else {
      throw error(tensor, "has an impossible place in the file \(quoted(location))")
    }
    let path = folder.appending(path: location).path
    do {
      let file = try contents(ofFile: path, limit: ModelFile.largestSize)
      guard offset <= file.count, size <= file.count - offset else {
        throw FileError(file: path, reason: "is too short for tensor \(quoted(tensor.name))")
      }
      let start = file.startIndex + offset
      return file.subdata(in: start..<start + size)
    } catch {
      throw self.error(tensor, "has its data in another file: \(printable("\(error)", 200))")
    }
  }

  /// Whether a name leads nowhere else than into the folder it is looked up in.
  private func isPlainName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.isEmpty && !name.contains("\0")
      && parts.allSatisfy { $0 != ".." && !$0.isEmpty }
  }

  private func wrongCount(_ tensor: ONNXTensor, _ shape: [Int], found: Int) -> ONNXError {
    error(tensor, "holds \(found) values, but its shape is \(text(ofShape: shape))")
  }

  private func error(_ tensor: ONNXTensor, _ reason: String) -> ONNXError {
    .tensor(name: tensor.name, reason: reason)
  }

  /// TensorProto.DataLocation.EXTERNAL.
  private static let externalLocation: Int32 = 1
}

/// Little-endian elements.
///
/// - Precondition: whole elements.
private func decode(_ data: Data, as type: ElementType) -> Constant.Elements {
  let bytes = [UInt8](data)
  let patterns = stride(from: 0, to: bytes.count, by: type.size).lazy.map { start in
    (0..<type.size).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) }
  }
  return switch type {
  case .float: .reals(patterns.map { Double(Float(bitPattern: UInt32($0))) })
  case .double: .reals(patterns.map { Double(bitPattern: $0) })
  case .float16: .reals(patterns.map { float16(UInt16($0)) })
  case .bfloat16: .reals(patterns.map { bfloat16(UInt16($0)) })
  default: .integers(patterns.map { type.wrapped(Int64(bitPattern: $0)) })
  }
}

/// IEEE 754 binary16. (Swift's Float16 is not there on every host.)
private func float16(_ bits: UInt16) -> Double {
  let sign = bits >> 15 == 0 ? 1.0 : -1.0
  let exponent = Int(bits >> 10 & 0x1F)
  let fraction = Double(bits & 0x3FF) / 1_024
  return switch exponent {
  case 0: sign * fraction * 0x1p-14
  case 0x1F: fraction == 0 ? sign * .infinity : .nan
  default: sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
  }
}

/// The upper half of a binary32.
private func bfloat16(_ bits: UInt16) -> Double {
  Double(Float(bitPattern: UInt32(bits) << 16))
}
