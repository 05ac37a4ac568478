import SystemPackage

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

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

/// The first `size` bytes of a file and the last ones; all of it where it has no more than twice as many.
///
/// - Throws: `FileError`, which names the file, also where it is none: to open a pipe might wait for ever.
public func ends(ofFile path: String, size: Int) throws(FileError) -> [UInt8] {
  try checkName(path)
  guard isRegularFile(path) else { throw FileError(file: path, reason: "is not a file") }
  do {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      let start = try unsafe bytes(of: file, count: size)
      let length = try Int(file.seek(offset: 0, from: .end))
      try file.seek(offset: Int64(max(start.count, length - size)), from: .start)
      return try unsafe start + bytes(of: file, count: size)
    }
  } catch {
    throw FileError(file: path, reason: "cannot be read: \(error)")
  }
}

@unsafe
private func bytes(of file: FileDescriptor, count: Int) throws -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: count)
  while bytes.count < count {
    let got = try unsafe chunk.withUnsafeMutableBytes { buffer in
      let rest = unsafe buffer[..<(count - bytes.count)]
      return try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: rest))
    }
    if got == 0 { break }
    bytes += chunk[..<got]
  }
  return bytes
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
