public import Foundation
import SystemPackage

/// The bytes of a file that has at most `limit` of them.
///
/// Reads no more than that, so that no file, nor a device that never ends, can fill the memory.
///
/// - Throws: `FileError`, which names the file.
public func contents(ofFile path: String, limit: Int) throws(FileError) -> Data {
  try checkName(path)
  do {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter { try unsafe bytes(of: file, limit: limit) }
  } catch let failure as FileTooLarge {
    throw FileError(file: path, reason: "is larger than the limit of \(failure.limit) bytes")
  } catch {
    throw FileError(file: path, reason: "cannot be read: \(error)")
  }
}

private struct FileTooLarge: Error {
  let limit: Int
}

@unsafe
private func bytes(of file: FileDescriptor, limit: Int) throws -> Data {
  var data = Data()
  var chunk = [UInt8](repeating: 0, count: chunkSize)
  while true {
    let count = try unsafe chunk.withUnsafeMutableBytes { buffer in
      try unsafe file.read(into: buffer)
    }
    if count == 0 { return data }
    data.append(contentsOf: chunk[..<count])
    guard data.count <= limit else { throw FileTooLarge(limit: limit) }
  }
}

private let chunkSize = 1 << 18
